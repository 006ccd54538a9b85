import type { Child } from "hono/jsx";

import { plural } from "../kernel/text.ts";
import { type FormState, Select, TextField, Tick } from "../ui/form.tsx";
import { Coin } from "../ui/icon.tsx";
import { Fold } from "../ui/parts.tsx";
import { MOST_SEATS } from "./seats/party.ts";
import type { Person } from "./seats/people.store.ts";
import { WORDING } from "./seats/consent.ts";
import type { Registration } from "./seats/registration.store.ts";
import { AGE_BANDS, type AgeBand } from "./sessions/age.ts";
import type { Programme } from "./sessions/programme.ts";
import type { Session } from "./sessions/session.ts";

/** The fields of somebody more, as the summary of errors names them. */
export const PARTY_LABELS = { prenom: "Prénom ou surnom", age: "Âge", accord: "", accordEnfant: "" };

/** The ages that somebody more may have here; one: it is not asked. */
export function agesToAdd(programme: Pick<Programme, "audience" | "ages">): readonly AgeBand[] {
  if (programme.audience === "family") {
    return ["under_11", "11_14", "15_17", "18_plus"];
  }
  return programme.audience === "youth" ? programme.ages.filter((age) => age !== "18_plus") : ["18_plus"];
}

const ageOf = ({ ageBand, position }: Person): string =>
  `${ageBand === null ? "un enfant" : AGE_BANDS[ageBand].toLowerCase()}${position === 1 && ageBand === "18_plus" ? ", c’est vous" : ""}`;

type PartyProps = {
  token: string;
  registration: Registration;
  session: Session;
  programme: Programme;
  people: readonly Person[];
  /** Their first names, in the same order; null where none was asked, or it is erased. */
  names: readonly (string | null)[];
  state: FormState;
};

/** What somebody of a registration is called on its page. */
export const calledAt = (names: PartyProps["names"], i: number): string => names[i] ?? `Personne ${i + 1}`;

/** « Qui vient »: each on a line, one may leave, one may come; the rest of what was written is not asked again. */
export const PartyBox = (props: PartyProps): Child => {
  const { token, people, names, registration: r } = props;
  return (
    <section aria-labelledby="qui-vient">
      <h2 id="qui-vient">Qui vient</h2>
      <ul class="rows">
        {people.map((person, i) => (
          <li class="row">
            <div>
              <p>
                <Coin icon={person.ageBand === "18_plus" ? "parent" : "jeune"} /> <strong>{calledAt(names, i)}</strong>
              </p>
              <p class="meta">{ageOf(person)}</p>
            </div>
            {people.length === 1 ? null : (
              <form method="post" action={`/i/${token}/retirer`}>
                <input type="hidden" name="personne" value={person.id} />
                <button type="submit" class="small quiet" aria-label={`Retirer ${calledAt(names, i)}`}>
                  Retirer
                </button>
              </form>
            )}
          </li>
        ))}
      </ul>
      {people.length >= MOST_SEATS ? null : <AddFold {...props} />}
      <p class="meta">
        {r.state === "waitlisted"
          ? "À moins nombreux, vous gardez votre rang. À plus nombreux, la demande repart à la fin de la liste."
          : "Retirer quelqu’un rend sa place tout de suite ; les autres places restent les vôtres."}
      </p>
    </section>
  );
};

const AddFold = ({ token, people, session, programme, registration: r, state }: PartyProps): Child => {
  const ages = agesToAdd(programme);
  const options = Object.fromEntries(ages.map((age) => [age, AGE_BANDS[age]]));
  const isOpen = Object.keys(state.errors).some((field) => ["prenom", "age", "accord", "accordEnfant"].includes(field));
  const left = MOST_SEATS - people.length;
  const free = session.capacity - session.taken;
  const where =
    r.state === "waitlisted" ? "la demande repart à la fin de la liste" : plural(free, "place libre", "places libres");
  return (
    <Fold
      title="Ajouter quelqu’un"
      hint={`encore ${plural(left, "personne")} au plus ; ${where}`}
      icon="plus"
      isOpen={isOpen}
    >
      <form method="post" action={`/i/${token}/ajouter`} novalidate>
        <TextField
          name="prenom"
          label="Prénom ou surnom"
          hint="Effacé 30 jours après l’atelier. Rien d’autre ne vous sera redemandé."
          state={state}
          autocomplete="off"
        />
        {ages.length === 1 ? null : <Select name="age" label="Âge" options={options} state={state} />}
        {ages.every((age) => age === "18_plus") ? null : (
          <>
            <p class="hint">Pour un enfant, lisez ces deux phrases avec lui et cochez-les :</p>
            <Tick name="accord" label={WORDING.parent} isTicked={state.values["accord"]?.[0] === "on"} />
            <Tick name="accordEnfant" label={WORDING.children} isTicked={state.values["accordEnfant"]?.[0] === "on"} />
          </>
        )}
        <button type="submit" class="small">
          Ajouter cette personne
        </button>
      </form>
    </Fold>
  );
};

/** An offer to a group: all of it, or fewer. */
export const OfferedParty = ({ token, people, names }: Pick<PartyProps, "token" | "people" | "names">): Child => (
  <form method="post" action={`/i/${token}/prendre`}>
    <fieldset class="field">
      <legend>Qui vient ?</legend>
      {people.map((person, i) => (
        <Tick name={`vient-${person.id}`} label={`${calledAt(names, i)} (${ageOf(person)})`} isTicked />
      ))}
    </fieldset>
    <button type="submit">Prendre ces places</button>
  </form>
);
