import * as z from "zod";

import { flag, row } from "../kernel/rows.ts";
import { DAY, dayOf } from "../kernel/time.ts";
import { type Database, type Statement, statement } from "../platform/d1.ts";
import { recordEventOnce } from "../platform/outbox.ts";
import { guidanceEvent } from "../guidance/guidance.events.ts";
import { type Softness, type Told, proofsOf } from "./news.ts";
import { liftTried } from "./trial.store.ts";
import type { EventEnvelope } from "../kernel/event.ts";
import { type MessageId, idFromKey, idOf } from "../kernel/ids.ts";

/** News that no delivery told before, over `j` of the list. */
const IS_NEW = "NOT EXISTS (SELECT 1 FROM webhook_receipts WHERE id = j.value ->> 'id')";

/**
 * What pieces of news change, however many: each counts once, whatever the number of deliveries, for the receipts come last; the
 * status only rises, and of one status the reason is the same in any order; `unknown` is settled by any proof.
 */
export function takeNews(told: readonly Told[]): Statement[] {
  const list = told.map((one) => ({ ...one, day: dayOf(one.at, "UTC") }));
  const proof = (field: string): string => `(:proofs ->> ('$."' || id || '".${field}'))`;
  return [
    statement(
      `INSERT INTO stats_daily (day, sequence, step, metric, n)
       SELECT j.value ->> 'day', coalesce(m.sequence, ''), coalesce(m.step, m.template), j.value ->> 'metric', count(*)
       FROM json_each(:list) j CROSS JOIN messages m ON m.id = j.value ->> 'messageId' WHERE m.test = 0 AND ${IS_NEW}
       GROUP BY 1, 2, 3, 4 ON CONFLICT (day, sequence, step, metric) DO UPDATE SET n = n + excluded.n`,
      { list },
    ),
    statement(
      `UPDATE messages SET status = iif(status = 8, ${proof("rank")}, max(status, ${proof("rank")})),
         provider_id = coalesce(${proof("providerId")}, provider_id), sent_at = coalesce(sent_at, ${proof("at")}),
         reason = CASE WHEN ${proof("rank")} < 4 OR (${proof("rank")} < status AND status <> 8) THEN reason
           WHEN ${proof("rank")} = status THEN min(coalesce(reason, ${proof("reason")}), ${proof("reason")}) ELSE ${proof("reason")} END
       WHERE id IN (SELECT key FROM json_each(:proofs)) AND (status BETWEEN 1 AND 5 OR status = 8)`,
      { proofs: JSON.stringify(proofsOf(told)) },
    ),
    ...(told.some(({ suppress, hash }) => suppress !== null || hash !== null) ? ofAddresses(list) : []),
    statement(
      `INSERT INTO webhook_receipts (id, type, received_at) SELECT j.value ->> 'id', '', j.value ->> 'at' FROM json_each(:list) j
       WHERE true ON CONFLICT (id) DO NOTHING`,
      { list },
    ),
  ];
}

/** What news change on our list of addresses. */
function ofAddresses(list: readonly Told[]): Statement[] {
  return [
    statement(
      `INSERT INTO suppressions (addr_hash, reason, source, message_id, created_at)
       SELECT c.addr_hash, j.value ->> 'suppress', 'webhook', m.id, j.value ->> 'at' FROM json_each(:list) j
         CROSS JOIN messages m ON m.id = j.value ->> 'messageId' JOIN recipients r ON r.id = m.recipient_id JOIN contacts c ON c.id = r.contact_id
       WHERE j.value ->> 'suppress' IS NOT NULL AND c.addr_hash IS NOT NULL AND ${IS_NEW}
       ${COMPLAINT_STAYS}`,
      { list },
    ),
    statement(
      `INSERT INTO suppressions (addr_hash, reason, source, created_at)
       SELECT j.value ->> 'hash', j.value ->> 'suppress', 'webhook', j.value ->> 'at' FROM json_each(:list) j
       WHERE j.value ->> 'hash' IS NOT NULL AND j.value ->> 'suppress' IS NOT NULL AND ${IS_NEW} ON CONFLICT (addr_hash) DO NOTHING`,
      { list: lastOfEach(list) },
    ),
    // The provider writes to an address again: what it told us of it before goes; what the person or we said stays.
    statement(
      `DELETE FROM suppressions WHERE reason = 'provider' AND addr_hash IN (SELECT key FROM json_each(:lifted))
         AND created_at <= (:lifted ->> ('$."' || addr_hash || '"'))`,
      {
        lifted: JSON.stringify(
          Object.fromEntries(lastOfEach(list).flatMap(({ hash, isLifted, at }) => (isLifted ? [[hash, at]] : []))),
        ),
      },
    ),
  ];
}

/** Of the news of each address, the last. */
const lastOfEach = <T extends Pick<Told, "hash">>(list: readonly T[]): T[] =>
  list.filter(({ hash }, i) => hash !== null && !list.slice(i + 1).some((later) => later.hash === hash));

