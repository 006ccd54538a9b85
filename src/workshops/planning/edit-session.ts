import type { EventId, PersonId } from "../../kernel/ids.ts";
import { type Result, ok, refuse } from "../../kernel/result.ts";
import { MOVED_FIRST, refusedBy } from "../../platform/d1.ts";
import type { Deps } from "../../platform/deps.ts";
import { recordEvent } from "../../platform/outbox.ts";
import { clampDeadlines } from "../seats/registration.store.ts";
import { sessionEvent } from "../sessions/session.events.ts";
import { type Session, TAKING_PLACE, isVisit } from "../sessions/session.ts";
import { rewriteSession } from "../sessions/session.store.ts";
import { insertPlannedVenue } from "./planning.store.ts";
import type { SessionPlan } from "./session.schema.ts";

/** What a session is to become: where, when, and by which link. */
export type Edit = Pick<SessionPlan, "mode" | "venueId" | "venue" | "joinUrl" | "tz" | "startsAt" | "endsAt">;
type EditedField = "place" | "hours" | "link";

/** What an edit changes of a session as it stands; a new place is always one. */
function changedBy(session: Session, edit: Edit): EditedField[] {
  const isElsewhere = edit.venue !== null || edit.venueId !== session.venueId || edit.mode !== session.mode;
  const changes: [EditedField, boolean][] = [
    ["place", isElsewhere],
    ["hours", edit.startsAt !== session.startsAt || edit.endsAt !== session.endsAt],
    ["link", !isElsewhere && edit.joinUrl !== session.joinUrl],
  ];
  return changes.flatMap(([field, isChanged]) => (isChanged ? [field] : []));
}

/**
 * Changes place, hours and link of a session that has not begun, all at once: one event, one mail a person. Every seat and rank is kept, no
 * deadline outlives what it leads to, and calendars get a newer version. The place of past sessions is never rewritten: another place is
 * another row. `session` is as it was read; somebody else's change since then refuses this one.
 */
export async function editSession(
  deps: Deps,
  { session, edit, person }: { session: Session; edit: Edit; person: PersonId },
): Promise<Result<{ eventId: EventId | null }, "not_possible" | "changed_meanwhile">> {
  if (!TAKING_PLACE.some((state) => state === session.state) || session.startsAt <= deps.now || isVisit(session)) {
    return refuse("not_possible");
  }
  const fields = changedBy(session, edit);
  if (fields.length === 0) {
    return ok({ eventId: null });
  }
  const venueId = edit.venue === null ? edit.venueId : deps.newId("ven");
  const shift = edit.startsAt - session.startsAt;
  const { startsAt, endsAt, mode, joinUrl, tz } = edit;
  const [closesAt, queueClosesAt] = [session.closesAt + shift, session.queueClosesAt + shift];
  const about = {
    id: deps.newId("evt"),
    subject: session.id,
    at: deps.now,
    actor: person,
    revision: session.revision + 1,
  };
  const old = { oldStartsAt: session.startsAt, oldTz: session.tz, oldVenueId: session.venueId };
  const place = edit.venue === null || venueId === null ? [] : [insertPlannedVenue(venueId, edit.venue, deps.now)];
  try {
    await deps.db.batch([
      recordEvent(sessionEvent("session.edited", about, { fields, ...old })),
      ...place,
      rewriteSession(session.id, { venueId, mode, joinUrl, tz, startsAt, endsAt, closesAt, queueClosesAt }, deps.now),
      ...clampDeadlines(session.id, startsAt),
    ]);
    return ok({ eventId: about.id });
  } catch (error) {
    if (refusedBy(error) !== MOVED_FIRST) {
      throw error;
    }
    return refuse("changed_meanwhile");
  }
}
