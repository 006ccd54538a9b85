import type { EventId, PersonId } from "../../kernel/ids.ts";
import { type Result, ok, refuse } from "../../kernel/result.ts";
import { refusedBy } from "../../platform/d1.ts";
import type { Deps } from "../../platform/deps.ts";
import { recordEvent } from "../../platform/outbox.ts";
import { isTold } from "../application/application.ts";
import { assessmentEvent } from "./assessment.events.ts";
import { type AssessedFile, taskOf } from "./file.ts";
import * as store from "./released.store.ts";
import { type RunRefusal, assignInto, freeSeat, tiesSince } from "./run-file.ts";

/** Takes a task back: before grades are handed in, or when its holder has declared a tie. What they did is put aside for 30 days. */
export async function releaseTask(
  deps: Deps,
  { file, personId, by }: { file: AssessedFile; personId: PersonId; by: PersonId },
): Promise<Result<null, RunRefusal>> {
  const held = taskOf(file, personId);
  if (taskOf(file, by)?.task !== "operator" && personId !== by) {
    return refuse("not_yours");
  }
  if (held === null) {
    return refuse("not_open");
  }
  const applicationId = file.application.id;
  const about = { id: deps.newId("evt"), subject: `${applicationId}~${held.task}`, at: deps.now, actor: by };
  const event = assessmentEvent("file.released", about, { person: personId, task: held.task });
  const taken = { id: deps.newId("rel"), applicationId, personId, tiesSince: tiesSince(deps.now), by, now: deps.now };
  try {
    await deps.db.batch([...store.release(taken), recordEvent(event)]);
    return ok(null);
  } catch (error) {
    if (refusedBy(error) === null) {
      throw error;
    }
    return refuse("not_open");
  }
}

type Restoring = { file: AssessedFile; releasedId: string; by: PersonId };
/** Gives a task back to the person who held it, with all that they had done; they hand in once more. Any operator may. The id of the event. */
export async function restoreTask(
  deps: Deps,
  { file, releasedId, by }: Restoring,
): Promise<Result<EventId, RunRefusal | "gone">> {
  const applicationId = file.application.id;
  const found = (await store.releasedOf(deps.db, { applicationId, now: deps.now })).find(
    (one) => one.id === releasedId,
  );
  if (found === undefined) {
    return refuse("gone");
  }
  if (isTold(file.application.state)) {
    return refuse("not_open");
  }
  const { task, personId } = found;
  const slot = freeSeat(file, task);
  if (slot === null) {
    return refuse("taken");
  }
  const about = { id: deps.newId("evt"), subject: `${applicationId}~${task}`, at: deps.now, actor: by };
  const event = assessmentEvent("file.restored", about, { person: personId, task });
  return assignInto(deps, { seat: { applicationId, task, slot, personId }, event, more: store.putBack(releasedId) });
}
