import type { AnswerSpec, CriterionSpec, UnitSpec } from "./formats.ts";
import { totalBp } from "./levels.ts";
import type { Model } from "./model.ts";
import { type Options, reach, readUnit } from "./reach.ts";
import type { Draws } from "./robustness.ts";
import { indicesOf, sample } from "./sobol.ts";
import type { Multipliers } from "./tree.ts";

/* How a level would stand had other people graded, and what it depends on most. It changes no level. */

/** What two people gave each other for the same thing, blind: how often each pair of grades came, by criterion. */
export type Pairs = Readonly<Record<string, readonly (readonly [a: number, b: number, times: number])[]>>;
/** Under so many pairs a criterion is read from all of them together; all together under so many, no grade is drawn. */
export const LEAST_PAIRS = 30;

export type Sensitivity = {
  seed: string;
  runs: number;
  /** Share of the draws, in percent (floored), that give the same level. */
  unchanged: number;
  /** Whether grades were drawn too, or weights alone. */
  grades: boolean;
  /** By dimension (its weight, ± 25 %) and criterion (its grade), the one that weighs most first, on four decimals. */
  inputs: { id: string; of: "weight" | "grade"; first: number; total: number }[];
};

type Table = ReadonlyMap<number, ReadonlyMap<number, number>>;
const LEAST = 7_500;
const MOST = 12_500;

/** How often somebody else gave each grade where one gave another, both ways round. */
function tableOf(pairs: Pairs[string]): { table: Table; count: number } {
  const table = new Map<number, Map<number, number>>();
  const add = (from: number, to: number, times: number): void => {
    const row = table.get(from) ?? new Map<number, number>();
    table.set(from, row.set(to, (row.get(to) ?? 0) + times));
  };
  for (const [a, b, times] of pairs) {
    add(a, b, times);
    add(b, a, times);
  }
  return { table, count: pairs.reduce((sum, [, , times]) => sum + times, 0) };
}

/** A grade that somebody else might have given: each anchored one as often as it was, once more each (add-one). `u` in [0, 1). */
function drawn(criterion: CriterionSpec, grade: number, { table, u }: { table: Table; u: number }): number {
  const allowed = criterion.normalise.kind === "anchored" ? criterion.normalise.allowed : [grade];
  const times = allowed.map((one) => 1 + (table.get(grade)?.get(one) ?? 0));
  let left = u * times.reduce((sum, one) => sum + one, 0);
  for (const [i, one] of times.entries()) {
    left -= one;
    if (left < 0) {
      return allowed[i] ?? grade;
    }
  }
  return grade;
}

/** The grade that was verified, where there is one that somebody gave. */
function verifiedIn(answer: AnswerSpec | undefined): number | null {
  const isLong = typeof answer === "object" && answer !== null && !("success" in answer);
  const value = isLong && answer.na?.accepted !== true ? (answer.verified ?? null) : null;
  return typeof value === "number" ? value : null;
}

type Input = { id: string; of: "weight" | "grade" };

/** What may vary: the weight of each dimension, and, where enough pairs are known, each verified grade. */
function inputsOf(model: Model, unit: UnitSpec, isGraded: boolean): Input[] {
  const weights = model.file.tree.children.flatMap((child): Input[] =>
    "node" in child ? [{ id: child.node.id, of: "weight" }] : [],
  );
  const graded = model.file.criteria.filter(({ id }) => verifiedIn(unit.answers[id]) !== null);
  return isGraded ? weights.concat(graded.map(({ id }): Input => ({ id, of: "grade" }))) : weights;
}

const round4 = (value: number): number => Math.round(value * 10_000) / 10_000 + 0;

/**
 * Draws the weight of every dimension (an integer in [7500, 12500] over 10 000) and each verified grade anew, scores the unit with them,
 * and says how much of the spread each makes. `null` for a unit without a score.
 */
export function sensitivity(
  model: Model,
  unit: UnitSpec,
  options: Options & { pairs?: Pairs | undefined },
  { seed, runs }: Draws,
): Sensitivity | null {
  const { pairs = {} } = options;
  const pooled = tableOf(Object.values(pairs).flat());
  const tables = new Map(Object.entries(pairs).map(([id, list]) => [id, tableOf(list)]));
  const inputs = inputsOf(model, unit, pooled.count >= LEAST_PAIRS);
  const known = { facts: unit.facts, isGiven: options.isAssumed };
  const asGiven = readUnit(model, unit, options); // weights move no reading, and there are thousands of draws
  const standing = (answers: UnitSpec["answers"], multipliers?: Multipliers) => {
    const read = answers === unit.answers ? asGiven : readUnit(model, { ...unit, answers }, options);
    const reached = read.ok ? reach(model, read.value, known, multipliers) : read;
    return reached.ok
      ? { bp: totalBp(model, reached.value.verified.ruled), level: reached.value.level?.id ?? null }
      : null;
  };
  const now = standing(unit.answers);
  if (now === null) {
    return null;
  }
  const gradeAt = (id: string, u: number): AnswerSpec => {
    const [answer, criterion, own] = [unit.answers[id], model.criteria.get(id), tables.get(id)];
    const { table } = own !== undefined && own.count >= LEAST_PAIRS ? own : pooled;
    const grade = verifiedIn(answer) ?? 0;
    return criterion === undefined || typeof answer !== "object" || answer === null
      ? (answer ?? null)
      : { ...answer, verified: drawn(criterion, grade, { table, u }) };
  };
  const at = (point: readonly number[]) => {
    const multipliers = new Map<string, number>();
    const grades: [string, AnswerSpec][] = [];
    inputs.forEach(({ id, of }, i) => {
      const u = point[i] ?? 0;
      if (of === "weight") {
        multipliers.set(id, LEAST + Math.floor(u * (MOST - LEAST + 1)));
      } else {
        grades.push([id, gradeAt(id, u)]);
      }
    });
    const answers = grades.length === 0 ? unit.answers : { ...unit.answers, ...Object.fromEntries(grades) };
    return standing(answers, multipliers) ?? now;
  };
  let same = 0;
  let seen = 0;
  const sampled = sample(
    (point) => {
      const { bp, level } = at(point);
      same += level === now.level ? 1 : 0;
      seen += 1;
      return bp;
    },
    { inputs: inputs.length, runs, words: seed.words },
  );
  const { first, total } = indicesOf(sampled);
  const weighed = inputs.map((input, i) => ({
    ...input,
    first: round4(first[i] ?? 0),
    total: round4(total[i] ?? 0),
  }));
  return {
    seed: seed.text,
    runs,
    unchanged: Math.floor((same * 100) / seen),
    grades: inputs.some(({ of }) => of === "grade"),
    inputs: weighed.toSorted((a, b) => b.total - a.total || (a.id < b.id ? -1 : 1)),
  };
}
