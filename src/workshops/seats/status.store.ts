import * as z from "zod";

import { type ContactId, type RegistrationId, type SessionId, idOf } from "../../kernel/ids.ts";
import { type Database, sqlSet, statement } from "../../platform/d1.ts";
import { PROVEN_LIVE, UNPROVEN } from "./registration.ts";

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

/** What is known of an address before a mail leaves: did it ever click, and does it already have a place in this session. */
export async function standingOf(
  db: Database,
  {
    contactId,
    sessionId,
    registrationId,
  }: { contactId: ContactId; sessionId: SessionId; registrationId: RegistrationId },
): Promise<{ isProven: boolean; other: RegistrationId | null }> {
  const row = await db.one(
    z.object({ proven: z.int(), other: idOf("reg").nullable() }),
    statement(
      `SELECT EXISTS (SELECT 1 FROM registrations WHERE contact_id = :contactId AND verified_at IS NOT NULL) AS proven,
         (SELECT id FROM registrations WHERE contact_id = :contactId AND session_id = :sessionId AND id <> :registrationId
           AND state IN ${sqlSet(PROVEN_LIVE)}) AS other`,
      { contactId, sessionId, registrationId },
    ),
  );
  return { isProven: row?.proven === 1, other: row?.other ?? null };
}

/** Live registrations of an address in one workshop, lapsed holds left out. */
export async function liveInWorkshop(
  db: Database,
  { contactId, sessionId, now }: { contactId: ContactId; sessionId: SessionId; now: number },
): Promise<number> {
  const row = await db.one(
    z.object({ n: z.int() }),
    statement(
      `SELECT count(*) AS n FROM registrations r JOIN sessions s ON s.id = r.session_id
       WHERE r.contact_id = :contactId AND s.workshop_id = (SELECT workshop_id FROM sessions WHERE id = :sessionId)
         AND (r.state IN ${sqlSet(PROVEN_LIVE)}
           OR (r.state IN ${sqlSet(UNPROVEN)} AND r.expires_at > :now))`,
      { contactId, sessionId, now },
    ),
  );
  return row?.n ?? 0;
}

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
