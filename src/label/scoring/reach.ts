import { type Readings, type View, readAll } from "./answers.ts";
import { type Outcome, good } from "./codes.ts";
import type { Quantity } from "./exact.ts";
import type { LevelSpec, UnitSpec } from "./formats.ts";
import { type Known, type LevelResult, type Try, isMet, tryLevel } from "./levels.ts";
import type { Model } from "./model.ts";
import { type Ruled, applyRules } from "./rules.ts";
import type { Multipliers } from "./tree.ts";

export type Options = {
  /** The day of the reading, YYYY-MM-DD. */
  at: string | undefined;
  /** A simulation: evidence and what a level asks beside grades are taken as given. */
  isAssumed: boolean;
  /** What grades cannot mend is taken as given: age of evidence, mystery tests, interview. */
  isGiven?: boolean;
  /** Grades in place of the answers, as a plan proposes them. */
  raised?: ReadonlyMap<string, number>;
};
/** A unit read once per limit of age; levels that read the same share one reading. */
export type Read = { declared: Readings; lowest: Readings; byLevel: Readings[] };
/** What a unit reaches: the reading that counts and its total, one try per level, the level obtained and the next one. */
export type Reached = {
  verified: Try;
  total: Quantity;
  byLevel: { level: LevelSpec; try: Try; result: LevelResult }[];
  level: LevelSpec | null;
  next: { level: LevelSpec; result: LevelResult } | null;
};

/** Whether two readings of the same answers say the same: only the age of evidence can make them differ. */
const isSame = (a: Readings, b: Readings): boolean => [...a].every(([id, one]) => b.get(id)?.state === one.state);

/** What is verified for each level, the lowest of which is read; levels that read the same share one reading. */
function readLevels(
  { levels }: Model,
  lowest: Readings,
  readVerified: (months: number | null) => Outcome<Readings>,
): Outcome<Readings[]> {
  const byLevel: Readings[] = [];
  let [before, months] = [lowest, levels[0]?.evidenceMaxMonths];
  for (const { evidenceMaxMonths } of levels) {
    if (evidenceMaxMonths !== months) {
      const one = readVerified(evidenceMaxMonths ?? null);
      if (!one.ok) {
        return one;
      }
      before = isSame(before, one.value) ? before : one.value;
      months = evidenceMaxMonths;
    }
    byLevel.push(before);
  }
  return good(byLevel);
}

/** Reads what a unit declares, and what is verified of it for each level. */
export function readUnit(
  model: Model,
  unit: UnitSpec,
  { at, isAssumed, isGiven = false, raised }: Options,
): Outcome<Read> {
  const rule = model.file.evidenceRule ?? "any";
  const read = (number: View["number"], months: number | null): Outcome<Readings> =>
    readAll(model, unit.answers, { number, at, months: isGiven ? null : months, isAssumed, rule }, raised);
  const declared = read("declared", null);
  const lowest = read("verified", model.levels[0]?.evidenceMaxMonths ?? null);
  if (!declared.ok) {
    return declared;
  }
  if (!lowest.ok) {
    return lowest;
  }
  const byLevel = readLevels(model, lowest.value, (months) => read("verified", months));
  return byLevel.ok ? good({ declared: declared.value, lowest: lowest.value, byLevel: byLevel.value }) : byLevel;
}

/**
 * The level of a unit: levels are tried from the lowest, each with the evidence that is fresh enough for it, up to the first
 * that is not reached. What counts is the reading of the level obtained, of the lowest level when there is none.
 */
export function reach(
  model: Model,
  { lowest, byLevel }: Read,
  known: Known,
  multipliers?: Multipliers,
): Outcome<Reached> {
  const done = new Map<Readings, Ruled>();
  const rule = (readings: Readings): Try => {
    const ruled = done.get(readings) ?? applyRules(model, readings, multipliers);
    done.set(readings, ruled);
    return { readings, ruled };
  };
  const tries = model.levels.map((level, i) => {
    const one = rule(byLevel[i] ?? lowest);
    return { level, try: one, result: tryLevel(model, level, one, known) };
  });
  const failing = tries.findIndex(({ result }) => !isMet(result));
  const obtained = failing === -1 ? tries.at(-1) : tries[failing - 1];
  const verified = obtained?.try ?? rule(lowest);
  const total = tries.map((one) => one.try.ruled.total).find((one) => !one.ok) ?? verified.ruled.total;
  return total.ok
    ? good({
        verified,
        total: total.value,
        byLevel: tries,
        level: obtained?.level ?? null,
        next: tries[failing] ?? null,
      })
    : total;
}
