import * as z from "zod";

import type { PersonId, ApplicationId } from "../../kernel/ids.ts";
import { type Database, type Statement, sqlSet, statement } from "../../platform/d1.ts";
import { type Piece, TAKES_PIECES } from "./application.ts";

type New = Omit<Piece, "libraryId" | "newerId" | "name" | "pages"> & {
  applicationId: ApplicationId;
  r2Key: string | null;
  by: PersonId;
  now: number;
};
/** Keeps a piece in the working copy, as long as it can be worked on: nothing is written otherwise. */
export const addPiece = (p: New): Statement =>
  statement(
    `INSERT INTO evidence_files (id, application_id, criterion_id, kind, url, r2_key, sha256, bytes, mime, issued_on, expires_on,
       visibility, carried_by, state, added_by, created_at)
     SELECT :id, :applicationId, :criterionId, :kind, :url, :r2Key, :sha256, :bytes, :mime, :issuedOn, :expiresOn, :visibility, :carriedBy, 'received', :by, :now FROM applications
     WHERE id = :applicationId AND (state IN ${sqlSet(TAKES_PIECES)} OR EXISTS (SELECT 1 FROM measures m WHERE m.application_id = applications.id
       AND m.closed_at IS NULL AND m.heard_until_on >= date(:now, 'unixepoch')))`,
    {
      id: p.id,
      applicationId: p.applicationId,
      criterionId: p.criterionId,
      kind: p.kind,
      url: p.url,
      r2Key: p.r2Key,
      sha256: p.sha256,
      bytes: p.bytes,
      mime: p.mime,
      issuedOn: p.issuedOn,
      expiresOn: p.expiresOn,
      visibility: p.visibility,
      carriedBy: p.carriedBy,
      by: p.by,
      now: p.now,
    },
  );

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
