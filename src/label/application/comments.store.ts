import * as z from "zod";

import { type ApplicationId, type ContactId, type PersonId, idOf } from "../../kernel/ids.ts";
import { type RowOf, flag, instant, row } from "../../kernel/rows.ts";
import { type Database, type Statement, statement } from "../../platform/d1.ts";

/* What the team of a mutuelle says among itself. No query of the assessment reads it. */

const Row = row({
  id: z.string(),
  criterion_id: z.string(),
  person_id: idOf("per"),
  is_owners: flag,
  text: z.string(),
  created_at: instant,
});
export type Comment = RowOf<typeof Row>;

/** Everything that was said about an application, the oldest first. */
export const commentsOf = (db: Database, applicationId: ApplicationId): Promise<Comment[]> =>
  db.all(
    Row,
    statement(
      `SELECT c.id, c.criterion_id, c.person_id, o.owner_id IS c.person_id AS is_owners, c.text, c.created_at
       FROM team_comments c JOIN applications a ON a.id = c.application_id JOIN organisations o ON o.id = a.organisation_id
       WHERE c.application_id = :applicationId ORDER BY c.id`,
      { applicationId },
    ),
  );

type New = { id: string; applicationId: ApplicationId; criterionId: string; by: PersonId; text: string; now: number };
export const writeComment = (comment: New): Statement =>
  statement(
    `INSERT INTO team_comments (id, application_id, criterion_id, person_id, text, created_at)
     VALUES (:id, :applicationId, :criterionId, :by, :text, :now)`,
    comment,
  );
/** Takes one's own words back. */
export const dropComment = (own: { id: string; applicationId: ApplicationId; by: PersonId }): Statement =>
  statement("DELETE FROM team_comments WHERE id = :id AND application_id = :applicationId AND person_id = :by", own);

const Told = row({ contact_id: idOf("ctc") });
/** Whom a comment may be meant for: one person, or everybody of the team but its author. */
export type Meant = "owner" | "answerer" | "team";
export const meantFor = async (
  db: Database,
  {
    applicationId,
    criterionId,
    meant,
    by,
  }: { applicationId: ApplicationId; criterionId: string; meant: Meant; by: string },
): Promise<ContactId[]> =>
  (
    await db.all(
      Told,
      statement(
        `SELECT DISTINCT p.contact_id FROM applications a JOIN organisations o ON o.id = a.organisation_id
           JOIN memberships m ON m.organisation_id = o.id AND m.ended_at IS NULL JOIN people p ON p.id = m.person_id
         WHERE a.id = :applicationId AND p.id <> :by AND (:meant = 'team' OR (:meant = 'owner' AND p.id = o.owner_id)
           OR (:meant = 'answerer' AND p.id = (SELECT saved_by FROM answers WHERE application_id = a.id AND criterion_id = :criterionId)))`,
        { applicationId, criterionId, meant, by },
      ),
    )
  ).map(({ contactId }) => contactId);

const Kept = row({ offer: z.string(), text: z.string() });
/** What somebody said, for whoever asks what is kept of them. */
export const commentsBy = (db: Database, contactId: ContactId): Promise<RowOf<typeof Kept>[]> =>
  db.all(
    Kept,
    statement(
      `SELECT a.offer_name AS offer, c.text FROM people p JOIN team_comments c ON c.person_id = p.id
       JOIN applications a ON a.id = c.application_id WHERE p.contact_id = :contactId ORDER BY c.id`,
      { contactId },
    ),
  );
export const forgetCommentsBy = (contactId: ContactId): Statement =>
  statement("DELETE FROM team_comments WHERE person_id IN (SELECT id FROM people WHERE contact_id = :contactId)", {
    contactId,
  });
