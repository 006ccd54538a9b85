import type { EventId } from "../../kernel/ids.ts";
import type { Deps } from "../../platform/deps.ts";
import { countOne } from "../../platform/counters.ts";
import { recordEvent } from "../../platform/outbox.ts";
import { contactOfAddress } from "../../privacy/contacts.store.ts";
import { refusedBy } from "../../platform/d1.ts";
import { recallEvent } from "./recall.events.ts";

/** Three mails a day to one address, and 20 requests in 10 minutes from one connection. */
export const RECALLS = { what: "recall", most: 3, seconds: 86_400 };
const PER_CLIENT = { what: "recall-client", most: 20, seconds: 600 };

/**
 * Sends somebody their links again, by mail to that address only. What it answers never depends on whether the address
 * is known: the id of an event to ring for, or null.
 */
export async function recallLinks(
  deps: Deps,
  { email, client }: { email: string; client: string },
): Promise<EventId | null> {
  const contactId = await contactOfAddress(deps, email);
  const id = deps.newId("evt");
  const limits = [
    await countOne(deps.vault, PER_CLIENT, client, deps.now),
    await countOne(deps.vault, RECALLS, email, deps.now),
  ];
  const about = { id, subject: contactId ?? "", at: deps.now, actor: "visitor" };
  try {
    await deps.db.batch([
      ...limits,
      ...(contactId === null ? [] : [recordEvent(recallEvent("contact.links_requested", about, {}))]),
    ]);
    return contactId === null ? null : id;
  } catch (error) {
    if (refusedBy(error) === null) {
      throw error;
    }
    return null;
  }
}
