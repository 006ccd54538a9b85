import type { Child } from "hono/jsx";

import { Card, Door, GoCards } from "../ui/cards.tsx";
import { Timeline } from "../ui/line.tsx";
import { Facts } from "../ui/parts.tsx";
import { Scene } from "../ui/scene.tsx";

/** The home page: what this is, its two doors, then one for each. */
export const HomePage = (): Child => (
  <>
    <section class="hero">
      <h1>
        Un numéro, ça se protège. <br />
        Et ça s’apprend.
      </h1>
      <p class="lead">
        Appels en boucle, groupes qui débordent, numéro qui circule : savoir quoi faire, et apprendre à réagir. Gratuit,
        sans compte.
      </p>
      <Scene name="toits" isWide isDrawn />
      <div class="cols two">
        <Door
          id="aide"
          title="J’ai besoin d’aide"
          text="Trois questions, une réponse : qui appeler, quoi garder, quoi dire."
          bits={[["discret", "rien n’est envoyé ni gardé"]]}
          href="/aide"
          action="Que faire maintenant"
        />
        <Door
          id="apprendre"
          title="Je veux apprendre"
          text="Des ateliers gratuits, à plusieurs. Un prénom et une adresse e-mail suffisent."
          bits={[["lieu", "près de chez vous ou en ligne"]]}
          href="/ateliers"
          action="Trouver un atelier"
          isQuiet
        />
      </div>
    </section>
    <section aria-labelledby="vous">
      <h2 id="vous">Pour qui ?</h2>
      <GoCards cards={WHO} wide="four" isBrief />
    </section>
    <div class="split">
      <section aria-labelledby="lire">
        <h2 id="lire">Lire, s’y retrouver, agir</h2>
        <GoCards cards={ALSO} wide="two" isBrief />
      </section>
      <HowTo />
    </div>
    <Promises />
  </>
);

const WHO = [
  {
    href: "/ateliers?public=youth",
    icon: "jeune",
    title: "Tu as 15 ans ou plus",
    children: "Deux heures pour régler ton téléphone et savoir quoi faire quand ça dérape. Un prénom suffit.",
  },
  {
    href: "/ateliers?public=parent",
    icon: "parent",
    title: "Parent",
    children: "Premier téléphone, messages qui font mal, règles à deux : des soirées courtes, avec d’autres parents.",
  },
  {
    href: "/etablissements",
    icon: "ecole",
    title: "Établissement",
    children: "Demander un atelier pour une classe, en moins de dix minutes.",
  },
  {
    href: "/ateliers?public=educator",
    icon: "soin",
    title: "Professionnel",
    children: "Enseignants, CPE, infirmières, éducateurs : des gestes sûrs, des mots simples, les bons relais.",
  },
] as const;

const ALSO = [
  {
    href: "/aide/numeros",
    icon: "tel",
    title: "Qui appeler",
    children: "Les numéros d’aide, pour qui, à quelle heure.",
  },
  {
    href: "/comprendre",
    icon: "voir",
    title: "Comprendre",
    children: "Les quatre formes, les signes, et comment protéger son numéro.",
  },
  {
    href: "/recours",
    icon: "loi",
    title: "Recours",
    children: "Les textes, les délais, un journal des faits, une lettre au procureur.",
  },
  {
    href: "/parents",
    icon: "carnet",
    title: "Des parcours pour les parents",
    children: "À lire ici, ou à recevoir une étape à la fois.",
  },
  {
    href: "/label/registre",
    icon: "abri",
    title: "Comparer les mutuelles",
    children: "Le label : ce qu’elles promettent, ce qu’elles prouvent.",
  },
  {
    href: "/ateliers/reperer-en-consultation",
    icon: "soin",
    title: "Soignants",
    children: "Un atelier vous est réservé.",
  },
] as const;

/** How a registration goes. */
const HowTo = (): Child => (
  <Card kind="flat" title="S’inscrire, en trois gestes">
    <Timeline
      stops={[
        {
          title: "Choisir une date",
          state: "plan",
          icon: "date",
          children: <p>La place est gardée 15 minutes, le temps d’écrire un prénom et une adresse e-mail.</p>,
        },
        {
          title: "Cliquer dans le message",
          state: "plan",
          icon: "courrier",
          children: <p>Son objet est discret. Le bouton confirme la place ; sans clic, rien n’est gardé.</p>,
        },
        {
          title: "Venir, ou annuler",
          state: "plan",
          icon: "toit",
          children: <p>Le même lien suffit pour tout : retrouver le lieu, annuler, effacer.</p>,
        },
      ]}
    />
  </Card>
);

/** What we do not do, ever. */
const Promises = (): Child => (
  <section class="split left" aria-labelledby="promesses">
    <div class="wide-only">
      <Scene name="nuit" />
    </div>
    <div>
      <h2 id="promesses">Ce que nous ne ferons jamais</h2>
      <Facts
        isAbreast
        rows={[
          ["Recevoir votre numéro", "aucun formulaire ne le demande", "numero"],
          ["Montrer une liste", "de participants, à personne", "groupe"],
          ["Suivre", "qui ouvre un message ou visite une page", "discret"],
          ["Garder", "un prénom ou une adresse plus de 30 jours après l’atelier, sauf demande", "carnet"],
        ]}
      />
      <p>
        <a href="/confidentialite">Tout ce que nous gardons, et jusqu’à quand</a>
      </p>
    </div>
  </section>
);
