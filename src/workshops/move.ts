import { type Result, ok, refuse } from "../kernel/result.ts";
import type { EventEnvelope } from "../kernel/event.ts";
import { MOVED_FIRST, refusedBy } from "../platform/d1.ts";
import type { Deps } from "../platform/deps.ts";
import { recordEvent } from "../platform/outbox.ts";
import { moveSeats } from "./capacity.store.ts";
import { type RegistrationAct, type RegistrationRefusal, decide, eraseAt } from "./registration.ts";
import { registrationEvent } from "./registration.events.ts";
import * as store from "./registration.store.ts";

/** A change that was made: what the registration is now, and the event to ring for. */
export type Moved = store.RegistrationWithSession & { eventId: string };
export type MoveRefusal = RegistrationRefusal | "not_found" | "already_registered";
type CancelReason = "person" | "duplicate" | "erased";

/** The acts of people that this function carries out, with the event each leaves. */
const EVENT_OF = {
  confirm: "registration.confirmed",
  accept: "registration.confirmed",
  prove_address: "registration.waitlisted",
  decline: "registration.declined",
  cancel: "registration.cancelled",
} as const;
type PersonAct = keyof typeof EVENT_OF & RegistrationAct;

/**
 * Carries out one act on a registration: load, decide, one batch (event, registration, counters). When somebody else
 * moved it at the same moment, it reads and decides once more. Refusals say why; nothing is ever half done.
 */
export async function move(
  deps: Deps,
  registrationId: string,
  act: PersonAct,
  reason: CancelReason = "person",
): Promise<Result<Moved, MoveRefusal>> {
  for (let round = 0; round < 2; round++) {
    const found = await store.findRegistration(deps.db, registrationId);
    if (found === null) {
      return refuse("not_found");
    }
    const { registration, session } = found;
    const decided = decide({ ...registration, session }, act, deps.now);
    if (!decided.ok) {
      return decided;
    }
    const { to, move: seats } = decided.value;
    const event = eventFor(deps, found, act, reason);
    try {
      await deps.db.batch([
        recordEvent(event),
        store.changeRegistration({
          id: registration.id,
          to,
          revision: registration.revision + 1,
          expiresAt: null,
          eraseAt: eraseAt(to, registration.isMinor, registration.createdAt, session.endsAt),
          isProof: act !== "cancel",
          icsBump: act === "cancel" ? 1 : 0,
          cancelReason: act === "cancel" ? reason : null,
          now: deps.now,
        }),
        ...(seats.taken === 0 && seats.waiting === 0 ? [] : [moveSeats(session.id, seats)]),
        ...(registration.state === "offered" ? [store.closeOffer(registration.id, outcomeOf(act))] : []),
      ]);
      return ok({ registration: { ...registration, state: to }, session, eventId: event.id });
    } catch (error) {
      const constraint = refusedBy(error);
      if (constraint === store.SAME_PERSON) {
        return refuse("already_registered");
      }
      if (constraint !== MOVED_FIRST) {
        throw error;
      }
    }
  }
  return refuse("not_possible");
}

const outcomeOf = (act: PersonAct): "accepted" | "declined" | "cancelled" =>
  act === "accept" ? "accepted" : act === "decline" ? "declined" : "cancelled";

function eventFor(
  deps: Deps,
  { registration, session }: store.RegistrationWithSession,
  act: PersonAct,
  reason: CancelReason,
): EventEnvelope {
  const about = {
    id: deps.newId("evt"),
    registration: registration.id,
    revision: registration.revision + 1,
    at: deps.now,
    actor: "participant",
  };
  const { seats, state: from } = registration;
  const type = EVENT_OF[act];
  if (type === "registration.cancelled") {
    return registrationEvent(type, about, { session: session.id, from, seats, reason });
  }
  return type === "registration.declined"
    ? registrationEvent(type, about, { session: session.id, seats })
    : registrationEvent(type, about, { session: session.id });
}
