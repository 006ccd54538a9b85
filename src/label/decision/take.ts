import type { PersonId, LabelId, EventId } from "../../kernel/ids.ts";
import { type Result, ok, refuse } from "../../kernel/result.ts";
import { type Statement, refusedBy } from "../../platform/d1.ts";
import type { Deps } from "../../platform/deps.ts";
import { newRandomId } from "../../platform/ids.ts";
import { recordEvent } from "../../platform/outbox.ts";
import { assessmentEvent } from "../assessment/assessment.events.ts";
import { type Act, appealUntil, moved } from "../assessment/process.ts";
import { PARIS, addMonths, dayOf } from "../../kernel/time.ts";
import { ofFullQuarters, publishedPairs, quarterOf } from "../assessment/agreement.ts";
import { decidedPairs } from "../assessment/worklist.store.ts";
import { type Sensitivity, sensitivity } from "../scoring/sensitivity.ts";
import { movePhase } from "../assessment/write.store.ts";
import { appendToLog } from "../transparency-log/append.ts";
import { SLOT_TAKEN, placeForClosed } from "../transparency-log/slots.ts";
import { type Slot, claimSlot } from "../transparency-log/slots.store.ts";
import type { ApplicationState } from "../application/application.ts";
import type { Draft, Entry } from "../transparency-log/entry.ts";
import { facetsOf } from "./facets.ts";
import { markSurveyed, writeLabel } from "./label.store.ts";
import { seedOf } from "../scoring/canonical.ts";
import type { Model } from "../scoring/model.ts";
import { robustness } from "../scoring/robustness.ts";
import { levelName } from "../referential/words.ts";
import { type Case, type DecideRefusal, groundsOf, lastOf } from "./case.ts";
import {
  afterAppeal,
  canWin,
  isKind,
  isScoredAnew,
  keptKind,
  type Kind,
  type LabelState,
  type Scored,
  scoreNow,
  stateAfter,
  validityFrom,
} from "./decision.ts";
import * as store from "./decision.store.ts";
import { closeMeasure } from "./measures.store.ts";

/** Draws of weights, once per decision; their seed is the hash of the result, which nobody chooses. */
const RUNS = 1000;
/** Pairs of points for what a level depends on: eight weights are 1,280 scores. */
const SAMPLES = 128;

/** A kind that makes a decision. */
type Deciding = Exclude<Kind, "close">;
/** A decision that three signed, with all that it brings. */
type Taken = {
  decision: string;
  kind: Deciding;
  outcome: Outcome;
  final: Scored;
  /** How the level stands when weights are drawn anew. */
  spread: object;
  /** What the level depends on, and how often it would stand had other people graded. */
  hangsOn: Sensitivity | null;
  signers: readonly PersonId[];
  reasons: string;
};

/** Takes the decision that three people signed. */
export async function take(
  deps: Deps,
  { one, signers, by }: { one: Case; signers: readonly PersonId[]; by: PersonId },
): Promise<Result<EventId | null, DecideRefusal>> {
  const { state } = one.file.application;
  const next = moved(state, actIn(state), deps.now);
  if (next === null) {
    return refuse("not_open");
  }
  if (one.decided.proposal?.kind === "close") {
    return closeWithout(deps, { one, by });
  }
  const agreed = await agreedOn(deps, { one, signers });
  if (!agreed.ok) {
    return agreed;
  }
  const closed = agreed.value.outcome.label === null;
  const slot = closed ? await placeForClosed(deps) : null;
  return closed && slot === null
    ? refuse("log_full")
    : inscribe(deps, { one, taken: agreed.value, by, to: next.to, slot });
}

type Inscribing = { one: Case; taken: Taken; by: PersonId; to: ApplicationState; slot: Slot | null };
/** Writes a decision, its entry of the log and the label, once. `slot`: the place of the log that a decision takes that is not public. */
async function inscribe(
  deps: Deps,
  { one, taken, by, to, slot }: Inscribing,
): Promise<Result<EventId | null, DecideRefusal>> {
  const { state, id, revision } = one.file.application;
  const about = { id: deps.newId("evt"), subject: id, revision: revision + 1, at: deps.now, actor: by };
  const event = assessmentEvent("file.decided", about, {
    decision: taken.decision,
    label: taken.outcome.label,
    appealUntilOn: appealableUntil(one.model, to, taken.outcome),
  });
  const rest = ([entry]: readonly Entry[]): Statement[] => [
    recordEvent(event),
    ...(slot === null ? [] : [claimSlot(slot, entry?.seq ?? 0)]),
    ...writes(one, taken, entry?.seq ?? 0),
    ...endOf(one, taken.kind, deps.now),
    movePhase({ id, state: to, dueOn: null, words: null, now: deps.now }),
  ];
  const subject = newRandomId(deps.random, "dcn");
  try {
    await appendToLog(deps, { drafts: [draftOf(taken, { subject, state, readOn: one.decided.readOn })], rest });
    return ok(event.id);
  } catch (error) {
    const why = refusedBy(error);
    if (why === null) {
      throw error;
    }
    return why === SLOT_TAKEN ? refuse("log_full") : ok(null); // another third signature wrote it
  }
}

