import { ok } from "../kernel/result.ts";
import { MOVED_FIRST, type Statement, refusedBy } from "../platform/d1.ts";
import type { Deps } from "../platform/deps.ts";
import { recordEvent } from "../platform/outbox.ts";
import { type AddressToKeep, keepAddress, keepName } from "../privacy/contacts.store.ts";
import { clickUntil, eraseAt } from "./registration.ts";
import { registrationEvent } from "./registration.events.ts";
import type { PersonForm } from "./registration.schema.ts";
import * as store from "./registration.store.ts";
import { type Ask, type Reserved, noSeat, reserve } from "./reserve.ts";

/** Who registers, in statements: address, name and participant of a registration. `tz` is where they read their mail. */
export async function keepPerson(
  deps: Deps,
  registrationId: string,
  form: PersonForm,
  tz: string,
): Promise<{ address: AddressToKeep; statements: Statement[] }> {
  const nameId = deps.newId("ctc");
  const address = await keepAddress(deps, form.email, tz);
  return {
    address,
    statements: [
      ...address.statements,
      await keepName(deps, nameId, form.name),
      store.insertParticipant({
        id: deps.newId("par"),
        registrationId,
        nameId,
        ageBand: form.ageBand,
        needs: form.needs,
        now: deps.now,
      }),
    ],
  };
}

/**
 * Takes in the form of a held seat; the mail with the button leaves as a reaction. Sent twice, it is taken in once.
 * When the hold has lapsed meanwhile, a new seat is taken for the same form, so that nothing typed is lost.
 * Whether the address is registered already is never told here.
 */
export async function register(
  deps: Deps,
  registrationId: string,
  form: PersonForm,
  ask: Omit<Ask, "key">,
): Promise<Reserved> {
  const found = await store.findRegistration(deps.db, registrationId);
  if (found === null) {
    return noSeat("not_found", null);
  }
  const { registration, session } = found;
  const isLapsed =
    registration.state === "expired" || (registration.state === "held" && (registration.expiresAt ?? 0) <= deps.now);
  if (isLapsed && registration.contactId === null) {
    const again = await reserve(deps, session.id, { ...ask, key: `again:${registration.id}` });
    return again.ok ? register(deps, again.value.registrationId, form, ask) : again;
  }
  if (registration.state !== "held" || registration.contactId !== null) {
    return ok({ registrationId, eventId: null });
  }
  const isMinor = form.ageBand !== "18_plus";
  const revision = registration.revision + 1;
  const about = { id: deps.newId("evt"), registration: registrationId, revision, at: deps.now, actor: "visitor" };
  const event = registrationEvent("registration.submitted", about, { session: session.id });
  const person = await keepPerson(deps, registrationId, form, session.tz);
  try {
    await deps.db.batch([
      recordEvent(event),
      ...person.statements,
      store.describeRegistration({
        id: registrationId,
        addrHash: person.address.addrHash,
        expiresAt: clickUntil(session.startsAt, deps.now),
        isCalendarWanted: form.isCalendarWanted,
        eraseAt: eraseAt("held", isMinor, registration.createdAt, session.endsAt),
        revision,
        now: deps.now,
      }),
    ]);
    return ok({ registrationId, eventId: event.id });
  } catch (error) {
    if (refusedBy(error) !== MOVED_FIRST) {
      throw error;
    }
    return ok({ registrationId, eventId: null }); // the same form, sent twice at once: the other one was taken in
  }
}
