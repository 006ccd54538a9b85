import * as z from "zod";

import { type ContactId, type PersonId, idOf } from "../../kernel/ids.ts";
import { type RowOf, flag, row } from "../../kernel/rows.ts";
import { type Database, type Statement, sqlSet, statement } from "../../platform/d1.ts";
import { Within } from "../roles.ts";

/** Where a correction stands: its new address was asked, another was asked instead, it holds, the old address took it back. */
export const CORRECTION_STATES = ["asked", "replaced", "moved", "undone"] as const;

const Row = row({
  id: z.string(),
  person_id: idOf("per"),
  from_contact_id: idOf("ctc"),
  to_contact_id: idOf("ctc"),
  state: z.enum(CORRECTION_STATES),
  may_undo: flag,
  until_at: z.int(),
});
export type Correction = RowOf<typeof Row>;

/** The correction of an address, by its id. */
export const findCorrection = (db: Database, id: string): Promise<Correction | null> =>
  db.one(
    Row,
    statement(
      "SELECT id, person_id, from_contact_id, to_contact_id, state, may_undo, until_at FROM address_corrections WHERE id = :id",
      { id },
    ),
  );

const Place = z.object({ organisation_id: Within });
/** Where somebody acts at this moment. */
export const placesOf = async (db: Database, personId: PersonId): Promise<string[]> =>
  (
    await db.all(
      Place,
      statement("SELECT DISTINCT organisation_id FROM memberships WHERE person_id = :personId AND ended_at IS NULL", {
        personId,
      }),
    )
  ).map((one) => one.organisation_id);

type New = { id: string; personId: PersonId; addrHash: string; by: PersonId; until: number };
/**
 * The address of somebody is to become one that `keepAddress` keeps in the same batch; an earlier correction that waits is replaced. The
 * old address may undo it where it had proven itself: an invitation was accepted there, a login opened, or it came by such a correction.
 */
export const askCorrection = ({ id, personId, addrHash, by, until }: New): Statement[] => [
  statement("UPDATE address_corrections SET state = 'replaced' WHERE person_id = :personId AND state = 'asked'", {
    personId,
  }),
  statement(
    `INSERT INTO address_corrections (id, person_id, from_contact_id, to_contact_id, asked_by, state, may_undo, until_at)
     SELECT :id, p.id, p.contact_id, (SELECT id FROM contacts WHERE addr_hash = :addrHash), :by, 'asked',
       EXISTS (SELECT 1 FROM invitations i WHERE i.contact_id = p.contact_id AND i.accepted_at IS NOT NULL)
         OR EXISTS (SELECT 1 FROM logins l WHERE l.person_id = p.id) OR EXISTS (SELECT 1 FROM passkeys k WHERE k.person_id = p.id)
         OR EXISTS (SELECT 1 FROM address_corrections c WHERE c.to_contact_id = p.contact_id AND c.state = 'moved'), :until
     FROM people p WHERE p.id = :personId`,
    { id, personId, addrHash, by, until },
  ),
];

/** Somebody signs in with another address from now on; refused (`people.contact_id`) when it is somebody else's already. */
export const moveTo = (personId: PersonId, contactId: ContactId): Statement =>
  statement("UPDATE people SET contact_id = :contactId WHERE id = :personId", { personId, contactId });
type Mark = { id: string; from: Correction["state"]; to: "moved" | "undone"; until: number };
/** One that is not `from` any more becomes a state that there is not: the CHECK refuses it with the whole batch (`NOT_THERE`). */
export const markCorrection = (mark: Mark): Statement =>
  statement(
    "UPDATE address_corrections SET state = iif(state = :from, :to, 'over'), until_at = :until WHERE id = :id",
    mark,
  );
export const NOT_THERE = "state IN";

/** Corrections that may still move somebody. */
const LIVE: readonly (typeof CORRECTION_STATES)[number][] = ["asked", "moved"];
/** What was asked or done after a correction that is taken back ends with it: whoever held the address meanwhile keeps no way back. */
export const endLater = ({ id, personId }: Pick<Correction, "id" | "personId">): Statement =>
  statement(
    `UPDATE address_corrections SET state = 'undone' WHERE person_id = :personId AND id > :id AND state IN ${sqlSet(LIVE)}`,
    { id, personId },
  );
/** What somebody else asked for a person ends once that person acts somewhere more: it was asked for one team. */
export const endAskedByOthers = (personId: PersonId): Statement =>
  statement(
    "UPDATE address_corrections SET state = 'replaced' WHERE person_id = :personId AND asked_by <> :personId AND state = 'asked'",
    { personId },
  );

/** The corrections that concern somebody, by the address they sign in with. */
export const correctionsOf = (db: Database, contactId: ContactId): Promise<Correction[]> =>
  db.all(
    Row,
    statement(
      `SELECT id, person_id, from_contact_id, to_contact_id, state, may_undo, until_at FROM address_corrections
       WHERE from_contact_id = :contactId OR to_contact_id = :contactId ORDER BY id`,
      { contactId },
    ),
  );
export const forgetCorrectionsOf = (contactId: ContactId): Statement =>
  statement("DELETE FROM address_corrections WHERE from_contact_id = :contactId OR to_contact_id = :contactId", {
    contactId,
  });
