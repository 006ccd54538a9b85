import type { Child } from "hono/jsx";

import type { Said } from "../../kernel/said.ts";
import { plural } from "../../kernel/text.ts";
import { hourIn } from "../../kernel/time.ts";
import { Card } from "../../ui/cards.tsx";
import { ErrorSummary, type FormState, TextArea } from "../../ui/form.tsx";
import { Done, Facts } from "../../ui/parts.tsx";
import { RequestFacts } from "../classes/request.parts.tsx";
import type { ClassRequest } from "../classes/requests.store.ts";
import type { Written } from "../classes/write-word.ts";
import { MOST_NOTES } from "../letters/session-message.ts";
import { type Arranged, agesOf } from "../presence/prepare.ts";
import type { PresenceLine } from "../presence/presence.store.ts";
import { NEEDS } from "../seats/needs.ts";
import { ScopeChoice } from "../sessions/scope.parts.tsx";
import { SessionHead } from "../sessions/session-head.parts.tsx";
import { type Session, halfInWords, isVisit, languageInWords, momentOf, placeInWords } from "../sessions/session.ts";

export const SHEET_SAID: Said<"sheet"> = { notes: { sheet: "C’est enregistré : l’équipe le lit ici." } };
const LABELS = { equipe: "Pour l’équipe" };

type SheetProps = {
  base: string;
  session: Session;
  title: string;
  lines: readonly PresenceLine[];
  arranged: readonly Arranged[];
  /** How many give it, of how many adults it needs. */
  leads: number;
  needed: number;
  notes: string;
  /** The class that is visited, and what was written about it. */
  visit: { request: ClassRequest; thread: readonly Written[] } | null;
  isCoordinator: boolean;
  others: readonly Session[];
  state: FormState;
  done: string | null;
};

/** « Ce jour-là »: all that whoever animates needs on the day, on one page that prints. Numbers, and nobody's name. */
export const SheetPage = (props: SheetProps): Child => {
  const { session, title, notes, visit, isCoordinator, state, done } = props;
  return (
    <>
      <ErrorSummary state={state} labels={LABELS} />
      <SessionHead {...props} open="fiche" />
      <Done words={done} />
      <div class="split">
        <div>
          <h2>Où et quand</h2>
          <Facts rows={placeRows(session)} />
          {notes === "" ? null : (
            <>
              <h2>Pour l’équipe</h2>
              <p>{notes}</p>
            </>
          )}
          <h2>Qui vient</h2>
          <Facts rows={peopleRows(props)} />
          {visit === null ? null : <Visit {...visit} title={title} />}
          <p class="screen">Cette page s’imprime, depuis le menu du navigateur : elle ne nomme personne.</p>
        </div>
        <div class="stack screen">{isCoordinator ? <NotesForm {...props} /> : null}</div>
      </div>
    </>
  );
};

const placeRows = (session: Session) => {
  const { venue, endsAt, tz, joinUrl, notes, other } = session;
  const access = venue === null ? "" : venue.access;
  return [
    ["Quand", `${momentOf(session)}, jusqu’à ${hourIn(endsAt, tz)}`, "date"] as const,
    ["Où", placeInWords(session), "lieu", access === "" ? undefined : `Pour entrer : ${access}`] as const,
    venue === null
      ? null
      : ([
          "Accès",
          venue.isStepFree ? "sans marche" : "sans marche : non assuré",
          "rampe",
          venue.hasHearingLoop ? "boucle magnétique" : "sans boucle magnétique",
        ] as const),
    joinUrl === null ? null : (["Lien", <a href={joinUrl}>{joinUrl}</a>, "ligne"] as const),
    other === null
      ? null
      : ([
          "En même temps",
          halfInWords({ mode: session.mode === "online" ? "onsite" : "online" }).toLowerCase(),
          "groupe",
          "les mêmes heures, d’autres personnes",
        ] as const),
    [
      "Langue",
      languageInWords(session.language),
      "tchat",
      notes === "" ? undefined : `Dit aux inscrits : ${notes}`,
    ] as const,
  ];
};

const peopleRows = ({ session, lines, arranged, leads, needed }: SheetProps) => {
  const people = lines.filter(({ person }) => person !== null);
  const classes = lines.filter(({ kind }) => kind === "class");
  const n = people.length + classes.reduce((sum, line) => sum + (line.pupils ?? line.seats), 0);
  const ages = agesOf(people)
    .map(([label, of]) => `${label} : ${of}`)
    .join(" · ");
  return [
    [
      "Attendus",
      isVisit(session) ? plural(n, "élève") : plural(n, "personne"),
      "groupe",
      ages === "" ? undefined : ages,
    ] as const,
    arranged.length === 0
      ? null
      : ([
          "À prévoir",
          arranged.map((one) => `${NEEDS[one.need].toLowerCase()} : ${plural(one.people, "personne")}`).join(" · "),
          "oui",
        ] as const),
    ["Qui anime", plural(leads, "personne"), "parent", leads < needed ? `il en faut ${needed}` : undefined] as const,
  ];
};

/** What the school says of its class, and what both sides wrote to each other. */
const Visit = ({
  request,
  thread,
  title,
}: {
  request: ClassRequest;
  thread: readonly Written[];
  title: string;
}): Child => (
  <>
    <h2>La classe</h2>
    <RequestFacts request={request} title={title} />
    {thread.length === 0 ? null : (
      <>
        <h2>Les mots échangés</h2>
        <ul class="rows">
          {thread.map((word) => (
            <li>
              <p>
                {word.by === "school" ? "L’établissement" : "L’association"} :{" "}
                {word.text ?? "ce mot a été retiré par notre équipe."}
              </p>
            </li>
          ))}
        </ul>
      </>
    )}
  </>
);

const NotesForm = ({ base, session, others, notes, state }: SheetProps): Child => (
  <Card title="Dire quelque chose à l’équipe">
    <form method="post" action={`${base}/fiche`} novalidate>
      <TextArea
        name="equipe"
        label="Pour l’équipe"
        hint={`Où est la clé, quoi apporter : ${MOST_NOTES} caractères au plus, sans numéro, adresse ni lien. Les inscrits ne le lisent pas ; personne n’est prévenu.`}
        rows={4}
        state={{ ...state, values: { equipe: [notes], ...state.values } }}
      />
      <ScopeChoice session={session} others={others} state={state} legend="Pour quelles dates" row="notes" />
      <button type="submit" class="quiet">
        Enregistrer
      </button>
    </form>
  </Card>
);
