import { type BatchId, idOf } from "../kernel/ids.ts";
import * as z from "zod";

import { KEY_LIFE } from "./batches.store.ts";
import { MOST_MAILS } from "./message.ts";
import { type Database, type Statement, statement } from "../platform/d1.ts";

const Rung = z.object({ id: idOf("bat"), class: z.int() });
/** Notes that the clock knocked. */
export const noteTick = (now: number): Statement =>
  statement("UPDATE mail_control SET last_tick_at = :now WHERE id = 1", { now });

/** The classes with a due message outside any batch, transactional first. Three rows at most, however many wait. */
export async function classesDue(db: Database, now: number): Promise<number[]> {
  const probe = (c: number): string =>
    `SELECT ${c} AS class FROM (SELECT 1 FROM messages WHERE status = 0 AND class = ${c} AND solo = 0 AND due_at <= :now LIMIT 1)`;
  const rows = await db.all(z.object({ class: z.int() }), statement([0, 1, 2].map(probe).join(" UNION ALL "), { now }));
  return rows.map((row) => row.class);
}

/**
 * Forms batches of up to 100 due messages of a class, under ids that the caller chose; those that found nothing are not
 * kept. True when all were filled: more may be due.
 */
export async function formBatches(
  db: Database,
  { ids, klass, now }: { ids: readonly BatchId[]; klass: number; now: number },
): Promise<boolean> {
  const formed = await db.batch([
    ...ids.flatMap((id) => formBatch(id, klass, now)),
    statement(
      `DELETE FROM send_batches WHERE id IN (SELECT value FROM json_each(:ids)) AND status = 0
         AND NOT EXISTS (SELECT 1 FROM messages m WHERE m.batch_id = send_batches.id)`,
      { ids },
    ),
  ]);
  const filled = formed.flat().filter((row) => Changed.safeParse(row).data?.changed === MOST_MAILS);
  return filled.length === ids.length;
}

const Changed = z.object({ changed: z.int() });

// `changes()` tells how many were taken without reading them again, as RETURNING would.
const formBatch = (id: BatchId, klass: number, now: number): Statement[] => [
  statement("INSERT INTO send_batches (id, class, status, next_at) VALUES (:id, :klass, 0, :now)", { id, klass, now }),
  statement(
    `UPDATE messages SET status = 1, batch_id = :id FROM (SELECT id FROM messages
       WHERE status = 0 AND class = :klass AND solo = 0 AND due_at <= :now ORDER BY due_at LIMIT ${MOST_MAILS}) AS due
     WHERE messages.id = due.id AND messages.status = 0`,
    { id, klass, now },
  ),
  statement("SELECT changes() AS changed"),
];

/** Forms mails that were set aside and are due again, each alone, so that a bad one stops no other. True when there may be more. */
export async function formAlone(db: Database, { ids, now }: { ids: readonly string[]; now: number }): Promise<boolean> {
  const due = await db.all(
    z.object({ id: z.string(), class: z.int() }),
    statement(
      "SELECT id, class FROM messages WHERE status = 0 AND solo = 1 AND due_at <= :now ORDER BY due_at LIMIT :most",
      { now, most: ids.length },
    ),
  );
  await db.batch(due.flatMap((one, i) => formOf(ids[i] ?? "", { messageId: one.id, fromBatch: null })));
  return due.length === ids.length;
}

/** A mail that is pending, or in a batch (`from`) that nobody froze or holds. */
const FREE = `messages.id = :messageId AND (messages.status = 0 OR (messages.status = 1 AND messages.batch_id = :fromBatch
  AND EXISTS (SELECT 1 FROM send_batches b WHERE b.id = :fromBatch AND b.status < 2 AND b.frozen_at IS NULL)))`;

/** Puts one mail into a batch of its own, looked at before all others. Nothing happens when somebody else has it by now. */
const formOf = (id: string, one: { messageId: string; fromBatch: string | null }): Statement[] => [
  statement(
    `INSERT INTO send_batches (id, class, status, next_at) SELECT :id, class, 0, 0 FROM messages WHERE ${FREE}`,
    { id, ...one },
  ),
  statement(`UPDATE messages SET status = 1, batch_id = :id WHERE ${FREE}`, { id, ...one }),
];

const Candidate = z.object({ message_id: z.string().nullable(), batch_id: z.string().nullable() });

/** Whether a probe is due: the breaker is not closed, its time has come, and no probe is under way. */
const PROBE_DUE = `SELECT 1 FROM mail_control c WHERE c.id = 1 AND c.sending_enabled = 1 AND c.breaker_since_at IS NOT NULL AND c.breaker_until_at <= :now
  AND NOT EXISTS (SELECT 1 FROM send_batches p WHERE p.id = c.probe_id AND p.status < 3 AND (c.paused_classes & (1 << p.class)) = 0)`;
