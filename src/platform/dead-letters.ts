import { type Statement, statement } from "./d1.ts";

/** Takes an event out of the way, visibly: a row of `parked_messages`, and the event counts as reacted to. */
export const parkEvent = (eventId: string, why: string, now: number): Statement[] => [
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
