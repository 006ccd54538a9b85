import type { EventId, RegistrationId } from "../../kernel/ids.ts";
import { type Result, ok, refuse } from "../../kernel/result.ts";
import { MOVED_FIRST, refusedBy } from "../../platform/d1.ts";
import type { Deps } from "../../platform/deps.ts";
import { recordEvent } from "../../platform/outbox.ts";
import { NO_SEAT, moveSeats, takeSeats } from "./capacity.store.ts";
import { MOST_SEATS } from "./party.ts";
import { registrationEvent } from "./registration.events.ts";
import * as store from "./registration.store.ts";
import { newParticipants } from "./reserve.ts";

/** Why the number of seats stays what it was. */
export type SeatsRefusal = "not_found" | "not_possible" | "already_done" | "no_seat";

/**
 * Changes the number of seats of a confirmed group of adults. Fewer are given back at once and the list is served; more pass the same
 * gate as a newcomer's. All in one batch: the event with its revision, the registration, its participants, the counter.
 */
export async function changeSeats(
  deps: Deps,
  { registrationId, seats }: { registrationId: RegistrationId; seats: number },
): Promise<Result<{ eventId: EventId }, SeatsRefusal>> {
  const found = await store.findRegistration(deps.db, registrationId);
  if (found === null) {
    return refuse("not_found");
  }
  const { registration, session } = found;
  if (!isResizable(found, deps.now) || seats < 1 || seats > MOST_SEATS) {
    return refuse("not_possible");
  }
  const more = seats - registration.seats;
  if (more === 0) {
    return refuse("already_done");
  }
  const revision = registration.revision + 1;
  const about = { id: deps.newId("evt"), registration: registrationId, revision, at: deps.now, actor: "participant" };
  const data = { session: session.id, from: registration.seats, seats };
  try {
    await deps.db.batch([
      recordEvent(registrationEvent("registration.resized", about, data)),
      ...store.resizeRegistration(registrationId, seats, revision, deps.now),
      store.insertParticipants(newAdults(deps, more), registrationId, deps.now, registration.seats),
      more > 0 ? takeSeats(session.id, more, deps.now) : moveSeats(session.id, { taken: more, waiting: 0 }),
    ]);
    return ok({ eventId: about.id });
  } catch (error) {
    const constraint = refusedBy(error);
    if (constraint !== NO_SEAT && constraint !== MOVED_FIRST) {
      throw error;
    }
    return refuse(constraint === NO_SEAT ? "no_seat" : "not_possible");
  }
}

/** A confirmed group of adults, before its session begins; a class is its request's business. */
const isResizable = ({ registration: r, session }: store.RegistrationWithSession, now: number): boolean =>
  r.state === "confirmed" && r.requestId === null && !r.isMinor && session.startsAt > now;

/** Nameless adults, as many as there are more; none when there are fewer. */
const newAdults = (deps: Deps, more: number) =>
  newParticipants(deps, { kind: "family", bands: Array.from({ length: Math.max(0, more) }, () => "18_plus" as const) });
