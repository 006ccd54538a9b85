import * as z from "zod";

import { type ContactId, type RegistrationId, type SessionId, idOf } from "../../kernel/ids.ts";
import { type Database, type Statement, sqlSet, statement } from "../../platform/d1.ts";
import { RECAP_EVERY } from "../../mail/recap.ts";
import { MOST_PER_WORKSHOP, PROVEN_LIVE, UNPROVEN } from "./registration.ts";

const Id = z.object({ id: idOf("reg") });

/** The live registrations of an address, proven or not, for the mail that gives the links back. Newest session first. */
export async function liveRegistrationsOf(
  db: Database,
  { contactId, now }: { contactId: ContactId; now: number },
): Promise<RegistrationId[]> {
  const rows = await db.all(
    Id,
    statement(
      `SELECT r.id FROM registrations r JOIN sessions s ON s.id = r.session_id WHERE r.contact_id = :contactId AND s.ends_at > :now
         AND (r.state IN ${sqlSet(PROVEN_LIVE)}
           OR (r.state IN ${sqlSet(UNPROVEN)} AND r.expires_at > :now)) ORDER BY s.starts_at`,
      { contactId, now },
    ),
  );
  return rows.map((row) => row.id);
}

/** So many proofs leave at once to an address that clicked before; what a stranger asks in its name beyond that is gathered. */
const MOST_AT_ONCE = 3;
type Asking = { contactId: ContactId; sessionId: SessionId; registrationId: RegistrationId; at: number };
/**
 * What is known of an address before a mail leaves: whether the mail counts as unproven, since it never clicked, or since too much was asked in
 * its name in the quarter of an hour before that nobody proved; and whether it already has a place in this session.
 */
export async function standingOf(
  db: Database,
  { contactId, sessionId, registrationId, at }: Asking,
): Promise<{ isUnproven: boolean; other: RegistrationId | null }> {
  const row = await db.one(
    z.object({ proven: z.int(), asked: z.int(), other: idOf("reg").nullable() }),
    statement(
      `SELECT EXISTS (SELECT 1 FROM registrations WHERE contact_id = :contactId AND verified_at IS NOT NULL) AS proven,
         (SELECT count(*) FROM registrations WHERE contact_id = :contactId AND id <> :registrationId AND verified_at IS NULL
           AND created_at BETWEEN :at - ${RECAP_EVERY} AND :at) AS asked,
         (SELECT id FROM registrations WHERE contact_id = :contactId AND session_id = :sessionId AND id <> :registrationId
           AND state IN ${sqlSet(PROVEN_LIVE)}) AS other`,
      { contactId, sessionId, registrationId, at },
    ),
  );
  const isUnproven = row?.proven !== 1 || row.asked >= MOST_AT_ONCE;
  return { isUnproven, other: row?.other ?? null };
}

/** Proven registrations of an address in one workshop: what a stranger types in its name counts for nothing. */
export async function liveInWorkshop(
  db: Database,
  { contactId, sessionId }: { contactId: ContactId; sessionId: SessionId },
): Promise<number> {
  const row = await db.one(
    z.object({ n: z.int() }),
    statement(
      `SELECT count(*) AS n FROM registrations r JOIN sessions s ON s.id = r.session_id
       WHERE r.contact_id = :contactId AND s.workshop_id = (SELECT workshop_id FROM sessions WHERE id = :sessionId)
         AND r.workshop_request_id IS NULL AND r.state IN ${sqlSet(PROVEN_LIVE)}`,
      { contactId, sessionId },
    ),
  );
  return row?.n ?? 0;
}

/**
 * Runs after a registration was proven: one date too many of one workshop becomes a state that there is not, which the foreign key refuses
 * with the whole batch.
 */
export const refuseOneTooMany = (registrationId: RegistrationId): Statement =>
  statement(
    `UPDATE registrations SET state = 'one_too_many' WHERE id = :registrationId AND ${MOST_PER_WORKSHOP} < (
       SELECT count(*) FROM registrations o JOIN sessions s ON s.id = o.session_id WHERE o.contact_id = registrations.contact_id
         AND o.workshop_request_id IS NULL AND o.state IN ${sqlSet(PROVEN_LIVE)} AND s.workshop_id = (SELECT workshop_id FROM sessions WHERE id = registrations.session_id))`,
    { registrationId },
  );

/** The registrations of a session that have a seat or a rank and a proven address. */
export async function liveRegistrationIds(db: Database, sessionId: SessionId): Promise<RegistrationId[]> {
  const rows = await db.all(
    Id,
    statement(
      `SELECT id FROM registrations WHERE session_id = :sessionId AND state IN ${sqlSet(PROVEN_LIVE)}
       ORDER BY id`,
      { sessionId },
    ),
  );
  return rows.map((row) => row.id);
}

/** The registrations of an address that have a seat or a rank in some sessions, soonest first. */
export async function liveIn(
  db: Database,
  { contactId, sessions }: { contactId: ContactId; sessions: readonly SessionId[] },
): Promise<RegistrationId[]> {
  const rows = await db.all(
    Id,
    statement(
      `SELECT r.id FROM registrations r JOIN sessions s ON s.id = r.session_id WHERE r.contact_id = :contactId
         AND r.session_id IN (SELECT value FROM json_each(:sessions)) AND r.state IN ${sqlSet(PROVEN_LIVE)} ORDER BY s.starts_at`,
      { contactId, sessions: JSON.stringify(sessions) },
    ),
  );
  return rows.map((row) => row.id);
}

/** Groups on the list of a session that the room cannot hold. */
export async function outgrownIds(db: Database, sessionId: SessionId): Promise<RegistrationId[]> {
  const rows = await db.all(
    Id,
    statement(
      `SELECT r.id FROM registrations r JOIN sessions s ON s.id = r.session_id
       WHERE r.session_id = :sessionId AND r.state = 'waitlisted' AND r.seats > s.capacity ORDER BY r.id`,
      { sessionId },
    ),
  );
  return rows.map((row) => row.id);
}

/** When the last change of a registration gave back a seat that had been confirmed; null when it was anything else. */
export async function givenBackAt(
  db: Database,
  { id, revision }: { id: RegistrationId; revision: number },
): Promise<number | null> {
  const row = await db.one(
    z.object({ at: z.int() }),
    statement(
      `SELECT at FROM events WHERE subject = :id AND subject_rev = :revision AND type = 'registration.cancelled'
         AND json_extract(data, '$.from') = 'confirmed'`,
      { id, revision },
    ),
  );
  return row?.at ?? null;
}
