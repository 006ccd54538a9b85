import type { EventId } from "../../kernel/ids.ts";
import type { Deps } from "../../platform/deps.ts";
import { recordEvent } from "../../platform/outbox.ts";
import { registrationEvent } from "../seats/registration.events.ts";
import { findRegistration } from "../seats/registration.store.ts";
import { markNudged, nudgesDue } from "../seats/consent.store.ts";

/**
 * Half of a parent's time is over: the child is told, once; never the parent. A child without an address reads it on their page.
 * The ids of events to ring for.
 */
export async function nudgeChildren(deps: Deps): Promise<EventId[]> {
  const eventIds: EventId[] = [];
  for (const { registrationId } of await nudgesDue(deps.db, deps.now)) {
    const found = await findRegistration(deps.db, registrationId);
    if (found === null) {
      continue;
    }
    const about = {
      id: deps.newId("evt"),
      registration: registrationId,
      revision: null,
      at: deps.now,
      actor: "clock",
    };
    const event = registrationEvent("registration.consent_reminded", about, { session: found.session.id });
    await deps.db.batch([recordEvent(event), ...markNudged(registrationId, deps.now)]);
    eventIds.push(event.id);
  }
  return eventIds;
}
