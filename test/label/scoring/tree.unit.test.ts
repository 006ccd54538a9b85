import { describe, expect, test } from "vitest";

import { canonical, sha256 } from "../../../src/label/scoring/canonical.ts";
import { round9 } from "../../../src/label/scoring/exact.ts";
import type { AnswerSpec, Child, NodeSpec, ReferentialFile } from "../../../src/label/scoring/formats.ts";
import { robustness } from "../../../src/label/scoring/robustness.ts";
import { readUnit } from "../../../src/label/scoring/reach.ts";
import { scoreFile } from "../../../src/label/scoring/score-file.ts";
import { NO_EFFECTS, evaluate } from "../../../src/label/scoring/tree.ts";
import { OPTIONS, answersOf, failure, letter, modelFrom, plain, scored, small } from "../../support/label.ts";

/* How values go up the tree: what a node holds to, what it leaves out, and what each criterion adds. */

const leaf = (criterion: string, weight = 1): Child => ({ criterion, weight });
const inside = (id: string, children: Child[], more: Partial<NodeSpec> = {}): Child => ({
  weight: "auto",
  node: { id, method: "arithmetic", children, ...more },
});
const tree = (children: Child[], more: Partial<NodeSpec> = {}, file: Partial<ReferentialFile> = {}) =>
  modelFrom(small({ criteria: plain(4), tree: { id: "T", method: "arithmetic", children, ...more }, ...file }));
const ALL = [0, 1, 2, 3].map((i) => leaf(letter(i)));
const valueOf = (model: ReturnType<typeof tree>, values: readonly AnswerSpec[]) =>
  scored(model, answersOf(values)).verified.value;
const DROP = { missing: "drop" as const };

describe("what a node makes of its children", () => {
  test("a sum stays within its bounds, and is itself between them", () => {
    const model = tree(ALL.slice(0, 1), { method: "sum", min: -5, max: 20 });
    expect([-10, -5, 1, 20, 21].map((value) => valueOf(model, [value, 0, 0, 0]))).toEqual([-5, -5, 1, 20, 20]);
  });

  test("a weight of its own making counts what is below: no answer that was dropped, nothing that a rule left out", () => {
    const deep = [inside("N", [inside("M", [leaf("A", 2)]), leaf("B", 3)]), leaf("C", 4), leaf("D", 1)];
    const model = (rules?: ReferentialFile["rules"]) => tree(deep, {}, { ...DROP, rules });
    // N weighs 5: (5·N + 4·C + D) / 10, with N = (2·A + 3·B) / 5.
    expect(valueOf(model(), [10, 0, 0, 0])).toBe(2);
    expect(valueOf(model(), [10, null, 0, 0])).toBe(Number((20 / 7).toFixed(9)));
    const rule = { id: "r", when: { of: "C", as: "raw", op: "=", than: 0 } as const, reason: { fr: "" } };
    const without = (target: string) => model([{ ...rule, effect: { kind: "exclude", target } }]);
    expect(valueOf(without("B"), [10, 5, 0, 0])).toBe(Number((20 / 7).toFixed(9)));
    expect(valueOf(without("M"), [10, 5, 0, 0])).toBe(Number((15 / 8).toFixed(9)));
    expect(valueOf(tree(deep, {}, { missing: "zero" }), [10, null, 0, 0])).toBe(2);
  });

  test("a threshold asks for a share of the children, or of their weight; parts with a value of their own have data", () => {
    const children = [leaf("A", 3), inside("N", [leaf("B", 1)]), leaf("C", 1), leaf("D", 1)];
    const by = (dataThreshold: number, thresholdBy?: "count" | "weight") =>
      tree(children, { dataThreshold, thresholdBy }, DROP);
    const isEnough = (model: ReturnType<typeof tree>, values: readonly AnswerSpec[]): boolean => {
      try {
        return Number.isFinite(valueOf(model, values));
      } catch {
        return false;
      }
    };
    expect([by(0.5), by(0.51), by(0.5, "count")].map((model) => isEnough(model, [1, 1, null, null]))).toEqual([
      true,
      false,
      true,
    ]);
    // 3 of 5 once N has no answer and weighs nothing, 2 of 6 with all but A.
    expect([by(0.6, "weight"), by(0.61, "weight")].map((model) => isEnough(model, [1, null, null, null]))).toEqual([
      true,
      false,
    ]);
    expect([by(0.33, "weight"), by(0.34, "weight")].map((model) => isEnough(model, [null, 1, 1, null]))).toEqual([
      true,
      false,
    ]);
  });

  test("nothing answered makes a sum of 0, and no mean; weights that cancel ask for no share", () => {
    const none = [null, null, null, null];
    expect(valueOf(tree(ALL, { method: "sum" }, DROP), none)).toBe(0);
    expect(failure(tree(ALL, {}, DROP), answersOf(none))).toMatchObject({ status: "insufficient-data" });
    const debts = [leaf("A"), leaf("B", -2)];
    expect(valueOf(tree(debts, { method: "sum", dataThreshold: 0.5, thresholdBy: "weight" }, DROP), [7, null])).toBe(7);
  });

  test("a weight is multiplied where a draw says so: of a criterion and of a node", () => {
    const model = tree([inside("N", [leaf("A"), leaf("B")]), leaf("C", 2), leaf("D", 0)]);
    const read = readUnit(model, answersOf([4, 8, 0, 0]), OPTIONS);
    const readings = read.ok ? read.value.declared : new Map<string, never>();
    const value = (multipliers: [string, number][]) => {
      const { total } = evaluate(model, readings, NO_EFFECTS, new Map(multipliers));
      return total.ok ? round9(total.value) : total.trouble.code;
    };
    expect([value([]), value([["A", 3]]), value([["N", 3]])]).toEqual([3, 2.5, 4.5]);
  });
});

