import type { PersonId, EventId } from "../../kernel/ids.ts";
import { type Result, ok, refuse } from "../../kernel/result.ts";
import { refusedBy } from "../../platform/d1.ts";
import type { Deps } from "../../platform/deps.ts";
import { recordEvent } from "../../platform/outbox.ts";
import { assessmentEvent } from "../assessment/assessment.events.ts";
import { appealUntil, moved } from "../assessment/process.ts";
import { PARIS, dayOf } from "../../kernel/time.ts";
import { movePhase } from "../assessment/write.store.ts";
import { type Case, type DecideRefusal, lastOf } from "./case.ts";
import { mayNow, whereOf } from "./rights.ts";
import { markRead, writeAppeal } from "./decision.store.ts";

/** The person who answers for the mutuelle contests the last decision, within thirty days; it goes on standing meanwhile. */
export async function appeal(
  deps: Deps,
  { one, text, by }: { one: Case; text: string; by: PersonId },
): Promise<Result<EventId, DecideRefusal>> {
  const last = lastOf(one);
  const { id, state, revision } = one.file.application;
  const next = moved(state, "appeal", deps.now);
  if (last === null || next === null) {
    return refuse("not_open");
  }
  const where = whereOf(one, deps.now);
  if (!mayNow(where, "owner", "appeal")) {
    return refuse(where.canWin ? "too_late" : "nothing_to_win");
  }
  if (text.trim().length < 20) {
    return refuse("no_reasons");
  }
  const about = { id: deps.newId("evt"), subject: id, revision: revision + 1, at: deps.now, actor: by };
  const event = assessmentEvent("file.appealed", about, { dueOn: next.dueOn });
  try {
    await deps.db.batch([
      recordEvent(event),
      writeAppeal({ applicationId: id, round: last.round, text: text.trim(), by, now: deps.now }),
      movePhase({ id, state: next.to, dueOn: next.dueOn, words: null, now: deps.now }),
    ]);
    return ok(event.id);
  } catch (error) {
    if (refusedBy(error) === null) {
      throw error;
    }
    return refuse("moved");
  }
}

/** The mutuelle says that it read the last decision: its days to appeal run from today. Said again it changes nothing. */
export async function readDecision(deps: Deps, { one, by }: { one: Case; by: PersonId }): Promise<EventId | null> {
  const last = lastOf(one);
  if (last === null || one.decided.readOn !== null) {
    return null;
  }
  const readOn = dayOf(deps.now, PARIS);
  const about = {
    id: deps.newId("evt"),
    subject: `${one.file.application.id}~${last.id}`,
    at: deps.now,
    actor: by,
  };
  const untilOn = appealUntil(last.decidedOn, readOn);
  const event = assessmentEvent("file.decision_read", about, { decision: last.id, appealUntilOn: untilOn });
  await deps.db.batch([recordEvent(event), markRead(last.id, readOn)]);
  return event.id;
}