/** Whether a decision stays between the mutuelle and us: it gives no label, and is about none. */
export const isClosed = (one: Case, kind: string): boolean =>
  isKind(kind) &&
  kind !== "close" &&
  (lastOf(one)?.labelId ?? null) === null &&
  stateAfter(kind, lastOf(one)) === "refused";

/** Ends a measure that came to nothing: no decision, nothing in the log, since nothing changes. */
async function closeWithout(
  deps: Deps,
  { one, by }: { one: Case; by: PersonId },
): Promise<Result<EventId | null, DecideRefusal>> {
  const { id, state, revision, dueOn } = one.file.application;
  const { measure, proposal } = one.decided;
  if (measure === null || proposal === null) {
    return refuse("not_open");
  }
  const about = { id: deps.newId("evt"), subject: id, revision: revision + 1, at: deps.now, actor: by };
  const event = assessmentEvent("file.measure_closed", about, {});
  try {
    await deps.db.batch([
      recordEvent(event),
      closeMeasure(measure.id, "close", deps.now),
      ...store.dropProposal(id, proposal.round),
      movePhase({ id, state, dueOn, words: null, now: deps.now }),
    ]);
    return ok(event.id);
  } catch (error) {
    if (refusedBy(error) === null) {
      throw error;
    }
    return ok(null); // another third signature wrote it
  }
}

/** The decision that the signatures stand under. `moved`: a grade changed since it was presented. */
async function agreedOn(
  deps: Deps,
  { one, signers }: { one: Case; signers: readonly PersonId[] },
): Promise<Result<Taken, DecideRefusal>> {
  const { proposal } = one.decided;
  if (proposal === null || !isKind(proposal.kind) || proposal.kind === "close") {
    return refuse("not_open");
  }
  const { kind, reasons } = proposal;
  const grounds = await groundsOf(one, dayOf(proposal.savedAt, PARIS), kind);
  if (grounds?.result.resultHash !== proposal.resultHash) {
    return refuse("moved");
  }
  const outcome = outcomeOf(deps, { one, kind, grounds });
  const final = await identified(one, kind, grounds, outcome.label);
  const spread = await spreadOf(one.model, final);
  const hangsOn = await hangsOnOf(deps, { model: one.model, final });
  return ok({ decision: deps.newId("dec"), kind, outcome, final, spread, hangsOn, signers, reasons });
}

/** What a decision ends: the measure that it is about. */
const endOf = ({ file, decided: { measure } }: Case, kind: Kind, now: number): Statement[] =>
  measure === null || actIn(file.application.state) !== "decide_again" ? [] : [closeMeasure(measure.id, kind, now)];

/** The last day to appeal a decision, unless it is read before; null: nothing could change, or it answers an appeal. */
const appealableUntil = ({ file }: Model, to: string, outcome: Outcome): string | null =>
  to === "decided" && canWin(file, { labelId: outcome.label, state: outcome.state, level: outcome.level })
    ? appealUntil(outcome.decidedOn, null)
    : null;

const actIn = (state: string): Act =>
  state === "contradictory" ? "decide" : state === "appealed" ? "decide_appeal" : "decide_again";

/** How the level stands when weights are drawn anew: computed once, with the decision. */
async function spreadOf(model: Model, { answers, result }: Scored): Promise<object> {
  const unit = answers.units[0] ?? { id: "", answers: {} };
  const draws = { seed: await seedOf(result.resultHash), runs: RUNS };
  return robustness(model, unit, { at: answers.at, isAssumed: false }, draws) ?? {};
}

/** The same with grades, where enough pairs are published: what assessors gave each other until the last full quarter. */
async function hangsOnOf(
  { db, now }: Pick<Deps, "db" | "now">,
  { model, final: { answers, result } }: { model: Model; final: Scored },
): Promise<Sensitivity | null> {
  const until = quarterOf(dayOf(now, PARIS));
  const decided = await decidedPairs(db, { from: addMonths(until, -12), until });
  const pairs = publishedPairs(ofFullQuarters(decided)).criteria;
  const unit = answers.units[0] ?? { id: "", answers: {} };
  const draws = { seed: await seedOf(result.resultHash), runs: SAMPLES };
  return sensitivity(model, unit, { at: answers.at, isAssumed: false, pairs }, draws);
}

