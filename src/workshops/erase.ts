import type { ContactId, EventId, RegistrationId } from "../kernel/ids.ts";
import type { Deps } from "../platform/deps.ts";
import type { Forgetting } from "../platform/forgetting.ts";
import { recordEvent } from "../platform/outbox.ts";
import { ADDRESS_IN_USE, forgetAddresses, forgetNames } from "../privacy/contacts.store.ts";
import { RETENTION } from "../privacy/retention.ts";
import { guardiansCounted, guardiansToForget, letGuardiansGo, letGuardiansGoOf } from "./seats/consent.store.ts";
import {
  type PersonToErase,
  emptyRegistrations,
  peopleDue,
  personOf,
  registrationsCounted,
  registrationsOf,
} from "./erase.store.ts";
import { move } from "./seats/move.ts";
import { forgetPrintedNames } from "./presence/attestations.store.ts";
import { registrationEvent } from "./seats/registration.events.ts";

/**
 * « Effacer maintenant »: gives the seat back if there is one, then forgets name, address, age and needs.
 * The ids of events to ring for.
 */
export async function eraseNow(deps: Deps, registrationId: RegistrationId): Promise<EventId[]> {
  const cancelled = await move(deps, { registrationId, act: "cancel", told: { reason: "erased" } });
  const declined = cancelled.ok ? null : await move(deps, { registrationId, act: "decline" });
  const person = await personOf(deps.db, registrationId);
  const erased = person === null ? [] : await erase(deps, { people: [person], by: "person" });
  const moved = [cancelled, declined].flatMap((result) => (result?.ok === true ? [result.value.eventId] : []));
  return [...moved, ...erased];
}

/** Registrations whose time has come. */
export const registrationsDue: Forgetting = {
  ...registrationsCounted,
  phase: "erase",
  most: 200,
  run: (deps) => eraseDue(deps, registrationsDue.most),
};

/** Erases what is due, at most `most`; how many were. */
export async function eraseDue(deps: Deps, most = 200): Promise<number> {
  const people = await peopleDue(deps.db, { now: deps.now, most });
  if (people.length > 0) {
    await erase(deps, { people, by: "retention" });
  }
  return people.length;
}

async function erase(
  deps: Deps,
  { people, by }: { people: readonly PersonToErase[]; by: "person" | "retention" },
): Promise<EventId[]> {
  const ids = people.map((person) => person.id);
  const addresses = people.flatMap((one) => [one.contact_id, one.guardian_id]).filter((id) => id !== null);
  const events = people.map((person) =>
    registrationEvent(
      "registration.erased",
      { id: deps.newId("evt"), registration: person.id, revision: null, at: deps.now, actor: by },
      { session: person.session_id, by },
    ),
  );
  await deps.db.batch([
    ...events.map(recordEvent),
    forgetNames(people.flatMap((person) => person.name_ids)),
    letGuardiansGoOf(ids, deps.now),
    ...emptyRegistrations(ids, deps.now),
    ...(by === "person" ? [forgetPrintedNames(ids)] : []),
    ...forgetAddresses(addresses, ADDRESS_IN_USE, deps.now, deps.now + RETENTION.hash),
  ]);
  return events.map((event) => event.id);
}

/** Addresses of parents whose answer is no longer needed. */
export const guardiansDue: Forgetting = {
  ...guardiansCounted,
  phase: "erase",
  most: 500,
  run: async ({ db, now }) => {
    const due = await guardiansToForget(db, { now, most: guardiansDue.most });
    const contacts = due.flatMap((one) => (one.contact_id === null ? [] : [one.contact_id]));
    await db.batch([
      letGuardiansGo(
        due.map((one) => one.id),
        now,
      ),
      ...forgetAddresses(contacts, ADDRESS_IN_USE, now, now + RETENTION.hash),
    ]);
    return due.length;
  },
};

/** Everything of one person at once: each of their registrations, seats given back. The ids of events to ring for. */
export async function eraseAllOf(deps: Deps, contactId: ContactId): Promise<EventId[]> {
  const eventIds: EventId[] = [];
  for (const id of await registrationsOf(deps.db, contactId)) {
    eventIds.push(...(await eraseNow(deps, id)));
  }
  return eventIds;
}
