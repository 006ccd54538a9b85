import type { Readings } from "./answers.ts";
import { type Fraction, basisPoints, compare, exactOf, isExact, round9 } from "./exact.ts";
import type { Child, CriterionSpec, NodeSpec } from "./formats.ts";
import { type Model, nodesBelow } from "./model.ts";

/** Grades to reach by criterion, and what they cost: Σ effort × steps of grade. */
export type Choice = { effort: number; count: number; grades: ReadonlyMap<string, number> };
/** What a plan must reach: a lower bound per criterion, basis points per node (the root among them). */
export type Goal = { least: ReadonlyMap<string, number>; floors: ReadonlyMap<string, number> };

type Option = Choice & { value: Fraction };

/** Effort of one step of grade; 1 where the file does not say. */
export const effortOf = (criterion: CriterionSpec | undefined): number => criterion?.remediation?.effort ?? 1;

/** Less effort first, then fewer criteria, then the one that raises the first criterion (by id) where they differ more. */
function byPreference(a: Choice, b: Choice): number {
  if (a.effort !== b.effort || a.count !== b.count) {
    return a.effort - b.effort || a.count - b.count;
  }
  for (const id of [...new Set([...a.grades.keys(), ...b.grades.keys()])].toSorted()) {
    const difference = (b.grades.get(id) ?? -1) - (a.grades.get(id) ?? -1);
    if (difference !== 0) {
      return difference;
    }
  }
  return 0;
}

/** The grade that a criterion stands at: 0 where it has none. */
export function gradeNow(readings: Readings, id: string): number {
  const reading = readings.get(id);
  return reading?.state === "value" ? reading.grade : 0;
}

/** Whether a child leaves its node: « sans objet », or of no account on the days of its version. */
export function isOut(readings: Readings, child: Child): boolean {
  const state = "criterion" in child ? readings.get(child.criterion)?.state : undefined;
  return state === "na" || state === "idle";
}

/** The anchored grades that a criterion may take from where it stands, at or above a bound. */
function gradesFrom(criterion: CriterionSpec, now: number, least: number): number[] {
  const { normalise } = criterion;
  const allowed = normalise.kind === "anchored" ? normalise.allowed : [];
  return [now, ...allowed.filter((grade) => grade > now)].filter((grade) => grade >= least).toSorted((a, b) => a - b);
}

/** Whether a total is a plain weighted mean all the way up, so that raises add. */
export const isAdditive = ({ file }: Model): boolean =>
  file.missing === "zero" &&
  (file.rules ?? []).length === 0 &&
  nodesBelow(file.tree).every((node) => node.method === "arithmetic" && node.dataThreshold === undefined);

// Most parts have one denominator: multiplied out, sums would grow with every child.
const add = (a: Fraction, b: Fraction): Fraction =>
  a.den === b.den ? { num: a.num + b.num, den: a.den } : { num: a.num * b.den + b.num * a.den, den: a.den * b.den };
const times = (a: Fraction, b: Fraction): Fraction => ({ num: a.num * b.num, den: a.den * b.den });
const NOTHING: Option = { value: { num: 0n, den: 1n }, effort: 0, count: 0, grades: new Map() };

/** Keeps what no other option beats: a higher or equal value for less or equally preferred. */
function worthwhile(options: Option[]): Option[] {
  const sorted = options.toSorted((a, b) => compare(b.value, a.value) || byPreference(a, b));
  const kept: Option[] = [];
  for (const option of sorted) {
    const best = kept.at(-1);
    if (best === undefined || byPreference(option, best) < 0) {
      kept.push(option);
    }
  }
  return kept;
}

const valued = ({ effort, count, grades }: Option, value: Fraction): Option => ({ value, effort, count, grades });
const joined = (a: Option, b: Option): Option => ({
  value: add(a.value, b.value),
  effort: a.effort + b.effort,
  count: a.count + b.count,
  grades: b.count === 0 ? a.grades : new Map([...a.grades, ...b.grades]),
});

