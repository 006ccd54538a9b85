import fc from "fast-check";
import { describe, expect, test } from "vitest";

import type { CriterionSpec, ReferentialFile, UnitSpec } from "../../../src/label/scoring/formats.ts";
import type { Model } from "../../../src/label/scoring/model.ts";
import { type Plan, whatIf } from "../../../src/label/scoring/what-if.ts";
import { OPTIONS, gradesOf, label, letter, levelOf, modelFrom, offer, proven, scored } from "../../support/label.ts";

function planFor(model: Model, unit: UnitSpec, target: string): Plan {
  const plan = whatIf(model, unit, target, OPTIONS);
  if (!plan.ok) {
    throw new Error(plan.trouble.code);
  }
  return plan.value;
}

const follow = (unit: UnitSpec, steps: Plan["steps"]): UnitSpec => ({
  ...unit,
  answers: { ...unit.answers, ...Object.fromEntries(steps.map(({ criterion, to }) => [criterion, proven(to)])) },
});

/** Every way to raise grades, tried one after the other: the least effort that reaches a level. */
function bruteForce(model: Model, unit: UnitSpec, target: string): number | null {
  let least: number | null = null;
  const walk = (left: readonly CriterionSpec[], now: UnitSpec, effort: number): void => {
    const [criterion, ...rest] = left;
    if (criterion === undefined) {
      const height = model.levels.findIndex((level) => level.id === levelOf(model, now));
      if (height >= model.levels.findIndex((level) => level.id === target)) {
        least = Math.min(least ?? effort, effort);
      }
      return;
    }
    const answer = unit.answers[criterion.id];
    const from = typeof answer === "object" && answer !== null && "verified" in answer ? Number(answer.verified) : 0;
    for (const grade of gradesOf(criterion).filter((one) => one >= from)) {
      const cost = (criterion.remediation?.effort ?? 1) * (grade - from);
      walk(
        rest,
        grade === from ? now : follow(now, [{ criterion: criterion.id, to: grade } as Plan["steps"][number]]),
        effort + cost,
      );
    }
  };
  walk(model.file.criteria, unit, 0);
  return least;
}

const scales = fc.constantFrom<number[]>([0, 1, 2, 3, 4], [0, 2, 4], [0, 4], [0, 1, 2]);
const drawn = fc.record({
  method: fc.constantFrom("arithmetic", "arithmetic", "geometric" as const),
  minBp: fc.integer({ min: 1000, max: 9500 }),
  floorBp: fc.integer({ min: 0, max: 9000 }),
  criteria: fc.array(
    fc.record({
      allowed: scales,
      weight: fc.integer({ min: 1, max: 6 }),
      effort: fc.constantFrom(1, 2, 3),
      gate: fc.integer({ min: 0, max: 6 }),
      now: fc.nat(4),
    }),
    { minLength: 3, maxLength: 5 },
  ),
});

/** A small referential of two dimensions, with gates, floors and two levels, and an offer somewhere in it. */
function built({
  method,
  minBp,
  floorBp,
  criteria,
}: Parameters<Parameters<typeof drawn.map>[0]>[0]): [Model, UnitSpec] {
  const specs = criteria.map(({ allowed, weight, effort, gate }, i): CriterionSpec => ({
    id: letter(i),
    // A geometric mean wants values above 0.
    normalise:
      method === "geometric"
        ? { kind: "anchored", max: 4, allowed: allowed.map((g) => Math.max(g, 1)) }
        : { kind: "anchored", max: 4, allowed: [...allowed] },
    weight,
    remediation: { text: "", effort: effort as 1 | 2 | 3, days: 1 },
    gates: allowed.includes(gate) && gate > 0 ? [{ level: "N2", minGrade: gate }] : [],
  }));
  const half = Math.ceil(specs.length / 2);
  const node = (id: string, some: CriterionSpec[]) => ({
    weight: "auto" as const,
    node: { id, method, children: some.map((one) => ({ criterion: one.id })) },
  });
  const file: ReferentialFile = {
    format: "referential/1",
    id: "petit",
    version: "1.0.0",
    title: { fr: "Petit" },
    status: "draft",
    missing: "zero",
    scale: { min: 0, max: 1 },
    display: { decimals: 0, rounding: "floor" },
    criteria: specs,
    tree: { id: "T", method, children: [node("X", specs.slice(0, half)), node("Y", specs.slice(half))] },
    levels: [
      { id: "N1", minBp: Math.min(500, minBp), floors: [] },
      { id: "N2", minBp, floors: [{ level: "N2", node: "Y", minBp: floorBp }] },
    ],
  };
  const model = modelFrom(file);
  const answers = specs.map((one, i) => [
    one.id,
    proven(gradesOf(one)[Math.min(criteria[i]?.now ?? 0, gradesOf(one).length - 1)] ?? 0),
  ]);
  return [model, { id: "u", answers: Object.fromEntries(answers) }];
}

