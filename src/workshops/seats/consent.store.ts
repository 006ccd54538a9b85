import * as z from "zod";

import { type ContactId, type RegistrationId, type SessionId, idOf } from "../../kernel/ids.ts";
import { row } from "../../kernel/rows.ts";
import { type Database, type Given, type Statement, sqlSet, statement } from "../../platform/d1.ts";
import { recordEach } from "../../platform/outbox.ts";
import { type Counted, after, deleting } from "../../platform/forgetting.ts";
import { ANSWERED, OUTCOMES, type Outcome, type Side } from "./consent.ts";
import { AGREED } from "./registration.ts";

type New = {
  id: string;
  registrationId: RegistrationId;
  side: Side;
  /** The parent's address, by its hash; null when the parent is the one who registers, and on the child's side. */
  addrHash: string | null;
  version: number;
  sha: string;
  outcome: "asked" | "given";
  forgetAt: number | null;
  eraseAt: number;
  now: number;
};
/** One side of an agreement. */
export const insertConsent = (c: New): Statement =>
  statement(
    `INSERT INTO guardian_consents (id, registration_id, side, contact_id, text_version, text_sha256, outcome, decided_at, forget_at,
       erase_at, created_at)
     VALUES (:id, :registrationId, :side, (SELECT id FROM contacts WHERE addr_hash = :addrHash), :version, :sha, :outcome, iif(:outcome = 'given', :now, NULL), :forgetAt, :eraseAt, :now)`,
    {
      id: c.id,
      registrationId: c.registrationId,
      side: c.side,
      addrHash: c.addrHash,
      version: c.version,
      sha: c.sha,
      outcome: c.outcome,
      forgetAt: c.forgetAt,
      eraseAt: c.eraseAt,
      now: c.now,
    },
  );

/** The question is put to the parent: from now on the clock runs. */
export const startAsking = (registrationId: RegistrationId, nudgeAt: number, now: number): Statement =>
  statement(
    "UPDATE guardian_consents SET asked_at = :now, nudge_at = :nudgeAt WHERE registration_id = :registrationId AND side = 'guardian' AND outcome = 'asked'",
    { registrationId, nudgeAt, now },
  );

/** What the parent answered, or that the question is moot; with a refusal their address goes at the next night. */
export const closeConsent = (registrationId: RegistrationId, outcome: Outcome, now: number): Statement =>
  statement(
    `UPDATE guardian_consents SET outcome = :outcome, decided_at = :now, nudge_at = NULL, forget_at = iif(:outcome = 'given', forget_at, :now)
     WHERE registration_id = :registrationId AND side = 'guardian' AND (outcome = 'asked' OR (outcome = 'given' AND :outcome = 'withdrawn'))`,
    { registrationId, outcome, now },
  );

/** The questions of registrations that end; `which` is a condition on their rows. */
export const lapseConsents = (which: string, given: Readonly<Record<string, Given>>): Statement =>
  statement(
    `UPDATE guardian_consents SET outcome = 'lapsed', decided_at = :now, nudge_at = NULL, forget_at = :now WHERE outcome = 'asked'
       AND side = 'guardian' AND registration_id IN (SELECT id FROM registrations WHERE ${which})`,
    given,
  );

const Standing = z.object({ clicked: z.int(), blocked: z.int(), recent: z.int(), own: z.int() });
/** What is known of a parent's address before a mail leaves: did it ever answer, does it want none, how many left since a moment. */
export async function guardianStanding(
  db: Database,
  { registrationId, contactId, since }: { registrationId: RegistrationId; contactId: ContactId; since: number },
): Promise<{ hasClicked: boolean; isBlocked: boolean; recent: number; isOwnAddress: boolean }> {
  const found = await db.one(
    Standing,
    statement(
      `SELECT EXISTS (SELECT 1 FROM guardian_consents WHERE contact_id = :contactId AND outcome IN ${sqlSet(ANSWERED)}) AS clicked,
         EXISTS (SELECT 1 FROM contacts c JOIN guardian_blocks b ON b.addr_hash = c.addr_hash WHERE c.id = :contactId) AS blocked,
         (SELECT count(*) FROM guardian_consents WHERE contact_id = :contactId AND asked_at > :since AND registration_id <> :registrationId) AS recent,
         EXISTS (SELECT 1 FROM registrations WHERE id = :registrationId AND contact_id = :contactId) AS own`,
      { contactId, registrationId, since },
    ),
  );
  return {
    hasClicked: found?.clicked === 1,
    isBlocked: found?.blocked === 1,
    recent: found?.recent ?? 0,
    isOwnAddress: found?.own === 1,
  };
}

const Consent = row({
  registration_id: idOf("reg"),
  contact_id: idOf("ctc").nullable(),
  outcome: z.enum(OUTCOMES),
  asked_at: z.int().nullable(),
  nudge_at: z.int().nullable(),
});
/** A question put, or to put, to a parent. */
export type Consent = z.output<typeof Consent>;
const CONSENT = `SELECT registration_id, contact_id, outcome, asked_at, nudge_at FROM guardian_consents`;

/** The parent's side of a registration; null when none is needed. */
export const guardianOf = (db: Database, registrationId: RegistrationId): Promise<Consent | null> =>
  db.one(
    Consent,
    statement(`${CONSENT} WHERE registration_id = :registrationId AND side = 'guardian'`, { registrationId }),
  );

