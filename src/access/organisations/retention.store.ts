import * as z from "zod";

import { DAY } from "../../kernel/time.ts";
import { type Database, type Statement, statement } from "../../platform/d1.ts";
import { counting, deleting } from "../../platform/forgetting.ts";
import { ADDRESS_IN_USE } from "../../privacy/contacts.store.ts";
import { RETENTION } from "../../privacy/retention.ts";

/** How far back the night looks for what should have gone before: a month of missed nights. */
const LOOK_BACK = 30 * DAY;

const GONE = `SELECT DISTINCT m.person_id, p.contact_id FROM memberships m JOIN people p ON p.id = m.person_id
  WHERE m.ended_at BETWEEN :now - ${RETENTION.afterRole + LOOK_BACK} AND :now - ${RETENTION.afterRole}
    AND NOT EXISTS (SELECT 1 FROM memberships n WHERE n.person_id = m.person_id AND n.ended_at IS NULL)`;
const LAPSED = `SELECT DISTINCT contacts.id FROM invitations v JOIN contacts ON contacts.id = v.contact_id
  WHERE v.expires_at BETWEEN :now - ${LOOK_BACK} AND :now AND contacts.email_sealed IS NOT NULL AND NOT ${ADDRESS_IN_USE}`;
const oldInvitations = deleting("invitations", "Invitations finies", "invitations", `expires_at < :now - ${LOOK_BACK}`);
const unproven = deleting(
  "unproven",
  "Demandes d’espace jamais confirmées",
  "organisations",
  `state = 'unproven' AND id > '' AND created_at < :now - ${RETENTION.neverConfirmedAdult}`,
);

/** What organisations forget in time. */
export const organisationForgetting = [
  counting("roles", "Personnes dont le dernier rôle a pris fin", GONE),
  counting("invited", "Adresses d’invités qui n’ont pas répondu", LAPSED),
  oldInvitations,
  unproven,
];

/** Invitations that ran out close, so that their addresses are needed by nothing; old ones and unproven requests go. */
export const forgetInvitations = (now: number): Statement[] => [
  statement(
    `UPDATE invitations SET revoked_at = :now WHERE expires_at BETWEEN :now - ${LOOK_BACK} AND :now
       AND accepted_at IS NULL AND revoked_at IS NULL`,
    { now },
  ),
  oldInvitations.run(now),
  unproven.run(now),
];

const Gone = z.object({ person_id: z.string(), contact_id: z.string() });
/** People without any role for a while, at most 200. */
export const peopleToForget = (db: Database, now: number): Promise<z.infer<typeof Gone>[]> =>
  db.all(Gone, statement(`${GONE} LIMIT 200`, { now }));

/** Contacts that were invited and never answered, at most 500. */
export async function invitedToForget(db: Database, now: number): Promise<string[]> {
  const rows = await db.all(z.object({ id: z.string() }), statement(`${LAPSED} LIMIT 500`, { now }));
  return rows.map((row) => row.id);
}
