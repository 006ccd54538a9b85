import type { EventId, SessionId } from "../../kernel/ids.ts";
import { type Result, ok, refuse } from "../../kernel/result.ts";
import { MOVED_FIRST, refusedBy } from "../../platform/d1.ts";
import type { Deps } from "../../platform/deps.ts";
import { recordEvent } from "../../platform/outbox.ts";
import { sessionEvent } from "../sessions/session.events.ts";
import { findSession, moveSession } from "../sessions/session.store.ts";
import { clampDeadlines } from "../seats/registration.store.ts";

/**
 * Moves a session to another time. Every seat and rank is kept, and no deadline outlives what it leads to; closing times move along; calendars get a newer
 * version; everyone is told by mail. `startsAt` in unix seconds, in the future.
 */
export async function rescheduleSession(
  deps: Deps,
  { sessionId, startsAt }: { sessionId: SessionId; startsAt: number },
): Promise<Result<{ eventId: EventId }, "not_found" | "not_possible" | "in_the_past">> {
  const session = await findSession(deps.db, sessionId);
  if (session === null) {
    return refuse("not_found");
  }
  if (startsAt <= deps.now) {
    return refuse("in_the_past");
  }
  if (!["open", "closed"].includes(session.state) || session.startsAt <= deps.now) {
    return refuse("not_possible");
  }
  const shift = startsAt - session.startsAt;
  const endsAt = session.endsAt + shift;
  const eventId = deps.newId("evt");
  try {
    await deps.db.batch([
      recordEvent(
        sessionEvent(
          "session.rescheduled",
          { id: eventId, subject: sessionId, at: deps.now, actor: "association", revision: session.revision + 1 },
          { startsAt, endsAt, oldStartsAt: session.startsAt },
        ),
      ),
      moveSession(
        sessionId,
        { startsAt, endsAt, closesAt: session.closesAt + shift, queueClosesAt: session.queueClosesAt + shift },
        deps.now,
      ),
      ...clampDeadlines(sessionId, startsAt),
    ]);
    return ok({ eventId });
  } catch (error) {
    if (refusedBy(error) !== MOVED_FIRST) {
      throw error;
    }
    return refuse("not_possible");
  }
}
