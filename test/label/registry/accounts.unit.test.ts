import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";

import { drawCases, drawLabels } from "../../../src/label/registry/audit-draw.ts";
import { checkDraws, recomputeChanges } from "../../../src/label/registry/verify-accounts.ts";
import type { AnswersFile } from "../../../src/label/scoring/formats.ts";

const hash = (text: string): string => createHash("sha256").update(text).digest("hex");
const chance = { seed: "ab".repeat(32), root: "q83vq83vq83vq83vq83vq83vq83vq83vq83vq83vq80=" };
const labels = (n: number): string[] => Array.from({ length: n }, (_, i) => `lbl_${i}`);

describe("audits are drawn by lot", () => {
  test("one label in ten, one at least, by SHA-256 of the seed and the root alone: computed again by a second writing", async () => {
    expect(await drawLabels(chance, [])).toEqual([]);
    expect((await drawLabels(chance, labels(1))).length).toBe(1);
    expect((await drawLabels(chance, labels(10))).length).toBe(1);
    const among = labels(31);
    const key = hash(chance.seed + chance.root);
    const byHand = among.toSorted((a, b) => hash(key + a).localeCompare(hash(key + b))).slice(0, 4);
    expect(await drawLabels(chance, among)).toEqual(byHand);
    expect(await drawLabels(chance, among.toReversed())).toEqual(byHand);
    expect(await drawLabels({ ...chance, root: "another" }, among)).not.toEqual(byHand);
  });

  test("ten cases of the provider’s list, all different and in it; all of them where there are fewer", async () => {
    expect(await drawCases(chance, "lbl_1", 4)).toEqual([1, 2, 3, 4]);
    const cases = await drawCases(chance, "lbl_1", 500);
    expect([cases.length, new Set(cases).size, cases.every((one) => one >= 1 && one <= 500)]).toEqual([10, 10, true]);
    expect(await drawCases(chance, "lbl_2", 500)).not.toEqual(cases);
  });

  test("a draw whose seed, labels or cases were changed afterwards is named", async () => {
    const among = labels(20);
    const drawn = await Promise.all(
      (await drawLabels(chance, among)).map(async (label) => ({
        label,
        cases: 50,
        indexes: await drawCases(chance, label, 50),
        findings: 0,
        closedOn: null,
        words: "",
      })),
    );
    const year = { year: 2027, commitment: hash(chance.seed), committedOn: "", drawOn: "", noteSize: 9, among, drawn };
    const wrong = async (over: object): Promise<string[]> =>
      (await checkDraws({ audits: [{ ...year, ...chance, ...over }] }))
        .filter(({ isTrue }) => !isTrue)
        .map(({ words }) => words);
    expect(await wrong({})).toEqual([]);
    expect(await wrong({ commitment: hash("another") })).toEqual(["2027 : le nombre est celui qui était promis"]);
    expect(await wrong({ drawn: drawn.slice(1) })).toEqual(["2027 : les labels sont ceux du tirage"]);
    const [first, ...rest] = drawn;
    const kinder = [{ ...first, indexes: [1, 2, 3] }, ...rest];
    expect(await wrong({ drawn: kinder })).toEqual([`2027, ${first?.label} : les cas sont ceux du tirage`]);
    expect(await wrong({ seed: null })).toEqual(["2027 : pas encore tiré"]);
  });
});

test("what the label changed is told from five offers on, by criterion", () => {
  const file = (grade: number): AnswersFile =>
    ({
      units: [{ id: "u", answers: { "PSY-1": { declared: 4, verified: grade }, "ACC-1": { declared: 2 } } }],
    }) as never;
  const pairs = (
    [
      [1, 3],
      [2, 2],
      [3, 1],
      [0, 4],
      [1, 1],
    ] as const
  ).map(([a, b]) => [file(a), file(b)] as const);
  expect(recomputeChanges(pairs)).toEqual([{ criterion: "PSY-1", offers: 5, rose: 2, fell: 1 }]);
  expect(recomputeChanges(pairs.slice(1))).toEqual([]);
});
