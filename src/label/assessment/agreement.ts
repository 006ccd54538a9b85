import type { ApplicationId } from "../../kernel/ids.ts";
import type { PairsFile } from "../scoring/pairs-format.ts";
import { LEAST_PAIRS } from "../scoring/sensitivity.ts";
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

/**
 * What assessors gave each other, as it is published: a criterion under its name from thirty pairs on, the others together once they are
 * as many. Fewer are nobody's business: they would tell of one file.
 */
export function publishedPairs(pairs: readonly GradedPair[]): PairsFile {
  const groups = Object.groupBy(pairs, (one) => one.criterionId);
  const isMany = (id: string): boolean => (groups[id]?.length ?? 0) >= LEAST_PAIRS;
  const others = pairs.filter((one) => !isMany(one.criterionId));
  const named = Object.keys(groups).filter(isMany).toSorted();
  const criteria = named.map((id) => [id, timesOf(groups[id] ?? [])] as const);
  return {
    format: "pairs/1",
    criteria: Object.fromEntries(
      others.length < LEAST_PAIRS ? criteria : criteria.concat([["autres", timesOf(others)] as const]),
    ),
  };
}

/** How often each two grades came together, the lower first. */
function timesOf(pairs: readonly GradedPair[]): [number, number, number][] {
  const times = new Map<string, [number, number, number]>();
  for (const { a, b } of pairs) {
    const [low, high] = [Math.min(a, b), Math.max(a, b)];
    const seen = times.get(`${low}-${high}`)?.[2] ?? 0;
    times.set(`${low}-${high}`, [low, high, seen + 1]);
  }
  return [...times.values()].toSorted((x, y) => x[0] - y[0] || x[1] - y[1]);
}
