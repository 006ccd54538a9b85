import * as z from "zod";

import { type ContactId, type OrganisationId, type PersonId, type SessionId, idOf } from "../../kernel/ids.ts";
import { row } from "../../kernel/rows.ts";
import { forgetNames } from "../../privacy/contacts.store.ts";
import { type Database, type Statement, statement } from "../../platform/d1.ts";

/** What somebody of a team says of themselves, sealed beside names and addresses: what they need, how families may call them. */
const TABLES = {
  needs: { table: "facilitator_needs", id: "needs_id" },
  name: { table: "facilitator_names", id: "name_id" },
} as const;
type Kind = keyof typeof TABLES;
const KINDS = Object.keys(TABLES) as Kind[];

const Kept = row({
  person_id: idOf("per"),
  association_id: idOf("org"),
  words_id: idOf("ctc"),
  name_sealed: z.string().nullable(),
  kid: z.string().nullable(),
});
/** Where the sealed words of somebody are. */
export type KeptWords = z.output<typeof Kept>;
const COLUMNS = (kind: Kind): string =>
  `n.person_id, n.association_id, n.${TABLES[kind].id} AS words_id, c.name_sealed, c.kid`;
const FROM = (kind: Kind): string => `${TABLES[kind].table} n LEFT JOIN contacts c ON c.id = n.${TABLES[kind].id}`;

/** What the team of an association said. */
export const wordsInTeam = (
  db: Database,
  { kind, associationId }: { kind: Kind; associationId: OrganisationId },
): Promise<KeptWords[]> =>
  db.all(
    Kept,
    statement(`SELECT ${COLUMNS(kind)} FROM ${FROM(kind)} WHERE n.association_id = :associationId`, { associationId }),
  );
/** What one person said, in every team. */
export const wordsOfContact = (
  db: Database,
  { kind, contactId }: { kind: Kind; contactId: ContactId },
): Promise<KeptWords[]> =>
  db.all(
    Kept,
    statement(
      `SELECT ${COLUMNS(kind)} FROM ${FROM(kind)} WHERE n.person_id = (SELECT id FROM people WHERE contact_id = :contactId)`,
      { contactId },
    ),
  );
/** How those who give a session may be called by families: whoever said so. */
export const namesAt = (db: Database, sessionId: SessionId): Promise<KeptWords[]> =>
  db.all(
    Kept,
    statement(
      `SELECT ${COLUMNS("name")} FROM session_facilitators x JOIN facilitators f ON f.id = x.facilitator_id
         JOIN ${FROM("name").replace(" n ", " n ON n.association_id = f.association_id AND n.person_id = f.person_id ")}
       WHERE x.session_id = :sessionId AND x.state = 'assigned' AND x.part = 'lead' ORDER BY n.person_id`,
      { sessionId },
    ),
  );
/** Those of an association whose last role in it has ended. */
const wordsOfLeavers = (
  db: Database,
  { kind, associationId }: { kind: Kind; associationId: OrganisationId },
): Promise<KeptWords[]> =>
  db.all(
    Kept,
    statement(
      `SELECT ${COLUMNS(kind)} FROM ${FROM(kind)} WHERE n.association_id = :associationId AND NOT EXISTS (SELECT 1 FROM memberships m
         WHERE m.person_id = n.person_id AND m.organisation_id = n.association_id AND m.ended_at IS NULL)`,
      { associationId },
    ),
  );

export type Whose = { associationId: OrganisationId; personId: PersonId };
/** The first time: where they will be. Said twice at once, one place. */
export const placeWords = (kind: Kind, words: Whose & { wordsId: ContactId; now: number }): Statement =>
  statement(
    `INSERT INTO ${TABLES[kind].table} (association_id, person_id, ${TABLES[kind].id}, updated_at) VALUES (:associationId, :personId, :wordsId, :now)
     ON CONFLICT (association_id, person_id) DO UPDATE SET updated_at = excluded.updated_at`,
    words,
  );
/** What was said, and where it was. */
export const forgetWords = (kind: Kind, kept: readonly KeptWords[]): Statement[] => {
  const ids = kept.map(({ wordsId }) => wordsId);
  const { table, id } = TABLES[kind];
  const drop = statement(`DELETE FROM ${table} WHERE ${id} IN (SELECT value FROM json_each(:ids))`, { ids });
  return ids.length === 0 ? [] : [forgetNames(ids), drop];
};
/** Whoever has no role in an association any more: what they said there is forgotten. */
export const forgetLeavers = async (db: Database, associationId: OrganisationId): Promise<Statement[]> => {
  const kept = await Promise.all(KINDS.map((kind) => wordsOfLeavers(db, { kind, associationId })));
  return KINDS.flatMap((kind, i) => forgetWords(kind, kept[i] ?? []));
};
/** What one person said, in every team: forgotten. */
export const forgetOwnWords = async (db: Database, contactId: ContactId): Promise<void> => {
  const kept = await Promise.all(KINDS.map((kind) => wordsOfContact(db, { kind, contactId })));
  await db.batch(KINDS.flatMap((kind, i) => forgetWords(kind, kept[i] ?? [])));
};
