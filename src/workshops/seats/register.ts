import type { RegistrationId } from "../../kernel/ids.ts";
import { ok } from "../../kernel/result.ts";
import { MOVED_FIRST, type Statement, refusedBy } from "../../platform/d1.ts";
import type { Deps } from "../../platform/deps.ts";
import { recordEvent } from "../../platform/outbox.ts";
import { keepAddress, keepName } from "../../privacy/contacts.store.ts";
import { consentUntil } from "./consent.ts";
import { keepConsent, putQuestion } from "./keep-consent.ts";
import { hasMinor } from "./party.ts";
import { clickUntil, eraseAt } from "./registration.ts";
import { registrationEvent } from "./registration.events.ts";
import type { PersonForm } from "./registration.schema.ts";
import * as store from "./registration.store.ts";
import { type Ask, type Reserved, noSeat, reserve } from "./reserve.ts";
import type { Session } from "../sessions/session.ts";

/** Who registers, in statements: address, names and ages, agreements. The participants stand already. */
export async function keepPeople(
  deps: Deps,
  { registrationId, form, session }: { registrationId: RegistrationId; form: PersonForm; session: Session },
): Promise<{ addrHash: string | null; statements: Statement[] }> {
  const address = form.email === null ? null : await keepAddress(deps, { email: form.email, zone: session.tz });
  const statements = address === null ? [] : [...address.statements];
  const people = [{ name: form.name, ageBand: form.ageBand }, ...form.others];
  for (const [i, { name, ageBand }] of people.entries()) {
    const nameId = name === null ? null : deps.newId("ctc");
    if (name !== null && nameId !== null) {
      statements.push(await keepName(deps, { id: nameId, name }));
    }
    const needs = i === 0 ? form.needs : [];
    statements.push(store.describeParticipant(registrationId, i + 1, { nameId, ageBand, needs }));
  }
  statements.push(...(await keepConsent(deps, { registrationId, form, session })));
  return { addrHash: address?.addrHash ?? null, statements };
}

/** The bands of a form, to judge how long it is kept. */
export const isForMinor = (form: PersonForm): boolean =>
  hasMinor({ bands: [form.ageBand, ...form.others.map((one) => one.ageBand)] });

/**
 * Takes in the form of held seats; the mail with the button leaves as a reaction. Sent twice, it is taken in once.
 * When the hold has lapsed meanwhile, new seats are taken for the same form, so that nothing typed is lost.
 * A child without an address has nothing to prove: the parent is asked at once.
 * Whether an address is registered already is never told here.
 */
export async function register(
  deps: Deps,
  { registrationId, form, ask }: { registrationId: RegistrationId; form: PersonForm; ask: Omit<Ask, "key"> },
): Promise<Reserved> {
  const found = await store.findRegistration(deps.db, registrationId);
  if (found === null) {
    return noSeat("not_found", null);
  }
  const { registration, session } = found;
  const isLapsed =
    registration.state === "expired" || (registration.state === "held" && (registration.expiresAt ?? 0) <= deps.now);
  if (isLapsed && registration.contactId === null && registration.consent === null) {
    const party = { kind: registration.kind === "person" ? "person" : "family", bands: registration.bands } as const;
    const again = await reserve(deps, {
      sessionId: session.id,
      ask: { ...ask, key: `again:${registration.id}` },
      party,
    });
    return again.ok ? register(deps, { registrationId: again.value.registrationId, form, ask }) : again;
  }
  if (registration.state !== "held" || registration.contactId !== null) {
    return ok({ registrationId, eventId: null });
  }
  return takeIn(deps, { found, form });
}

async function takeIn(
  deps: Deps,
  { found, form }: { found: store.RegistrationWithSession; form: PersonForm },
): Promise<Reserved> {
  const { registration, session } = found;
  const { id } = registration;
  const revision = registration.revision + 1;
  const about = { id: deps.newId("evt"), registration: id, revision, at: deps.now, actor: "visitor" };
  const isAskedNow = form.guardianEmail !== null && form.email === null;
  const until = isAskedNow ? consentUntil(session, deps.now) : clickUntil(session, deps.now);
  const event = isAskedNow
    ? registrationEvent("registration.consent_asked", about, { session: session.id, until })
    : registrationEvent("registration.submitted", about, { session: session.id });
  const people = await keepPeople(deps, { registrationId: id, form, session });
  const state = isAskedNow ? "awaiting_consent" : "held";
  try {
    await deps.db.batch([
      recordEvent(event),
      ...people.statements,
      store.describeRegistration({
        id,
        addrHash: people.addrHash,
        state,
        expiresAt: until,
        isCalendarWanted: form.isCalendarWanted,
        eraseAt: eraseAt(state, isForMinor(form), registration.createdAt, session.endsAt),
        revision,
        now: deps.now,
      }),
      ...(isAskedNow ? [putQuestion(id, until, deps.now)] : []),
    ]);
    return ok({ registrationId: id, eventId: event.id });
  } catch (error) {
    if (refusedBy(error) !== MOVED_FIRST) {
      throw error;
    }
    return ok({ registrationId: id, eventId: null }); // the same form, sent twice at once: the other one was taken in
  }
}
