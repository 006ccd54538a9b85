import type { Child } from "hono/jsx";

import { type FormState, Item, Select, TextField, Tick } from "../../ui/form.tsx";
import { SETTINGS, levelChoicesFor } from "../schools/school-class.ts";
import { Fold, Notice } from "../../ui/parts.tsx";
import { dayOf } from "../../kernel/time.ts";
import { type PlannedClass, isLongVisit } from "./plan.ts";
import { planInWords } from "./request-words.ts";

const RANKS = [1, 2, 3] as const;
type PlanProps = {
  /** « Créneau » for the school, « Date » for the person who proposes another. */
  word: string;
  /** The numbers of the classes after the first, whose hour may be their own. */
  others: readonly number[];
  isOptional: boolean;
  state: FormState;
};

/** What the fields of plans are called in a list of errors. */
export const planLabels = (word: string, others: readonly number[]): Record<string, string> =>
  Object.fromEntries(
    RANKS.flatMap((rank) => [
      [`creneau${rank}`, `${word} ${rank}`],
      ...others.map((n) => [`creneau${rank}_${n}`, `${word} ${rank}, classe ${n}`]),
    ]),
  );

/** Up to three plans: when the first class starts; the others follow, unless one has an hour of its own. */
export const PlanFields = ({ word, others, isOptional, state }: PlanProps): Child => {
  const own = RANKS.flatMap((rank) => others.map((n) => `creneau${rank}_${n}`));
  // Hours that do not fit a day are mended here.
  const isOpen =
    own.some((name) => (state.values[name]?.[0] ?? "") !== "" || state.errors[name] !== undefined) ||
    RANKS.some((rank) => state.errors[`creneau${rank}`] !== undefined);
  return (
    <>
      <div class="cols three">
        {RANKS.map((rank) => (
          <TextField
            name={`creneau${rank}`}
            label={`${word} ${rank}`}
            type="datetime-local"
            state={state}
            isOptional={isOptional || rank > 1}
            autocomplete="off"
          />
        ))}
      </div>
      {others.length === 0 ? null : (
        <Fold title="Répartir sur plusieurs jours, ou donner son heure à une classe" icon="date" isOpen={isOpen}>
          <p class="hint">
            Deux classes par demi-journée ? Donnez un jour et une heure à la classe 3. Laissez vide ce qui suit la
            classe d’avant.
          </p>
          {RANKS.map((rank) => (
            <Item legend={`${word} ${rank}`}>
              <div class="fields">
                {others.map((n) => (
                  <TextField
                    name={`creneau${rank}_${n}`}
                    label={`Classe ${n}`}
                    type="datetime-local"
                    state={state}
                    isOptional
                    autocomplete="off"
                  />
                ))}
              </div>
            </Item>
          ))}
        </Fold>
      )}
    </>
  );
};

type ClassProps = {
  suffix: string;
  word: string;
  state: FormState;
  /** The kind of school: its own levels come first. */
  kind?: string | null;
  /** What no choice of a level says. */
  none?: string;
};
/** The fields of one class: its level, its letter, how many, its setting; the end of their names says which. */
export const ClassFields = ({ suffix, word, state, kind = null, none = "Choisir" }: ClassProps): Child => (
  <>
    <div class="fields">
      <Select
        name={`niveau${suffix}`}
        label={`${word} : niveau`}
        options={Array.of<readonly [string, string]>(["", none]).concat(levelChoicesFor(kind))}
        state={state}
      />
      <TextField name={`lettre${suffix}`} label={`${word} : lettre`} state={state} isOptional autocomplete="off" />
    </div>
    <div class="fields">
      <TextField
        name={`eleves${suffix}`}
        label={`${word} : élèves`}
        inputmode="numeric"
        state={state}
        autocomplete="off"
      />
      <Select name={`cadre${suffix}`} label={`${word} : cadre`} options={SETTINGS} state={state} />
    </div>
  </>
);

/** The public name and the address of a place where classes are seen. */
export const SpotFields = ({ state }: { state: FormState }): Child => (
  <>
    <TextField
      name="lieuNom"
      label="Nom du lieu"
      hint="Tel que le public le connaît : « Médiathèque », « Salle des fêtes ». Aucun nom de personne."
      state={state}
      isOptional
      autocomplete="off"
    />
    <TextField name="lieuAdresse" label="Adresse" hint="Numéro et rue." state={state} isOptional autocomplete="off" />
    <TextField name="lieuCommune" label="Commune" state={state} isOptional autocomplete="off" />
    <Tick
      name="lieuSansMarche"
      label="Accès sans marche dans ce lieu"
      isTicked={state.values["lieuSansMarche"]?.[0] === "on"}
    />
  </>
);
export const SPOT_LABELS = { lieuNom: "Nom du lieu", lieuAdresse: "Adresse du lieu", lieuCommune: "Commune du lieu" };

/** The hours of each class, laid out: what a plan comes to before anything is sent. */
export const PlansShown = ({ plans, tz }: { plans: readonly (readonly PlannedClass[])[]; tz: string }): Child =>
  plans.length === 0 ? null : (
    <Notice>
      <p>
        <strong>Les heures de chaque classe, avec leur fin</strong>
      </p>
      <ul>
        {plans.map((plan) => (
          <li>{planInWords(plan, tz)}</li>
        ))}
      </ul>
      {plans.some((plan) => isLong(plan, tz)) ? <p>{LONG_DAY_WORDS}</p> : null}
    </Notice>
  );

const isLong = (plan: readonly PlannedClass[], tz: string): boolean => isLongVisit(plan, (at) => dayOf(at, tz));
const LONG_DAY_WORDS =
  "Plus de six heures d’animation le même jour : c’est beaucoup pour une seule équipe. L’association viendra à deux équipes, ou proposera deux jours.";

/** A visit that is long for one team: said beside its hours, refused by nobody. */
export const LongDay = ({ plans, tz }: { plans: readonly { classes: readonly PlannedClass[] }[]; tz: string }): Child =>
  plans.some(({ classes }) => isLong(classes, tz)) ? (
    <Notice>
      <p>{LONG_DAY_WORDS}</p>
    </Notice>
  ) : null;
