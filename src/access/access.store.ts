import * as z from "zod";

import { type ContactId, type PersonId, idOf } from "../kernel/ids.ts";
import { flag } from "../kernel/rows.ts";
import { type Database, type Statement, sqlSet, statement } from "../platform/d1.ts";
import { after, deleting } from "../platform/forgetting.ts";
import { RETENTION } from "../privacy/retention.ts";
import { STANDING } from "./organisations/organisation.ts";
import { LISTLESS, LIST_STAYS, MARKED_FROM } from "../workshops/seats/registration.ts";
import { CALL_THE_ROLL, ROLES, type Who, Within } from "./roles.ts";

/** The person behind a contact who has at least one role; null for everybody else. */
export async function personOfContact(db: Database, contactId: ContactId): Promise<PersonId | null> {
  const row = await db.one(
    z.object({ id: idOf("per") }),
    statement(
      `SELECT p.id FROM people p WHERE p.contact_id = :contactId
         AND EXISTS (SELECT 1 FROM memberships m WHERE m.person_id = p.id AND m.ended_at IS NULL)`,
      { contactId },
    ),
  );
  return row?.id ?? null;
}

/** The contact of a person; null once they are erased. */
export async function contactOfPerson(db: Database, personId: PersonId): Promise<ContactId | null> {
  const query = statement("SELECT contact_id FROM people WHERE id = :personId", { personId });
  return (await db.one(z.object({ contact_id: idOf("ctc") }), query))?.contact_id ?? null;
}

/**
 * A request to sign in; for an address that is nobody's too, so that nothing tells them apart. Without a code, its five
 * tries are used from the start and only the link opens.
 */
export const newSignIn = ({
  id,
  personId,
  hasCode,
  nextPath,
  expiresAt,
}: {
  id: string;
  personId: PersonId | null;
  hasCode: boolean;
  nextPath: string;
  expiresAt: number;
}): Statement =>
  statement(
    "INSERT INTO sign_ins (id, person_id, tries, next_path, expires_at) VALUES (:id, :personId, :tries, :nextPath, :expiresAt)",
    { id, personId, tries: hasCode ? 0 : 5, nextPath, expiresAt },
  );

/** A code that proves somebody anew in a login that is open; it opens none. */
export const newProof = (proof: { id: string; personId: PersonId; loginId: string; expiresAt: number }): Statement =>
  statement(
    "INSERT INTO sign_ins (id, person_id, next_path, expires_at, login_id) VALUES (:id, :personId, '', :expiresAt, :loginId)",
    proof,
  );

/** Uses such a code: once, in time, in the login that asked for it, which has then proven the mailbox. The first statement says whether. */
export const useProof = (proof: { id: string; loginId: string; now: number }): Statement[] => {
  const isGood = "id = :id AND login_id = :loginId AND used_at IS NULL AND expires_at > :now";
  return [
    statement(
      `UPDATE logins SET proven_at = :now WHERE id = (SELECT login_id FROM sign_ins WHERE ${isGood}) RETURNING id`,
      proof,
    ),
    statement(`UPDATE sign_ins SET used_at = :now WHERE ${isGood}`, proof),
  ];
};

const Asking = z.object({ contact_id: idOf("ctc"), expires_at: z.int(), tries: z.int() });
/** The contact to mail for a request; null when there is nobody. */
export async function contactOfSignIn(
  db: Database,
  id: string,
): Promise<{ contactId: ContactId; expiresAt: number; hasCode: boolean } | null> {
  const row = await db.one(
    Asking,
    statement(
      "SELECT p.contact_id, s.expires_at, s.tries FROM sign_ins s JOIN people p ON p.id = s.person_id WHERE s.id = :id",
      { id },
    ),
  );
  return row === null ? null : { contactId: row.contact_id, expiresAt: row.expires_at, hasCode: row.tries < 5 };
}

