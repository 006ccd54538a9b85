import * as z from "zod";

import { type BatchId, type ContactId, type MessageId, idOf } from "../kernel/ids.ts";
import { type Database, type Statement, statement } from "../platform/d1.ts";
import { markReplayed, replayEvent } from "../platform/dead-letters.ts";
import { Told } from "./news.ts";

const Control = z.object({
  sending_enabled: z.int(),
  paused_classes: z.int(),
  breaker_until_at: z.int(),
  breaker_since_at: z.int().nullable(),
  breaker_reason: z.string().nullable(),
  rps: z.number(),
  last_tick_at: z.int().nullable(),
});
const Backlog = z.object({ class: z.int(), n: z.int(), oldest: z.int().nullable() });
const Stat = z.object({ sequence: z.string(), step: z.string(), metric: z.string(), n: z.int() });
const SequenceState = z.object({ id: z.string(), version: z.int(), status: z.int(), moved_to: z.int().nullable() });
const UnknownBatch = z.object({
  id: idOf("bat"),
  n: z.int().nullable(),
  error: z.string().nullable(),
  done_at: z.int().nullable(),
});
const Parked = z.object({ id: z.string(), queue: z.string(), body: z.string(), attempts: z.int(), parked_at: z.int() });

/** What operators see of the mail, in one round trip. */
export type Operations = {
  control: z.infer<typeof Control>;
  backlog: z.infer<typeof Backlog>[];
  stats: z.infer<typeof Stat>[];
  sequences: z.infer<typeof SequenceState>[];
  unknown: z.infer<typeof UnknownBatch>[];
  parked: z.infer<typeof Parked>[];
};

/** Mails of a class that are due: those in no batch yet, and those whose batch was not handed over. */
const backlogOf = (c: number): string =>
  `SELECT ${c} AS class, count(*) AS n, min(due_at) AS oldest FROM (
     SELECT * FROM (SELECT due_at FROM messages WHERE status = 0 AND class = ${c} AND solo = 0 AND due_at <= :now ORDER BY due_at LIMIT 5000)
     UNION ALL SELECT * FROM (SELECT m.due_at FROM send_batches b CROSS JOIN messages m ON m.batch_id = b.id
       WHERE b.status < 3 AND b.next_at > 0 AND b.class = ${c} AND m.status < 3 LIMIT 5000))`;

/** What operators see: switches, what waits, what became of mails since a day (`2026-12-01`), what needs a person. */
export async function readOperations(
  db: Database,
  { now, since }: { now: number; since: string },
): Promise<Operations> {
  const [control, backlog, stats, sequences, unknown, parked] = await db.readAll([
    statement(
      "SELECT sending_enabled, paused_classes, breaker_until_at, breaker_since_at, breaker_reason, rps, last_tick_at FROM mail_control WHERE id = 1",
    ),
    statement([0, 1, 2].map(backlogOf).join(" UNION ALL "), { now }),
    statement(
      "SELECT sequence, step, metric, sum(n) AS n FROM stats_daily WHERE day >= :since GROUP BY 1, 2, 3 ORDER BY 1, 2, 3",
      { since },
    ),
    statement("SELECT id, version, status, moved_to FROM sequences ORDER BY id, version"),
    statement("SELECT id, n, error, done_at FROM send_batches WHERE status = 4 ORDER BY done_at LIMIT 50"),
    statement(
      "SELECT id, queue, body, attempts, parked_at FROM parked_messages WHERE replayed_at IS NULL ORDER BY parked_at LIMIT 50",
    ),
  ]);
  return {
    control: Control.parse(control?.[0]),
    backlog: z.array(Backlog).parse(backlog),
    stats: z.array(Stat).parse(stats),
    sequences: z.array(SequenceState).parse(sequences),
    unknown: z.array(UnknownBatch).parse(unknown),
    parked: z.array(Parked).parse(parked),
  };
}

/** Turns sending on or off, as a whole. */
export const setSending = (isOn: boolean): Statement =>
  statement("UPDATE mail_control SET sending_enabled = :isOn WHERE id = 1", { isOn });
/** Pauses classes: one bit each. */
export const setPausedClasses = (bits: number): Statement =>
  statement("UPDATE mail_control SET paused_classes = :pausedClasses WHERE id = 1", { pausedClasses: bits & 7 });
/** Lets calls to the provider go again. */
export const closeBreaker = (): Statement =>
  statement(
    `UPDATE mail_control SET breaker_until_at = 0, breaker_reason = NULL, breaker_strikes = 0, breaker_since_at = NULL,
       probe_id = NULL, refused_name = NULL WHERE id = 1`,
  );

const Lost = z.object({
  id: idOf("msg"),
  sequence: z.string().nullable(),
  step: z.string().nullable(),
  template: z.string(),
  reason: z.string().nullable(),
});
/** The mails of an unknown batch that are still unknown. */
export const unknownMessages = (db: Database, batchId: BatchId): Promise<z.infer<typeof Lost>[]> =>
  db.all(
    Lost,
    statement(
      "SELECT id, sequence, step, template, reason FROM messages WHERE batch_id = :batchId AND status = 8 ORDER BY id",
      { batchId },
    ),
  );

