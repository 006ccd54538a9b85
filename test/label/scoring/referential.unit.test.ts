import { createHash } from "node:crypto";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { describe, expect, test } from "vitest";

import committed from "../../../content/referentials/quotes.sha256.json" with { type: "json" };
import { wrongReferential } from "../../../src/label/referential/referential.ts";
import type { ReferentialFile } from "../../../src/label/scoring/formats.ts";
import { AT, OPTIONS, label, levelOf, modelFrom, offer, proven, referentialText, scored } from "../../support/label.ts";

const quotes = committed as Record<string, string[]>;
const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");
const file = (): ReferentialFile => JSON.parse(referentialText) as ReferentialFile;
const wrong = (changed: ReferentialFile, before: readonly ReferentialFile[] = []): string[] =>
  wrongReferential(changed, { quotes, sha256, before });
/** The file with one criterion changed. */
const withCriterion = (id: string, change: Partial<ReferentialFile["criteria"][number]>): ReferentialFile => {
  const base = file();
  return { ...base, criteria: base.criteria.map((one) => (one.id === id ? { ...one, ...change } : one)) };
};

describe("the referential says what its specification says", () => {
  test("nothing is wrong with it, nor with any published version", () => {
    const versions = readdirSync("content/referentials").filter((name) => name.startsWith("label@"));
    const files = versions.map(
      (name) => JSON.parse(readFileSync(`content/referentials/${name}`, "utf8")) as ReferentialFile,
    );
    expect(files.flatMap((one, i) => wrong(one, files.slice(0, i)))).toEqual([]);
  });

  test("37 criteria, 100 points, eight dimensions; 13, 16 and 7 gates; twelve questions", () => {
    const { criteria, tree } = label.file;
    expect(criteria.length).toBe(37);
    const sums = tree.children.map((child) =>
      "node" in child
        ? child.node.children.reduce(
            (sum, one) => sum + ("criterion" in one ? (label.criteria.get(one.criterion)?.weight ?? 0) : 0),
            0,
          )
        : 0,
    );
    expect(sums).toEqual([20, 11, 13, 19, 12, 9, 8, 8]);
    const gates = criteria.flatMap((one) => one.gates ?? []);
    expect(["N1", "N2", "N3"].map((level) => gates.filter((gate) => gate.level === level).length)).toEqual([13, 16, 7]);
    const asked = criteria.filter((one) => one.help?.question !== undefined).map((one) => one.id);
    expect(asked.join(" ")).toBe("PSY-1 PSY-3 PSY-4 JUR-1 JUR-2 TEC-1 TEC-2 ACC-1 ACC-2 ACC-3 ACC-4 CON-1");
  });

  test("effort by grade, and the criteria whose every failure is major", () => {
    const by = (effort: number): string =>
      label.file.criteria
        .filter((one) => one.remediation?.effort === effort)
        .map((one) => one.id)
        .join(" ");
    expect(by(1)).toBe("PSY-5 JUR-2 TEC-5 ACC-3 PRO-3 VIS-1 VIS-2 VIS-3 PLA-1 ORI-1 IMP-3");
    expect(by(3)).toBe("PSY-1 PSY-3 ACC-1 ACC-2 PRO-1 IMP-2 CON-1");
    const major = label.file.criteria.filter((one) => one.severity === "major-only").map((one) => one.id);
    expect(major.join(" ")).toBe("PSY-5 ACC-3 PRO-2 ORI-1 CON-1");
  });

  // Gates just met, everything else 0: the totals bind at every level, floors bind wherever gates alone stay below.
  test.each([
    ["N1", 1800, [1375, 909, 1538, 2368, 2291, 3333, 1250, 1250], null],
    ["N2", 4075, [3500, 3636, 3461, 5657, 4166, 3333, 5000, 3125], null],
    ["N3", 5100, [5250, 5000, 4230, 5657, 5208, 5000, 5000, 5000], "N1"],
  ] as const)("gates of %s alone make %i basis points", (level, total, dimensions, reached) => {
    const upTo = new Set(
      label.levels.slice(0, label.levels.findIndex((one) => one.id === level) + 1).map((one) => one.id),
    );
    const grades = label.file.criteria.flatMap(({ id, gates = [] }) => {
      const least = Math.max(0, ...gates.filter((gate) => upTo.has(gate.level)).map((gate) => gate.minGrade));
      return least > 0 ? [[id, least] as const] : [];
    });
    const result = scored(label, offer(Object.fromEntries(grades), { mysteryTests: 2, interview: true }));
    expect(result.verified.basisPoints).toBe(total);
    expect(result.nodes.slice(1).map((node) => node.basisPoints)).toEqual(dimensions);
    expect(result.level).toBe(reached);
  });

  test("in the two articles, wherever they are, each quote stands word for word", () => {
    const folder = "../shared/sources";
    const read = (name: string): string | null =>
      existsSync(`${folder}/${name}`) ? readFileSync(`${folder}/${name}`, "utf8") : null;
    const articles = { A: read("mutuelles-article.txt"), B: read("recours-article.txt") };
    const missing = label.file.criteria.flatMap(({ id, motive = [] }) =>
      motive
        .filter(({ source, quote }) => articles[source]?.includes(quote) === false)
        .map(({ quote }) => `${id}: ${quote}`),
    );
    expect(missing).toEqual([]);
  });
});

