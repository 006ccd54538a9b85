import * as z from "zod/mini";

import listed from "../../../content/label/calibrage.json" with { type: "json" };
import { DAY } from "../../kernel/time.ts";
import { LEAST_PAIRS } from "../scoring/sensitivity.ts";
import { agreementBy } from "./agreement.ts";

/* Fictitious answers whose grade is known: an assessor grades them before a real one. Three answers a criterion, each of another grade: over
   answers of one grade alone, kappa is 0 whoever grades. */

const Case = z.strictObject({
  id: z.string(),
  criterion: z.string(),
  /** Whose it would be; nobody's. */
  offer: z.string(),
  declared: z.int(),
  words: z.string(),
  pieces: z.array(z.strictObject({ kind: z.enum(["document", "dataset", "url"]), name: z.string(), says: z.string() })),
  /** What the pieces show, why it is that grade, and what the grade above would take. */
  grade: z.int(),
  why: z.string(),
  above: z.string(),
});
export type CalibrationCase = z.infer<typeof Case>;
/** All of them, as they are read on one day: pieces do not grow old here. */
export const CALIBRATION = z.strictObject({ readOn: z.string(), cases: z.array(Case) }).parse(listed);

/** How many an assessor has graded in the last year, before a file is given to them. */
export const LEAST_CASES = 10;
export const CALIBRATION_LASTS = 365 * DAY;

/** A fictitious answer as somebody graded it. */
export type Calibrated = { caseId: string; grade: number; why: string; savedAt: number };

/** Until when somebody may be given files; null: they have not graded enough yet. */
export function calibratedUntil(done: readonly Calibrated[]): number | null {
  const since = done.map(({ savedAt }) => savedAt).toSorted((a, b) => b - a)[LEAST_CASES - 1];
  return since === undefined ? null : since + CALIBRATION_LASTS;
}

/** How far everybody's grades agree with the references, by criterion: from thirty grades on, fewer would tell of somebody. */
export function agreementWithReferences(given: readonly { caseId: string; grade: number; times: number }[]) {
  const cases = new Map(CALIBRATION.cases.map((one) => [one.id, one]));
  const pairs = given.flatMap(({ caseId, grade, times }) => {
    const one = cases.get(caseId);
    return one === undefined ? [] : Array.from({ length: times }, () => ({ ...one, a: grade, b: one.grade }));
  });
  return agreementBy(pairs, ({ criterion }) => criterion).filter(({ items }) => items >= LEAST_PAIRS);
}
