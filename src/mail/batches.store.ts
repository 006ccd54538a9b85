import * as z from "zod";

import type { BatchId, MessageId } from "../kernel/ids.ts";
import { type Database, type Statement, statement } from "../platform/d1.ts";
import { LoadedMessage } from "./message.ts";
import { SKIPPED } from "./messages.store.ts";
import { STOPS } from "./trial.store.ts";
import { TRIAL } from "./trial.ts";

/** How long a consumer may hold a batch, in seconds. */
export const LEASE = 120;
/** For how long after its freeze a batch may be posted under its key, which the provider keeps 24 hours, in seconds. */
export const KEY_LIFE = 23 * 3600;
/** After how many seconds a mail that was set aside tries again. */
const SET_ASIDE = 900;

const Claimed = z.object({
  class: z.int(),
  frozen_at: z.int().nullable(),
  body_sha: z.string().nullable(),
  endpoint: z.enum(["/emails", "/emails/batch"]).nullable(),
  n: z.int().nullable(),
  doubt: z.int(),
  attempts: z.int(),
  error: z.string().nullable(),
  miscounts: z.int(),
});
export type Claimed = z.infer<typeof Claimed>;

const loadMessages = (batchId: BatchId): Statement =>
  statement(
    `SELECT m.id, m.class, m.recipient_id, m.topic, m.sequence, m.step, m.template, m.vars, m.expires_at, m.name_id,
       m.enrolment_id, m.test, m.is_unproven, m.waits_for_day, r.contact_id, r.zone, r.paused_until_at, r.erased_at, p.status AS sub_status, p.confirmed_at, p.unsub_ref,
       p.age_group, c.addr_hash, c.kid, c.email_sealed,
       n.kid AS name_kid, n.name_sealed, s.addr_hash IS NOT NULL AS is_suppressed, h.held_until_at
     FROM messages m LEFT JOIN recipients r ON r.id = m.recipient_id LEFT JOIN contacts c ON c.id = r.contact_id
       LEFT JOIN contacts n ON n.id = m.name_id LEFT JOIN suppressions s ON s.addr_hash = c.addr_hash AND ${STOPS}
       LEFT JOIN address_holds h ON h.addr_hash = c.addr_hash AND m.template <> '${TRIAL}'
       LEFT JOIN subscriptions p ON p.recipient_id = m.recipient_id AND p.topic = m.topic
     WHERE m.batch_id = :batchId ORDER BY m.id`,
    { batchId },
  );

/**
 * Takes a batch for `LEASE` seconds, or finds that it is not ours to take: done, leased, waiting, past the life of its key, or sending
 * is off. While the breaker is not closed, the probe alone is taken. A claim of a frozen batch raises its doubt before any call.
 */
export async function claimBatch(
  db: Database,
  { batchId, leaseId, now }: { batchId: BatchId; leaseId: string; now: number },
): Promise<{ batch: Claimed; messages: LoadedMessage[]; paused: ReadonlySet<string> } | null> {
  const [claimed, messages, paused] = await db.batch([
    statement(
      `UPDATE send_batches SET status = 2, lease_id = :leaseId, lease_until_at = :now + ${LEASE}, attempts = attempts + 1,
         doubt = doubt + (frozen_at IS NOT NULL)
       WHERE id = :batchId AND not_before_at <= :now AND (status IN (0, 1) OR (status = 2 AND lease_until_at < :now))
         AND (frozen_at IS NULL OR doubt = 0 OR frozen_at > :now - ${KEY_LIFE})
         AND EXISTS (SELECT 1 FROM mail_control c WHERE c.id = 1 AND c.sending_enabled = 1 AND c.breaker_until_at <= :now
           AND (c.breaker_since_at IS NULL OR c.probe_id = send_batches.id) AND (c.paused_classes & (1 << send_batches.class)) = 0)
       RETURNING class, frozen_at, body_sha, endpoint, n, doubt, attempts, error, miscounts`,
      { batchId, leaseId, now },
    ),
    loadMessages(batchId),
    statement("SELECT DISTINCT id FROM sequences WHERE status = 2"),
  ]);
  const row = claimed?.[0];
  return row === undefined
    ? null
    : {
        batch: Claimed.parse(row),
        messages: z.array(LoadedMessage).parse(messages),
        paused: new Set(
          z
            .array(z.object({ id: z.string() }))
            .parse(paused)
            .map(({ id }) => id),
        ),
      };
}

/** Reads the messages of a batch again, when its freeze was refused because somebody just said no. */
export const reloadMessages = (db: Database, batchId: BatchId): Promise<LoadedMessage[]> =>
  db.all(LoadedMessage, loadMessages(batchId));

/** Messages that may leave later, not now, go back to pending: pairs of id and moment. */
export const deferMessages = (batchId: BatchId, defers: readonly (readonly [string, number])[]): Statement =>
  statement(
    `UPDATE messages SET status = 0, due_at = j.at, batch_id = NULL
     FROM (SELECT value->>0 AS mid, value->>1 AS at FROM json_each(:defers)) AS j
     WHERE messages.id = j.mid AND +messages.batch_id = :batchId AND messages.status = 1`,
    { batchId, defers },
  );

