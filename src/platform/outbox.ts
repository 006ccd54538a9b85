import * as z from "zod";

import { type EventId, idOf } from "../kernel/ids.ts";
import { EventEnvelope } from "../kernel/event.ts";
import { type Database, type Given, type Statement, statement } from "./d1.ts";

const Row = z.object({
  id: idOf("evt"),
  type: z.string(),
  version: z.int(),
  at: z.int(),
  actor: z.string(),
  subject: z.string(),
  subject_rev: z.int().nullable(),
  cause: z.string().nullable(),
  data: z.string(),
  attempts: z.int(),
});

/** The row of an event. It goes first in the batch that changes the state: its unique revision is the lock. */
export const recordEvent = (event: EventEnvelope): Statement => record(event, null);

/** The same, for an event that is there to be read and leads to nothing (`nothing` is its reaction): nobody is rung for it. */
export const recordQuietly = (event: EventEnvelope): Statement => record(event, event.at);

function record(event: EventEnvelope, reactedAt: number | null): Statement {
  const e = EventEnvelope.parse(event);
  const insert = statement(
    `INSERT INTO events (id, type, version, at, actor, subject, subject_rev, cause, data, reacted_at)
     VALUES (:id, :type, :version, :at, :actor, :subject, :subjectRev, :cause, :data, :reactedAt)`,
    {
      id: e.id,
      type: e.type,
      version: e.version,
      at: e.at,
      actor: e.actor,
      subject: e.subject,
      subjectRev: e.subjectRev,
      cause: e.cause,
      data: JSON.stringify(e.data),
      reactedAt,
    },
  );
  return { ...insert, event: { id: e.id, at: e.at } };
}

/** The same, for an event whose id is derived from what caused it: told twice, it is recorded once. */
export function recordEventOnce(event: EventEnvelope): Statement {
  const { sql, params } = recordEvent(event);
  return { sql: `${sql} ON CONFLICT (id) DO NOTHING`, params };
}

/** What events made in SQL have in common; `prefix` is the time part of a UUIDv7. */
type Each = { type: string; at: number; actor: string; prefix: string };

/**
 * One event, version 1, for each row of a query over `subject`, `subject_rev` and `data`: acts that change many things at once record
 * them like this, first in their batch. SQL adds the random part of each id, row by row; the database keeps the ids, to be rung for.
 */
export function recordEach(each: Each, rows: string, given: Readonly<Record<string, Given>>): Statement {
  const random = "lower(hex(randomblob(8)))";
  const id = `:prefix || substr(${random}, 1, 3) || '-a' || substr(${random}, 1, 3) || '-' || substr(${random}, 1, 12)`;
  const insert = statement(
    `INSERT INTO events (id, type, version, at, actor, subject, subject_rev, data)
     SELECT ${id}, :type, 1, :at, :actor, subject, subject_rev, data FROM (${rows}) RETURNING id`,
    { ...each, ...given },
  );
  return { ...insert, recordsEvents: true };
}

/** What the ids of the events of one act share, when SQL records them under one prefix. */
export const actOf = (id: EventId): string => id.slice(0, 19);

/** An event that waits for its reactions, and how often they failed. */
export type WaitingEvent = EventEnvelope & { attempts: number };

/** The events among `ids` that nobody reacted to yet, oldest first. */
export async function unreactedEvents(db: Database, ids: readonly EventId[]): Promise<WaitingEvent[]> {
  const rows = await db.all(
    Row,
    statement(
      `SELECT id, type, version, at, actor, subject, subject_rev, cause, data, attempts FROM events
       WHERE id IN (SELECT value FROM json_each(:ids)) AND reacted_at IS NULL ORDER BY id`,
      { ids },
    ),
  );
  return rows.map(waitingEvent);
}

function waitingEvent({ subject_rev, data, attempts, ...rest }: z.infer<typeof Row>): WaitingEvent {
  return { ...EventEnvelope.parse({ ...rest, subjectRev: subject_rev, data: JSON.parse(data) }), attempts };
}

/** Marks events as reacted to, in the batch of their reactions. */
export const markReacted = (ids: readonly EventId[], now: number): Statement =>
  statement(
    `UPDATE events SET reacted_at = :now, error = NULL
     WHERE id IN (SELECT value FROM json_each(:ids)) AND reacted_at IS NULL`,
    { ids, now },
  );

/** Notes a failed reaction and when the clock rings again. */
export const markFailed = (id: EventId, nextAt: number, error: string): Statement =>
  statement(
    "UPDATE events SET attempts = attempts + 1, next_at = :nextAt, error = :error WHERE id = :id AND reacted_at IS NULL",
    { id, nextAt, error: error.slice(0, 300) },
  );

/** Events older than a minute whose doorbell was lost or whose reaction failed. At most 1,000. */
export async function eventsToRingAgain(db: Database, now: number): Promise<EventId[]> {
  const rows = await db.all(
    z.object({ id: idOf("evt") }),
    statement(
      `SELECT id FROM events WHERE reacted_at IS NULL AND at <= :now - 60 AND next_at <= :now ORDER BY at LIMIT 1000`,
      { now },
    ),
  );
  return rows.map((row) => row.id);
}

/** The type of an event, if this person made it since then. */
export const typeMadeBy = async (
  db: Database,
  made: { id: EventId; actor: string; since: number },
): Promise<string | null> =>
  (
    await db.one(
      z.object({ type: z.string() }),
      statement("SELECT type FROM events WHERE id = :id AND actor = :actor AND at >= :since", made),
    )
  )?.type ?? null;
