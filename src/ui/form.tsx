import type { Child } from "hono/jsx";

import { Icon, type IconName } from "./icon.tsx";

/**
 * What a form shows again after a refusal: what was typed, and what to correct. `row`: whose form it is where each row of a list has
 * one; ids of its fields carry it.
 */
export type FormState = { values: Record<string, string[]>; errors: Record<string, string>; row?: string };
export const EMPTY_FORM: FormState = { values: {}, errors: {} };

const value = (state: FormState, name: string): string => state.values[name]?.[0] ?? "";
const fieldId = (name: string, { row }: FormState): string => (row === undefined ? name : `${name}-${row}`);
const hintId = (name: string, state: FormState): string => `${fieldId(name, state)}-aide`;
const errorId = (name: string, state: FormState): string => `${fieldId(name, state)}-erreur`;
const describedBy = (name: string, state: FormState, hasHint: boolean): string | undefined =>
  [hasHint ? hintId(name, state) : "", state.errors[name] === undefined ? "" : errorId(name, state)]
    .filter(Boolean)
    .join(" ") || undefined;

/** The list of what to correct, first on the page and focused; each line leads to its field; `labels` gives their order. */
export const ErrorSummary = ({ state, labels }: { state: FormState; labels: Record<string, string> }): Child => {
  const names = Object.keys(labels).filter((name) => state.errors[name] !== undefined);
  if (names.length === 0) {
    return null;
  }
  return (
    <div class="errors" role="alert" tabindex={-1} autofocus>
      <h2>{names.length === 1 ? "Une chose à corriger" : `${names.length} choses à corriger`}</h2>
      <ul>
        {names.map((name) => (
          <li>
            <a href={`#${fieldId(name, state)}`}>
              {labels[name] === "" ? "" : `${labels[name]}\u00a0: `}
              {state.errors[name]}
            </a>
          </li>
        ))}
      </ul>
    </div>
  );
};

const FieldError = ({ name, state }: { name: string; state: FormState }): Child =>
  state.errors[name] === undefined ? null : (
    <p class="field-error" id={errorId(name, state)}>
      <Icon name="alerte" /> {state.errors[name]}
    </p>
  );

type TextFieldProps = {
  name: string;
  label: string;
  hint?: Child;
  state: FormState;
  type?: "text" | "email" | "datetime-local" | "date" | "search";
  inputmode?: "numeric";
  autocomplete?: string;
  isOptional?: boolean;
};

/** One line of text with a visible label, a hint (why we ask, how long we keep it) and its error. */
export const TextField = (props: TextFieldProps): Child => {
  const { name, label, hint, state, type = "text", inputmode, autocomplete, isOptional = false } = props;
  return (
    <div class="field">
      <label for={fieldId(name, state)}>{label}</label>
      {hint === undefined ? null : (
        <p class="hint" id={hintId(name, state)}>
          {hint}
        </p>
      )}
      <FieldError name={name} state={state} />
      <input
        id={fieldId(name, state)}
        name={name}
        type={type}
        inputmode={inputmode}
        value={value(state, name)}
        required={!isOptional}
        autocomplete={autocomplete}
        aria-invalid={state.errors[name] === undefined ? undefined : "true"}
        aria-describedby={describedBy(name, state, hint !== undefined)}
        spellcheck={false}
      />
    </div>
  );
};

type GroupProps = { look: string; name: string; legend: string; hint?: Child; state: FormState; children?: Child };

/** The frame of a question with several answers: its words, its hint, what is wrong with the answer. */
const Group = ({ look, name, legend, hint, state, children }: GroupProps): Child => (
  <fieldset class={look} id={fieldId(name, state)} aria-describedby={describedBy(name, state, hint !== undefined)}>
    <legend>{legend}</legend>
    {hint === undefined ? null : (
      <p class="hint" id={hintId(name, state)}>
        {hint}
      </p>
    )}
    <FieldError name={name} state={state} />
    <div>{children}</div>
  </fieldset>
);

