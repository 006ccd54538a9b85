import * as z from "zod";

import { type Database, type Statement, statement } from "../platform/d1.ts";

const Row = z.object({ is_on: z.int(), waiting: z.int(), missing: z.int() });

/** Whether mails may leave; of the mails that the provider took, how many wait here to leave again, and how many nobody knows here. */
export async function restoredMails(
  db: Database,
  found: ReadonlyMap<string, string>,
): Promise<{ isOn: boolean; waiting: number; missing: number }> {
  const row = await db.one(
    Row,
    statement(
      `SELECT (SELECT sending_enabled FROM mail_control WHERE id = 1) AS is_on, count(m.id) FILTER (WHERE m.status IN (0, 1, 8)) AS waiting,
         count(*) FILTER (WHERE j.value IS NOT NULL AND m.id IS NULL) AS missing
       FROM json_each(:ids) j LEFT JOIN messages m ON m.id = j.value`,
      { ids: Array.from(found.keys()) },
    ),
  );
  return { isOn: row?.is_on === 1, waiting: row?.waiting ?? 0, missing: row?.missing ?? 0 };
}

/**
 * Mails that the provider took and a restored database does not know, or holds as waiting: they are sent. One without a row gets a bare one,
 * so that a reaction that runs again writes nothing: ids are hashes of their cause. What stood in a batch with them and did not leave is
 * formed again, under another key.
 */
export function settleRestored(found: ReadonlyMap<string, string>, now: number): Statement[] {
  const mails = JSON.stringify(Object.fromEntries(found));
  const ofBatch = `IN (SELECT m.batch_id FROM json_each(:mails) j CROSS JOIN messages m ON m.id = j.key WHERE m.batch_id IS NOT NULL)`;
  return [
    statement(
      `UPDATE messages SET status = 2, provider_id = (:mails ->> ('$."' || id || '"')), sent_at = coalesce(sent_at, :now), reason = NULL
       WHERE id IN (SELECT key FROM json_each(:mails)) AND status IN (0, 1, 8)`,
      { mails, now },
    ),
    statement(
      `INSERT INTO messages (id, class, recipient_id, template, vars, due_at, expires_at, status, reason, provider_id, sent_at)
       SELECT key, 0, 'rcp_restored', 'restored', '{}', :now, :now, 2, 'restored', value, :now FROM json_each(:mails)
       WHERE true ON CONFLICT (id) DO NOTHING`,
      { mails, now },
    ),
    statement(`UPDATE messages SET status = 0, batch_id = NULL WHERE status = 1 AND batch_id ${ofBatch}`, { mails }),
    statement(`UPDATE send_batches SET status = 3, done_at = :now WHERE status < 3 AND id ${ofBatch}`, { mails, now }),
  ];
}
