import type { Child } from "hono/jsx";

import { plural } from "../../kernel/text.ts";
import { Table } from "../../ui/table.tsx";
import { dayShort, zoned } from "../../kernel/time.ts";
import { Card } from "../../ui/cards.tsx";
import { ErrorSummary, type FormState, Item, Select, TextArea, TextField } from "../../ui/form.tsx";
import { Notice } from "../../ui/parts.tsx";
import { withMail } from "../../ui/mail-left.ts";
import type { Programme } from "../sessions/programme.ts";
import { NEEDS } from "../seats/needs.ts";
import { SessionHead } from "../sessions/session-head.parts.tsx";
import { LANGUAGES, type Session, hourOf, momentOf, placeInWords } from "../sessions/session.ts";
import { BeforeSending } from "./before-sending.parts.tsx";
import type { Change, EditRefusal } from "./edit-session.ts";
import { MOST_NOTES } from "../letters/session-message.ts";
import type { ReachCounts } from "../letters/session-message.store.ts";
import { reachOf } from "./send-message.ts";
import { inSameWay } from "../sessions/scope.ts";
import { ScopeChoice } from "../sessions/scope.parts.tsx";
import { CONSENTS, LABELS, type PlaceChoice, RoomTaken, type Taken, WhereFields } from "./planning.pages.tsx";

const localOf = (at: number, tz: string): string =>
  zoned(at, tz).toPlainDateTime().toString({ smallestUnit: "minute" });

/** The form of a session as it stands: what is not touched stays. */
export const presentValues = (session: Session): FormState["values"] => ({
  debut: [localOf(session.startsAt, session.tz)],
  fin: [localOf(session.endsAt, session.tz)],
  lieu: [session.mode === "online" ? "online" : (session.venueId ?? "")],
  joinUrl: [session.joinUrl ?? ""],
  fuseau: [session.tz],
  cloture: [localOf(session.closesAt, session.tz)],
  savoir: [session.notes],
  langue: [session.language],
  capacity: [String(session.capacity)],
  accord: [String(session.consentUnderAge)],
  programme: [session.slug],
});

type EditProps = {
  base: string;
  session: Session;
  title: string;
  places: readonly PlaceChoice[];
  state: FormState;
  /** The other dates of its series that are still to come. */
  others: readonly Session[];
  /** How many mailboxes a change of place or hours reaches. */
  told: number;
  /** Why nothing was written, and at which date. */
  refused: { why: EditRefusal; at: Session } | null;
  /** Other bookings of the room at these hours; nothing is written before they have been read. */
  taken: readonly Taken[];
  /** More children need the agreement of a parent than did: it is read before it is written. */
  isRaised: boolean;
  /** What it may become: nothing once somebody holds a seat or a rank. */
  programmes: readonly Pick<Programme, "slug" | "title">[];
};

const REFUSED: Readonly<Record<EditRefusal, string>> = {
  changed_meanwhile:
    "Quelqu’un de l’équipe a modifié cette séance entre-temps : ce qui est enregistré est en haut de la page, ce que vous aviez écrit est dans le formulaire. Relisez, puis enregistrez de nouveau.",
  not_possible: "cette date ne se modifie plus",
  wrong_hour: "le début tomberait dans le passé, à moins d’une heure, ou en dehors de 7 h à 22 h",
  held: "quelqu’un y a une place ou un rang : l’atelier ne change plus. Annulez cette date et publiez-en une autre",
  wrong_closing: "les inscriptions se fermeraient dans le passé, ou après le début",
};
/** Why nothing of an edit was written; of several dates, the one that cannot is named. */
const Refused = ({ refused, others }: Pick<EditProps, "refused" | "others">): Child =>
  refused === null ? null : (
    <Notice kind="warn">
      <p>
        {refused.why === "changed_meanwhile"
          ? REFUSED.changed_meanwhile
          : `Rien n’est enregistré. ${momentOf(refused.at)} : ${REFUSED[refused.why]}.${
              others.length === 0 ? "" : " Les autres dates n’ont pas changé non plus."
            }`}
      </p>
    </Notice>
  );

const LABELS_HERE = Object.assign({ fin: "Fin", cloture: "Inscriptions jusqu’au", savoir: "À savoir" }, LABELS);

const Raised = ({ isRaised }: Pick<EditProps, "isRaised">): Child =>
  isRaised ? (
    <Notice kind="warn">
      <p>
        <strong>Rien n’est encore enregistré.</strong> À partir de maintenant, les jeunes de 15 à 17 ans auront besoin
        de l’accord d’un parent pour s’inscrire. Ceux qui ont déjà une place la gardent, sans nouvelle question.
      </p>
    </Notice>
  ) : null;

