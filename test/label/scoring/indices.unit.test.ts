import { describe, expect, test } from "vitest";

import type { AnswerSpec, ReferentialFile } from "../../../src/label/scoring/formats.ts";
import { answersOf, failure, letter, modelFrom, plain, scored, small } from "../../support/label.ts";

/* Other people's indices, expressed as files: their numbers must come out. */

const flat = (method: "arithmetic" | "geometric" | "sum", count: number, more: Partial<ReferentialFile> = {}) =>
  small({
    criteria: plain(count),
    tree: { id: "T", method, children: Array.from({ length: count }, (_, i) => ({ criterion: letter(i), weight: 1 })) },
    ...more,
  });

test("a development index: 0.510 half up on three decimals (UNDP, technical notes: geometric mean, income by its logarithm)", () => {
  const model = modelFrom({
    ...flat("geometric", 3, { scale: { min: 0, max: 1 }, display: { decimals: 3, rounding: "half-up" } }),
    criteria: [...plain(2), { id: "C", normalise: { kind: "goalposts", min: 100, max: 75_000, log: "ln" } }],
  });
  const { verified, criteria, nodes } = scored(model, answersOf([0.6971, 0.3447, 3829]));
  expect(verified).toEqual({ value: 0.509562976, basisPoints: 5095, display: "0.510" });
  expect(nodes).toEqual([{ id: "T", value: 0.509562976 }]);
  expect(criteria[2]).toMatchObject({ raw: 3829, normalised: 0.550626655, weight: 1, contribution: null });
});

// OpenSSF Scorecard, checker/check_result.go: AggregateScoresWithWeight and CreateProportionalScore; but for the last line.
describe("weighted proportions on a scale of 0 to 10, floored", () => {
  type Part = [success: number, total: number, weight: number];
  const proportions = (parts: readonly Part[]) =>
    modelFrom(
      small({
        display: { decimals: 0, rounding: "floor" },
        scale: { min: 0, max: 10 },
        criteria: parts.map((_, i) => ({ id: letter(i), normalise: { kind: "proportion" } })),
        tree: {
          id: "T",
          method: "sum",
          children: [
            {
              weight: 10,
              node: {
                id: "P",
                method: "arithmetic",
                children: parts.map(([, , weight], i) => ({ criterion: letter(i), weight })),
              },
            },
          ],
        },
      }),
    );
  const unit = (parts: readonly Part[]) => answersOf(parts.map(([success, total]) => ({ success, total })));
  test.each<[Part[], string]>([
    [[[1, 1, 10]], "10"],
    [[[0, 1, 10]], "0"],
    [[[2, 10, 10]], "2"],
    [
      [
        [2, 10, 10],
        [8, 10, 10],
      ],
      "5",
    ],
    [
      [
        [2, 10, 8],
        [8, 10, 2],
      ],
      "3",
    ],
    [
      [
        [0, 0, 10],
        [2, 10, 10],
      ],
      "2",
    ],
    [
      [
        [1, 1, 0],
        [2, 10, 8],
        [8, 10, 2],
      ],
      "3",
    ],
  ])("%j gives %s", (parts, expected) => {
    expect(scored(proportions(parts), unit(parts)).verified.display).toBe(expected);
  });
  test.each<[Part[], string]>([
    [[[0, 0, 10]], "NODE_EMPTY"],
    [[[1, 0, 10]], "PROPORTION_INVALID"],
    [
      [
        [1, 1, 0],
        [2, 10, 0],
      ],
      "WEIGHTS_ZERO",
    ],
  ])("%j is refused: %s", (parts, code) => {
    expect(failure(proportions(parts), unit(parts))).toMatchObject({ status: "error", error: { code } });
  });
});

test("five children with two answers are too few for a threshold of a half; two of four are enough", () => {
  const file = (count: number) => {
    const base = flat("arithmetic", count, { missing: "drop" });
    return modelFrom({ ...base, tree: { ...base.tree, dataThreshold: 0.5 } });
  };
  const result = failure(file(5), answersOf([1, 3, null, null, null]));
  expect(result).toMatchObject({ status: "insufficient-data", error: { code: "INSUFFICIENT_DATA", place: "T" } });
  expect(scored(file(4), answersOf([1, 3, null, null])).verified.value).toBe(2);
});

