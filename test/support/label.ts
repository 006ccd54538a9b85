import { readFileSync } from "node:fs";

import type { AnswerSpec, CriterionSpec, ReferentialFile, UnitSpec } from "../../src/label/scoring/formats.ts";
import type { Model } from "../../src/label/scoring/model.ts";
import { parseReferential } from "../../src/label/scoring/parse.ts";
import { type Options, reach, readUnit } from "../../src/label/scoring/reach.ts";
import { type FailedUnit, type ScoredUnit, scoreUnit } from "../../src/label/scoring/score.ts";
import { REFERENTIAL_PATH } from "./referential.ts";

/** The day on which tests read answers. */
export const AT = "2026-11-22";
export const OPTIONS: Options = { at: AT, isAssumed: false };

/** A checked model of a file, or the list of what is wrong as an error. */
export function modelFrom(file: unknown): Model {
  const read = parseReferential(file);
  if (!read.ok) {
    throw new Error(JSON.stringify(read.wrong));
  }
  return read.value;
}

type Small = Partial<ReferentialFile> & Pick<ReferentialFile, "criteria" | "tree">;
/** A referential with the parts that do not matter filled in. */
export const small = (file: Small): ReferentialFile => ({
  format: "referential/1",
  id: "petit",
  version: "1.0.0",
  title: { fr: "Petit" },
  status: "published",
  display: { decimals: 2, rounding: "floor" },
  missing: "fail",
  ...file,
});

/** Criteria A, B, C… that read numbers as they are. */
export const plain = (count: number): CriterionSpec[] =>
  Array.from({ length: count }, (_, i) => ({ id: letter(i), normalise: { kind: "identity" } }));
export const letter = (i: number): string => String.fromCharCode(65 + i);
export const answersOf = (values: readonly AnswerSpec[]): UnitSpec => ({
  id: "u",
  answers: Object.fromEntries(values.map((value, i) => [letter(i), value])),
});

/** A unit scored on the day of the tests; throws for a unit without a number. */
export function scored(model: Model, unit: UnitSpec, options: Options = OPTIONS): ScoredUnit {
  const result = scoreUnit(model, unit, options);
  if (result.status !== "ok") {
    throw new Error(JSON.stringify(result));
  }
  return result;
}

export function failure(model: Model, unit: UnitSpec): FailedUnit {
  const result = scoreUnit(model, unit, OPTIONS);
  if (result.status === "ok") {
    throw new Error("a number where none was expected");
  }
  return result;
}

export const referentialText = readFileSync(REFERENTIAL_PATH, "utf8");
export const label = modelFrom(JSON.parse(referentialText));

const piece = (issuedOn: string) => ({ kind: "document" as const, issuedOn, accepted: true });
/** A grade that is declared, found and backed by a fresh piece. */
export const proven = (grade: number, issuedOn = "2026-10-01"): AnswerSpec => ({
  declared: grade,
  verified: grade,
  evidence: [piece(issuedOn)],
});

/** A unit of the label with grades by criterion. */
export const offer = (grades: Readonly<Record<string, number>>, facts: UnitSpec["facts"] = {}): UnitSpec => ({
  id: "offre",
  facts,
  answers: Object.fromEntries(Object.entries(grades).map(([id, grade]) => [id, proven(grade)])),
});

/** The grades that a criterion may take. */
export const gradesOf = (criterion: CriterionSpec): readonly number[] =>
  criterion.normalise.kind === "anchored" ? criterion.normalise.allowed : [];

/** The level that a unit reaches. */
export function levelOf(model: Model, unit: UnitSpec): string | null {
  const read = readUnit(model, unit, OPTIONS);
  const reached = read.ok ? reach(model, read.value, { facts: unit.facts, isGiven: false }) : read;
  return reached.ok ? (reached.value.level?.id ?? null) : null;
}
