import type { EventId, RegistrationId } from "../../kernel/ids.ts";
import { type Result, ok, refuse } from "../../kernel/result.ts";
import { MINUTE } from "../../kernel/time.ts";
import { MOVED_FIRST, refusedBy } from "../../platform/d1.ts";
import type { Deps } from "../../platform/deps.ts";
import { recordEvent } from "../../platform/outbox.ts";
import { doorOf } from "../sessions/session.ts";
import { NO_SEAT, takeSeats } from "./capacity.store.ts";
import { eraseAt } from "./registration.ts";
import { registrationEvent } from "./registration.events.ts";
import * as store from "./registration.store.ts";
import { givenBackAt } from "./status.store.ts";

/** Somebody who cancelled by mistake may say so for so long. Seconds. */
export const TAKE_BACK_TIME = 10 * MINUTE;

const LOST: ReadonlySet<string> = new Set(["waitlisted", "awaiting_consent"]);
/** True when cancelling could not be undone by one press: a rank, a parent's answer, a seat that others wait for, or that nobody may take any more. */
export const isLostByCancelling = (
  { registration: r, session: s }: store.RegistrationWithSession,
  now: number,
): boolean =>
  s.startsAt > now &&
  (LOST.has(r.state) || (r.state === "confirmed" && doorOf({ ...s, taken: s.taken - r.seats }, now) !== "reserve"));

/** True while a seat that its own person gave back may be asked for again by one press. */
export const mayTakeBack = async (
  { db, now }: Pick<Deps, "db" | "now">,
  { registration: r, session }: store.RegistrationWithSession,
): Promise<boolean> => {
  if (r.state !== "cancelled" || r.cancelReason !== "person" || r.erasedAt !== null || session.startsAt <= now) {
    return false;
  }
  const at = await givenBackAt(db, { id: r.id, revision: r.revision });
  return at !== null && now < at + TAKE_BACK_TIME;
};

/**
 * A confirmed seat that was cancelled by mistake is theirs again, for ten minutes and by the gate of a newcomer: whoever waits goes first.
 */
export async function takeBack(
  deps: Deps,
  registrationId: RegistrationId,
): Promise<Result<{ eventId: EventId }, "not_possible" | "no_seat">> {
  const found = await store.findRegistration(deps.db, registrationId);
  if (found === null || !(await mayTakeBack(deps, found))) {
    return refuse("not_possible");
  }
  const { registration, session } = found;
  const revision = registration.revision + 1;
  const about = { id: deps.newId("evt"), registration: registrationId, revision, at: deps.now, actor: "participant" };
  try {
    await deps.db.batch([
      recordEvent(registrationEvent("registration.confirmed", about, { session: session.id })),
      takeSeats(session.id, registration.seats, deps.now),
      store.changeRegistration({
        id: registrationId,
        to: "confirmed",
        revision,
        expiresAt: null,
        eraseAt: eraseAt("confirmed", registration.isMinor, registration.createdAt, session.endsAt),
        isProof: false,
        icsBump: 1,
        cancelReason: null,
        now: deps.now,
      }),
    ]);
    return ok({ eventId: about.id });
  } catch (error) {
    const constraint = refusedBy(error);
    if (![NO_SEAT, MOVED_FIRST, store.SAME_PERSON].some((one) => one === constraint)) {
      throw error;
    }
    return refuse(constraint === MOVED_FIRST ? "not_possible" : "no_seat");
  }
}