/** What changes and tells nobody. */
const SilentFields = ({ state }: Pick<EditProps, "state">): Child => (
  <Item legend="Change sans prévenir">
    <TextField
      name="cloture"
      label="Inscriptions jusqu’au"
      hint="Au plus tard au début. La liste d’attente s’arrête avec, ou douze heures avant la séance."
      type="datetime-local"
      state={state}
      autocomplete="off"
    />
    <TextArea
      name="savoir"
      label="À savoir (facultatif)"
      hint={`Sur la page de la séance et dans le rappel de la veille ; à moins de deux jours, par un message. ${MOST_NOTES} caractères au plus, sans numéro, adresse ni lien.`}
      rows={3}
      state={state}
    />
    <Select name="langue" label="Langue" options={LANGUAGES} state={state} />
    <Select
      name="accord"
      label="Jeunes : accord d’un parent"
      hint="Pour qui s’inscrit à partir de maintenant ; les places déjà prises gardent leur règle."
      options={CONSENTS}
      state={state}
    />
  </Item>
);

const AnotherProgramme = ({ programmes, state }: EditProps): Child =>
  programmes.length === 0 ? null : (
    <Item legend="L’atelier lui-même">
      <Select
        name="programme"
        label="Atelier"
        hint={withMail(
          "Il se change tant que personne n’a de place ni de rang. Vérifiez alors l’heure de fin ; qui anime est prévenu.",
        )}
        options={Object.fromEntries(programmes.map(({ slug, title }) => [slug, title]))}
        state={state}
      />
    </Item>
  );

/** What both halves of a session have alike, and what each has of its own. */
const OfHalves = ({ session }: Pick<EditProps, "session">): Child =>
  session.other === null ? null : (
    <p>
      L’heure, la fermeture et « À savoir » valent pour la salle et à distance.{" "}
      {session.mode === "online" ? "Le lien, ici" : "Le lieu, ici"}, et le nombre de places, pour cette moitié
      seulement.
    </p>
  );

/** Beside the form: seats, which are a form of their own; whether the workshop may still change. */
const Beside = ({ base, session, others, state, programmes }: EditProps): Child => (
  <div class="stack">
    <Card title="Le nombre de places">
      <p>Change sans prévenir personne. {plural(session.taken, "place est prise", "places sont prises")}.</p>
      <form method="post" action={`${base}/places`} novalidate>
        <TextField name="capacity" label="Places" inputmode="numeric" state={state} autocomplete="off" />
        <ScopeChoice
          session={session}
          others={inSameWay(session, others)}
          state={state}
          legend="Vaut pour"
          row="places"
        />
        <button type="submit" class="quiet">
          Changer le nombre de places
        </button>
      </form>
    </Card>
    {programmes.length === 0 ? (
      <Card kind="flat" title="L’atelier lui-même">
        <p>
          Il ne change plus : quelqu’un a une place ou un rang. Pour un autre, annulez cette séance et publiez-en une.
        </p>
      </Card>
    ) : null}
  </div>
);

/** « Modifier »: the form opens with what stands; who is told of what is said beside it. */
export const EditPage = (props: EditProps): Child => {
  const { base, session, others, places, state, told } = props;
  const isPair = session.other !== null;
  return (
    <>
      <ErrorSummary state={state} labels={LABELS_HERE} />
      <SessionHead {...props} open="modifier" isCoordinator />
      <Refused {...props} />
      <RoomTaken taken={props.taken} />
      <Raised isRaised={props.isRaised} />
      <div class="split">
        <form method="post" action={`${base}/modifier`} novalidate>
          <h2>Modifier cette séance</h2>
          {props.taken.length === 0 ? null : <input type="hidden" name="salle" value="vue" />}
          {props.isRaised ? <input type="hidden" name="accordVu" value="18" /> : null}
          <input type="hidden" name="version" value={state.values["version"]?.[0] ?? ""} />
          <OfHalves session={session} />
          <ScopeChoice
            session={session}
            others={others}
            state={state}
            legend="Ce que vous changez vaut pour"
            isDateWhole
          />
          <Item legend="Change et prévient">
            <TextField name="debut" label="Début" type="datetime-local" state={state} autocomplete="off" />
            <TextField name="fin" label="Fin" type="datetime-local" state={state} autocomplete="off" />
            <WhereFields places={places} state={state} only={isPair ? session.mode : null} />
            <Notice kind="wait">
              <p>
                <strong>
                  {told === 0
                    ? "Personne à prévenir pour l’instant"
                    : plural(told, "personne prévenue", "personnes prévenues")}
                </strong>{" "}
                si le lieu ou l’heure de cette séance change, avec l’avant et l’après côte à côte, et le moyen d’annuler
                ou de changer de date. Un nouveau lien de connexion ne prévient que les places confirmées.
                {others.length === 0 || session.seriesId === null
                  ? null
                  : " Sur plusieurs dates, les heures se décalent de la même façon, et chaque personne reçoit un seul message qui les dit toutes."}
              </p>
            </Notice>
          </Item>
          <SilentFields state={state} />
          <AnotherProgramme {...props} />
          <button type="submit">
            {props.taken.length === 0 && !props.isRaised ? "Enregistrer" : "Enregistrer quand même"}
          </button>
        </form>
        <Beside {...props} />
      </div>
    </>
  );
};