/** One try of a code: refused by `five_tries` after the fifth, whatever the code. */
export const countTry = (id: string): Statement =>
  statement("UPDATE sign_ins SET tries = tries + 1 WHERE id = :id", { id });

const Used = z.object({ person_id: idOf("per"), next_path: z.string() });
/** Uses a request: once, in time, by somebody who exists. The person and where they were going, or null. */
export async function useSignIn(
  db: Database,
  { id, now }: { id: string; now: number },
): Promise<{ personId: PersonId; nextPath: string } | null> {
  const row = await db.one(
    Used,
    statement(
      `UPDATE sign_ins SET used_at = :now WHERE id = :id AND used_at IS NULL AND expires_at > :now AND person_id IS NOT NULL AND login_id IS NULL
       RETURNING person_id, next_path`,
      { id, now },
    ),
  );
  return row === null ? null : { personId: row.person_id, nextPath: row.next_path };
}

/** A new login; the cookie's token is not in it. */
export const newLogin = (login: {
  id: string;
  tokenHash: string;
  personId: PersonId;
  now: number;
  expiresAt: number;
}): Statement =>
  statement(
    "INSERT INTO logins (id, token_hash, person_id, created_at, seen_at, expires_at) VALUES (:id, :tokenHash, :personId, :now, :now, :expiresAt)",
    login,
  );

const Memberships = z.array(
  z.object({ organisationId: Within, role: z.enum(ROLES), isOwner: flag, name: z.string().nullable() }),
);
const Found = z.object({
  id: z.string(),
  person_id: idOf("per"),
  contact_id: idOf("ctc"),
  created_at: z.int(),
  seen_at: z.int(),
  passkey_at: z.int().nullable(),
  mailbox_at: z.int(),
  owns_passkey: flag,
  has_open_list: flag,
  memberships: z.string(),
});

/** The roles that count, over `m.person_id = …`: not ended, and not of an organisation that is refused or closed. */
const LIVE = `FROM memberships m LEFT JOIN organisations o ON o.id = m.organisation_id
  WHERE m.ended_at IS NULL AND (m.organisation_id = '' OR o.state IN ${sqlSet(STANDING)}) AND m.person_id =`;

/** True where a list with first names is open to `l.person_id`. A session lasts a day at most. */
const HAS_OPEN_LIST = `EXISTS (SELECT 1 FROM memberships m JOIN sessions s ON s.association_id = m.organisation_id
  WHERE m.person_id = l.person_id AND m.ended_at IS NULL AND m.role IN ${sqlSet(CALL_THE_ROLL)} AND s.state NOT IN ${sqlSet(LISTLESS)}
    AND s.starts_at > :now - :staysLonger - 86400 AND s.starts_at <= :now + :opens
    AND s.ends_at >= :now - iif(m.role = 'coordinator', :staysLonger, :stays))`;

/** Who holds a token that is not revoked nor over, with the roles of this moment. */
export async function whoHolds(
  db: Database,
  { tokenHash, now }: { tokenHash: string; now: number },
): Promise<(Who & { createdAt: number; seenAt: number; hasOpenList: boolean }) | null> {
  const row = await db.one(
    Found,
    statement(
      `SELECT l.id, l.person_id, p.contact_id, l.created_at, l.seen_at, l.passkey_at, coalesce(l.proven_at, l.created_at) AS mailbox_at,
         EXISTS (SELECT 1 FROM passkeys k WHERE k.person_id = l.person_id) AS owns_passkey,
         ${HAS_OPEN_LIST} AS has_open_list,
         (SELECT json_group_array(json_object('organisationId', m.organisation_id, 'role', m.role,
           'isOwner', o.owner_id IS m.person_id, 'name', o.name)) ${LIVE} l.person_id) AS memberships
       FROM logins l JOIN people p ON p.id = l.person_id
       WHERE l.token_hash = :tokenHash AND l.revoked_at IS NULL AND l.expires_at > :now`,
      { tokenHash, now, opens: MARKED_FROM, stays: LIST_STAYS.facilitator, staysLonger: LIST_STAYS.coordinator },
    ),
  );
  return row === null
    ? null
    : {
        personId: row.person_id,
        loginId: row.id,
        contactId: row.contact_id,
        memberships: Memberships.parse(JSON.parse(row.memberships)),
        ownsPasskey: row.owns_passkey,
        passkeyAt: row.passkey_at,
        mailboxAt: row.mailbox_at,
        createdAt: row.created_at,
        seenAt: row.seen_at,
        hasOpenList: row.has_open_list,
      };
}

