import * as z from "zod";

import { type ContactId, type OrganisationId, type PersonId, idOf } from "../../kernel/ids.ts";
import { row } from "../../kernel/rows.ts";
import { forgetNames } from "../../privacy/contacts.store.ts";
import { type Database, type Statement, statement } from "../../platform/d1.ts";

const Kept = row({
  person_id: idOf("per"),
  association_id: idOf("org"),
  needs_id: idOf("ctc"),
  name_sealed: z.string().nullable(),
  kid: z.string().nullable(),
});
/** Where the sealed needs of somebody are. */
export type KeptNeeds = z.output<typeof Kept>;
const SELECT = `SELECT n.person_id, n.association_id, n.needs_id, c.name_sealed, c.kid
  FROM facilitator_needs n LEFT JOIN contacts c ON c.id = n.needs_id`;

/** What the team of an association needs. */
export const needsInTeam = (db: Database, associationId: OrganisationId): Promise<KeptNeeds[]> =>
  db.all(Kept, statement(`${SELECT} WHERE n.association_id = :associationId`, { associationId }));
/** What one person said that they need, in every team. */
export const needsOfContact = (db: Database, contactId: ContactId): Promise<KeptNeeds[]> =>
  db.all(
    Kept,
    statement(`${SELECT} WHERE n.person_id = (SELECT id FROM people WHERE contact_id = :contactId)`, { contactId }),
  );
/** Those of an association whose last role in it has ended. */
const needsOfLeavers = (db: Database, associationId: OrganisationId): Promise<KeptNeeds[]> =>
  db.all(
    Kept,
    statement(
      `${SELECT} WHERE n.association_id = :associationId AND NOT EXISTS (SELECT 1 FROM memberships m
         WHERE m.person_id = n.person_id AND m.organisation_id = n.association_id AND m.ended_at IS NULL)`,
      { associationId },
    ),
  );

type Whose = { associationId: OrganisationId; personId: PersonId };
/** The first time: where they will be. Said twice at once, one place. */
export const placeNeeds = (needs: Whose & { needsId: ContactId; now: number }): Statement =>
  statement(
    `INSERT INTO facilitator_needs (association_id, person_id, needs_id, updated_at) VALUES (:associationId, :personId, :needsId, :now)
     ON CONFLICT (association_id, person_id) DO UPDATE SET updated_at = excluded.updated_at`,
    needs,
  );
const dropNeeds = (ids: readonly ContactId[]): Statement =>
  statement("DELETE FROM facilitator_needs WHERE needs_id IN (SELECT value FROM json_each(:ids))", { ids });
/** What was said, and where it was. */
export const forgetNeeds = (kept: readonly KeptNeeds[]): Statement[] => {
  const ids = kept.map(({ needsId }) => needsId);
  return ids.length === 0 ? [] : [forgetNames(ids), dropNeeds(ids)];
};
/** Whoever has no role in an association any more: what they needed there is forgotten. */
export const forgetLeavers = async (db: Database, associationId: OrganisationId): Promise<Statement[]> =>
  forgetNeeds(await needsOfLeavers(db, associationId));
