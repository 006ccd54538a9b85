import * as z from "zod";

import type { PersonId } from "../kernel/ids.ts";
import { type Database, type Statement, sqlSet, statement } from "../platform/d1.ts";
import { recordEach } from "../platform/outbox.ts";
import type { Passkey } from "../platform/webauthn.ts";
import type { AccessEventType } from "./access.events.ts";
import { TRUSTED, type Who } from "./roles.ts";

const Row = z.object({
  id: z.string(),
  public_key: z.string(),
  counter: z.int(),
  created_at: z.int(),
  used_at: z.int(),
});
export type KeptPasskey = Passkey & { createdAt: number; usedAt: number };

/** A person's passkeys, oldest first. */
export async function passkeysOf(db: Database, personId: PersonId): Promise<KeptPasskey[]> {
  const rows = await db.all(
    Row,
    statement(
      "SELECT id, public_key, counter, created_at, used_at FROM passkeys WHERE person_id = :personId ORDER BY created_at, id",
      { personId },
    ),
  );
  return rows.map((row) => ({
    id: row.id,
    counter: row.counter,
    createdAt: row.created_at,
    usedAt: row.used_at,
    publicKey: JSON.parse(row.public_key) as JsonWebKey,
  }));
}

/** Until when a first passkey may be added with a mailed link alone; null: never, or not any more. */
export async function firstPasskeyUntil(db: Database, personId: PersonId): Promise<number | null> {
  const row = await db.one(
    z.object({ passkey_until_at: z.int().nullable() }),
    statement("SELECT passkey_until_at FROM people WHERE id = :personId", { personId }),
  );
  return row?.passkey_until_at ?? null;
}

/** What the device of a login is asked to sign; a new question replaces the one before. */
export const setChallenge = (loginId: string, challenge: string, until: number): Statement =>
  statement("UPDATE logins SET challenge = :challenge, challenge_until_at = :until WHERE id = :loginId", {
    loginId,
    challenge,
    until,
  });

/** Takes the question of a login, once; null when there is none, or it is too old. */
export async function takeChallenge(
  db: Database,
  { loginId, now }: { loginId: string; now: number },
): Promise<string | null> {
  const [before, rows] = await db.batch([
    statement("SELECT challenge FROM logins WHERE id = :loginId AND challenge_until_at > :now", { loginId, now }),
    statement(
      "UPDATE logins SET challenge = NULL, challenge_until_at = NULL WHERE id = :loginId AND challenge IS NOT NULL RETURNING id",
      { loginId },
    ),
  ]);
  const found = z.array(z.object({ challenge: z.string() })).safeParse(before);
  return rows?.length === 1 && found.success ? (found.data[0]?.challenge ?? null) : null;
}

/** Whose login acts, when, and the time part of the event's id. */
type Acting = Pick<Who, "personId" | "loginId"> & { now: number; eventPrefix: string };
/** The event of an act on a passkey, first in its batch, where the condition holds; its rows say whether it does. */
const recordWhere = (
  type: Extract<AccessEventType, "passkey.added" | "passkey.removed">,
  { where, acting, given }: { where: string; acting: Acting; given: Readonly<Record<string, string | number>> },
): Statement =>
  recordEach(
    { type, at: acting.now, actor: acting.personId, prefix: acting.eventPrefix },
    `SELECT :personId AS subject, NULL AS subject_rev, '{}' AS data WHERE ${where}`,
    { personId: acting.personId, ...given },
  );

/**
 * Keeps a passkey; a login that had shown none counts as having shown it. A first one, for a role that counts on it, only while the time for it
 * runs; another one only in a login that showed one: all is in one transaction, so that two requests at once cannot slip past. The first statement
 * says whether.
 */
export const keepPasskey = (passkey: Passkey, acting: Acting): Statement[] => {
  const { personId, loginId, now } = acting;
  const { id } = passkey;
  const where = `NOT EXISTS (SELECT 1 FROM passkeys WHERE id = :id) AND (
    (NOT EXISTS (SELECT 1 FROM passkeys WHERE person_id = :personId)
      AND (EXISTS (SELECT 1 FROM people WHERE id = :personId AND passkey_until_at > :now)
        OR NOT EXISTS (SELECT 1 FROM memberships WHERE person_id = :personId AND ended_at IS NULL AND role IN ${sqlSet(TRUSTED)})))
    OR EXISTS (SELECT 1 FROM logins WHERE id = :loginId AND person_id = :personId AND passkey_at IS NOT NULL))`;
  return [
    recordWhere("passkey.added", { where, acting, given: { id, loginId, now } }),
    statement(
      `UPDATE logins SET passkey_at = :now, passkey_id = :id WHERE id = :loginId AND revoked_at IS NULL AND passkey_at IS NULL AND ${where}`,
      { id, personId, loginId, now },
    ),
    statement(
      `INSERT INTO passkeys (id, person_id, public_key, counter, created_at, used_at)
       SELECT :id, :personId, :publicKey, :counter, :now, :now WHERE ${where}`,
      { id, personId, publicKey: JSON.stringify(passkey.publicKey), counter: passkey.counter, loginId, now },
    ),
  ];
};

/** A passkey was shown: its counter moves, and the login may go where one is asked for; not by one that was removed meanwhile. */
export const passkeyShown = (passkeyId: string, counter: number, loginId: string, now: number): Statement[] => [
  statement("UPDATE passkeys SET counter = :counter, used_at = :now WHERE id = :passkeyId", {
    passkeyId,
    counter,
    now,
  }),
  statement(
    `UPDATE logins SET passkey_at = :now, passkey_id = :passkeyId WHERE id = :loginId AND revoked_at IS NULL
       AND EXISTS (SELECT 1 FROM passkeys k WHERE k.id = :passkeyId AND k.person_id = logins.person_id)`,
    { loginId, passkeyId, now },
  ),
];

/**
 * Removes one passkey of a person, but never the last one, and with it what it opened: other logins end, the one that asks has to show
 * another. A login of which nobody knows which key it showed counts as opened by this one. The first statement says whether.
 */
export const removePasskey = (passkeyId: string, acting: Acting): Statement[] => {
  const { personId, loginId, now } = acting;
  const isRemovable = `EXISTS (SELECT 1 FROM passkeys WHERE id = :passkeyId AND person_id = :personId)
    AND (SELECT count(*) FROM passkeys WHERE person_id = :personId) > 1`;
  const opened = `person_id = :personId AND passkey_at IS NOT NULL AND coalesce(passkey_id, :passkeyId) = :passkeyId`;
  return [
    recordWhere("passkey.removed", { where: isRemovable, acting, given: { passkeyId } }),
    statement(
      `UPDATE logins SET passkey_at = NULL, passkey_id = NULL, revoked_at = iif(id = :loginId, revoked_at, coalesce(revoked_at, :now))
       WHERE ${opened} AND ${isRemovable}`,
      { personId, loginId, passkeyId, now },
    ),
    statement(`DELETE FROM passkeys WHERE id = :passkeyId AND person_id = :personId AND ${isRemovable}`, {
      personId,
      passkeyId,
    }),
  ];
};

/** Recovery: every passkey and every login of a person end, and time to add a first one begins. */
export const startOver = (personId: PersonId, until: number, now: number): Statement[] => [
  statement("DELETE FROM passkeys WHERE person_id = :personId", { personId }),
  statement("UPDATE logins SET revoked_at = :now WHERE person_id = :personId AND revoked_at IS NULL", {
    personId,
    now,
  }),
  statement("UPDATE people SET passkey_until_at = :until WHERE id = :personId", { personId, until }),
];
