import type { ContactId, EventId, PersonId } from "../kernel/ids.ts";
import { type Result, ok, refuse } from "../kernel/result.ts";
import type { Deps } from "../platform/deps.ts";
import { recordEvent } from "../platform/outbox.ts";
import { type LiftReason, addressEvent } from "./address.events.ts";
import { liftReport, reportedSince } from "./complaint.store.ts";

/** An operator lets mail go again to the person who had reported one as unwanted: recorded with who and why. `not_reported`: nothing stood, or no more. */
export async function liftComplaint(
  deps: Deps,
  { by, contactId, reason }: { by: PersonId; contactId: ContactId; reason: LiftReason },
): Promise<Result<EventId, "not_reported">> {
  if ((await reportedSince(deps.db, contactId)) === null) {
    return refuse("not_reported");
  }
  const about = { id: deps.newId("evt"), subject: contactId, at: deps.now, actor: by };
  await deps.db.batch([
    recordEvent(addressEvent("address.complaint_lifted", about, { reason })),
    liftReport(contactId),
  ]);
  return ok(about.id);
}
