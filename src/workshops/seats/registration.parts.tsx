import type { Child } from "hono/jsx";

import { RETENTION_WORDS } from "../../privacy/retention.ts";
import { AntibotFields, Choices, type FormState, Select, TextField, Tick } from "../../ui/form.tsx";
import { Steps } from "../../ui/line.tsx";
import { Notice } from "../../ui/parts.tsx";
import { WORDING } from "./consent.ts";
import { MOST_SEATS, type Party, type Shape } from "./party.ts";
import { AGE_BANDS, type AgeBand } from "../sessions/age.ts";
import { type Programme, agesInWords } from "../sessions/programme.ts";
import type { Session } from "../sessions/session.ts";
import { NEEDS, type Need } from "./needs.ts";

/** The fields of a registration, as the summary of errors names them. */
export const LABELS: Record<string, string> = {
  pour: "Pour qui",
  places: "Nombre de places",
  name: "Prénom ou surnom",
  ...Object.fromEntries(
    Array.from({ length: MOST_SEATS }, (_, i) => [
      [`prenom${i + 1}`, `Prénom de l’enfant ${i + 1}`],
      [`age${i + 1}`, `Âge de l’enfant ${i + 1}`],
    ]).flat(),
  ),
  email: "Adresse e-mail",
  parentEmail: "Adresse e-mail d’un parent",
  needs: "Besoins d’accueil",
  accord: "",
  accordEnfant: "",
  billet: "",
};

const STEPS = ["La place", "Quelques mots", "Le clic dans le message", "L’atelier"].map((title) => ({ title }));
/** Where one is between « Réserver » and the day itself: at the form, at one's mailbox, or waiting for the day. */
export const SeatSteps = ({ at }: { at: "form" | "mailbox" | "day" }): Child => (
  <Steps label="Étapes de l’inscription" steps={STEPS} now={{ form: 1, mailbox: 2, day: 3 }[at]} />
);

/** How many may be asked for at once, from one (or more, on the list beside free seats) to what the room or the moment allows. */
export type Choice = { least: number; most: number };
const numbers = ({ least, most }: Choice, say: (n: number) => string): Record<string, string> =>
  Object.fromEntries(
    Array.from({ length: Math.max(1, most - least + 1) }, (_, i) => [String(least + i), say(least + i)]),
  );
/** A parent comes with a child: two at least. */
export const leastOf = ({ audience }: Pick<Programme, "audience">): number => (audience === "family" ? 2 : 1);

/** Who comes, asked before any field: it decides which form follows. */
export const WhoFields = ({
  programme,
  state,
  choice,
}: {
  programme: Programme;
  state: FormState;
  choice: Choice;
}): Child => {
  if (programme.audience === "youth") {
    const bands = Object.fromEntries(
      programme.ages.map((band) => [band, `Pour moi : ${AGE_BANDS[band].toLowerCase()}`]),
    );
    const younger = programme.ages.includes("11_14") ? "Pour moi : moins de 11 ans" : "Pour moi : moins de 15 ans";
    const children = programme.ages.filter((age) => age !== "18_plus");
    const forChildren = `Je suis parent, pour mon ou mes enfants (${agesInWords(children)})`;
    const options = { ...bands, trop_jeune: younger, enfants: forChildren };
    return (
      <>
        <input type="hidden" name="jeunes" value="1" />
        <Choices name="pour" legend="Pour qui ?" options={options} state={state} kind="radio" />
        <p class="hint">
          Un enfant plus jeune{"\u00a0"}? Il vient avec un parent{"\u00a0"}:{" "}
          <a href="/ateliers?public=family">les ateliers d’un parent et son enfant</a>.
        </p>
        <Select
          name="places"
          label="Parents : combien d’enfants ?"
          options={numbers(choice, (n) => (n === 1 ? "1 enfant" : `${n} enfants`))}
          state={state}
        />
      </>
    );
  }
  const isFamily = programme.audience === "family";
  return (
    <>
      {isFamily ? <input type="hidden" name="pour" value="famille" /> : null}
      <Select
        name="places"
        label="Combien de places ?"
        options={
          isFamily
            ? numbers({ ...choice, least: Math.max(2, choice.least) }, (n) =>
                n === 2 ? "2 : un adulte et un enfant" : `${n} : un adulte et ${n - 1} enfants`,
              )
            : numbers(choice, (n) => (n === 1 ? "1 place" : `${n} places`))
        }
        state={state}
      />
    </>
  );
};

