import * as z from "zod";

import { flag, row } from "../../kernel/rows.ts";
import type { EventEnvelope } from "../../kernel/event.ts";
import { type Database, type Statement, sqlSet, statement } from "../../platform/d1.ts";
import { recordEvent } from "../../platform/outbox.ts";
import {
  type School,
  PRIORITIES,
  SCHOOL_KINDS,
  SCHOOL_SOURCES,
  SCHOOL_STATUSES,
  SECTORS,
  type SchoolKind,
  TEACHING,
  hasWords,
  schoolQuery,
} from "./school.ts";

const COLUMNS = `uai, name, kind, sector, address, postcode, commune, commune_code, departement_code, academie_code, priority,
  has_nursery, has_primary, has_general, has_technical, has_vocational, official_email, status, source, source_updated_on`;
const Row = row({
  uai: z.string(),
  name: z.string(),
  kind: z.enum(Object.keys(SCHOOL_KINDS) as [SchoolKind, ...SchoolKind[]]),
  sector: z.enum(SECTORS),
  address: z.string(),
  postcode: z.string(),
  commune: z.string(),
  commune_code: z.string(),
  departement: z.string(),
  academie: z.string(),
  priority: z.enum(PRIORITIES),
  has_nursery: flag,
  has_primary: flag,
  has_general: flag,
  has_technical: flag,
  has_vocational: flag,
  official_email: z.string().nullable(),
  status: z.enum(SCHOOL_STATUSES),
  source: z.enum(SCHOOL_SOURCES),
  source_updated_on: z.string().nullable(),
});
const SELECTED = Row.columns("schools", { departement: "departement_code", academie: "academie_code" });

/** One school by its UAI, whatever its status. */
export const findSchool = (db: Database, uai: string): Promise<School | null> =>
  db.one(Row, statement(`SELECT ${SELECTED} FROM schools WHERE uai = :uai`, { uai }));

/** The schools of these UAIs that are known. */
export const schoolsOf = (db: Database, uais: readonly string[]): Promise<School[]> =>
  db.all(Row, statement(`SELECT ${SELECTED} FROM schools WHERE uai IN (SELECT value FROM json_each(:uais))`, { uais }));

/** How many schools a search shows; one more is read, to know whether there are others. */
const MOST_FOUND = 12;

/**
 * The schools that what was typed may mean: at most `MOST_FOUND`, by one range of the tokens' key (13 rows of it and 13
 * schools are read, whatever the size of the directory). `hasMore` asks for another word.
 */
export async function searchSchools(db: Database, typed: string): Promise<{ schools: School[]; hasMore: boolean }> {
  const query = schoolQuery(typed);
  if (query === null) {
    return { schools: [], hasMore: false };
  }
  const found = await db.all(
    Row,
    statement(
      `SELECT ${SELECTED} FROM (SELECT uai AS found FROM school_tokens WHERE token >= :from AND token < :to ORDER BY token LIMIT ${MOST_FOUND + 1})
         CROSS JOIN schools ON schools.uai = found`,
      { from: query.from, to: query.to },
    ),
  );
  const once = new Map(found.map((school) => [school.uai, school]));
  const schools = [...once.values()].filter((school) => hasWords(school, query.words));
  return { schools: schools.slice(0, MOST_FOUND), hasMore: found.length > MOST_FOUND };
}

/** The directory's bookable schools of a département, for finding those that a new file no longer has. */
export const directoryOf = (db: Database, departement: string): Promise<School[]> =>
  db.all(
    Row,
    statement(
      `SELECT ${SELECTED} FROM schools WHERE departement_code = :departement AND source = 'directory' AND status IN ${sqlSet(TEACHING)}`,
      { departement },
    ),
  );

/** Writes schools, new or changed: one JSON parameter, unpacked in SQL. */
export const writeSchools = (schools: readonly School[], now: number): Statement =>
  statement(
    `INSERT INTO schools (${COLUMNS}, created_at, updated_at)
     SELECT ${FIELDS.map((field) => `value ->> '$.${field}'`).join(", ")}, :now, :now FROM json_each(:schools) WHERE true
     ON CONFLICT (uai) DO UPDATE SET (${COLUMNS}, updated_at) = (${COLUMNS.replace(/\w+/g, "excluded.$&")}, excluded.updated_at)`,
    { schools, now },
  );
/** The fields of `School`, in the order of `COLUMNS`. */
const FIELDS: readonly (keyof School)[] = [
  "uai",
  "name",
  "kind",
  "sector",
  "address",
  "postcode",
  "commune",
  "communeCode",
  "departement",
  "academie",
  "priority",
  "hasNursery",
  "hasPrimary",
  "hasGeneral",
  "hasTechnical",
  "hasVocational",
  "officialEmail",
  "status",
  "source",
  "sourceUpdatedOn",
];

type Token = readonly [token: string, uai: string];
/** Forgets and writes the words that find schools. */
export const changeTokens = (gone: readonly Token[], added: readonly Token[]): Statement[] => [
  statement("DELETE FROM school_tokens WHERE (token, uai) IN (SELECT value ->> 0, value ->> 1 FROM json_each(:gone))", {
    gone,
  }),
  statement(
    "INSERT INTO school_tokens (token, uai) SELECT value ->> 0, value ->> 1 FROM json_each(:added) WHERE true ON CONFLICT DO NOTHING",
    { added },
  ),
];

/** What one import did, in schools and lines. */
export type ImportCounts = { rows: number; added: number; changed: number; absent: number; rejected: number };

/** The trail of an import that is done. */
export const recordImport = (
  { id, sha256, now }: { id: string; sha256: string; now: number },
  counts: ImportCounts,
  event: EventEnvelope,
): Statement[] => [
  statement(
    `INSERT INTO school_imports (id, file_sha256, rows, added, changed, absent, rejected, created_at)
     VALUES (:id, :sha256, :rows, :added, :changed, :absent, :rejected, :now)`,
    {
      id,
      sha256,
      rows: counts.rows,
      added: counts.added,
      changed: counts.changed,
      absent: counts.absent,
      rejected: counts.rejected,
      now,
    },
  ),
  recordEvent(event),
];

/** The file that was imported last, or null. */
export const lastImport = (db: Database): Promise<{ file_sha256: string; created_at: number } | null> =>
  db.one(
    z.object({ file_sha256: z.string(), created_at: z.int() }),
    statement("SELECT file_sha256, created_at FROM school_imports ORDER BY created_at DESC LIMIT 1"),
  );