describe("what each criterion adds to the total", () => {
  test("told where the way up is a plain share: 0 for what is missing, nothing for « sans objet »", () => {
    const criteria = plain(4).map((one) => ({ ...one, na: { allowed: true } }));
    const told = (method: "arithmetic" | "sum") => {
      const model = tree(ALL, { method }, { missing: "zero", criteria });
      const unit = answersOf([3, null, { na: { justification: "x", accepted: true } }, 1]);
      return scored(model, unit).criteria.map(({ id, weight, contribution }) => [id, weight, contribution]);
    };
    const rest = [
      ["B", 1, 0],
      ["C", 0, null],
    ];
    expect(told("sum")).toEqual([["A", 1, 3], ...rest, ["D", 1, 1]]);
    expect(told("arithmetic")).toEqual([["A", 1, 1], ...rest, ["D", 1, 0.333333333]]);
  });

  test("nothing is told below a mean of another kind, a bound that binds, or a node that a rule changed", () => {
    const told = (model: ReturnType<typeof tree>) =>
      scored(model, answersOf([2, 4, 1, 1])).criteria.map(({ contribution }) => contribution);
    const deep = [inside("N", [leaf("A"), leaf("B")]), leaf("C", 2)];
    expect(told(tree(deep))).toEqual([0.5, 1, 0.5, null]);
    expect(told(tree(deep, { method: "geometric" }))).toEqual([null, null, null, null]);
    const bound = (max: number) => [inside("N", [leaf("A"), leaf("B")], { method: "sum", max }), leaf("C", 2)];
    expect(told(tree(bound(6)))).toEqual([1, 2, 0.5, null]);
    expect(told(tree(bound(5)))).toEqual([null, null, 0.5, null]);
    const rule = { id: "r", when: { of: "A", as: "raw", op: "=", than: 2 } as const, reason: { fr: "" } };
    const changed = (to: number) =>
      tree(deep, {}, { rules: [{ ...rule, effect: { kind: "setValue", node: "N", to } }] });
    expect(told(changed(1))).toEqual([null, null, 0.5, null]);
  });
});

