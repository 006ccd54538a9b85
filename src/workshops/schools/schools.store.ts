import * as z from "zod";

import { flag, row } from "../../kernel/rows.ts";
import { uaiMeant } from "../../kernel/uai.ts";
import type { EventEnvelope } from "../../kernel/event.ts";
import { type Database, type Statement, inChunks, sqlSet, statement } from "../../platform/d1.ts";
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
  isBookable,
} from "./school.ts";
import { inAll, rangesOf, rank, typedWords } from "./school-search.ts";

const COLUMNS = `uai, name, kind, sector, address, postcode, commune, commune_code, departement_code, academie_code, priority,
  has_nursery, has_primary, has_general, has_technical, has_vocational, has_ulis, has_segpa, has_arts, has_cinema, has_theatre, has_sport,
  has_international, has_european, latitude, longitude, official_email, status, source, source_updated_on`;
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
  has_ulis: flag,
  has_segpa: flag,
  has_arts: flag,
  has_cinema: flag,
  has_theatre: flag,
  has_sport: flag,
  has_international: flag,
  has_european: flag,
  latitude: z.number().nullable(),
  longitude: z.number().nullable(),
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

/** How many schools a search shows. */
const MOST_FOUND = 12;
/** Rows of the index looked at to count one word; schools compared with what was typed; rows of the index when there are more. */
const MOST_COUNTED = 100;
const MOST_COMPARED = 300;
const MOST_LISTED = 360;
const MOST_LEADING = 3;

/** The words that were typed, each with about how many schools have it. */
const COUNTED = `WITH typed AS MATERIALIZED (SELECT value ->> 0 AS low, value ->> 1 AS high FROM json_each(:ranges)),
  counted AS MATERIALIZED (SELECT low, high, (SELECT sum(n) FROM (SELECT schools AS n FROM school_words
    WHERE word >= typed.low AND word < typed.high LIMIT ${MOST_COUNTED})) AS n FROM typed)`;
const Listed = z.object({ low: z.string(), uais: z.string() });

/**
 * The schools that what was typed may mean, the likeliest first, at most `MOST_FOUND`. The rarest of its words leads: schools that have
 * it are read and compared with all the others, in one round trip. Where they are too many, the lists of the rarest three are compared
 * first, which takes a second one. `hasMore`: others would answer as well. `isCut`: not all were compared. `leftOut`: no school has
 * all the words; these are the ones that lack this one.
 */
export async function searchSchools(db: Database, typed: string): Promise<Found> {
  const uai = uaiMeant(typed);
  if (uai !== null) {
    const school = await findSchool(db, uai);
    return { ...NOTHING, schools: school !== null && isBookable(school) ? [school] : [] };
  }
  const words = typedWords(typed);
  const ranges = rangesOf(words);
  const [listed = [], led = []] = await db.readAll([
    statement(
      `${COUNTED} SELECT lead.low AS low, w.uais AS uais FROM (SELECT low, high FROM counted WHERE n > 0 ORDER BY n LIMIT ${MOST_LEADING}) lead
         CROSS JOIN school_words w ON w.word >= lead.low AND w.word < lead.high LIMIT ${MOST_LISTED}`,
      { ranges },
    ),
    statement(
      `${COUNTED} SELECT ${SELECTED} FROM (SELECT DISTINCT one.value AS found
           FROM (SELECT low, high FROM counted WHERE n > 0 ORDER BY n LIMIT 1) lead
           CROSS JOIN school_words w ON w.word >= lead.low AND w.word < lead.high CROSS JOIN json_each(w.uais) one LIMIT ${MOST_COMPARED})
         CROSS JOIN schools ON schools.uai = found`,
      { ranges },
    ),
  ]);
  const compared = led.map((school) => Row.parse(school));
  if (compared.length < MOST_COMPARED) {
    return { ...rank(words, compared.filter(isBookable), MOST_FOUND), isCut: false };
  }
  const lists = listed.map((list) => Listed.parse(list));
  const both = inAll(lists, lists.length === MOST_LISTED);
  const schools = both.length === 0 ? compared : await schoolsOf(db, both.slice(0, MOST_COMPARED));
  const isCut = both.length > MOST_COMPARED || lists.length === MOST_LISTED;
  return { ...rank(words, schools.filter(isBookable), MOST_FOUND), isCut: isCut || both.length === 0 };
}
/** What a search gives. */
export type Found = { schools: School[]; hasMore: boolean; leftOut: string | null; isCut: boolean };
/** What a search for nothing gives. */
export const NOTHING: Found = { schools: [], hasMore: false, leftOut: null, isCut: false };

