import type { EventId, OrganisationId, PersonId } from "../../kernel/ids.ts";
import { type Result, ok, refuse } from "../../kernel/result.ts";
import type { Deps } from "../../platform/deps.ts";
import { recordEvent } from "../../platform/outbox.ts";
import type { Session } from "../sessions/session.ts";
import { facilitatorEvent } from "./facilitators.events.ts";
import * as store from "./facilitators.store.ts";

/** Sessions that lack people, and how many each. */
export type Lacking = { session: Session; wanted: number };

/**
 * Calls the team for sessions that lack somebody: one mail to each member whose check covers a day of theirs, who is free and not in already.
 * Called again, a session's call begins anew. `asksFirst`: whoever answers offers to come, and the coordinator says yes. Refused when nobody lacks, or nobody could come to any.
 */
export async function callTeam(
  deps: Deps,
  {
    lacking,
    association,
    by,
    asksFirst = false,
  }: { lacking: readonly Lacking[]; association: OrganisationId; by: PersonId; asksFirst?: boolean },
): Promise<Result<EventId, "nobody_lacks" | "nobody_free">> {
  const [first] = lacking;
  if (first === undefined) {
    return refuse("nobody_lacks");
  }
  const free = await Promise.all(lacking.map(({ session }) => store.couldCome(deps.db, session)));
  if (free.every((contacts) => contacts.length === 0)) {
    return refuse("nobody_free");
  }
  const sessions = lacking.map(({ session }) => session.id);
  const event = facilitatorEvent(
    "staffing.called",
    { id: deps.newId("evt"), subject: first.session.id, at: deps.now, actor: by },
    { association, sessions },
  );
  await deps.db.batch([
    recordEvent(event),
    ...lacking.map(({ session, wanted }) =>
      store.openCall({ sessionId: session.id, associationId: association, wanted, asksFirst, now: deps.now }),
    ),
  ]);
  return ok(event.id);
}
