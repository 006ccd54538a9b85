import * as z from "zod";

import { MOST_MAILS } from "./message.ts";
import { type Database, type Statement, statement } from "../platform/d1.ts";

const Rung = z.object({ id: z.string(), class: z.int() });
/** A frozen batch still in doubt after this many seconds is `unknown`: its key is about to lose its protection. */
const CUT_OFF = 23 * 3600;

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
  { ids, klass, now }: { ids: readonly string[]; klass: number; now: number },
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
const formBatch = (id: string, klass: number, now: number): Statement[] => [
  statement("INSERT INTO send_batches (id, class, status, next_at) VALUES (:id, :klass, 0, :now)", { id, klass, now }),
  statement(
    `UPDATE messages SET status = 1, batch_id = :id FROM (SELECT id FROM messages
       WHERE status = 0 AND class = :klass AND solo = 0 AND due_at <= :now ORDER BY due_at LIMIT ${MOST_MAILS}) AS due
     WHERE messages.id = due.id AND messages.status = 0`,
    { id, klass, now },
  ),
  statement("SELECT changes() AS changed"),
];

/** Calls per second to the provider, all consumers together. */
export async function readPace(db: Database): Promise<number> {
  const row = await db.one(z.object({ rps: z.number() }), statement("SELECT rps FROM mail_control WHERE id = 1"));
  return Math.max(0.1, row?.rps ?? 1);
}

/** Open batches whose time has come and whose lease is free, transactional ones first. */
export function batchesToRing(db: Database, now: number): Promise<{ id: string; class: number }[]> {
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
export const markRung = (ids: readonly string[], now: number): Statement =>
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
  const late = `SELECT id FROM send_batches WHERE status < 3 AND next_at <= :now AND frozen_at < :now - ${CUT_OFF}`;
  const free = "(status < 2 OR lease_until_at < :now)";
  return [
    statement(
      `UPDATE messages SET status = 8, reason = 'unresolved after 23 h' WHERE status = 1 AND batch_id IN (${late} AND doubt > 0 AND ${free})`,
      { now },
    ),
    statement(
      `UPDATE messages SET status = 0, batch_id = NULL WHERE status = 1 AND batch_id IN (${late} AND doubt = 0 AND ${free})`,
      { now },
    ),
    statement(
      `UPDATE send_batches SET status = iif(doubt > 0, 4, 5), done_at = :now WHERE id IN (${late} AND ${free})`,
      { now },
    ),
  ];
};
