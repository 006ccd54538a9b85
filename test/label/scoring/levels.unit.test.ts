import { describe, expect, test } from "vitest";

import type { Reading, Readings } from "../../../src/label/scoring/answers.ts";
import { bad, good } from "../../../src/label/scoring/codes.ts";
import { fraction } from "../../../src/label/scoring/exact.ts";
import type { LevelSpec } from "../../../src/label/scoring/formats.ts";
import { isMet, nodeBp, totalBp, tryLevel } from "../../../src/label/scoring/levels.ts";
import { readUnit, reach } from "../../../src/label/scoring/reach.ts";
import type { Ruled } from "../../../src/label/scoring/rules.ts";
import type { Evaluation } from "../../../src/label/scoring/tree.ts";
import { OPTIONS, answersOf, failure, modelFrom, proven, scored, small } from "../../support/label.ts";

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

describe("each level reads what is fresh enough for it", () => {
  // Limits of age from the lowest level up; on the day of the tests the piece of A is 18 months old, that of B is new.
  const asking = (months: readonly (number | undefined)[], missing: "zero" | "fail" = "zero") =>
    modelFrom(
      small({
        missing,
        scale: { min: 0, max: 1 },
        criteria: ["A", "B"].map((id) => ({
          id,
          normalise: { kind: "anchored", max: 4, allowed: GRADES },
          evidence: [{ kind: "document", min: 1, publishable: false, text: "" }],
        })),
        tree: { id: "T", method: "sum", children: ["A", "B"].map((criterion) => ({ weight: 0.5, criterion })) },
        levels: months.map((evidenceMaxMonths, i) => ({ id: `N${i + 1}`, minBp: 2500 * i, evidenceMaxMonths })),
      }),
    );
  const unit = answersOf([proven(4, "2025-05-22"), proven(4)]);
  const read = (months: readonly (number | undefined)[], given = {}) => {
    const by = asking(months);
    const found = readUnit(by, unit, { ...OPTIONS, ...given });
    if (!found.ok) {
      throw new Error(found.trouble.code);
    }
    const { byLevel, lowest } = found.value;
    // Which reading each level has, in the order in which they are first met, and the state of A in it.
    const all = [...new Set([lowest, ...byLevel])];
    return {
      which: byLevel.map((one) => all.indexOf(one)),
      states: all.map((one) => one.get("A")?.state),
      found,
      by,
    };
  };

  test("levels that ask for the same age, or read the same at theirs, share one reading", () => {
    expect(read([24, 24, 12, 12])).toMatchObject({ which: [0, 0, 1, 1], states: ["value", "missing"] });
    expect(read([24, 36, 12, 6, 24])).toMatchObject({ which: [0, 0, 1, 1, 2], states: ["value", "missing", "value"] });
    expect(read([undefined, 12, undefined])).toMatchObject({ which: [0, 1, 2], states: ["value", "missing", "value"] });
    expect(read([12, 24])).toMatchObject({ which: [0, 1], states: ["missing", "value"] });
  });

  test("rules run once over a reading that levels share; a plan takes every age as given", () => {
    const { found, by } = read([24, 24, 12]);
    const reached = reach(by, found.value, { facts: undefined, isGiven: false });
    const rulings = reached.ok ? reached.value.byLevel.map((one) => one.try.ruled) : [];
    expect([rulings[0] === rulings[1], rulings[1] === rulings[2]]).toEqual([true, false]);
    expect(read([24, 12], { isGiven: true })).toMatchObject({ which: [0, 0], states: ["value"] });
  });

  test("the level is the last before the first that is missed, read at its own age", () => {
    expect(scored(asking([24, 12, 12, 12]), unit)).toMatchObject({
      level: "N3",
      verified: { basisPoints: 5000 },
      scoreByLevel: [10_000, 5000, 5000, 5000].map((basisPoints, i) => ({ level: `N${i + 1}`, basisPoints })),
      conditions: [
        { kind: "score", level: "N4", required: 7500, obtained: 5000, met: false },
        { kind: "naMaxBp", level: "N4" },
        { kind: "mysteryTests", level: "N4" },
        { kind: "interview", level: "N4" },
      ],
    });
    const none = scored(asking([6]), answersOf([0, 0]));
    expect([none.level, none.conditions.length]).toEqual(["N1", 0]);
  });

  test("mystery tests and the interview are given in a simulation, which says so, and in a plan", () => {
    const asked = asking([24]).file;
    const tested = modelFrom({ ...asked, levels: [{ id: "N1", minBp: 0, mysteryTests: 1, interview: true }] });
    const by = (given: object) => scored(tested, unit, { ...OPTIONS, ...given });
    expect(
      [by({}), by({ isAssumed: true }), by({ isGiven: true })].map(({ level, simulated }) => [level, simulated]),
    ).toEqual([
      [null, undefined],
      ["N1", true],
      ["N1", undefined],
    ]);
  });

  test("a file without levels tells of none; nothing is asked any more of who reached the highest", () => {
    const bare = scored(modelFrom({ ...asking([24]).file, levels: undefined }), unit);
    expect(bare).toMatchObject({ level: null, gates: [], floors: [], conditions: [] });
    expect([bare.nodes, "scoreByLevel" in bare]).toEqual([[{ id: "T", value: 1 }], false]);
    expect(scored(asking([24]), unit)).toMatchObject({
      level: "N1",
      nodes: [{ id: "T", value: 1, basisPoints: 10_000 }],
      gates: [],
      floors: [],
      conditions: [],
    });
  });

  test("a total that one of the readings does not have is a failure of the unit, and so is an answer that cannot be read", () => {
    const of = (place: string, code: string) => ({ status: "error", error: { code, place } });
    expect(failure(asking([24, 12], "fail"), unit)).toMatchObject(of("A", "MISSING"));
    expect(failure(asking([12, 24], "fail"), unit)).toMatchObject(of("A", "MISSING"));
    expect(failure(asking([], "fail"), answersOf([4]))).toMatchObject(of("A", "MISSING"));
    expect(scored(asking([24, 24], "fail"), unit).level).toBe("N2");
    expect(failure(asking([12]), answersOf([9]))).toMatchObject(of("A", "GRADE_NOT_ANCHORED"));
    expect(failure(asking([12]), answersOf([{ declared: 4, verified: 9 }]))).toMatchObject(
      of("A", "GRADE_NOT_ANCHORED"),
    );
  });
});
