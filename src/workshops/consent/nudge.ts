import type { Deps } from "../../platform/deps.ts";
import { actOf } from "../../platform/outbox.ts";
import { nudge, nudgesDue } from "../seats/consent.store.ts";

/**
 * Half of a parent's time is over: the child is told, once, however many ticks find it; never the parent. A child without an address reads it
 * on their page.
 */
export async function nudgeChildren(deps: Deps): Promise<void> {
  const ids = (await nudgesDue(deps.db, deps.now)).map(({ registrationId }) => registrationId);
  await deps.db.batch(ids.length === 0 ? [] : nudge(ids, { now: deps.now, prefix: actOf(deps.newId("evt")) }));
}
