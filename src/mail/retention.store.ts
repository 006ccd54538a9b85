import { statement } from "../platform/d1.ts";
import { type Forgetting, after, deleting } from "../platform/forgetting.ts";
import { RETENTION } from "../privacy/retention.ts";

/** A batch in doubt waits for a person as long as its mails are told; any other serves nobody any more. */
const OVER = `status > 2 AND done_at <= :now - ${RETENTION.afterSending} AND (status <> 4 OR done_at <= :now - ${RETENTION.messages})`;

/**
 * Batches that are done: each goes, and of its mails there stays what became of them. A refused mail may be sent again and keeps its words. A
 * mail that is still to leave keeps its batch, which is then told as late.
 */
export const batchesDue: Forgetting = {
  key: "batches",
  label: "Envois terminés : contenu et numéros des messages",
  due: `SELECT done_at + iif(status = 4, ${RETENTION.messages}, ${RETENTION.afterSending}) AS due_at FROM send_batches WHERE ${OVER}`,
  by: "done_at",
  phase: "forget",
  most: 200,
  run: async ({ db, now }) => {
    const old = `SELECT id FROM send_batches WHERE ${OVER} ORDER BY done_at LIMIT :most`;
    const given = { now, most: batchesDue.most };
    const [, gone = []] = await db.batch([
      statement(
        `UPDATE messages SET batch_id = NULL, provider_id = NULL, name_id = iif(status IN (7, 9), name_id, NULL),
           vars = iif(status IN (7, 9) OR told_by IS NOT NULL, vars, '{}') WHERE batch_id IN (${old}) AND status > 1`,
        given,
      ),
      statement(
        `DELETE FROM send_batches WHERE id IN (${old}) AND NOT EXISTS (SELECT 1 FROM messages m WHERE m.batch_id = send_batches.id) RETURNING id`,
        given,
      ),
    ]);
    return gone.length;
  },
};

/** Mails outside any batch that have an end: what was sent, passed over, refused. */
const mailsOf = (klass: number, { key, label, kept }: { key: string; label: string; kept: number }): Forgetting =>
  deleting(
    key,
    label,
    { table: "messages", id: "id" },
    {
      ...after("due_at", kept),
      where: `class = ${klass} AND batch_id IS NULL AND status > 1 AND due_at <= :now - ${kept}`,
    },
  );

/** What is told of mails goes by what they were about: what they say is counted in `stats_daily` already. */
export const mailsDue: readonly Forgetting[] = [
  mailsOf(0, { key: "answers", label: "Réponses envoyées depuis cinq mois", kept: RETENTION.answers }),
  mailsOf(1, { key: "reminders", label: "Rappels de plus de cinq mois", kept: RETENTION.answers }),
  mailsOf(2, { key: "messages", label: "Messages de parcours de plus de treize mois", kept: RETENTION.messages }),
];

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