type ChoiceProps = {
  name: string;
  legend: string;
  hint?: Child;
  options: Record<string, string>;
  state: FormState;
  kind: "radio" | "checkbox";
  /** `chips`: short answers side by side; `even`: two columns of them on a phone. */
  look?: "list" | "chips" | "even";
};
const LOOKS = { list: "field", chips: "field chips", even: "field chips even" } as const;

/** A closed list: one choice (radio) or several (checkbox). */
export const Choices = ({ name, legend, hint, options, state, kind, look = "list" }: ChoiceProps): Child => (
  <Group look={LOOKS[look]} name={name} legend={legend} hint={hint} state={state}>
    {Object.entries(options).map(([code, label]) => (
      <label class={look === "list" ? "choice" : "chip"}>
        <input
          type={kind}
          name={name}
          value={code}
          checked={state.values[name]?.includes(code) === true}
          required={kind === "radio"}
        />
        <span>{label}</span>
      </label>
    ))}
  </Group>
);

type Pick = { title: string; hint?: string; icon?: IconName };
type PicksProps = {
  name: string;
  legend: string;
  hint?: Child;
  options: Record<string, Pick>;
  state: FormState;
  /** On a phone the title says enough: low cards, their sentence waits for a wide screen. */
  isTight?: boolean;
};

/** One choice among a few, each of which needs a sentence: cards that are radios. */
export const Picks = ({ name, legend, hint, options, state, isTight = false }: PicksProps): Child => (
  <Group look={isTight ? "field pick tight" : "field pick"} name={name} legend={legend} hint={hint} state={state}>
    {Object.entries(options).map(([code, { title, hint: more, icon }]) => (
      <label>
        <input type="radio" name={name} value={code} checked={value(state, name) === code} required />
        <span>
          <b>{title}</b>
          {more === undefined ? null : <small>{more}</small>}
        </span>
        {icon === undefined ? null : <Icon name={icon} />}
      </label>
    ))}
  </Group>
);

/** One of several things of the same kind in a form, a class or a slot: its name, then its fields (`.fields`: side by side). */
export const Item = ({ legend, id, children }: { legend: Child; id?: string; children?: Child }): Child => (
  <fieldset class="item card" id={id}>
    <legend>{legend}</legend>
    {children}
  </fieldset>
);

type Grade = { value: string; text: Child; sign?: string };
type GradesProps = { name: string; grades: readonly Grade[]; chosen?: string; isRequired?: boolean };

/** A scale as whole rows to press: the grade, and what it means. Stands in a fieldset that names what is graded. */
export const Grades = ({ name, grades, chosen, isRequired = false }: GradesProps): Child => (
  <div class="grades">
    {grades.map(({ value: code, text, sign = code }) => (
      <label>
        <input type="radio" name={name} value={code} checked={chosen === code} required={isRequired} />
        <b>{sign}</b>
        <span>{text}</span>
      </label>
    ))}
  </div>
);

export type Mark = {
  id: string;
  name: string /** Empty: nothing more to know. */;
  hint: string;
  isPresent: boolean | null;
  seenMs: number;
};
type MarksProps = { action: string; list: string; nowMs: number; marks: readonly Mark[] };

/** One tile a person, two abreast on a phone: the name is pressed by whom one sees, « Absent » beside it. Each press is an act of its own. */
export const Marks = ({ action, list, nowMs, marks }: MarksProps): Child => (
  <ul class="marks" data-presence={list} data-now={String(nowMs)}>
    {marks.map(({ id, name, hint, isPresent, seenMs }) => (
      <li data-line={id} data-seen={String(seenMs)}>
        <MarkForm
          action={action}
          id={id}
          mark="present"
          label={`Présent : ${name} ${hint}`.trim()}
          isOn={isPresent === true}
        >
          <span>
            <strong data-name>{name}</strong> {hint === "" ? null : <small>{hint}</small>}
          </span>
        </MarkForm>
        <MarkForm action={action} id={id} mark="absent" label={`Absent : ${name}`} isOn={isPresent === false}>
          Absent
        </MarkForm>
      </li>
    ))}
  </ul>
);

