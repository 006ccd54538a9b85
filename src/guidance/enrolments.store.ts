import * as z from "zod";

import type { ContactId } from "../kernel/ids.ts";
import { withdrawAnchored, withdrawFrom } from "../mail/messages.store.ts";
import { type Database, type Statement, statement } from "../platform/d1.ts";

const Row = z.object({
  id: z.string(),
  sequence: z.string(),
  version: z.int(),
  recipient_id: z.string(),
  name_id: z.string().nullable(),
  anchor_ref: z.string(),
  anchor_at: z.int(),
  anchor_rev: z.int(),
  step: z.int(),
  last_at: z.int().nullable(),
  anchor_tz: z.string().nullable(),
  asked_at: z.int(),
  wanted_at: z.int().nullable(),
  improved_at: z.int().nullable(),
  zone: z.string().nullable(),
  send_hour: z.int().nullable(),
  paused_until_at: z.int().nullable(),
  erased_at: z.int().nullable(),
  sub_status: z.int().nullable(),
  freq: z.int().nullable(),
});
/** An enrolment whose time to be looked at has come. */
export type DueEnrolment = z.infer<typeof Row>;

/** The active enrolments to look at now, longest due first. */
export const dueEnrolments = (db: Database, { now, most }: { now: number; most: number }): Promise<DueEnrolment[]> =>
  db.all(
    Row,
    statement(
      `SELECT e.id, e.sequence, e.version, e.recipient_id, e.name_id, e.anchor_ref, e.anchor_at, e.anchor_rev, e.step,
         e.last_at, e.anchor_tz, coalesce(e.asked_at, e.created_at) AS asked_at, e.wanted_at, e.improved_at, r.zone, r.send_hour, r.paused_until_at, r.erased_at, p.status AS sub_status, p.freq
       FROM enrolments e LEFT JOIN recipients r ON r.id = e.recipient_id
         LEFT JOIN subscriptions p ON p.recipient_id = e.recipient_id AND p.topic = e.sequence
       WHERE e.status = 0 AND e.next_at <= :now ORDER BY e.next_at LIMIT :most`,
      { now, most },
    ),
  );

const Recent = z.object({ recipient_id: z.string(), week: z.int(), fortnight: z.int() });

/** Guidance mails of the last 7 and 14 days, by recipient; those who had none are absent. */
export async function recentGuidance(
  db: Database,
  { recipientIds, now }: { recipientIds: readonly string[]; now: number },
): Promise<Map<string, { week: number; fortnight: number }>> {
  const rows = await db.all(
    Recent,
    statement(
      `SELECT m.recipient_id, coalesce(sum(m.due_at > :now - 604800), 0) AS week, count(*) AS fortnight
       FROM json_each(:recipientIds) AS j CROSS JOIN messages m ON m.recipient_id = j.value AND m.due_at > :now - 1209600
       WHERE m.class = 2 AND m.status < 6 GROUP BY m.recipient_id`,
      { recipientIds, now },
    ),
  );
  return new Map(rows.map((row) => [row.recipient_id, row]));
}

/** Where an enrolment stands after a look: [id, step seen, step, next look, last mail, status, reason, version]. */
export type Moved = readonly [string, number, number, number | null, number | null, number, string | null, number];

/** Moves enrolments on, each only from the step that was seen: two looks at once move it once. */
export const moveEnrolments = (moves: readonly Moved[], now: number): Statement =>
  statement(
    `UPDATE enrolments SET step = j.s2, version = j.v, next_at = j.at, last_at = j.last, status = j.st, reason = j.why,
       wanted_at = iif(j.s2 = j.s1, wanted_at, NULL),
       ended_at = iif(j.st > 1, :now, NULL)
     FROM (SELECT value->>0 AS id, value->>1 AS s1, value->>2 AS s2, value->>3 AS at, value->>4 AS last, value->>5 AS st,
       value->>6 AS why, value->>7 AS v FROM json_each(:moves)) AS j
     WHERE enrolments.id = j.id AND enrolments.step = j.s1 AND enrolments.status = 0`,
    { moves, now },
  );

/** Who is enrolled, in what, around which moment. `anchorRef` is the registration or the consent behind it. */
export type NewEnrolment = {
  id: string;
  sequence: string;
  version: number;
  contactId: ContactId;
  nameId: string | null;
  anchorRef: string;
  anchorAt: number;
  /** The clock on which its days are counted; null: the reader's own. */
  anchorTz: string | null;
  /** When the person asked for it. */
  askedAt: number;
};

/**
 * Enrols the recipient of a contact; the same reason twice is one enrolment. The next tick computes its first due time. What was
 * cancelled and is on again begins anew, around where it stands now. `isOnce`: nobody follows it twice at a time, whatever the reasons.
 */
