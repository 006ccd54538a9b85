import type { Statement } from "../../platform/d1.ts";
import type { Deps } from "../../platform/deps.ts";
import { directoryEvent } from "./directory.events.ts";
import { isSame, judgeDirectory } from "./judge-directory.ts";
import type { Written } from "./file.ts";
import type { DirectoryFile } from "./open-directory.ts";
import type { School } from "./school.ts";
import { wordsByDepartement } from "./school-words.ts";
import * as store from "./schools.store.ts";
import { type Accepted, type Verdict, unanswered } from "./verdict.ts";

/** Schools in one transaction. */
export const BATCH = 500;

/** `since`: this very file was the last one imported, then, and nothing was read again. */
export type Imported =
  | { ok: true; verdict: Verdict; written: Written }
  | { ok: true; since: number }
  | { ok: false; verdict: Verdict };
type Options = { accepted?: Accepted; onProgress?: (rows: number, of: number) => void };

/**
 * Brings the directory up to date with a file: first judges the whole of it, then writes what is new or changed, batch by batch, then
 * marks as absent, in the départements of the file alone, the schools it no longer has. Nothing is deleted. Interrupted, it is simply run
 * again. Only the same file twice in a row is left alone.
 */
export async function importDirectory(
  deps: Pick<Deps, "db" | "now" | "newId">,
  { file, options: { accepted = {}, onProgress = () => undefined } = {} }: { file: DirectoryFile; options?: Options },
): Promise<Imported> {
  const last = await store.lastImport(deps.db);
  if (last?.file_sha256 === file.sha256) {
    return { ok: true, since: last.created_at };
  }
  const { verdict, gone } = await judgeDirectory(deps, file);
  if (unanswered(verdict, accepted).length > 0) {
    return { ok: false, verdict };
  }
  const written = { added: 0, changed: 0, absent: 0 };
  for await (const { schools, done } of schoolBatches(file, 0)) {
    const { added, changed } = await writeBatch(deps, { schools });
    written.added += added;
    written.changed += changed;
    onProgress(done, verdict.rows);
  }
  for (let i = 0; i < gone.length; i += BATCH) {
    written.absent += (await writeBatch(deps, { schools: asAbsent(gone.slice(i, i + BATCH)) })).changed;
  }
  for (const departement of await store.departementsOf(deps.db)) {
    await indexDepartement(deps, departement);
  }
  await deps.db.batch(importDone(deps, { file, verdict, written, accepted, actor: "import:schools" }));
  return { ok: true, verdict, written };
}

/** Schools that a file no longer has, as they are to be kept. */
export const asAbsent = (schools: readonly School[]): School[] =>
  schools.map((school) => ({ ...school, status: "absent" }));

/** The schools of a file in batches, each with the number of lines read up to its end; those of the first `after` lines are left out. */
export async function* schoolBatches(
  file: DirectoryFile,
  after: number,
): AsyncIterable<{ schools: School[]; done: number }> {
  // A school that is twice in the file counts once: its first line.
  const taken = new Set<string>();
  let schools: School[] = [];
  let done = 0;
  for await (const line of file.lines()) {
    done += 1;
    if ("school" in line && !taken.has(line.school.uai)) {
      taken.add(line.school.uai);
      schools.push(...(done > after ? [line.school] : []));
    }
    if (schools.length === BATCH) {
      yield { schools, done };
      schools = [];
    }
  }
  yield { schools, done };
}

/**
 * Writes the schools of one batch that are new or changed as one transaction, with what else belongs to it; the others cost one read.
 * Done twice, the second time changes nothing.
 */
export async function writeBatch(
  { db, now }: Pick<Deps, "db" | "now">,
  {
    schools,
    also = () => [],
  }: { schools: readonly School[]; also?: (written: Pick<Written, "added" | "changed">) => Statement[] },
): Promise<Pick<Written, "added" | "changed">> {
  const uais = schools.map(({ uai }) => uai);
  const before = new Map((await store.schoolsOf(db, uais)).map((school) => [school.uai, school]));
  const touched = schools.filter((school) => !isSame(before.get(school.uai), school));
  const changed = touched.filter((school) => before.has(school.uai)).length;
  const written = { added: touched.length - changed, changed };
  await db.batch([...store.writeSchools(touched, now), ...also(written)]);
  return written;
}

/** Makes the words that find the schools of a département say what its schools say; what is right already is not written. */
export async function indexDepartement({ db }: Pick<Deps, "db">, departement: string): Promise<void> {
  const wanted =
    wordsByDepartement(await store.bookableOf(db, departement)).get(departement) ?? new Map<string, string[]>();
  const known = new Map((await store.wordsOf(db, departement)).map(({ word, uais }) => [word, uais]));
  const fresh = [...wanted].filter(([word, uais]) => known.get(word) !== JSON.stringify(uais));
  const gone = [...known.keys()].filter((word) => !wanted.has(word));
  await db.batch(store.changeWords(departement, fresh, gone));
}

type Done = {
  file: Pick<DirectoryFile, "sha256">;
  verdict: Verdict;
  written: Written;
  accepted: Accepted;
  actor: string;
};
/** The trail of an import that is done. */
export function importDone(
  { now, newId }: Pick<Deps, "now" | "newId">,
  { file, verdict, written, accepted, actor }: Done,
): Statement[] {
  const id = newId("imp");
  const { rows, services, refused: rejected, mended } = verdict;
  const counts = { rows, services, rejected, ...written };
  return store.recordImport(
    { id, sha256: file.sha256, now },
    counts,
    directoryEvent(
      "directory.imported",
      { id: newId("evt"), subject: id, at: now, actor },
      { ...counts, mended, accepted },
    ),
  );
}