// mozilla/http-observatory, scanner/grader: bonuses count from 90 on, before bonuses.
describe("a security grade with bonuses", () => {
  const letters: [string, number][] = [
    ["A+", 100],
    ["A", 90],
    ["A-", 85],
    ["B", 70],
    ["C", 50],
    ["F", 0],
  ];
  const model = modelFrom({
    ...flat("sum", 3, { scale: { min: 0, max: 100 }, display: { decimals: 0, rounding: "floor" } }),
    criteria: plain(3),
    tree: {
      id: "T",
      method: "sum",
      children: [
        {
          weight: 1,
          node: {
            id: "BEFORE",
            method: "sum",
            children: [
              { criterion: "A", weight: 1 },
              { criterion: "B", weight: -1 },
            ],
          },
        },
        { weight: 1, node: { id: "BONUS", method: "sum", children: [{ criterion: "C", weight: 1 }] } },
      ],
    },
    rules: [
      {
        id: "bonus-from-90",
        when: { of: "BEFORE", as: "node", op: "<", than: 90 },
        effect: { kind: "exclude", target: "BONUS" },
        reason: { fr: "bonus ignorés sous 90" },
      },
    ],
    bands: { direction: 1, strict: false, list: letters.map(([id, bound]) => ({ id, bound })) },
  });
  test("100 − 10 − 5 with bonuses of 15: 85, A-, and the 15 ignored points are told", () => {
    const result = scored(model, answersOf([100, 15, 15]));
    expect([result.verified.display, result.band]).toEqual(["85", "A-"]);
    expect(result.rules).toEqual([
      { id: "bonus-from-90", fired: true, before: 100, after: 85, reason: "bonus ignorés sous 90" },
    ]);
  });
  test("120 is A+, and its basis points stop at the maximum; −10 is 0, F", () => {
    const high = scored(model, answersOf([100, 0, 20]));
    expect([high.verified, high.band]).toEqual([{ value: 120, basisPoints: 10_000, display: "120" }, "A+"]);
    expect(high.rules).toMatchObject([{ fired: false, before: 120, after: 120 }]);
    const low = scored(model, answersOf([100, 110, 0]));
    expect([low.verified.value, low.band]).toEqual([0, "F"]);
  });
});

// SSL Labs, SSL Server Rating Guide (2009q): categories weigh 30, 30 and 40 %; SSL 3 caps to B; a zero in one is zero in all.
describe("a server grade with caps", () => {
  const weights = [0.3, 0.3, 0.4];
  const model = modelFrom({
    ...flat("arithmetic", 4, { scale: { min: 0, max: 100 }, display: { decimals: 0, rounding: "floor" } }),
    criteria: [...plain(3), { id: "SSL3", normalise: { kind: "binary" } }],
    tree: { id: "T", method: "arithmetic", children: weights.map((weight, i) => ({ criterion: letter(i), weight })) },
    rules: [
      {
        id: "ssl3",
        when: { of: "SSL3", as: "raw", op: "=", than: 1 },
        effect: { kind: "capBand", to: "B" },
        reason: { fr: "SSL 3 est proposé" },
      },
      {
        id: "zero",
        when: { any: [0, 1, 2].map((i) => ({ of: letter(i), as: "raw", op: "=", than: 0 })) },
        effect: { kind: "zeroTotal" },
        reason: { fr: "une catégorie vaut 0" },
      },
    ],
    bands: {
      direction: 1,
      strict: false,
      list: [
        { id: "B", bound: 65 },
        { id: "A", bound: 80 },
        { id: "C", bound: 50 },
      ],
    },
  });
  const unit = (values: number[], ssl3: boolean) => ({
    id: "u",
    answers: { ...answersOf(values).answers, SSL3: ssl3 },
  });
  test("90 is A; with SSL 3 the number stays and the grade is B, with its reason", () => {
    expect(scored(model, unit([90, 90, 90], false))).toMatchObject({ verified: { value: 90 }, band: "A" });
    const capped = scored(model, unit([90, 90, 90], true));
    expect(capped).toMatchObject({ verified: { value: 90 }, band: "B", rules: [{ fired: true }, { fired: false }] });
  });
  test("a cap never raises a band; a zero in one category is a zero in all", () => {
    expect(scored(model, unit([50, 50, 50], true)).band).toBe("C");
    expect(scored(model, unit([0, 90, 90], false)).verified.value).toBe(0);
  });
});

