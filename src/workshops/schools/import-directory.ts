import type { Deps } from "../../platform/deps.ts";
import { directoryEvent } from "./directory.events.ts";
import { type School, tokensOf } from "./school.ts";
import * as store from "./schools.store.ts";

/** A line of the file, by its number: the school, or why it cannot be kept. */
export type Line = { line: number } & ({ school: School } | { reason: string });
/** A file that can be read twice: once to judge it, once to write. */
export type DirectoryFile = { sha256: string; lines: () => AsyncIterable<Line> };

/** What was done; `alreadySince` when this very file was the last one imported and nothing was read again. */
export type Report = store.ImportCounts & { rejects: string[]; alreadySince: number | null };
type Refused =
  | { ok: false; why: "empty" }
  | { ok: false; why: "too_many_bad_lines"; rejects: string[]; rows: number }
  | { ok: false; why: "too_many_gone"; gone: number; of: number };
type Options = { acceptDrop?: boolean; onProgress?: (rows: number, of: number) => void };
type Survey = { rows: number; rejects: string[]; seen: Set<string>; departements: Set<string> };

/** Schools in one transaction; the file's share of bad lines, and of open schools gone, past which nothing is written. */
const BATCH = 500;
const MOST_BAD = 0.01;
const MOST_GONE = 0.05;

/**
 * Brings the directory up to date with a file: first judges the whole file, then writes what is new or changed, batch by
 * batch, then marks as absent, in the départements of the file alone, the schools it no longer has. Nothing is deleted.
 * Interrupted, it is simply run again.
 */
export async function importDirectory(
  deps: Pick<Deps, "db" | "now" | "newId">,
  {
    file,
    options: { acceptDrop = false, onProgress = () => undefined } = {},
  }: { file: DirectoryFile; options?: Options },
): Promise<{ ok: true; report: Report } | Refused> {
  const last = await store.lastImport(deps.db);
  const none = { rows: 0, added: 0, changed: 0, absent: 0, rejected: 0, rejects: [] };
  if (last?.file_sha256 === file.sha256) {
    return { ok: true, report: { ...none, alreadySince: last.created_at } };
  }
  const judged = await judge(deps, { file, acceptDrop });
  if (!judged.ok) {
    return judged;
  }
  const { rows, rejects, gone } = judged;
  const counts = { rows, rejected: rejects.length, added: 0, changed: 0, absent: gone.length };
  const write = async (schools: readonly School[]): Promise<void> => {
    const done = await writeBatch(deps, schools);
    counts.added += done.added;
    counts.changed += done.changed;
  };
  await inBatches(file, rows, write, onProgress);
  for (let i = 0; i < gone.length; i += BATCH) {
    await writeBatch(deps, gone.slice(i, i + BATCH).map(asAbsent));
  }
  const id = deps.newId("imp");
  await deps.db.batch(
    store.recordImport(
      { id, sha256: file.sha256, now: deps.now },
      counts,
      directoryEvent(
        "directory.imported",
        { id: deps.newId("evt"), subject: id, at: deps.now, actor: "import:schools" },
        counts,
      ),
    ),
  );
  return { ok: true, report: { ...counts, rejects, alreadySince: null } };
}

const asAbsent = (school: School): School => ({ ...school, status: "absent" });

type Judged = { ok: true; rows: number; rejects: string[]; gone: School[] } | Refused;
/** Reads the whole file before anything is written: a file that is broken, or that has lost too many schools, changes nothing. */
async function judge(
  deps: Pick<Deps, "db">,
  { file, acceptDrop }: { file: DirectoryFile; acceptDrop: boolean },
): Promise<Judged> {
  const survey = await readThrough(file);
  const { rows, rejects } = survey;
  if (survey.seen.size === 0) {
    return rejects.length === 0 ? { ok: false, why: "empty" } : { ok: false, why: "too_many_bad_lines", rejects, rows };
  }
  if (rejects.length > rows * MOST_BAD && rejects.length > 1) {
    return { ok: false, why: "too_many_bad_lines", rejects, rows };
  }
  const { gone, of } = await goneSchools(deps, survey);
  return gone.length > of * MOST_GONE && gone.length > 1 && !acceptDrop
    ? { ok: false, why: "too_many_gone", gone: gone.length, of }
    : { ok: true, rows, rejects, gone };
}

/** Reads the whole file once, writing nothing: how many lines, which are bad, which schools and départements it holds. */
async function readThrough(file: DirectoryFile): Promise<Survey> {
  const survey: Survey = { rows: 0, rejects: [], seen: new Set(), departements: new Set() };
  for await (const line of file.lines()) {
    survey.rows += 1;
    const reason = "reason" in line ? line.reason : null;
    if (reason !== null) {
      survey.rejects.push(`ligne ${line.line} : ${reason}`);
    } else if ("school" in line) {
      const { uai, departement } = line.school;
      if (survey.seen.has(uai)) {
        survey.rejects.push(`ligne ${line.line} : ${uai} est déjà plus haut dans le fichier`);
      }
      survey.seen.add(uai);
      survey.departements.add(departement);
    }
  }
  return survey;
}

async function goneSchools(
  { db }: Pick<Deps, "db">,
  { seen, departements }: Survey,
): Promise<{ gone: School[]; of: number }> {
  const gone: School[] = [];
  let of = 0;
  for (const departement of departements) {
    const known = await store.directoryOf(db, departement);
    of += known.length;
    gone.push(...known.filter((school) => !seen.has(school.uai)));
  }
  return { gone, of };
}

async function inBatches(
  file: DirectoryFile,
  rows: number,
  write: (schools: readonly School[]) => Promise<void>,
  onProgress: (done: number, of: number) => void,
): Promise<void> {
  // A school that is twice in the file counts once: its first line.
  const written = new Set<string>();
  let schools: School[] = [];
  let done = 0;
  for await (const line of file.lines()) {
    done += 1;
    if ("school" in line && !written.has(line.school.uai)) {
      written.add(line.school.uai);
      schools.push(line.school);
    }
    if (schools.length === BATCH) {
      await write(schools);
      schools = [];
      onProgress(done, rows);
    }
  }
  await write(schools);
  onProgress(rows, rows);
}

/** Writes the schools of one batch that are new or changed, with their words, as one transaction; the others cost one read. */
async function writeBatch(
  { db, now }: Pick<Deps, "db" | "now">,
  schools: readonly School[],
): Promise<{ added: number; changed: number }> {
  const before = new Map(
    (
      await store.schoolsOf(
        db,
        schools.map(({ uai }) => uai),
      )
    ).map((school) => [school.uai, school]),
  );
  const touched = schools.filter((school) => !isSame(before.get(school.uai), school));
  const tokens = (list: readonly School[]) =>
    list.flatMap((one) => tokensOf(one).map((token) => [token, one.uai] as const));
  const old = touched.flatMap((school) => before.get(school.uai) ?? []);
  if (touched.length > 0) {
    await db.batch([store.writeSchools(touched, now), ...store.changeTokens(tokens(old), tokens(touched))]);
  }
  return { added: touched.length - old.length, changed: old.length };
}

const isSame = (known: School | undefined, read: School): boolean =>
  known !== undefined && (Object.keys(read) as (keyof School)[]).every((field) => known[field] === read[field]);
