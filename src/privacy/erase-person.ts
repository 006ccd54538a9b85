import { type EventEnvelope, subjectOf } from "../kernel/event.ts";
import type { ContactId, EventId } from "../kernel/ids.ts";
import { forgetCounted } from "../platform/counters.ts";
import type { Deps } from "../platform/deps.ts";
import { recordEvent } from "../platform/outbox.ts";
import { ADDRESS_IN_USE, forgetAddresses, forgetHashOf, readAddress } from "./contacts.store.ts";
import type { Custodian } from "./custodian.ts";
import { privacyEvent } from "./privacy.events.ts";

/** Somebody is to be erased, at their own wish or by an operator: on record first, then carried out by the reactor. The event to ring for. */
export async function askErasure(
  deps: Deps,
  { contactId, actor }: { contactId: ContactId; actor: string },
): Promise<EventId> {
  const about = { id: deps.newId("evt"), subject: contactId, at: deps.now, actor };
  await deps.db.batch([recordEvent(privacyEvent("person.erasure_asked", about, {}))]);
  return about.id;
}

/**
 * Erases everything of a person, in every feature, then the address itself and its hash; first of all what was counted under it, as
 * long as it can be read. What stays names nobody: bare rows, events with ids, hashes of consents. Each step is done again without
 * harm, so that whatever stopped halfway is finished by the next call. Gives the event that says it is done; its id is of what asked.
 */
export async function erasePerson(
  deps: Deps,
  {
    custodians,
    asked,
  }: { custodians: readonly Custodian[]; asked: Pick<EventEnvelope, "id" | "subject" | "actor" | "at"> },
): Promise<EventEnvelope> {
  const contactId = subjectOf(asked, "ctc");
  const address = await readAddress(deps, contactId);
  const limits = custodians.flatMap((custodian) => custodian.limits);
  const windows = address === null ? [] : [asked.at, deps.now];
  await deps.db.batch(await Promise.all(windows.map((at) => forgetCounted(deps.vault, limits, address ?? "", at))));
  for (const { erase } of custodians) {
    await erase(deps, contactId);
  }
  await deps.db.batch([...forgetAddresses([contactId], ADDRESS_IN_USE, deps.now, deps.now), forgetHashOf(contactId)]);
  const about = { id: `${asked.id}-done` as const, subject: contactId, at: deps.now, actor: asked.actor };
  return { ...privacyEvent("person.erased", about, {}), cause: asked.id };
}

/** What depends on a person, in every feature: to be read before erasing them. */
export const dependentsOf = async (
  deps: Deps,
  { custodians, contactId }: { custodians: readonly Custodian[]; contactId: ContactId },
): Promise<string[]> =>
  (await Promise.all(custodians.map(async ({ dependsOn }) => (await dependsOn?.(deps, contactId)) ?? []))).flat();

/** What every feature holds about a person. */
export const showPerson = (
  deps: Deps,
  { custodians, contactId }: { custodians: readonly Custodian[]; contactId: ContactId },
): Promise<{ label: string; items: Record<string, unknown>[] }[]> =>
  Promise.all(custodians.map(async ({ label, show }) => ({ label, items: await show(deps, contactId) })));
