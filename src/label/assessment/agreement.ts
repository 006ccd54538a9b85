import type { ApplicationId } from "../../kernel/ids.ts";
import { type Agreement, agreement, matrixOf } from "./kappa.ts";

/** Two grades that two assessors gave blind to one criterion. */
export type GradedPair = {
  applicationId: ApplicationId;
  criterionId: string;
  a: number;
  b: number;
  first: string;
  second: string;
};

/** Grades go from 0 to 4. */
const GRADES = 5;

type Group = [what: string, grades: [number, number][]];
const agreementOf = ([what, grades]: Group): { what: string } & Agreement => ({
  what,
  ...agreement(matrixOf(grades, GRADES)),
});

/** Agreement of blind grades by some key (a criterion, a pair of assessors), the most graded first. */
export function agreementBy(
  pairs: readonly GradedPair[],
  keyOf: (one: GradedPair) => string,
): ({ what: string } & Agreement)[] {
  const groups = new Map<string, [number, number][]>();
  for (const one of pairs) {
    const key = keyOf(one);
    groups.set(key, [...(groups.get(key) ?? []), [one.a, one.b]]);
  }
  return [...groups].map(agreementOf).toSorted((a, b) => b.items - a.items || a.what.localeCompare(b.what, "fr"));
}
