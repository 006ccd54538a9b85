import { type Result, ok, refuse } from "../../kernel/result.ts";
import { DAY } from "../../kernel/time.ts";
import { MOVED_FIRST, refusedBy } from "../../platform/d1.ts";
import type { Deps } from "../../platform/deps.ts";
import { recordEvent } from "../../platform/outbox.ts";
import { MARKED_UNTIL, type RegistrationRefusal, decide, eraseAt } from "../seats/registration.ts";
import { registrationEvent } from "../seats/registration.events.ts";
import * as store from "../seats/registration.store.ts";
import { presenceEvent } from "./presence.events.ts";
import { countClass, sheetsOf, signSheet, unmarked } from "./presence.store.ts";
import type { SignedVia } from "./attestation.ts";

type Marked = { eventId: string | null };

/** Writes that somebody came, or not. The same mark again changes nothing; of two at once both are read, and the last one stands. */
export async function markPresence(
  deps: Deps,
  { registrationId, isPresent, actor }: { registrationId: string; isPresent: boolean; actor: string },
): Promise<Result<Marked, RegistrationRefusal | "not_found">> {
  for (let round = 0; round < 3; round++) {
    const found = await store.findRegistration(deps.db, registrationId);
    if (found === null) {
      return refuse("not_found");
    }
    const { registration, session } = found;
    const decided = decide({ ...registration, session }, isPresent ? "mark_present" : "mark_absent", deps.now);
    if (!decided.ok) {
      return decided.refusal === "already_done" ? ok({ eventId: null }) : decided;
    }
    const { to } = decided.value;
    const revision = registration.revision + 1;
    const about = { id: deps.newId("evt"), registration: registrationId, revision, at: deps.now, actor };
    const event = registrationEvent(isPresent ? "registration.attended" : "registration.missed", about, {
      session: session.id,
    });
    try {
      await deps.db.batch([
        recordEvent(event),
        store.changeRegistration({
          id: registrationId,
          to,
          revision,
          expiresAt: null,
          isProof: false,
          icsBump: 0,
          cancelReason: null,
          eraseAt: eraseAt(to, registration.isMinor, registration.createdAt, session.endsAt),
          now: deps.now,
        }),
      ]);
      return ok({ eventId: event.id });
    } catch (error) {
      if (refusedBy(error) !== MOVED_FIRST) {
        throw error;
      }
    }
  }
  return refuse("not_possible");
}

/** Counts a class: it came, with so many. A new count has to be confirmed again. */
export async function countOneClass(
  deps: Deps,
  {
    registrationId,
    counts,
    actor,
  }: { registrationId: string; counts: { pupils: number; adults: number }; actor: string },
): Promise<Result<Marked, RegistrationRefusal | "not_found">> {
  const marked = await markPresence(deps, { registrationId, isPresent: counts.pupils > 0, actor });
  if (marked.ok) {
    await deps.db.batch([countClass(registrationId, counts.pupils, counts.adults, deps.now)]);
  }
  return marked;
}

/** The adult of the class confirms: on the facilitator's screen, or by the link of the request. Twice is once. */
export async function confirmCount(
  deps: Deps,
  { registrationIds, signer }: { registrationIds: readonly string[]; signer: { role: string; via: SignedVia } },
): Promise<string[]> {
  const events = registrationIds.map((subject) => {
    const about = { id: deps.newId("evt"), subject, at: deps.now, actor: "school" };
    return presenceEvent("attendance.signed", about, { via: signer.via });
  });
  await deps.db.batch([
    ...events.map(recordEvent),
    ...registrationIds.map((id) => signSheet(id, signer.role, signer.via, deps.now)),
  ]);
  return events.map((event) => event.id);
}

/** The classes of a visit that were counted and that nobody confirmed yet. */
export const unconfirmedOf = async (deps: Deps, requestId: string): Promise<string[]> =>
  (await sheetsOf(deps.db, requestId))
    .filter((sheet) => sheet.pupils_present !== null && sheet.signed_at === null)
    .map((sheet) => sheet.registration_id);

/** The nightly duty: a day after the end, whoever was not marked counts as absent, until somebody corrects it. The number marked. */
export async function markTheRest(deps: Deps): Promise<number> {
  let count = 0;
  const rest = () => unmarked(deps.db, { after: deps.now - MARKED_UNTIL, before: deps.now - DAY });
  for (let ids = await rest(); ids.length > 0; ids = await rest()) {
    const marked = await Promise.all(
      ids.map((id) => markPresence(deps, { registrationId: id, isPresent: false, actor: "clock" })),
    );
    const done = marked.filter((one) => one.ok).length;
    count += done;
    if (done === 0) {
      break; // nothing moves: the next night tries again
    }
  }
  return count;
}
