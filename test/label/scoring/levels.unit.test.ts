import { describe, expect, test } from "vitest";

import type { Reading, Readings } from "../../../src/label/scoring/answers.ts";
import { bad, good } from "../../../src/label/scoring/codes.ts";
import { fraction } from "../../../src/label/scoring/exact.ts";
import type { LevelSpec } from "../../../src/label/scoring/formats.ts";
import { isMet, nodeBp, totalBp, tryLevel } from "../../../src/label/scoring/levels.ts";
import type { Ruled } from "../../../src/label/scoring/rules.ts";
import type { Evaluation } from "../../../src/label/scoring/tree.ts";
import { modelFrom, small } from "../../support/label.ts";

/* What one level asks, each thing at its edge, without a score around it. */

const GRADES = [0, 1, 2, 3, 4];
const file = small({
  scale: { min: 0, max: 4 },
  criteria: ["A", "B", "C"].map((id, i) => ({
    id,
    normalise: { kind: "anchored", max: 4, allowed: GRADES },
    gates: [{ level: i === 2 ? "HIGH" : "LOW", minGrade: 2 }],
    ...(id === "B" ? { lifecycle: "future" as const } : {}),
  })),
  tree: {
    id: "T",
    method: "arithmetic",
    children: [
      { weight: 1, criterion: "A" },
      { weight: 2, criterion: "C" },
    ],
  },
  levels: [
    { id: "LOW", minBp: 5000 },
    { id: "HIGH", minBp: 8000 },
  ],
});
const model = modelFrom(file);
const withoutScale = modelFrom({
  ...file,
  scale: undefined,
  levels: undefined,
  criteria: file.criteria.map((one) => ({ ...one, gates: [] })),
});

const graded = (grade: number): Reading => ({ state: "value", raw: grade, value: fraction(grade), grade, reason: "" });
const without = (state: "na" | "missing" | "idle"): Reading => ({ state, reason: "" });
const readings = (a: Reading, c: Reading): Readings =>
  new Map([
    ["A", a],
    ["B", without("idle")],
    ["C", c],
  ]);
const ruled = (total: Ruled["total"], node = total): Ruled => ({
  evaluation: { nodes: new Map([["T", node]]) } as unknown as Evaluation,
  total,
  rules: [],
  bandCaps: [],
});
const half = ruled(good(fraction(2)));
const LOW: LevelSpec = { id: "LOW", minBp: 5000 };
const tried = (level: LevelSpec, from: Readings, more: Partial<Parameters<typeof tryLevel>[3]> = {}, by = half) =>
  tryLevel(model, level, { readings: from, ruled: by }, { facts: undefined, isGiven: false, ...more });
const condition = (result: ReturnType<typeof tried>, kind: string) => {
  const { required, obtained, met } = result.conditions.find((one) => one.kind === kind) ?? {};
  return [required, obtained, met];
};

describe("what a level asks", () => {
  test("basis points of the total and of a node; nothing without a scale, a value, or such a node", () => {
    expect([totalBp(model, half), nodeBp(model, half, "T")]).toEqual([5000, 5000]);
    expect([totalBp(withoutScale, half), nodeBp(withoutScale, half, "T")]).toEqual([0, null]);
    const none = ruled(bad("MISSING", "A"));
    expect([totalBp(model, none), nodeBp(model, none, "T"), nodeBp(model, half, "other")]).toEqual([0, null, null]);
  });

  test("gates are those of this level and of criteria that count: 0 where an answer is missing, nothing where it does not apply", () => {
    const gates = (a: Reading) => tried(LOW, readings(a, graded(4))).gates;
    expect(gates(graded(2))).toEqual([{ criterion: "A", level: "LOW", required: 2, obtained: 2, met: true }]);
    expect(gates(graded(1)).map(({ obtained, met }) => [obtained, met])).toEqual([[1, false]]);
    expect(gates(without("missing")).map(({ obtained, met }) => [obtained, met])).toEqual([[0, false]]);
    expect(gates(without("na")).map(({ obtained, met }) => [obtained, met])).toEqual([[null, false]]);
    expect(
      tried({ id: "HIGH", minBp: 0 }, readings(graded(0), graded(3))).gates.map(({ criterion }) => criterion),
    ).toEqual(["C"]);
  });

  test("a floor holds from its bound on, and a node without a value is below every floor", () => {
    const floor = (minBp: number, by = half) =>
      tried({ ...LOW, floors: [{ level: "LOW", node: "T", minBp }] }, readings(graded(2), graded(2)), {}, by).floors;
    expect(floor(5000)).toEqual([{ node: "T", level: "LOW", requiredBp: 5000, obtainedBp: 5000, met: true }]);
    expect(floor(5001)[0]?.met).toBe(false);
    expect(floor(0, ruled(good(fraction(4)), bad("MISSING", "T")))[0]).toMatchObject({ obtainedBp: null, met: false });
    expect(tried(LOW, readings(graded(2), graded(2))).floors).toEqual([]);
  });

  test("the score counts from its bound on", () => {
    const score = (minBp: number) => condition(tried({ id: "LOW", minBp }, readings(graded(2), graded(2))), "score");
    expect([score(5000), score(5001)]).toEqual([
      [5000, 5000, true],
      [5001, 5000, false],
    ]);
  });

  test("« sans objet » takes out a share of the weight, rounded up; all of it may go where the level says nothing", () => {
    const share = (a: Reading, c: Reading, naMaxBp?: number) =>
      condition(tried({ ...LOW, ...(naMaxBp === undefined ? {} : { naMaxBp }) }, readings(a, c)), "naMaxBp");
    expect(share(without("na"), graded(4), 3334)).toEqual([3334, 3334, true]);
    expect(share(without("na"), graded(4), 3333)).toEqual([3333, 3334, false]);
    expect(share(without("missing"), graded(4), 0)).toEqual([0, 0, true]);
    expect(share(without("na"), without("na"))).toEqual([10_000, 10_000, true]);
  });

  test("mystery tests and the interview are counted, or given in a simulation: never less than what there is", () => {
    const level = { ...LOW, mysteryTests: 3, interview: true };
    const all = readings(graded(4), graded(4));
    const seen = (facts: { mysteryTests?: number; interview?: boolean } | undefined, isGiven = false) => {
      const result = tried(level, all, { facts, isGiven });
      return [condition(result, "mysteryTests"), condition(result, "interview")];
    };
    expect(seen(undefined)).toEqual([
      [3, 0, false],
      [1, 0, false],
    ]);
    expect(seen({ mysteryTests: 3, interview: true })).toEqual([
      [3, 3, true],
      [1, 1, true],
    ]);
    expect(seen({ mysteryTests: 2, interview: false }, true)).toEqual([
      [3, 3, true],
      [1, 1, true],
    ]);
    expect(seen({ mysteryTests: 5, interview: true }, true)[0]).toEqual([3, 5, true]);
    expect(condition(tried(LOW, all), "mysteryTests")).toEqual([0, 0, true]);
    expect(condition(tried({ ...LOW, interview: false }, all), "interview")).toEqual([0, 0, true]);
  });

  test("a level is reached when nothing of it is missing: one gate, floor or condition is enough to stop it", () => {
    const level = { ...LOW, floors: [{ level: "LOW", node: "T", minBp: 5000 }] };
    const result = tried(level, readings(graded(2), graded(2)));
    expect(isMet(result)).toBe(true);
    for (const part of ["gates", "floors", "conditions"] as const) {
      const [first, ...rest] = result[part];
      expect(isMet({ ...result, [part]: [{ ...first, met: false }, ...rest] }), part).toBe(false);
    }
  });
});