describe("what CI refuses in a referential", () => {
  const quote = label.criteria.get("PSY-1")?.motive?.[0]?.quote ?? "";
  const broken: [string, () => string[], RegExp][] = [
    ["points that do not sum to 100", () => wrong(withCriterion("PSY-1", { weight: 6 })), /somme.*101/],
    [
      "a changed quote",
      () => wrong(withCriterion("PSY-1", { motive: [{ source: "A", quote: `${quote} !` }] })),
      /PSY-1.*citation/,
    ],
    [
      "a quote of nine words",
      () =>
        wrong(
          withCriterion("PSY-1", { motive: [{ source: "A", quote: "un deux trois quatre cinq six sept huit neuf" }] }),
        ),
      /8 mots/,
    ],
    ["no quote", () => wrong(withCriterion("PSY-1", { motive: [] })), /PSY-1.*citation/],
    [
      "a gate out of reach",
      () => wrong(withCriterion("VIS-2", { gates: [{ level: "N1", minGrade: 3 }] })),
      /VIS-2.*hors d’atteinte/,
    ],
    [
      "a gate that loosens with the level",
      () =>
        wrong(
          withCriterion("PSY-1", {
            gates: [
              { level: "N1", minGrade: 2 },
              { level: "N2", minGrade: 1 },
            ],
          }),
        ),
      /PSY-1.*baisse/,
    ],
    ["an id of another shape", () => wrong(withCriterion("PSY-1", { id: "PSY-10" })), /PSY-10/],
    [
      "« sans objet » on a criterion with a gate",
      () => wrong(withCriterion("PSY-1", { na: { allowed: true } })),
      /PSY-1.*sans objet/,
    ],
    [
      "a criterion without its words",
      () => wrong(withCriterion("PSY-1", { requirement: undefined })),
      /PSY-1.*requirement/,
    ],
    ["an anchor missing", () => wrong(withCriterion("PSY-5", { anchors: [{ grade: 0, text: "x" }] })), /PSY-5.*ancre/],
    [
      "a level easier than the one below",
      () =>
        wrong({ ...file(), levels: file().levels?.map((one) => (one.id === "N2" ? { ...one, naMaxBp: 1600 } : one)) }),
      /N2/,
    ],
    ["a banned word", () => wrong(withCriterion("PSY-1", { name: "Service certifié" })), /mot réservé : « certifi/],
    [
      "a question too few",
      () =>
        wrong(
          withCriterion("PSY-1", {
            help: {
              ...(label.criteria.get("PSY-1")?.help ?? { why: "", accepted: [], refused: [] }),
              question: undefined,
            },
          }),
        ),
      /12 questions/,
    ],
  ];
  test.each(broken)("%s", (_, found, why) => {
    expect(found().join("\n")).toMatch(why);
  });

  test("an id that disappears, or comes back as something else, in a later version", () => {
    const before = file();
    const next = { ...before, version: "1.0.0" };
    const gone = { ...next, criteria: next.criteria.filter((one) => one.id !== "PLA-1") };
    expect(wrong(gone, [before]).join("\n")).toMatch(/PLA-1.*disparu/);
    const retired = {
      ...before,
      criteria: before.criteria.map((one) => (one.id === "PLA-1" ? { ...one, lifecycle: "obsolete" as const } : one)),
    };
    expect(wrong(file(), [{ ...retired, version: "0.8.0" }]).join("\n")).toMatch(/PLA-1.*réutilisé/);
    expect(wrong({ ...before, title: { fr: "Autre" } }, [before]).join("\n")).toMatch(/0\.9\.0.*ne change plus/);
  });
});

