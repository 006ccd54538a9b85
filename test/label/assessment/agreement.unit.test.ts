import { describe, expect, test } from "vitest";

import { type GradedPair, ofFullQuarters, publishedPairs, quarterOf } from "../../../src/label/assessment/agreement.ts";
import { CALIBRATION, agreementWithReferences } from "../../../src/label/assessment/calibration.ts";
import { REFERENTIAL_FILE } from "../../support/referential.ts";
import { PairsFile } from "../../../src/label/scoring/pairs-format.ts";
import { root } from "../../../src/kernel/merkle.ts";
import { agreement, matrixOf } from "../../../src/label/assessment/kappa.ts";

describe("what assessors gave each other, published", () => {
  const pairs = (criterionId: string, times: number, [a, b]: [number, number]): GradedPair[] =>
    Array.from({ length: times }, () => ({
      applicationId: "app_1" as const,
      criterionId,
      a,
      b,
      first: "",
      second: "",
    }));
  test("a criterion stands under its name from thirty pairs on, the others together; fewer are published nowhere", () => {
    const few = pairs("PSY-1", 29, [3, 2]);
    expect(publishedPairs(few)).toEqual({ format: "pairs/1", criteria: {} });
    const all = publishedPairs(
      few.concat(pairs("ACC-1", 20, [2, 2]), pairs("ACC-1", 10, [4, 3]), pairs("TEC-1", 1, [2, 3])),
    );
    expect(all.criteria).toEqual({
      "ACC-1": [
        [2, 2, 20],
        [3, 4, 10],
      ],
      autres: [[2, 3, 30]],
    });
    expect(PairsFile.parse(all)).toEqual(all);
  });
  test("no two publications tell of fewer than five files: a quarter of fewer is in none", () => {
    expect(["2026-01-01", "2026-03-31", "2026-11-30"].map(quarterOf)).toEqual([
      "2026-01-01",
      "2026-01-01",
      "2026-10-01",
    ]);
    const decided = (decidedOn: string, files: number) =>
      Array.from({ length: files }, (_, i) => i).flatMap((i) =>
        pairs("PSY-1", 20, [3, 2]).map((one) => ({
          ...one,
          applicationId: `app_${decidedOn}${i}` as const,
          decidedOn,
        })),
      );
    const five = decided("2026-09-30", 5);
    expect(ofFullQuarters(five.concat(decided("2026-10-01", 4), decided("2026-06-30", 1)))).toEqual(five);
  });
});

describe("how far two assessors agree (quadratic-weighted kappa)", () => {
  // As sklearn.metrics.cohen_kappa_score documents it: [[20, 20], [10, 50]] gives .348.
  test("a known matrix gives 0.347826", () => {
    const result = agreement([
      [20, 20],
      [10, 50],
    ]);
    expect(result.kappa).toBeCloseTo(0.347826, 6);
    expect(result).toMatchObject({ items: 100, raw: 0.7 });
  });
  test("full agreement is 1, the order of assessors does not matter, constants have no kappa but agree", () => {
    const pairs = [
      [0, 2],
      [4, 4],
      [3, 1],
      [2, 2],
    ] as const;
    const turned = pairs.map(([a, b]) => [b, a] as const);
    expect(agreement(matrixOf(turned, 5)).kappa).toBe(agreement(matrixOf(pairs, 5)).kappa);
    expect(
      agreement(
        matrixOf(
          [
            [0, 0],
            [4, 4],
          ],
          5,
        ),
      ).kappa,
    ).toBe(1);
    expect(
      agreement(
        matrixOf(
          [
            [3, 3],
            [3, 3],
          ],
          5,
        ),
      ),
    ).toEqual({ items: 2, raw: 1, kappa: null });
  });
  test("a grade out of scale is refused", () => {
    expect(() => matrixOf([[0, 5]], 5)).toThrow("grade");
  });
});

test("the roots of RFC 6962 for no leaf, an empty one, and two", async () => {
  const leaves = [new Uint8Array(), new Uint8Array([0])];
  const hex = async (count: number): Promise<string> => Buffer.from(await root(leaves.slice(0, count))).toString("hex");
  expect(await hex(0)).toBe("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  expect(await hex(1)).toBe("6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d");
  expect(await hex(2)).toBe("fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125");
});

describe("fictitious answers whose grade is known", () => {
  const { cases } = CALIBRATION;
  test("twelve, three a criterion of three different grades: of one grade alone, kappa is 0 whoever grades", () => {
    expect([cases.length, new Set(cases.map(({ id }) => id)).size]).toEqual([12, 12]);
    for (const [criterion, some = []] of Object.entries(Object.groupBy(cases, (one) => one.criterion))) {
      expect([criterion, some.length, new Set(some.map(({ grade }) => grade)).size]).toEqual([criterion, 3, 3]);
    }
    const same = Array.from({ length: 15 }, (): [number, number][] => [
      [2, 2],
      [3, 2],
    ]).flat();
    expect(agreement(matrixOf(same, 5)).kappa).toBe(0);
  });
  test.each(cases.map((one) => [one.id, one] as const))(
    "%s: the scale has its grades, and its reasons say what the grade above would take",
    (_, { criterion, grade, declared, why, above, pieces }) => {
      const spec = REFERENTIAL_FILE.criteria.find(({ id }) => id === criterion);
      const scale = spec?.normalise.allowed ?? [];
      expect(scale).toEqual(expect.arrayContaining([grade, declared]));
      expect([pieces.length > 0, why.length > 60]).toEqual([true, true]);
      const next = scale.find((one) => one > grade);
      expect(above).toMatch(next === undefined ? /plus haute/ : new RegExp(`^Pour la note ${next}, il `));
    },
  );
  test("agreement with the references is published by criterion, from thirty grades on", () => {
    const given = (times: number) =>
      cases.filter(({ criterion }) => criterion === "PSY-1").map(({ id, grade }) => ({ caseId: id, grade, times }));
    expect(agreementWithReferences(given(9))).toEqual([]);
    expect(agreementWithReferences(given(10))).toEqual([{ what: "PSY-1", items: 30, raw: 1, kappa: 1 }]);
  });
});
