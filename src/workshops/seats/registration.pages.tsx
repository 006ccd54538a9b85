import type { Child } from "hono/jsx";

import { hourOf, isDrawing, isInformalFor } from "../sessions/session.ts";
import { plural } from "../../kernel/text.ts";
import { durationInWords } from "../../kernel/time.ts";
import { ErrorSummary, type FormState } from "../../ui/form.tsx";
import { Notice } from "../../ui/parts.tsx";
import { Scene } from "../../ui/scene.tsx";
import { unsureOf } from "./needs.ts";
import { type Party, type Shape, shapeOf } from "./party.ts";
import type { Programme } from "../sessions/programme.ts";
import { LABELS, PartyFields, ReserveForm, SeatSteps } from "./registration.parts.tsx";
import type { ReserveRefusal } from "./reserve.ts";
import { SessionBox } from "../sessions/session.parts.tsx";
import type { Session } from "../sessions/session.ts";

type FormProps = { session: Session; programme: Programme; party: Party; state: FormState; now: number };
const shaped = ({ session, programme, party }: Pick<FormProps, "session" | "programme" | "party">): Shape =>
  shapeOf(programme.audience, party, session.consentUnderAge);
const isYoung = (shape: Shape): boolean => shape === "alone" || shape === "child";

/** The form of seats that are held: how long they are kept, then the fields. */
export const SeatFormPage = (props: FormProps & { until: number; token: string }): Child => {
  const { session, programme, party, state, until, now, token } = props;
  const shape = shaped(props);
  return (
    <div class="split">
      <div>
        <ErrorSummary state={state} labels={LABELS} />
        <h1>{isYoung(shape) ? "Ton inscription" : "Votre inscription"}</h1>
        <SeatSteps at="form" />
        <Notice kind="wait">
          <p data-left={until - now}>
            {party.bands.length === 1 ? "Place gardée" : `${party.bands.length} places gardées`} jusqu’à{" "}
            {hourOf(session, until)}, soit encore {durationInWords(Math.max(60, until - now))}.
          </p>
        </Notice>
        <form method="post" action={`/ateliers/seances/${session.id}/inscription?place=${token}`} novalidate>
          <PartyFields
            state={state}
            shape={shape}
            party={party}
            ages={programme.ages}
            unsure={unsureOf(session, now)}
          />
          <button type="submit">{SEND_WORDS[shape]}</button>
        </form>
        {shape === "child" ? <OtherWays /> : null}
      </div>
      <SessionBox {...props} isInformal={isYoung(shape)} />
    </div>
  );
};

const SEND_WORDS: Record<Shape, string> = {
  adult: "Envoyer et recevoir le message",
  alone: "Envoyer et recevoir le message",
  pair: "Envoyer et recevoir le message",
  children: "Envoyer et recevoir le message",
  child: "Envoyer ma demande",
};

const OtherWays = (): Child => (
  <p>
    <a href="/jeunes/sans-mes-parents">Je ne peux pas demander à mes parents</a>
  </p>
);

const AGAIN_WORDS: Record<Again, { title: string; detail: string }> = {
  unproven: {
    title: "Encore un appui",
    detail:
      "C’est ce qui distingue une personne d’un robot. Le choix est gardé : attendre trois secondes, puis appuyer sur « Réserver ».",
  },
  too_fast: {
    title: "Un peu trop vite",
    detail: "La réponse est venue en moins de trois secondes. Attendre un instant, puis appuyer de nouveau.",
  },
  who: { title: "Pour qui est la place ?", detail: "Cela décide des questions qui suivent." },
};
/** Why seats are asked for once more: nobody is proven yet, it went too fast, or it is not said for whom. */
export type Again = "unproven" | "too_fast" | "who";
type AgainProps = { session: Session; programme: Programme; ticket: string; state: FormState; why: Again };

/** The form of a session once more, with what was chosen and a ticket: without script it is sent twice. */
export const ReserveAgainPage = ({ why, ...form }: AgainProps): Child => (
  <div class="split">
    <div>
      <ErrorSummary state={form.state} labels={LABELS} />
      <h1>{AGAIN_WORDS[why].title}</h1>
      <p class="lead">{AGAIN_WORDS[why].detail}</p>
      <ReserveForm {...form} />
    </div>
    <SessionBox {...form} isInformal={isInformalFor(form.programme.audience)} />
  </div>
);

/** Under age, before any field: a parent will be asked, and there is another way. */
export const ChildNoticePage = ({ session, programme, next }: FormProps & { next: string }): Child => (
  <div class="split">
    <div>
      <h1>Un parent doit dire oui</h1>
      <p class="lead">
        Tu as moins de {session.consentUnderAge} ans : nous demandons l’accord d’un parent. On lui écrira un seul
        message, qui ne dit rien d’autre que l’atelier.
      </p>
      <p>
        Ta place est gardée pendant ce temps. Si la réponse est non, ou s’il n’y en a pas, elle est rendue, et c’est
        tout.
      </p>
      <div class="acts">
        <a class="button" href={next}>
          J’ai compris
        </a>
        <a class="button quiet" href="/jeunes/sans-mes-parents">
          Je ne peux pas demander à mes parents
        </a>
      </div>
    </div>
    <SessionBox session={session} programme={programme} isInformal />
  </div>
);

