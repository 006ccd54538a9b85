import { statement } from "../platform/d1.ts";
import { type Forgetting, counting, deleting } from "../platform/forgetting.ts";
import { RETENTION } from "../privacy/retention.ts";

/** Batches that are long done, with the mails in them: what they say is counted in `stats_daily` already. */
export const mailsDue: Forgetting = {
  ...counting(
    "messages",
    "Envois de plus de treize mois",
    `SELECT 1 FROM send_batches WHERE status > 2 AND done_at < :now - ${RETENTION.messages}`,
  ),
  phase: "forget",
  most: 200,
  run: async ({ db, now }) => {
    const old = `SELECT id FROM send_batches WHERE status > 2 AND done_at < :now - ${RETENTION.messages} ORDER BY done_at LIMIT :most`;
    const given = { now, most: mailsDue.most };
    const [, gone = []] = await db.batch([
      statement(`DELETE FROM messages WHERE batch_id IN (${old})`, given),
      statement(`DELETE FROM send_batches WHERE id IN (${old}) RETURNING id`, given),
    ]);
    return gone.length;
  },
};

/** What the provider told us, once it can no longer tell it twice. */
export const receiptsDue = deleting(
  "receipts",
  "Nouvelles du fournisseur de courrier",
  { table: "webhook_receipts", id: "id" },
  `received_at < :now - ${RETENTION.receipts}`,
);
