import type { EventId, RegistrationId, SessionId } from "../../kernel/ids.ts";
import { ok } from "../../kernel/result.ts";
import { TOO_MANY, type Limit, countOne } from "../../platform/counters.ts";
import { refusedBy } from "../../platform/d1.ts";
import type { Deps } from "../../platform/deps.ts";
import { recordQuietly } from "../../platform/outbox.ts";
import { NO_SEAT, expireDue, takeSeats } from "./capacity.store.ts";
import { isTooLate } from "./consent.ts";
import { ALONE, type Party } from "./party.ts";
import { eraseAt, holdUntil } from "./registration.ts";
import { countProof } from "./proof-weeks.store.ts";
import { registrationEvent } from "./registration.events.ts";
import * as store from "./registration.store.ts";
import { type Session, doorOf } from "../sessions/session.ts";
import { findSession } from "../sessions/session.store.ts";

/** Why no seat is given: shown with the next best thing to do. */
export type ReserveRefusal =
  | "not_found"
  | "full"
  | "free_again"
  | "too_many"
  | "too_large"
  | "consent_too_late"
  | "queue_first"
  | "closed"
  | "not_yet"
  | "past"
  | "cancelled"
  | "other_before"
  | "too_often";

/** Who asks: a form's key, the connection (for limits only) and how the form was proven. */
export type Ask = { key: string; client: string; lane: "worked" | "slow" };
/** `eventId`: what to ring for; null: nothing follows from it. */
type Held = { registrationId: RegistrationId; eventId: EventId | null };
/** A refusal brings the session that explains it, already read. */
export type Reserved = { ok: true; value: Held } | { ok: false; refusal: ReserveRefusal; session: Session | null };
export const noSeat = (refusal: ReserveRefusal, session: Session | null): Reserved & { ok: false } => ({
  ok: false,
  refusal,
  session,
});

/** No seat is held for a child whose parent could not answer in time: the refusal; null where nobody has to answer, or there is time. */
export const tooLateToAsk = (
  found: { session: Session } | null,
  party: Party,
  now: number,
): (Reserved & { ok: false }) | null =>
  found !== null && isTooLate(found.session, party, now) ? noSeat("consent_too_late", found.session) : null;

/** 60 holds in 10 minutes from one connection: wide, because a whole school may share it. Without script, fewer. */
const HOLDS: Limit = { what: "hold", most: 60, seconds: 600 };
const SLOW_HOLDS: Limit = { what: "hold-slow", most: 20, seconds: 600 };

/** The limit that applies to an ask. */
export const limitOf = (lane: Ask["lane"]): Limit => (lane === "worked" ? HOLDS : SLOW_HOLDS);

/** The time part of an event id made in SQL. */
export const eventPrefix = (newId: Deps["newId"]): string => newId("evt").slice(0, 19);

/**
 * Keeps the seats of a party for as long as a form takes, all or none. One batch: expire what is due, registration, counter, and then
 * what only those write who have a seat; the counter's CHECK is the decision. The same key again answers the same hold; for other seats it is refused, never answered with those.
 */
export async function reserve(
  deps: Deps,
  { sessionId, ask, party = ALONE }: { sessionId: SessionId; ask: Ask; party?: Party },
): Promise<Reserved> {
  const id = deps.newId("reg");
  const seats = party.bands.length;
  const event = registrationEvent("registration.held", newEvent(deps, id), { session: sessionId, seats });
  const limit = await countOne(deps.vault, limitOf(ask.lane), ask.client, deps.now);
  try {
    await deps.db.batch([
      ...expireDue(deps.now, sessionId, eventPrefix(deps.newId)),
      store.insertRegistration({
        id,
        sessionId,
        party,
        state: "held",
        expiresAt: holdUntil(seats, deps.now),
        key: ask.key,
        eraseAt: eraseAt("held", true, deps.now, deps.now),
        now: deps.now,
      }),
      takeSeats(sessionId, seats, deps.now),
      recordQuietly(event),
      store.insertParticipants(newParticipants(deps, party), id, deps.now),
      countProof("held", deps.now),
      limit,
    ]);
    return ok({ registrationId: id, eventId: null });
  } catch (error) {
    return explain(deps, { sessionId, key: ask.key, seats, error });
  }
}

/** A line for each of a party, with an id of its own. */
export const newParticipants = (deps: Deps, { bands }: Party) =>
  bands.map((ageBand) => ({ id: deps.newId("par"), ageBand }));

/** The first event of a new registration. */
export const newEvent = (deps: Deps, id: RegistrationId) => ({
  id: deps.newId("evt"),
  registration: id,
  revision: 1,
  at: deps.now,
  actor: "visitor",
});

/** After a failed batch: which refusal it was, read from what stands now. Anything unexpected is thrown on. */
export async function explain(
  deps: Deps,
  { sessionId, key, seats, error }: { sessionId: SessionId; key: string; seats: number; error: unknown },
): Promise<Reserved> {
  const constraint = refusedBy(error);
  if (constraint === store.SAME_FORM) {
    const before = await store.findByKey(deps.db, key);
    const isSame = before?.session_id === sessionId && before.seats === seats;
    return before === null || !isSame
      ? noSeat(before === null ? "not_found" : "other_before", null)
      : ok({ registrationId: before.id, eventId: null });
  }
  if (constraint === TOO_MANY) {
    return noSeat("too_often", null);
  }
  if (constraint !== NO_SEAT && constraint !== "foreign key") {
    throw error;
  }
  const session = await findSession(deps.db, sessionId);
  return noSeat(session === null ? "not_found" : whyNoSeat(session, seats, deps.now), session);
}

/** The refusal that a session explains. Nothing is called full while seats are free: those of the moment since the failure are said. */
function whyNoSeat(
  session: Session,
  seats: number,
  now: number,
): Exclude<ReserveRefusal, "not_found" | "too_often" | "consent_too_late" | "other_before"> {
  const door = doorOf(session, now);
  if (door !== "queue" && door !== "reserve") {
    return door;
  }
  if (seats > session.capacity) {
    return "too_large";
  }
  const free = session.capacity - session.taken;
  if (door === "queue") {
    return free > 0 ? "queue_first" : "full";
  }
  return free < seats ? "too_many" : "free_again";
}