/** The directory's schools of a département that are open, services left out, for finding those that a new file no longer has. */
export const directoryOf = (db: Database, departement: string): Promise<School[]> =>
  db.all(
    Row,
    statement(
      `SELECT ${SELECTED} FROM schools WHERE departement_code = :departement AND source = 'directory' AND kind <> 'other' AND status IN ${sqlSet(TEACHING)}`,
      { departement },
    ),
  );

/** The schools of a département that can be booked, wherever they came from. */
export const bookableOf = (db: Database, departement: string): Promise<School[]> =>
  db.all(
    Row,
    statement(
      `SELECT ${SELECTED} FROM schools WHERE departement_code = :departement AND kind <> 'other' AND status IN ${sqlSet(TEACHING)}`,
      { departement },
    ),
  );

/** The départements that have schools: one row of the index is looked for after another. */
export async function departementsOf(db: Database): Promise<string[]> {
  const rows = await db.all(
    z.object({ code: z.string() }),
    statement(
      `WITH RECURSIVE each(code) AS (SELECT min(departement_code) FROM schools UNION ALL
         SELECT (SELECT min(departement_code) FROM schools WHERE departement_code > each.code) FROM each WHERE each.code IS NOT NULL)
       SELECT code FROM each WHERE code IS NOT NULL`,
    ),
  );
  return rows.map(({ code }) => code);
}

/** Writes schools, new or changed: JSON parameters, unpacked in SQL. */
export const writeSchools = (all: readonly School[], now: number): Statement[] =>
  inChunks(all).map((schools) =>
    statement(
      `INSERT INTO schools (${COLUMNS}, created_at, updated_at)
       SELECT ${FIELDS.map((field) => `value ->> '$.${field}'`).join(", ")}, :now, :now FROM json_each(:schools) WHERE true
       ON CONFLICT (uai) DO UPDATE SET (${COLUMNS}, updated_at) = (${COLUMNS.replace(/\w+/g, "excluded.$&")}, excluded.updated_at)`,
      { schools, now },
    ),
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
  "hasUlis",
  "hasSegpa",
  "hasArts",
  "hasCinema",
  "hasTheatre",
  "hasSport",
  "hasInternational",
  "hasEuropean",
  "latitude",
  "longitude",
  "officialEmail",
  "status",
  "source",
  "sourceUpdatedOn",
];

/** The words of a département, as the index has them. */
export const wordsOf = (db: Database, departement: string): Promise<{ word: string; uais: string }[]> =>
  db.all(
    z.object({ word: z.string(), uais: z.string() }),
    statement("SELECT word, uais FROM school_words WHERE departement_code = :departement", { departement }),
  );

/** Writes words of a département over those it has, and forgets others. */
export const changeWords = (
  departement: string,
  fresh: readonly (readonly [word: string, uais: readonly string[]])[],
  gone: readonly string[],
): Statement[] => [
  ...inChunks(fresh).map((words) =>
    statement(
      `INSERT INTO school_words (word, departement_code, schools, uais)
       SELECT value ->> 0, :departement, json_array_length(value, '$[1]'), value -> 1 FROM json_each(:words) WHERE true
       ON CONFLICT (word, departement_code) DO UPDATE SET schools = excluded.schools, uais = excluded.uais`,
      { departement, words },
    ),
  ),
  ...inChunks(gone).map((words) =>
    statement(
      "DELETE FROM school_words WHERE departement_code = :departement AND word IN (SELECT value FROM json_each(:words))",
      { departement, words },
    ),
  ),
];

/** What one import did, in schools and lines. */
export type ImportCounts = {
  rows: number;
  services: number;
  added: number;
  changed: number;
  absent: number;
  rejected: number;
};

/** The trail of an import that is done. */
export const recordImport = (
  { id, sha256, now }: { id: string; sha256: string; now: number },
  counts: ImportCounts,
  event: EventEnvelope,
): Statement[] => [
  statement(
    `INSERT INTO school_imports (id, file_sha256, rows, services, added, changed, absent, rejected, created_at)
     VALUES (:id, :sha256, :rows, :services, :added, :changed, :absent, :rejected, :now)`,
    {
      id,
      sha256,
      rows: counts.rows,
      services: counts.services,
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