// Open Food Facts, Eco-Score: bonuses are capped at 20; a part that cannot be recycled caps the score at 79 and the grade at B.
test("an eco-score: 70 and bonuses capped at 20 make 90, A; with a part that cannot be recycled 79, B, and why", () => {
  const model = modelFrom({
    ...flat("sum", 4, { scale: { min: 0, max: 100 }, display: { decimals: 0, rounding: "floor" } }),
    criteria: [...plain(3), { id: "WASTE", normalise: { kind: "binary" } }],
    tree: {
      id: "T",
      method: "sum",
      children: [
        { criterion: "A", weight: 1 },
        {
          weight: 1,
          node: {
            id: "BONUS",
            method: "sum",
            max: 20,
            children: [
              { criterion: "B", weight: 1 },
              { criterion: "C", weight: 1 },
            ],
          },
        },
      ],
    },
    rules: [
      {
        id: "emballage",
        when: { of: "WASTE", as: "raw", op: "=", than: 1 },
        effect: { kind: "capBand", to: "B", value: 79 },
        reason: { fr: "emballage non recyclable" },
      },
    ],
    bands: {
      direction: 1,
      strict: false,
      list: [
        { id: "A", bound: 80 },
        { id: "B", bound: 60 },
      ],
    },
  });
  const unit = (isWaste: boolean) => ({
    id: "u",
    answers: { ...answersOf([70, 15, 10]).answers, WASTE: isWaste },
  });
  expect(scored(model, unit(false))).toMatchObject({ verified: { value: 90 }, band: "A" });
  const capped = scored(model, unit(true));
  expect([capped.verified.value, capped.band]).toEqual([79, "B"]);
  expect(capped.rules).toEqual([
    { id: "emballage", fired: true, before: 90, after: 79, reason: "emballage non recyclable" },
  ]);
});

test("bands at their bounds, as in a maturity model of 301, 501 and 701 points", () => {
  const list = [
    ["Progression", 301],
    ["Confirmé", 501],
    ["Initial", 0],
    ["Exemplaire", 701],
  ] as const;
  const model = modelFrom(
    flat("sum", 1, { bands: { direction: 1, strict: false, list: list.map(([id, bound]) => ({ id, bound })) } }),
  );
  const bands = [300, 301, 500, 501, 700, 701].map((n) => scored(model, answersOf([n])).band);
  expect(bands).toEqual(["Initial", "Progression", "Progression", "Confirmé", "Confirmé", "Exemplaire"]);
});

test("where low is best, the lowest bound passed wins and a cap on the value never lowers it", () => {
  const bands = {
    direction: -1 as const,
    strict: true,
    list: [
      { id: "E", bound: 100 },
      { id: "A", bound: 10 },
    ],
  };
  const rule = {
    id: "r",
    when: { of: "A", as: "raw", op: "<", than: 1 },
    reason: { fr: "trop beau" },
    effect: { kind: "capBand", to: "E", value: 50 },
  };
  const model = modelFrom({ ...flat("sum", 1, { bands }), rules: [rule] });
  expect([9, 10, 100, 0.5].map((n) => scored(model, answersOf([n])).band)).toEqual(["A", "E", null, "E"]);
  expect(scored(model, answersOf([0.5])).verified.value).toBe(50);
});

