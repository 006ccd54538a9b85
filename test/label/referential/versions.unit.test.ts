import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";

import { temporaryFolder } from "../../../scripts/local/temporary.ts";
import { DiffPage } from "../../../src/label/referential/diff.pages.tsx";
import { diffOf } from "../../../src/label/referential/diff.ts";
import { rebase } from "../../../src/label/referential/rebase.ts";
import type { CriterionSpec, ReferentialFile } from "../../../src/label/scoring/formats.ts";
import { parseAnswers } from "../../../src/label/scoring/parse.ts";
import { modelFrom, referentialText } from "../../support/label.ts";
import { REFERENTIAL, REFERENTIAL_PATH } from "../../support/referential.ts";

const before = JSON.parse(referentialText) as ReferentialFile;
/** A next version: one weight, one gate, one scale, one « sans objet » and one level changed; a criterion to come, one retired. */
function next(): ReferentialFile {
  const file = JSON.parse(referentialText) as ReferentialFile;
  const of = (id: string) =>
    file.criteria.find((one) => one.id === id) ?? file.criteria[0] ?? { id, normalise: { kind: "binary" as const } };
  file.version = "1.0.0";
  of("PSY-2").requirement = "Autrement dit.";
  of("TEC-2").gates = [];
  of("VIS-2").normalise = { kind: "anchored", max: 4, allowed: [0, 4] };
  of("VIS-2").anchors = of("VIS-2").anchors?.filter((one) => one.grade !== 2);
  of("VIS-2").gates = [{ level: "N1", minGrade: 4 }];
  of("PSY-7").na = { allowed: false };
  of("PLA-1").lifecycle = "obsolete";
  file.criteria.push({ ...of("PLA-1"), id: "PLA-2", lifecycle: "future" });
  const level = file.levels?.[0];
  if (level !== undefined) {
    level.minBp = 5500;
  }
  return file;
}
const ANSWERS = {
  "PSY-1": { declared: 3 },
  "PSY-2": { declared: 3 },
  "TEC-2": { declared: 0 },
  "VIS-2": { declared: 2 },
  "PSY-7": { na: { justification: "petite mutuelle" } },
  "PLA-1": { declared: 2 },
};

const folder = temporaryFolder("versions");

