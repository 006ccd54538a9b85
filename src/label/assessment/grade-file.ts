import type { PersonId } from "../../kernel/ids.ts";
import { type Result, ok, refuse } from "../../kernel/result.ts";
import type { Deps } from "../../platform/deps.ts";
import { actOf } from "../../platform/outbox.ts";
import type { CriterionSpec } from "../scoring/formats.ts";
import { type Model, isCounted } from "../scoring/model.ts";
import { type AssessedFile, areGradesOpen, taskOf } from "./file.ts";
import { MONTHS_TO_MEND, type Severity } from "./findings.ts";
import { type Cause, type Grade, quarrelOf, type Refused } from "./grades.ts";
import { seenHash } from "./outcome.ts";
import { PARIS, addMonths, dayOf } from "../../kernel/time.ts";
import * as store from "./write.store.ts";

/* What assessors and the third person do. Each write names its phase: after it, nothing is written. */

export type GradeRefusal = "not_yours" | "closed" | "moved" | "missing" | "not_due" | "unexplained";
/** One criterion of a file, and who judges it. */
type Judging = { file: AssessedFile; criterion: CriterionSpec; by: PersonId };

/**
 * Saves a blind grade. The first one was given before its holder saw the grade of the mutuelle: it is kept, and another one says why
 * (`unexplained`). `moved`: it was saved elsewhere meanwhile; `closed`: the phase is over, or they have handed in.
 */
export async function saveReview(
  deps: Deps,
  {
    file,
    criterion: { id: criterionId },
    by,
    ...given
  }: Judging & {
    grade: Grade;
    comment: string;
    refused: readonly Refused[];
    changedBecause: string;
    revision: number;
  },
): Promise<Result<number, GradeRefusal>> {
  const mine = taskOf(file, by);
  if (mine?.task !== "assessor") {
    return refuse("not_yours");
  }
  const seen = await seenHash(file, criterionId);
  const changed = await deps.db.changed(
    store.saveReview({ ...given, applicationId: file.application.id, criterionId, personId: by, seen, now: deps.now }),
  );
  if (changed > 0) {
    return ok(given.revision + 1);
  }
  if (file.application.state !== "in_review" || mine.doneAt !== null) {
    return refuse("closed");
  }
  const saved = file.reviews.find((one) => one.personId === by && one.criterionId === criterionId);
  return refuse(saved?.revision === given.revision ? "unexplained" : "moved");
}

/** Criteria that an assessor has not graded as they were filed last. */
export async function ungraded(file: AssessedFile, model: Model, personId: PersonId): Promise<CriterionSpec[]> {
  const mine = new Map(file.reviews.filter((one) => one.personId === personId).map((one) => [one.criterionId, one]));
  const hashes = await Promise.all(
    model.file.criteria.filter(isCounted).map(async (one) => [one, await seenHash(file, one.id)] as const),
  );
  return hashes.filter(([one, hash]) => mine.get(one.id)?.seen !== hash).map(([one]) => one);
}

/** Hands in all grades, once: they no longer change, and the other assessor's are shown once theirs are in too. */
export async function handIn(
  deps: Deps,
  { file, model, by }: { file: AssessedFile; model: Model; by: PersonId },
): Promise<Result<null, GradeRefusal>> {
  if (taskOf(file, by)?.task !== "assessor") {
    return refuse("not_yours");
  }
  if (file.application.state !== "in_review") {
    return refuse("closed");
  }
  if ((await ungraded(file, model, by)).length > 0) {
    return refuse("missing");
  }
  const handing = { applicationId: file.application.id, personId: by, now: deps.now };
  const [events = []] = await deps.db.batch(store.handIn({ ...handing, eventPrefix: actOf(deps.newId("evt")) }));
  return events.length > 0 ? ok(null) : refuse("closed");
}

