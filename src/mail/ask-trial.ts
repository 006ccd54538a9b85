import type { ContactId, EventId } from "../kernel/ids.ts";
import type { Deps } from "../platform/deps.ts";
import { recordEvent } from "../platform/outbox.ts";
import { addressEvent } from "./address.events.ts";
import { lastTrial } from "./trial.store.ts";

/** Asks that an address whose mail came back be written to once more; null when one left lately, or nothing stands against it. */
export async function askTrial(deps: Deps, { contactId }: { contactId: ContactId }): Promise<EventId | null> {
  if ((await lastTrial(deps.db, { contactId, now: deps.now })) === null) {
    return null;
  }
  const about = { id: deps.newId("evt"), subject: contactId, at: deps.now, actor: "visitor" };
  await deps.db.batch([recordEvent(addressEvent("address.trial_requested", about, {}))]);
  return about.id;
}
