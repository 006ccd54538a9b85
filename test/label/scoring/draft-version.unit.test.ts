import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";

import draftFile from "../../../content/drafts/label@0.10.0.json" with { type: "json" };
import committed from "../../../content/referentials/quotes.sha256.json" with { type: "json" };
import examples from "../../../docs/scoring/label.answers.json" with { type: "json" };
import { rebase } from "../../../src/label/referential/rebase.ts";
import {
  bestGrade,
  carriedTo,
  gatesAlone,
  offerWith,
  wordsAlone,
  wordsAndGates,
} from "../../../src/label/referential/trial.ts";
import { wrongReferential } from "../../../src/label/referential/referential.ts";
import type { AnswersFile, ReferentialFile, UnitSpec } from "../../../src/label/scoring/formats.ts";
import type { Model } from "../../../src/label/scoring/model.ts";
import type { ScoredUnit } from "../../../src/label/scoring/score.ts";
import { label, modelFrom, scored } from "../../support/label.ts";

const draft = modelFrom(draftFile);
const old = label.file;
const shared = "../shared/sources/mutuelles-article.txt";

const DAY = "2026-10-01";
const unitOf = (model: Model, grades: ReadonlyMap<string, number>, facts: UnitSpec["facts"] = {}): UnitSpec =>
  offerWith(model, { grades, facts, day: DAY });
const shutOf = ({ gates }: ScoredUnit): string[] => gates.filter((one) => !one.met).map((one) => one.criterion);
const said = (
  model: Model,
  grades: ReadonlyMap<string, number>,
  facts?: UnitSpec["facts"],
): [number | undefined, string | null] => {
  const { verified, level } = scored(model, unitOf(model, grades, facts));
  return [verified.basisPoints, level];
};

describe("the draft 0.10.0 holds what its page says", () => {
  test("nothing is wrong with it, after every published version; it is a draft, and asks every kind of piece", () => {
    const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");
    const check = { quotes: committed as Record<string, string[]>, sha256, before: [old] };
    expect(wrongReferential(draftFile as ReferentialFile, check)).toEqual([]);
    expect([draft.file.status, draft.file.evidenceRule, draft.file.definitions?.length]).toEqual(["draft", "kinds", 3]);
  });

  test("its new quotes stand word for word in the article, wherever it is", () => {
    const article = existsSync(shared) ? readFileSync(shared, "utf8") : null;
    const fresh = draft.file.criteria.filter(({ since }) => since === "0.10.0");
    expect(fresh.map(({ id }) => id)).toEqual(["ACC-7", "PRO-5", "IMP-4", "CON-2", "CON-3"]);
    const missing = fresh.flatMap(({ motive = [] }) =>
      motive.filter(({ quote }) => article?.includes(quote) === false),
    );
    expect(missing).toEqual([]);
  });

  test("42 criteria, 61 required pieces, 100 points by dimension, gates 20, 18 and 12, one contact for N1", () => {
    const { criteria, tree, levels = [] } = draft.file;
    const pieces = ({ file }: Model): number =>
      file.criteria.flatMap(({ evidence = [] }) => evidence).reduce((sum, { min }) => sum + min, 0);
    expect([criteria.length, pieces(draft), pieces(label)]).toEqual([42, 61, 55]);
    const dimensions = tree.children.map((child) => ("node" in child ? child.node.children : []));
    expect(dimensions.map((one) => one.length)).toEqual([7, 3, 5, 7, 5, 4, 4, 7]);
    const points = dimensions.map((one) =>
      one.reduce((sum, child) => sum + ("criterion" in child ? (draft.weights.get(child.criterion) ?? 0) : 0), 0),
    );
    expect(points).toEqual([20, 10, 10, 19, 13, 7, 6, 15]);
    const gates = criteria.flatMap((one) => one.gates ?? []);
    expect(["N1", "N2", "N3"].map((level) => gates.filter((gate) => gate.level === level).length)).toEqual([
      20, 18, 12,
    ]);
    expect(levels.map((level) => level.mysteryTests)).toEqual([1, 1, 2]);
    const major = criteria.filter((one) => one.severity === "major-only").map((one) => one.id);
    expect(major.join(" ")).toBe("PSY-5 ACC-3 PRO-2 ORI-1 CON-1 CON-2");
    const asked = criteria.filter((one) => one.help?.question !== undefined).map((one) => one.id);
    expect(asked.join(" ")).toBe("PSY-1 PSY-3 PSY-4 JUR-1 JUR-2 TEC-1 TEC-2 ACC-1 ACC-2 ACC-3 ACC-4 CON-1");
  });

  test("every grade at its best is 10000 and N3", () => {
    const best = new Map(draft.file.criteria.map((one) => [one.id, bestGrade(one)]));
    expect(said(draft, best, { mysteryTests: 2, interview: true })).toEqual([10_000, "N3"]);
  });

  test.each([
    ["N1", 2250, [2125, 750, 1750, 4078, 1923, 2857, 1666, 1666]],
    ["N2", 4200, [3500, 3500, 4000, 5789, 4230, 2857, 5000, 4000]],
    ["N3", 5625, [5625, 5000, 5000, 6578, 5000, 5000, 5000, 6333]],
  ] as const)("gates of %s alone make %i basis points", (level, total, dimensions) => {
    const upTo = ["N1", "N2", "N3"].slice(0, ["N1", "N2", "N3"].indexOf(level) + 1);
    const result = scored(draft, unitOf(draft, gatesAlone(draft, upTo), { mysteryTests: 2, interview: true }));
    expect(result.verified.basisPoints).toBe(total);
    expect(result.nodes.slice(1).map((node) => node.basisPoints)).toEqual(dimensions);
    expect(result.level).toBe(level === "N3" ? "N1" : null);
  });
});

