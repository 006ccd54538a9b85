import type { ContactId } from "../../kernel/ids.ts";
import type { Deps } from "../../platform/deps.ts";
import type { Programmes } from "../sessions/programme.ts";
import * as store from "../seats/registration.store.ts";
import * as standing from "../seats/status.store.ts";
import { MOST_RECALLED, type RecalledSeat } from "./registration.mails.ts";

/** The live registrations of an address, as the mail that gives links back lists them; classes stand there by their request. */
export async function recalledSeats(
  deps: Deps,
  { contactId, programmes }: { contactId: ContactId; programmes: Programmes },
): Promise<RecalledSeat[]> {
  const items: RecalledSeat[] = [];
  for (const id of await standing.liveRegistrationsOf(deps.db, { contactId, now: deps.now })) {
    const found = await store.findRegistration(deps.db, id);
    if (found !== null && found.registration.requestId === null && items.length < MOST_RECALLED) {
      const { startsAt, endsAt, tz } = found.session;
      items.push({
        registration: id,
        title: programmes.bySlug.get(found.session.slug)?.neutralTitle ?? "Atelier",
        startsAt,
        endsAt,
        tz,
        isOnline: found.session.mode === "online",
      });
    }
  }
  return items;
}
