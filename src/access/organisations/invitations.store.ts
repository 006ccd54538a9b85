import * as z from "zod";

import { type ContactId, type OrganisationId, type PersonId, idOf } from "../../kernel/ids.ts";
import { type RowOf, flag, row } from "../../kernel/rows.ts";
import { ROLES, type Role, Within } from "../roles.ts";
import { type Database, type Statement, statement } from "../../platform/d1.ts";
import { recordEach } from "../../platform/outbox.ts";
import { KINDS } from "./organisation.ts";

const Row = z.object({
  id: z.string(),
  organisation_id: Within,
  contact_id: idOf("ctc"),
  role: z.enum(ROLES),
  invited_by: idOf("per").nullable(),
  is_for_owner: flag,
  agreed_by: idOf("per").nullable(),
  owner_id: idOf("per").nullable(),
  expires_at: z.int(),
  accepted_at: z.int().nullable(),
  revoked_at: z.int().nullable(),
  name: z.string().nullable(),
  kind: z.enum(KINDS).nullable(),
  number: z.string().nullable(),
  state: z.string().nullable(),
  person_id: idOf("per").nullable(),
});
export type Invitation = z.infer<typeof Row>;

/** An invitation, its organisation (nulls: the platform), and the person who has the invited address, if any. */
export const findInvitation = (db: Database, id: string): Promise<Invitation | null> =>
  db.one(
    Row,
    statement(
      `SELECT i.id, i.organisation_id, i.contact_id, i.role, i.invited_by, i.is_for_owner, i.agreed_by, i.expires_at, i.accepted_at, i.revoked_at,
         o.owner_id, o.name, o.kind, o.number, o.state, p.id AS person_id
       FROM invitations i LEFT JOIN organisations o ON o.id = i.organisation_id LEFT JOIN people p ON p.contact_id = i.contact_id
       WHERE i.id = :id`,
      { id },
    ),
  );

type New = {
  id: string;
  organisationId: Within;
  addrHash: string;
  role: Role;
  by: PersonId | null;
  /** Whoever accepts will answer for the organisation. */
  isForOwner?: boolean;
  expiresAt: number;
};
/** Invites an address that `keepAddress` keeps in the same batch; an earlier invitation that ran out makes room. */
export const newInvitation = (
  { id, organisationId, addrHash, role, by, isForOwner = false, expiresAt }: New,
  now: number,
): Statement[] => [
  statement(
    `UPDATE invitations SET revoked_at = :now WHERE organisation_id = :organisationId AND role = :role AND accepted_at IS NULL
       AND revoked_at IS NULL AND expires_at <= :now AND contact_id = (SELECT id FROM contacts WHERE addr_hash = :addrHash)`,
    { organisationId, role, addrHash, now },
  ),
  statement(
    `INSERT INTO invitations (id, organisation_id, contact_id, role, invited_by, is_for_owner, created_at, expires_at)
     SELECT :id, :organisationId, id, :role, :by, :isForOwner, :now, :expiresAt FROM contacts WHERE addr_hash = :addrHash`,
    { id, organisationId, addrHash, role, by, isForOwner, now, expiresAt },
  ),
];

/** A person for an address that had none; refused when somebody else was quicker. */
export const makePerson = (personId: PersonId, contactId: ContactId, now: number): Statement =>
  statement("INSERT INTO people (id, contact_id, created_at) VALUES (:personId, :contactId, :now)", {
    personId,
    contactId,
    now,
  });
/** Time to add a first passkey. */
export const allowFirstPasskey = (personId: PersonId, until: number): Statement =>
  statement("UPDATE people SET passkey_until_at = :until WHERE id = :personId", { personId, until });
/** The role, given; one that had ended begins again. */
export const giveRole = (personId: PersonId, organisationId: Within, role: Role, now: number): Statement =>
  statement(
    `INSERT INTO memberships (person_id, organisation_id, role, created_at) VALUES (:personId, :organisationId, :role, :now)
     ON CONFLICT (person_id, organisation_id, role) DO UPDATE SET ended_at = NULL, created_at = excluded.created_at
       WHERE memberships.ended_at IS NOT NULL`,
    { personId, organisationId, role, now },
  );
export const markAccepted = (id: string, now: number): Statement =>
  statement("UPDATE invitations SET accepted_at = :now WHERE id = :id", { id, now });
export const markRevoked = (id: string, now: number): Statement =>
  statement("UPDATE invitations SET revoked_at = :now WHERE id = :id", { id, now });

/** A second operator agrees; fails (`two_operators`) for the one who proposed, and once somebody has agreed. */
export const agreeTo = (agreement: { id: string; by: PersonId; expiresAt: number }): Statement =>
  statement(
    "UPDATE invitations SET agreed_by = iif(agreed_by IS NULL, :by, invited_by), expires_at = :expiresAt WHERE id = :id",
    agreement,
  );
type Becoming = { personId: PersonId; now: number; eventPrefix: string };
/** An organisation that has nobody to answer for it gets somebody, and is told; one that has keeps them. */
export const becomeOwner = (organisationId: Within, { personId, now, eventPrefix }: Becoming): Statement[] => [
  recordEach(
    { type: "organisation.handed_over", at: now, actor: personId, prefix: eventPrefix },
    `SELECT id AS subject, NULL AS subject_rev, json_object('to', :personId) AS data FROM organisations
     WHERE id = :organisationId AND owner_id IS NULL`,
    { organisationId, personId },
  ),
  statement("UPDATE organisations SET owner_id = :personId WHERE id = :organisationId AND owner_id IS NULL", {
    organisationId,
    personId,
  }),
];

const Proposal = row({
  id: z.string(),
  contact_id: idOf("ctc"),
  invited_by: idOf("per"),
  agreed_by: idOf("per").nullable(),
});
/** Who is proposed to answer for an organisation, and by whom. */
export const proposalsOf = (
  db: Database,
  { organisationId, now }: { organisationId: OrganisationId; now: number },
): Promise<RowOf<typeof Proposal>[]> =>
  db.all(
    Proposal,
    statement(
      `SELECT id, contact_id, invited_by, agreed_by FROM invitations WHERE organisation_id = :organisationId AND is_for_owner = 1
         AND accepted_at IS NULL AND revoked_at IS NULL AND expires_at > :now ORDER BY id`,
      { organisationId, now },
    ),
  );