const Line = z.object({
  id: idOf("msg"),
  class: z.int(),
  sequence: z.string().nullable(),
  step: z.string().nullable(),
  template: z.string(),
  status: z.int(),
  reason: z.string().nullable(),
  due_at: z.int(),
  sent_at: z.int().nullable(),
  test: z.int(),
});
/** Every mail of a contact, newest first: what was sent, and why what was not. */
export const historyOf = (db: Database, contactId: ContactId): Promise<z.infer<typeof Line>[]> =>
  db.all(
    Line,
    statement(
      `SELECT m.id, m.class, m.sequence, m.step, m.template, m.status, m.reason, m.due_at, m.sent_at, m.test
       FROM recipients r JOIN messages m ON m.recipient_id = r.id WHERE r.contact_id = :contactId ORDER BY m.due_at DESC LIMIT 200`,
      { contactId },
    ),
  );

/** An unknown mail leaves again, as a new one beside the old: once, on purpose. */
export const resendUnknown = (messageId: MessageId, newId: string, now: number): Statement[] => [
  statement(
    `INSERT INTO messages (id, class, recipient_id, name_id, topic, sequence, step, template, vars, due_at, expires_at, status, enrolment_id,
       is_unproven, waits_for_day, test)
     SELECT :newId, class, recipient_id, name_id, topic, sequence, step, template, vars, :now, max(expires_at, :now + 86400), 0, enrolment_id,
       is_unproven, waits_for_day, test FROM messages WHERE id = :messageId AND status = 8 ON CONFLICT (id) DO NOTHING`,
    { messageId, newId, now },
  ),
  statement("UPDATE messages SET reason = 'resent' WHERE id = :messageId AND status = 8", { messageId }),
];

/** The news that a parked message holds; none when it holds none, or went back before. */
export async function parkedNews(db: Database, parkedId: string): Promise<Told[]> {
  const parked = await db.one(
    z.object({ body: z.string() }),
    statement(
      "SELECT body FROM parked_messages WHERE id = :parkedId AND queue = 'news' AND replayed_at IS NULL AND json_valid(body)",
      { parkedId },
    ),
  );
  const told = Told.safeParse(parked === null ? null : JSON.parse(parked.body));
  return told.success ? [told.data] : [];
}

/** A parked message goes back: an event waits for its reaction again, a batch is looked at by the next tick. */
export const replayParked = (parkedId: string, by: string, now: number): Statement[] => [
  replayEvent(parkedId),
  statement(
    `UPDATE send_batches SET next_at = :now, not_before_at = 0
     WHERE id = (SELECT json_extract(body, '$.b') FROM parked_messages WHERE id = :parkedId AND queue LIKE 'mail-%' AND replayed_at IS NULL AND json_valid(body))
       AND status < 3`,
    { parkedId, now },
  ),
  markReplayed(parkedId, by, now),
];

const Batch = z.object({ frozen_at: z.int() });
/** When an unknown batch was frozen; null when it is not unknown. */
export const unknownBatch = (db: Database, batchId: BatchId): Promise<z.infer<typeof Batch> | null> =>
  db.one(
    Batch,
    statement("SELECT frozen_at FROM send_batches WHERE id = :batchId AND status = 4 AND frozen_at IS NOT NULL", {
      batchId,
    }),
  );

/** What the provider's list proves: pairs of message and provider id are sent; the others were looked for in vain. */
export const settleUnknown = (
  batchId: BatchId,
  found: readonly (readonly [string, string])[],
  now: number,
): Statement[] => [
  statement(
    `UPDATE messages SET status = 2, provider_id = j.pid, sent_at = coalesce(sent_at, :now), reason = NULL
     FROM (SELECT value->>0 AS mid, value->>1 AS pid FROM json_each(:found)) AS j
     WHERE messages.id = j.mid AND +messages.batch_id = :batchId AND messages.status = 8`,
    { batchId, found, now },
  ),
  statement(
    "UPDATE messages SET reason = 'not found at the provider' WHERE batch_id = :batchId AND status = 8 AND reason IS NOT 'resent'",
    { batchId },
  ),
  statement(
    `UPDATE send_batches SET status = 3, done_at = :now WHERE id = :batchId AND status = 4
       AND NOT EXISTS (SELECT 1 FROM messages WHERE batch_id = :batchId AND status = 8 AND reason IS NOT 'resent')`,
    { batchId, now },
  ),
];

type TestMail = {
  id: string;
  contactId: ContactId;
  sequence: string;
  step: string;
  template: string;
  vars: Record<string, unknown>;
};

/** One step, to oneself: the same pipeline, marked as a test, counted nowhere. */
export const writeTest = ({ id, contactId, sequence, step, template, vars }: TestMail, now: number): Statement =>
  statement(
    `INSERT INTO messages (id, class, recipient_id, topic, sequence, step, template, vars, due_at, expires_at, status, test)
     SELECT :id, 2, id, :sequence, :sequence, :step, :template, :vars, :now, :now + 3600, 0, 1 FROM recipients WHERE contact_id = :contactId ON CONFLICT (id) DO NOTHING`,
    { id, contactId, sequence, step, template, vars: JSON.stringify(vars), now },
  );
