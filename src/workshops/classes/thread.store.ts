import * as z from "zod";

import { type ContactId, type OrganisationId, type RequestId, idOf } from "../../kernel/ids.ts";
import { row } from "../../kernel/rows.ts";
import { type Database, type Statement, statement } from "../../platform/d1.ts";
import { type Forgetting, after, deleting } from "../../platform/forgetting.ts";
import { RETENTION } from "../../privacy/retention.ts";
import { PROPOSERS, type Proposer } from "./request.ts";

const Word = row({
  id: z.string(),
  workshop_request_id: idOf("wrq"),
  written_by: z.enum(PROPOSERS),
  association: z.string(),
  body_id: z.string().nullable(),
  name_sealed: z.string().nullable(),
  kid: z.string().nullable(),
  reported_at: z.int().nullable(),
  created_at: z.int(),
});
/** One message of a request; its words are sealed. */
export type Word = z.output<typeof Word>;
const WORDS = `SELECT ${Word.columns("m", { association: "o.name", name_sealed: "n.name_sealed", kid: "n.kid" })}
  FROM request_messages m JOIN organisations o ON o.id = m.association_id LEFT JOIN contacts n ON n.id = m.body_id`;

/** What a school and one association, or all, wrote to each other about a request, oldest first. */
export const wordsOf = (
  db: Database,
  { id, associationId }: { id: RequestId; associationId: OrganisationId | null },
): Promise<Word[]> =>
  db.all(
    Word,
    statement(
      `${WORDS} WHERE m.workshop_request_id = :id AND (:associationId IS NULL OR m.association_id = :associationId) ORDER BY m.created_at`,
      {
        id,
        associationId,
      },
    ),
  );

/** Messages that somebody asked an operator to look at, at most 50, oldest first. */
export const reportedWords = (db: Database): Promise<Word[]> =>
  db.all(Word, statement(`${WORDS} WHERE m.reported_at IS NOT NULL ORDER BY m.reported_at LIMIT 50`));

export const insertWord = (
  word: { id: string; request: RequestId; association: OrganisationId; by: Proposer; body: string },
  now: number,
): Statement =>
  statement(
    `INSERT INTO request_messages (id, workshop_request_id, association_id, written_by, body_id, created_at)
     VALUES (:id, :request, :association, :by, :body, :now)`,
    { id: word.id, request: word.request, association: word.association, by: word.by, body: word.body, now },
  );

/** One side asks an operator to look at what the other wrote. */
export const reportWord = (id: string, now: number): Statement =>
  statement("UPDATE request_messages SET reported_at = :now WHERE id = :id AND reported_at IS NULL", { id, now });

/** An operator has looked: the words stay, or they are gone. */
export const settleWord = (id: string, isKept: boolean): Statement =>
  statement("UPDATE request_messages SET reported_at = NULL, body_id = iif(:isKept, body_id, NULL) WHERE id = :id", {
    id,
    isKept,
  });

/** Where the words of some requests are sealed. */
export async function bodiesOf(db: Database, ids: readonly RequestId[]): Promise<string[]> {
  const query = statement(
    `SELECT body_id FROM request_messages
     WHERE workshop_request_id IN (SELECT value FROM json_each(:ids)) AND body_id IS NOT NULL`,
    { ids },
  );
  return (await db.all(z.object({ body_id: z.string() }), query)).map((found) => found.body_id);
}

const Colleague = row({ contact_id: idOf("ctc"), workshop_request_id: idOf("wrq") });
/** The colleagues of some requests. */
export const colleaguesOf = (db: Database, ids: readonly RequestId[]) =>
  db.all(
    Colleague,
    statement(
      `SELECT ${Colleague.columns()} FROM request_colleagues WHERE workshop_request_id IN (SELECT value FROM json_each(:ids))`,
      { ids },
    ),
  );
/** The requests that somebody follows, or was invited to follow. */
export const followedBy = (db: Database, contactId: ContactId) =>
  db.all(
    Colleague,
    statement(`SELECT ${Colleague.columns()} FROM request_colleagues WHERE contact_id = :contactId`, { contactId }),
  );

/** Requests that are erased keep neither words nor colleagues. */
export const forgetPeopleOf = (ids: readonly RequestId[]): Statement[] => [
  statement("DELETE FROM request_messages WHERE workshop_request_id IN (SELECT value FROM json_each(:ids))", { ids }),
  statement("DELETE FROM request_colleagues WHERE workshop_request_id IN (SELECT value FROM json_each(:ids))", { ids }),
];

/** Somebody is invited: the first free place of the two. The third finds none, and the batch fails. */
export const inviteColleague = (
  invited: { id: string; request: RequestId; addrHash: string; role: string },
  now: number,
): Statement =>
  statement(
    `INSERT INTO request_colleagues (id, workshop_request_id, contact_id, role, position, invited_at)
     VALUES (:id, :request, (SELECT id FROM contacts WHERE addr_hash = :addrHash), :role,
       (SELECT CASE WHEN EXISTS (SELECT 1 FROM request_colleagues k WHERE k.workshop_request_id = :request AND k.position = 2) THEN 3 ELSE 2 END),
       :now)`,
    { id: invited.id, request: invited.request, addrHash: invited.addrHash, role: invited.role, now },
  );
/** The constraint behind "this address is invited already". */
export const INVITED_ALREADY = "request_colleagues.workshop_request_id, request_colleagues.contact_id";

export const joinRequest = (id: string, now: number): Statement =>
  statement("UPDATE request_colleagues SET joined_at = :now WHERE id = :id AND joined_at IS NULL", { id, now });
export const leaveRequest = (id: RequestId, contactId: ContactId): Statement =>
  statement("DELETE FROM request_colleagues WHERE workshop_request_id = :id AND contact_id = :contactId", {
    id,
    contactId,
  });

/** Who was invited and never clicked is forgotten after a week; their address by the night's look at addresses. */
export const colleaguesDue: Forgetting = deleting(
  "request_colleagues",
  "Collègues invités à suivre une demande, sans réponse",
  { table: "request_colleagues", id: "id" },
  {
    where: `joined_at IS NULL AND ${after("invited_at", RETENTION.neverConfirmedAdult).where}`,
    at: after("invited_at", RETENTION.neverConfirmedAdult).at,
    by: "invited_at",
  },
);