/**
 * The exact least plan in an additive file: per node, dynamic programming over the sums that its children can reach, keeping
 * for each the preferred way; nodes that miss their floor are dropped, and nodes are combined up to the root. `null`: no
 * grades reach the goal.
 */
export function searchSums(
  model: Model,
  readings: Readings,
  weightOf: (child: Child) => number,
  goal: Goal,
): Choice | null {
  const scale = model.file.scale ?? { min: 0, max: 1 };
  const leaf = (id: string): Option[] => {
    const criterion = model.criteria.get(id);
    const reading = readings.get(id);
    const now = gradeNow(readings, id);
    if (criterion?.normalise.kind !== "anchored") {
      const fixed = reading?.state === "value" ? reading.value : 0;
      return [{ ...NOTHING, value: isExact(fixed) ? fixed : exactOf(round9(fixed)) }];
    }
    const { max } = criterion.normalise;
    return gradesFrom(criterion, now, goal.least.get(id) ?? now).map((grade) => ({
      value: { num: exactOf(grade).num * exactOf(max).den, den: exactOf(grade).den * exactOf(max).num },
      effort: effortOf(criterion) * (grade - now),
      count: grade > now ? 1 : 0,
      grades: grade > now ? new Map([[id, grade]]) : NOTHING.grades,
    }));
  };
  const inside = (node: NodeSpec): Option[] => {
    let sums: Option[] = [NOTHING];
    let weights: Fraction = NOTHING.value;
    for (const child of node.children) {
      if (!isOut(readings, child)) {
        const weight = exactOf(weightOf(child));
        const options = "criterion" in child ? leaf(child.criterion) : inside(child.node);
        const weighted = options.map((one) => valued(one, times(weight, one.value)));
        sums = worthwhile(sums.flatMap((sum) => weighted.map((one) => joined(sum, one))));
        weights = add(weights, weight);
      }
    }
    const least = goal.floors.get(node.id) ?? 0;
    if (weights.num === 0n) {
      return [];
    }
    return sums
      .map((sum) => valued(sum, { num: sum.value.num * weights.den, den: sum.value.den * weights.num }))
      .filter((sum) => basisPoints(sum.value, scale) >= least);
  };
  return inside(model.file.tree).toSorted(byPreference)[0] ?? null;
}

/** Scores a file anew with some grades raised, `most` times at most. */
type Trial = { reaches: (grades: ReadonlyMap<string, number>) => boolean; most: number };
/**
 * The exact least plan in any other file: every way to raise grades, those that cost too much left aside. Gives up (`undefined`)
 * when the trials are used up, rather than answer something that is not the least.
 */
export function searchAll(
  model: Model,
  readings: Readings,
  goal: Goal,
  { reaches, most }: Trial,
): Choice | null | undefined {
  const free = model.file.criteria.filter(({ id }) => ["value", "missing"].includes(readings.get(id)?.state ?? ""));
  let best: Choice | null = null;
  let scored = 0;
  const walk = (at: number, choice: Choice): void => {
    if (scored > most || (best !== null && byPreference(choice, best) >= 0)) {
      return;
    }
    const criterion = free[at];
    if (criterion === undefined) {
      scored += 1;
      best = reaches(choice.grades) ? choice : best;
      return;
    }
    const now = gradeNow(readings, criterion.id);
    for (const grade of gradesFrom(criterion, now, goal.least.get(criterion.id) ?? now)) {
      const isRaise = grade > now;
      walk(at + 1, {
        effort: choice.effort + effortOf(criterion) * (grade - now),
        count: choice.count + (isRaise ? 1 : 0),
        grades: isRaise ? new Map([...choice.grades, [criterion.id, grade]]) : choice.grades,
      });
    }
  };
  walk(0, { effort: 0, count: 0, grades: new Map() });
  return scored > most ? undefined : best;
}
