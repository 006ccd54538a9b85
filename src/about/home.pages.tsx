import type { Child } from "hono/jsx";

import { Scene } from "../ui/scene.tsx";

const DOORS = [
  {
    href: "/ateliers?public=youth",
    eyebrow: "Tu as 15 ans ou plus",
    title: "Garder la main sur ta ligne",
    text: "Deux heures pour régler ton téléphone et savoir quoi faire quand ça dérape. Un prénom suffit.",
    action: "Voir les ateliers jeunes",
  },
  {
    href: "/ateliers?public=parent",
    eyebrow: "Vous êtes parent",
    title: "Savoir quoi dire, et quand",
    text: "Premier téléphone, messages qui font mal, règles à deux : des soirées courtes, avec d’autres parents.",
    action: "Voir les ateliers parents",
  },
  {
    href: "/ateliers?public=educator",
    eyebrow: "Vous travaillez avec des jeunes",
    title: "Recevoir la parole, agir le jour même",
    text: "Enseignants, CPE, infirmières, éducateurs : des gestes sûrs, des mots simples, les bons relais.",
    action: "Voir les ateliers pros",
  },
];

/** For those who are hit, without an account and without a trace. */
const HELP = [
  { href: "/aide", title: "Que faire maintenant", text: "Trois questions, une réponse. Rien n’est envoyé ni gardé." },
  { href: "/comprendre", title: "Comprendre", text: "Les quatre formes, les signes, et comment protéger son numéro." },
  {
    href: "/recours",
    title: "Recours",
    text: "Les textes, les délais, un journal des faits, une lettre au procureur.",
  },
];

/** The home page: what this is, and a door for each. */
export const HomePage = (): Child => (
  <>
    <section class="hero">
      <h1>
        Un numéro, ça se protège. <br />
        Et ça s’apprend.
      </h1>
      <p class="lead">
        Appels en boucle, groupes qui débordent, numéro qui circule : nos ateliers gratuits apprennent à réagir, avant
        et pendant. Près de chez vous ou en ligne.
      </p>
      <p class="acts">
        <a class="button" href="/ateliers">
          Trouver un atelier
        </a>{" "}
        <a class="button quiet" href="/aide">
          Que faire maintenant
        </a>
      </p>
      <Scene name="toits" isWide isDrawn />
    </section>
    <HelpDoors />
    <section aria-labelledby="portes">
      <h2 id="portes">Apprendre, à plusieurs</h2>
      <ul class="cards doors">
        {DOORS.map((door) => (
          <li class="card">
            <p class="eyebrow">{door.eyebrow}</p>
            <h3>{door.title}</h3>
            <p>{door.text}</p>
            <p>
              <a href={door.href}>{door.action}</a>
            </p>
          </li>
        ))}
      </ul>
      <p>
        Dans votre établissement : <a href="/etablissements">demander un atelier pour une classe</a>, en cinq minutes.
        Chez vous, à votre heure : <a href="/parents">six parcours pour les parents</a>, à lire ici ou à recevoir une
        étape à la fois. Professionnels de santé :{" "}
        <a href="/ateliers/reperer-en-consultation">un atelier vous est réservé</a>. Un parent et son enfant :{" "}
        <a href="/ateliers/notre-pacte-du-telephone">venez à deux</a>.
      </p>
    </section>
    <Steps />
    <Promises />
  </>
);

/** The three pages of help. */
const HelpDoors = (): Child => (
  <section aria-labelledby="aide">
    <h2 id="aide">Si cela arrive</h2>
    <ul class="cards">
      {HELP.map((door) => (
        <li class="card">
          <h3>
            <a href={door.href}>{door.title}</a>
          </h3>
          <p>{door.text}</p>
        </li>
      ))}
    </ul>
  </section>
);

/** How a registration goes. */
const Steps = (): Child => (
  <section class="steps" aria-labelledby="comment">
    <h2 id="comment">S’inscrire, en trois gestes</h2>
    <ol>
      <li>
        <h3>Choisir une date</h3>
        <p>La place est gardée 15 minutes, le temps d’écrire un prénom et une adresse e-mail.</p>
      </li>
      <li>
        <h3>Cliquer dans le message</h3>
        <p>Son objet est discret. Le bouton confirme la place ; sans clic, rien n’est gardé.</p>
      </li>
      <li>
        <h3>Venir, ou annuler</h3>
        <p>Le même lien suffit pour tout : retrouver le lieu, annuler, effacer.</p>
      </li>
    </ol>
  </section>
);

/** What we do not do, ever. */
const Promises = (): Child => (
  <section class="promise" aria-labelledby="promesses">
    <h2 id="promesses">Ce que nous ne ferons jamais</h2>
    <ul>
      <li>Recevoir votre numéro de téléphone : aucun formulaire ne le demande.</li>
      <li>Montrer une liste de participants.</li>
      <li>Suivre qui ouvre un message ou visite une page.</li>
      <li>Garder un prénom ou une adresse plus de 30 jours après l’atelier, sauf si vous le demandez.</li>
    </ul>
    <p>
      <a href="/confidentialite">Tout ce que nous gardons, et jusqu’à quand</a>
    </p>
  </section>
);
