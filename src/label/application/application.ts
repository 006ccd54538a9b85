import type { AnswerSpec, CriterionSpec, UnitSpec } from "../scoring/formats.ts";
import { lackInWords, lackOf } from "../scoring/evidence.ts";
import { type Model, isCounted } from "../scoring/model.ts";
import { type ScoredUnit, scoreUnit } from "../scoring/score.ts";
import { dimensionsOf } from "../referential/words.ts";
import { type ByRange, type Range, byName } from "./range.ts";

/** Where an application stands. What comes after `submitted` is the work of assessors. */
export const STATES = [
  "draft",
  "submitted",
  "admissible",
  "inadmissible",
  "in_review",
  "clarification",
  "contradictory",
  "decided",
  "withdrawn",
  "appealed",
  "appeal_decided",
] as const;
export type ApplicationState = (typeof STATES)[number];

export const STATE_WORDS: Readonly<Record<ApplicationState, string>> = {
  draft: "brouillon",
  submitted: "déposée",
  admissible: "recevable",
  inadmissible: "non recevable",
  in_review: "en évaluation",
  clarification: "précisions demandées",
  contradictory: "phase contradictoire",
  decided: "décidée",
  withdrawn: "retirée",
  appealed: "en recours",
  appeal_decided: "recours décidé",
};

/** Working days in which a file is evaluated, from its beginning or from the precisions that were asked. */
export const REVIEW_DAYS = 40;

export type ApplicationAct = "submit" | "withdraw";
/** From which states an act is open, and where it leads. A filing that is already there is amended by another one. */
const MOVES: Readonly<Record<ApplicationAct, Partial<Record<ApplicationState, ApplicationState>>>> = {
  submit: { draft: "submitted", submitted: "submitted", clarification: "in_review" },
  withdraw: {
    draft: "withdrawn",
    submitted: "withdrawn",
    admissible: "withdrawn",
    in_review: "withdrawn",
    clarification: "withdrawn",
    contradictory: "withdrawn",
  },
};

/** The state after an act; `null` when it is not open from there. */
export const after = (state: ApplicationState, act: ApplicationAct): ApplicationState | null =>
  MOVES[act][state] ?? null;

/** What its mutuelle may still take back, and what ends with it. */
export const WITHDRAWABLE = STATES.filter((state) => after(state, "withdraw") !== null);

/** Whether answers and pieces may still be worked on: the working copy, never what was filed. */
export const isEditable = (state: ApplicationState): boolean => after(state, "submit") !== null;

export const EDITABLE = STATES.filter(isEditable);
/** They led to nothing: never filed, taken back, or not admissible. */
export const FRUITLESS = ["draft", "inadmissible", "withdrawn"] as const satisfies readonly ApplicationState[];
/** Filed, and not given up. */
export const FILED = STATES.filter((state) => !FRUITLESS.some((one) => one === state));
/** The mutuelle has been told its grades, and so may the panel. */
export const TOLD = [
  "contradictory",
  "decided",
  "appealed",
  "appeal_decided",
] as const satisfies readonly ApplicationState[];
export const isTold = (state: ApplicationState): boolean => TOLD.some((told) => told === state);

/** One answer of the working copy. `revision` 0: nothing saved yet. */
export type Answer = {
  criterionId: string;
  declared: number | null;
  isNa: boolean;
  /** Where ranges differ: a grade by id of a range. */
  byRange: ByRange;
  justification: string;
  isPublishable: boolean;
  revision: number;
  savedAt: number;
};

/** Private: for the mutuelle, its assessors and the panel. */
export const PIECE_VISIBILITIES = ["private", "public"] as const;
export type PieceVisibility = (typeof PIECE_VISIBILITIES)[number];
export const PIECE_STATES = ["received", "accepted", "refused"] as const;

/** One piece of evidence of the working copy. */
export type Piece = {
  id: string;
  criterionId: string;
  kind: NonNullable<CriterionSpec["evidence"]>[number]["kind"];
  url: string | null;
  sha256: string | null;
  bytes: number | null;
  mime: string | null;
  issuedOn: string;
  expiresOn: string | null;
  visibility: PieceVisibility;
  carriedBy: string | null;
  /** The piece of the library that it is a use of; those of before have none. */
  libraryId: string | null;
  /** A version that took its place there. */
  newerId: string | null;
  name: string;
  /** Where in it: « art. 12, p. 8 ». */
  pages: string;
};

export const isAnswered = (answer: Answer | undefined): boolean =>
  answer !== undefined && (answer.isNa || answer.declared !== null);

