import type { EventId } from "../../kernel/ids.ts";
import { type Result, ok, refuse } from "../../kernel/result.ts";
import { DAY } from "../../kernel/time.ts";
import { type Limit, isWithin, mailedAlready } from "../../platform/counters.ts";
import type { Deps } from "../../platform/deps.ts";
import { recordEvent } from "../../platform/outbox.ts";
import { contactOfAddress } from "../../privacy/contacts.store.ts";
import { recallEvent } from "./recall.events.ts";

/** Three mails a day to one address from one connection, and 20 requests in 10 minutes from one connection. */
export const RECALLS: Limit = { what: "recall", most: 3, seconds: DAY };
const PER_CLIENT: Limit = { what: "recall-client", most: 20, seconds: 600 };

/** An event to ring for, if any, and when the mail that says it all left, if that was before. */
export type Recalled = { eventId: EventId | null; lastAt: number | null };

/**
 * Sends somebody their links again, by mail to that address only. What it answers never depends on whether the address
 * is known.
 */
export async function recallLinks(
  deps: Deps,
  { email, client }: { email: string; client: string },
): Promise<Result<Recalled, "too_often">> {
  if (!(await isWithin(deps, { limit: PER_CLIENT, who: client }))) {
    return refuse("too_often");
  }
  const lastAt = await mailedAlready(deps, { door: RECALLS, email, client });
  const contactId = await contactOfAddress(deps, email);
  if (lastAt !== null || contactId === null) {
    return ok({ eventId: null, lastAt });
  }
  const about = { id: deps.newId("evt"), subject: contactId, at: deps.now, actor: "visitor" };
  await deps.db.batch([recordEvent(recallEvent("contact.links_requested", about, {}))]);
  return ok({ eventId: about.id, lastAt });
}
