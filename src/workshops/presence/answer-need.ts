import type { EventId, PersonId } from "../../kernel/ids.ts";
import { type Result, ok, refuse } from "../../kernel/result.ts";
import { MOVED_FIRST, refusedBy } from "../../platform/d1.ts";
import type { Deps } from "../../platform/deps.ts";
import { recordEvent } from "../../platform/outbox.ts";
import type { Need, NeedAnswer } from "../seats/needs.ts";
import { sessionEvent } from "../sessions/session.events.ts";
import { type Session, TAKING_PLACE } from "../sessions/session.ts";
import { bumpRevision } from "../sessions/session.store.ts";
import { answerFor, countWithNeed } from "./presence.store.ts";

/** Why a need is not answered: nobody has it, or the session is over, or changed meanwhile. */
export type NeedRefusal = "nobody" | "not_possible";

/** What an association answers to a need, for all who have it as they stand: each reads it on their page and by one mail. */
export async function answerNeed(
  deps: Deps,
  { session, need, answer, person }: { session: Session; need: Need; answer: NeedAnswer; person: PersonId },
): Promise<Result<EventId, NeedRefusal>> {
  if (!TAKING_PLACE.some((state) => state === session.state) || session.startsAt <= deps.now) {
    return refuse("not_possible");
  }
  if ((await countWithNeed(deps.db, { sessionId: session.id, need })) === 0) {
    return refuse("nobody");
  }
  const id = deps.newId("evt");
  const about = { id, subject: session.id, at: deps.now, actor: person, revision: session.revision + 1 };
  try {
    await deps.db.batch([
      recordEvent(sessionEvent("session.need_answered", about, { need, answer })),
      answerFor(session.id, need, answer),
      bumpRevision(session.id, deps.now),
    ]);
    return ok(id);
  } catch (error) {
    if (refusedBy(error) !== MOVED_FIRST) {
      throw error;
    }
    return refuse("not_possible");
  }
}