function specOf(one: Answer, ranges: readonly Range[]): AnswerSpec {
  const said = one.isNa ? { na: { justification: one.justification } } : { declared: one.declared };
  return {
    ...said,
    byRange: one.byRange === null ? undefined : byName(one.byRange, ranges),
    justification: one.justification === "" ? undefined : one.justification,
    publishable: one.isPublishable,
  };
}
/** Answers as the scoring core reads them, the grades of ranges under their names. */
export function unitOf(id: string, answers: readonly Answer[], ranges: readonly Range[] = []): UnitSpec {
  const given = answers.filter(isAnswered).map((one): [string, AnswerSpec] => [one.criterionId, specOf(one, ranges)]);
  return { id, answers: Object.fromEntries(given) };
}

/** The live preview: the score that is declared, evidence taken as accepted; the simulator, with other answers. */
export function preview(model: Model, answers: readonly Answer[], todayOn: string): ScoredUnit | null {
  const scored = scoreUnit(model, unitOf("candidature", answers), { at: todayOn, isAssumed: true });
  return scored.status === "ok" ? scored : null;
}

/** How far a dimension is: answered, and the gates of the first level that its grades leave open. */
export type Progress = { id: string; name: string; answered: number; asked: number; openGates: string[] };

export function progressOf(model: Model, answers: readonly Answer[]): Progress[] {
  const known = new Map(answers.map((one) => [one.criterionId, one]));
  const lowest = model.levels[0]?.id;
  return dimensionsOf(model.file).map(({ id, name, criteria }) => {
    const mine = criteria.flatMap((one) => model.criteria.get(one) ?? []).filter(isCounted);
    const isOpen = (one: CriterionSpec): boolean => {
      const gate = one.gates?.find(({ level }) => level === lowest);
      return gate !== undefined && (known.get(one.id)?.declared ?? 0) < gate.minGrade;
    };
    return {
      id,
      name,
      asked: mine.length,
      answered: mine.filter((one) => isAnswered(known.get(one.id))).length,
      openGates: mine.filter(isOpen).map((one) => one.id),
    };
  });
}

/** What the recap shows before filing: answers that are missing, grades above 0 that pieces do not hold up, and what they lack. */
export type Missing = { answers: CriterionSpec[]; pieces: CriterionSpec[]; lacks: ReadonlyMap<string, string> };

export function missingOf(model: Model, answers: readonly Answer[], pieces: readonly Piece[]): Missing {
  const known = new Map(answers.map((one) => [one.criterionId, one]));
  const asked = model.file.criteria.filter(isCounted);
  const lacks = new Map<string, string>();
  for (const one of asked.filter(({ id }) => (known.get(id)?.declared ?? 0) > 0)) {
    const mine = pieces.filter((piece) => piece.criterionId === one.id);
    const lack = lackOf(one, mine, model.file.evidenceRule ?? "any");
    if (lack.length > 0) {
      lacks.set(one.id, lackInWords(lack));
    }
  }
  return {
    answers: asked.filter((one) => !isAnswered(known.get(one.id))),
    pieces: asked.filter((one) => lacks.has(one.id)),
    lacks,
  };
}

export const CELL_WORDS = {
  done: "prouvé",
  said: "répondu, sans preuve",
  none: "sans réponse",
  shut: "porte fermée",
} as const;

/** Where each criterion stands: its gate to the next level first, then its answer, then its proof. */
export function standings(
  model: Model,
  missing: Missing,
  scored: ScoredUnit | null,
): Map<string, keyof typeof CELL_WORDS> {
  const shut = new Set(shutGates(scored).map((gate) => gate.criterion));
  const [unanswered, unproven] = [missing.answers, missing.pieces].map((list) => new Set(list.map((one) => one.id)));
  return new Map(
    model.file.criteria
      .filter(isCounted)
      .map(({ id }) => [
        id,
        shut.has(id) ? "shut" : unanswered?.has(id) === true ? "none" : unproven?.has(id) === true ? "said" : "done",
      ]),
  );
}

/** The gates to the next level that its grades leave shut. */
export const shutGates = (scored: ScoredUnit | null): ScoredUnit["gates"] =>
  scored === null ? [] : scored.gates.filter((gate) => !gate.met);

/** Which step of its way an application is at, from 0; null where it left it. */
export function stepOf(state: ApplicationState, missing: Missing): number | null {
  if (state === "draft") {
    return missing.answers.length > 0 ? 1 : missing.pieces.length > 0 ? 2 : 3;
  }
  return STEP_OF[state] ?? null;
}
const STEP_OF: Readonly<Partial<Record<ApplicationState, number>>> = {
  submitted: 4,
  admissible: 4,
  in_review: 4,
  clarification: 4,
  contradictory: 5,
  decided: 6,
  appealed: 6,
  appeal_decided: 6,
};