export const enrol = (e: NewEnrolment & { isOnce: boolean }, now: number): Statement =>
  statement(
    `INSERT INTO enrolments (id, sequence, version, recipient_id, name_id, anchor_ref, anchor_at, anchor_tz, asked_at, step, next_at, status, created_at)
     SELECT :id, :sequence, :version, r.id, :nameId, :anchorRef, :anchorAt, :anchorTz, :askedAt, 0, :now, 0, :now FROM recipients r WHERE r.contact_id = :contactId
       AND (:isOnce = 0 OR NOT EXISTS (SELECT 1 FROM enrolments o WHERE o.recipient_id = r.id AND o.sequence = :sequence AND o.status < 2 AND o.id <> :id))
     ON CONFLICT (id) DO UPDATE SET status = 0, reason = NULL, ended_at = NULL, anchor_rev = anchor_rev + 1, anchor_at = excluded.anchor_at,
       anchor_tz = excluded.anchor_tz, step = 0, next_at = excluded.next_at WHERE status = 3 AND reason = 'cancelled'`,
    {
      id: e.id,
      sequence: e.sequence,
      version: e.version,
      contactId: e.contactId,
      nameId: e.nameId,
      anchorRef: e.anchorRef,
      anchorAt: e.anchorAt,
      anchorTz: e.anchorTz,
      askedAt: e.askedAt,
      isOnce: e.isOnce,
      now,
    },
  );

/** Ends what depends on an anchor, and skips its mails that have not left, in one transaction. */
export const exitAnchored = (anchorRef: string, reason: string, now: number): Statement[] => [
  withdrawAnchored(anchorRef, reason, now),
  statement(
    "UPDATE enrolments SET status = 3, reason = :reason, ended_at = :now, next_at = NULL WHERE anchor_ref = :anchorRef AND status < 2",
    { anchorRef, reason, now },
  ),
];

/** Ends one enrolment; what depends on its anchor otherwise goes on. */
export const exitOne = (id: string, reason: string, now: number): Statement =>
  statement(
    "UPDATE enrolments SET status = 3, reason = :reason, ended_at = :now, next_at = NULL WHERE id = :id AND status < 2",
    { id, reason, now },
  );

/** The anchor moved: steps start again around the new moment, and mails of the old one that have not left are skipped. */
export const moveAnchor = (
  { anchorRef, anchorAt, anchorTz = null }: { anchorRef: string; anchorAt: number; anchorTz?: string | null },
  now: number,
): Statement[] => [
  withdrawAnchored(anchorRef, "rescheduled", now),
  statement(
    `UPDATE enrolments SET anchor_rev = anchor_rev + 1, anchor_at = :anchorAt, anchor_tz = coalesce(:anchorTz, anchor_tz), step = 0, next_at = :now
     WHERE anchor_ref = :anchorRef AND status < 2 AND anchor_at <> :anchorAt`,
    { anchorRef, anchorAt, anchorTz, now },
  ),
];

/** Ends a person's enrolments (in one sequence, or in all when null) and skips their mails that have not left. */
export const exitRecipient = (
  recipientId: string,
  sequence: string | null,
  reason: string,
  now: number,
): Statement[] => [
  withdrawFrom(recipientId, sequence, reason),
  statement(
    `UPDATE enrolments SET status = 3, reason = :reason, ended_at = :now, next_at = NULL
     WHERE recipient_id = :recipientId AND (:sequence IS NULL OR sequence = :sequence) AND status < 2`,
    { recipientId, sequence, reason, now },
  ),
];

/** Somebody changed zone, hour or pause: their enrolments are looked at again by the next tick. */
export const lookAgain = (recipientId: string, now: number): Statement =>
  statement("UPDATE enrolments SET next_at = :now WHERE recipient_id = :recipientId AND status = 0", {
    recipientId,
    now,
  });

/** Its reader wants the step after the one they saw at once; nothing when it is on its way already. */
export const wantNext = ({ id, step }: { id: string; step: number }, now: number): Statement =>
  statement("UPDATE enrolments SET wanted_at = :now, next_at = :now WHERE id = :id AND step = :step AND status = 0", {
    id,
    step,
    now,
  });

/** Its reader says that it has stopped: the steps before the last are passed over by the next tick. What waits to leave does not leave. */
export const sayOver = ({ id, sequence }: Over, recipientId: string, now: number): Statement[] => [
  withdrawFrom(recipientId, sequence, "improved"),
  statement(
    "UPDATE enrolments SET improved_at = :now, wanted_at = NULL, next_at = :now WHERE id = :id AND status = 0",
    {
      id,
      now,
    },
  ),
];
type Over = { id: string; sequence: string };

/** Enrolments of a sequence that is not paused any more take part again, 500 at a time. */
export const releaseHeld = (running: readonly string[], now: number): Statement =>
  statement(
    `UPDATE enrolments SET status = 0, next_at = :now WHERE id IN (SELECT e.id FROM json_each(:running) AS j
       CROSS JOIN enrolments e ON e.sequence = j.value AND e.status = 1 LIMIT 500)`,
    { running, now },
  );

const Anchored = z.object({ id: z.string(), anchor_ref: z.string(), recipient_id: z.string() });

/** The anchors of enrolments, for predicates. */
export async function anchorsOf(
  db: Database,
  ids: readonly string[],
): Promise<{ id: string; anchorRef: string; recipientId: string }[]> {
  const rows = await db.all(
    Anchored,
    statement("SELECT id, anchor_ref, recipient_id FROM enrolments WHERE id IN (SELECT value FROM json_each(:ids))", {
      ids,
    }),
  );
  return rows.map((row) => ({ id: row.id, anchorRef: row.anchor_ref, recipientId: row.recipient_id }));
}
