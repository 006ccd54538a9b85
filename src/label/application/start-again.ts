import type { PersonId, OrganisationId, ApplicationId } from "../../kernel/ids.ts";
import type { Deps } from "../../platform/deps.ts";
import { recordEvent } from "../../platform/outbox.ts";
import { PARIS, addMonths, dayOf } from "../../kernel/time.ts";
import { applicationEvent } from "./application.events.ts";
import { copyApplication } from "./application.store.ts";

/** Older pieces would not count at the higher levels: they are given anew. */
const FRESH_MONTHS = 12;

/**
 * A new draft from an application that was decided: the offer and the answers, to be read again. Pages given as
 * pieces come along while they are fresh; files are given anew. Never decisions, nor what was said to be public. Its id.
 */
export async function startAgain(
  deps: Deps,
  { from, organisation, by }: { from: ApplicationId; organisation: OrganisationId; by: PersonId },
): Promise<ApplicationId> {
  const id = deps.newId("app");
  const about = { id: deps.newId("evt"), subject: id, revision: 1, at: deps.now, actor: by };
  const freshSince = addMonths(dayOf(deps.now, PARIS), -FRESH_MONTHS);
  await deps.db.batch([
    recordEvent(applicationEvent("application.opened", about, { organisation })),
    ...copyApplication({ id, from, by, freshSince, now: deps.now }),
  ]);
  return id;
}
