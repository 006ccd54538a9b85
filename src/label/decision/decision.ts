import type { PersonId, LabelId } from "../../kernel/ids.ts";
import type { ApplicationState } from "../application/application.ts";
import type { AssessedFile } from "../assessment/file.ts";
import { openMajors } from "../assessment/findings.ts";
import { unitOfFile } from "../assessment/outcome.ts";
import { VALID_MONTHS, isPhaseOver } from "../assessment/process.ts";
import { addMonths } from "../../kernel/time.ts";
import { type Measure, isHeard } from "./measure.ts";
import type { AnswersFile, ReferentialFile } from "../scoring/formats.ts";
import type { Model } from "../scoring/model.ts";
import { type ResultFile, scoreFile } from "../scoring/score-file.ts";

/* What a panel may decide, and what follows: rules, pure. */

/** What a panel proposes and signs. `close` ends a measure without a decision; the two last are an appeal's. */
export const KIND_WORDS = {
  grant: "donner le label",
  reserve: "donner le label sous réserve",
  refuse: "ne pas donner le label",
  maintain: "maintenir le label",
  suspend: "suspendre le label",
  withdraw: "retirer le label",
  close: "clore sans suite : rien ne change",
  uphold: "confirmer la décision contestée",
  reverse: "revenir sur la décision contestée",
} as const;
export type Kind = keyof typeof KIND_WORDS;
export const isKind = (text: string): text is Kind => Object.hasOwn(KIND_WORDS, text);

/** Under which kind a decision is kept: both answers to an appeal are one. */
export const KEPT_KINDS = ["grant", "refuse", "maintain", "reserve", "suspend", "withdraw", "appeal"] as const;
export const keptKind = (kind: Exclude<Kind, "close">): (typeof KEPT_KINDS)[number] =>
  kind === "uphold" || kind === "reverse" ? "appeal" : kind;

export const LABEL_STATES = ["active", "reserved", "suspended", "withdrawn", "refused"] as const;
/** Where a decision leaves the label; `refused`: there is none. Expiry is never stored: it is read from its day. */
export type LabelState = (typeof LABEL_STATES)[number];

/** A decision that was taken. */
export type Decision = {
  id: string;
  round: number;
  labelId: LabelId | null;
  kind: string;
  state: LabelState;
  level: string | null;
  decidedOn: string;
  validFromOn: string | null;
  validUntilOn: string | null;
  referential: string;
  answers: AnswersFile;
  result: ScoredResult;
  resultHash: string;
  reasons: string;
  journalSeq: number;
};
export type ScoredResult = Extract<ResultFile["units"][number], { status: "ok" }>;

/** States in which a label is looked after: what was decided may be looked at again. */
const FOLLOWED: ReadonlySet<ApplicationState> = new Set(["decided", "appeal_decided"]);
type Last = Pick<Decision, "labelId" | "state" | "level"> | null;
/** A label that was given, and not withdrawn. */
const isHeld = (last: Last): boolean => last !== null && last.labelId !== null && last.state !== "withdrawn";
/** A label that is looked after. */
export const isFollowed = (state: ApplicationState, last: Last): boolean => FOLLOWED.has(state) && isHeld(last);

/** Levels are named in their order; none comes before the first. */
const isAbove = (level: string, other: string | null): boolean => other === null || level > other;
/** The level that an appeal leaves: the one read anew, never below the former. */
export const afterAppeal = (anew: string | null, former: string | null): string | null =>
  anew !== null && isAbove(anew, former) ? anew : former;

/** Whether an appeal could change anything: not for a label in force at the highest level. */
export function canWin({ levels = [] }: Pick<ReferentialFile, "levels">, last: NonNullable<Last>): boolean {
  return last.state !== "active" || last.level !== levels.at(-1)?.id;
}

type Standing = { level: string | null; majors: number };
/**
 * What the panel in charge may propose now; nothing while the mutuelle may still answer, or before an appeal. An appeal can win: a label
 * where there was none, a reserve or a suspension lifted, a higher level than the last. What goes against a label waits until its mutuelle
 * was heard.
 */