type MoveProps = Pick<EditProps, "base" | "session" | "title" | "places"> & {
  /** The dates that would be held elsewhere or at another hour. */
  moves: readonly Change[];
  counts: ReachCounts;
  /** The form as it was sent. */
  typed: Readonly<Record<string, string[]>>;
};
/** The step before everybody is told: each date before and after, how many read it, and the way back to the form. */
export const MovePage = ({ base, session, title, moves, counts, places, typed }: MoveProps): Child => {
  const { seats, waiting: ranks, parents } = counts;
  const n = reachOf(counts, "all");
  const told = [
    seats === 0 ? "" : plural(seats, "a une place", "ont une place"),
    ranks === 0 ? "" : plural(ranks, "attend", "attendent"),
    parents === 0 ? "" : plural(parents, "parent a donné son accord", "parents ont donné leur accord"),
  ]
    .filter((words) => words !== "")
    .join(", ");
  return (
    <>
      <SessionHead base={base} session={session} title={title} open="modifier" isCoordinator />
      <h2>Rien n’est encore enregistré</h2>
      <p>
        {withMail(
          `Un message part à ${plural(n, "personne")} dès que vous enregistrez : ${told}. Il dit l’avant et l’après, et comment annuler ou changer de date.`,
        )}
      </p>
      <Table
        caption="Ce que le message dit"
        heads={["Séance", "Avant", "Après"]}
        rows={moves.map(({ session: before, to }) => [
          dayShort(before.startsAt, before.tz),
          <>
            {momentOf(before)}, jusqu’à {hourOf(before, before.endsAt)}
            <br />
            {placeInWords(before)}
          </>,
          <>
            {momentOf(to)}, jusqu’à {hourOf(to, to.endsAt)}
            <br />
            {placeOfEdit(before, to, places)}
          </>,
        ])}
      />
      {lostAccess(moves).length === 0 ? null : (
        <Notice kind="warn">
          <p>
            Le lieu d’avant est noté « {lostAccess(moves).join(" », « ")} » ; celui que vous avez écrit ne l’est pas.
            S’il l’est aussi, revenez au formulaire et cochez-le. Qui en a besoin le lit sur sa page, et attend de
            nouveau votre réponse.
          </p>
        </Notice>
      )}
      <BeforeSending
        action={`${base}/modifier`}
        hidden={Object.entries(typed).flatMap(([name, values]) => values.map((value) => [name, value] as const))}
        back="Revenir au formulaire"
        send="Enregistrer et prévenir"
        n={n}
      />
    </>
  );
};

/** What the place of before has, and one that was just written has not: often a box that nobody thought of. */
function lostAccess(moves: readonly Change[]): string[] {
  const lacks = (what: "isStepFree" | "hasHearingLoop"): boolean =>
    moves.some(({ session, to }) => session.venue?.[what] === true && to.venue?.[what] === false);
  return [
    ...(lacks("isStepFree") ? [NEEDS.step_free.toLowerCase()] : []),
    ...(lacks("hasHearingLoop") ? [NEEDS.hearing_loop.toLowerCase()] : []),
  ];
}

/** Where it will be: a place that was just written, one that the association knows, or where it is. */
function placeOfEdit(before: Session, to: Change["to"], places: readonly PlaceChoice[]): string {
  if (to.mode === "online") {
    return "En ligne";
  }
  const { venue, venueId } = to;
  return venue === null
    ? venueId === before.venueId
      ? placeInWords(before)
      : (places.find(({ id }) => id === venueId)?.label ?? "")
    : `${venue.name}, ${venue.address}, ${venue.commune}`;
}
