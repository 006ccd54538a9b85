import { CLASS_LABEL } from "../schools/school-class.ts";

/** How long a form that is not sent yet can be opened by its link, in days. */
export const DRAFT_DAYS = 14;

/** What a shared form holds: numbers, dates and codes of closed lists, each in its own stiff shape. Never an address, never words of somebody. */
const KEPT: readonly (readonly [name: RegExp, shape: RegExp])[] = [
  [/^(?:eleves[1-4]|adults)$/, /^\d{1,4}$/],
  [/^lettre[1-4]$/, CLASS_LABEL],
  [/^creneau[1-3](?:_[2-4])?$/, /^\d[\d/:T -]{7,19}$/],
  [/^(?:niveau|cadre)[1-4]$/, /^[a-z0-9_]{2,12}$/],
  [/^(?:programme|place|adultRole|headVia|lunch|hasOpenSituation)$/, /^[a-z0-9:_-]{2,40}$/],
  [/^dabord$/, /^[a-z0-9_-]{1,80}$/],
  [/^(?:hasRoom|hasProjector|hasStepFree)$/, /^on$/],
  [/^(?:mois|jours|moments)$/, /^[a-z]{2,3}$/],
];
const isKept = (name: string, value: string): boolean =>
  KEPT.some(([names, shape]) => names.test(name) && shape.test(value));

type Values = Record<string, string[]>;
/** Of what was typed, what may be handed to somebody else. */
export const draftOf = (typed: Values): Values =>
  Object.fromEntries(
    Object.entries(typed)
      .map(([name, values]): [string, string[]] => [name, values.filter((value) => isKept(name, value))])
      .filter(([, values]) => values.length > 0),
  );

/** The draft of a link: one line of text; and what it says. What is not a draft is an empty form. */
export const writeDraft = (values: Values): string =>
  new URLSearchParams(
    Object.entries(values).flatMap(([name, all]) => all.map((value) => [name, value] as [string, string])),
  ).toString();
export function readDraft(text: string): Values {
  const values: Values = {};
  for (const [name, value] of new URLSearchParams(text)) {
    values[name] = (values[name] ?? []).concat(value);
  }
  return draftOf(values);
}
