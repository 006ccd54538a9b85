import type { ContactId, BatchId } from "../kernel/ids.ts";
import { type Given, type Statement, statement } from "../platform/d1.ts";
import { MOST_MAILS, type MailDraft, TRANSACTIONAL, messageId } from "./message.ts";
import { RECAP, RECAP_EVERY } from "./recap.ts";

/** A transactional batch, already rung: its messages are inserted inside it. */
export const openBatch = (id: string, now: number): Statement =>
  statement("INSERT INTO send_batches (id, class, status, next_at) VALUES (:id, :class, 1, :nextAt)", {
    id,
    class: TRANSACTIONAL,
    nextAt: now + 120,
  });

/** The mails of a reader that nobody proved to want them, and that left or will: what a new one counts from. */
const UNPROVEN_LATELY = `m.recipient_id = (SELECT id FROM recipients WHERE contact_id = :contactId)
  AND m.due_at > :now - ${RECAP_EVERY} AND m.is_unproven = 1 AND m.status <> 6`;

/**
 * Writes one intended mail inside a batch. The same id twice is one row. To an address that never clicked, one mail leaves in a quarter
 * of an hour: what comes after it is gathered in the next (`RECAP`), so that a stranger who types the address silences nobody.
 * What would be past its use by then leaves at once.
 */
export async function writeMessage(
  draft: MailDraft,
  { batchId, now }: { batchId: BatchId; now: number },
): Promise<Statement[]> {
  const id = await messageId(draft.dedupeKey);
  const vars = JSON.stringify(draft.vars);
  const { contactId, template, dueAt, expiresAt } = draft;
  const waitsForDay = draft.waitsForDay ?? false;
  const isGathered = "w.next_at IS NOT NULL AND w.next_at < :expiresAt";
  const given = { id, contactId, template, vars, dueAt, expiresAt, waitsForDay, batchId, now };
  const write = statement(
    `INSERT INTO messages (id, class, recipient_id, name_id, template, vars, due_at, expires_at, status, reason, batch_id, is_unproven, waits_for_day)
     SELECT :id, ${TRANSACTIONAL}, r.id, :nameId, :template, :vars, :dueAt, :expiresAt, iif(${isGathered}, 6, 1), iif(${isGathered}, 'gathered', NULL),
       iif(${isGathered}, NULL, :batchId), :isUnproven, :waitsForDay
     FROM recipients r, (SELECT max(m.due_at) + ${RECAP_EVERY} AS next_at FROM messages m WHERE :isUnproven = 1 AND ${UNPROVEN_LATELY}) w
     WHERE r.contact_id = :contactId
     ON CONFLICT (id) DO NOTHING`,
    { ...given, nameId: draft.nameId, isUnproven: draft.isUnproven },
  );
  return draft.isUnproven ? [write, ...gather(given, await messageId(`recap:${draft.dedupeKey}`))] : [write];
}

type Gathered = {
  id: string;
  contactId: ContactId;
  template: string;
  vars: string;
  dueAt: number;
  expiresAt: number;
  waitsForDay: boolean;
  now: number;
};

/** What was just written as gathered joins the mail that waits for its quarter of an hour, or a new one; twice is once. */
function gather({ id, template, vars, dueAt, ...mail }: Gathered, recapId: string): Statement[] {
  const isGathered = "EXISTS (SELECT 1 FROM messages g WHERE g.id = :id AND g.reason = 'gathered')";
  const item = "json_object('template', :template, 'vars', json(:vars), 'at', :dueAt)";
  const { contactId, expiresAt, waitsForDay, now } = mail;
  const given = { id, contactId, template, vars, dueAt, expiresAt, waitsForDay, now };
  return [
    statement(
      `UPDATE messages SET vars = json_set(vars, '$.items.' || :id, ${item}), expires_at = max(expires_at, :expiresAt),
         waits_for_day = min(waits_for_day, :waitsForDay)
       WHERE id = (SELECT m.id FROM messages m WHERE ${UNPROVEN_LATELY} AND m.template = '${RECAP}' AND m.status = 0) AND ${isGathered}`,
      given,
    ),
    statement(
      `INSERT INTO messages (id, class, recipient_id, template, vars, due_at, expires_at, status, is_unproven, waits_for_day)
       SELECT :recapId, ${TRANSACTIONAL}, r.id, '${RECAP}', json_object('items', json_object(:id, ${item})), w.next_at, :expiresAt, 0, 1, :waitsForDay
       FROM recipients r, (SELECT max(m.due_at) + ${RECAP_EVERY} AS next_at,
         max(m.template = '${RECAP}' AND json_type(m.vars, '$.items.' || :id) IS NOT NULL) AS is_there FROM messages m WHERE ${UNPROVEN_LATELY}) w
       WHERE r.contact_id = :contactId AND w.next_at IS NOT NULL AND w.is_there = 0 AND ${isGathered} ON CONFLICT (id) DO NOTHING`,
      { ...given, recapId },
    ),
  ];
}

