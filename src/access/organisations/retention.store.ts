import * as z from "zod";

import { idOf } from "../../kernel/ids.ts";
import { DAY } from "../../kernel/time.ts";
import { type Database, statement } from "../../platform/d1.ts";
import { type Counted, type Forgetting, after, deleting } from "../../platform/forgetting.ts";
import { RETENTION } from "../../privacy/retention.ts";

const LAPSED = "FROM invitations WHERE expires_at <= :now AND accepted_at IS NULL AND revoked_at IS NULL";

/** What organisations forget in time, but for people. */
export const invitationForgetting: readonly Forgetting[] = [
  {
    key: "lapsed",
    label: "Invitations restées sans réponse, à clore",
    due: `SELECT expires_at AS due_at ${LAPSED}`,
    by: "expires_at",
    phase: "end",
    most: 500,
    run: ({ db, now }) =>
      db.changed(
        statement(
          `UPDATE invitations SET revoked_at = :now WHERE id IN (SELECT id ${LAPSED} ORDER BY expires_at LIMIT :most)`,
          { now, most: 500 },
        ),
      ),
  },
  deleting("invitations", "Invitations finies", { table: "invitations", id: "id" }, after("expires_at", 30 * DAY)),
  deleting(
    "corrections",
    "Corrections d’adresse finies",
    { table: "address_corrections", id: "id" },
    after("until_at", 0),
  ),
  deleting(
    "unproven",
    "Demandes d’espace jamais confirmées",
    { table: "organisations", id: "id" },
    {
      ...after("created_at", RETENTION.neverConfirmedAdult),
      where: `state = 'unproven' AND id > '' AND created_at <= :now - ${RETENTION.neverConfirmedAdult}`,
    },
  ),
];

/** People whose last role, of all they had, ended a while ago. */
const GONE = `FROM memberships m JOIN people p ON p.id = m.person_id
  WHERE m.ended_at <= :now - ${RETENTION.afterRole} AND NOT EXISTS (SELECT 1 FROM memberships n WHERE n.person_id = m.person_id
    AND (n.ended_at IS NULL OR (n.ended_at, n.organisation_id, n.role) > (m.ended_at, m.organisation_id, m.role)))`;
export const rolesCounted: Counted = {
  key: "roles",
  label: "Personnes dont le dernier rôle a pris fin",
  due: `SELECT m.ended_at + ${RETENTION.afterRole} AS due_at ${GONE}`,
  by: "m.ended_at",
};
const Gone = z.object({ person_id: idOf("per"), contact_id: idOf("ctc") });
export const peopleToForget = (
  db: Database,
  { now, most }: { now: number; most: number },
): Promise<z.infer<typeof Gone>[]> =>
  db.all(Gone, statement(`SELECT m.person_id, p.contact_id ${GONE} ORDER BY m.ended_at LIMIT :most`, { now, most }));