/** Why no seat could be given, and the next best thing to do. */
const REFUSAL_WORDS: Record<Exclude<ReserveRefusal, "not_found" | "too_large">, { title: string; detail: string }> = {
  full: {
    title: "La dernière place vient de partir",
    detail: "La séance est complète. La liste d’attente est servie dans l’ordre, et beaucoup de places se libèrent.",
  },
  free_again: {
    title: "Une place vient de se libérer",
    detail: "Il y a de nouveau assez de places pour vous : réservez directement, sans passer par la liste.",
  },
  too_many: {
    title: "Il ne reste pas assez de places pour vous tous",
    detail:
      "Un groupe est placé entier ou pas du tout. Rejoignez la liste ensemble, prenez moins de places, ou choisissez une autre date.",
  },
  consent_too_late: {
    title: "C’est trop tard pour demander à un parent",
    detail:
      "La séance commence bientôt, et un parent n’aurait pas le temps de répondre. Choisis une autre date, ou viens avec un adulte.",
  },
  queue_first: {
    title: "La place libre va d’abord à la liste d’attente",
    detail: "Des personnes attendent déjà : la place qui vient de se libérer leur est proposée dans l’ordre.",
  },
  closed: {
    title: "Les inscriptions sont closes",
    detail: "La séance approche ou a été fermée. D’autres dates sont ouvertes.",
  },
  not_yet: {
    title: "Les inscriptions ne sont pas encore ouvertes",
    detail: "Revenez à la date indiquée sur la page de la séance.",
  },
  past: { title: "Cette séance est passée", detail: "D’autres dates sont peut-être ouvertes." },
  cancelled: { title: "Cette séance est annulée", detail: "D’autres dates sont peut-être ouvertes." },
  other_before: {
    title: "Des places sont déjà gardées d’après cette page",
    detail:
      "Elle a déjà servi, pour un autre nombre de places ou une autre séance. Rouvrez la séance et choisissez de nouveau : les places gardées avant se libèrent toutes seules.",
  },
  too_often: {
    title: "Trop de demandes depuis cette connexion",
    detail: "Attendez dix minutes et recommencez. Rien de ce qui était réservé n’est perdu.",
  },
};

/** What is well again on the page of the session. */
const LEADS_BACK: ReadonlySet<ReserveRefusal> = new Set(["free_again", "too_large", "other_before"]);
/** What was typed and can be typed again: names and addresses. */
const TYPED = Object.keys(LABELS).filter((field) => /name|email|nom/i.test(field));

/** A room that is smaller than the group, whoever leaves: no list would help. */
const tooLarge = (capacity: number): { title: string; detail: string } => ({
  title: `Cette salle a ${plural(capacity, "place")}\u00a0: prenez-en ${capacity} au plus`,
  detail: "Aucune liste d’attente n’y changerait rien. Venez moins nombreux, ou choisissez une autre date.",
});

type RefusalProps = {
  refusal: Exclude<ReserveRefusal, "not_found">;
  session: Session;
  canQueue: boolean;
  seats: number;
  typed: FormState | null;
};

/** Why, in words; before a draw nobody is given a seat, and that is not because others wait. */
function wordsOf({ refusal, session }: Pick<RefusalProps, "refusal" | "session">): { title: string; detail: string } {
  if (refusal === "queue_first" && isDrawing(session)) {
    return DRAWN;
  }
  return refusal === "too_large" ? tooLarge(session.capacity) : REFUSAL_WORDS[refusal];
}
const DRAWN = {
  title: "Les places de cette séance sont tirées au sort",
  detail: "Demandez une place : toutes les demandes de la première heure ont la même chance.",
};

/** The page of a refusal. What was typed stays on it, so that it can be used again. */
export const RefusalPage = ({ refusal, session, canQueue, seats, typed }: RefusalProps): Child => {
  const { title, detail } = wordsOf({ refusal, session });
  return (
    <div class="split">
      <div>
        <h1>{title}</h1>
        <p class="lead">{detail}</p>
        {LEADS_BACK.has(refusal) ? (
          <p>
            <a class="button" href={`/ateliers/seances/${session.id}`}>
              Revenir à la séance
            </a>
          </p>
        ) : null}
        {canQueue ? (
          <form method="get" action={`/ateliers/seances/${session.id}/liste`}>
            {seats === 1 ? null : <input type="hidden" name="places" value={String(seats)} />}
            <button type="submit">Rejoindre la liste d’attente</button>
          </form>
        ) : null}
        <p>
          <a href={`/ateliers/${session.slug}#dates`}>Voir les autres dates de cet atelier</a>
        </p>
        {typed === null ? null : (
          <Notice>
            <p>Ce que vous aviez écrit n’a pas été gardé par nous. Le voici, pour le reprendre :</p>
            <ul>
              {TYPED.flatMap((field) =>
                typed.values[field]?.[0] === undefined ? [] : [<li>{typed.values[field][0]}</li>],
              )}
            </ul>
          </Notice>
        )}
      </div>
      <Scene name="cercle" />
    </div>
  );
};
