import type { RegistrationId, ContactId, EventId } from "../../kernel/ids.ts";
import { type Result, ok, refuse } from "../../kernel/result.ts";
import { TOO_MANY, countOne } from "../../platform/counters.ts";
import { MOVED_FIRST, refusedBy } from "../../platform/d1.ts";
import type { Deps } from "../../platform/deps.ts";
import { recordEvent } from "../../platform/outbox.ts";
import { ADDRESS_IN_USE, forgetAddresses, keepAddress } from "../../privacy/contacts.store.ts";
import { RETENTION } from "../../privacy/retention.ts";
import { registrationEvent } from "./registration.events.ts";
import * as store from "./registration.store.ts";

/** One seat must not become a way to write to many strangers. */
const PER_REGISTRATION = { what: "address", most: 5, seconds: 86_400 };
const PER_CLIENT = { what: "address-client", most: 20, seconds: 600 };

/**
 * Replaces an address that was never proven and sends the mail again, to the new one; links mailed to the old one
 * stop working and the old one is forgotten. The same address again just sends the mail again.
 */
export async function correctAddress(
  deps: Deps,
  { registrationId, email, client }: { registrationId: RegistrationId; email: string; client: string },
): Promise<Result<{ eventId: EventId }, "not_possible" | "too_often">> {
  const found = await store.findRegistration(deps.db, registrationId);
  const contactId = found === null ? null : contactToReplace(found.registration, deps.now);
  if (found === null || contactId === null) {
    return refuse("not_possible");
  }
  const { registration, session } = found;
  const revision = registration.revision + 1;
  const about = { id: deps.newId("evt"), registration: registrationId, revision, at: deps.now, actor: "participant" };
  const address = await keepAddress(deps, { email, zone: session.tz });
  try {
    await deps.db.batch([
      recordEvent(registrationEvent("registration.address_corrected", about, { session: session.id })),
      ...address.statements,
      store.readdress(registrationId, address.addrHash, revision, deps.now),
      ...forgetAddresses([contactId], ADDRESS_IN_USE, deps.now, deps.now + RETENTION.hash),
      await countOne(deps.vault, PER_REGISTRATION, registrationId, deps.now),
      await countOne(deps.vault, PER_CLIENT, client, deps.now),
    ]);
    return ok({ eventId: about.id });
  } catch (error) {
    const constraint = refusedBy(error);
    if (constraint !== MOVED_FIRST && constraint !== TOO_MANY) {
      throw error;
    }
    return refuse(constraint === TOO_MANY ? "too_often" : "not_possible");
  }
}

/** The contact of an address that nobody has proven yet; null when there is none, or its time is over. */
const contactToReplace = ({ state, contactId, expiresAt }: store.Registration, now: number): ContactId | null =>
  (state === "held" || state === "joining") && (expiresAt ?? 0) > now ? contactId : null;