type ReserveProps = {
  session: Session;
  programme: Programme;
  /** Empty on a page that is the same for everybody: its form asks for its own, and without script the answer brings one. */
  ticket: string;
  state: FormState;
};
/** The most that may be asked for: what is free, or what was chosen already, which is answered rather than quietly made smaller. */
const mostOf = ({ capacity, taken }: Session, { values }: FormState): number =>
  Math.min(MOST_SEATS, Math.max(capacity - taken, Number(values["places"]?.[0]) || 0));

/** Seats asked for: who comes, how many. */
export const ReserveForm = ({ session, programme, ticket, state }: ReserveProps): Child => (
  <form method="post" action={`/ateliers/seances/${session.id}/reserver`} id="reserver">
    <AntibotFields ticket={ticket} />
    <WhoFields
      programme={programme}
      state={state}
      choice={{ least: leastOf(programme), most: mostOf(session, state) }}
    />
    <button type="submit" class="block">
      Réserver
    </button>
  </form>
);

type FieldsProps = {
  state: FormState;
  shape: Shape;
  party: Party;
  ages: readonly AgeBand[];
  /** Needs that nobody can promise for this session. */
  unsure: readonly Need[];
};
const needsHint = (unsure: readonly Need[], tu: boolean): string => {
  const names = unsure.map((need) => NEEDS[need].toLowerCase()).join(", ");
  const anyway = tu ? "coche quand même, l’association te répond" : "cochez quand même, l’association vous répond";
  return `Pour préparer la salle ; ${RETENTION_WORDS.afterSession}.${names === "" ? "" : ` Pas assuré pour cette séance\u00a0: ${names}. Si besoin, ${anyway}.`}`;
};

/** The fields of a party: as few as can be, each with why it is asked and how long it is kept. */
export const PartyFields = ({ state, shape, party, ages, unsure }: FieldsProps): Child => {
  const tu = shape === "alone" || shape === "child";
  return (
    <>
      {shape === "children" ? (
        <ChildrenFields state={state} party={party} ages={ages} />
      ) : (
        <NameField state={state} tu={tu} />
      )}
      <EmailField state={state} shape={shape} />
      {shape === "child" ? <ParentField state={state} /> : null}
      <Choices
        name="needs"
        legend="Besoins d’accueil (facultatif)"
        hint={needsHint(unsure, tu)}
        options={NEEDS}
        state={state}
        kind="checkbox"
        look="chips"
      />
      <Agreements state={state} shape={shape} isPlural={party.bands.length > (shape === "pair" ? 2 : 1)} />
      <Tick
        name="isCalendarWanted"
        label="Ajouter un lien pour mon agenda dans le message de confirmation"
        isTicked={state.values["isCalendarWanted"]?.[0] === "on"}
      />
    </>
  );
};

const NameField = ({ state, tu }: { state: FormState; tu: boolean }): Child => (
  <TextField
    name="name"
    label="Prénom ou surnom"
    hint={`Pour ${tu ? "t’" : "vous "}appeler pendant l’atelier. Pas de nom de famille ; ${RETENTION_WORDS.afterSession}.`}
    state={state}
    autocomplete="given-name"
  />
);