/** A mail of a sequence as it is written: inside its batch, or skipped from the start with its reason. */
export type MessageRow = {
  id: string;
  class: 1 | 2;
  recipientId: string;
  nameId: string | null;
  /** The sequence, which is also what one subscribes to. */
  topic: string;
  step: string;
  template: string;
  vars: Record<string, unknown>;
  dueAt: number;
  expiresAt: number;
  skipped: string | null;
  enrolmentId: string;
};

/**
 * Writes mails of sequences, many at once, those to send already inside batches of 100: forming them afterwards would read
 * and write each a second time. The same id twice is one row; a batch that comes to hold nothing is closed when it is claimed.
 */
export function insertMessages(rows: readonly MessageRow[], newBatchId: () => string, now: number): Statement[] {
  const batchOf = new Map<MessageRow, string>();
  const batches: [string, number][] = [];
  for (const klass of [1, 2]) {
    const toSend = rows.filter((row) => row.class === klass && row.skipped === null);
    for (let at = 0; at < toSend.length; at += MOST_MAILS) {
      const id = newBatchId();
      batches.push([id, klass]);
      toSend.slice(at, at + MOST_MAILS).forEach((row) => batchOf.set(row, id));
    }
  }
  return [
    statement(
      "INSERT INTO send_batches (id, class, status, next_at) SELECT value->>0, value->>1, 0, :now FROM json_each(:batches)",
      { batches, now },
    ),
    statement(
      `INSERT INTO messages (id, class, recipient_id, name_id, topic, sequence, step, template, vars, due_at, expires_at, status,
         reason, enrolment_id, batch_id)
       SELECT value->>0, value->>1, value->>2, value->>3, value->>4, value->>4, value->>5, value->>6, value->>7, value->>8,
         value->>9, iif(value->>10 IS NULL, 1, 6), value->>10, value->>11, value->>12
       FROM json_each(:rows) WHERE true ON CONFLICT (id) DO NOTHING`,
      {
        rows: rows.map((m) => [
          m.id,
          m.class,
          m.recipientId,
          m.nameId,
          m.topic,
          m.step,
          m.template,
          m.skipped === null ? JSON.stringify(m.vars) : "{}",
          m.dueAt,
          m.expiresAt,
          m.skipped,
          m.enrolmentId,
          batchOf.get(m) ?? null,
        ]),
      },
    ),
  ];
}

/** What a mail becomes that does not leave: nobody reads its words any more, but those that an association wrote. */
export const SKIPPED = "status = 6, batch_id = NULL, name_id = NULL, vars = iif(told_by IS NULL, '{}', vars)";

/** A mail that has not been frozen yet: pending, or in a batch that never left. */
const NOT_FROZEN = `(status = 0 OR (status = 1 AND NOT EXISTS
  (SELECT 1 FROM send_batches b WHERE b.id = messages.batch_id AND b.frozen_at IS NOT NULL)))`;

