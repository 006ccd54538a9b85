import * as z from "zod";

import { type ApplicationId, type ContactId, type PersonId, idOf } from "../../kernel/ids.ts";
import { type Database, sqlSet, statement } from "../../platform/d1.ts";
import { GRADING } from "./process.ts";

const Contact = z.object({ contact_id: idOf("ctc") });
/** Where a person is written to. */
export const contactOfPerson = async (db: Database, personId: PersonId): Promise<ContactId | null> =>
  (await db.one(Contact, statement("SELECT contact_id FROM people WHERE id = :personId", { personId })))?.contact_id ??
  null;

/** Assessors and the third person of a file, once both assessors have handed in; nobody before. */
export const contactsOfTask = async (db: Database, applicationId: ApplicationId): Promise<ContactId[]> =>
  (
    await db.all(
      Contact,
      statement(
        `SELECT p.contact_id FROM assignments g JOIN people p ON p.id = g.person_id
         WHERE g.application_id = :applicationId AND g.task IN ${sqlSet(GRADING)} AND 2 = (SELECT count(*) FROM assignments d
           WHERE d.application_id = :applicationId AND d.task = 'assessor' AND d.done_at IS NOT NULL) ORDER BY p.contact_id`,
        { applicationId },
      ),
    )
  ).map((row) => row.contact_id);

const Judge = z.object({ contact_id: idOf("ctc"), due_on: z.string() });
/** The third person of a file that is open to answers, and until when. */
export const judgeOf = (db: Database, applicationId: ApplicationId) =>
  db.one(
    Judge,
    statement(
      `SELECT p.contact_id, a.due_on FROM applications a JOIN assignments g ON g.application_id = a.id JOIN people p ON p.id = g.person_id
       WHERE a.id = :applicationId AND a.state = 'contradictory' AND a.due_on IS NOT NULL AND g.task = 'adjudicator' AND p.contact_id IS NOT NULL`,
      { applicationId },
    ),
  );

/** Who noted a finding, and until when it is to be mended. */
export const finderOf = (db: Database, findingId: string) =>
  db.one(
    Judge,
    statement(
      `SELECT p.contact_id, f.due_on FROM findings f JOIN people p ON p.id = f.person_id WHERE f.id = :findingId AND p.contact_id IS NOT NULL`,
      { findingId },
    ),
  );

/** Under which number a decision is in the log. */
export const decisionNumber = async (db: Database, id: string): Promise<number | null> =>
  (await db.one(z.object({ n: z.int() }), statement("SELECT journal_seq AS n FROM decisions WHERE id = :id", { id })))
    ?.n ?? null;
