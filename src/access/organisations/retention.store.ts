import * as z from "zod";

import { DAY } from "../../kernel/time.ts";
import { type Database, type Statement, statement } from "../../platform/d1.ts";
import { type Forgetting, counting, deleting } from "../../platform/forgetting.ts";
import { ADDRESS_IN_USE, forgetContacts } from "../../privacy/contacts.store.ts";
import { RETENTION } from "../../privacy/retention.ts";

/** How far back the night looks for what should have gone before: a month of missed nights. */
const LOOK_BACK = 30 * DAY;

const GONE = `SELECT DISTINCT m.person_id, p.contact_id FROM memberships m JOIN people p ON p.id = m.person_id
  WHERE m.ended_at BETWEEN :now - ${RETENTION.afterRole + LOOK_BACK} AND :now - ${RETENTION.afterRole}
    AND NOT EXISTS (SELECT 1 FROM memberships n WHERE n.person_id = m.person_id AND n.ended_at IS NULL)`;
const LAPSED = `SELECT DISTINCT contacts.id FROM invitations v JOIN contacts ON contacts.id = v.contact_id
  WHERE v.expires_at BETWEEN :now - ${LOOK_BACK} AND :now AND contacts.email_sealed IS NOT NULL AND NOT ${ADDRESS_IN_USE}`;
/** What organisations forget in time, but for people. */
export const invitationForgetting: readonly Forgetting[] = [
  {
    ...counting("invited", "Adresses d’invités qui n’ont pas répondu", LAPSED),
    phase: "addresses",
    most: 500,
    run: ({ db, now }) => forgetContacts(db, { query: statement(`${LAPSED} LIMIT 500`, { now }), now }),
  },
  deleting("invitations", "Invitations finies", { table: "invitations", id: "id" }, `expires_at < :now - ${LOOK_BACK}`),
  deleting(
    "unproven",
    "Demandes d’espace jamais confirmées",
    { table: "organisations", id: "id" },
    `state = 'unproven' AND id > '' AND created_at < :now - ${RETENTION.neverConfirmedAdult}`,
  ),
];

/** Invitations that ran out close, so that their addresses are needed by nothing. */
export const closeInvitations = (now: number): Statement =>
  statement(
    `UPDATE invitations SET revoked_at = :now WHERE expires_at BETWEEN :now - ${LOOK_BACK} AND :now
       AND accepted_at IS NULL AND revoked_at IS NULL`,
    { now },
  );

/** People whose last role ended a while ago. */
export const rolesCounted = counting("roles", "Personnes dont le dernier rôle a pris fin", GONE);
const Gone = z.object({ person_id: z.string(), contact_id: z.string() });
export const peopleToForget = (
  db: Database,
  { now, most }: { now: number; most: number },
): Promise<z.infer<typeof Gone>[]> => db.all(Gone, statement(`${GONE} LIMIT :most`, { now, most }));
