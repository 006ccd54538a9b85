import type { Child } from "hono/jsx";

import { durationInWords, hourInWords } from "../kernel/time.ts";
import { RETENTION_WORDS } from "../privacy/retention.ts";
import { AntibotFields, Choices, ErrorSummary, type FormState, TextField, Tick } from "../ui/form.tsx";
import { Notice } from "../ui/parts.tsx";
import type { Programme } from "./programme.ts";
import { AGE_BANDS, NEEDS } from "./registration.schema.ts";
import type { ReserveRefusal } from "./reserve.ts";
import { QueueRule } from "./queue.pages.tsx";
import { SessionFacts } from "./session.parts.tsx";
import { type Session, isInformalFor } from "./session.ts";

const LABELS = {
  ageBand: "Âge",
  name: "Prénom ou surnom",
  email: "Adresse e-mail",
  needs: "Besoins d’accueil",
  billet: "",
};

type PersonFieldsProps = { state: FormState; isInformal: boolean };

/** The fields of one person: as few as can be, each with why it is asked and how long it is kept. */
const PersonFields = ({ state, isInformal }: PersonFieldsProps): Child => (
  <>
    {isInformal ? <AgeField state={state} /> : null}
    <TextField
      name="name"
      label={LABELS.name}
      hint={`Pour ${isInformal ? "t’" : "vous "}appeler pendant l’atelier. Pas de nom de famille ; ${RETENTION_WORDS.afterSession}.`}
      state={state}
      autocomplete="given-name"
    />
    <TextField
      name="email"
      label={LABELS.email}
      type="email"
      hint={`Pour confirmer la place, et rien d’autre. Les messages ont un objet discret ; ${RETENTION_WORDS.afterSession}, ou ${
        isInformal ? RETENTION_WORDS.neverConfirmedMinor : RETENTION_WORDS.neverConfirmedAdult
      }.`}
      state={state}
      autocomplete="email"
    />
    <Choices
      name="needs"
      legend="Besoins d’accueil (facultatif)"
      hint={`Pour préparer la salle ; ${RETENTION_WORDS.afterSession}.`}
      options={NEEDS}
      state={state}
      kind="checkbox"
    />
    <Tick
      name="isCalendarWanted"
      label="Ajouter un lien pour mon agenda dans le message de confirmation"
      isTicked={state.values["isCalendarWanted"]?.[0] === "on"}
    />
  </>
);

/** Asked of young people only, since it decides what comes next. */
const AgeField = ({ state }: { state: FormState }): Child => (
  <>
    <Notice>
      <p>
        <strong>Tu as moins de 15 ans ?</strong> On ne s’inscrit pas seul en ligne avant 15 ans.{" "}
        <a href="/jeunes/moins-de-15-ans">Voici comment faire autrement</a>, et qui appeler si quelque chose ne va pas.
      </p>
    </Notice>
    <Choices
      name="ageBand"
      legend="Ton âge"
      hint={`Pour adapter l’atelier ; ${RETENTION_WORDS.afterSession}.`}
      options={{ "15_17": AGE_BANDS["15_17"], "18_plus": AGE_BANDS["18_plus"], under_15: AGE_BANDS.under_15 }}
      state={state}
      kind="radio"
    />
  </>
);

type FormProps = { session: Session; programme: Programme; state: FormState; now: number };

/** The form of a seat that is held: how long it is kept, then the fields. */
export const SeatFormPage = ({
  session,
  programme,
  state,
  until,
  now,
  token,
}: FormProps & { until: number; token: string }): Child => {
  const isInformal = isInformalFor(programme.audience);
  return (
    <div class="split">
      <div>
        <ErrorSummary state={state} labels={LABELS} />
        <h1>{isInformal ? "Ton inscription" : "Votre inscription"}</h1>
        <p class="lead" data-left={until - now}>
          Place gardée jusqu’à {hourInWords(until, session.tz)}, soit encore{" "}
          {durationInWords(Math.max(60, until - now))}.
        </p>
        <form method="post" action={`/ateliers/seances/${session.id}/inscription?place=${token}`} novalidate>
          <PersonFields state={state} isInformal={isInformal} />
          <button type="submit">Envoyer et recevoir le message</button>
        </form>
      </div>
      <aside class="side">
        <h2>{isInformal ? "Ta séance" : "Votre séance"}</h2>
        <SessionFacts session={session} programme={programme} />
      </aside>
    </div>
  );
};

/** The form of the waiting list, under its written rule. */
export const ListFormPage = ({ session, programme, state, ticket }: FormProps & { ticket: string }): Child => {
  const isInformal = isInformalFor(programme.audience);
  return (
    <div class="split">
      <div>
        <ErrorSummary state={state} labels={LABELS} />
        <h1>Rejoindre la liste d’attente</h1>
        <h2>La règle</h2>
        <QueueRule />
        <form method="post" action={`/ateliers/seances/${session.id}/liste`} novalidate>
          <AntibotFields ticket={ticket} />
          <PersonFields state={state} isInformal={isInformal} />
          <button type="submit">Rejoindre la liste</button>
        </form>
      </div>
      <aside class="side">
        <h2>{isInformal ? "Ta séance" : "Votre séance"}</h2>
        <SessionFacts session={session} programme={programme} />
      </aside>
    </div>
  );
};

/** Why no seat could be given, and the next best thing to do. */
const REFUSAL_WORDS: Record<Exclude<ReserveRefusal, "not_found">, { title: string; detail: string }> = {
  full: {
    title: "La dernière place vient de partir",
    detail: "La séance est complète. La liste d’attente est servie dans l’ordre, et beaucoup de places se libèrent.",
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
  too_often: {
    title: "Trop de demandes depuis cette connexion",
    detail: "Attendez dix minutes et recommencez. Rien de ce qui était réservé n’est perdu.",
  },
};

type RefusalProps = {
  refusal: keyof typeof REFUSAL_WORDS;
  session: Session;
  canQueue: boolean;
  typed: FormState | null;
};

/** The page of a refusal. What was typed stays on it, so that it can be used again. */
export const RefusalPage = ({ refusal, session, canQueue, typed }: RefusalProps): Child => (
  <div class="narrow">
    <h1>{REFUSAL_WORDS[refusal].title}</h1>
    <p class="lead">{REFUSAL_WORDS[refusal].detail}</p>
    {canQueue ? (
      <form method="get" action={`/ateliers/seances/${session.id}/liste`}>
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
          {["name", "email"].flatMap((field) =>
            typed.values[field]?.[0] === undefined ? [] : [<li>{typed.values[field][0]}</li>],
          )}
        </ul>
      </Notice>
    )}
  </div>
);