/** Who complains is kept as that, also where mail came back before: a trial that arrives lifts the one and not the other. */
const COMPLAINT_STAYS =
  "ON CONFLICT (addr_hash) DO UPDATE SET reason = excluded.reason, message_id = excluded.message_id WHERE excluded.reason = 'complaint'";

/** Our list is the truth: an address on it is never written to, whatever asks. By message, since news names no address. */
export const suppressByMessage = (messageId: MessageId, reason: string, now: number): Statement =>
  statement(
    `INSERT INTO suppressions (addr_hash, reason, source, message_id, created_at)
     SELECT c.addr_hash, :reason, 'webhook', m.id, :now FROM messages m JOIN recipients r ON r.id = m.recipient_id
       JOIN contacts c ON c.id = r.contact_id WHERE m.id = :messageId AND c.addr_hash IS NOT NULL
     ${COMPLAINT_STAYS}`,
    { messageId, reason, now },
  );

/** How long an address rests that sent five mails back. */
const REST = 14 * DAY;
const Soft = row({
  message_id: idOf("msg"),
  addr_hash: z.string(),
  soft: z.int(),
  holds: z.int(),
  held_until_at: z.int().nullable(),
  is_delivered_since: flag,
});

/** What the mails of an address say, when some of them came back for now; nothing of an address that nobody has any more. */
export async function softnessOf(
  db: Database,
  { messageIds, now }: { messageIds: readonly MessageId[]; now: number },
): Promise<(Softness & { addrHash: string; messageId: MessageId })[]> {
  if (messageIds.length === 0) {
    return [];
  }
  return db.all(
    Soft,
    statement(
      `SELECT m.id AS message_id, c.addr_hash, coalesce(h.holds, 0) AS holds, h.held_until_at,
         EXISTS (SELECT 1 FROM messages d WHERE d.recipient_id = m.recipient_id AND d.due_at > coalesce(h.held_until_at, 0) - ${REST}
           AND d.status = 3) AS is_delivered_since,
         (SELECT count(*) FROM messages s WHERE s.recipient_id = m.recipient_id AND s.due_at > :now - ${30 * DAY} AND s.status = 4
           AND s.reason LIKE 'bounced_soft%' AND s.sent_at >= coalesce(h.held_until_at, 0) AND NOT EXISTS (
             SELECT 1 FROM messages d WHERE d.recipient_id = m.recipient_id AND d.due_at >= s.due_at AND d.status = 3)) AS soft
       FROM json_each(:messageIds) j CROSS JOIN messages m ON m.id = j.value JOIN recipients r ON r.id = m.recipient_id
         JOIN contacts c ON c.id = r.contact_id LEFT JOIN address_holds h ON h.addr_hash = c.addr_hash
       WHERE c.addr_hash IS NOT NULL GROUP BY c.addr_hash`,
      { messageIds, now },
    ),
  );
}

/** The address rests; a second time is counted. One that rests already, since somebody else took the same news, goes on resting. */
export const holdAddress = (addrHash: string, now: number): Statement =>
  statement(
    `INSERT INTO address_holds (addr_hash, held_until_at, holds) VALUES (:addrHash, :now + ${REST}, 1)
     ON CONFLICT (addr_hash) DO UPDATE SET held_until_at = excluded.held_until_at, holds = holds + 1 WHERE held_until_at <= :now`,
    { addrHash, now },
  );

const ARRIVED = 3;

/** News of the same delivery once, the oldest first. */
const onceEach = (told: readonly Told[]): Told[] =>
  Array.from(new Map(told.map((one) => [one.id, one])).values()).toSorted((a, b) => a.at - b.at);

/** An address is never to be written to again, and its sequences end: the event says so, once. */
export const suppressed = async (
  { id, at }: Pick<Told, "id" | "at">,
  messageId: MessageId,
  reason: string,
): Promise<EventEnvelope> => {
  const event = await idFromKey("evt", `svix:${id}`);
  return guidanceEvent("address.suppressed", { id: event, subject: messageId, at, actor: "provider" }, { reason });
};

/** What pieces of news change, in one transaction, events first; harmless when they were taken before. */
export async function whatNewsChange(
  told: readonly Told[],
  now: number,
): Promise<{ statements: Statement[]; events: EventEnvelope[] }> {
  const list = onceEach(told);
  const events: EventEnvelope[] = [];
  for (const one of list) {
    if (one.suppress !== null && one.messageId !== null) {
      events.push(await suppressed(one, one.messageId, one.suppress));
    }
  }
  const arrived = list.flatMap(({ rank, messageId }) => (rank === ARRIVED && messageId !== null ? [messageId] : []));
  const statements = events.map(recordEventOnce);
  statements.push(...takeNews(list), ...(arrived.length === 0 ? [] : liftTried(arrived, now)));
  return { statements, events };
}