const ChildrenFields = ({ state, party, ages }: Omit<FieldsProps, "shape" | "unsure">): Child => {
  const options = Object.fromEntries(ages.filter((band) => band !== "18_plus").map((band) => [band, AGE_BANDS[band]]));
  return (
    <>
      {party.bands.map((_, i) => (
        <>
          <TextField
            name={`prenom${i + 1}`}
            label={party.bands.length === 1 ? "Prénom ou surnom de votre enfant" : `Enfant ${i + 1} : prénom ou surnom`}
            hint={i === 0 ? `Pour l’appeler pendant l’atelier ; ${RETENTION_WORDS.afterSession}.` : undefined}
            state={state}
            autocomplete="off"
          />
          <Choices
            name={`age${i + 1}`}
            legend={party.bands.length === 1 ? "Son âge" : `Enfant ${i + 1} : âge`}
            options={options}
            state={state}
            kind="radio"
          />
        </>
      ))}
    </>
  );
};

const EmailField = ({ state, shape }: { state: FormState; shape: Shape }): Child => {
  const never = shape === "adult" ? RETENTION_WORDS.neverConfirmedAdult : RETENTION_WORDS.neverConfirmedMinor;
  const hint =
    shape === "child"
      ? `Pour te répondre. Tu peux laisser vide : cette page te donnera un lien à garder ; ${RETENTION_WORDS.afterSession}.`
      : `Pour confirmer la place, et rien d’autre. Les messages ont un objet discret ; ${RETENTION_WORDS.afterSession}, ou ${
          shape === "alone" ? never : RETENTION_WORDS.neverConfirmedAdult
        }.`;
  return (
    <TextField
      name="email"
      label={shape === "child" ? "Ton adresse e-mail (facultative)" : "Adresse e-mail"}
      type="email"
      hint={hint}
      state={state}
      autocomplete="email"
      isOptional={shape === "child"}
    />
  );
};

const ParentField = ({ state }: { state: FormState }): Child => (
  <TextField
    name="parentEmail"
    label="Adresse e-mail d’un parent"
    type="email"
    hint="Un seul message part, qui ne parle que de l’atelier. Adresse effacée dans les 24 heures si c’est non, 30 jours après l’atelier si c’est oui."
    state={state}
    autocomplete="off"
  />
);

const Agreements = ({ state, shape, isPlural }: { state: FormState; shape: Shape; isPlural: boolean }): Child => {
  const isTicked = (name: string): boolean => state.values[name]?.[0] === "on";
  if (shape === "child") {
    return (
      <Agreement name="accordEnfant" legend="Ton accord" words={WORDING.child} state={state} isTicked={isTicked} />
    );
  }
  if (shape !== "pair" && shape !== "children") {
    return null;
  }
  return (
    <>
      <Notice>
        <p>
          Lisez cette phrase avec {isPlural ? "vos enfants" : "votre enfant"} : « Tu peux dire non. On ne te demandera
          ni ton nom de famille ni de raconter ta vie, et tu peux sortir de la salle quand tu veux. »
        </p>
      </Notice>
      <Agreement name="accord" legend="Votre accord" words={WORDING.parent} state={state} isTicked={isTicked} />
      <Agreement
        name="accordEnfant"
        legend={isPlural ? "Leur accord, à cocher ensemble" : "Son accord, à cocher ensemble"}
        words={WORDING.children}
        state={state}
        isTicked={isTicked}
      />
    </>
  );
};

type AgreementProps = {
  name: string;
  legend: string;
  words: string;
  state: FormState;
  isTicked: (name: string) => boolean;
};
const Agreement = ({ name, legend, words, state, isTicked }: AgreementProps): Child => (
  <fieldset class="field" id={name}>
    <legend>{legend}</legend>
    {state.errors[name] === undefined ? null : <p class="field-error">{state.errors[name]}</p>}
    <label class="choice">
      <input type="checkbox" name={name} checked={isTicked(name)} required />
      <span>{words}</span>
    </label>
  </fieldset>
);
