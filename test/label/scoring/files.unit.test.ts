import { describe, expect, test } from "vitest";

import type { AnswerSpec, NodeSpec, ReferentialFile, RuleSpec } from "../../../src/label/scoring/formats.ts";
import { parseAnswers, parseJson, parseReferential } from "../../../src/label/scoring/parse.ts";
import { answersOf, modelFrom, small } from "../../support/label.ts";

/* What is told of a file that cannot be scored: the place and why, each thing once, everything at once. */

const rule = (id: string, when: RuleSpec["when"], effect: RuleSpec["effect"]): RuleSpec => ({
  id,
  when,
  effect,
  reason: { fr: "" },
});
const X: NodeSpec = { id: "X", method: "sum", children: [{ criterion: "A" }, { criterion: "B", weight: -1 }], max: 5 };
const LEAF = { criterion: "C", weight: 0 };
const T: NodeSpec = { id: "T", method: "arithmetic", children: [{ weight: "auto", node: X }, LEAF] };
const GATED = { id: "N1", minBp: 5000, floors: [{ level: "N1", node: "X", minBp: 5000 }] };
const A: ReferentialFile["criteria"][number] = {
  id: "A",
  weight: 1,
  normalise: { kind: "anchored", max: 4, allowed: [0, 2, 4] },
  gates: [{ level: "N1", minGrade: 2 }],
  anchors: [{ grade: 4, text: "" }],
  na: { allowed: true },
};
const B: ReferentialFile["criteria"][number] = {
  id: "B",
  normalise: { kind: "identity" },
  gates: [{ level: "N1", minGrade: 7 }],
  anchors: [{ grade: 7, text: "" }],
};
const C: ReferentialFile["criteria"][number] = { id: "C", normalise: { kind: "binary" }, na: { allowed: false } };
const isLow = { of: "A", as: "grade" as const, op: "<" as const, than: "X" };
const RULES = [
  rule(
    "band",
    { all: [isLow, { not: { any: [{ of: "X", as: "node", op: ">", than: 1 }] } }] },
    { kind: "capBand", to: "low" },
  ),
  rule("value", isLow, { kind: "capValue", node: "X", to: 1 }),
  rule("out", isLow, { kind: "exclude", target: "A" }),
];
const BANDS = { direction: 1 as const, strict: false, list: ["low", "high"].map((id, bound) => ({ id, bound })) };
const FILE = small({
  scale: { min: 0, max: 4 },
  criteria: [A, B, C],
  tree: T,
  rules: RULES,
  bands: BANDS,
  levels: [GATED, { id: "N2", minBp: 6000 }],
});
const NO_FORM = "aucune des formes admises : voyez docs/scoring.md";
const told = (read: ReturnType<typeof parseJson> | ReturnType<typeof parseReferential>): string[] =>
  read.ok ? [] : read.wrong.map(({ place, why }) => `${place}: ${why}`);
const toldOf = (change: object): string[] => told(parseReferential({ ...FILE, ...change }));

