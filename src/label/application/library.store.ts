import * as z from "zod";

import { type ApplicationId, type OrganisationId, type PersonId, idOf } from "../../kernel/ids.ts";
import { json, row } from "../../kernel/rows.ts";
import { EVIDENCE_KINDS } from "../scoring/formats.ts";
import { type Database, type Statement, sqlSet, statement } from "../../platform/d1.ts";
import { RETENTION } from "../../privacy/retention.ts";
import type { Counted } from "../../platform/forgetting.ts";
import { PARIS, dayOf } from "../../kernel/time.ts";
import { EDITABLE } from "./application.ts";

const Row = row({
  id: z.string(),
  name: z.string(),
  kind: z.enum(EVIDENCE_KINDS),
  url: z.string().nullable(),
  r2_key: z.string().nullable(),
  sha256: z.string().nullable(),
  bytes: z.int().nullable(),
  mime: z.string().nullable(),
  issued_on: z.string(),
  expires_on: z.string().nullable(),
  carried_by: z.string().nullable(),
  superseded_by: z.string().nullable(),
  uses: json(z.array(z.object({ application: idOf("app"), offer: z.string(), criterion: z.string() }))),
});
/** A piece of a mutuelle, and what rests on it now. */
export type LibraryPiece = z.output<typeof Row>;

const USES = `(SELECT json_group_array(json_object('application', e.application_id, 'offer', a.offer_name, 'criterion', e.criterion_id) ORDER BY a.id, e.criterion_id)
  FROM evidence_files e JOIN applications a ON a.id = e.application_id WHERE e.library_id = p.id AND e.removed_at IS NULL)`;
const COLUMNS = `p.id, p.name, p.kind, p.url, p.r2_key, p.sha256, p.bytes, p.mime, p.issued_on, p.expires_on, p.carried_by, p.superseded_by, ${USES} AS uses`;

/** A mutuelle's pieces by name: the newest version of each, and older ones that something still rests on. */
export const libraryOf = async (db: Database, organisationId: OrganisationId): Promise<LibraryPiece[]> =>
  (
    await db.all(
      Row,
      statement(
        `SELECT ${COLUMNS} FROM library_pieces p WHERE p.organisation_id = :organisationId AND p.removed_at IS NULL ORDER BY p.name, p.issued_on DESC, p.id`,
        { organisationId },
      ),
    )
  ).filter((one) => one.supersededBy === null || one.uses.length > 0);

/** One of them; null for another mutuelle's. */
export const findPiece = (
  db: Database,
  { id, organisationId }: { id: string; organisationId: OrganisationId },
): Promise<LibraryPiece | null> =>
  db.one(
    Row,
    statement(
      `SELECT ${COLUMNS} FROM library_pieces p WHERE p.id = :id AND p.organisation_id = :organisationId AND p.removed_at IS NULL`,
      { id, organisationId },
    ),
  );

/** The piece that is this very file already, if there is one. */
export const pieceOfFile = (
  db: Database,
  { organisationId, sha256 }: { organisationId: OrganisationId; sha256: string },
): Promise<LibraryPiece | null> =>
  db.one(
    Row,
    statement(
      `SELECT ${COLUMNS} FROM library_pieces p WHERE p.organisation_id = :organisationId AND p.sha256 = :sha256 AND p.removed_at IS NULL AND p.superseded_by IS NULL
       ORDER BY p.id DESC LIMIT 1`,
      { organisationId, sha256 },
    ),
  );

export type New = Omit<LibraryPiece, "supersededBy" | "uses"> & {
  organisationId: OrganisationId;
  by: PersonId;
  now: number;
};
/** Keeps a piece of a mutuelle. */
export const addToLibrary = (p: New): Statement =>
  statement(
    `INSERT INTO library_pieces (id, organisation_id, name, kind, url, r2_key, sha256, bytes, mime, issued_on, expires_on, carried_by, added_by, created_at)
     VALUES (:id, :organisationId, :name, :kind, :url, :r2Key, :sha256, :bytes, :mime, :issuedOn, :expiresOn, :carriedBy, :by, :now)`,
    {
      id: p.id,
      organisationId: p.organisationId,
      name: p.name,
      kind: p.kind,
      url: p.url,
      r2Key: p.r2Key,
      sha256: p.sha256,
      bytes: p.bytes,
      mime: p.mime,
      issuedOn: p.issuedOn,
      expiresOn: p.expiresOn,
      carriedBy: p.carriedBy,
      by: p.by,
      now: p.now,
    },
  );

