import type { Child } from "hono/jsx";

import { Head, Notice } from "../../ui/parts.tsx";
import { DEPARTEMENTS } from "../sessions/departements.ts";
import type { Programme } from "../sessions/programme.ts";
import { SCHOOL_KINDS } from "../schools/school.ts";
import type { Found } from "../schools/schools.store.ts";

/** `/etablissements`: what a school gets, how it goes, and the search that starts a request. */
export const SchoolsPage = ({ programmes }: { programmes: readonly Programme[] }): Child => (
  <>
    <Head
      eyebrow="Établissements"
      title="Faire venir une association dans vos classes"
      lead="Une demande en cinq minutes, sans compte et sans nom d’élève. C’est gratuit."
    />
    <div class="narrow">
      <SearchForm typed="" />
    </div>
    <div class="prose">
      <Steps />
    </div>
    <h2>Les ateliers pour les classes et les groupes</h2>
    <ul class="cards">
      {programmes.map((programme) => (
        <li class="card">
          <h3>
            <a href={`/ateliers/${programme.slug}`}>{programme.title}</a>
          </h3>
          <p>{programme.public}</p>
        </li>
      ))}
    </ul>
    <div class="prose">
      <OtherDoors />
    </div>
  </>
);

const Steps = (): Child => (
  <>
    <h2>Comment cela se passe</h2>
    <ol>
      <li>
        <strong>Vous demandez</strong> : l’établissement, les niveaux, le nombre d’élèves, trois créneaux ou aucun.
      </li>
      <li>
        <strong>Votre direction donne son accord</strong>, par un message à l’adresse officielle de l’établissement ou
        par un lien que vous lui remettez. Les associations voient déjà la demande.
      </li>
      <li>
        <strong>Une association accepte</strong> un de vos créneaux, ou en propose d’autres. Vous recevez alors son
        adresse, et elle la vôtre.
      </li>
      <li>
        <strong>Le jour venu</strong>, un adulte de l’établissement reste dans la salle : la séance est sous sa
        responsabilité pédagogique.
      </li>
    </ol>
  </>
);

const OtherDoors = (): Child => (
  <>
    <h2>Vous n’êtes pas un établissement scolaire</h2>
    <ul>
      <li>
        <a href="/etablissements/demande/absent">CFA, mission locale, foyer, commune, mutuelle pour ses adhérents</a> :
        la même demande, avec votre structure à la place de l’établissement.
      </li>
      <li>
        <a href="/ateliers/reperer-en-consultation">Professionnels de santé</a> : vos propres séances, à réserver en
        ligne.
      </li>
      <li>
        <a href="/ateliers/accueillir-la-parole">Équipes éducatives</a> : une séance pour vous, sans les élèves.
      </li>
    </ul>
  </>
);

const SearchForm = ({ typed }: { typed: string }): Child => (
  <form method="get" action="/etablissements/demande" role="search">
    <div class="field">
      <label for="nom">Votre établissement</label>
      <p class="hint" id="nom-aide">
        Son nom et sa commune ou son code postal (« jaurès vitry », « pasteur 94400 »), ou son UAI (0750654D).
      </p>
      <input id="nom" name="nom" type="search" value={typed} aria-describedby="nom-aide" autocomplete="off" />
    </div>
    <button type="submit">Chercher</button>
  </form>
);

type FoundProps = { typed: string; found: Found; problem: string | null };

/** What a search gave, in words, above the schools: never « aucun » when not all were compared. */
function sayFound({ schools, isCut, leftOut }: Found): string | null {
  if (leftOut !== null) {
    return `Aucun établissement ${isCut ? "parmi les premiers comparés " : ""}n’a tous ces mots. Voici sans « ${leftOut} » :`;
  }
  if (schools.length > 0) {
    return null;
  }
  return isCut
    ? "Trop d’établissements ont ces mots pour les comparer tous : ajoutez la commune ou le code postal."
    : "Aucun établissement à ce nom. Essayez un mot du nom seul, ou la commune.";
}

/** The schools that what was typed may mean, each with its town. */
export const FoundSchoolsPage = ({ typed, found, problem }: FoundProps): Child => (
  <div class="narrow">
    <Head eyebrow="Demander un atelier" title="Choisir l’établissement" lead="Étape 1 sur 2." />
    <SearchForm typed={typed} />
    <div id="resultats" aria-live="polite">
      {problem === null ? null : (
        <Notice kind="warn">
          <p>{problem}</p>
        </Notice>
      )}
      {typed.trim() === "" || problem !== null || sayFound(found) === null ? null : <p>{sayFound(found)}</p>}
      <ul class="rows">
        {found.schools.map((school) => (
          <li>
            <h2>
              <a href={`/etablissements/demande/${school.uai}`}>{school.name}</a>
            </h2>
            <p>
              {school.commune} ({DEPARTEMENTS[school.departement] ?? school.departement}) · {SCHOOL_KINDS[school.kind]}{" "}
              {school.sector === "private" ? "privé" : "public"} · {school.uai}
              {school.status === "closing" ? " · fermeture annoncée" : ""}
            </p>
          </li>
        ))}
      </ul>
      {found.schools.length > 0 && (found.hasMore || found.isCut) ? (
        <p>Il y en a d’autres : ajoutez un mot du nom, la commune ou le code postal.</p>
      ) : null}
    </div>
    <p>
      <a href="/etablissements/demande/absent">Mon établissement n’y est pas</a>, ou je suis d’une structure jeunesse
    </p>
  </div>
);