/** The roles of a person at this moment, wherever they have them. */
export async function rolesOfPerson(db: Database, personId: PersonId): Promise<(typeof ROLES)[number][]> {
  const query = statement(`SELECT DISTINCT m.role ${LIVE} :personId`, { personId });
  return (await db.all(z.object({ role: z.enum(ROLES) }), query)).map((row) => row.role);
}

/** Notes that a login is in use. */
export const touchLogin = (id: string, now: number): Statement =>
  statement("UPDATE logins SET seen_at = :now WHERE id = :id", { id, now });

const Login = z.object({ id: z.string(), created_at: z.int(), seen_at: z.int() });

/** Where a person is signed in. */
export const loginsOf = (
  db: Database,
  { personId, now }: { personId: PersonId; now: number },
): Promise<z.infer<typeof Login>[]> =>
  db.all(
    Login,
    statement(
      `SELECT id, created_at, seen_at FROM logins WHERE person_id = :personId AND revoked_at IS NULL AND expires_at > :now
       ORDER BY seen_at DESC`,
      { personId, now },
    ),
  );

/** True for somebody who was signed in before this login, in the last weeks. */
export async function cameBefore(db: Database, { personId, loginId }: Who): Promise<boolean> {
  const query = statement("SELECT id FROM logins WHERE person_id = :personId AND id <> :loginId LIMIT 1", {
    personId,
    loginId,
  });
  return (await db.one(z.object({ id: z.string() }), query)) !== null;
}

/** Ends one login of a person, or all but one. */
export const revokeLogin = (personId: PersonId, loginId: string, now: number): Statement =>
  statement(
    "UPDATE logins SET revoked_at = :now WHERE id = :loginId AND person_id = :personId AND revoked_at IS NULL",
    { personId, loginId, now },
  );
export const revokeOthers = (personId: PersonId, keptId: string, now: number): Statement =>
  statement(
    "UPDATE logins SET revoked_at = :now WHERE person_id = :personId AND id <> :keptId AND revoked_at IS NULL",
    { personId, keptId, now },
  );

/** What access forgets in time: requests after a day, logins a month after their end. */
export const accessForgetting = [
  deleting(
    "sign_ins",
    "Demandes de connexion",
    { table: "sign_ins", id: "id" },
    after("expires_at", RETENTION.afterSignIn),
  ),
  deleting("logins", "Connexions finies", { table: "logins", id: "id" }, after("expires_at", RETENTION.afterLogin)),
];

/** Everything of a person goes: logins, passkeys, roles, themself. Their acts stay in the trail, under a bare id. */
export const forgetPerson = (personId: PersonId): Statement[] => [
  statement("DELETE FROM logins WHERE person_id = :personId", { personId }),
  statement("DELETE FROM passkeys WHERE person_id = :personId", { personId }),
  statement("DELETE FROM memberships WHERE person_id = :personId", { personId }),
  statement("DELETE FROM people WHERE id = :personId", { personId }),
];

/** The person of a contact, whatever their roles; null when there is none. */
export async function anyPersonOf(db: Database, contactId: ContactId): Promise<PersonId | null> {
  const query = statement("SELECT id FROM people WHERE contact_id = :contactId", { contactId });
  return (await db.one(z.object({ id: idOf("per") }), query))?.id ?? null;
}