export function kindsOpen(
  {
    state,
    dueOn,
    measure,
  }: { state: ApplicationState; dueOn: string | null; measure: Pick<Measure, "heardUntilOn"> | null },
  last: Last,
  { level, majors }: Standing,
  todayOn: string,
): Kind[] {
  const isGrantable = level !== null && majors === 0;
  if (state === "contradictory") {
    const kinds: Kind[] = isGrantable ? ["grant", "reserve", "refuse"] : ["refuse"];
    return isPhaseOver(dueOn, todayOn) ? kinds : [];
  }
  if (state === "appealed") {
    const isBetter = isGrantable && last !== null && (last.state !== "active" || isAbove(level, last.level));
    return isBetter ? ["uphold", "reverse"] : ["uphold"];
  }
  return isFollowed(state, last) ? kindsAgainst(measure, todayOn) : [];
}

/** About a label that is looked after: before a hearing it is only kept; during one nothing; after it, everything. */
function kindsAgainst(measure: Pick<Measure, "heardUntilOn"> | null, todayOn: string): Kind[] {
  if (measure === null || measure.heardUntilOn === null) {
    return ["maintain"];
  }
  return isHeard(measure, todayOn) ? ["maintain", "reserve", "suspend", "withdraw", "close"] : [];
}

/** Which panel decides in a state. */
export const panelIn = (state: ApplicationState): "panel" | "appeal" => (state === "appealed" ? "appeal" : "panel");

const STATE_AFTER: Readonly<Record<Exclude<Kind, "uphold" | "close">, LabelState>> = {
  grant: "active",
  maintain: "active",
  reverse: "active",
  reserve: "reserved",
  suspend: "suspended",
  withdraw: "withdrawn",
  refuse: "refused",
};
/** The sequence that follows a label, from the decision that gives it. */
export const FOLLOWING = "label-suivi";

/** Where a decision leaves the label; confirming leaves it where it was. */
export const stateAfter = (kind: Exclude<Kind, "close">, last: Pick<Decision, "state"> | null): LabelState =>
  kind === "uphold" ? (last?.state ?? "refused") : STATE_AFTER[kind];

/** Whether a decision rests on grades read anew, or on the result of the one before: nothing was graded, or it is confirmed. */
export const isScoredAnew = (state: ApplicationState, kind: Kind | null): boolean =>
  state === "contradictory" || (state === "appealed" && kind !== "uphold");

/** Days of a label from its first decision: kept by those that follow, given anew when an appeal grants it. */
export const validityFrom = (decidedOn: string): { from: string; until: string } => ({
  from: decidedOn,
  until: addMonths(decidedOn, VALID_MONTHS),
});

export type Scored = { answers: AnswersFile; result: ScoredResult; majors: number };
/**
 * Scores a file as it is settled, on a day. The answers are those that are published: what anybody computes again is this very
 * file. `null` when no score comes out.
 */
export async function scoreNow(model: Model, file: AssessedFile, unitId: string, at: string): Promise<Scored | null> {
  const answers: AnswersFile = {
    format: "answers/1",
    referential: file.application.referential,
    at,
    units: [unitOfFile(model, file, unitId)],
  };
  const { units } = await scoreFile(model, answers, { at, isAssumed: false }, null);
  const result = units[0];
  return result?.status === "ok" ? { answers, result, majors: openMajors(file.findings, at) } : null;
}

/** What one member put before the panel; `resultHash` of the result it rests on. */
type Proposal = {
  round: number;
  kind: string;
  reasons: string;
  presentedBy: string;
  resultHash: string;
  revision: number;
  savedAt: number;
};
type Appeal = { round: number; text: string; filedAt: number };
/** What was decided about an application, the oldest first, and what is proposed now. */
export type Decided = {
  /** What is envisaged against the label, while it is open. */
  measure: Measure | null;
  /** The day on which the mutuelle said that it read the last decision. */
  readOn: string | null;
  decisions: Decision[];
  /** Of the round that is open. */
  proposal: Proposal | null;
  signers: PersonId[];
  appeal: Appeal | null;
};
