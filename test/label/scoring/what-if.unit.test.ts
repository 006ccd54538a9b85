import fc from "fast-check";
import { describe, expect, test } from "vitest";

import type { CriterionSpec, ReferentialFile, UnitSpec } from "../../../src/label/scoring/formats.ts";
import type { Model } from "../../../src/label/scoring/model.ts";
import { searchAll } from "../../../src/label/scoring/plan-search.ts";
import { type Plan, whatIf } from "../../../src/label/scoring/what-if.ts";
import {
  OPTIONS,
  gradesOf,
  label,
  letter,
  levelOf,
  modelFrom,
  offer,
  proven,
  scored,
  small,
} from "../../support/label.ts";

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

/* Small files, worked out by hand. */
describe("a plan, step by step", () => {
  const anchored = (id: string, effort: 1 | 2 | 3, more: Partial<CriterionSpec> = {}): CriterionSpec => ({
    id,
    weight: 1,
    normalise: { kind: "anchored", max: 4, allowed: [0, 1, 2, 3, 4] },
    remediation: { text: "", effort, days: 1 },
    na: { allowed: true },
    ...more,
  });
  const document = { kind: "document" as const, min: 1, publishable: false, text: "" };
  const gates = (list: Record<string, number>) =>
    Object.entries(list).map(([level, minGrade]) => ({ level, minGrade }));
  const FILE = small({
    missing: "zero",
    scale: { min: 0, max: 1 },
    criteria: [
      anchored("Z", 2, { gates: gates({ N1: 1, N2: 2, N3: 4 }) }),
      anchored("A", 2, { gates: gates({ N2: 1 }), evidence: [document] }),
      anchored("M", 1, { gates: gates({ N1: 1 }), evidence: [document] }),
      anchored("F", 3),
      anchored("G", 3),
      anchored("H", 3),
      anchored("I", 1, { lifecycle: "future", gates: gates({ N1: 1 }) }),
    ],
    tree: {
      id: "T",
      method: "arithmetic",
      children: [
        {
          weight: "auto",
          node: { id: "X", method: "arithmetic", children: ["Z", "A", "M"].map((criterion) => ({ criterion })) },
        },
        {
          weight: 2,
          node: {
            id: "Y",
            method: "arithmetic",
            children: [
              { weight: 2, node: { id: "Y1", method: "arithmetic", children: [{ criterion: "F" }] } },
              {
                weight: "auto",
                node: { id: "Y2", method: "arithmetic", children: ["G", "H", "I"].map((criterion) => ({ criterion })) },
              },
            ],
          },
        },
      ],
    },
    levels: [
      { id: "N1", minBp: 1000, evidenceMaxMonths: 24 },
      {
        id: "N2",
        minBp: 4500,
        evidenceMaxMonths: 12,
        mysteryTests: 2,
        floors: [
          { level: "N2", node: "X", minBp: 3333 },
          { level: "N2", node: "Y1", minBp: 5000 },
        ],
      },
      { id: "N3", minBp: 10_000, interview: true, floors: [{ level: "N3", node: "Y2", minBp: 10_000 }] },
    ],
  });
  // A rule that never fires: raises of grades do not simply add, as far as a search can know.
  const never = { of: "A", as: "grade" as const, op: "<" as const, than: 0 };
  const rules = [{ id: "never", when: never, effect: { kind: "zeroTotal" as const }, reason: { fr: "" } }];
  const model = modelFrom(FILE);
  const NA: UnitSpec["answers"][string] = { na: { justification: "x", accepted: true } };
  const unitOf = (answers: UnitSpec["answers"], facts: UnitSpec["facts"] = {}): UnitSpec => ({
    id: "u",
    facts,
    answers,
  });
  const old = (grade: number) => proven(grade, "2025-05-22");
  const told = ({ steps }: Plan) =>
    steps.map(({ criterion, from, to, effort, reason }) => [criterion, from, to, effort, reason]);
  const brought = ({ steps }: Plan) => steps.map(({ deltaBp, newBp, newLevel }) => [deltaBp, newBp, newLevel]);

  test("gates by id, then the floor that gates leave below, then what the total lacks; a gate that is met is no reason", () => {
    // X stands at its floor once the gates are met: M, whose gate is met as well, rises for the total. Its piece is 18 months old.
    const plan = planFor(model, unitOf({ Z: 0, A: null, M: old(1) }), "N2");
    expect(told(plan)).toEqual([
      ["A", 0, 1, 2, "gate"],
      ["Z", 0, 2, 4, "gate"],
      ["F", 0, 2, 6, "floor"],
      ["M", 1, 4, 3, "total"],
    ]);
    expect(brought(plan)).toEqual([
      [500, 1000, null],
      [1000, 2000, "N1"],
      [1000, 3000, "N1"],
      [1500, 4500, "N2"],
    ]);
    expect([plan.reachable, plan.effort]).toEqual([true, 15]);
  });

  test("levels above the one that is asked for are of no account, nor is one that is not there", () => {
    const plan = planFor(model, unitOf({}), "N1");
    expect([told(plan), plan.prerequisites]).toEqual([
      [
        ["M", 0, 1, 1, "gate"],
        ["Z", 0, 1, 2, "gate"],
      ],
      [],
    ]);
    const searched = modelFrom({ ...FILE, rules });
    expect(told(planFor(searched, unitOf({}), "N1"))).toEqual(told(plan));
    expect(planFor(model, unitOf({}), "N9")).toMatchObject({
      reachable: true,
      effort: 0,
      steps: [],
      prerequisites: [],
    });
  });

  test("« sans objet » is given up where there is a gate, and weighs nothing elsewhere; a part that is empty has no plan", () => {
    const plan = planFor(model, unitOf({ Z: NA, A: proven(1), M: proven(1), F: 4, G: NA }), "N2");
    expect([told(plan), brought(plan)]).toEqual([[["Z", 0, 2, 4, "gate"]], [[1000, 4666, "N2"]]]);
    expect(planFor(model, unitOf({ Z: 4, A: proven(4), M: proven(4), F: NA }), "N1")).toMatchObject({
      reachable: false,
      effort: null,
      steps: [],
    });
    const capped = modelFrom({
      ...FILE,
      criteria: FILE.criteria.map((one) => ({ ...one, gates: [] })),
      levels: [{ id: "N1", minBp: 1000, naMaxBp: 0 }],
    });
    expect(planFor(capped, unitOf({ Z: 4, A: proven(4), M: proven(4), G: NA }), "N1")).toEqual({
      target: "N1",
      reachable: true,
      effort: 0,
      steps: [],
      prerequisites: [{ kind: "naMaxBp", level: "N1", required: 0, obtained: 1667 }],
    });
    const searched = modelFrom({ ...capped.file, rules });
    expect(planFor(searched, unitOf({ Z: 4, A: proven(4), M: proven(4), G: NA }), "N1").effort).toBe(0);
  });

  test("a piece that is too old is told once, with the first limit that it misses; what a simulation takes as given is not", () => {
    const unit = unitOf({ Z: 2, A: old(1), M: proven(4, "2024-05-22"), F: 1 }, { mysteryTests: 1 });
    const plan = planFor(model, unit, "N2");
    expect(plan.prerequisites).toEqual([
      { kind: "freshness", criterion: "M", months: 24 },
      { kind: "freshness", criterion: "A", months: 12 },
      { kind: "mysteryTests", level: "N2", required: 2, obtained: 1 },
    ]);
    expect([told(plan), brought(plan).at(-1)?.[2]]).toEqual([[["F", 1, 2, 3, "floor"]], "N2"]);
    const assumed = whatIf(model, unit, "N2", { ...OPTIONS, isAssumed: true });
    expect(assumed.ok ? assumed.value.prerequisites : null).toEqual([]);
  });

  test("a grade without its pieces is planned from 0, by the rule of the version", () => {
    const kinds = [document, { ...document, kind: "url" as const }];
    const criteria = FILE.criteria.map((one) => (one.id === "M" ? { ...one, evidence: kinds } : one));
    const fromM = (rule: "any" | "kinds" | undefined, answer = proven(4)) =>
      told(planFor(modelFrom({ ...FILE, criteria, evidenceRule: rule }), unitOf({ Z: 1, M: answer }), "N1"));
    expect(fromM("kinds")).toEqual([["M", 0, 1, 1, "gate"]]);
    expect([fromM("any"), fromM(undefined)]).toEqual([[], []]);
    const evidence = [{ kind: "document" as const, issuedOn: "2026-10-01", accepted: true, expiresOn: "2026-11-21" }];
    expect(fromM("any", { declared: 4, verified: 4, evidence })).toEqual([["M", 0, 1, 1, "gate"]]);
    const expired = { Z: 1, M: { declared: 4, verified: 4, evidence } };
    expect(told(planFor(model, unitOf(expired), "N1"))).toEqual([["M", 0, 1, 1, "gate"]]);
    expect(told(planFor(modelFrom({ ...FILE, criteria }), unitOf({ M: proven(4) }), "N1"))).toEqual([
      ["Z", 0, 1, 2, "gate"],
    ]);
  });

  test("a unit in error has no plan; nothing is asked beside the plan of who will give an answer up", () => {
    expect(whatIf(model, unitOf({ Z: 9 }), "N1", OPTIONS)).toMatchObject({
      ok: false,
      trouble: { code: "GRADE_NOT_ANCHORED" },
    });
    const given = { na: { justification: "x", accepted: false }, declared: 9 };
    expect(planFor(model, unitOf({ Z: given, M: proven(1) }), "N1")).toMatchObject({
      steps: [{ criterion: "Z", to: 1 }],
      prerequisites: [],
    });
  });

  test("where one grade alone makes no number, the first step brings nothing and the last all", () => {
    const method = "geometric" as const;
    const children = ["A", "B"].map((criterion) => ({ criterion }));
    const plan = planFor(
      modelFrom({
        ...FILE,
        criteria: ["A", "B"].map((id) => anchored(id, 1)),
        tree: { id: "T", method, children },
        levels: [{ id: "N1", minBp: 5000 }],
      }),
      unitOf({}),
      "N1",
    );
    expect(told(plan)).toEqual(["A", "B"].map((id) => [id, 0, 2, 2, "total"]));
    expect(brought(plan)).toEqual([
      [0, 0, null],
      [5000, 5000, "N1"],
    ]);
  });

  /** Raised grades by criterion, for a file of some criteria under one node and a level N1. */
  const cheapest = (
    criteria: CriterionSpec[],
    minBp: number,
    answers: UnitSpec["answers"] = {},
    more: Partial<ReferentialFile> = {},
  ) => {
    const children = criteria.map(({ id }) => ({ criterion: id }));
    const tree = { id: "T", method: "arithmetic" as const, children };
    const file = { ...FILE, criteria, tree, levels: [{ id: "N1", minBp }], ...more };
    return planFor(modelFrom(file), unitOf(answers), "N1")
      .steps.map(({ criterion, to }) => `${criterion}${to}`)
      .toSorted()
      .join(" ");
  };
  const some = (ids: string, allowed: number[], effort: 1 | 3 = 1, max = 4): CriterionSpec[] =>
    Array.from(ids, (id) => anchored(id, effort, { normalise: { kind: "anchored", max, allowed } }));
  const future = anchored("I", 1, { lifecycle: "future", gates: gates({ N1: 1 }) });

  test.each([
    ["in a plain weighted mean", {}],
    ["in any other file", { rules }],
  ])(
    "of ways that cost the same, %s: fewer criteria, then more of the first by id, whatever their order in the file",
    (_, more) => {
      expect(cheapest(some("BA", [0, 1, 2, 3, 4]), 2500, {}, more)).toBe("A2");
      expect(cheapest(some("CBA", [0, 1, 2]), 2500, {}, more)).toBe("A2 B1");
      expect(cheapest([...some("BA", [0, 1, 2]), future], 2500, {}, more)).toBe("A2");
      const fixed: CriterionSpec = { id: "C", weight: 2, normalise: { kind: "identity" } };
      expect(cheapest([fixed, ...some("A", [0, 1, 2, 3, 4])], 5000, { C: 0.5 }, more)).toBe("A2");
      expect(cheapest([fixed, ...some("A", [0, 1, 2, 3, 4])], 2500, {}, more)).toBe("A3");
      expect(cheapest(some("A", [0, 1, 2, 3, 4]), 5000, {}, { ...more, scale: { min: 0, max: 0.5 } })).toBe("A1");
      expect(cheapest(some("A", [0, 1, 2.5], 1, 2.5), 3000, {}, more)).toBe("A1");
      const halves = some("AB", [0, 1, 2, 3, 4]).map((one) => ({ ...one, weight: 0.25 }));
      expect(cheapest(halves, 3750, { B: 1 }, more)).toBe("A2");
    },
  );

  test("what does not simply add is searched: answers that leave, rules, other means, shares of data", () => {
    const [a, b] = [some("A", [0, 1, 2, 3, 4], 3), some("B", [0, 1, 2, 3, 4])];
    expect(cheapest([...a, ...b], 5000, { B: 1 }, { missing: "drop" })).toBe("B2");
    const unless = [{ ...rules[0], id: "unless", when: { ...never, than: 1 } }] as ReferentialFile["rules"];
    expect(cheapest([...a, ...b], 2500, { A: 0 }, { rules: unless })).toBe("A1 B1");
    const both = ["A", "B"].map((criterion) => ({ criterion }));
    const geometric = { weight: 1, node: { id: "N", method: "geometric" as const, children: both } };
    const mixed = { id: "T", method: "arithmetic" as const, children: [geometric, { criterion: "C" }] };
    const three = [...some("AB", [0, 1, 2, 3, 4]), ...some("C", [0, 1, 2, 3, 4], 3)];
    expect(cheapest(three, 2500, { A: 1, B: 1 }, { tree: mixed })).toBe("A2 B2");
    const shared = { id: "T", method: "arithmetic" as const, dataThreshold: 0.9, children: both };
    expect(cheapest(three.slice(0, 2), 2500, {}, { tree: shared })).toBe("A1 B1");
  });

  test("a search that takes too many trials gives up rather than tell what is not the least", () => {
    const criteria = some("A", [0, 1, 2, 3, 4]);
    const one = modelFrom({ ...FILE, criteria, tree: { ...FILE.tree, children: [{ criterion: "A" }] }, levels: [] });
    const readings = new Map([["A", { state: "missing" as const, reason: "" }]]);
    const search = (most: number) => {
      let trials = 0;
      const reaches = (): boolean => {
        trials += 1;
        return false;
      };
      return [searchAll(one, readings, { least: new Map(), floors: new Map() }, { reaches, most }), trials];
    };
    expect([search(5), search(4), search(1)]).toEqual([
      [null, 5],
      [undefined, 5],
      [undefined, 2],
    ]);
  });
});
