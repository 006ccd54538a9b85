import * as z from "zod";

import { type ApplicationId, idOf } from "../../kernel/ids.ts";
import { type Database, type Statement, sqlSet, statement } from "../../platform/d1.ts";
import { FRUITLESS } from "./application.ts";
import type { Counted } from "../../platform/forgetting.ts";
import { RETENTION } from "../../privacy/retention.ts";

/** Drafts, withdrawn and inadmissible applications that nobody touched for a year: they led to nothing. */
const OLD = `FROM applications p WHERE p.state IN ${sqlSet(FRUITLESS)} AND p.updated_at <= :now - ${RETENTION.drafts}
  AND NOT EXISTS (SELECT 1 FROM answers a WHERE a.application_id = p.id AND a.saved_at > :now - ${RETENTION.drafts})`;

export const draftsCounted: Counted = {
  key: "drafts",
  label: "Candidatures abandonnées depuis un an",
  due: `SELECT p.updated_at + ${RETENTION.drafts} AS due_at ${OLD}`,
  by: "p.updated_at",
};

const Old = z.object({ id: idOf("app") });
/** Applications to forget, at most `most`. */
export const oldApplications = async (
  db: Database,
  { now, most }: { now: number; most: number },
): Promise<ApplicationId[]> =>
  (await db.all(Old, statement(`SELECT p.id ${OLD} ORDER BY p.updated_at LIMIT :most`, { now, most }))).map(
    (row) => row.id,
  );

const Key = z.object({ r2_key: z.string() });
/** The files of an application, removed pieces included. */
export const filesOf = async (db: Database, applicationId: ApplicationId): Promise<string[]> =>
  (
    await db.all(
      Key,
      statement("SELECT r2_key FROM evidence_files WHERE application_id = :applicationId AND r2_key IS NOT NULL", {
        applicationId,
      }),
    )
  ).map((row) => row.r2_key);

/** What an assessment adds to an application. */
const OF_ASSESSMENT = [
  "assignments",
  "reviews",
  "exchanges",
  "adjudications",
  "findings",
  "finding_steps",
  "released_work",
  "responses",
  "replies",
  "mystery_contacts",
] as const;
/** An application and all that depends on it. */
export const forgetApplication = (applicationId: ApplicationId): Statement[] => [
  statement("DELETE FROM answers WHERE application_id = :applicationId", { applicationId }),
  statement("DELETE FROM team_comments WHERE application_id = :applicationId", { applicationId }),
  statement("DELETE FROM ranges WHERE application_id = :applicationId", { applicationId }),
  statement("DELETE FROM evidence_files WHERE application_id = :applicationId", { applicationId }),
  statement("DELETE FROM submissions WHERE application_id = :applicationId", { applicationId }),
  ...OF_ASSESSMENT.map((table) =>
    statement(`DELETE FROM ${table} WHERE application_id = :applicationId`, { applicationId }),
  ),
  statement("DELETE FROM applications WHERE id = :applicationId", { applicationId }),
];
