import * as z from "zod";

import { type ContactId, type MessageId, idOf } from "../kernel/ids.ts";
import { moveMails, moveReminderMails } from "../mail/messages.store.ts";
import { type Database, type Statement, statement } from "../platform/d1.ts";
import { copyHabits } from "../privacy/contacts.store.ts";
import { CONSENT_ACTIONS } from "./subscription.schema.ts";

const Person = z.object({
  id: z.string(),
  contact_id: idOf("ctc"),
  zone: z.string(),
  send_hour: z.int().nullable(),
  paused_until_at: z.int().nullable(),
});
const Topic = z.object({
  topic: z.string(),
  status: z.int(),
  requested_at: z.int(),
  confirmed_at: z.int().nullable(),
  ended_at: z.int().nullable(),
  freq: z.int(),
  age_group: z.string().nullable(),
});
const Way = z.object({
  id: z.string(),
  sequence: z.string(),
  step: z.int(),
  next_at: z.int().nullable(),
  wanted_at: z.int().nullable(),
  improved_at: z.int().nullable(),
});
/** What somebody set: where and when, a pause, their topics, and how far they are in each that runs. */
export type Settings = z.infer<typeof Person> & { topics: z.infer<typeof Topic>[]; ways: z.infer<typeof Way>[] };

/** The settings behind a link, in one round trip; null when the address was erased or moved. */
export async function findSettings(db: Database, recipientId: string): Promise<Settings | null> {
  const [person, topics, ways] = await db.readAll([
    statement(
      "SELECT id, contact_id, zone, send_hour, paused_until_at FROM recipients WHERE id = :recipientId AND erased_at IS NULL",
      { recipientId },
    ),
    statement(
      `SELECT topic, status, requested_at, confirmed_at, ended_at, freq, age_group FROM subscriptions
       WHERE recipient_id = :recipientId ORDER BY topic`,
      { recipientId },
    ),
    statement(
      "SELECT id, sequence, step, next_at, wanted_at, improved_at FROM enrolments WHERE recipient_id = :recipientId AND status = 0 ORDER BY sequence",
      { recipientId },
    ),
  ]);
  const found = person?.[0];
  return found === undefined
    ? null
    : { ...Person.parse(found), topics: z.array(Topic).parse(topics), ways: z.array(Way).parse(ways) };
}

/** The recipient of a contact. */
export async function recipientOf(db: Database, contactId: ContactId): Promise<string | null> {
  const query = statement("SELECT id FROM recipients WHERE contact_id = :contactId AND erased_at IS NULL", {
    contactId,
  });
  return (await db.one(z.object({ id: z.string() }), query))?.id ?? null;
}

/** The contact of a recipient; null once erased. */
export async function contactOf(db: Database, recipientId: string): Promise<ContactId | null> {
  const query = statement("SELECT contact_id AS id FROM recipients WHERE id = :recipientId AND erased_at IS NULL", {
    recipientId,
  });
  return (await db.one(z.object({ id: idOf("ctc") }), query))?.id ?? null;
}

/** The recipient of a mail. */
export async function recipientOfMessage(db: Database, messageId: MessageId): Promise<string | null> {
  const query = statement("SELECT recipient_id AS id FROM messages WHERE id = :messageId", { messageId });
  return (await db.one(z.object({ id: z.string() }), query))?.id ?? null;
}

/** At most one message a fortnight, or the rhythm of each sequence. */
export const setSlow = (recipientId: string, isSlow: boolean): Statement =>
  statement("UPDATE subscriptions SET freq = :isSlow WHERE recipient_id = :recipientId", { recipientId, isSlow });

/** How old the child is, for the words of topics about one; null: not told. */
export const setAge = (recipientId: string, topics: readonly string[], ageGroup: string | null): Statement =>
  statement(
    `UPDATE subscriptions SET age_group = :ageGroup
     WHERE recipient_id = :recipientId AND topic IN (SELECT value FROM json_each(:topics))`,
    { recipientId, topics, ageGroup },
  );

