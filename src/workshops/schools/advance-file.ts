import type { Deps } from "../../platform/deps.ts";
import { log } from "../../platform/log.ts";
import type { Bytes } from "./encoding.ts";
import * as store from "./files.store.ts";
import { BATCH, asAbsent, importDone, indexDepartement, schoolBatches, writeBatch } from "./import-directory.ts";
import { judgeDirectory } from "./judge-directory.ts";
import { type DirectoryFile, openDirectory } from "./open-directory.ts";
import { runProbes } from "./run-probes.ts";
import type { School } from "./school.ts";
import { departementsOf, lastImport } from "./schools.store.ts";
import { type Verdict, unanswered } from "./verdict.ts";

/** What the reactor hands in: the bytes of a file, how it is dropped, the time that goes on; how many searches try the new directory. */
export type Shelf = {
  open: (key: string) => Bytes;
  drop: (key: string) => Promise<void>;
  clock: () => number;
  probes: number;
};
type Given = Pick<Deps, "db" | "now" | "newId">;

/** Seconds for which a file is one reactor's: longer than anything takes between two signs of life. */
const LEASE = 180;
/** Batches written in one go, so that other work is not kept waiting; tries after which a file is given up. */
const MOST_BATCHES = 40;
const MOST_TRIES = 6;

/**
 * Works on one file that was given or is to be written, for a while; true when work is left. Killed anywhere, the next one goes on
 * from the last batch: a batch and its count are one transaction.
 */
export async function advanceFile(deps: Given, shelf: Shelf): Promise<boolean> {
  const file = await store.claimFile(deps.db, { now: shelf.clock(), until: shelf.clock() + LEASE });
  if (file === null) {
    return false;
  }
  try {
    return await work(deps, { shelf, file });
  } catch (error) {
    log.error("directory.file_failed", error, { file: file.id, tries: file.tries });
    const isLast = file.tries >= MOST_TRIES;
    await deps.db.batch([
      isLast
        ? store.refuseFile(
            file.id,
            "La lecture s’est arrêtée six fois. Rien de plus n’est écrit : donnez le fichier de nouveau.",
          )
        : store.holdFile(file.id, shelf.clock() + 60 * file.tries),
    ]);
    return false;
  }
}

async function work(deps: Given, { shelf, file }: { shelf: Shelf; file: store.GivenFile }): Promise<boolean> {
  const last = await lastImport(deps.db);
  if (file.state === "given" && last?.file_sha256 === file.sha256) {
    await deps.db.batch([store.refuseFile(file.id, "Ce fichier est le dernier importé : il n’y a rien à changer.")]);
    return true;
  }
  const opened = await openDirectory(file.sha256, shelf.open(file.r2Key ?? ""));
  if (!opened.ok) {
    await deps.db.batch([store.refuseFile(file.id, opened.problem)]);
    return true;
  }
  const { verdict, gone } = await judgeDirectory(deps, opened.file);
  const mayWrite = file.state === "writing" && (file.linesDone > 0 || unanswered(verdict, file.accepted).length === 0);
  if (!mayWrite) {
    await deps.db.batch([store.keepVerdict(file.id, "judged", verdict)]);
    await dropOld(deps, shelf);
    return true;
  }
  const first = file.linesDone === 0 ? verdict : (file.verdict ?? verdict);
  await deps.db.batch([store.keepVerdict(file.id, "writing", first)]);
  return write(deps, { shelf, file, opened: opened.file, verdict: first, gone });
}

type Writing = { file: store.GivenFile; opened: DirectoryFile; verdict: Verdict; gone: readonly School[] };
async function write(
  deps: Given,
  { shelf, file, opened, verdict, gone }: { shelf: Shelf } & Writing,
): Promise<boolean> {
  let before = file.linesDone;
  let batches = 0;
  for await (const { schools, done } of schoolBatches(opened, before)) {
    const moved = { id: file.id, before, done, until: shelf.clock() + LEASE };
    await writeBatch(deps, { schools, also: (written) => [store.countBatch(moved, written)] });
    before = done;
    batches += 1;
    if (batches === MOST_BATCHES) {
      await deps.db.batch([store.releaseFile(file.id, 0)]);
      return true;
    }
  }
  for (let i = 0; i < gone.length; i += BATCH) {
    await writeBatch(deps, {
      schools: asAbsent(gone.slice(i, i + BATCH)),
      also: ({ changed }) => [store.countAbsent(file.id, changed)],
    });
  }
  await finish(deps, { shelf, file, opened, verdict, gone });
  return true;
}

async function finish(deps: Given, { shelf, file, opened, verdict }: { shelf: Shelf } & Writing): Promise<void> {
  for (const departement of await departementsOf(deps.db)) {
    await indexDepartement(deps, departement);
  }
  const counted = await store.findFile(deps.db, file.id);
  const written = { added: counted?.added ?? 0, changed: counted?.changed ?? 0, absent: counted?.absent ?? 0 };
  const done = { file: opened, verdict, written, accepted: file.accepted, actor: "reactor" };
  await deps.db.batch([...importDone(deps, done), store.endFile(file.id, deps.now)]);
  await deps.db.batch([store.keepProbes(file.id, await runProbes(deps.db, { most: shelf.probes }))]);
  await dropOld(deps, shelf);
}

/** Only the last files keep their bytes. */
async function dropOld({ db }: Given, shelf: Shelf): Promise<void> {
  for (const key of await store.oldKeys(db)) {
    await shelf.drop(key);
    await db.batch([store.forgetKey(key)]);
  }
}
