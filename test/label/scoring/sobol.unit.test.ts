import { describe, expect, test } from "vitest";

import { seedOf } from "../../../src/label/scoring/canonical.ts";
import { sensitivity } from "../../../src/label/scoring/sensitivity.ts";
import { indicesOf, sample } from "../../../src/label/scoring/sobol.ts";
import { OPTIONS, modelFrom, small } from "../../support/label.ts";

const RUNS = 65_536;
type Of = (point: readonly number[]) => number;
const additive: Of = ([a = 0, b = 0, c = 0]) => a + 2 * b + 3 * c;
const unused: Of = ([a = 0, b = 0]) => a + 10 * b;
const ishigami: Of = (point) => {
  const [x = 0, y = 0, z = 0] = point.map((u) => (2 * u - 1) * Math.PI);
  return Math.sin(x) + 7 * Math.sin(y) ** 2 + 0.1 * z ** 4 * Math.sin(x);
};
const { words } = await seedOf("sobol");
const indices = (of: Of, runs = RUNS) => indicesOf(sample(of, { inputs: 3, runs, words }));

describe("what a number depends on, by functions whose answer is known", () => {
  test.each<[string, Of, number[], number[]]>([
    ["x1 + 2·x2 + 3·x3", additive, [1 / 14, 4 / 14, 9 / 14], [1 / 14, 4 / 14, 9 / 14]],
    ["x1 + 10·x2, without x3", unused, [1 / 101, 100 / 101, 0], [1 / 101, 100 / 101, 0]],
    ["Ishigami (7; 0.1)", ishigami, [0.3139, 0.4424, 0], [0.5576, 0.4424, 0.2437]],
  ])("%s: within 0.02, and the same to six decimals 6500 higher", (_, of, first, total) => {
    const found = indices(of);
    found.first.forEach((one, i) => expect(Math.abs(one - (first[i] ?? 0))).toBeLessThan(0.02));
    found.total.forEach((one, i) => expect(Math.abs(one - (total[i] ?? 0))).toBeLessThan(0.02));
    const higher = indices((point) => 6500 + of(point));
    [...found.first, ...found.total].forEach((one, i) =>
      expect([...higher.first, ...higher.total][i]).toBeCloseTo(one, 6),
    );
  });

  test("what is not used weighs nothing, exactly; what never moves has no spread", () => {
    const found = indices(unused, 256);
    expect([found.first[2], found.total[2]]).toEqual([0, 0]);
    expect(indices(() => 6500, 256)).toEqual({ first: [0, 0, 0], total: [0, 0, 0] });
  });
});

describe("what a level depends on", () => {
  const anchored = (id: string) => ({ id, normalise: { kind: "anchored" as const, max: 4, allowed: [0, 2, 4] } });
  const model = modelFrom(
    small({
      criteria: [anchored("A"), anchored("B")],
      scale: { min: 0, max: 1 },
      levels: [{ id: "N1", minBp: 5000 }],
      tree: {
        id: "T",
        method: "arithmetic",
        children: [
          { node: { id: "D1", method: "arithmetic", children: [{ criterion: "A", weight: 3 }] }, weight: 3 },
          { node: { id: "D2", method: "arithmetic", children: [{ criterion: "B", weight: 1 }] }, weight: 1 },
        ],
      },
    }),
  );
  const evidence = [{ kind: "document" as const, issuedOn: "2026-10-01", accepted: true }];
  const unit = {
    id: "u",
    answers: { A: { declared: 2, verified: 2, evidence }, B: { declared: 4, verified: 4, evidence } },
  };
  const draws = async (runs = 400) => ({ seed: await seedOf("niveau"), runs });

  test("without enough pairs of grades only weights are drawn; with them the criterion that weighs most comes first", async () => {
    const bare = sensitivity(model, unit, OPTIONS, await draws());
    expect([bare?.grades, bare?.unchanged, bare?.inputs.map(({ id }) => id).toSorted()]).toEqual([
      false,
      100,
      ["D1", "D2"],
    ]);
    const pairs = { A: [[2, 2, 20] as const, [0, 2, 10] as const], B: [[4, 4, 30] as const] };
    const full = sensitivity(model, unit, { ...OPTIONS, pairs }, await draws());
    expect([full?.grades, full?.inputs[0]?.id, full?.inputs[0]?.of]).toEqual([true, "A", "grade"]);
    expect(full?.unchanged).toBeLessThan(100);
    expect(full?.unchanged).toBeGreaterThan(50);
  });

  test("the same seed gives the same bytes, another seed others; nothing of the unit is touched", async () => {
    const before = JSON.stringify(unit);
    const pairs = { A: [[2, 2, 20] as const, [0, 2, 10] as const] };
    const once = JSON.stringify(sensitivity(model, unit, { ...OPTIONS, pairs }, await draws()));
    expect(JSON.stringify(sensitivity(model, unit, { ...OPTIONS, pairs }, await draws()))).toBe(once);
    expect(
      JSON.stringify(sensitivity(model, unit, { ...OPTIONS, pairs }, { seed: await seedOf("x"), runs: 400 })),
    ).not.toBe(once);
    expect(JSON.stringify(unit)).toBe(before);
  });
});