const Sent = z.object({
  topic: z.string(),
  step: z.string(),
  status: z.int(),
  reason: z.string().nullable(),
  due_at: z.int(),
});
const Proof = z.object({ topic: z.string(), action: z.enum(CONSENT_ACTIONS), page: z.string(), occurred_at: z.int() });
/** What we hold about somebody's messages, for their own copy. */
export type Held = { messages: z.infer<typeof Sent>[]; proofs: z.infer<typeof Proof>[] };

/** Messages and proofs of a person, newest first. */
export async function heldOf(db: Database, recipientId: string): Promise<Held> {
  const [messages, proofs] = await db.readAll([
    statement(
      `SELECT coalesce(topic, 'inscription') AS topic, coalesce(step, template) AS step, status, reason, due_at FROM messages
       WHERE recipient_id = :recipientId ORDER BY due_at DESC`,
      { recipientId },
    ),
    statement(
      "SELECT topic, action, page, occurred_at FROM consents WHERE recipient_id = :recipientId ORDER BY id DESC",
      { recipientId },
    ),
  ]);
  return { messages: z.array(Sent).parse(messages), proofs: z.array(Proof).parse(proofs) };
}

/** Everything that follows one address from now on follows another: guidance only, since reminders stay with their registration. */
export const moveGuidance = (
  fromId: string,
  toContact: ContactId,
  topics: readonly string[],
  now: number,
): Statement[] => {
  const to = "(SELECT id FROM recipients WHERE contact_id = :toContact)";
  const ours = "IN (SELECT value FROM json_each(:topics))";
  return [
    statement(
      `INSERT INTO subscriptions (recipient_id, topic, status, unsub_ref, requested_at, confirmed_at, freq, age_group)
       SELECT ${to}, topic, 1, lower(hex(randomblob(5))), requested_at, :now, freq, age_group FROM subscriptions
       WHERE recipient_id = :fromId AND status = 1 AND topic ${ours}
       ON CONFLICT (recipient_id, topic) DO UPDATE SET status = 1, confirmed_at = :now, ended_at = NULL, end_reason = NULL`,
      { fromId, toContact, topics, now },
    ),
    statement(
      `UPDATE enrolments SET recipient_id = ${to} WHERE recipient_id = :fromId AND status < 2 AND sequence ${ours}
         AND NOT EXISTS (SELECT 1 FROM enrolments e WHERE e.recipient_id = ${to} AND e.sequence = enrolments.sequence AND e.status < 2)`,
      { fromId, toContact, topics },
    ),
    moveMails({ fromId, toContact, sequences: topics }),
    copyHabits(fromId, toContact),
    statement(
      `UPDATE subscriptions SET status = 2, ended_at = :now, end_reason = 'moved' WHERE recipient_id = :fromId AND status = 1
         AND topic IN (SELECT value FROM json_each(:topics))`,
      { fromId, topics, now },
    ),
  ];
};

type Readdressed = { from: ContactId; to: ContactId; sequences: readonly string[] };
/** Reminders that stand around what somebody does go to another address of theirs, those that are written already too. */
export const moveReminders = ({ from, to, sequences }: Readdressed, now: number): Statement[] => {
  const [old, next] = ["from", "to"].map((side) => `(SELECT id FROM recipients WHERE contact_id = :${side})`);
  const ours = "IN (SELECT value FROM json_each(:sequences))";
  return [
    statement(
      `INSERT INTO subscriptions (recipient_id, topic, status, unsub_ref, requested_at, confirmed_at)
       SELECT ${next}, topic, 1, lower(hex(randomblob(5))), requested_at, :now FROM subscriptions
       WHERE recipient_id = ${old} AND status = 1 AND topic ${ours}
       ON CONFLICT (recipient_id, topic) DO UPDATE SET status = 1, confirmed_at = :now, ended_at = NULL, end_reason = NULL`,
      { from, to, sequences, now },
    ),
    statement(
      `UPDATE enrolments SET recipient_id = ${next} WHERE recipient_id = ${old} AND status < 2 AND sequence ${ours}`,
      { from, to, sequences },
    ),
    moveReminderMails({ from, to, sequences }),
    statement(
      `UPDATE subscriptions SET status = 2, ended_at = :now, end_reason = 'moved' WHERE recipient_id = ${old} AND status = 1 AND topic ${ours}`,
      { from, sequences, now },
    ),
  ];
};
