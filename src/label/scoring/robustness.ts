import { drawer } from "./chance.ts";
import { round9 } from "./exact.ts";
import type { UnitSpec } from "./formats.ts";
import { totalBp } from "./levels.ts";
import type { Model } from "./model.ts";
import { type Options, reach, readUnit } from "./reach.ts";
import { bandOf } from "./rules.ts";
import type { Multipliers } from "./tree.ts";

/** How much a score depends on its weights. Scores are in basis points where the file has a scale, else in its own units. */
export type Robustness = {
  seed: string;
  runs: number;
  median: number;
  /** 5 % of the draws are at or below `low`, 95 % at or below `high`. */
  low: number;
  high: number;
  /** Share of the draws, in percent (floored), that give the same level (the same band in a file without levels). */
  unchanged: number | null;
};
/** A seed as it was written, and the four 32-bit words that start the draws (see `seedOf`). */
type Seed = { text: string; words: readonly number[] };
export type Draws = { seed: Seed; runs: number };

const LEAST = 7_500;
const MOST = 12_500;

/** The smallest value with at least a share `q` of the sorted ones at or below it (nearest rank). */
const quantile = (sorted: readonly number[], q: number): number =>
  sorted[Math.max(Math.ceil(q * sorted.length) - 1, 0)] ?? 0;

/**
 * Draws the weights of every criterion and node anew, each multiplied by an integer in [7500, 12500] over 10 000, and scores
 * the unit with them; changes no level. Draws go criteria first, then nodes, in the order of the file. `null` for a unit in error.
 */
export function robustness(model: Model, unit: UnitSpec, options: Options, { seed, runs }: Draws): Robustness | null {
  const draw = drawer(seed.words);
  const ids = [...model.criteria.keys(), ...model.nodes.keys()];
  const isLevelled = model.file.levels !== undefined;
  const read = readUnit(model, unit, options);
  const standing = (multipliers?: Multipliers): { score: number; place: string | null } | null => {
    const known = { facts: unit.facts, isGiven: options.isAssumed };
    const reached = read.ok ? reach(model, read.value, known, multipliers) : read;
    if (!reached.ok) {
      return null;
    }
    const { verified, total, level } = reached.value;
    return {
      score: model.file.scale === undefined ? round9(total) : totalBp(model, verified.ruled),
      place: isLevelled ? (level?.id ?? null) : bandOf(model, total, verified.ruled.bandCaps),
    };
  };
  const now = standing();
  if (now === null) {
    return null;
  }
  const drawn: number[] = [];
  let same = 0;
  for (let run = 0; run < runs; run += 1) {
    const one = standing(new Map(ids.map((id) => [id, LEAST + draw(MOST - LEAST + 1)])));
    if (one !== null) {
      drawn.push(one.score);
      same += one.place === now.place ? 1 : 0;
    }
  }
  const sorted = drawn.toSorted((a, b) => a - b);
  const unchanged = isLevelled || model.file.bands !== undefined ? Math.floor((same * 100) / runs) : null;
  const spread = { median: quantile(sorted, 0.5), low: quantile(sorted, 0.05), high: quantile(sorted, 0.95) };
  return { seed: seed.text, runs, ...spread, unchanged };
}