describe("rules of a version", () => {
  type Rule = NonNullable<ReferentialFile["rules"]>[number];
  /** A and B are graded of 4, C is a goalpost of 10, D a share, E nobody answers; N holds A ten times. */
  const graded = (id: string) => ({ id, normalise: { kind: "anchored" as const, max: 4, allowed: [0, 1, 2, 3, 4] } });
  const told = (rules: readonly Pick<Rule, "when" | "effect">[], values: readonly AnswerSpec[] = [2, 3, 5]) => {
    const { rules: done, verified } = scored(
      modelFrom({
        ...small({
          missing: "zero",
          criteria: [
            graded("A"),
            graded("B"),
            { id: "C", normalise: { kind: "goalposts", min: 0, max: 10 } },
            { id: "D", normalise: { kind: "proportion" } },
            { id: "E", normalise: { kind: "identity" } },
          ],
          tree: {
            id: "T",
            method: "sum",
            children: [
              { weight: 1, node: { id: "N", method: "sum", children: [{ criterion: "A", weight: 10 }] } },
              { weight: 1, node: { id: "M", method: "sum", children: [{ criterion: "B", weight: 4 }] } },
              { criterion: "C", weight: 1 },
              { criterion: "D", weight: 1 },
              { criterion: "E", weight: 1 },
            ],
          },
          rules: rules.map((rule, i) => ({ id: `r${i}`, reason: { fr: "" }, ...rule })),
        }),
      }),
      answersOf([...values, { success: 1, total: 4 }]),
    );
    return { rules: done.map(({ fired, before, after }) => [fired, before, after]), total: verified.value };
  };
  const fires = (when: Rule["when"]) => told([{ when, effect: { kind: "zeroTotal" } }]).rules[0]?.[0];
  const grade = (op: "<" | "<=" | "=" | "!=" | ">=" | ">", than: number | string, of = "A") =>
    ({ of, as: "grade", op, than }) as const;
  const always = grade("=", 2);

  test.each([
    ["<", [false, false, true]],
    ["<=", [false, true, true]],
    ["=", [false, true, false]],
    ["!=", [true, false, true]],
    [">=", [true, true, false]],
    [">", [true, false, false]],
  ] as const)("a grade of 2 %s 1, 2 and 3", (op, expected) => {
    expect([1, 2, 3].map((than) => fires(grade(op, than)))).toEqual(expected);
  });

  test("a raw value, a grade and a normalised value are three things; one criterion is compared with another", () => {
    const equal = (of: string, as: "raw" | "grade" | "normalised", than: number) => fires({ of, as, op: "=", than });
    expect([equal("A", "grade", 2), equal("A", "normalised", 0.5), equal("A", "normalised", 2)]).toEqual([
      true,
      true,
      false,
    ]);
    expect([equal("C", "raw", 5), equal("C", "grade", 0.5), equal("C", "raw", 0.5)]).toEqual([true, true, false]);
    expect([equal("D", "raw", 0.25), equal("D", "raw", 4)]).toEqual([true, false]);
    expect([fires(grade("<", "B")), fires(grade("=", "B")), fires(grade("<", "A", "B"))]).toEqual([true, false, false]);
  });

  test("what nobody answered, and what a rule before left out, is neither above nor below anything", () => {
    const ops = ["<", "<=", "=", "!=", ">=", ">"] as const;
    expect(ops.map((op) => fires(grade(op, 1, "E")))).toEqual(ops.map(() => false));
    expect(ops.map((op) => fires(grade(op, "E")))).toEqual(ops.map(() => false));
    const out = { when: always, effect: { kind: "exclude" as const, target: "A" } };
    expect(told([out, { when: grade(">", 0), effect: { kind: "zeroTotal" } }]).rules.map(([fired]) => fired)).toEqual([
      true,
      false,
    ]);
  });

  test("a node that has no value makes no rule fire, and none gives it one", () => {
    const model = modelFrom({
      ...small({
        missing: "drop",
        criteria: plain(2),
        tree: {
          id: "T",
          method: "arithmetic",
          children: [
            { weight: 1, node: { id: "N", method: "arithmetic", children: [{ criterion: "A", weight: 1 }] } },
            { criterion: "B", weight: 1 },
          ],
        },
        rules: [
          { when: { of: "N", as: "node", op: "<", than: 5 } as const, effect: { kind: "zeroTotal" } as const },
          {
            when: { of: "B", as: "raw", op: "=", than: 2 } as const,
            effect: { kind: "setValue", node: "N", to: 1 } as const,
          },
        ].map((rule, i) => ({ id: `r${i}`, reason: { fr: "" }, ...rule })),
      }),
    });
    const { rules, verified, nodes } = scored(model, { id: "u", answers: { B: 2 } });
    expect(nodes).toEqual([
      { id: "T", value: 2 },
      { id: "N", value: null },
    ]);
    expect([rules.map(({ fired, before, after }) => [fired, before, after]), verified.value]).toEqual([
      [
        [false, 2, 2],
        [true, null, null],
      ],
      2,
    ]);
  });

  test("all, any, not", () => {
    const [yes, no] = [always, grade("=", 3)];
    expect([fires({ all: [yes, yes] }), fires({ all: [yes, no] })]).toEqual([true, false]);
    expect([fires({ any: [no, yes] }), fires({ any: [no, no] })]).toEqual([true, false]);
    expect([fires({ not: yes }), fires({ not: no })]).toEqual([false, true]);
  });

  test("a node is capped or set, one rule after the other; each tells its node before and after", () => {
    const change = (kind: "capValue" | "setValue", node: string, to: number) => ({
      when: always,
      effect: { kind, node, to },
    });
    expect(told([]).total).toBe(8.75);
    expect(told([change("capValue", "N", 3)])).toEqual({ rules: [[true, 5, 3]], total: 6.75 });
    expect(told([change("capValue", "N", 9)])).toEqual({ rules: [[true, 5, 5]], total: 8.75 });
    expect(told([change("setValue", "N", 7), change("setValue", "M", 1), change("capValue", "N", 6)])).toEqual({
      rules: [
        [true, 5, 7],
        [true, 3, 1],
        [true, 7, 6],
      ],
      total: 7.75,
    });
  });
});