describe("how much a score depends on its weights", () => {
  // From these words the weights of A, B and T are drawn at 7500, 7500 and 7506; 7582, 9865 and 9406; 8998, 11 848 and 11 842.
  const draws = { seed: { text: "graine", words: [1, 2, 3, 4] }, runs: 3 };
  const of = (file: Partial<ReferentialFile>, values: readonly AnswerSpec[] = [1, 0], given = {}) =>
    robustness(
      tree([leaf("A"), leaf("B")], {}, { criteria: plain(2), ...file }),
      answersOf(values),
      { ...OPTIONS, ...given },
      draws,
    );
  const LEVELS = { scale: { min: 0, max: 1 }, levels: [{ id: "N1", minBp: 4340, mysteryTests: 0 }] };

  test("nearest ranks of what the draws give: in units of the file without a scale, in basis points with one", () => {
    const spread = { low: 0.431641562, median: 0.434573279, high: 0.5 };
    expect(of({})).toEqual({ seed: "graine", runs: 3, ...spread, unchanged: null });
    expect(of({ scale: { min: 0, max: 1 } })).toMatchObject({ low: 4316, median: 4345, high: 5000, unchanged: null });
  });

  test("the share that keeps the level, or the band where there are no levels, floored", () => {
    expect(of(LEVELS)?.unchanged).toBe(66);
    const list = [0, 0.45].map((bound) => ({ id: `over ${bound}`, bound }));
    const bands = { direction: 1 as const, strict: false, list };
    expect(of({ bands })?.unchanged).toBe(33);
    expect(of({ ...LEVELS, bands })?.unchanged).toBe(66);
    const tested = { ...LEVELS, levels: [{ id: "N1", minBp: 4340, mysteryTests: 1 }] };
    expect([of(tested)?.unchanged, of(tested, [1, 0], { isAssumed: true })?.unchanged]).toEqual([100, 66]);
  });

  test("a unit in error has none", () => {
    expect([of({}, [1]), of({}, [true, 0])]).toEqual([null, null]);
  });
});

describe("units of a file beside each other", () => {
  test("the best is first, the lowest where low is best; equal values share a rank and skip the next, a unit in error has none", async () => {
    const ranks = async (direction?: 1 | -1) => {
      const bands = direction && { direction, strict: false, list: [{ id: "all", bound: 0 }] };
      const units = [2, 9, 5, 5, null].map((value, i) => ({ ...answersOf([value]), id: `u${i}` }));
      const model = tree([leaf("A")], {}, { criteria: plain(1), bands });
      const file = { format: "answers/1" as const, referential: "petit@1.0.0", units };
      return (await scoreFile(model, file, OPTIONS, null)).units.map(({ rank }) => rank);
    };
    expect(await Promise.all([ranks(), ranks(1), ranks(-1)])).toEqual([
      [4, 1, 2, 2, null],
      [4, 1, 2, 2, null],
      [1, 4, 2, 2, null],
    ]);
  });

  test("a result names its format, what made it, and the version with the hash of its canonical text", async () => {
    const model = tree([leaf("A")]);
    const { units, ...file } = await scoreFile(
      model,
      { format: "answers/1", referential: "x@1", units: [] },
      OPTIONS,
      "abc",
    );
    const hash = await sha256(canonical(model.file));
    const referential = { id: "petit", version: "1.0.0", hash };
    expect([units, file]).toEqual([
      [],
      { format: "result/1", engine: { version: "1.0.0", commit: "abc" }, referential },
    ]);
  });

  test("another version reads the answers to criteria that it has, and no « sans objet » that it does not allow", async () => {
    const criteria = plain(2).map((one) => ({ ...one, na: { allowed: true } }));
    const [now, before] = [criteria, plain(2)].map((list) =>
      tree(
        list.map(({ id }) => leaf(id)),
        {},
        { criteria: list, missing: "zero", scale: { min: 0, max: 10 }, version: "2.0.0" },
      ),
    );
    const less = tree([leaf("A")], {}, { criteria: plain(1), scale: { min: 0, max: 10 }, version: "0.1.0" });
    const unit = answersOf([4, { na: { justification: "x", accepted: true } }]);
    const under = async (shadow?: ReturnType<typeof tree>) => {
      const file = { format: "answers/1" as const, referential: "petit@2.0.0", units: [unit] };
      const [one] = (await scoreFile(now ?? less, file, { ...OPTIONS, shadow }, null)).units;
      return one?.status === "ok" ? one.shadow : one?.status;
    };
    expect(await Promise.all([under(), under(now), under(before), under(less)])).toEqual([
      undefined,
      { version: "2.0.0", basisPoints: 4000, level: null },
      { version: "2.0.0", basisPoints: 2000, level: null },
      { version: "0.1.0", basisPoints: 4000, level: null },
    ]);
    const strict = tree([leaf("A"), leaf("B")], {}, { criteria: plain(2), version: "3.0.0" });
    expect(await under(strict)).toEqual({ version: "3.0.0", basisPoints: null, level: null, status: "error" });
  });
});