const SPEAKS = (klass: string): string =>
  `(SELECT paused_classes FROM mail_control WHERE id = 1) & (1 << ${klass}) = 0`;

const waiting = (klass: string): string => `SELECT id AS message_id, NULL AS batch_id FROM messages
  WHERE status = 0 AND class = ${klass} AND solo = 0 AND due_at <= :now AND ${SPEAKS(klass)} ORDER BY due_at LIMIT 1`;
/**
 * What may probe, the best first: a mail that waits, one of a batch that waits, one that was set aside, a batch that is frozen already.
 * `status < 3` names the index.
 */
const CANDIDATES = [
  waiting("0"),
  waiting("1"),
  waiting("2"),
  `SELECT m.id AS message_id, b.id AS batch_id FROM send_batches b JOIN messages m ON m.batch_id = b.id WHERE b.status < 3 AND b.status < 2
     AND b.frozen_at IS NULL AND m.status = 1 AND m.solo = 0 AND ${SPEAKS("b.class")} ORDER BY b.next_at LIMIT 1`,
  `SELECT id AS message_id, NULL AS batch_id FROM messages WHERE status = 0 AND solo = 1 AND ${SPEAKS("class")} ORDER BY due_at LIMIT 1`,
  `SELECT NULL AS message_id, id AS batch_id FROM send_batches WHERE status < 3 AND not_before_at <= :now AND (status < 2 OR lease_until_at < :now)
     AND ${SPEAKS("class")} ORDER BY next_at LIMIT 1`,
];

/** Names the one mail that tries whether the cause of a refusal was mended, if it is time. Two ticks at once name one. */
export async function formProbe(db: Database, { id, now }: { id: string; now: number }): Promise<boolean> {
  if ((await db.one(z.unknown(), statement(PROBE_DUE, { now }))) === null) {
    return false;
  }
  const found = await db.readAll(CANDIDATES.map((query) => statement(query, query.includes(":now") ? { now } : {})));
  const best = found.flat()[0];
  if (best === undefined) {
    return false;
  }
  const { message_id: messageId, batch_id: fromBatch } = Candidate.parse(best);
  await db.batch([
    ...(messageId === null ? [] : formOf(id, { messageId, fromBatch })),
    statement(
      `UPDATE mail_control SET probe_id = :probe WHERE id = 1 AND EXISTS (${PROBE_DUE})
         AND EXISTS (SELECT 1 FROM send_batches WHERE id = :probe AND status < 3)`,
      { probe: messageId === null ? (fromBatch ?? "") : id, now },
    ),
  ]);
  return true;
}

/** Calls per second to the provider, all consumers together. */
export async function readPace(db: Database): Promise<number> {
  const row = await db.one(z.object({ rps: z.number() }), statement("SELECT rps FROM mail_control WHERE id = 1"));
  return Math.max(0.1, row?.rps ?? 1);
}

/** Open batches whose time has come and whose lease is free, transactional ones first. */
export function batchesToRing(db: Database, now: number): Promise<z.infer<typeof Rung>[]> {
  return db.all(
    Rung,
    statement(
      `SELECT id, class FROM send_batches WHERE status < 3 AND next_at <= :now AND not_before_at <= :now
         AND (status < 2 OR lease_until_at < :now) ORDER BY next_at LIMIT 500`,
      { now },
    ),
  );
}

/** Marks batches as rung; the clock looks again in two minutes. */
export const markRung = (ids: readonly BatchId[], now: number): Statement =>
  statement(
    `UPDATE send_batches SET status = max(status, 1), next_at = :now + 120
     WHERE id IN (SELECT value FROM json_each(:ids)) AND status < 3`,
    { ids, now },
  );

/**
 * Past the cut-off: batches in doubt become `unknown` with their messages (only a person may resend);
 * those that certainly sent nothing are dissolved.
 */
export const cutOff = (now: number): Statement[] => {
  const late = `FROM send_batches WHERE status < 3 AND next_at <= :now AND frozen_at <= :now - ${KEY_LIFE}
    AND (status < 2 OR lease_until_at < :now)`;
  const isInDoubt = "(SELECT doubt > 0 FROM send_batches b WHERE b.id = messages.batch_id)";
  return [
    statement(
      `UPDATE messages SET status = iif(${isInDoubt}, 8, 0), batch_id = iif(${isInDoubt}, batch_id, NULL),
         reason = iif(${isInDoubt}, 'unresolved after 23 h', reason)
       WHERE batch_id IN (SELECT id ${late}) AND status = 1`, // joined to the batches, SQLite would read every message there is
      { now },
    ),
    statement(`UPDATE send_batches SET status = iif(doubt > 0, 4, 5), done_at = :now WHERE id IN (SELECT id ${late})`, {
      now,
    }),
  ];
};
