import type { SessionId, PersonId, OrganisationId, EventId } from "../../kernel/ids.ts";
import { type Result, ok, refuse } from "../../kernel/result.ts";
import { DAY } from "../../kernel/time.ts";
import { MOVED_FIRST, refusedBy } from "../../platform/d1.ts";
import type { Deps } from "../../platform/deps.ts";
import { recordEvent } from "../../platform/outbox.ts";
import { CLOSED_MEANWHILE, NO_SEAT, cancelWholeSession, insertSession, setCapacity } from "../seats/capacity.store.ts";
import { shrinkUntil } from "../seats/registration.ts";
import { eventPrefix } from "../seats/reserve.ts";
import { sessionEvent } from "../sessions/session.events.ts";
import { type Session, isVisit } from "../sessions/session.ts";
import { insertPlannedVenue } from "./planning.store.ts";
import { bumpRevision, keepAssociation, keepWorkshop } from "../sessions/session.store.ts";
import type { SessionPlan } from "./session.schema.ts";

/** Dates in one series, a week apart. */
export const MOST_WEEKS = 12;
type By = { association: OrganisationId; name: string; person: PersonId };

const about = (deps: Deps, { session, actor }: { session: { id: SessionId; revision: number }; actor: string }) => ({
  id: deps.newId("evt"),
  subject: session.id,
  at: deps.now,
  actor,
  revision: session.revision,
});

/**
 * Publishes a session, or a series of them a week apart at the same local hour: open at once. `key` is the first one's id, made with
 * the form: sent twice, the form publishes once. The events to ring for.
 */
export async function publishSessions(
  deps: Deps,
  { by, plan, key, starts }: { by: By; plan: SessionPlan; key: SessionId; starts: readonly number[] },
): Promise<EventId[]> {
  const venueId = plan.venue === null ? plan.venueId : deps.newId("ven");
  const length = plan.endsAt - plan.startsAt;
  const sessions = starts.map((startsAt, i) => ({
    id: i === 0 ? key : deps.newId("ses"),
    programme: plan.programme,
    associationId: by.association,
    venueId,
    joinUrl: plan.joinUrl,
    mode: plan.mode,
    startsAt,
    endsAt: startsAt + length,
    tz: plan.tz,
    capacity: plan.capacity,
    consentUnderAge: plan.consentUnderAge,
    visibility: plan.visibility,
  }));
  const events = sessions.map(({ id }) =>
    sessionEvent("session.published", about(deps, { session: { id, revision: 1 }, actor: by.person }), {}),
  );
  try {
    await deps.db.batch([
      ...events.map(recordEvent),
      keepWorkshop(plan.programme, deps.now),
      ...keepAssociation(by.association, by.name, deps.now),
      ...(plan.venue === null || venueId === null ? [] : [insertPlannedVenue(venueId, plan.venue, deps.now)]),
      ...sessions.map((session) => insertSession(session, deps.now)),
    ]);
    return events.map((event) => event.id);
  } catch (error) {
    const constraint = refusedBy(error);
    if (constraint !== MOVED_FIRST && constraint !== CLOSED_MEANWHILE) {
      throw error;
    }
    return []; // the same form, sent twice: the first one was published; or the association closed meanwhile
  }
}

/** Cancels a session that has not begun: everybody is told, reminders end, calendars learn of it. */
export async function cancelSession(
  deps: Deps,
  { session, person }: { session: Session; person: PersonId },
): Promise<Result<EventId, "not_possible">> {
  if (!["open", "closed"].includes(session.state) || session.startsAt <= deps.now || isVisit(session)) {
    return refuse("not_possible");
  }
  const event = sessionEvent(
    "session.cancelled",
    about(deps, { session: { id: session.id, revision: session.revision + 1 }, actor: person }),
    {},
  );
  try {
    await deps.db.batch([recordEvent(event), ...cancelWholeSession(session.id, deps.now, eventPrefix(deps.newId))]);
    return ok(event.id);
  } catch (error) {
    if (refusedBy(error) !== MOVED_FIRST) {
      throw error;
    }
    return refuse("not_possible");
  }
}

/** Changes the number of seats; below what is taken the database refuses. More seats serve the waiting list. */
export async function resizeSession(
  deps: Deps,
  { session, capacity, person }: { session: Session; capacity: number; person: PersonId },
): Promise<Result<EventId, "too_few" | "not_possible">> {
  if (!["open", "closed"].includes(session.state) || session.startsAt <= deps.now || isVisit(session)) {
    return refuse("not_possible");
  }
  const event = sessionEvent(
    "session.resized",
    about(deps, { session: { id: session.id, revision: session.revision + 1 }, actor: person }),
    {
      capacity,
    },
  );
  try {
    await deps.db.batch([
      recordEvent(event),
      ...setCapacity(session.id, capacity, shrinkUntil(session, deps.now)),
      bumpRevision(session.id, deps.now),
    ]);
    return ok(event.id);
  } catch (error) {
    const constraint = refusedBy(error);
    if (constraint !== NO_SEAT && constraint !== MOVED_FIRST) {
      throw error;
    }
    return refuse(constraint === NO_SEAT ? "too_few" : "not_possible");
  }
}

/** How far back a coordinator sees sessions. Seconds. */
export const SHOWN_SINCE = 30 * DAY;