describe("a referential is refused with the place and why", () => {
  type Normaliser = typeof C.normalise;
  const ORDER = "les abscisses doivent aller en croissant";
  test.each<[Normaliser, string[]]>([
    [{ kind: "steps", thresholds: [1, 1, 2], points: [0, 1, 2, 3], direction: 1 }, []],
    [{ kind: "steps", thresholds: [2, 1, 1], points: [0, 1, 2, 3], direction: -1 }, []],
    [
      { kind: "steps", thresholds: [2, 1], points: [0, 1, 2], direction: 1 },
      [".thresholds: les seuils doivent aller en croissant"],
    ],
    [
      { kind: "steps", thresholds: [1, 2], points: [0, 1, 2], direction: -1 },
      [".thresholds: les seuils doivent aller en décroissant"],
    ],
    [
      { kind: "steps", thresholds: [1, 2], points: [0, 1], direction: 1 },
      [".points: il faut une valeur de plus que de seuils (3)"],
    ],
    [{ kind: "goalposts", min: 0, max: 0 }, [": min et max doivent différer"]],
    [{ kind: "goalposts", min: 0, max: -1 }, []],
    [{ kind: "goalposts", min: 0, max: 1, log: "none" }, []],
    [{ kind: "goalposts", min: 0, max: 1, log: "ln" }, [": un logarithme demande des bornes supérieures à 0"]],
    [{ kind: "goalposts", min: 1, max: 0, log: "log10" }, [": un logarithme demande des bornes supérieures à 0"]],
    [{ kind: "goalposts", min: 1, max: 2, log: "ln" }, []],
    [
      {
        kind: "linear",
        knots: [
          [0, 0],
          [1, 1],
        ],
        outside: "clamp",
      },
      [],
    ],
    [{ kind: "linear", knots: [[0, 0]], outside: "clamp" }, [".knots: il faut au moins deux points"]],
    [
      {
        kind: "linear",
        knots: [
          [1, 0],
          [1, 1],
        ],
        outside: "clamp",
      },
      [`.knots: ${ORDER}`],
    ],
    [
      {
        kind: "linear",
        knots: [
          [0, 0],
          [2, 1],
          [1, 2],
        ],
        outside: "clamp",
      },
      [`.knots: ${ORDER}`],
    ],
    [{ kind: "anchored", max: 4, allowed: [] }, [".allowed: donnez au moins une note"]],
    [{ kind: "identity", min: 1, max: 1 }, [": min doit être inférieur à max"]],
    [{ kind: "identity", min: 2, max: 1 }, [": min doit être inférieur à max"]],
    [{ kind: "identity", min: 0, max: 1 }, []],
    [{ kind: "identity", min: 0 }, []],
    [{ kind: "identity", max: 0 }, []],
    [{ kind: "proportion" }, []],
  ])("%j", (normalise, expected) => {
    expect(toldOf({ criteria: [A, B, { ...C, normalise }] })).toEqual(
      expected.map((why) => `criteria[2].normalise${why}`),
    );
  });

  test("a checked file weighs criteria where they stand, and has its levels and bands from the least demanding on", () => {
    const { weights, levels, bands } = modelFrom({
      ...FILE,
      tree: {
        ...T,
        children: [
          {
            weight: "auto",
            node: {
              ...X,
              children: [
                { criterion: "A", weight: 7 },
                { criterion: "B", weight: -1 },
              ],
            },
          },
          LEAF,
        ],
      },
      levels: FILE.levels?.toReversed(),
      bands: { ...BANDS, direction: -1 },
    });
    expect(Object.fromEntries(weights)).toEqual({ A: 7, B: -1, C: 0 });
    expect([levels.map(({ id }) => id), bands]).toEqual([
      ["N1", "N2"],
      ["high", "low"],
    ]);
  });

  test("nothing is wrong with the file that the others change, nor with one that has criteria and a tree alone", () => {
    expect(toldOf({})).toEqual([]);
    const criteria = [A, B, C].map((one) => ({ ...one, gates: undefined }));
    const alone = { criteria, scale: undefined, rules: undefined, bands: undefined, levels: undefined };
    expect(toldOf(alone)).toEqual([]);
  });

  test.each<[string, object, string[]]>([
    ["a criterion given three times", { criteria: [A, B, C, C, C] }, ["C: critère"]],
    ["a rule given twice", { rules: [...RULES, RULES[0]] }, ["band: règle"]],
    ["a band given twice", { bands: { ...BANDS, list: [...BANDS.list, BANDS.list[1]] } }, ["high: bande"]],
    ["a level given twice", { levels: [GATED, GATED] }, ["N1: niveau"]],
    ["a node named like a criterion", { tree: { ...T, id: "B" } }, ["B: critère ou nœud"]],
    [
      "a criterion under two nodes",
      { tree: { ...T, children: [...T.children, { criterion: "A" }] } },
      ["A: critère placé sous deux nœuds"],
    ],
  ])("%s", (_, change, expected) => {
    expect(toldOf(change)).toEqual(expected.map((what) => `${what} : cet identifiant est donné deux fois`));
  });

  test.each<[string, object, string[]]>([
    ["a scale without a length", { scale: { min: 4, max: 4 } }, ["scale: min doit être inférieur à max"]],
    ["a scale upside down", { scale: { min: 4, max: 0 } }, ["scale: min doit être inférieur à max"]],
    ["levels without a scale", { scale: undefined }, ["levels: des niveaux demandent une échelle (scale)"]],
    [
      "a gate to a level that is not there, at a grade that is not one",
      { criteria: [{ ...A, gates: [{ level: "N9", minGrade: 3 }] }, B, C] },
      [
        "criteria[0].gates[0].level: aucun niveau ne s’appelle « N9 »",
        "criteria[0].gates[0].minGrade: la porte demande 3, qui n’est pas une note du critère : elle est hors d’atteinte",
      ],
    ],
    [
      "an anchor at a grade that is not one",
      { criteria: [{ ...A, anchors: [{ grade: 3, text: "" }] }, B, C] },
      ["criteria[0].anchors[0].grade: 3 n’est pas une note du critère"],
    ],
    [
      "a floor of another level, under a node that is not there",
      {
        levels: [
          { ...GATED, floors: [{ level: "N2", node: "Z", minBp: 0 }] },
          { id: "N2", minBp: 6000 },
        ],
      },
      [
        "levels[0].floors[0].level: ce plancher est rangé sous le niveau « N1 »",
        "levels[0].floors[0].node: aucun nœud ne s’appelle « Z »",
      ],
    ],
  ])("%s", (_, change, expected) => {
    expect(toldOf(change)).toEqual(expected);
  });

  const NEGATIVE = "un poids négatif n’a de sens que sous sum";
  const ONLY_SUM = "min et max n’ont de sens que pour la méthode sum";
  const WITHOUT_P = "une moyenne de puissance demande son exposant p";
  test.each<[Partial<NodeSpec>, string[]]>([
    [{ method: "power", p: 2 }, []],
    [{ method: "power" }, [`T: ${WITHOUT_P}`]],
    [{ p: 2 }, ["T: p n’a de sens que pour la méthode power"]],
    [{ min: 0 }, [`T: ${ONLY_SUM}`]],
    [{ max: 0 }, [`T: ${ONLY_SUM}`]],
    [{ method: "sum", min: 1 }, []],
    [{ method: "sum", min: 1, max: 1 }, []],
    [{ method: "sum", min: 2, max: 1 }, ["T: min doit être inférieur ou égal à max"]],
    [{ children: [{ weight: 0, node: X }, LEAF] }, []],
    [{ children: [{ weight: -1, node: X }, LEAF] }, [`X: ${NEGATIVE}`]],
    [{ method: "sum", children: [{ weight: -1, node: X }, LEAF] }, []],
    [
      {
        children: [
          { weight: "auto", node: X },
          { criterion: "C", weight: -1 },
        ],
      },
      [`C: ${NEGATIVE}`],
    ],
    [{ children: [{ weight: "auto", node: X }, { criterion: "C" }] }, ["C: ce critère n’a pas de poids"]],
    [
      {
        children: [
          { weight: "auto", node: X },
          { criterion: "C", weight: "auto" },
        ],
      },
      ["C: ce critère n’a pas de poids"],
    ],
    [{ children: [{ weight: "auto", node: X }, LEAF, { criterion: "Z" }] }, ["Z: aucun critère ne porte ce nom"]],
    [
      {
        children: [
          { weight: "auto", node: X },
          { weight: 1, node: { id: "Y", method: "sum", children: [] } },
        ],
      },
      ["Y: ce nœud n’a pas d’enfant"],
    ],
  ])("a tree with %j", (change, expected) => {
    expect(toldOf({ tree: { ...T, ...change } })).toEqual(expected);
  });

  const AS = "as vaut node pour un nœud, et pour un nœud seulement";
  test.each<[RuleSpec["when"], string[]]>([
    [{ of: "Z", as: "node", op: "<", than: 1 }, ["« Z » ne nomme rien (règle r)"]],
    [{ of: "A", as: "grade", op: "<", than: "Z" }, ["« Z » ne nomme rien (règle r)"]],
    [
      { not: { of: "Y", as: "raw", op: "<", than: "Z" } },
      ["« Y » ne nomme rien (règle r)", "« Z » ne nomme rien (règle r)"],
    ],
    [{ any: [{ all: [{ of: "Z", as: "raw", op: "<", than: 1 }] }] }, ["« Z » ne nomme rien (règle r)"]],
    [{ of: "A", as: "node", op: "<", than: 1 }, [`« A » : ${AS}`]],
    [{ of: "X", as: "grade", op: "<", than: 1 }, [`« X » : ${AS}`]],
  ])("a rule when %j", (when, expected) => {
    const rules = [rule("r", when, { kind: "zeroTotal" })];
    expect(toldOf({ rules })).toEqual(expected.map((why) => `rules[0].when: ${why}`));
  });

  test.each<[RuleSpec["effect"], string[]]>([
    [{ kind: "setValue", node: "A", to: 1 }, ["node: aucun nœud ne s’appelle « A » (règle r)"]],
    [{ kind: "exclude", target: "Z" }, ["target: « Z » ne nomme rien (règle r)"]],
    [{ kind: "exclude", target: "X" }, []],
    [{ kind: "capBand", to: "none" }, ["to: aucune bande ne s’appelle « none » (règle r)"]],
  ])("a rule that does %j", (effect, expected) => {
    expect(toldOf({ rules: [rule("r", isLow, effect)] })).toEqual(expected.map((why) => `rules[0].effect.${why}`));
  });
});