/** Messages that the gate refused leave the batch with their reason. */
export const skipMessages = (batchId: BatchId, skips: readonly (readonly [string, string])[]): Statement =>
  statement(
    `UPDATE messages SET ${SKIPPED}, reason = j.why
     FROM (SELECT value->>0 AS mid, value->>1 AS why FROM json_each(:skips)) AS j
     WHERE messages.id = j.mid AND +messages.batch_id = :batchId AND messages.status = 1`,
    { batchId, skips },
  );

type Freeze = {
  batchId: BatchId;
  leaseId: string;
  sha: string;
  endpoint: string;
  seen: readonly LoadedMessage[];
  now: number;
};

/**
 * Fixes membership, order, bytes and endpoint for ever. What the gate saw of each kept row is compared again inside the
 * statement, and so is how many are left in the batch: a "no" or a cancellation committed in between makes one match too
 * few, writes an illegal status and rolls everything back. What was seen goes in as one JSON object by message id, so
 * that each mail costs three row reads and no more.
 */
export function freezeBatch({ batchId, leaseId, sha, endpoint, seen, now }: Freeze): Statement {
  const rows = seen.map((m) => [m.id, [m.addr_hash, m.contact_id, m.paused_until_at, m.sub_status]]);
  const was = (i: number): string => `json_extract(:was, '$.' || m.id || '[${i}]')`;
  return statement(
    `UPDATE send_batches SET frozen_at = :now, body_sha = :sha, n = :n, endpoint = :endpoint, doubt = 1,
       status = CASE WHEN status = 2 AND lease_id = :leaseId AND frozen_at IS NULL AND :n = (
         SELECT count(*) FROM messages m CROSS JOIN recipients r ON r.id = m.recipient_id
           LEFT JOIN subscriptions p ON p.recipient_id = m.recipient_id AND p.topic = m.topic
         WHERE m.batch_id = :batchId AND r.erased_at IS NULL AND r.contact_id IS ${was(1)}
           AND r.paused_until_at IS ${was(2)} AND p.status IS ${was(3)}
           AND NOT EXISTS (SELECT 1 FROM suppressions s WHERE s.addr_hash = ${was(0)} AND ${STOPS})) THEN 2 ELSE -1 END
     WHERE id = :batchId`,
    { batchId, now, sha, n: seen.length, endpoint, leaseId, was: JSON.stringify(Object.fromEntries(rows)) },
  );
}

type Move = { batchId: BatchId; leaseId: string; status: 3 | 4 | 5 | 6; now: number; error: string | null };

/** Moves a batch that we hold to `status`; a stale holder writes an illegal status and its whole transaction rolls back. */
export const moveBatch = ({ batchId, leaseId, status, now, error }: Move): Statement =>
  statement(
    `UPDATE send_batches SET status = CASE WHEN status = 2 AND lease_id = :leaseId THEN :status ELSE -1 END,
       done_at = :now, error = :error WHERE id = :batchId`,
    { batchId, leaseId, status, now, error },
  );

type Postponement = {
  batchId: BatchId;
  leaseId: string;
  until: number;
  doubtLess: number;
  error: string;
  isMiscount?: boolean;
};

/** Gives a batch back to the clock: not before `until`, its freeze kept. */
export const postponeBatch = ({ batchId, leaseId, until, doubtLess, error, isMiscount }: Postponement): Statement =>
  statement(
    `UPDATE send_batches SET status = CASE WHEN status = 2 AND lease_id = :leaseId THEN 1 ELSE -1 END, not_before_at = :until,
       next_at = :until, doubt = doubt - :doubtLess, miscounts = miscounts + :isMiscount, lease_id = NULL, lease_until_at = NULL,
       error = :error WHERE id = :batchId`,
    { batchId, leaseId, until, doubtLess, error, isMiscount: isMiscount === true },
  );

/**
 * Records what the provider accepted: pairs of message id and provider id (or null when not known yet). The batch is read
 * by its index and each id looked up in the JSON: one row read less per mail than joining the list.
 */
export const markSent = (
  batchId: BatchId,
  pairs: readonly (readonly [string, string | null])[],
  now: number,
): Statement =>
  statement(
    `UPDATE messages SET status = max(status, 2), provider_id = coalesce(provider_id, json_extract(:accepted, '$.' || id)),
       sent_at = coalesce(sent_at, :now), reason = iif(status = 1, NULL, reason)
     WHERE batch_id = :batchId AND status BETWEEN 1 AND 5 AND json_type(:accepted, '$.' || id) IS NOT NULL`,
    { batchId, accepted: JSON.stringify(Object.fromEntries(pairs)), now },
  );

/** Ends messages of a batch: 7 refused by the provider, 8 unknown, 9 could not be rendered. */
export const endMessages = (
  batchId: BatchId,
  ends: readonly (readonly [string, string])[],
  status: 7 | 8 | 9,
): Statement =>
  statement(
    `UPDATE messages SET status = :status, reason = j.why
     FROM (SELECT value->>0 AS mid, value->>1 AS why FROM json_each(:ends)) AS j
     WHERE messages.id = j.mid AND +messages.batch_id = :batchId AND messages.status = 1`,
    { batchId, ends, status },
  );

