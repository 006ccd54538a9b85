import { forgetCounted } from "../platform/counters.ts";
import type { Deps } from "../platform/deps.ts";
import { ADDRESS_IN_USE, forgetAddresses, forgetHashOf, readAddress } from "./contacts.store.ts";
import type { Custodian } from "./custodian.ts";

/**
 * Erases everything of a person who asks for it, in every feature, then the address itself, its hash and what was
 * counted under it. What stays names nobody: bare rows, events with ids, hashes of consents. The events to ring for.
 */
export async function erasePerson(
  deps: Deps,
  { custodians, contactId }: { custodians: readonly Custodian[]; contactId: string },
): Promise<string[]> {
  const address = await readAddress(deps, contactId);
  const eventIds: string[] = [];
  for (const { erase } of custodians) {
    eventIds.push(...(await erase(deps, contactId)));
  }
  const limits = custodians.flatMap((custodian) => custodian.limits);
  await deps.db.batch([
    ...forgetAddresses([contactId], ADDRESS_IN_USE, deps.now, deps.now),
    forgetHashOf(contactId),
    ...(address === null ? [] : [await forgetCounted(deps.vault, limits, address, deps.now)]),
  ]);
  return eventIds;
}

/** What every feature holds about a person. */
export const showPerson = (
  deps: Deps,
  { custodians, contactId }: { custodians: readonly Custodian[]; contactId: string },
): Promise<{ label: string; items: Record<string, unknown>[] }[]> =>
  Promise.all(custodians.map(async ({ label, show }) => ({ label, items: await show(deps, contactId) })));
