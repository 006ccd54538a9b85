import { statement } from "../platform/d1.ts";
import { type Forgetting, after, deleting } from "../platform/forgetting.ts";
import { RETENTION } from "../privacy/retention.ts";

/** Batches that are long done, with the mails in them: what they say is counted in `stats_daily` already. */
export const mailsDue: Forgetting = {
  key: "messages",
  label: "Envois de plus de treize mois",
  due: `SELECT done_at + ${RETENTION.messages} AS due_at FROM send_batches WHERE status > 2 AND done_at <= :now - ${RETENTION.messages}`,
  by: "done_at",
  phase: "forget",
  most: 200,
  run: async ({ db, now }) => {
    const old = `SELECT id FROM send_batches WHERE status > 2 AND done_at <= :now - ${RETENTION.messages} ORDER BY done_at LIMIT :most`;
    const given = { now, most: mailsDue.most };
    const [, gone = []] = await db.batch([
      statement(`DELETE FROM messages WHERE batch_id IN (${old})`, given),
      statement(`DELETE FROM send_batches WHERE id IN (${old}) RETURNING id`, given),
    ]);
    return gone.length;
  },
};

/** Mails that were passed over before they had a batch: why somebody did not get one is told as long as what they got. */
export const skippedDue = deleting(
  "skipped",
  "Messages non écrits, de plus de treize mois",
  { table: "messages", id: "id" },
  {
    ...after("due_at", RETENTION.messages),
    where: `batch_id IS NULL AND status > 1 AND due_at <= :now - ${RETENTION.messages}`,
  },
);

/** What the provider told us, once it can no longer tell it twice. */
export const receiptsDue = deleting(
  "receipts",
  "Nouvelles du fournisseur de courrier",
  { table: "webhook_receipts", id: "id" },
  after("received_at", RETENTION.receipts),
);

/** Addresses that rested long ago. */
export const holdsDue = deleting(
  "holds",
  "Adresses laissées au repos",
  { table: "address_holds", id: "addr_hash" },
  after("held_until_at", RETENTION.messages),
);
