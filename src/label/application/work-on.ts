import type { PersonId, OrganisationId, ApplicationId } from "../../kernel/ids.ts";
import { type Result, ok, refuse } from "../../kernel/result.ts";
import { type Statement, refusedBy } from "../../platform/d1.ts";
import type { Deps, SiteDeps } from "../../platform/deps.ts";
import { recordEvent } from "../../platform/outbox.ts";
import type { AnswerSpec } from "../scoring/formats.ts";
import type { Model } from "../scoring/model.ts";
import { type Answer, isAnswered } from "./application.ts";
import { applicationEvent } from "./application.events.ts";
import type { Offer, TypedAnswer } from "./application.schema.ts";
import * as store from "./application.store.ts";
import { findFile, removePiece } from "./evidence.store.ts";
import { isHeld } from "./library.store.ts";
import type { Range } from "./range.ts";
import type { Tonight } from "./tonight.ts";
import { dropRange, saveRange } from "./ranges.store.ts";

const eventAt = (deps: Deps, { subject, revision, by }: { subject: string; revision: number; by: PersonId }) => ({
  id: deps.newId("evt"),
  subject,
  revision,
  at: deps.now,
  actor: by,
});

/** Opens a draft for an offer under a version of the referential; its id. */
export async function openApplication(
  deps: Deps,
  {
    organisation,
    by,
    offer,
    referential,
  }: { organisation: OrganisationId; by: PersonId; offer: Offer; referential: string },
): Promise<ApplicationId> {
  const id = deps.newId("app");
  await deps.db.batch([
    recordEvent(
      applicationEvent("application.opened", eventAt(deps, { subject: id, revision: 1, by }), { organisation }),
    ),
    store.openApplication({ id, organisationId: organisation, offer, referential, now: deps.now }),
  ]);
  return id;
}

/** Changes what the offer is. Refused when somebody moved the application since it was read. */
export async function describeOffer(
  deps: Deps,
  {
    application: { id, revision },
    offer,
    by,
  }: { application: Pick<store.Application, "id" | "revision">; offer: Offer; by: PersonId },
): Promise<Result<null, "moved">> {
  try {
    await deps.db.batch([
      recordEvent(
        applicationEvent("application.described", eventAt(deps, { subject: id, revision: revision + 1, by }), {}),
      ),
      store.describeOffer(id, offer, deps.now),
    ]);
    return ok(null);
  } catch (error) {
    if (refusedBy(error) === null) {
      throw error;
    }
    return refuse("moved");
  }
}

/** Says how the help of an offer is reached, at any time: it is not part of what is filed. */
export async function sayTonight(
  deps: Deps,
  { id, tonight, by }: { id: ApplicationId; tonight: Tonight | null; by: PersonId },
): Promise<void> {
  const about = { id: deps.newId("evt"), subject: id, at: deps.now, actor: by };
  await deps.db.batch([
    recordEvent(applicationEvent("application.tonight_said", about, {})),
    store.sayTonight(id, tonight),
  ]);
}

type Ranged = { application: store.Application; by: PersonId };
export type RangeRefusal = "moved" | "too_many" | "name" | "most";
/** Ranges of one offer, at most. */
const MOST_RANGES = 20;
/**
 * Keeps a range of an offer. Refused when the members of all ranges would be more than the mutuelle has, when another range has its name,
 * past twenty, or when somebody moved the application since it was read.
 */
export async function keepRange(
  deps: Deps,
  { application, by, ranges, range }: Ranged & { ranges: readonly Range[]; range: Range },
): Promise<Result<null, RangeRefusal>> {
  const others = ranges.filter((one) => one.id !== range.id);
  if (others.length >= MOST_RANGES) {
    return refuse("most");
  }
  if (others.some((one) => one.name === range.name)) {
    return refuse("name");
  }
  if (others.reduce((sum, one) => sum + one.members, range.members) > application.members) {
    return refuse("too_many");
  }
  return changeRanges(deps, {
    application,
    by,
    statements: saveRange({ applicationId: application.id, range, now: deps.now }),
  });
}

/** Takes a range out of an offer: what was said of it goes, the grades given for it count no more. */
export const removeRange = (
  deps: Deps,
  { application, by, id }: Ranged & { id: string },
): Promise<Result<null, "moved">> =>
  changeRanges(deps, { application, by, statements: dropRange(application.id, id, deps.now) });

async function changeRanges(
  deps: Deps,
  { application: { id, revision }, by, statements }: Ranged & { statements: readonly Statement[] },
): Promise<Result<null, "moved">> {
  const about = eventAt(deps, { subject: id, revision: revision + 1, by });
  try {
    await deps.db.batch([recordEvent(applicationEvent("application.described", about, {}))].concat(statements));
    return ok(null);
  } catch (error) {
    if (refusedBy(error) === null) {
      throw error;
    }
    return refuse("moved");
  }
}

