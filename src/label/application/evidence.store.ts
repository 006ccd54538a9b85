import * as z from "zod";

import type { ApplicationId } from "../../kernel/ids.ts";
import { type Database, type Statement, sqlSet, statement } from "../../platform/d1.ts";
import { EDITABLE } from "./application.ts";

/** Takes a piece out of the working copy, while that may be worked on. What was filed keeps it. */
export const removePiece = (id: string, applicationId: ApplicationId, now: number): Statement =>
  statement(
    `UPDATE evidence_files SET removed_at = :now WHERE id = :id AND application_id = :applicationId AND removed_at IS NULL
       AND EXISTS (SELECT 1 FROM applications a WHERE a.id = :applicationId AND a.state IN ${sqlSet(EDITABLE)})`,
    { id, applicationId, now },
  );

const Stored = z.object({ r2_key: z.string().nullable(), mime: z.string().nullable() });
/** Where the file of a piece is. */
export const findFile = (
  db: Database,
  { id, applicationId }: { id: string; applicationId: ApplicationId },
): Promise<z.infer<typeof Stored> | null> =>
  db.one(
    Stored,
    statement("SELECT e.r2_key, e.mime FROM evidence_files e WHERE e.id = :id AND e.application_id = :applicationId", {
      id,
      applicationId,
    }),
  );
