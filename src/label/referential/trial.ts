import type { AnswerSpec, CriterionSpec, UnitSpec } from "../scoring/formats.ts";
import type { Model } from "../scoring/model.ts";
import { type ScoredUnit, scoreUnit } from "../scoring/score.ts";

/* Offers by which a version is tried before it is published: the least that opens gates, an offer on paper alone, one carried over. */

/** A grade with a fresh piece for everything that its criterion asks. */
function whole({ evidence = [] }: CriterionSpec, grade: number, issuedOn: string): AnswerSpec {
  const pieces = evidence.flatMap(({ kind, min }) =>
    Array.from({ length: min }, () => ({ kind, issuedOn, accepted: true })),
  );
  return { declared: grade, verified: grade, evidence: pieces };
}

type Facts = UnitSpec["facts"];
/** An offer with these grades, each proven that day; what is not named has no answer. */
export function offerWith(
  { file }: Pick<Model, "file">,
  { grades, facts = {}, day }: { grades: ReadonlyMap<string, number>; facts?: Facts; day: string },
): UnitSpec {
  const answers = file.criteria.flatMap((one) => {
    const grade = grades.get(one.id);
    return grade === undefined ? [] : [[one.id, whole(one, grade, day)] as const];
  });
  return { id: "offre", facts, answers: Object.fromEntries(answers) };
}

export const bestGrade = ({ normalise }: CriterionSpec): number =>
  normalise.kind === "anchored" ? Math.max(...normalise.allowed) : 0;

/** Criteria whose required pieces are words, documents and pages, at their best. */
export function wordsAlone({ file }: Pick<Model, "file">): Map<string, number> {
  const isWords = ({ evidence = [] }: CriterionSpec): boolean =>
    evidence.filter(({ min }) => min > 0).every(({ kind }) => kind === "document" || kind === "url");
  return new Map(file.criteria.filter(isWords).map((one) => [one.id, bestGrade(one)]));
}

/** The gates of some levels, just met. */
export function gatesAlone({ file }: Pick<Model, "file">, levels: readonly string[]): Map<string, number> {
  return new Map(
    file.criteria.flatMap(({ id, gates = [] }) => {
      const least = Math.max(0, ...gates.filter((gate) => levels.includes(gate.level)).map((gate) => gate.minGrade));
      return least === 0 ? [] : [[id, least] as const];
    }),
  );
}

/** Words alone, with the gates of the first level just met elsewhere. */
export function wordsAndGates(model: Pick<Model, "file" | "levels">): Map<string, number> {
  const grades = gatesAlone(model, [model.levels[0]?.id ?? ""]);
  wordsAlone(model).forEach((grade, id) => grades.set(id, grade));
  return grades;
}

/** An offer as it would stand under another version: its verified grades with every piece that is asked there, new criteria unanswered. */
export function carriedTo(
  next: Pick<Model, "file">,
  unit: UnitSpec,
  { before, day }: { before: ScoredUnit; day: string },
): UnitSpec {
  const grades = before.criteria.flatMap(({ id, normalised }): [string, number][] =>
    normalised === null ? [] : [[id, Math.round(normalised * 4)]],
  );
  const { answers, facts } = offerWith(next, { grades: new Map(grades), facts: unit.facts, day });
  const notAsked = Object.entries(unit.answers).filter(
    ([, one]) => typeof one === "object" && one !== null && "na" in one,
  );
  return { id: unit.id, facts, answers: { ...answers, ...Object.fromEntries(notAsked) } };
}

/** An offer scored on a day; throws for one without a number. */
export function tried(model: Model, unit: UnitSpec, day: string): ScoredUnit {
  const result = scoreUnit(model, unit, { at: day, isAssumed: false });
  if (result.status !== "ok") {
    throw new Error(JSON.stringify(result));
  }
  return result;
}
