import { describe, expect, test } from "vitest";

import { type View, isFresh, readAll } from "../../../src/label/scoring/answers.ts";
import { canonical, canonicalResult, seedOf, sha256 } from "../../../src/label/scoring/canonical.ts";
import { drawer } from "../../../src/label/scoring/chance.ts";
import { lackInWords, lackOf } from "../../../src/label/scoring/evidence.ts";
import { fraction, round9 } from "../../../src/label/scoring/exact.ts";
import type { AnswerSpec, CriterionSpec } from "../../../src/label/scoring/formats.ts";
import { type Method, combine } from "../../../src/label/scoring/means.ts";
import { modelOf } from "../../../src/label/scoring/model.ts";
import { type Normaliser, type Raw, normalise } from "../../../src/label/scoring/normalise.ts";
import { small } from "../../support/label.ts";

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
    ["logarithm from 0", { kind: "goalposts", min: 0, max: 10, log: "ln" }, [[5, "LOG_NONPOSITIVE"]]],
    ["logarithm down to 0", { kind: "goalposts", min: 10, max: 0, log: "ln" }, [[5, "LOG_NONPOSITIVE"]]],
    [
      "linear between knots that begin elsewhere than at 0",
      {
        kind: "linear",
        knots: [
          [10, 5],
          [20, 9],
        ],
        outside: "error",
      },
      [
        [9, "OUT_OF_SCALE"],
        [10, 5],
        [15, 7],
        [21, "OUT_OF_SCALE"],
      ],
    ],
    [
      "binary",
      { kind: "binary" },
      [
        [true, 1],
        [false, 0],
        [1, "VALUE_KIND"],
        [{ success: 1, total: 2 }, "VALUE_KIND"],
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
        [0, 0],
        [0.3, 0.3],
        [1.1, "OUT_OF_SCALE"],
        [-0.1, "OUT_OF_SCALE"],
        [true, "VALUE_KIND"],
      ],
    ],
    [
      "proportion",
      { kind: "proportion" },
      [
        [{ success: 1, total: 3 }, 0.333333333],
        [{ success: 0, total: 0 }, null],
        [{ success: 1, total: 0 }, "PROPORTION_INVALID"],
        [{ success: -1, total: 3 }, "PROPORTION_INVALID"],
      ],
    ],
  ];
  test.each(cases)("%s", (_, spec, values) => {
    expect(values.map(([raw]) => read(raw, spec))).toEqual(values.map(([, expected]) => expected));
  });

  test("whole numbers stay fractions, others are doubles; the last knot is its own value, to the last digit", () => {
    const exact = (raw: Raw, spec: Normaliser) => {
      const found = normalise(raw, spec, "X");
      return found.ok ? found.value : found.trouble;
    };
    const anchored = (max: number) => ({ kind: "anchored" as const, max, allowed: [0, 0.5, 1, 2] });
    expect(exact(2, anchored(4))).toEqual({ value: fraction(2, 4), grade: 2 });
    expect([exact(0.5, anchored(2)), exact(1, anchored(2.5))]).toEqual([
      { value: 0.25, grade: 0.5 },
      { value: 0.4, grade: 1 },
    ]);
    const of = (success: number, total: number) => exact({ success, total }, { kind: "proportion" });
    expect([of(1, 3), of(0.5, 2), of(1, 2.5)]).toEqual([
      { value: fraction(1, 3), grade: 1 / 3 },
      { value: 0.25, grade: 0.25 },
      { value: 0.4, grade: 0.4 },
    ]);
    const knots: [number, number][] = [
      [0, 0.4],
      [10, 0.1],
    ];
    expect(exact(10, { kind: "linear", knots, outside: "error" })).toEqual({ value: 0.1, grade: 0.1 });
    expect(exact(3, anchored(4))).toEqual({ code: "GRADE_NOT_ANCHORED", place: "X" });
  });
});