describe("what the draft changes, computed", () => {
  test("words alone reach no level, and say what is missing", () => {
    expect(said(label, wordsAlone(label))).toEqual([6700, null]);
    expect(said(draft, wordsAlone(draft))).toEqual([6500, null]);
    expect(shutOf(scored(draft, unitOf(draft, wordsAlone(draft))))).toEqual([
      "PSY-1",
      "PSY-3",
      "PSY-4",
      "ACC-1",
      "PRO-1",
      "PRO-2",
    ]);
  });

  test("words with the first gates just met elsewhere: N1 until now, and now the contact alone is missing", () => {
    expect(said(label, wordsAndGates(label))).toEqual([7350, "N1"]);
    expect(said(draft, wordsAndGates(draft))).toEqual([7275, null]);
    const { conditions, floors, gates } = scored(draft, unitOf(draft, wordsAndGates(draft)));
    const open = conditions.filter((one) => !one.met).map((one) => one.kind);
    expect([open, floors.filter((one) => !one.met), gates.filter((one) => !one.met)]).toEqual([
      ["mysteryTests"],
      [],
      [],
    ]);
    expect(said(draft, wordsAndGates(draft), { mysteryTests: 1 })).toEqual([7275, "N1"]);
  });

  test("a thin offer, N1 until now, gets none: four gates, a floor, the score and the contact", () => {
    const thin = new Map(
      Object.entries({
        "PSY-1": 1,
        "PSY-2": 2,
        "PSY-3": 1,
        "PSY-5": 4,
        "PSY-6": 2,
        "JUR-1": 1,
        "JUR-2": 4,
        "TEC-1": 1,
        "TEC-2": 2,
        "TEC-5": 4,
        "ACC-1": 3,
        "ACC-2": 1,
        "ACC-3": 4,
        "ACC-5": 4,
        "PRO-1": 1,
        "PRO-2": 4,
        "PRO-3": 4,
        "PRO-4": 3,
        "VIS-1": 4,
        "VIS-2": 4,
        "VIS-3": 3,
        "VIS-4": 4,
        "PAR-1": 1,
        "PRE-1": 1,
        "PLA-1": 4,
        "ORI-1": 4,
        "IMP-2": 2,
        "IMP-3": 2,
        "CON-1": 2,
      }),
    );
    expect(said(label, thin)).toEqual([5025, "N1"]);
    const result = scored(draft, unitOf(draft, thin));
    expect([result.verified.basisPoints, result.level]).toEqual([4575, null]);
    expect(shutOf(result)).toEqual(["PSY-4", "ACC-4", "ACC-6", "ACC-7", "CON-2"]);
    expect(result.floors.filter((one) => !one.met).map((one) => one.node)).toEqual(["D8"]);
    expect(result.conditions.filter((one) => !one.met).map((one) => one.kind)).toEqual(["score", "mysteryTests"]);
  });

  test("the three worked offers, new criteria unanswered", () => {
    const { units } = examples as AnswersFile;
    expect(units.map((unit) => scored(label, unit).verified.basisPoints)).toEqual([7475, 6550, 3801]);
    const after = units.map((unit) => scored(draft, carriedTo(draft, unit, { before: scored(label, unit), day: DAY })));
    expect(after.map(({ verified, level }) => [verified.basisPoints, level])).toEqual([
      [6650, null],
      [5800, null],
      [3392, null],
    ]);
  });
});