/** Mails of live enrolments around an anchor that have not left are skipped. Runs before the enrolments end. */
export const withdrawAnchored = (anchorRef: string, reason: string, now: number): Statement =>
  statement(
    `UPDATE messages SET ${SKIPPED}, reason = :reason
     WHERE recipient_id IN (SELECT recipient_id FROM enrolments WHERE anchor_ref = :anchorRef AND status < 2) AND due_at > :now - 604800
       AND enrolment_id IN (SELECT id FROM enrolments WHERE anchor_ref = :anchorRef AND status < 2) AND ${NOT_FROZEN}`,
    { anchorRef, reason, now },
  );

/** A person's mails of one sequence (of all when null) that have not left are skipped. */
export const withdrawFrom = (recipientId: string, sequence: string | null, reason: string): Statement =>
  statement(
    `UPDATE messages SET ${SKIPPED}, reason = :reason WHERE recipient_id = :recipientId AND class > 0
       AND (:sequence IS NULL OR sequence = :sequence) AND ${NOT_FROZEN}`,
    { recipientId, sequence, reason },
  );

/**
 * Mails whose reader said « c’est fini » while they were being written are skipped: what was decided before does not leave after.
 * Found from their enrolments, of which few are over: of the others nothing else is read.
 */
export const withdrawOvertaken = (mails: readonly Pick<MessageRow, "id" | "enrolmentId">[]): Statement =>
  statement(
    `UPDATE messages SET ${SKIPPED}, reason = 'improved' WHERE id IN (SELECT j.value->>0 FROM json_each(:mails) j
       JOIN enrolments e ON e.id = j.value->>1 WHERE e.improved_at IS NOT NULL) AND ${NOT_FROZEN}`,
    { mails: mails.map(({ id, enrolmentId }) => [id, enrolmentId]) },
  );

/** Mails of sequences that are still pending go to another address. */
export const moveMails = (to: { fromId: string; toContact: ContactId; sequences: readonly string[] }): Statement =>
  statement(
    `UPDATE messages SET recipient_id = (SELECT id FROM recipients WHERE contact_id = :toContact)
     WHERE recipient_id = :fromId AND status = 0 AND class = 2 AND sequence IN (SELECT value FROM json_each(:sequences))`,
    to,
  );

/** The same of reminders, which wait for nobody's morning. */
export const moveReminderMails = (to: { from: ContactId; to: ContactId; sequences: readonly string[] }): Statement =>
  statement(
    `UPDATE messages SET recipient_id = (SELECT id FROM recipients WHERE contact_id = :to)
     WHERE recipient_id = (SELECT id FROM recipients WHERE contact_id = :from) AND status = 0 AND sequence IN (SELECT value FROM json_each(:sequences))`,
    to,
  );

/** The mails of enrolments that are forgotten; `enrolments` is the rest of a query over them, from its FROM on. */
export const forgetMailsOf = (enrolments: string, given: Readonly<Record<string, Given>>): Statement =>
  statement(
    `DELETE FROM messages WHERE recipient_id IN (SELECT recipient_id ${enrolments}) AND enrolment_id IN (SELECT id ${enrolments})`,
    given,
  );

/** Counts mails that were passed over, by sequence, step and reason. */
export function countSkips(
  rows: readonly Pick<MessageRow, "topic" | "step" | "skipped">[],
  dayOn: string,
): Statement[] {
  const counts = new Map<string, number>();
  for (const { topic, step, skipped } of rows.filter((row) => row.skipped !== null)) {
    const key = JSON.stringify([topic, step, `skipped:${skipped}`]);
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return [...counts].map(([key, n]) => {
    const [sequence = "", step = "", metric = ""] = JSON.parse(key) as string[];
    return countMails({ dayOn, sequence, step, metric, n });
  });
}

/** Counts mails of a day, by sequence, step and what became of them. */
export const countMails = (c: {
  dayOn: string;
  sequence: string;
  step: string;
  metric: string;
  n: number;
}): Statement =>
  statement(
    `INSERT INTO stats_daily (day, sequence, step, metric, n) VALUES (:dayOn, :sequence, :step, :metric, :n)
     ON CONFLICT (day, sequence, step, metric) DO UPDATE SET n = n + excluded.n`,
    { dayOn: c.dayOn, sequence: c.sequence, step: c.step, metric: c.metric, n: c.n },
  );
