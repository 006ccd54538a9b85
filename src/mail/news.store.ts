import * as z from "zod";

import { flag, row } from "../kernel/rows.ts";
import { DAY } from "../kernel/time.ts";
import { type Database, type Statement, statement } from "../platform/d1.ts";
import type { News, Softness } from "./news.ts";
import type { MessageId } from "../kernel/ids.ts";

/**
 * What one piece of news changes. The counter comes before the receipt, so that the same news twice counts once; the
 * status only rises, so that any order ends the same; `unknown` is settled by any proof.
 */
export function takeNews(svixId: string, news: News, dayOn: string, now: number): Statement[] {
  const { messageId, providerId, rank, metric, reason, type } = news;
  const found = "SELECT 1 FROM webhook_receipts WHERE id = :svixId";
  return [
    statement(
      `INSERT INTO stats_daily (day, sequence, step, metric, n)
       SELECT :dayOn, coalesce(sequence, ''), coalesce(step, 'transactional'), :metric, 1 FROM messages
       WHERE id = :messageId AND test = 0 AND NOT EXISTS (${found})
       ON CONFLICT (day, sequence, step, metric) DO UPDATE SET n = n + 1`,
      { svixId, messageId, dayOn, metric },
    ),
    ...(rank === null
      ? []
      : [
          statement(
            `UPDATE messages SET status = CASE WHEN status = 8 THEN :rank ELSE max(status, :rank) END,
               provider_id = coalesce(:providerId, provider_id), sent_at = coalesce(sent_at, :now),
               reason = iif(:rank >= 4, :reason, reason)
             WHERE id = :messageId AND (status BETWEEN 1 AND 5 OR status = 8)`,
            { messageId, rank, providerId, now, reason },
          ),
        ]),
    statement(
      "INSERT INTO webhook_receipts (id, type, message_id, received_at) VALUES (:svixId, :type, :messageId, :now) ON CONFLICT (id) DO NOTHING",
      { svixId, type, messageId, now },
    ),
  ];
}

/**
 * Our list is the truth: an address on it is never written to, whatever asks. By message, since news names no address. Who complains
 * is kept as that, also where mail came back before: a trial that arrives lifts the one and not the other.
 */
export const suppressByMessage = (messageId: MessageId, reason: string, now: number): Statement =>
  statement(
    `INSERT INTO suppressions (addr_hash, reason, source, message_id, created_at)
     SELECT c.addr_hash, :reason, 'webhook', m.id, :now FROM messages m JOIN recipients r ON r.id = m.recipient_id
       JOIN contacts c ON c.id = r.contact_id WHERE m.id = :messageId AND c.addr_hash IS NOT NULL
     ON CONFLICT (addr_hash) DO UPDATE SET reason = excluded.reason, message_id = excluded.message_id WHERE excluded.reason = 'complaint'`,
    { messageId, reason, now },
  );

/** The same for an address that the provider names: only its keyed hash is kept. */
export const suppressHash = (addrHash: string, reason: string, source: string, now: number): Statement =>
  statement(
    "INSERT INTO suppressions (addr_hash, reason, source, created_at) VALUES (:addrHash, :reason, :source, :now) ON CONFLICT (addr_hash) DO NOTHING",
    { addrHash, reason, source, now },
  );

/** The provider writes to an address again: what it told us of it goes; what the person or we said stays. */
export const liftProvider = (addrHash: string): Statement =>
  statement("DELETE FROM suppressions WHERE addr_hash = :addrHash AND reason = 'provider'", { addrHash });

/** How long an address rests that sent five mails back. */
const REST = 14 * DAY;
const Soft = row({
  addr_hash: z.string(),
  soft: z.int(),
  holds: z.int(),
  held_until_at: z.int().nullable(),
  is_delivered_since: flag,
});

/** What the mails of an address say, when one of them came back for now; null when nobody has it any more. */
export const softnessOf = (
  db: Database,
  { messageId, now }: { messageId: string; now: number },
): Promise<(Softness & { addrHash: string }) | null> =>
  db.one(
    Soft,
    statement(
      `SELECT c.addr_hash, coalesce(h.holds, 0) AS holds, h.held_until_at,
         EXISTS (SELECT 1 FROM messages d WHERE d.recipient_id = m.recipient_id AND d.due_at > coalesce(h.held_until_at, 0) - ${REST}
           AND d.status = 3) AS is_delivered_since,
         (SELECT count(*) FROM messages s WHERE s.recipient_id = m.recipient_id AND s.due_at > :now - ${30 * DAY} AND s.status = 4
           AND s.reason LIKE 'bounced_soft%' AND s.sent_at >= coalesce(h.held_until_at, 0) AND NOT EXISTS (
             SELECT 1 FROM messages d WHERE d.recipient_id = m.recipient_id AND d.due_at >= s.due_at AND d.status = 3)) AS soft
       FROM messages m JOIN recipients r ON r.id = m.recipient_id JOIN contacts c ON c.id = r.contact_id
         LEFT JOIN address_holds h ON h.addr_hash = c.addr_hash
       WHERE m.id = :messageId AND c.addr_hash IS NOT NULL`,
      { messageId, now },
    ),
  );

/** The address rests; a second time is counted. */
export const holdAddress = (addrHash: string, now: number): Statement =>
  statement(
    `INSERT INTO address_holds (addr_hash, held_until_at, holds) VALUES (:addrHash, :now + ${REST}, 1)
     ON CONFLICT (addr_hash) DO UPDATE SET held_until_at = excluded.held_until_at, holds = holds + 1`,
    { addrHash, now },
  );
