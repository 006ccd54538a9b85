import type { LabelId, PersonId } from "../../kernel/ids.ts";
import { type Result, ok, refuse } from "../../kernel/result.ts";
import { afterWorkingDays } from "../../kernel/working-days.ts";
import { PARIS, dayOf } from "../../kernel/time.ts";
import { isPhaseOver } from "../assessment/process.ts";

/* Before a label is reserved, suspended or withdrawn its mutuelle is heard. Rules, pure. */

/** What may be envisaged against a label. */
export const ENVISAGED = ["reserve", "suspend", "withdraw"] as const;
type Envisaged = (typeof ENVISAGED)[number];
/** What it rests on; something of each is attached. */
export const GROUNDS = {
  complaint: "un signalement reçu",
  surveillance: "la surveillance annuelle",
  finding: "un constat qui n’est pas levé",
  audit: "un contrôle",
  report: "une information publique",
  danger: "un danger pour des personnes",
  fraud: "une fraude",
} as const;
export type Ground = keyof typeof GROUNDS;
/** What alone allows to suspend at once. */
const URGENT: ReadonlySet<Ground> = new Set(["danger", "fraud"]);

/** Working days in which the mutuelle answers; and that an urgent suspension holds by itself. */
export const HEARING_DAYS = 15;
const PROVISIONAL_DAYS = 20;
/** Reasons of a measure, in characters; of an urgent one. */
const REASONS = { plain: 20, urgent: 100 };
/** Who signs before the mutuelle is told: who opened it and a second; all three, where it is suspended at once. */
const NEEDED = { plain: 2, urgent: 3 };

/** One point held against an offer, and what the mutuelle says to it. */
export type Held = { criterion: string; text: string };
export type Measure = {
  id: string;
  labelId: LabelId;
  kind: Envisaged;
  ground: Ground;
  groundRef: string;
  held: Held[];
  reasons: string;
  isUrgent: boolean;
  openedBy: PersonId;
  signers: PersonId[];
  heardUntilOn: string | null;
  provisionalUntilOn: string | null;
  answers: Held[];
};

const dayAfter = (days: number, now: number): string =>
  dayOf(afterWorkingDays(days, now, { tz: PARIS, departement: null }), PARIS);
/** The days of a measure that begins now. */
export const daysOf = (
  { isUrgent }: Pick<Measure, "isUrgent">,
  now: number,
): { heardUntilOn: string; provisionalUntilOn: string | null } => ({
  heardUntilOn: dayAfter(HEARING_DAYS, now),
  provisionalUntilOn: isUrgent ? dayAfter(PROVISIONAL_DAYS, now) : null,
});

/** Enough people want it for the mutuelle to be told. */
export const isSeconded = ({ isUrgent, signers }: Pick<Measure, "isUrgent" | "signers">): boolean =>
  signers.length >= (isUrgent ? NEEDED.urgent : NEEDED.plain);

/** The mutuelle has had its time to answer. */
export const isHeard = (measure: Pick<Measure, "heardUntilOn"> | null, todayOn: string): boolean =>
  measure !== null && isPhaseOver(measure.heardUntilOn, todayOn);

/** What is held against an offer, as it is typed: « CRITÈRE : mots », a line each; `null` when a line is none, or says too little. */
export function readHeld(text: string, isCriterion: (id: string) => boolean): Held[] | null {
  const lines = text.split("\n").map((one) => one.trim());
  const held = lines
    .filter((one) => one !== "")
    .map((line) => {
      const [, criterion = "", words = ""] = /^([A-Z]{3}-\d)\s*:\s*(.{10,1000})$/u.exec(line) ?? [];
      return { criterion, text: words };
    });
  const areNew = new Set(held.map((one) => one.criterion)).size === held.length;
  return held.length > 0 && areNew && held.every((one) => isCriterion(one.criterion)) ? held : null;
}

export type NewMeasure = Pick<Measure, "kind" | "ground" | "groundRef" | "reasons" | "isUrgent"> & { held: string };
export type MeasureRefusal = "no_reasons" | "no_ground" | "not_urgent" | "no_points";
/** Whether what is typed makes a measure. `attached`: complaints and findings that may be named. */
export function checkMeasure(
  given: NewMeasure,
  { attached, isCriterion }: { attached: readonly string[]; isCriterion: (id: string) => boolean },
): Result<Held[], MeasureRefusal> {
  const { ground, groundRef, isUrgent, reasons, kind } = given;
  const least = isUrgent ? REASONS.urgent : REASONS.plain;
  if (isUrgent && !(URGENT.has(ground) && kind === "suspend")) {
    return refuse("not_urgent");
  }
  if (reasons.trim().length < least) {
    return refuse("no_reasons");
  }
  const isNamed = ground === "complaint" || ground === "finding";
  if (isNamed ? !attached.includes(groundRef) : groundRef.trim().length < 10) {
    return refuse("no_ground");
  }
  const held = readHeld(given.held, isCriterion);
  return held === null ? refuse("no_points") : ok(held);
}
