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
/** With the day of the first decision about their file. */
export type DecidedPair = GradedPair & { decidedOn: string };

/** Grades go from 0 to 4. */
const GRADES = 5;

type Group = [what: string, grades: [number, number][]];
const agreementOf = ([what, grades]: Group): { what: string } & Agreement => ({
  what,
  ...agreement(matrixOf(grades, GRADES)),
});

/** Agreement of blind grades by some key (a criterion, a pair of assessors), the most graded first. */
export function agreementBy<Pair extends Pick<GradedPair, "a" | "b">>(
  pairs: readonly Pair[],
  keyOf: (one: Pair) => string,
): ({ what: string } & Agreement)[] {
  const groups = new Map<string, [number, number][]>();
  for (const one of pairs) {
    const key = keyOf(one);
    groups.set(key, [...(groups.get(key) ?? []), [one.a, one.b]]);
  }
  return [...groups].map(agreementOf).toSorted((a, b) => b.items - a.items || a.what.localeCompare(b.what, "fr"));
}

/** The first day of the quarter of a day: what is published changes on that day alone. */
export const quarterOf = (day: string): string => {
  const month = Number(day.slice(5, 7));
  return `${day.slice(0, 5)}${String(month - ((month - 1) % 3)).padStart(2, "0")}-01`;
};
/** Fewer files in a quarter are never published: what changes between two publications would tell of them. */
const LEAST_FILES = 5;
/** Pairs of quarters in which enough files were decided: what was published before and what is now differ by whole quarters of them. */
export const ofFullQuarters = (pairs: readonly DecidedPair[]): DecidedPair[] =>
  Object.values(Object.groupBy(pairs, (one) => quarterOf(one.decidedOn)))
    .filter((some = []) => new Set(some.map((one) => one.applicationId)).size >= LEAST_FILES)
    .flatMap((some = []) => some);

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