export type SavedAnswer = { ok: true; revision: number } | { ok: false; theirs: Answer | null };
const isSame = (a: TypedAnswer, b: Answer): boolean =>
  a.declared === b.declared &&
  a.isNa === b.isNa &&
  JSON.stringify(a.byRange) === JSON.stringify(b.byRange) &&
  a.justification === b.justification &&
  a.isPublishable === b.isPublishable;

type Answered = { application: store.Application; criterionId: string; typed: TypedAnswer; by: PersonId };
/**
 * Saves one answer over the revision that was read. When somebody saved since, nothing is written and theirs is given back;
 * the same words sent twice (an answer that was lost on the way) count as saved. `theirs` null: it can no longer be worked on.
 */
export async function saveAnswer(deps: Deps, { application, criterionId, typed, by }: Answered): Promise<SavedAnswer> {
  const changed = await deps.db.changed(
    store.saveAnswer({ ...typed, applicationId: application.id, criterionId, by, now: deps.now }),
  );
  if (changed > 0) {
    return { ok: true, revision: typed.revision + 1 };
  }
  const now = await store.readApplication(deps.db, { id: application.id, organisationId: application.organisationId });
  const theirs = now?.answers.find((one) => one.criterionId === criterionId) ?? null;
  return theirs !== null && isSame(typed, theirs) ? { ok: true, revision: theirs.revision } : { ok: false, theirs };
}

type Carried = {
  application: store.Application;
  answers: readonly Answer[];
  ranges: readonly Range[];
  model: Model;
  given: Readonly<Record<string, AnswerSpec>>;
  by: PersonId;
};
/** Fills a draft from a file of answers: criteria that have an answer already keep it. How many were filled. */
export async function carryOver(
  deps: Deps,
  { application, answers, ranges, model, given, by }: Carried,
): Promise<number> {
  const known = new Set(answers.filter(isAnswered).map((one) => one.criterionId));
  const free = Object.entries(given).filter(([id]) => model.criteria.has(id) && !known.has(id));
  const statements = free.flatMap(([criterionId, answer]) => {
    const typed = asTyped(answer, ranges);
    const revision = answers.find((one) => one.criterionId === criterionId)?.revision ?? 0;
    return typed === null
      ? []
      : [store.saveAnswer({ ...typed, revision, applicationId: application.id, criterionId, by, now: deps.now })];
  });
  await deps.db.batch(statements);
  return statements.length;
}

/** An answer of a file as a person would have typed it, grades of ranges under their ids; null for one without a grade. */
function asTyped(answer: AnswerSpec, ranges: readonly Range[]): Omit<TypedAnswer, "revision"> | null {
  if (typeof answer === "number") {
    return { declared: answer, isNa: false, byRange: null, justification: "", isPublishable: false };
  }
  if (typeof answer !== "object" || answer === null || "success" in answer) {
    return null;
  }
  const { declared, na, byRange, justification = "", publishable = false } = answer;
  if (na !== undefined) {
    return { declared: null, isNa: true, byRange: null, justification: na.justification, isPublishable: publishable };
  }
  if (typeof declared !== "number") {
    return null;
  }
  const known = ranges.flatMap(({ id, name }) => {
    const grade = byRange?.[name];
    return grade === undefined ? [] : [[id, grade] as const];
  });
  const grades = known.length === 0 ? null : Object.fromEntries(known);
  return { declared, isNa: false, byRange: grades, justification, isPublishable: publishable };
}

type Rebased = {
  application: store.Application;
  answers: readonly Answer[];
  /** Of the version that it moves to. */
  referential: string;
  /** Criteria whose answers still mean something there. */
  kept: ReadonlySet<string>;
  by: PersonId;
};
/** Moves a draft to another version: answers that mean nothing there any more lose their grade, and keep their words. */
export async function changeVersion(
  deps: Deps,
  { application: { id, revision }, answers, referential, kept, by }: Rebased,
): Promise<Result<null, "moved">> {
  const lost = answers.filter((one) => isAnswered(one) && !kept.has(one.criterionId));
  try {
    await deps.db.batch([
      recordEvent(
        applicationEvent("application.rebased", eventAt(deps, { subject: id, revision: revision + 1, by }), {
          to: referential,
        }),
      ),
      store.changeReferential(id, referential, deps.now),
      ...lost.map((one) =>
        store.saveAnswer({ ...one, declared: null, isNa: false, byRange: null, applicationId: id, by, now: deps.now }),
      ),
    ]);
    return ok(null);
  } catch (error) {
    if (refusedBy(error) === null) {
      throw error;
    }
    return refuse("moved");
  }
}

/** Takes a piece out of the working copy; its file goes too, unless a filing, another use or the library holds it. */
export async function dropPiece(
  deps: SiteDeps,
  { applicationId, pieceId }: { applicationId: ApplicationId; pieceId: string },
): Promise<void> {
  const file = await findFile(deps.db, { id: pieceId, applicationId });
  const changed = await deps.db.changed(removePiece(pieceId, applicationId, deps.now));
  const key = file?.r2_key ?? null;
  if (changed > 0 && key !== null && !(await isHeld(deps.db, { key }))) {
    await deps.evidence.drop(key);
  }
}