/** Every question put to an address, newest first: what its link opens. Those not yet put are left out. */
export const askedOf = (db: Database, contactId: ContactId): Promise<Consent[]> =>
  db.all(
    Consent,
    statement(
      `${CONSENT} WHERE contact_id = :contactId AND side = 'guardian' AND asked_at IS NOT NULL ORDER BY asked_at DESC, id`,
      { contactId },
    ),
  );

const Agreed = row({ session_id: idOf("ses"), contact_id: idOf("ctc") });
/** Parents who agreed to somebody's coming to sessions, a line a registration: they are told when these move or fall. */
export const agreedIn = (db: Database, sessions: readonly SessionId[]): Promise<z.output<typeof Agreed>[]> =>
  db.all(
    Agreed,
    statement(
      `SELECT r.session_id, g.contact_id FROM registrations r
         JOIN guardian_consents g ON g.registration_id = r.id AND g.side = 'guardian'
       WHERE r.session_id IN (SELECT value FROM json_each(:sessions)) AND g.outcome = 'given'
         AND (r.state IN ${sqlSet(AGREED)} OR (r.state = 'cancelled' AND r.cancel_reason = 'session_cancelled'))
         AND g.contact_id IS NOT NULL AND g.forgotten_at IS NULL`,
      { sessions },
    ),
  );

/** Questions that wait since half of their time, at most 100. */
export const nudgesDue = (db: Database, now: number): Promise<Consent[]> =>
  db.all(Consent, statement(`${CONSENT} WHERE nudge_at <= :now ORDER BY nudge_at LIMIT 100`, { now }));
/** These children are told, each once: a question that another tick has noted meanwhile is left out. */
export function nudge(ids: readonly RegistrationId[], { now, prefix }: { now: number; prefix: string }): Statement[] {
  const due = `SELECT registration_id FROM guardian_consents WHERE side = 'guardian' AND nudge_at <= :now
    AND registration_id IN (SELECT value FROM json_each(:ids))`;
  return [
    recordEach(
      { type: "registration.consent_reminded", at: now, actor: "clock", prefix },
      `SELECT r.id AS subject, NULL AS subject_rev, json_object('session', r.session_id) AS data FROM registrations r WHERE r.id IN (${due.replace(":now", ":at")})`,
      { ids },
    ),
    statement(`UPDATE guardian_consents SET reminded_at = :now WHERE side = 'child' AND registration_id IN (${due})`, {
      ids,
      now,
    }),
    statement(
      `UPDATE guardian_consents SET nudge_at = NULL WHERE side = 'guardian' AND nudge_at <= :now AND registration_id IN (SELECT value FROM json_each(:ids))`,
      { ids, now },
    ),
  ];
}

/** « Ce n'est pas moi »: this address is never asked again. */
export const blockGuardian = (contactId: ContactId, now: number): Statement =>
  statement(
    `INSERT INTO guardian_blocks (addr_hash, created_at) SELECT addr_hash, :now FROM contacts WHERE id = :contactId AND addr_hash IS NOT NULL
     ON CONFLICT DO NOTHING`,
    { contactId, now },
  );

const DUE = "forgotten_at IS NULL AND forget_at <= :now";
/** Parents' addresses whose time has come. */
export const guardiansCounted: Counted = {
  key: "guardians",
  label: "Adresses de parents dont l’accord n’est plus utile",
  due: `SELECT forget_at AS due_at FROM guardian_consents WHERE ${DUE}`,
  by: "forget_at",
};
/** The proofs themselves: 12 months after the session. */
export const consentProofsDue = deleting(
  "consent_proofs",
  "Preuves d’accord d’un parent (date, réponse)",
  { table: "guardian_consents", id: "id" },
  after("erase_at", 0),
);
/** The lines whose address is to be forgotten, at most `most`; then those lines let it go. */
export const guardiansToForget = (
  db: Database,
  { now, most }: { now: number; most: number },
): Promise<{ id: string; contact_id: ContactId | null }[]> =>
  db.all(
    z.object({ id: z.string(), contact_id: idOf("ctc").nullable() }),
    statement(`SELECT id, contact_id FROM guardian_consents WHERE ${DUE} ORDER BY forget_at LIMIT :most`, {
      now,
      most,
    }),
  );
export const letGuardiansGo = (ids: readonly string[], now: number): Statement =>
  statement(
    "UPDATE guardian_consents SET forgotten_at = :now WHERE id IN (SELECT value FROM json_each(:ids)) AND forgotten_at IS NULL",
    { ids, now },
  );
/** No line names this address any more. */
export const forgetGuardian = (contactId: ContactId, now: number): Statement =>
  statement(
    "UPDATE guardian_consents SET contact_id = NULL, forgotten_at = :now, nudge_at = NULL WHERE contact_id = :contactId",
    { contactId, now },
  );
/** Erasing a registration lets its parent's address go at once, and ends the question. */
export const letGuardiansGoOf = (registrationIds: readonly RegistrationId[], now: number): Statement =>
  statement(
    `UPDATE guardian_consents SET forgotten_at = :now, forget_at = :now, nudge_at = NULL, outcome = iif(outcome = 'asked', 'lapsed', outcome)
     WHERE side = 'guardian' AND forgotten_at IS NULL AND registration_id IN (SELECT value FROM json_each(:registrationIds))`,
    { registrationIds, now },
  );