/** Puts the messages of a batch that certainly sent nothing back to pending. */
export const freeMessages = (batchId: BatchId, dueAt: number): Statement =>
  statement(
    "UPDATE messages SET status = 0, batch_id = NULL, due_at = max(due_at, :dueAt) WHERE batch_id = :batchId AND status = 1",
    { batchId, dueAt },
  );

/** Mails that we may have made wrong wait outside any batch, each to leave alone next time: pairs of id and reason. */
export const setAside = (batchId: string, whys: readonly (readonly [string, string])[], now: number): Statement =>
  statement(
    `UPDATE messages SET status = 0, solo = 1, batch_id = NULL, due_at = :now + ${SET_ASIDE}, reason = j.why
     FROM (SELECT value->>0 AS mid, value->>1 AS why FROM json_each(:whys)) AS j
     WHERE messages.id = j.mid AND +messages.batch_id = :batchId AND messages.status = 1`,
    { batchId, whys, now },
  );

/**
 * Whether the mail of a batch was set aside, and the same sender got another mail accepted since that was frozen after the refusal: then
 * the fault is in this mail. Once true, it stays true.
 */
export async function isProvenOurs(db: Database, batchId: string): Promise<boolean> {
  const found = await db.one(
    z.object({ n: z.int() }),
    statement(
      `SELECT count(*) AS n FROM messages m WHERE m.batch_id = :batchId AND m.solo = 1 AND m.reason LIKE 'refused:%' AND EXISTS (
         SELECT 1 FROM send_batches b JOIN messages other ON other.batch_id = b.id
         WHERE b.status > 2 AND b.done_at > m.due_at - ${SET_ASIDE} AND b.status = 3 AND b.frozen_at > m.due_at - ${SET_ASIDE}
           AND (b.class = 0) = (m.class = 0) AND other.status BETWEEN 2 AND 5)`,
      { batchId },
    ),
  );
  return found !== null && found.n > 0;
}

/** A child of a split batch takes over some of its messages, under a key of its own. */
export const childBatch = (id: BatchId, parentId: BatchId, ids: readonly MessageId[], now: number): Statement[] => [
  statement(
    `INSERT INTO send_batches (id, class, parent_id, status, next_at)
     SELECT :id, class, id, 1, :now FROM send_batches WHERE id = :parentId`,
    { id, parentId, now },
  ),
  statement(
    `UPDATE messages SET batch_id = :id FROM (SELECT value AS mid FROM json_each(:ids)) AS j
     WHERE messages.id = j.mid AND +messages.batch_id = :parentId AND messages.status = 1`,
    { id, parentId, ids },
  ),
];

type Opening = { until: number; reason: string; isNews: boolean; now: number };

/** Stops every call until `until`, after which one mail probes. What is not a news only keeps an open breaker open. */
export const openBreaker = ({ until, reason, isNews, now }: Opening): Statement =>
  statement(
    `UPDATE mail_control SET breaker_until_at = :until, breaker_reason = :reason, breaker_strikes = 0, probe_id = NULL,
       breaker_since_at = coalesce(breaker_since_at, :now) WHERE id = 1 AND (:isNews OR breaker_since_at IS NOT NULL)`,
    { until, reason, isNews, now },
  );

/** A mail that went alone was refused under a name. The second in a row, with no acceptance between, opens the breaker. */
export const noteSingle = (name: string, until: number, now: number): Statement[] => [
  statement(
    `UPDATE mail_control SET breaker_until_at = max(breaker_until_at, :until), breaker_reason = coalesce(breaker_reason, :name),
       probe_id = NULL, breaker_since_at = coalesce(breaker_since_at, :now) WHERE id = 1 AND refused_name = :name`,
    { name, until, now },
  ),
  statement("UPDATE mail_control SET refused_name = :name WHERE id = 1", { name }),
];

/** Five ambiguous answers in a row, over all batches, stop the calls for a minute; then one goes as a probe. */
export const strikeBreaker = (now: number): Statement =>
  statement(
    `UPDATE mail_control SET breaker_strikes = breaker_strikes + 1,
       breaker_until_at = iif(breaker_strikes >= 4, max(breaker_until_at, :now + 60), breaker_until_at),
       breaker_reason = iif(breaker_strikes >= 4, 'ambiguous answers', breaker_reason) WHERE id = 1`,
    { now },
  );

/** An accepted call ends the strikes and closes the breaker; written only when there is something to end. */
export const noteAcceptance = (): Statement =>
  statement(
    `UPDATE mail_control SET breaker_strikes = 0, refused_name = NULL, probe_id = NULL, breaker_since_at = NULL,
       breaker_until_at = iif(breaker_since_at IS NULL, breaker_until_at, 0), breaker_reason = iif(breaker_since_at IS NULL, breaker_reason, NULL)
     WHERE id = 1 AND (breaker_strikes > 0 OR refused_name IS NOT NULL OR breaker_since_at IS NOT NULL)`,
  );
