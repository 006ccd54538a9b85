import type { EventId } from "../kernel/ids.ts";
import { type Statement, statement } from "./d1.ts";

/** Takes an event out of the way, visibly: a row of `parked_messages`, and the event counts as reacted to. */
export const parkEvent = (eventId: EventId, why: string, now: number): Statement[] => [
  statement(
    `INSERT INTO parked_messages (id, queue, body, attempts, parked_at)
     SELECT 'events:' || id, 'events', json_object('k', 'event', 'id', id), attempts + 1, :now FROM events WHERE id = :eventId
     ON CONFLICT (id) DO NOTHING`,
    { eventId, now },
  ),
  statement(
    "UPDATE events SET reacted_at = :now, attempts = attempts + 1, error = :error WHERE id = :eventId AND reacted_at IS NULL",
    { eventId, now, error: why.slice(0, 300) },
  ),
];

/** The event of a parked message waits for its reactions again; nothing when it was replayed before, or is no event. */
export const replayEvent = (parkedId: string): Statement =>
  statement(
    `UPDATE events SET reacted_at = NULL, attempts = 0, next_at = 0, error = NULL
     WHERE id = (SELECT json_extract(body, '$.id') FROM parked_messages WHERE id = :parkedId AND queue = 'events' AND replayed_at IS NULL AND json_valid(body))`,
    { parkedId },
  );

/** Notes who sent a parked message back, and when: last in the batch that does. */
export const markReplayed = (parkedId: string, by: string, now: number): Statement =>
  statement(
    "UPDATE parked_messages SET replayed_at = :now, replayed_by = :by WHERE id = :parkedId AND replayed_at IS NULL",
    { parkedId, by, now },
  );
