import { Temporal } from "temporal-polyfill";

import { readDay } from "../../kernel/typed-moment.ts";
import type { ProgrammeAudience } from "../sessions/programme.ts";

/** A coordinator is told this many days before a check lapses. */
export const ALERT_DAYS = [60, 30, 7] as const;
/** A check is good for three years at most, whatever is typed: our own rule, to be confirmed with each association. */
const MOST_YEARS = 3;

/** Whether somebody is to come to a session, or no longer. */
export const ASSIGNMENT_STATES = ["assigned", "withdrawn"] as const;

/** Where minors come, two adults: two facilitators in a public session; in a class one, beside the adult of the school. */
export function adultsNeeded(audience: ProgrammeAudience, isVisit: boolean): number {
  const hasMinors = audience === "youth" || audience === "family" || audience === "class";
  return hasMinors && !isVisit ? 2 : 1;
}

/** What a coordinator noted of somebody: days `YYYY-MM-DD`; null: not seen yet. */
export type Checks = { honourSeenOn: string | null; honourUntilOn: string | null; trainedOn: string | null };

/** Whether somebody may be assigned on a day: a check that was seen and covers it, and a training. */
export const isCovered = ({ honourSeenOn, honourUntilOn, trainedOn }: Checks, dayOn: string): boolean =>
  honourSeenOn !== null && honourUntilOn !== null && honourUntilOn >= dayOn && trainedOn !== null && trainedOn <= dayOn;

/** Whether somebody may come along to learn: the check is required, the training is not. */
export const mayComeAlong = ({ honourSeenOn, honourUntilOn }: Checks, dayOn: string): boolean =>
  honourSeenOn !== null && honourUntilOn !== null && honourUntilOn >= dayOn;

/** Why somebody cannot be assigned, or until when they can, in words. */
export function standingOf(checks: Checks, todayOn: string): string {
  const { honourSeenOn, honourUntilOn, trainedOn } = checks;
  if (honourSeenOn === null || honourUntilOn === null) {
    return "Honorabilité : pas encore vérifiée.";
  }
  if (trainedOn === null) {
    return "Formation : pas encore notée.";
  }
  const until = honourUntilOn.split("-").toReversed().join("/");
  return honourUntilOn < todayOn
    ? `Vérification dépassée depuis le ${until}.`
    : `Vérification valable jusqu’au ${until}.`;
}

type Typed = { get: (name: string) => string };
/** Reads the days of a check; each error names its field. `todayOn` is the day in the association's own zone. */
export function readChecks(
  form: Typed,
  todayOn: string,
): { ok: true; checks: { [K in keyof Checks]: string } } | { ok: false; errors: Record<string, string> } {
  const [seen, until, trained] = [readDay(form.get("vu")), readDay(form.get("jusque")), readDay(form.get("forme"))];
  const errors = {
    ...(isPast(seen, todayOn) ? {} : { vu: "Écrivez le jour où vous avez vu le document : aujourd’hui ou avant." }),
    ...(isWorthUntil(until, seen ?? todayOn)
      ? {}
      : { jusque: `Écrivez jusqu’à quand il vaut : après ce jour, et ${MOST_YEARS} ans plus tard au plus.` }),
    ...(isPast(trained, todayOn) ? {} : { forme: "Écrivez le jour de la formation : aujourd’hui ou avant." }),
  };
  return seen === null || until === null || trained === null || Object.keys(errors).length > 0
    ? { ok: false, errors }
    : { ok: true, checks: { honourSeenOn: seen, honourUntilOn: until, trainedOn: trained } };
}

const isPast = (day: string | null, todayOn: string): boolean => day !== null && day <= todayOn;
const isWorthUntil = (until: string | null, seenOn: string): boolean =>
  until !== null && until > seenOn && until <= Temporal.PlainDate.from(seenOn).add({ years: MOST_YEARS }).toString();