describe("pieces that hold up a grade", () => {
  const asked = (kind: "url" | "document" | "dataset", min: number) => ({ kind, min, publishable: true, text: "" });
  const criterion = (...evidence: ReturnType<typeof asked>[]): CriterionSpec => ({
    id: "A",
    normalise: { kind: "binary" },
    evidence,
  });
  const three = criterion(asked("url", 0), asked("document", 2), asked("dataset", 1), asked("document", 1));

  test("any one of them, or every kind in number; what may be there holds nothing up by its absence", () => {
    const held = [{ kind: "document" as const }];
    expect([lackOf(three, [], "any"), lackOf(three, held, "any"), lackOf(criterion(), [], "any")]).toEqual([
      [{ kind: "document", count: 1 }],
      [],
      [],
    ]);
    expect(lackOf(three, held, "kinds")).toEqual([
      { kind: "document", count: 2 },
      { kind: "dataset", count: 1 },
    ]);
  });

  test("what is missing is said in words", () => {
    expect(lackInWords(lackOf(three, [{ kind: "document" }], "kinds"))).toBe("2 documents et 1 jeu de données");
  });
});

describe("what one answer counts for, and why", () => {
  const graded: CriterionSpec = {
    id: "A",
    normalise: { kind: "anchored", max: 4, allowed: [0, 1, 2, 3, 4] },
    evidence: (["document", "dataset"] as const).map((kind) => ({ kind, min: 1, publishable: true, text: "" })),
  };
  const counted = (answer: AnswerSpec | undefined, over: Partial<View> = {}, criterion = graded) => {
    const model = modelOf(small({ criteria: [criterion], tree: { id: "T", method: "sum", children: [] } }));
    const view: View = { number: "verified", at: "2026-11-22", months: 24, isAssumed: false, rule: "any", ...over };
    const all = readAll(model, answer === undefined ? {} : { A: answer }, view);
    const reading = all.ok ? all.value.get("A") : all.trouble;
    return reading !== undefined && "state" in reading && reading.state === "value"
      ? [reading.grade, reading.reason]
      : reading;
  };
  const piece = (kind: "document" | "dataset", issuedOn = "2026-10-01") => ({ kind, issuedOn, accepted: true });
  const [declared, assumed] = [{ number: "declared" as const }, { isAssumed: true }];
  const missing = (reason: string) => ({ state: "missing", reason });
  const na = (accepted?: boolean) => ({ na: { justification: "", accepted } });
  const both = [piece("document"), piece("dataset")];

  test.each<[string, AnswerSpec | undefined, Partial<View>, unknown]>([
    ["no answer", undefined, {}, missing("sans réponse")],
    ["no grade", { declared: null, verified: 2 }, {}, missing("sans réponse")],
    ["declared", { declared: 3 }, declared, [3, "déclaré"]],
    ["declared, in a simulation", { declared: 3 }, assumed, [3, "déclaré"]],
    ["declared out of its scale", { declared: 9, verified: 2 }, {}, { code: "GRADE_NOT_ANCHORED", place: "A" }],
    ["not looked at yet", { declared: 3 }, {}, missing("pas encore vérifié")],
    ["not graded yet", { declared: 3, verified: null }, {}, missing("pas encore vérifié")],
    ["found lower", { declared: 3, verified: 2, evidence: both }, {}, [2, "vérifié"]],
    [
      "found higher",
      { declared: 2, verified: 3, evidence: both },
      {},
      [2, "la note déclarée, plus basse que la note trouvée"],
    ],
    ["0 needs no piece", { declared: 3, verified: 0 }, {}, [0, "vérifié"]],
    ["no piece", { declared: 3, verified: 2 }, {}, missing("preuve absente : compte pour 0")],
    [
      "no piece of a kind",
      { declared: 3, verified: 2, evidence: [piece("document")] },
      { rule: "kinds" },
      missing("il manque 1 jeu de données : compte pour 0"),
    ],
    [
      "a piece of long ago",
      { declared: 3, verified: 2, evidence: [piece("document", "2024-01-01")] },
      {},
      { ...missing("preuve trop ancienne : compte pour 0"), isStale: true },
    ],
    ["« sans objet », said", na(), declared, { state: "na", reason: "sans objet selon la réponse" }],
    ["the same, in a simulation", na(), assumed, { state: "na", reason: "sans objet selon la réponse" }],
    ["« sans objet », not accepted, as said", na(false), declared, missing("sans réponse")],
    ["« sans objet », asked", na(), {}, missing("sans objet demandé, pas encore accepté : compte pour 0")],
    ["« sans objet », accepted", na(true), {}, { state: "na", reason: "sans objet, accepté" }],
    ["« sans objet », not accepted", na(false), {}, missing("sans réponse")],
    ["the least range", { declared: 2, byRange: { x: 2, y: 3 } }, declared, [2, "déclaré"]],
    ["not the least range", { declared: 3, byRange: { x: 2, y: 3 } }, declared, { code: "RANGE_MISMATCH", place: "A" }],
  ])("%s", (_, answer, over, expected) => {
    expect(counted(answer, over)).toEqual(expected);
  });

  test("nothing out of nothing has no object; where somebody found cases, they count", () => {
    const share: CriterionSpec = { id: "A", normalise: { kind: "proportion" } };
    const [none, half] = [
      { success: 0, total: 0 },
      { success: 1, total: 2 },
    ];
    const object = { state: "na", reason: "aucun cas : sans objet" };
    expect(counted({ declared: none, verified: half }, {}, share)).toEqual([0.5, "vérifié"]);
    expect([counted({ declared: half, verified: none }, {}, share), counted(none, declared, share)]).toEqual([
      object,
      object,
    ]);
  });

  test("a criterion of later or of before counts for nothing; a plan's grade replaces what is there", () => {
    expect(
      (["future", "obsolete"] as const).map((lifecycle) => counted({ declared: 3 }, {}, { ...graded, lifecycle })),
    ).toEqual([
      { state: "idle", reason: "critère à venir" },
      { state: "idle", reason: "critère retiré" },
    ]);
    const model = modelOf(small({ criteria: [graded], tree: { id: "T", method: "sum", children: [] } }));
    const view: View = { number: "verified", at: undefined, months: null, isAssumed: false, rule: "any" };
    const planned = readAll(model, {}, view, new Map([["A", 4]]));
    expect(planned.ok && planned.value.get("A")).toMatchObject({ grade: 4, reason: "plan" });
  });

  test("a piece is young enough until its last day, and of any age where none is asked", () => {
    const old = { issuedOn: "2020-01-31" };
    expect([isFresh(old, "2026-11-22", null), isFresh(old, undefined, 24), isFresh(old, "2026-11-22", 24)]).toEqual([
      true,
      true,
      false,
    ]);
    const ends = { issuedOn: "2026-01-01", expiresOn: "2026-11-22" };
    expect(["2026-11-22", "2026-11-23", undefined].map((at) => isFresh(ends, at, null))).toEqual([true, false, true]);
    expect(["2022-01-31", "2022-02-01"].map((at) => isFresh(old, at, 24))).toEqual([true, false]);
  });
});

