import type { PersonId, EventId, ApplicationId } from "../../kernel/ids.ts";
import { type Result, ok, refuse } from "../../kernel/result.ts";
import type { EventEnvelope } from "../../kernel/event.ts";
import { type Statement, refusedBy } from "../../platform/d1.ts";
import type { Deps } from "../../platform/deps.ts";
import { recordEvent } from "../../platform/outbox.ts";
import type { Model } from "../scoring/model.ts";
import { type AssessmentEventType, assessmentEvent } from "./assessment.events.ts";
import { areGradesOpen, type AssessedFile, type CONTACT_KINDS, taskOf } from "./file.ts";
import { isSettled } from "./outcome.ts";
import { type Act, SEATS, type Task, isPhaseOver, moved, INTEREST_YEARS } from "./process.ts";
import { PARIS, addMonths, dayOf } from "../../kernel/time.ts";
import * as store from "./write.store.ts";

/* What operators do with a file: they assign and open phases; they never grade and have no vote. */

export type RunRefusal =
  | "not_open"
  | "not_ready"
  | "moved"
  | "not_yours"
  | "tied"
  | "no_role"
  | "taken"
  | "too_soon"
  | "not_calibrated";

/** The day since which a tie that has ended blocks no more. */
export const tiesSince = (now: number): string => addMonths(dayOf(now, PARIS), -12 * INTEREST_YEARS);

const EVENT_OF: Readonly<Partial<Record<Act, AssessmentEventType>>> = {
  admit: "file.admitted",
  begin: "file.begun",
  clarify: "file.clarification_asked",
  resume: "file.resumed",
  reject: "file.rejected",
  open_contradictory: "file.opened_to_answers",
};

/** Who may take a phase further: the operator of the file; for asking the mutuelle to be more precise, an assessor too. */
const mayMove = (file: AssessedFile, act: Act, by: PersonId): boolean => {
  const mine = taskOf(file, by);
  return mine !== null && !mine.isTied && (mine.task === "operator" || (act === "clarify" && mine.task === "assessor"));
};

/** Why an act has to wait, if it has. */
function notReady(file: AssessedFile, act: Act, model: Model, todayOn: string): RunRefusal | null {
  const has = (task: Task): boolean =>
    file.assignments.filter((one) => one.task === task && !one.isTied).length === SEATS[task];
  if (act === "begin" && !(has("assessor") && has("adjudicator"))) {
    return "not_ready";
  }
  if (act === "open_contradictory" && !(areGradesOpen(file) && isSettled(model, file) && has("panel"))) {
    return "not_ready";
  }
  // Whoever has read the other's grades no longer grades blind: it is too late to start over.
  if (act === "clarify" && areGradesOpen(file)) {
    return "not_open";
  }
  return act === "resume" && !isPhaseOver(file.application.dueOn, todayOn) ? "too_soon" : null;
}

type Move = {
  file: AssessedFile;
  model: Model;
  act: "admit" | "reject" | "begin" | "clarify" | "resume" | "open_contradictory";
  by: PersonId;
  /** What the mutuelle is told, where something is asked of it. */
  words?: string | null;
};
/** Takes a file to its next phase. The id of the event. */
export async function moveFile(
  deps: Deps,
  { file, model, act, by, words = null }: Move,
): Promise<Result<EventId, RunRefusal>> {
  const { id, state, revision } = file.application;
  const next = moved(state, act, deps.now);
  if (!mayMove(file, act, by)) {
    return refuse("not_yours");
  }
  if (next === null) {
    return refuse("not_open");
  }
  const waits = notReady(file, act, model, dayOf(deps.now, PARIS));
  if (waits !== null) {
    return refuse(waits);
  }
  const about = { id: deps.newId("evt"), subject: id, revision: revision + 1, at: deps.now, actor: by };
  const type = EVENT_OF[act] ?? "file.begun";
  const event = assessmentEvent(type, about, type === "file.rejected" ? {} : { dueOn: next.dueOn });
  try {
    await deps.db.batch([
      recordEvent(event),
      store.movePhase({ id, state: next.to, dueOn: next.dueOn, words, now: deps.now }),
      ...(act === "clarify" ? [store.reopenReviews(id)] : []),
    ]);
    return ok(event.id);
  } catch (error) {
    if (refusedBy(error) === null) {
      throw error;
    }
    return refuse("moved");
  }
}

const REFUSED_BY: Readonly<Record<string, RunRefusal>> = {
  has_the_role: "no_role",
  no_interest: "tied",
  is_calibrated: "not_calibrated",
};

/** Gives a task to somebody, in the first seat that is free. An operator takes the file for themselves. The id of the event. */
export async function assignTask(
  deps: Deps,
  { file, task, personId, by }: { file: AssessedFile; task: Task; personId: PersonId; by: PersonId },
): Promise<Result<EventId, RunRefusal>> {
  if (task !== "operator" && taskOf(file, by)?.task !== "operator") {
    return refuse("not_yours");
  }
  const slot = freeSeat(file, task);
  if (slot === null) {
    return refuse("taken");
  }
  const about = { id: deps.newId("evt"), subject: `${file.application.id}~${task}`, at: deps.now, actor: by };
  const event = assessmentEvent("file.assigned", about, { person: personId, task });
  return assignInto(deps, { seat: { applicationId: file.application.id, task, slot, personId }, event });
}

/** The first seat of a task that nobody has; null: all are taken. */
export function freeSeat(file: AssessedFile, task: Task): number | null {
  const taken = new Set(file.assignments.filter((one) => one.task === task).map((one) => one.slot));
  return [1, 2, 3].slice(0, SEATS[task]).find((one) => !taken.has(one)) ?? null;
}

type Seat = { applicationId: ApplicationId; task: Task; slot: number; personId: PersonId };
/** Assigns a seat with its event, and what goes with it, in one batch; or why the database refuses. The id of the event. */
export async function assignInto(
  deps: Deps,
  { seat, event, more = [] }: { seat: Seat; event: EventEnvelope & { id: EventId }; more?: readonly Statement[] },
): Promise<Result<EventId, RunRefusal>> {
  try {
    const assigned = store.assign({ ...seat, tiesSince: tiesSince(deps.now), now: deps.now });
    await deps.db.batch([assigned, ...more, recordEvent(event)]);
    return ok(event.id);
  } catch (error) {
    const name = refusedBy(error);
    if (name === null) {
      throw error;
    }
    return refuse(REFUSED_BY[name] ?? "taken");
  }
}

export type NewContact = { kind: (typeof CONTACT_KINDS)[number]; channel: string; madeOn: string; note: string };
/** Notes a contact that nobody announced, or an interview: by the operator, or by somebody without a task on the file. */
export async function noteContact(
  deps: Deps,
  { file, contact, by }: { file: AssessedFile; contact: NewContact; by: PersonId },
): Promise<Result<null, RunRefusal>> {
  const mine = taskOf(file, by);
  if (mine !== null && mine.task !== "operator") {
    return refuse("not_yours");
  }
  const { id: applicationId } = file.application;
  const noted = { ...contact, id: deps.newId("cnt"), applicationId, by, tiesSince: tiesSince(deps.now) };
  return (await deps.db.changed(store.addContact(noted))) > 0 ? ok(null) : refuse("not_yours");
}