describe("answers are refused with the place and why", () => {
  const model = modelFrom(FILE);
  const answers = (some: readonly AnswerSpec[], change: object = {}): string[] =>
    told(parseAnswers({ format: "answers/1", referential: "petit@1.0.0", units: [answersOf(some)], ...change }, model));
  const na = (justification: string): AnswerSpec => ({ na: { justification } });

  test("an answer is a number, nothing, or « sans objet » with a word where the criterion allows it", () => {
    expect(answers([2, null, true])).toEqual([]);
    const file = { format: "answers/1", referential: "petit@1.0.0", units: [answersOf([2])] };
    expect(parseAnswers(file, model)).toEqual({ ok: true, value: file });
    expect(answers([na("pas de mineurs"), { declared: 3 }])).toEqual([]);
    const refused = "ce critère n’admet pas « sans objet »";
    expect(answers([na(" "), na("x"), na("x")])).toEqual([
      "units[0].answers.A.na.justification: « sans objet » demande une justification",
      `units[0].answers.B.na: ${refused}`,
      `units[0].answers.C.na: ${refused}`,
    ]);
    expect(answers([2, 1, true, null])).toEqual(["units[0].answers.D: aucun critère ne porte ce nom"]);
  });

  test("answers name the referential they are for, and each unit once", () => {
    expect(answers([2], { referential: "petit@1.0.1" })).toEqual([
      "referential: ces réponses sont pour « petit@1.0.1 », pas pour « petit@1.0.0 »",
    ]);
    expect(answers([2], { units: [answersOf([2]), answersOf([4])] })).toEqual([
      "u: unité : cet identifiant est donné deux fois",
    ]);
  });

  test.each<[string, object, string]>([
    ["a number as text", { units: [{ id: "u", answers: { A: "3" } }] }, `units[0].answers.A: ${NO_FORM}`],
    [
      "a number that is not finite",
      { units: [{ id: "u", answers: { A: Infinity } }] },
      `units[0].answers.A: ${NO_FORM}`,
    ],
    [
      "an unknown key in an answer",
      { units: [{ id: "u", answers: { A: { grade: 2, colour: 1 } } }] },
      "units[0].answers.A: clé inconnue : grade, colour",
    ],
    ["a day that does not exist", { at: "2026-02-30" }, "at: ce jour n’existe pas : écrivez AAAA-MM-JJ"],
    ["a name of no version", { referential: "petit" }, "referential: cette écriture n’est pas la bonne"],
    ["a key that is missing", { units: [{ id: "u" }] }, "units[0].answers: cette clé manque"],
    ["a text in place of a list", { units: "u" }, "units: on attend une liste"],
    ["a number in place of a text", { referential: 1 }, "referential: on attend un texte"],
    ["a list in place of an object", { units: [[]] }, "units[0]: on attend un objet"],
    [
      "half a test",
      { units: [{ id: "u", answers: {}, facts: { mysteryTests: 0.5 } }] },
      "units[0].facts.mysteryTests: on attend un nombre entier",
    ],
    [
      "less than no test",
      { units: [{ id: "u", answers: {}, facts: { mysteryTests: -1 } }] },
      "units[0].facts.mysteryTests: au moins 0",
    ],
    [
      "a text in place of yes or no",
      { units: [{ id: "u", answers: {}, facts: { interview: "oui" } }] },
      "units[0].facts.interview: on attend true ou false",
    ],
    ["a name that is too long", { units: [{ id: "u".repeat(101), answers: {} }] }, "units[0].id: au plus 100"],
  ])("%s", (_, change, expected) => {
    expect(answers([2], change)).toEqual([expected]);
  });
});

