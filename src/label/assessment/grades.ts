import type { PersonId } from "../../kernel/ids.ts";
import type { PieceVisibility } from "../application/application.ts";
import type { AnswerSpec, CriterionSpec, UnitSpec } from "../scoring/formats.ts";
import { type Model, isCounted } from "../scoring/model.ts";

/* From two blind grades to one: rules of the label, pure. */

/** A grade as given; `null` accepts « sans objet ». */
export type Grade = number | null;
/** Pieces that somebody does not take, and why. */
export type Refused = { piece: string; why: string };
export type Review = {
  criterionId: string;
  personId: PersonId;
  grade: Grade;
  comment: string;
  refused: readonly Refused[];
  /** Hash of the answer and pieces that were graded. */
  seen: string;
};
export type Exchange = { criterionId: string; personId: PersonId; grade: Grade; reason: string };
/** Why a third person grades: two grades too far apart, what the mutuelle answered, its appeal. */
export const CAUSES = ["disagreement", "answer", "appeal"] as const;
export type Cause = (typeof CAUSES)[number];
export type Adjudication = {
  criterionId: string;
  grade: Grade;
  reason: string;
  refused: readonly Refused[];
  cause: Cause;
  savedAt: number;
};

/** Why two grades need a third person. */
export type Quarrel = "far" | "gate" | "na" | "piece";
export const QUARREL_WORDS: Readonly<Record<Quarrel, string>> = {
  far: "deux notes d’écart ou plus",
  gate: "une porte entre les deux notes",
  na: "« sans objet » pour un seul des deux",
  piece: "une pièce retenue par un seul des deux",
};

const piecesOf = (refused: readonly Refused[]): string =>
  refused
    .map((one) => one.piece)
    .toSorted()
    .join();

/**
 * Whether a third person must judge: the grades are two apart or more, a gate lies between them, one alone says « sans objet »,
 * or they do not take the same pieces. `null`: they agree enough.
 */
export function quarrelOf(criterion: CriterionSpec, a: Review, b: Review): Quarrel | null {
  if ((a.grade === null) !== (b.grade === null)) {
    return "na";
  }
  if (a.grade !== null && b.grade !== null) {
    const [low, high] = [Math.min(a.grade, b.grade), Math.max(a.grade, b.grade)];
    if (high - low >= 2) {
      return "far";
    }
    if ((criterion.gates ?? []).some(({ minGrade }) => low < minGrade && minGrade <= high)) {
      return "gate";
    }
  }
  return piecesOf(a.refused) === piecesOf(b.refused) ? null : "piece";
}

/** What is settled about a criterion: its grade, the pieces not taken, and how it came to that. */
export type Settled = {
  grade: Grade;
  refused: readonly Refused[];
  how: "same" | "lower" | "exchange" | "adjudication";
  /** When it was judged after the mutuelle answered or appealed: pieces that had come with its answer were read. */
  rereadAt?: number | null;
};

type Work = {
  reviews: readonly Review[];
  exchanges: readonly Exchange[];
  adjudications: readonly Adjudication[];
};
const exchanged = (id: string, { exchanges }: Work): Exchange | null => {
  const mine = exchanges.filter((one) => one.criterionId === id);
  const [a, b] = mine;
  return a !== undefined && b !== undefined && a.grade === b.grade ? a : null;
};

/**
 * The grade of a criterion: what was adjudicated, else what both agreed to after exchange, else the lower of the two. `null`
 * while a review is missing or an adjudication is due; « sans objet » from both stays « sans objet ».
 */
export function settle(criterion: CriterionSpec, work: Work): Settled | null {
  const judged = work.adjudications.find((one) => one.criterionId === criterion.id);
  if (judged !== undefined) {
    const { grade, refused, cause, savedAt } = judged;
    return { grade, refused, how: "adjudication", rereadAt: cause === "disagreement" ? null : savedAt };
  }
  const [a, b] = work.reviews.filter((one) => one.criterionId === criterion.id);
  if (a === undefined || b === undefined || quarrelOf(criterion, a, b) !== null) {
    return null;
  }
  const agreed = exchanged(criterion.id, work);
  if (agreed !== null) {
    return { grade: agreed.grade, refused: a.refused, how: "exchange" };
  }
  const grade = a.grade === null || b.grade === null ? null : Math.min(a.grade, b.grade);
  return { grade, refused: a.refused, how: a.grade === b.grade ? "same" : "lower" };
}