test("answers of a draft application to criteria that were worded anew are kept, to be confirmed; new criteria are listed", () => {
  const answers = Object.fromEntries(
    ["PSY-4", "ACC-2", "ACC-4", "PRO-1", "PRO-2", "IMP-1", "CON-1"].map((id) => [id, 2]),
  );
  const { answers: kept, toConfirm } = rebase(answers, old, draft.file);
  expect(Object.keys(kept)).toEqual(Object.keys(answers));
  const by = (why: string): string[] => toConfirm.filter((one) => one.why === why).map((one) => one.criterion);
  expect(by("changed")).toEqual(["PSY-4", "ACC-2", "ACC-4", "PRO-1", "PRO-2", "IMP-1"]);
  expect(by("new")).toEqual(["ACC-7", "PRO-5", "IMP-4", "CON-2", "CON-3"]);
});

test("a command prints both versions side by side: what holds of each, offers on paper, the three of the demo", () => {
  const files = [
    "content/referentials/label@0.9.0.json",
    "content/drafts/label@0.10.0.json",
    "docs/scoring/label.answers.json",
  ];
  const out = execFileSync(process.execPath, ["scripts/referential.ts", "compare", ...files], { encoding: "utf8" });
  const rows = new Map(out.split("\n").map((line) => [line.split("\t")[0] ?? "", line.split("\t").slice(1)]));
  expect(rows.get("pièces demandées")).toEqual(["55", "61"]);
  expect(rows.get("portes par niveau")).toEqual(["13 16 7", "20 18 12"]);
  expect(rows.get("sur le papier seul")).toEqual(["6700 aucun niveau", "6500 aucun niveau"]);
  expect(rows.get("papier, et portes du premier niveau")).toEqual(["7350 Essentiel", "7275 aucun niveau"]);
  expect(["exemple-alcyon", "exemple-bruyere", "exemple-cytise"].map((id) => rows.get(id))).toEqual([
    ["7475 Renforcé", "6650 aucun niveau"],
    ["6550 Essentiel", "5800 aucun niveau"],
    ["3801 aucun niveau", "3392 aucun niveau"],
  ]);
});

describe("every required kind of piece, in number", () => {
  const one = draft.criteria.get("PSY-1") ?? expect.unreachable();
  const reasonOf = (
    evidence: { kind: "document" | "dataset"; issuedOn: string; accepted: boolean; instead?: "in_progress" }[],
  ): string => {
    const unit = { id: "u", answers: { "PSY-1": { declared: 3, verified: 3, evidence } } };
    return scored(draft, unit).criteria.find(({ id }) => id === one.id)?.reason ?? "";
  };
  const piece = (kind: "document" | "dataset", issuedOn = "2026-10-01", accepted = true) => ({
    kind,
    issuedOn,
    accepted,
  });
  test("one document does not hold up a grade that asks a data set too: the missing piece is named", () => {
    expect(reasonOf([piece("document")])).toBe("il manque 1 jeu de données : compte pour 0");
    expect(reasonOf([piece("document"), piece("document")])).toBe("il manque 1 jeu de données : compte pour 0");
    expect(reasonOf([])).toBe("il manque 1 document et 1 jeu de données : compte pour 0");
    expect(reasonOf([piece("document"), piece("dataset", "2026-10-01", false)])).toContain(
      "il manque 1 jeu de données",
    );
    expect(reasonOf([piece("document"), piece("dataset", "2023-10-01")])).toBe("preuve trop ancienne : compte pour 0");
    expect(reasonOf([piece("document"), piece("dataset")])).toBe("vérifié");
  });

  test("a reason in place of a piece counts only once an assessor accepts it", () => {
    const instead = (accepted: boolean) => ({
      kind: "dataset" as const,
      issuedOn: "2026-10-01",
      accepted,
      instead: "in_progress" as const,
    });
    expect(reasonOf([piece("document"), instead(false)])).toContain("il manque");
    expect(reasonOf([piece("document"), instead(true)])).toBe("vérifié");
  });

  test("versions without the rule go on taking any piece", () => {
    const unit = { id: "u", answers: { "PSY-1": { declared: 3, verified: 3, evidence: [piece("document")] } } };
    expect(scored(label, unit).criteria.find(({ id }) => id === "PSY-1")?.reason).toBe("vérifié");
  });
});