/** Another version takes the place of a piece; nothing when one already has. */
export const supersede = (id: string, by: string): Statement =>
  statement("UPDATE library_pieces SET superseded_by = :by WHERE id = :id AND superseded_by IS NULL", { id, by });

/** Takes a piece out of the library, if nothing rests on it. */
export const removeFromLibrary = (id: string, now: number): Statement =>
  statement(
    `UPDATE library_pieces SET removed_at = :now WHERE id = :id AND removed_at IS NULL
       AND NOT EXISTS (SELECT 1 FROM evidence_files e WHERE e.library_id = :id AND e.removed_at IS NULL)`,
    { id, now },
  );

export type Use = {
  id: string;
  applicationId: ApplicationId;
  criterionId: string;
  libraryId: string;
  pages: string;
  visibility: string;
  by: PersonId;
  now: number;
  /** The use whose place it takes, once: nothing is written where that is gone. */
  replaces?: string;
};
/** Pieces of one application, at most. */
export const MOST_PIECES = 300;
const IS_FULL = `(SELECT count(*) FROM evidence_files n WHERE n.application_id = a.id AND n.removed_at IS NULL) >= ${MOST_PIECES}`;
const MAY_GIVE = `(a.state IN ${sqlSet(EDITABLE)} OR (a.state = 'contradictory' AND a.due_on >= :todayOn) OR EXISTS (SELECT 1 FROM measures m
  WHERE m.application_id = a.id AND m.closed_at IS NULL AND m.heard_until_on >= :todayOn))`;
const SAME_USE =
  "e.application_id = :applicationId AND e.criterion_id = :criterionId AND e.library_id = :libraryId AND e.pages = :pages AND e.removed_at IS NULL";
/** The criterion rests on those pages of the piece already: each use counts for one document, so that it is the one that is said again. Its row, if it is there. */
export const sayAgain = (u: Use): Statement =>
  statement(
    `UPDATE evidence_files AS e SET visibility = :visibility WHERE ${SAME_USE}
       AND EXISTS (SELECT 1 FROM applications a WHERE a.id = e.application_id AND ${MAY_GIVE}) RETURNING id`,
    {
      applicationId: u.applicationId,
      criterionId: u.criterionId,
      libraryId: u.libraryId,
      pages: u.pages,
      visibility: u.visibility,
      todayOn: dayOf(u.now, PARIS),
    },
  );
/** A criterion of an application rests on a piece of its mutuelle, as long as pieces may be given: nothing is written otherwise. Its row, if it is new. */
export const usePiece = (u: Use): Statement =>
  statement(
    `INSERT INTO evidence_files (id, application_id, criterion_id, kind, url, r2_key, sha256, bytes, mime, issued_on, expires_on,
       visibility, carried_by, state, added_by, created_at, library_id, name, pages)
     SELECT :id, a.id, :criterionId, p.kind, p.url, p.r2_key, p.sha256, p.bytes, p.mime, p.issued_on, p.expires_on, :visibility, p.carried_by, 'received',
       :by, :now, p.id, p.name, :pages
     FROM library_pieces p JOIN applications a ON a.organisation_id = p.organisation_id
     WHERE p.id = :libraryId AND p.removed_at IS NULL AND a.id = :applicationId
       AND ${MAY_GIVE}
       AND (:replaces = '' OR EXISTS (SELECT 1 FROM evidence_files o WHERE o.id = :replaces AND o.application_id = a.id AND o.removed_at IS NULL))
       AND (:replaces <> '' OR NOT (${IS_FULL} OR EXISTS (SELECT 1 FROM evidence_files e WHERE ${SAME_USE})))
     RETURNING id`,
    {
      id: u.id,
      applicationId: u.applicationId,
      criterionId: u.criterionId,
      libraryId: u.libraryId,
      pages: u.pages,
      visibility: u.visibility,
      by: u.by,
      now: u.now,
      todayOn: dayOf(u.now, PARIS),
      replaces: u.replaces ?? "",
    },
  );
