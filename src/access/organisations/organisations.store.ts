import * as z from "zod";

import { type OrganisationId, type PersonId, idOf } from "../../kernel/ids.ts";
import { flag, row, wordOf } from "../../kernel/rows.ts";
import { ROLES, type Within } from "../roles.ts";
import { type Database, type Statement, sqlSet, statement } from "../../platform/d1.ts";
import { KINDS, type Kind, type Organisation, STANDING, STATE_WORDS } from "./organisation.ts";

const COLUMNS = "id, kind, name, number, state, owner_id, is_demo, created_at";
const Row = row({
  id: idOf("org"),
  kind: z.enum(KINDS),
  name: z.string(),
  number: z.string().nullable(),
  state: wordOf(STATE_WORDS),
  owner_id: idOf("per").nullable(),
  is_demo: flag,
  created_at: z.int(),
});
const Member = z.object({
  person_id: idOf("per"),
  contact_id: idOf("ctc"),
  role: z.enum(ROLES),
  created_at: z.int(),
  passkeys: z.int(),
});
type Member = z.infer<typeof Member>;
const Waiting = z.object({ id: z.string(), contact_id: idOf("ctc"), role: z.enum(ROLES), expires_at: z.int() });
type Waiting = z.infer<typeof Waiting>;

/** A team: the organisation (null for the platform itself), who acts for it, who is invited, and its revision. */
export type Team = {
  organisation: Organisation | null;
  members: Member[];
  invited: Waiting[];
  revision: number;
};

/** Reads a team in one round trip; `subject` is the one of its events. */
export async function readTeam(
  db: Database,
  { organisationId, subject, now }: { organisationId: Within; subject: string; now: number },
): Promise<Team> {
  const [organisation, members, invited, revision] = await db.readAll([
    statement(`SELECT ${COLUMNS} FROM organisations WHERE id = :organisationId`, { organisationId }),
    statement(
      `SELECT m.person_id, p.contact_id, m.role, m.created_at,
         (SELECT count(*) FROM passkeys k WHERE k.person_id = m.person_id) AS passkeys
       FROM memberships m JOIN people p ON p.id = m.person_id
       WHERE m.organisation_id = :organisationId AND m.ended_at IS NULL ORDER BY m.created_at, m.person_id`,
      { organisationId },
    ),
    statement(
      `SELECT id, contact_id, role, expires_at FROM invitations
       WHERE organisation_id = :organisationId AND accepted_at IS NULL AND revoked_at IS NULL AND expires_at > :now ORDER BY id`,
      { organisationId, now },
    ),
    statement(
      "SELECT coalesce(max(subject_rev), 0) AS n FROM events WHERE subject = :subject AND subject_rev IS NOT NULL",
      { subject },
    ),
  ]);
  return {
    organisation: z.array(Row).parse(organisation)[0] ?? null,
    members: z.array(Member).parse(members),
    invited: z.array(Waiting).parse(invited),
    revision: z.object({ n: z.int() }).parse(revision?.[0]).n,
  };
}

/** The organisations of a person that are not over. */
export const organisationsOf = (db: Database, ids: readonly string[]): Promise<Organisation[]> =>
  db.all(
    Row,
    statement(`SELECT ${COLUMNS} FROM organisations WHERE id IN (SELECT value FROM json_each(:ids)) ORDER BY name`, {
      ids,
    }),
  );

/** Organisations in a state, oldest first, 50 at most from a cursor (the last id of the page before). */
export const listOrganisations = (
  db: Database,
  { state, kind, after }: { state: string; kind: string; after: string },
): Promise<Organisation[]> =>
  db.all(
    Row,
    statement(
      `SELECT ${COLUMNS} FROM organisations WHERE state = :state AND id > :after AND (:kind = '' OR kind = :kind) ORDER BY id LIMIT 51`,
      { state, kind, after },
    ),
  );

/** A space somebody asked for in a form. */
export const newOrganisation = (
  id: OrganisationId,
  form: { kind: Kind; name: string; number: string | null },
  now: number,
): Statement =>
  statement(
    "INSERT INTO organisations (id, kind, name, number, state, created_at) VALUES (:id, :kind, :name, :number, 'unproven', :now)",
    { id, kind: form.kind, name: form.name, number: form.number, now },
  );

/** True when an organisation with this number has a space already, or waits for one. */
export async function isNumberTaken(db: Database, { kind, number }: { kind: Kind; number: string }): Promise<boolean> {
  const query = statement(
    `SELECT 1 AS n FROM organisations WHERE kind = :kind AND number = :number AND state IN ${sqlSet(STANDING)}`,
    { kind, number },
  );
  return (await db.one(z.object({ n: z.int() }), query)) !== null;
}

const Owner = z.object({ contact_id: idOf("ctc"), name: z.string() });
/** Whom to write to about an organisation; null while it has no owner. */
export const ownerOf = (db: Database, id: OrganisationId): Promise<z.infer<typeof Owner> | null> =>
  db.one(
    Owner,
    statement("SELECT p.contact_id, o.name FROM organisations o JOIN people p ON p.id = o.owner_id WHERE o.id = :id", {
      id,
    }),
  );

/** The founder's click: the space now waits for an operator. */
export const provenBy = (id: Within, ownerId: PersonId): Statement =>
  statement("UPDATE organisations SET state = 'pending', owner_id = :ownerId WHERE id = :id AND state = 'unproven'", {
    id,
    ownerId,
  });
export const setState = (id: OrganisationId, state: "active" | "refused" | "closed"): Statement =>
  statement("UPDATE organisations SET state = :state WHERE id = :id", { id, state });
export const setOwner = (id: OrganisationId, personId: PersonId | null): Statement =>
  statement("UPDATE organisations SET owner_id = :personId WHERE id = :id", { id, personId });

/** Ends one role of a person in an organisation. */
export const endMembership = (personId: PersonId, organisationId: Within, role: string, now: number): Statement =>
  statement(
    "UPDATE memberships SET ended_at = :now WHERE person_id = :personId AND organisation_id = :organisationId AND role = :role AND ended_at IS NULL",
    { personId, organisationId, role, now },
  );

/** A team whose organisation is refused or closed: every role ends. */
export const endTeam = (organisationId: OrganisationId, now: number): Statement =>
  statement("UPDATE memberships SET ended_at = :now WHERE organisation_id = :organisationId AND ended_at IS NULL", {
    organisationId,
    now,
  });
