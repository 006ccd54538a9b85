import * as z from "zod";

import { type ContactId, idOf } from "../kernel/ids.ts";
import { type Database, type Statement, sqlSet, statement } from "../platform/d1.ts";
import { ASKING, type CONSENT_ACTIONS } from "./subscription.schema.ts";

/** 0 waiting for the click, 1 active, 2 left, 3 never confirmed. */
export const STATUS = { pending: 0, active: 1, ended: 2, expired: 3 } as const;

/** Booking something makes its reminders something one can leave: an active row, unless the person left before. */
export const subscribeByService = (contactId: ContactId, topic: string, ref: string, now: number): Statement =>
  statement(
    `INSERT INTO subscriptions (recipient_id, topic, status, unsub_ref, requested_at, confirmed_at)
     SELECT id, :topic, 1, :ref, :now, :now FROM recipients WHERE contact_id = :contactId ON CONFLICT (recipient_id, topic) DO NOTHING`,
    { contactId, topic, ref, now },
  );

/** What somebody asked for in a form: a topic, the age group that adapts the words, the place whose hours are theirs. */
export type Asked = { topic: string; ageGroup: string | null; zone: string; ref: string };

/** Who wished for one message a fortnight at most wishes it for what they add later too. */
const rhythmOf = (recipientId: string): string =>
  `coalesce((SELECT max(s.freq) FROM subscriptions s WHERE s.recipient_id = ${recipientId}), 0)`;

/** Notes that an address asks for a topic; an active subscription is not touched. */
export const requestSubscription = (addrHash: string, { topic, ageGroup, zone, ref }: Asked, now: number): Statement =>
  statement(
    `INSERT INTO subscriptions (recipient_id, topic, status, unsub_ref, requested_at, age_group, zone, freq)
     SELECT r.id, :topic, 0, :ref, :now, :ageGroup, :zone, ${rhythmOf("r.id")} FROM contacts c JOIN recipients r ON r.contact_id = c.id WHERE c.addr_hash = :addrHash
     ON CONFLICT (recipient_id, topic) DO UPDATE SET status = 0, requested_at = :now, age_group = :ageGroup, zone = :zone
       WHERE subscriptions.status <> 1`,
    { addrHash, topic, ageGroup, ref, now, zone },
  );

/** Of these wishes to leave (a topic, or `*` for all), those whose mails go on: a restore undid them. */
export async function goesOn(
  db: Database,
  wishes: readonly { recipientId: string; topic: string }[],
): Promise<{ recipientId: string; topic: string }[]> {
  const rows = await db.all(
    z.object({ recipientId: z.string(), topic: z.string() }),
    statement(
      `SELECT DISTINCT j.value ->> 'recipientId' AS recipientId, j.value ->> 'topic' AS topic FROM json_each(:wishes) j
       CROSS JOIN subscriptions p ON p.recipient_id = j.value ->> 'recipientId' AND (p.topic = j.value ->> 'topic' OR j.value ->> 'topic' = '*')
       WHERE p.status < 2`,
      { wishes },
    ),
  );
  return rows;
}

/** What was shown and done, as proof. */
export type Consent = {
  id: string;
  topic: string;
  action: (typeof CONSENT_ACTIONS)[number];
  wordingSha: string;
  page: string;
  method: string;
};

/** Keeps a proof for the recipient of an address. */
export const keepConsentOfAddress = (addrHash: string, consent: Consent, now: number): Statement =>
  statement(
    `INSERT INTO consents (id, recipient_id, topic, action, wording_sha, page, method, occurred_at)
     SELECT :id, r.id, :topic, :action, :wordingSha, :page, :method, :now FROM contacts c JOIN recipients r ON r.contact_id = c.id WHERE c.addr_hash = :addrHash`,
    { ...consent, addrHash, now },
  );

/** Keeps a proof for a recipient. */
export const keepConsent = (recipientId: string, consent: Consent, now: number): Statement =>
  statement(
    `INSERT INTO consents (id, recipient_id, topic, action, wording_sha, page, method, occurred_at)
     VALUES (:id, :recipientId, :topic, :action, :wordingSha, :page, :method, :now)`,
    { ...consent, recipientId, now },
  );

const Requested = z.object({
  recipient_id: z.string(),
  topic: z.string(),
  occurred_at: z.int(),
  status: z.int(),
  contact_id: idOf("ctc"),
  confirmed_at: z.int().nullable(),
});

/** The request behind a confirmation link, and where its subscription stands; null when its address was erased. */
export const findRequest = (db: Database, consentId: string): Promise<z.infer<typeof Requested> | null> =>
  db.one(
    Requested,
    statement(
      `SELECT k.recipient_id, k.topic, k.occurred_at, p.status, p.confirmed_at, r.contact_id
       FROM consents k JOIN subscriptions p ON p.recipient_id = k.recipient_id AND p.topic = k.topic
         JOIN recipients r ON r.id = k.recipient_id AND r.erased_at IS NULL
       WHERE k.id = :consentId AND k.action IN ${sqlSet(ASKING)}`,
      { consentId },
    ),
  );

/** Activates a topic of a recipient; from the preference page also one that was never asked for in a form. */
export const activateSubscription = (recipientId: string, topic: string, ref: string, now: number): Statement =>
  statement(
    `INSERT INTO subscriptions (recipient_id, topic, status, unsub_ref, requested_at, confirmed_at, freq)
     VALUES (:recipientId, :topic, 1, :ref, :now, :now, ${rhythmOf(":recipientId")})
     ON CONFLICT (recipient_id, topic) DO UPDATE SET status = 1, confirmed_at = :now, ended_at = NULL, end_reason = NULL
       WHERE subscriptions.status <> 1`,
    { recipientId, topic, ref, now },
  );

const ByRef = z.object({ recipient_id: z.string(), topic: z.string(), status: z.int(), contact_id: idOf("ctc") });

/** The subscription that a one-click link names. */
export const findByRef = (db: Database, ref: string): Promise<z.infer<typeof ByRef> | null> =>
  db.one(
    ByRef,
    statement(
      `SELECT p.recipient_id, p.topic, p.status, r.contact_id FROM subscriptions p JOIN recipients r ON r.id = p.recipient_id
       WHERE p.unsub_ref = :ref`,
      { ref },
    ),
  );

/** Ends a topic of a recipient, or every topic when null. */
export const endSubscriptions = (recipientId: string, topic: string | null, reason: string, now: number): Statement =>
  statement(
    `UPDATE subscriptions SET status = 2, ended_at = :now, end_reason = :reason
     WHERE recipient_id = :recipientId AND (:topic IS NULL OR topic = :topic) AND status IN (0, 1)`,
    { recipientId, topic, reason, now },
  );

/** Requests that nobody confirmed in 72 hours are over. */
export const expireRequests = (now: number): Statement =>
  statement("UPDATE subscriptions SET status = 3, ended_at = :now WHERE status = 0 AND requested_at <= :now - 259200", {
    now,
  });