describe("draws and hashes that anybody can do again", () => {
  test("the drawer gives what the authors of xoshiro128** do from the words 1, 2, 3 and 4", () => {
    const draw = drawer([1, 2, 3, 4]);
    expect(Array.from({ length: 10 }, () => draw(2 ** 32))).toEqual([
      11_520, 0, 5_927_040, 70_819_200, 2_031_721_883, 1_637_235_492, 1_287_239_034, 3_734_860_849, 3_729_100_597,
      4_258_142_804,
    ]);
    const few = drawer([1, 2, 3, 4]);
    expect(Array.from({ length: 10 }, () => few(5001))).toEqual([0, 0, 6, 82, 2365, 1906, 1498, 4348, 4342, 4958]);
  });

  test("SHA-256 of « abc » is that of FIPS 180-4, and its first 16 bytes are the words of a seed", async () => {
    const hash = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    expect(await sha256("abc")).toBe(hash);
    const { text, words } = await seedOf("abc");
    expect([text, words.map((word) => word.toString(16)).join("")]).toEqual(["abc", hash.slice(0, 32)]);
  });

  test("one text for one value, whatever the order of its keys; a result without what stands beside it", () => {
    expect(canonical({ b: [1e21, "é"], a: null })).toBe('{"a":null,"b":[1e+21,"é"]}');
    expect(() => canonical(undefined)).toThrow("without JSON");
    const beside = ["resultHash", "rank", "engine", "whatIf", "robustness", "sensitivity", "shadow"];
    const unit = Object.fromEntries([...beside, "answersHash", "id"].map((key) => [key, 1]));
    expect(canonicalResult(unit)).toBe('{"answersHash":1,"id":1}');
  });
});