/** Whether an application that still takes pieces has as many as it may. */
export const isFull = async (
  db: Database,
  { applicationId, now }: Pick<Use, "applicationId" | "now">,
): Promise<boolean> =>
  (await db.one(
    z.object({ id: z.string() }),
    statement(`SELECT a.id FROM applications a WHERE a.id = :applicationId AND ${IS_FULL} AND ${MAY_GIVE}`, {
      applicationId,
      todayOn: dayOf(now, PARIS),
    }),
  )) !== null;
/** The use whose place another took, in the same batch, leaves the working copy. Its row: whether it was taken. */
export const leaveTo = ({ id, replaces, now }: { id: string; replaces: string; now: number }): Statement =>
  statement(
    `UPDATE evidence_files SET removed_at = :now WHERE id = :replaces AND removed_at IS NULL AND EXISTS (SELECT 1 FROM evidence_files n WHERE n.id = :id)
     RETURNING id`,
    { id, replaces, now },
  );

/** A file that something keeps: the library, a use that stands, or a filing that names one. */
const IS_HELD = `EXISTS (SELECT 1 FROM library_pieces p WHERE p.r2_key = :key AND p.removed_at IS NULL)
  OR EXISTS (SELECT 1 FROM evidence_files e WHERE e.r2_key = :key AND e.application_id <> :except
    AND (e.removed_at IS NULL OR EXISTS (SELECT 1 FROM submissions s WHERE s.application_id = e.application_id AND instr(s.document, e.id) > 0)))`;
/** Whether a file may be erased; `except`: the application that goes with it. */
export const isHeld = async (db: Database, { key, except = "" }: { key: string; except?: string }): Promise<boolean> =>
  (await db.one(z.object({ n: z.int() }), statement(`SELECT (${IS_HELD}) AS n`, { key, except })))?.n === 1;

/** Pieces that no application names and that were kept for a year for nothing. */
const UNUSED = `FROM library_pieces p WHERE p.created_at <= :now - ${RETENTION.drafts}
  AND NOT EXISTS (SELECT 1 FROM evidence_files e WHERE e.library_id = p.id)`;
export const libraryCounted: Counted = {
  key: "library",
  label: "Pièces de mutuelles qu’aucune candidature ne nomme, après un an",
  due: `SELECT p.created_at + ${RETENTION.drafts} AS due_at ${UNUSED}`,
  by: "p.created_at",
};
const Old = row({ id: z.string(), r2_key: z.string().nullable() });
/** Some of them. */
export const unusedPieces = (
  db: Database,
  { now, most }: { now: number; most: number },
): Promise<z.output<typeof Old>[]> =>
  db.all(Old, statement(`SELECT p.id, p.r2_key ${UNUSED} ORDER BY p.created_at LIMIT :most`, { now, most }));
export const forgetPiece = (id: string): Statement => statement("DELETE FROM library_pieces WHERE id = :id", { id });

/** Of these files, those that no piece names: a restore took their rows away. */
export async function withoutRow(db: Database, keys: readonly string[]): Promise<string[]> {
  const rows = await db.all(
    z.object({ key: z.string() }),
    statement(
      `SELECT j.value AS key FROM json_each(:keys) j WHERE NOT EXISTS (SELECT 1 FROM evidence_files e WHERE e.r2_key = j.value)
         AND NOT EXISTS (SELECT 1 FROM library_pieces p WHERE p.r2_key = j.value)`,
      { keys },
    ),
  );
  return rows.map(({ key }) => key);
}