type MarkFormProps = {
  action: string;
  id: string;
  mark: "present" | "absent";
  label: string;
  isOn: boolean;
  children: Child;
};
const MarkForm = ({ action, id, mark, label, isOn, children }: MarkFormProps): Child => (
  <form method="post" action={`${action}/${mark}`} data-mark={mark}>
    <input type="hidden" name="ligne" value={id} />
    <button type="submit" aria-pressed={isOn ? "true" : "false"} aria-label={label}>
      {children}
    </button>
  </form>
);

/** One box to tick. */
export const Tick = ({ name, label, isTicked }: { name: string; label: string; isTicked: boolean }): Child => (
  <label class="choice">
    <input type="checkbox" name={name} id={name} checked={isTicked} />
    <span>{label}</span>
  </label>
);

/** The hidden part of a public form: a signed challenge, room for its solution, and a trap that people never see. */
export const AntibotFields = ({ ticket }: { ticket: string }): Child => (
  <>
    <input type="hidden" name="billet" value={ticket} data-antibot />
    <input type="hidden" name="solution" value="" />
    <p class="trap" aria-hidden="true">
      <label for="site-web">Ne remplissez pas ce champ</label>
      <input id="site-web" name="site-web" type="text" tabindex={-1} autocomplete="off" value="" />
    </p>
  </>
);

type SelectProps = {
  name: string;
  label: string;
  hint?: Child;
  /** Pairs where the order matters and codes are numbers: an object sorts those first. */
  options: Readonly<Record<string, string>> | readonly (readonly [code: string, words: string])[];
  state: FormState;
};

/** A closed list that folds: one choice among many. */
export const Select = ({ name, label, hint, options, state }: SelectProps): Child => (
  <div class="field">
    <label for={fieldId(name, state)}>{label}</label>
    {hint === undefined ? null : (
      <p class="hint" id={hintId(name, state)}>
        {hint}
      </p>
    )}
    <FieldError name={name} state={state} />
    <select id={fieldId(name, state)} name={name} aria-describedby={describedBy(name, state, hint !== undefined)}>
      {(Array.isArray(options) ? options : Object.entries(options)).map(([code, words]) => (
        <option value={code} selected={value(state, name) === code}>
          {words}
        </option>
      ))}
    </select>
  </div>
);

type AreaProps = { name: string; label: string; hint: string; rows: number; state: FormState };

/** Several lines of text. */
export const TextArea = ({ name, label, hint, rows, state }: AreaProps): Child => (
  <div class="field">
    <label for={fieldId(name, state)}>{label}</label>
    <p class="hint" id={hintId(name, state)}>
      {hint}
    </p>
    <FieldError name={name} state={state} />
    <textarea
      id={fieldId(name, state)}
      name={name}
      rows={rows}
      aria-invalid={state.errors[name] === undefined ? undefined : "true"}
      aria-describedby={describedBy(name, state, true)}
    >
      {value(state, name)}
    </textarea>
  </div>
);

type ChipLink = { href: string; title: string; icon?: IconName; isCurrent: boolean };

/** Choices of which each is an address: pressed, the page comes anew; the one that is shown is marked. */
export const ChipLinks = ({ label, chips }: { label: string; chips: readonly ChipLink[] }): Child => (
  <nav class={LOOKS.even} aria-label={label}>
    <div>
      {chips.map(({ href, title, icon, isCurrent }) => (
        <a class="chip" href={href} aria-current={isCurrent ? "true" : undefined}>
          {icon === undefined ? null : <Icon name={icon} />}
          {title}
        </a>
      ))}
    </div>
  </nav>
);

/** What a list is narrowed by: short fields side by side, and its quiet button; what one looks for is the list. */
export const Filters = ({ action, children }: { action: string; children?: Child }): Child => (
  <form method="get" action={action} class="sift">
    {children}
    <button type="submit" class="quiet">
      Filtrer la liste
    </button>
  </form>
);
