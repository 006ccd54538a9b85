import { afterWorkingDays } from "../../kernel/working-days.ts";
import { PARIS, addDays, dayOf, startOfDay } from "../../kernel/time.ts";
import { type ApplicationState, REVIEW_DAYS, STATES } from "../application/application.ts";

/* The process of an application: its acts, its phases and how long each lasts. Published as it stands on /label/fonctionnement. */

/** What one person does on one file: one task a person, so that who grades never decides. */
export const TASKS = ["operator", "assessor", "adjudicator", "panel", "appeal"] as const;
export type Task = (typeof TASKS)[number];
/** Those who grade. */
export const GRADING = ["assessor", "adjudicator"] as const satisfies readonly Task[];
/** Those who decide: several sign. */
export const PANELS = ["panel", "appeal"] as const satisfies readonly Task[];
export const TASK_WORDS: Readonly<Record<Task, string>> = {
  operator: "instruction",
  assessor: "évaluation",
  adjudicator: "arbitrage",
  panel: "comité",
  appeal: "comité de recours",
};
/** How many people each task has. */
export const SEATS: Readonly<Record<Task, number>> = { operator: 1, assessor: 2, adjudicator: 1, panel: 3, appeal: 3 };

/** What ties somebody to a mutuelle. */
export const INTERESTS = {
  employment: "y travailler ou y avoir travaillé",
  contract: "un contrat avec elle (prestation, conseil, mandat)",
  membership: "en être administrateur, délégué ou partenaire",
  family: "un proche dans l’un de ces cas",
  insured: "être assuré par elle",
} as const;
/** Years during which a tie blocks after it ended. */
export const INTEREST_YEARS = 3;

/** Working days of each phase; an appeal is filed within 30 calendar days. */
export const DURATIONS = {
  admissibility: 10,
  review: REVIEW_DAYS,
  clarification: 15,
  contradictory: 15,
  panel: 20,
  appeal: 40,
};
export const APPEAL_DAYS = 30;
/** Days after which a decision counts as read. */
const READ_WITHIN = 15;
/** Months that a label lasts; and at which it is looked at again. */
export const VALID_MONTHS = 36;

export type Act =
  | "admit"
  | "reject"
  | "begin"
  | "clarify"
  | "resume"
  | "open_contradictory"
  | "decide"
  | "appeal"
  | "decide_appeal"
  | "decide_again";

/** From which states an act is open, where it leads, and how many working days the next phase has (null: none). */
const MOVES: Readonly<Record<Act, { from: readonly ApplicationState[]; to: ApplicationState; days: number | null }>> = {
  admit: { from: ["submitted"], to: "admissible", days: DURATIONS.admissibility },
  reject: { from: ["submitted"], to: "inadmissible", days: null },
  begin: { from: ["admissible"], to: "in_review", days: DURATIONS.review },
  clarify: { from: ["in_review"], to: "clarification", days: DURATIONS.clarification },
  resume: { from: ["clarification"], to: "in_review", days: DURATIONS.review },
  open_contradictory: { from: ["in_review"], to: "contradictory", days: DURATIONS.contradictory },
  decide: { from: ["contradictory"], to: "decided", days: null },
  appeal: { from: ["decided"], to: "appealed", days: DURATIONS.appeal },
  decide_appeal: { from: ["appealed"], to: "appeal_decided", days: null },
  decide_again: { from: ["decided", "appeal_decided"], to: "decided", days: null },
};

/** States that last so many working days: being late there is told. */
export const TIMED = STATES.filter((state) =>
  Object.values(MOVES).some(({ to, days }) => to === state && days !== null),
);

/** The last day of a phase of some working days that begins now. */
const OFFICE = { tz: PARIS, departement: null };
const dueAfter = (days: number, now: number): string => dayOf(afterWorkingDays(days, now, OFFICE), PARIS);

/** The last day of a panel: its working days begin once the mutuelle's are over. */
export const panelUntil = (answersUntilOn: string): string => dueAfter(DURATIONS.panel, noonOf(answersUntilOn));

/** Where an act leads and until when; `null` when it is not open from there. */
export function moved(
  state: ApplicationState,
  act: Act,
  now: number,
): { to: ApplicationState; dueOn: string | null } | null {
  const { from, to, days } = MOVES[act];
  return from.includes(state) ? { to, dueOn: days === null ? null : dueAfter(days, now) } : null;
}

/** The first day on which a decision may be taken: the day after the phase in which the mutuelle answers. */
export const isPhaseOver = (dueOn: string | null, todayOn: string): boolean => dueOn !== null && todayOn > dueOn;

/** Working days left in a phase, its last day included; 0 once it is over. */
export function workingDaysLeft(dueOn: string, now: number): number {
  let left = 0;
  for (let n = 1; n <= 260; n += 1) {
    const day = dayOf(afterWorkingDays(n, now, OFFICE), PARIS);
    if (day > dueOn) {
      return left;
    }
    left = n;
  }
  return left;
}

/** The last day on which a decision may be appealed: from the day it was read, at the latest from the fifteenth after it was taken. */
export function appealUntil(decidedOn: string, readOn: string | null): string {
  const latest = addDays(decidedOn, READ_WITHIN);
  return addDays(readOn === null || readOn > latest ? latest : readOn, APPEAL_DAYS);
}

/** Noon in Paris, to write a day in words whatever the clock. */
export const noonOf = (day: string): number => startOfDay(day, PARIS) + 43_200;