describe("the level rule, at its bounds", () => {
  const all = (grade: (id: string) => number) =>
    Object.fromEntries(label.file.criteria.map((one) => [one.id, grade(one.id)]));
  const bounds = (minBp: number, floorBp: number) =>
    modelFrom({
      format: "referential/1",
      id: "bornes",
      version: "1.0.0",
      title: { fr: "Bornes" },
      status: "draft",
      missing: "zero",
      scale: { min: 0, max: 1 },
      display: { decimals: 0, rounding: "floor" },
      criteria: ["A", "B"].map((id) => ({ id, weight: 1, normalise: { kind: "identity", min: 0, max: 1 } })),
      tree: {
        id: "T",
        method: "arithmetic",
        children: ["A", "B"].map((id) => ({
          weight: 1,
          node: { id: `D${id}`, method: "arithmetic", children: [{ criterion: id }] },
        })),
      },
      levels: [{ id: "N1", minBp, floors: [{ level: "N1", node: "DA", minBp: floorBp }] }],
    });
  test("4999 is no level and 5000 is; 2499 in a dimension is not and 2500 is", () => {
    const at = (a: number, b: number): string | null =>
      levelOf(bounds(5000, 2500), { id: "u", answers: { A: a, B: b } });
    expect([at(0.4999, 0.4999), at(0.5, 0.5), at(0.2499, 1), at(0.25, 1)]).toEqual([null, "N1", null, "N1"]);
  });

  test("a piece counts up to its last day, and each level has its own limit of age", () => {
    const grades = all(() => 4);
    const unit = (issuedOn: string) => ({
      ...offer(grades, { mysteryTests: 2, interview: true }),
      answers: Object.fromEntries(Object.keys(grades).map((id) => [id, proven(4, issuedOn)])),
    });
    expect([OPTIONS.at, AT]).toEqual(["2026-11-22", "2026-11-22"]);
    expect(levelOf(label, unit("2025-11-22"))).toBe("N3");
    expect(levelOf(label, unit("2025-11-21"))).toBe("N1");
    expect(levelOf(label, unit("2024-11-22"))).toBe("N1");
    expect(levelOf(label, unit("2024-11-21"))).toBeNull();
    expect(scored(label, unit("2025-11-21")).scoreByLevel?.map((one) => one.basisPoints)).toEqual([10_000, 0, 0]);
  });

  test("levels ask for mystery tests and an interview beside the grades", () => {
    const unit = (mysteryTests: number, interview: boolean) =>
      offer(
        all(() => 4),
        { mysteryTests, interview },
      );
    expect([unit(0, false), unit(1, false), unit(2, false), unit(2, true)].map((one) => levelOf(label, one))).toEqual([
      "N1",
      "N2",
      "N2",
      "N3",
    ]);
  });

  test("without a piece, with a refused one, or found lower than declared: the lower counts", () => {
    const base = { declared: 4, verified: 4 };
    const piece = { kind: "document" as const, issuedOn: "2026-10-01" };
    const bp = (answer: object): number | undefined =>
      scored(label, { id: "u", answers: { "PSY-1": answer } }).nodes.find((node) => node.id === "D1")?.basisPoints;
    expect(bp({ ...base, evidence: [] })).toBe(0);
    expect(bp({ ...base, evidence: [{ ...piece, accepted: false }] })).toBe(0);
    expect(bp({ ...base, evidence: [{ ...piece, accepted: true, expiresOn: "2026-11-21" }] })).toBe(0);
    expect(bp({ ...base, evidence: [{ ...piece, accepted: true }] })).toBe(2500);
    expect(bp({ ...base, declared: 2, evidence: [{ ...piece, accepted: true }] })).toBe(1250);
  });
});
