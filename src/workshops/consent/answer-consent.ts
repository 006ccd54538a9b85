import type { RegistrationId, ContactId, EventId } from "../../kernel/ids.ts";
import { type Result, ok, refuse } from "../../kernel/result.ts";
import { MOVED_FIRST, refusedBy } from "../../platform/d1.ts";
import type { Deps } from "../../platform/deps.ts";
import { recordEvent } from "../../platform/outbox.ts";
import { type MoveRefusal, move } from "../seats/move.ts";
import type { RegistrationState } from "../seats/registration.ts";
import { registrationEvent } from "../seats/registration.events.ts";
import * as registrations from "../seats/registration.store.ts";
import { askedOf, blockGuardian, closeConsent, forgetGuardian, guardianOf } from "../seats/consent.store.ts";

/** What a parent may say: yes, no, or, until the start, that they take their yes back. */
export type Answer = "given" | "refused" | "withdrawn";
type Answered = Result<{ eventId: EventId | null }, MoveRefusal>;

/**
 * Carries out a parent's answer about one registration. Yes confirms the seat, or lets the entry of the list be served; no and taking
 * back free the seat or the rank in the same batch. `guardianId` is the contact whose link was used: it must be the one asked.
 */
export async function answerConsent(
  deps: Deps,
  { guardianId, registrationId, answer }: { guardianId: ContactId; registrationId: RegistrationId; answer: Answer },
): Promise<Answered> {
  const consent = await guardianOf(deps.db, registrationId);
  const found = await registrations.findRegistration(deps.db, registrationId);
  const why = whyNot(consent, guardianId, answer);
  if (why !== null || found === null) {
    return refuse(why ?? "not_found");
  }
  const { state } = found.registration;
  if (answer === "given" && state !== "awaiting_consent") {
    return noteAgreement(deps, found);
  }
  const act = answer === "given" ? "consent" : (GIVING_BACK[state] ?? "cancel");
  const also = [closeConsent(registrationId, answer, deps.now)];
  const moved = await move(deps, { registrationId, act, told: { reason: "guardian", also } });
  return moved.ok ? ok({ eventId: moved.value.eventId }) : moved;
}

/** How a seat or a rank that a parent does not agree to is given back; by default it is cancelled. */
const GIVING_BACK: Partial<Record<RegistrationState, "refuse" | "decline">> = {
  awaiting_consent: "refuse",
  offered: "decline",
};

/** Why this parent may not answer this; null when they may. */
function whyNot(
  consent: Awaited<ReturnType<typeof guardianOf>>,
  guardianId: ContactId,
  answer: Answer,
): "not_found" | "already_done" | "not_possible" | null {
  if (consent?.contactId !== guardianId || consent.askedAt === null) {
    return "not_found";
  }
  if (consent.outcome === answer) {
    return "already_done";
  }
  return consent.outcome === (answer === "withdrawn" ? "given" : "asked") ? null : "not_possible";
}

/** The parent of an entry of the list says yes: nothing moves, but from now on the entry may be served. */
async function noteAgreement(deps: Deps, found: registrations.RegistrationWithSession): Promise<Answered> {
  const { registration, session } = found;
  if (registration.state !== "waitlisted" || session.startsAt <= deps.now) {
    return refuse("not_possible");
  }
  const revision = registration.revision + 1;
  const about = { id: deps.newId("evt"), registration: registration.id, revision, at: deps.now, actor: "guardian" };
  try {
    await deps.db.batch([
      recordEvent(registrationEvent("registration.consented", about, { session: session.id })),
      registrations.bumpRegistration(registration.id, revision, deps.now),
      closeConsent(registration.id, "given", deps.now),
    ]);
    return ok({ eventId: about.id });
  } catch (error) {
    if (refusedBy(error) !== MOVED_FIRST) {
      throw error;
    }
    return refuse("not_possible");
  }
}

/** A parent is erased: what waits for them is refused; what they agreed to stands, without their address. The ids of events to ring for. */
export async function eraseGuardian(deps: Deps, guardianId: ContactId): Promise<EventId[]> {
  const eventIds: EventId[] = [];
  for (const { registrationId, outcome } of await askedOf(deps.db, guardianId)) {
    const done =
      outcome === "asked" ? await answerConsent(deps, { guardianId, registrationId, answer: "refused" }) : null;
    if (done?.ok === true && done.value.eventId !== null) {
      eventIds.push(done.value.eventId);
    }
  }
  await deps.db.batch([forgetGuardian(guardianId, deps.now)]);
  return eventIds;
}

/** « Ce n'est pas moi »: everything asked of this address is refused, and it is never asked again. The ids of events to ring for. */
export async function disown(deps: Deps, guardianId: ContactId): Promise<EventId[]> {
  const eventIds: EventId[] = [];
  for (const consent of await askedOf(deps.db, guardianId)) {
    const answer = consent.outcome === "given" ? "withdrawn" : "refused";
    const done = await answerConsent(deps, { guardianId, registrationId: consent.registrationId, answer });
    if (done.ok && done.value.eventId !== null) {
      eventIds.push(done.value.eventId);
    }
  }
  await deps.db.batch([blockGuardian(guardianId, deps.now)]);
  return eventIds;
}