describe("from a version to another", () => {
  test("the difference is typed, keyed by criterion, and says whether it asks for more", () => {
    const changes = diffOf(before, next());
    const told = changes.map(
      (change) => `${change.kind} ${change.id} ${"attribute" in change ? change.attribute : ""} ${change.effect}`,
    );
    expect(told).toEqual([
      "update PSY-2 requirement tightens",
      "update PSY-7 na tightens",
      "update TEC-2 gates loosens",
      "update VIS-2 anchors tightens",
      "update VIS-2 gates tightens",
      "update PLA-1 lifecycle tightens",
      "add PLA-2  neutral",
      "update N1 minBp tightens",
    ]);
    expect(diffOf(before, before)).toEqual([]);
    expect(changes.find((change) => change.id === "TEC-2")).toMatchObject({ from: "N2 ≥ 2", to: "" });
  });

  type Part = "gates" | "evidence" | "na" | "floors";
  const gates = (...asked: [level: string, minGrade: number][]) => ({
    gates: asked.map(([level, minGrade]) => ({ level, minGrade })),
  });
  const piece = (kind: "document" | "mystery", text: string, min = 1) => ({ kind, text, min, publishable: false });
  const isOut = (condition?: string) => ({ na: { allowed: condition !== undefined, condition } });
  test.each<[string, Part, Partial<CriterionSpec>, Partial<CriterionSpec>, string]>([
    ["a gate comes to a lower level", "gates", gates(["N3", 4]), gates(["N1", 3]), "tightens"],
    ["one gate rises as another falls", "gates", gates(["N1", 2], ["N2", 3]), gates(["N1", 3], ["N2", 2]), "tightens"],
    ["a gate goes", "gates", gates(["N1", 2], ["N2", 3]), gates(["N2", 3]), "loosens"],
    ["gates in another order", "gates", gates(["N1", 2], ["N2", 3]), gates(["N2", 3], ["N1", 2]), "neutral"],
    [
      "a piece has to say more",
      "evidence",
      { evidence: [piece("document", "Programme.")] },
      { evidence: [piece("document", "Programme, avec 2 heures de pratique.")] },
      "tightens",
    ],
    [
      "a piece of another kind",
      "evidence",
      { evidence: [piece("document", "Appels.")] },
      { evidence: [piece("mystery", "Appels.")] },
      "tightens",
    ],
    [
      "a piece fewer",
      "evidence",
      { evidence: [piece("document", "Un."), piece("document", "Deux.")] },
      { evidence: [piece("document", "Un.")] },
      "loosens",
    ],
    [
      "what we bring ourselves is said otherwise",
      "evidence",
      { evidence: [piece("mystery", "Un.", 0)] },
      { evidence: [piece("mystery", "Deux.", 0)] },
      "neutral",
    ],
    [
      "« sans objet » on another condition",
      "na",
      isOut("Aucun salarié."),
      isOut("Aucun salarié ni bénévole."),
      "tightens",
    ],
    ["« sans objet » is open", "na", isOut(), isOut("Aucun salarié."), "loosens"],
  ])("%s: what it asks is read part by part, and a sum hides nothing", (_, attribute, was, is, effect) => {
    const [old, now] = [was, is].map((one) => {
      const file = JSON.parse(referentialText) as ReferentialFile;
      return { ...file, criteria: file.criteria.map((c) => (c.id === "PSY-1" ? { ...c, ...one } : c)) };
    }) as [ReferentialFile, ReferentialFile];
    expect(diffOf(old, now)).toMatchObject([{ attribute, effect }]);
  });

  test("the conditions of a level are read one by one, in words; a floor that rises is not made up for by one that falls", () => {
    const file = next();
    const [level] = file.levels ?? [];
    const [one, other] = level?.floors ?? [];
    if (level === undefined || one === undefined || other === undefined) {
      throw new Error("no floors");
    }
    [one.minBp, other.minBp] = [one.minBp + 500, other.minBp - 500];
    level.evidenceMaxMonths = undefined;
    level.interview = true;
    const told = diffOf(before, file).flatMap((change) =>
      change.id === "N1" && "attribute" in change ? [[change.attribute, change.to, change.effect]] : [],
    );
    expect(told).toEqual([
      ["minBp", "5500", "tightens"],
      ["floors", expect.any(String), "tightens"],
      ["evidenceMaxMonths", "", "loosens"],
      ["interview", "oui", "tightens"],
    ]);
  });

  test("a criterion that is gone takes its answer with it, and says so: no answer stays that the version does not know", () => {
    const file = JSON.parse(referentialText) as ReferentialFile;
    file.criteria = file.criteria.filter(({ id }) => id !== "PLA-1");
    const { answers, toConfirm } = rebase({ "PSY-1": { declared: 3 }, "PLA-1": { declared: 2 } }, before, file);
    expect([Object.keys(answers), toConfirm]).toEqual([["PSY-1"], [{ criterion: "PLA-1", why: "gone" }]]);
  });

  test("the page says what changes, criterion by criterion, and whether it asks for more", () => {
    const html = String(DiffPage({ before, after: next() }));
    expect(html).toContain(`De ${REFERENTIAL.slice("label@".length)} à 1.0.0`);
    expect(html.match(/<tr\b/g)).toHaveLength(1 + diffOf(before, next()).length);
    expect(html).toMatch(/TEC-2.*portes.*N2 ≥ 2.*demande moins/s);
    expect(String(DiffPage({ before, after: before }))).toContain("Rien ne change.");
  });

  test("a draft is carried over: loosening by itself, tightening listed, what exists no more left out", () => {
    const { answers, toConfirm } = rebase(ANSWERS, before, next());
    expect(Object.keys(answers)).toEqual(["PSY-1", "PSY-2", "TEC-2", "PLA-1"]);
    expect(toConfirm).toEqual([
      { criterion: "PSY-2", why: "changed" },
      { criterion: "VIS-2", why: "grade_gone" },
      { criterion: "PSY-7", why: "na_gone" },
      { criterion: "PLA-1", why: "changed" },
      { criterion: "PLA-2", why: "new" },
    ]);
  });

  test("the commands: check, diff, rebase, and what they refuse", () => {
    const run = (...args: string[]) =>
      spawnSync(process.execPath, ["scripts/referential.ts", ...args], { encoding: "utf8" });
    const write = (name: string, value: unknown): string => {
      writeFileSync(join(folder, name), JSON.stringify(value));
      return join(folder, name);
    };
    const old = REFERENTIAL_PATH;
    const after = write("next.json", next());
    const drafts = write("a.json", {
      format: "answers/1",
      referential: REFERENTIAL,
      units: [{ id: "u", answers: ANSWERS }],
    });
    expect(run("check").stdout).toContain("rien à corriger");
    expect((JSON.parse(run("diff", old, after).stdout) as unknown[]).length).toBe(8);
    const out = join(folder, "out.json");
    expect(JSON.parse(run("rebase", old, after, drafts, out).stdout)).toMatchObject([
      { id: "u", toConfirm: [{}, {}, {}, {}, {}] },
    ]);
    expect(parseAnswers(JSON.parse(readFileSync(out, "utf8")), modelFrom(next())).ok).toBe(true);
    expect(run("rebase", old, after, after, out)).toMatchObject({ status: 2, stdout: "" });
    expect(run("autre")).toMatchObject({ status: 2 });
  });
});
