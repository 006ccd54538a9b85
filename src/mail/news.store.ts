import { type Statement, statement } from "../platform/d1.ts";
import type { News } from "./news.ts";

/**
 * What one piece of news changes. The counter comes before the receipt, so that the same news twice counts once; the
 * status only rises, so that any order ends the same; `unknown` is settled by any proof.
 */
export function takeNews(svixId: string, news: News, dayOn: string, now: number): Statement[] {
  const { messageId, providerId, rank, metric, type } = news;
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
               reason = iif(:rank >= 4, :metric, reason)
             WHERE id = :messageId AND (status BETWEEN 1 AND 5 OR status = 8)`,
            { messageId, rank, providerId, now, metric },
          ),
        ]),
    statement(
      "INSERT INTO webhook_receipts (id, type, message_id, received_at) VALUES (:svixId, :type, :messageId, :now) ON CONFLICT (id) DO NOTHING",
      { svixId, type, messageId, now },
    ),
  ];
}

/** Our list is the truth: an address on it is never written to, whatever asks. By message, since news names no address. */
export const suppressByMessage = (messageId: string, reason: string, now: number): Statement =>
  statement(
    `INSERT INTO suppressions (addr_hash, reason, source, message_id, created_at)
     SELECT c.addr_hash, :reason, 'webhook', m.id, :now FROM messages m JOIN recipients r ON r.id = m.recipient_id
       JOIN contacts c ON c.id = r.contact_id WHERE m.id = :messageId AND c.addr_hash IS NOT NULL
     ON CONFLICT (addr_hash) DO NOTHING`,
    { messageId, reason, now },
  );

/** The same for an address that the provider names: only its keyed hash is kept. */
export const suppressHash = (addrHash: string, reason: string, source: string, now: number): Statement =>
  statement(
    "INSERT INTO suppressions (addr_hash, reason, source, created_at) VALUES (:addrHash, :reason, :source, :now) ON CONFLICT (addr_hash) DO NOTHING",
    { addrHash, reason, source, now },
  );
