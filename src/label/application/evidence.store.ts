import * as z from "zod";

import { type Database, type Statement, statement } from "../../platform/d1.ts";
import type { Piece } from "./application.ts";

type New = Piece & { applicationId: string; r2Key: string | null; by: string; now: number };
/** Keeps a piece in the working copy, as long as it can be worked on: nothing is written otherwise. */
export const addPiece = (p: New): Statement =>
  statement(
    `INSERT INTO evidence_files (id, application_id, criterion_id, kind, url, r2_key, sha256, bytes, mime, issued_on, expires_on,
       visibility, carried_by, state, added_by, created_at)
     SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, 'received', ?14, ?15 FROM applications
     WHERE id = ?2 AND state IN ('draft', 'submitted', 'clarification', 'contradictory')`,
    p.id,
    p.applicationId,
    p.criterionId,
    p.kind,
    p.url,
    p.r2Key,
    p.sha256,
    p.bytes,
    p.mime,
    p.issuedOn,
    p.expiresOn,
    p.visibility,
    p.carriedBy,
    p.by,
    p.now,
  );

/** Takes a piece out of the working copy. What was filed keeps it. */
export const removePiece = (id: string, applicationId: string, now: number): Statement =>
  statement(
    "UPDATE evidence_files SET removed_at = ?3 WHERE id = ?1 AND application_id = ?2 AND removed_at IS NULL",
    id,
    applicationId,
    now,
  );

const Stored = z.object({ r2_key: z.string().nullable(), mime: z.string().nullable(), is_filed: z.int() });
/** Where the file of a piece is, and whether a filing names it. */
export const findFile = (db: Database, id: string, applicationId: string): Promise<z.infer<typeof Stored> | null> =>
  db.one(
    Stored,
    statement(
      `SELECT e.r2_key, e.mime, EXISTS (SELECT 1 FROM submissions s WHERE s.application_id = ?2 AND instr(s.document, ?1) > 0) AS is_filed
       FROM evidence_files e WHERE e.id = ?1 AND e.application_id = ?2`,
      id,
      applicationId,
    ),
  );

/** Whether an application has already been given this very file, kept or taken out since. */
export async function isKnownFile(db: Database, applicationId: string, sha256: string): Promise<boolean> {
  const found = await db.one(
    z.object({ n: z.int() }),
    statement(
      "SELECT count(*) AS n FROM evidence_files WHERE application_id = ?1 AND sha256 = ?2",
      applicationId,
      sha256,
    ),
  );
  return (found?.n ?? 0) > 0;
}
