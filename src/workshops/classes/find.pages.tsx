import type { Child } from "hono/jsx";

import { Card, GoCards } from "../../ui/cards.tsx";
import { Timeline } from "../../ui/line.tsx";
import { TileMap } from "../../ui/map.tsx";
import { Head, Notice, Todo } from "../../ui/parts.tsx";
import { Scene } from "../../ui/scene.tsx";
import { AskSteps } from "./request.parts.tsx";
import { DEPARTEMENTS } from "../sessions/departements.ts";
import type { Programme } from "../sessions/programme.ts";
import { kindInWords } from "../schools/school.ts";
import type { Found } from "../schools/schools.store.ts";

/** `/etablissements`: what a school gets, how it goes, where somebody comes, and the search that starts a request. */
type SchoolsProps = { programmes: readonly Programme[]; comes: readonly { departement: string; n: number }[] };
export const SchoolsPage = ({ programmes, comes }: SchoolsProps): Child => (
  <>
    <div class="split">
      <div>
        <Head
          eyebrow="Établissements"
          title="Faire venir une association dans vos classes"
          lead="Une demande en moins de dix minutes, sans compte et sans nom d’élève. C’est gratuit."
        />
        <Card kind="roof">
          <SearchForm typed="" first="" />
        </Card>
      </div>
      <Scene name="classe" />
    </div>
    <h2>Comment cela se passe</h2>
    <div class="split">
      <HowItGoes />
      <OtherDoors />
    </div>
    <WhereWeCome comes={comes} />
    <h2>Les ateliers pour les classes et les groupes</h2>
    <GoCards
      cards={programmes.map((programme) => ({
        href: `/ateliers/${programme.slug}`,
        icon: "ecole",
        title: programme.title,
        children: <small>{programme.public}</small>,
      }))}
    />
  </>
);

/** Where associations say that they work. Elsewhere a request is still worth asking: it is seen as soon as one comes. */
const WhereWeCome = ({ comes }: { comes: SchoolsProps["comes"] }): Child =>
  comes.length === 0 ? null : (
    <section>
      <h2>Où une association peut venir</h2>
      <div class="split">
        <TileMap
          title="Les associations qui interviennent en classe, par département"
          counted="Associations"
          steps={[2, 4]}
          places={comes.map(({ departement, n }) => ({
            code: departement,
            name: DEPARTEMENTS[departement] ?? departement,
            n,
          }))}
        />
        <Card kind="flat" title="Votre département n’y est pas ?">
          <p>Demandez quand même : une association qui l’ajoute voit aussitôt votre demande.</p>
          <p>
            <a href="/etablissements/prevenir">Ou soyez prévenu quand une association vient</a>
          </p>
        </Card>
        <Card kind="flat" title="Qui vient, département par département">
          <ul>
            {comes.map(({ departement }) => (
              <li>
                <a href={`/etablissements/departement/${departement}`}>{DEPARTEMENTS[departement] ?? departement}</a>
              </li>
            ))}
          </ul>
        </Card>
      </div>
    </section>
  );

const HowItGoes = (): Child => (
  <Timeline
    label="Comment cela se passe"
    stops={[
      {
        title: "Vous demandez",
        state: "plan",
        icon: "papier",
        children: <p>L’établissement, les niveaux, le nombre d’élèves, trois créneaux ou aucun.</p>,
      },
      {
        title: "Votre direction donne son accord",
        state: "plan",
        icon: "oui",
        children: (
          <p>
            Par un message à l’adresse officielle de l’établissement ou par un lien que vous lui remettez. Les
            associations voient déjà la demande.
          </p>
        ),
      },
      {
        title: "Une association accepte",
        state: "plan",
        icon: "coeur",
        children: (
          <p>Un de vos créneaux, ou elle en propose d’autres. Vous recevez alors son adresse, et elle la vôtre.</p>
        ),
      },
      {
        title: "Le jour venu",
        state: "plan",
        icon: "groupe",
        children: (
          <p>Un adulte de l’établissement reste dans la salle : la séance est sous sa responsabilité pédagogique.</p>
        ),
      },
    ]}
  />
);

const OtherDoors = (): Child => (
  <Card kind="flat" title="Vous n’êtes pas un établissement scolaire">
    <Todo
      items={[
        {
          icon: "toit",
          title: (
            <a href="/etablissements/demande/absent">
              CFA, mission locale, foyer, commune, mutuelle pour ses adhérents
            </a>
          ),
          children: <p>La même demande, avec votre structure à la place de l’établissement.</p>,
        },
        {
          icon: "soin",
          title: <a href="/ateliers/reperer-en-consultation">Professionnels de santé</a>,
          children: <p>Vos propres séances, à réserver en ligne.</p>,
        },
        {
          icon: "ecole",
          title: <a href="/ateliers/accueillir-la-parole">Équipes éducatives</a>,
          children: <p>Une séance pour vous, sans les élèves.</p>,
        },
      ]}
    />
  </Card>
);

/** What an address keeps of the association that one would ask first. */
export const forWhom = (first: string): string => (first === "" ? "" : `?pour=${encodeURIComponent(first)}`);

const SearchForm = ({ typed, first }: { typed: string; first: string }): Child => (
  <form method="get" action="/etablissements/demande" role="search">
    {first === "" ? null : <input type="hidden" name="pour" value={first} />}
    <div class="field">
      <label for="nom">Votre établissement</label>
      <p class="hint" id="nom-aide">
        Son nom et sa commune ou son code postal (« jaurès vitry », « pasteur 94400 »), ou son UAI (0750654D).
      </p>
      <input id="nom" name="nom" type="search" value={typed} aria-describedby="nom-aide" autocomplete="off" />
    </div>
    <button type="submit">Chercher mon établissement</button>
  </form>
);

type FoundProps = {
  typed: string;
  /** Whom one would ask first; empty: all. */ first: string;
  found: Found;
  problem: string | null;
};

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
export const FoundSchoolsPage = ({ typed, first, found, problem }: FoundProps): Child => (
  <div class="narrow">
    <p class="crumbs">
      <a href="/etablissements">Établissements</a>
    </p>
    <h1>Choisir l’établissement</h1>
    <AskSteps at="place" />
    <SearchForm typed={typed} first={first} />
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
              <a href={`/etablissements/demande/${school.uai}${forWhom(first)}`}>{school.name}</a>
            </h2>
            <p class="meta">
              {school.commune} ({DEPARTEMENTS[school.departement] ?? school.departement}) · {kindInWords(school)} ·{" "}
              {school.uai}
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
