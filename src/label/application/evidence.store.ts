import * as z from "zod";

import type { ApplicationId } from "../../kernel/ids.ts";
import { type Database, type Statement, statement } from "../../platform/d1.ts";

/** Takes a piece out of the working copy. What was filed keeps it. */
export const removePiece = (id: string, applicationId: ApplicationId, now: number): Statement =>
  statement(
    "UPDATE evidence_files SET removed_at = :now WHERE id = :id AND application_id = :applicationId AND removed_at IS NULL",
    { id, applicationId, now },
  );

const Stored = z.object({ r2_key: z.string().nullable(), mime: z.string().nullable(), is_filed: z.int() });
/** Where the file of a piece is, and whether a filing names it. */
export const findFile = (
  db: Database,
  { id, applicationId }: { id: string; applicationId: ApplicationId },
): Promise<z.infer<typeof Stored> | null> =>
  db.one(
    Stored,
    statement(
      `SELECT e.r2_key, e.mime, EXISTS (SELECT 1 FROM submissions s WHERE s.application_id = :applicationId AND instr(s.document, :id) > 0) AS is_filed
       FROM evidence_files e WHERE e.id = :id AND e.application_id = :applicationId`,
      { id, applicationId },
    ),
  );