type Outcome = {
  label: LabelId | null;
  state: LabelState;
  level: string | null;
  decidedOn: string;
  from: string | null;
  until: string | null;
};

/** Where an application stands before its first decision. */
const UNDECIDED = { labelId: null, state: "refused", level: null, validFromOn: null, validUntilOn: null } as const;

/** What follows from a kind: which label, where it stands, until when. */
function outcomeOf(
  { now, random }: Pick<Deps, "now" | "random">,
  { one, kind, grounds }: { one: Case; kind: Deciding; grounds: Scored },
): Outcome {
  const last = lastOf(one) ?? UNDECIDED;
  const decidedOn = dayOf(now, PARIS);
  const state = stateAfter(kind, last);
  const isNew = last.labelId === null && state !== "refused";
  const label = isNew ? newRandomId(random, "lbl") : last.labelId;
  const validity = isNew ? validityFrom(decidedOn) : { from: last.validFromOn, until: last.validUntilOn };
  const isAnew = isScoredAnew(one.file.application.state, kind);
  const anew = kind === "reverse" ? afterAppeal(grounds.result.level, last.level) : grounds.result.level;
  const level = state === "refused" ? null : isAnew ? anew : last.level;
  return { label, state, level, decidedOn, ...validity };
}

/** The result under the id of the label: what is published names it, never the application. */
async function identified(one: Case, kind: Kind, grounds: Scored, label: string | null): Promise<Scored> {
  const isAnew = label !== null && isScoredAnew(one.file.application.state, kind);
  return isAnew ? ((await scoreNow(one.model, one.file, label, grounds.answers.at ?? "")) ?? grounds) : grounds;
}

/** `readOn`: when the mutuelle read the decision that it appeals. */
function draftOf(
  { outcome, kind, final: { result, answers } }: Taken,
  { subject, state, readOn }: { subject: string; state: string; readOn: string | null },
): Draft {
  const appealed = state === "appealed" ? { readOn } : {};
  return {
    type: "decision",
    subject,
    isPublic: outcome.label !== null,
    payload: {
      format: "decision/1",
      label: outcome.label,
      kind,
      state: outcome.state,
      level: outcome.level,
      decidedOn: outcome.decidedOn,
      validUntilOn: outcome.until,
      referential: answers.referential,
      answersHash: result.answersHash,
      resultHash: result.resultHash,
      ...appealed,
    },
  };
}

function writes(one: Case, t: Taken, seq: number): Statement[] {
  const { application } = one.file;
  const { label, state, level, decidedOn, from, until } = t.outcome;
  const decision = store.writeDecision({
    id: t.decision,
    applicationId: application.id,
    round: (lastOf(one)?.round ?? 0) + 1,
    labelId: label,
    kind: keptKind(t.kind),
    state,
    level,
    decidedOn,

    validFromOn: from,
    validUntilOn: until,
    referential: application.referential,
    panel: t.signers,
    reasons: t.reasons,
    answers: JSON.stringify(t.final.answers),
    result: JSON.stringify(t.final.result),
    resultHash: t.final.result.resultHash,
    journalSeq: seq,
  });
  if (label === null || state === "refused") {
    return [decision];
  }
  const labelled = labelOf(one, t, { label, state, seq });
  // A label that is kept was looked at again: that is its surveillance.
  const isSurveyed = lastOf(one) !== null && (t.kind === "maintain" || t.kind === "reserve");
  return isSurveyed ? [decision, labelled, markSurveyed(label, decidedOn)] : [decision, labelled];
}

/** The label as a decision leaves it. */
function labelOf(
  { file, model }: Case,
  { outcome, final: { result }, spread, hangsOn }: Taken,
  { label, state, seq }: { label: LabelId; state: Exclude<LabelState, "refused">; seq: number },
): Statement {
  const { id, referential, organisation, offerName, siren, isDemo, contracts, organisationId } = file.application;
  return writeLabel({
    id: label,
    applicationId: id,
    organisationId,
    organisation,
    siren,
    offerName,
    isDemo,
    sortName: sortName(organisation, offerName),
    contracts: contracts.slice(),
    ranges: file.filed.ranges,
    state,
    level: outcome.level ?? "",
    levelName: levelName(model.file, outcome.level),
    verifiedBp: result.verified.basisPoints ?? 0,
    declaredBp: result.declared.basisPoints ?? 0,
    referential,
    decidedOn: outcome.decidedOn,
    validUntilOn: outcome.until ?? "",
    resultHash: result.resultHash,
    robustness: spread,
    hangsOn,
    isAppeal: file.application.state === "appealed",
    journalSeq: seq,
    ...facetsOf(result),
  });
}

/** By which the registry sorts: lower case, without accents. */
const sortName = (organisation: string, offer: string): string =>
  `${organisation} ${offer}`.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().slice(0, 300);
