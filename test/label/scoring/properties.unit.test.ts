import fc from "fast-check";
import { describe, expect, test } from "vitest";

import type { AnswerSpec, ReferentialFile, UnitSpec } from "../../../src/label/scoring/formats.ts";
import { nodesBelow } from "../../../src/label/scoring/model.ts";
import { robustness } from "../../../src/label/scoring/robustness.ts";
import { scoreFile } from "../../../src/label/scoring/score-file.ts";
import { OPTIONS, gradesOf, label, modelFrom, offer, proven, scored } from "../../support/label.ts";
import { REFERENTIAL } from "../../support/referential.ts";

const criteria = label.file.criteria;
const NA = new Set(criteria.filter((one) => one.na?.allowed === true).map((one) => one.id));
const facts = fc.constantFrom({}, { mysteryTests: 1 }, { mysteryTests: 2, interview: true });
const day = fc.constantFrom("2026-10-01", "2025-06-01", "2022-01-01");

/** An answer to one criterion, in every way the long form allows. */
const answer = (id: string, grades: readonly number[]): fc.Arbitrary<AnswerSpec> =>
  fc
    .record({
      declared: fc.constantFrom(...grades),
      verified: fc.option(fc.constantFrom(...grades)),
      issuedOn: day,
      accepted: fc.boolean(),
      na: fc.constantFrom(undefined, undefined, true, false),
    })
    .map(({ declared, verified, issuedOn, accepted, na }) => ({
      declared,
      verified,
      evidence: [{ kind: "document" as const, issuedOn, accepted }],
      ...(na !== undefined && NA.has(id) ? { na: { justification: "petite mutuelle", accepted: na } } : {}),
    }));
const units: fc.Arbitrary<UnitSpec> = fc
  .record({
    facts,
    answers: fc.record(Object.fromEntries(criteria.map((one) => [one.id, answer(one.id, gradesOf(one))]))),
  })
  .map((unit) => ({ id: "u", ...unit }));
const strong = fc
  .record(Object.fromEntries(criteria.map((one) => [one.id, fc.constantFrom(...gradesOf(one).slice(-3))])))
  .map((grades) => offer(grades, { mysteryTests: 2, interview: true }));
const LEVELS = [null, "N1", "N2", "N3"];
const heightOf = (level: string | null): number => LEVELS.indexOf(level);
const raised = (unit: UnitSpec, id: string, grade: number): UnitSpec => ({
  ...unit,
  answers: { ...unit.answers, [id]: proven(grade) },
});

/** The same referential with its criteria, nodes and children in another order. */
function shuffled(file: ReferentialFile, order: (n: number) => number): ReferentialFile {
  const mix = <T>(list: readonly T[]): T[] =>
    list
      .map((one, i) => [order(i), one] as const)
      .toSorted(([a], [b]) => a - b)
      .map(([, one]) => one);
  const tree = structuredClone(file.tree);
  nodesBelow(tree).forEach((node) => (node.children = mix(node.children)));
  return { ...file, criteria: mix(file.criteria), tree };
}