/** The criteria that wait for the third person, and why. */
export function quarrels(model: Model, work: Work): { criterion: CriterionSpec; why: Quarrel }[] {
  return model.file.criteria.filter(isCounted).flatMap((criterion) => {
    const [a, b] = work.reviews.filter((one) => one.criterionId === criterion.id);
    const why = a === undefined || b === undefined ? null : quarrelOf(criterion, a, b);
    return why === null || work.adjudications.some((one) => one.criterionId === criterion.id)
      ? []
      : [{ criterion, why }];
  });
}

/** What was filed about one criterion. */
export type FiledPiece = {
  id: string;
  criterion: string;
  kind: NonNullable<CriterionSpec["evidence"]>[number]["kind"];
  url: string | null;
  mime: string | null;
  issuedOn: string;
  expiresOn: string | null;
  visibility: PieceVisibility;
  /** Those of before have none. */
  name?: string | undefined;
  pages?: string | undefined;
  /** When it came with an answer of the mutuelle, after the filing that was graded; null: it was filed. */
  lateAt?: number | null;
};
export type FiledAnswers = Readonly<Record<string, AnswerSpec>>;
type Long = {
  declared?: unknown;
  byRange?: Readonly<Record<string, number>> | undefined;
  justification?: string | undefined;
  publishable?: boolean | undefined;
  na?: { justification: string } | undefined;
};
export const longOf = (answer: AnswerSpec | undefined): Long =>
  typeof answer === "object" && answer !== null && !("success" in answer) ? answer : {};

/** A piece as it is published: its kind and its days alone, and whether it was taken. */
function publishedPiece({ id, kind, issuedOn, expiresOn, lateAt = null }: FiledPiece, settled: Settled | null) {
  const isRefused = settled?.refused.some((one) => one.piece === id) === true;
  const isRead = lateAt === null || lateAt <= (settled?.rereadAt ?? -1);
  const accepted = !isRefused && isRead;
  return { kind, issuedOn, accepted, ...(expiresOn === null ? {} : { expiresOn }) };
}

/** An answer as it is published: the settled grade as verified; its words only where the mutuelle said that they may be. */
function publishedAnswer(given: Long, pieces: readonly FiledPiece[], settled: Settled | null): AnswerSpec {
  const evidence = pieces.map((piece) => publishedPiece(piece, settled));
  const { na, justification = "" } = given;
  const graded =
    na === undefined
      ? { declared: given.declared as number | null, byRange: given.byRange, verified: settled?.grade ?? null }
      : { na: { justification: na.justification, accepted: settled !== null && settled.grade === null } };
  const isSaid = given.publishable === true && justification !== "";
  return {
    ...graded,
    evidence: evidence.length === 0 ? undefined : evidence,
    justification: isSaid ? justification : undefined,
    publishable: isSaid ? true : undefined,
  };
}

type ToPublish = {
  /** Of the unit in the published file. */
  id: string;
  filed: { answers: FiledAnswers; pieces: readonly FiledPiece[] };
  settledOf: (criterion: CriterionSpec) => Settled | null;
  facts: { mysteryTests: number; interview: boolean };
};
/**
 * The answers as they are scored and published: what was declared, the settled grade as verified, pieces by kind and day alone,
 * and the words that the mutuelle said may be published. A « sans objet » always carries its justification: the format asks it.
 */
export function verifiedUnit(model: Model, { id, filed, settledOf, facts }: ToPublish): UnitSpec {
  const answers = model.file.criteria.filter(isCounted).flatMap((criterion): [string, AnswerSpec][] => {
    const given = longOf(filed.answers[criterion.id]);
    if (given.declared === undefined && given.na === undefined) {
      return [];
    }
    const pieces = filed.pieces.filter((piece) => piece.criterion === criterion.id);
    return [[criterion.id, publishedAnswer(given, pieces, settledOf(criterion))]];
  });
  return { id, facts, answers: Object.fromEntries(answers) };
}