describe("a file of another shape", () => {
  const LINE = { kind: "linear", outside: "clamp" };
  test.each<[string, object, string]>([
    ["an unknown format", { format: "referential/2" }, 'format: valeurs possibles : "referential/1"'],
    ["an unknown key", { extra: 1 }, "fichier: clé inconnue : extra"],
    ["no criterion", { criteria: [] }, "criteria: au moins 1"],
    [
      "a text in place of a number",
      { scale: { min: "0", max: 1 } },
      "scale.min: on attend un nombre (fini, écrit sans guillemets)",
    ],
    [
      "a node without a method",
      { tree: { ...T, children: [{ weight: 1, node: { id: "X", children: [] } }] } },
      'tree.children[0].node.method: valeurs possibles : "arithmetic", "geometric", "harmonic", "power", "sum"',
    ],
    [
      "a child without a name",
      { tree: { ...T, children: [{ weight: 1 }] } },
      "tree.children[0].criterion: cette clé manque",
    ],
    [
      "a child of both kinds",
      { tree: { ...T, children: [{ criterion: "A", weight: 1, node: X }] } },
      "tree.children[0]: clé inconnue : node",
    ],
    ["a child that is a number", { tree: { ...T, children: [3] } }, `tree.children[0]: ${NO_FORM}`],
    [
      "a weight in words",
      { tree: { ...T, children: [{ criterion: "A", weight: "one" }] } },
      `tree.children[0].weight: ${NO_FORM}`,
    ],
    [
      "a comparison of no kind, inside others",
      { rules: [rule("r", { not: { all: [{ ...isLow, op: "~" as never }] } }, { kind: "zeroTotal" })] },
      'rules[0].when.not.all[0].op: valeurs possibles : "<", "<=", "=", "!=", ">=", ">"',
    ],
    [
      "a point of three numbers",
      { criteria: [{ ...C, normalise: { ...LINE, knots: [[0, 0, 0]] } }] },
      "criteria[0].normalise.knots[0]: au plus 2",
    ],
    [
      "a point that is a number",
      { criteria: [{ ...C, normalise: { ...LINE, knots: [0] } }] },
      "criteria[0].normalise.knots[0]: on attend une liste de deux nombres",
    ],
    ["more decimals than there are", { display: { decimals: 10, rounding: "floor" } }, "display.decimals: au plus 9"],
    ["a version of one number", { version: "1" }, "version: cette écriture n’est pas la bonne"],
  ])("%s", (_, change, expected) => {
    expect(toldOf(change)).toEqual([expected]);
  });

  test("text that is not JSON, and keys given twice in one object: not in two, nor as a value", () => {
    expect(told(parseJson("{"))[0]).toMatch(/^fichier: JSON illisible \(.+\)$/);
    const twice = (key: string): string => `${key}: cette clé est donnée deux fois dans le même objet`;
    expect(told(parseJson('{"a":1,"b":{"a":2},"c":["a","a","a"],"d":"a"}'))).toEqual([]);
    expect(told(parseJson('{"a":[1],"a":2}'))).toEqual([twice("a")]);
    expect(told(parseJson('{"a":1,"b":{"c":1,"\\u0063":2},"a":[{"d":1,"d":2},{"d":1}]}'))).toEqual(
      ["c", "a", "d"].map(twice),
    );
    expect(told(parseJson('{"a\\"b":":","c":"{","c":1}'))).toEqual([twice("c")]);
    expect(parseJson('{"a":[1]}')).toEqual({ ok: true, value: { a: [1] } });
  });
});