/** After both handed in: the grade one gives having read the other. When both give the same, it stands, and is recorded. */
export async function exchange(
  deps: Deps,
  { file, criterion, by, grade, reason }: Judging & { grade: Grade; reason: string },
): Promise<Result<null, GradeRefusal>> {
  if (taskOf(file, by)?.task !== "assessor" || !areGradesOpen(file)) {
    return refuse("not_yours");
  }
  const [a, b] = file.reviews.filter((one) => one.criterionId === criterion.id);
  if (a === undefined || b === undefined || quarrelOf(criterion, a, b) !== null) {
    return refuse("not_due");
  }
  const changed = await deps.db.changed(
    store.saveExchange({
      applicationId: file.application.id,
      criterionId: criterion.id,
      personId: by,
      grade,
      reason,
      now: deps.now,
    }),
  );
  return changed > 0 ? ok(null) : refuse("closed");
}

/** Both have graded it, and the third person must judge. */
function isDisputed(file: AssessedFile, criterion: CriterionSpec): boolean {
  const [a, b] = file.reviews.filter((one) => one.criterionId === criterion.id);
  return a !== undefined && b !== undefined && quarrelOf(criterion, a, b) !== null;
}

/** Which word the third person, or the appeal panel, may give now on a criterion; `null`: none. */
export function causeOf(file: AssessedFile, criterion: CriterionSpec, by: PersonId): Cause | null {
  const task = taskOf(file, by)?.task;
  const { state } = file.application;
  if (task === "adjudicator" && state === "in_review" && areGradesOpen(file)) {
    return isDisputed(file, criterion) ? "disagreement" : null;
  }
  if (task === "adjudicator" && state === "contradictory") {
    return file.responses.some((one) => one.criterionId === criterion.id) ? "answer" : null;
  }
  return task === "appeal" && state === "appealed" ? "appeal" : null;
}

/** Judges a criterion: a disagreement, an answer of the mutuelle, an appeal. */
export async function adjudicate(
  deps: Deps,
  {
    file,
    criterion,
    by,
    grade,
    reason,
    refused,
  }: Judging & { grade: Grade; reason: string; refused: readonly Refused[] },
): Promise<Result<null, GradeRefusal>> {
  const cause = causeOf(file, criterion, by);
  if (cause === null) {
    return refuse("not_due");
  }
  const judged = {
    applicationId: file.application.id,
    criterionId: criterion.id,
    personId: by,
    grade,
    reason,
    refused,
    cause,
    now: deps.now,
  };
  return (await deps.db.changed(store.saveAdjudication(judged))) > 0 ? ok(null) : refuse("closed");
}

type Noted = Judging & {
  also: readonly CriterionSpec[];
  severity: Severity;
  text: string;
  /** The audit under which a member of the panel notes it; null: an assessor grades. */
  auditId: string | null;
};
/**
 * Notes what must be mended, of one criterion or several. Where any failure of one is grave (`major-only`), it is a major finding whatever was
 * chosen. The mutuelle is told of what an audit found, in the same transaction; what is found while grading it reads with its grades.
 */
export async function noteFinding(
  deps: Deps,
  { file, criterion, also, by, severity, text, auditId }: Noted,
): Promise<Result<null, GradeRefusal>> {
  if (taskOf(file, by)?.task !== (auditId === null ? "assessor" : "panel")) {
    return refuse("not_yours");
  }
  const foundOn = dayOf(deps.now, PARIS);
  const weight = [criterion, ...also].some((one) => one.severity === "major-only") ? "major" : severity;
  const [id, applicationId] = [deps.newId("fnd"), file.application.id];
  const noted = store.addFinding({
    id,
    applicationId,
    criterionId: criterion.id,
    also: also.map((one) => one.id),
    personId: by,
    severity: weight,
    text,
    foundOn,
    dueOn: addMonths(foundOn, MONTHS_TO_MEND[weight]),
    auditId,
  });
  if (auditId === null) {
    return (await deps.db.changed(noted)) > 0 ? ok(null) : refuse("closed");
  }
  const told = { findingId: id, by, now: deps.now, eventPrefix: actOf(deps.newId("evt")) };
  const [, events = []] = await deps.db.batch([noted, store.tellFinding(told)]);
  return events.length > 0 ? ok(null) : refuse("closed");
}
