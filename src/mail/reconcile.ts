import type { BatchId } from "../kernel/ids.ts";
import type { Deps } from "../platform/deps.ts";
import type { MailList } from "../platform/mailer.ts";
import { settleUnknown, unknownBatch } from "./operations.store.ts";

/** Looks for the mails of an unknown batch in the provider's own list, by their tag; how many were found. */
export async function reconcile(
  deps: Pick<Deps, "db" | "now"> & { accepted: MailList },
  batchId: BatchId,
): Promise<number> {
  const batch = await unknownBatch(deps.db, batchId);
  if (batch === null) {
    return 0;
  }
  const listed = await deps.accepted.list(batch.frozen_at - 600, batch.frozen_at + 25 * 3600);
  const found = [...listed].map(([mid, id]): [string, string] => [mid, id]);
  await deps.db.batch(settleUnknown(batchId, found, deps.now));
  return found.length;
}