describe("what holds for every offer", () => {
  test("raising a grade never lowers the score or the level", () => {
    fc.assert(
      fc.property(fc.oneof(units, strong), fc.constantFrom(...criteria), (unit, criterion) => {
        const before = scored(label, unit);
        const top = Math.max(...gradesOf(criterion));
        const isNa = before.criteria.find((one) => one.id === criterion.id)?.reason === "sans objet, accepté";
        const after = scored(label, raised(unit, criterion.id, top));
        fc.pre(!isNa);
        expect(after.scoreByLevel?.map((one) => one.basisPoints)).toSatisfy((scores: number[]) =>
          scores.every((bp, i) => bp >= (before.scoreByLevel?.[i]?.basisPoints ?? 0)),
        );
        expect(heightOf(after.level)).toBeGreaterThanOrEqual(heightOf(before.level));
      }),
      { numRuns: 300 },
    );
  });

  test("a score stays within 0 and 10 000, and verified is never above declared", () => {
    fc.assert(
      fc.property(units, (unit) => {
        const { declared, verified } = scored(label, unit);
        expect(verified.basisPoints).toBeGreaterThanOrEqual(0);
        expect(declared.basisPoints).toBeLessThanOrEqual(10_000);
        expect(verified.value).toBeLessThanOrEqual(declared.value);
      }),
      { numRuns: 300 },
    );
  });

  test("the order of criteria, of nodes and of units changes no number", async () => {
    await fc.assert(
      fc.asyncProperty(units, units, fc.integer({ min: 2, max: 97 }), async (one, two, step) => {
        const other = modelFrom(shuffled(label.file, (i) => (i * step + 7) % 101));
        expect(scored(other, one).verified).toEqual(scored(label, one).verified);
        expect(scored(other, one).level).toBe(scored(label, one).level);
        const pair = [
          { ...one, id: "1" },
          { ...two, id: "2" },
        ];
        const file = (list: UnitSpec[]) => ({ format: "answers/1" as const, referential: REFERENTIAL, units: list });
        const ahead = await scoreFile(label, file(pair), OPTIONS, null);
        const back = await scoreFile(label, file(pair.toReversed()), OPTIONS, null);
        expect(back.units.toReversed()).toEqual(ahead.units);
      }),
      { numRuns: 60 },
    );
  });

  test("adding another offer changes no other result but ranks, and no hash", async () => {
    await fc.assert(
      fc.asyncProperty(units, units, async (one, two) => {
        const pair = [
          { ...one, id: "1" },
          { ...two, id: "2" },
        ];
        const file = (list: UnitSpec[]) => ({ format: "answers/1" as const, referential: REFERENTIAL, units: list });
        const [alone] = (await scoreFile(label, file(pair.slice(0, 1)), OPTIONS, null)).units;
        const [among] = (await scoreFile(label, file(pair), OPTIONS, null)).units;
        expect({ ...among, rank: 1 }).toEqual(alone);
      }),
      { numRuns: 60 },
    );
  });

  test("a gate that is not met is above any score; a level reached means the one below is reached", () => {
    fc.assert(
      fc.property(strong, fc.constantFrom(...criteria.filter((one) => (one.gates ?? []).length > 0)), (unit, gated) => {
        const gate = gated.gates?.[0] ?? { level: "", minGrade: 0 };
        const below = gradesOf(gated).filter((grade) => grade < gate.minGrade);
        const closed = scored(label, raised(unit, gated.id, below.at(-1) ?? 0));
        expect(heightOf(closed.level)).toBeLessThan(heightOf(gate.level));
        const { level, scoreByLevel = [] } = scored(label, unit);
        const reached = new Set(LEVELS.slice(1, heightOf(level) + 1));
        const least = { N1: 5000, N2: 6500, N3: 8000 } as Record<string, number>;
        expect(
          scoreByLevel.filter((one) => reached.has(one.level) && one.basisPoints < (least[one.level] ?? 0)),
        ).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  test("weights times k change nothing", () => {
    const times = (file: ReferentialFile, k: number): ReferentialFile => ({
      ...file,
      criteria: file.criteria.map((one) => ({ ...one, weight: (one.weight ?? 0) * k })),
    });
    fc.assert(
      fc.property(units, fc.integer({ min: 2, max: 1000 }), (unit, k) => {
        const [before, after] = [scored(label, unit), scored(modelFrom(times(label.file, k)), unit)];
        const bare = (result: typeof before) => ({
          ...result,
          criteria: result.criteria.map((c) => ({ ...c, weight: 0 })),
        });
        expect(bare(after)).toEqual(bare(before));
      }),
      { numRuns: 100 },
    );
  });

  test("the total of the tree is the flat ratio Σ w·grade / (4·Σ w), with and without « sans objet »", () => {
    fc.assert(
      fc.property(units, (unit) => {
        const result = scored(label, unit);
        const counted = result.criteria.filter((one) => one.weight > 0);
        const points = counted.reduce((sum, one) => sum + one.weight * ((one.normalised ?? 0) * 4), 0);
        const all = counted.reduce((sum, one) => sum + one.weight * 4, 0);
        expect(Math.floor((10_000 * points) / all)).toBe(result.verified.basisPoints);
      }),
      { numRuns: 200 },
    );
  });

  test("the same seed draws the same weights; equal grades have no spread", () => {
    const seed = { text: "graine", words: [1, 2, 3, 4] };
    fc.assert(
      fc.property(units, (unit) => {
        expect(robustness(label, unit, OPTIONS, { seed, runs: 20 })).toEqual(
          robustness(label, unit, OPTIONS, { seed, runs: 20 }),
        );
      }),
      { numRuns: 20 },
    );
    const same = offer(Object.fromEntries(criteria.map((one) => [one.id, 4])), { mysteryTests: 2, interview: true });
    expect(robustness(label, same, OPTIONS, { seed, runs: 200 })).toMatchObject({
      median: 10_000,
      low: 10_000,
      high: 10_000,
      unchanged: 100,
    });
    const other = { text: "autre", words: [5, 6, 7, 8] };
    const mixed = offer(Object.fromEntries(criteria.map((one, i) => [one.id, i % 2 === 0 ? 4 : 0])));
    const draws = robustness(label, mixed, OPTIONS, { seed, runs: 200 });
    expect(draws?.low).toBeLessThan(draws?.high ?? 0);
    expect(robustness(label, mixed, OPTIONS, { seed: other, runs: 200 })).not.toEqual({ ...draws, seed: "autre" });
  });
});