describe("what would raise the score the most", () => {
  test("the plan costs what brute force finds, reaches the level, and each step brings what it says", () => {
    let [reached, impossible, others] = [0, 0, 0];
    fc.assert(
      fc.property(drawn, (given) => {
        const [model, unit] = built(given);
        const plan = planFor(model, unit, "N2");
        const least = bruteForce(model, unit, "N2");
        expect(plan.effort).toBe(least);
        expect(plan.reachable).toBe(least !== null);
        impossible += least === null ? 1 : 0;
        reached += least !== null && least > 0 ? 1 : 0;
        others += given.method === "geometric" ? 1 : 0;
        let bp = scored(model, unit).verified.basisPoints ?? 0;
        plan.steps.forEach((step, i) => {
          const now = scored(model, follow(unit, plan.steps.slice(0, i + 1)));
          expect([step.newBp, step.newLevel]).toEqual([now.verified.basisPoints, now.level]);
          expect(step.deltaBp).toBe((now.verified.basisPoints ?? 0) - bp);
          bp = now.verified.basisPoints ?? 0;
        });
        if (least !== null) {
          expect(levelOf(model, follow(unit, plan.steps))).toBe("N2");
          expect(plan.steps.reduce((sum, step) => sum + step.effort, 0)).toBe(least);
        }
      }),
      { numRuns: 300 },
    );
    // Draws that never need a plan, or never fail, would prove nothing.
    expect(Math.min(reached, impossible, others)).toBeGreaterThan(10);
  });

  test("on the label, from nothing to the highest level: gates, then floors, then the total; only anchored grades", () => {
    const plan = planFor(label, offer({}, { mysteryTests: 2, interview: true }), "N3");
    expect(plan.reachable).toBe(true);
    expect(levelOf(label, follow(offer({}, { mysteryTests: 2, interview: true }), plan.steps))).toBe("N3");
    const order = ["gate", "floor", "total"];
    expect(plan.steps.map((step) => order.indexOf(step.reason))).toEqual(
      plan.steps.map((step) => order.indexOf(step.reason)).toSorted((a, b) => a - b),
    );
    const isAnchored = ({ criterion, to }: Plan["steps"][number]): boolean => {
      const found = label.criteria.get(criterion);
      return found !== undefined && gradesOf(found).includes(to);
    };
    expect(plan.steps.every(isAnchored)).toBe(true);
  });

  test("what grades cannot mend is listed apart: age of a piece, mystery test, interview", () => {
    const grades = Object.fromEntries(label.file.criteria.map((one) => [one.id, 4]));
    const unit = offer(grades);
    const old = { ...unit, answers: { ...unit.answers, "PSY-1": proven(4, "2025-05-01") } };
    const plan = planFor(label, old, "N3");
    expect(plan).toMatchObject({ reachable: true, effort: 0, steps: [] });
    expect(plan.prerequisites).toEqual(
      [
        { kind: "freshness", criterion: "PSY-1", months: 12 },
        { kind: "mysteryTests", level: "N2", required: 1, obtained: 0 },
        { kind: "mysteryTests", level: "N3", required: 2, obtained: 0 },
        { kind: "interview", level: "N3", required: 1, obtained: 0 },
      ].toSorted((a, b) => ("level" in a ? 1 : 0) - ("level" in b ? 1 : 0)),
    );
  });
});
