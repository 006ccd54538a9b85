import * as z from "zod";

import type { ContactId, PersonId } from "../../kernel/ids.ts";
import { type RowOf, row } from "../../kernel/rows.ts";
import { Within } from "../roles.ts";
import { type Database, type Statement, sqlSet, statement } from "../../platform/d1.ts";
import { STANDING } from "./organisation.ts";

const Membership = z.object({
  organisation_id: Within,
  name: z.string().nullable(),
  role: z.string(),
  created_at: z.int(),
  ended_at: z.int().nullable(),
});
/** Every role that a person has or had. */
export const membershipsOf = (db: Database, personId: PersonId): Promise<z.infer<typeof Membership>[]> =>
  db.all(
    Membership,
    statement(
      `SELECT m.organisation_id, o.name, m.role, m.created_at, m.ended_at FROM memberships m
         LEFT JOIN organisations o ON o.id = m.organisation_id WHERE m.person_id = :personId ORDER BY m.created_at`,
      { personId },
    ),
  );

const Owned = row({ name: z.string(), others: z.int() });
/** What whoever an address signs in answers for, and how many others act there. */
export const ownedBy = (db: Database, contactId: ContactId): Promise<RowOf<typeof Owned>[]> =>
  db.all(
    Owned,
    statement(
      `SELECT DISTINCT o.name, (SELECT count(DISTINCT x.person_id) FROM memberships x WHERE x.organisation_id = o.id AND x.ended_at IS NULL
         AND x.person_id <> p.id) AS others
       FROM people p JOIN memberships m ON m.person_id = p.id JOIN organisations o ON o.id = m.organisation_id AND o.owner_id = p.id
       WHERE p.contact_id = :contactId AND o.state IN ${sqlSet(STANDING)} ORDER BY o.name`,
      { contactId },
    ),
  );

const Invitation = z.object({
  name: z.string().nullable(),
  role: z.string(),
  created_at: z.int(),
  accepted_at: z.int().nullable(),
});
/** Every invitation that an address received. */
export const invitationsOf = (db: Database, contactId: ContactId): Promise<z.infer<typeof Invitation>[]> =>
  db.all(
    Invitation,
    statement(
      `SELECT o.name, i.role, i.created_at, i.accepted_at FROM invitations i LEFT JOIN organisations o ON o.id = i.organisation_id
       WHERE i.contact_id = :contactId ORDER BY i.created_at`,
      { contactId },
    ),
  );

/** The invitations of an address go; that they were sent stays in the trail. */
export const forgetInvitationsOf = (contactId: ContactId): Statement =>
  statement("DELETE FROM invitations WHERE contact_id = :contactId", { contactId });
