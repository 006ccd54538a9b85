import { describe, expect, test } from "vitest";

import { fraction, round9 } from "../../../src/label/scoring/exact.ts";
import { type Method, combine } from "../../../src/label/scoring/means.ts";
import { type Normaliser, type Raw, normalise } from "../../../src/label/scoring/normalise.ts";

/** Values and weights combined, on 6 decimals, or the code of the refusal. */
function mean(method: Method, values: readonly number[], weights?: readonly number[], p?: number): number | string {
  const parts = values.map((value, i) => ({ value: fraction(value), weight: weights?.[i] ?? 1 }));
  const combined = combine(method, parts, p);
  return combined.ok ? Number(round9(combined.value).toFixed(6)) : combined.code;
}

function read(raw: Raw, spec: Normaliser): number | string | null {
  const found = normalise(raw, spec, "X");
  return found.ok ? (found.value === null ? null : round9(found.value.value)) : found.trouble.code;
}

// As bluefoxr/COINr (MIT) behaves: a_gmean, a_hmean, a_genmean, n_goalpost.
describe("the functions, by their published cases", () => {
  test.each([
    ["geometric", [1, 2, 3], undefined, 1.817121],
    ["geometric", [1, 2, 3], [1, 1, 2], 2.059767],
    ["harmonic", [1, 2, 3], [2, 1, 1], 1.411765],
    ["arithmetic", [1, 2, 3, 4, 5], [1, 2, 3, 4, 5], 3.666667],
    ["geometric", [0, 2], undefined, "NONPOSITIVE"],
    ["geometric", [-1, 2], undefined, "NONPOSITIVE"],
    ["geometric", [0, 2], [0, 1], "NONPOSITIVE"],
    ["harmonic", [0, 2], undefined, "NONPOSITIVE"],
    ["arithmetic", [1, 2], [0, 0], "WEIGHTS_ZERO"],
    ["arithmetic", [], [], "NODE_EMPTY"],
    ["sum", [], [], 0],
    ["sum", [10, 5], [1, -2], 0],
  ] as const)("%s of %j with weights %j is %s", (method, values, weights, expected) => {
    expect(mean(method, values, weights)).toBe(expected);
  });

  test("a power mean of −1 is harmonic, of 0 geometric, of 1 arithmetic", () => {
    expect(mean("power", [1, 2, 3], undefined, -1)).toBe(mean("harmonic", [1, 2, 3]));
    expect(mean("power", [1, 2, 3], undefined, 0)).toBe(mean("geometric", [1, 2, 3]));
    expect(mean("power", [1, 2, 3], undefined, 1)).toBe(2);
    expect(mean("power", [0, 2], undefined, -2)).toBe("NONPOSITIVE");
    expect(mean("power", [-1, 2], undefined, 0.5)).toBe("NONPOSITIVE");
    expect(mean("power", [3, 4], undefined, 2)).toBe(3.535534);
  });

  test("weights (1, 1, 2) and (10, 10, 20) give the same", () => {
    expect(mean("geometric", [1, 2, 3], [10, 10, 20])).toBe(mean("geometric", [1, 2, 3], [1, 1, 2]));
  });

  // OECD/JRC, Handbook on Constructing Composite Indicators (2008), § 6.13: how far a mean lets one value make up for another.
  test("what a high value makes up for: 2.14 against 6 in a geometric mean", () => {
    expect(mean("arithmetic", [21, 1, 1, 1])).toBe(6);
    expect(mean("arithmetic", [6, 6, 6, 6])).toBe(6);
    expect(mean("geometric", [6, 6, 6, 6])).toBe(6);
    expect(mean("geometric", [21, 1, 1, 1])).toBe(2.140695);
    expect(mean("geometric", [21, 2, 1, 1])).toBe(2.54573);
    expect(mean("geometric", [7, 6, 6, 6])).toBe(6.235739);
  });

  const posts = { kind: "goalposts", min: 0, max: 10 } as const;
  const psy4 = { kind: "steps", thresholds: [21, 14, 7, 3], points: [0, 1, 2, 3, 4], direction: -1 } as const;
  const pro1 = { kind: "steps", thresholds: [25, 50, 75, 95], points: [0, 1, 2, 3, 4], direction: 1 } as const;
  const line = {
    kind: "linear",
    knots: [
      [0, 0],
      [10, 5],
      [20, 5],
    ] as [number, number][],
    outside: "clamp",
  } as const;
  const cases: [string, Normaliser, [Raw, number | string | null][]][] = [
    [
      "goalposts",
      posts,
      [
        [1, 0.1],
        [11, 1],
        [-1, 0],
      ],
    ],
    [
      "goalposts reversed",
      { ...posts, direction: -1 },
      [
        [1, 0.9],
        [11, 0],
        [-1, 1],
      ],
    ],
    [
      "goalposts unclamped",
      { ...posts, clamp: false },
      [
        [0, 0],
        [5, 0.5],
        [11, 1.1],
      ],
    ],
    [
      "goalposts scaled",
      { ...posts, scale: 100 },
      [
        [1, 10],
        [11, 100],
      ],
    ],
    [
      "logarithm",
      { kind: "goalposts", min: 100, max: 75_000, log: "ln" },
      [
        [3829, 0.550626655],
        [0, "LOG_NONPOSITIVE"],
      ],
    ],
    [
      "steps down (PSY-4)",
      { ...psy4, thresholds: [...psy4.thresholds], points: [...psy4.points] },
      [
        [22, 0],
        [21, 1],
        [14, 2],
        [7, 3],
        [3, 4],
      ],
    ],
    [
      "the same, strict",
      { ...psy4, thresholds: [...psy4.thresholds], points: [...psy4.points], strict: true },
      [
        [22, 0],
        [21, 0],
        [14, 1],
        [7, 2],
        [3, 3],
      ],
    ],
    [
      "steps up (PRO-1)",
      { ...pro1, thresholds: [...pro1.thresholds], points: [...pro1.points] },
      [
        [24.9, 0],
        [25, 1],
        [95, 4],
      ],
    ],
    [
      "the same, strict",
      { ...pro1, thresholds: [...pro1.thresholds], points: [...pro1.points], strict: true },
      [[25, 0]],
    ],
    [
      "equal thresholds skip a step",
      { kind: "steps", thresholds: [5, 5], points: [0, 1, 2], direction: 1 },
      [
        [4, 0],
        [5, 2],
      ],
    ],
    [
      "linear",
      line,
      [
        [-1, 0],
        [5, 2.5],
        [10, 5],
        [15, 5],
        [25, 5],
      ],
    ],
    [
      "linear, no clamp",
      { ...line, outside: "error" },
      [
        [-1, "OUT_OF_SCALE"],
        [20, 5],
      ],
    ],
    [
      "anchored",
      { kind: "anchored", max: 4, allowed: [0, 2, 4] },
      [
        [2, 0.5],
        [3, "GRADE_NOT_ANCHORED"],
      ],
    ],
    [
      "binary",
      { kind: "binary" },
      [
        [true, 1],
        [false, 0],
        [1, "VALUE_KIND"],
      ],
    ],
    [
      "identity",
      { kind: "identity", min: 0, max: 1 },
      [
        [0.3, 0.3],
        [1.1, "OUT_OF_SCALE"],
      ],
    ],
    [
      "proportion",
      { kind: "proportion" },
      [
        [{ success: 1, total: 3 }, 0.333333333],
        [{ success: 0, total: 0 }, null],
        [{ success: 1, total: 0 }, "PROPORTION_INVALID"],
      ],
    ],
  ];
  test.each(cases)("%s", (_, spec, values) => {
    expect(values.map(([raw]) => read(raw, spec))).toEqual(values.map(([, expected]) => expected));
  });
});
