import * as z from "zod";

import { root as rootOfLeaves } from "../kernel/merkle.ts";
import { DAY } from "../kernel/time.ts";
import type { Id } from "../kernel/ids.ts";
import { type Database, type Statement, statement } from "./d1.ts";

/*
 * Trails that nobody needs each day leave the database for files (docs/archive.md): events of subjects that are over and bare. A row goes only after its file was
 * written, read back, found the same and put under a signed checkpoint. `historyOf` alone knows where a trail is.
 */

type Bytes = Uint8Array<ArrayBuffer>;
export type ArchiveShelf = {
  put: (key: string, bytes: Bytes) => Promise<void>;
  get: (key: string) => Promise<Bytes | null>;
};

/** So long after its last event a trail may leave. The trigger `events_are_kept` says the same. */
export const ARCHIVED_AFTER = 90 * DAY;
/** Subjects of one file. */
const SUBJECTS = 300;

const Line = z.strictObject({
  id: z.string(),
  type: z.string(),
  version: z.int(),
  at: z.int(),
  actor: z.string(),
  subject: z.string(),
  subject_rev: z.int().nullable(),
  cause: z.string().nullable(),
  data: z.string(),
  reacted_at: z.int().nullable(),
});
/** One event of a trail, as the database and the files hold it. */
export type TrailLine = z.infer<typeof Line>;
const COLUMNS = "id, type, version, at, actor, subject, subject_rev, cause, data, reacted_at";

const Header = z.strictObject({ format: z.literal("archive/1"), id: z.string(), lines: z.int() });

export const archiveKey = (id: string): string => `archive/${id}.jsonl.gz`;
const utf8 = (text: string): Bytes => new Uint8Array(new TextEncoder().encode(text));
const hex = (bytes: Uint8Array): string => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
const sha256 = async (bytes: Bytes): Promise<string> =>
  hex(new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)));
async function through(bytes: Bytes, by: CompressionStream | DecompressionStream): Promise<Bytes> {
  return new Uint8Array(await new Response(new Blob([bytes]).stream().pipeThrough(by)).arrayBuffer());
}
/** The root of the lines of a file (RFC 6962), each as it stands there. */
const rootOf = async (lines: readonly string[]): Promise<string> => hex(await rootOfLeaves(lines.map(utf8)));

/** The lines of a file; throws when it is not the file of that archive. */
async function linesOf(bytes: Bytes, id: string): Promise<string[]> {
  const text = new TextDecoder().decode(await through(bytes, new DecompressionStream("gzip")));
  const [head = "", ...lines] = text.trimEnd().split("\n");
  const header = Header.parse(JSON.parse(head));
  if (header.id !== id || header.lines !== lines.length) {
    throw new Error(`${archiveKey(id)}: ${lines.length} lines, the header says ${header.lines} of ${header.id}`);
  }
  return lines;
}

const Open = z.object({
  id: z.string(),
  subjects: z.string(),
  sha256: z.string().nullable(),
  verified_at: z.int().nullable(),
});
/** What stands of an archive in the public list: one leaf of the tree that is signed. */
const Listed = z.object({ id: z.string(), sha256: z.string(), root: z.string(), lines: z.int() });
export type ListedArchive = z.infer<typeof Listed>;
/** What is hashed of an archive in the tree of all. */
export const leafOfArchive = ({ id, sha256: hash, root, lines }: ListedArchive): Bytes =>
  utf8(`${id} ${hash} ${root} ${lines}`);

/** What the owner of the subjects says: which are over and bare, oldest first, and how each is marked once its trail has left. */
export type Archivable = {
  closed: (db: Database, asked: { before: number; most: number }) => Promise<string[]>;
  leave: (subjects: readonly string[], now: number) => Statement[];
};
type Given = {
  db: Database;
  now: number;
  newId: <Prefix extends string>(prefix: Prefix) => Id<Prefix>;
  shelf: ArchiveShelf;
  of: Archivable;
  /** Signs the tree of all archives, and puts it where people read it. */
  publish: (all: readonly ListedArchive[]) => Promise<void>;
};

/**
 * Moves the trails of some subjects into a file; how many. Killed between any two steps and started again it goes on with the same subjects: nothing is lost, and nothing
 * stands twice in what `historyOf` tells.
 */
export async function archiveSome(given: Given): Promise<number> {
  const { db, now, shelf, of } = given;
  const open =
    (await db.one(
      Open,
      statement(`SELECT id, subjects, sha256, verified_at FROM archives WHERE moved_at IS NULL ORDER BY id LIMIT 1`),
    )) ?? (await choose(given));
  if (open === null) {
    return 0;
  }
  const subjects = z.array(z.string()).parse(JSON.parse(open.subjects));
  if (open.verified_at === null) {
    // What was signed already is never written anew: a trail may have grown since, and two roots of one size would be signed.
    const known = await shelf.get(archiveKey(open.id));
    if (known === null || (await sha256(known)) !== open.sha256) {
      await write(given, { id: open.id, subjects });
    }
    await verify(given, open.id);
  }
  const bytes = await shelf.get(archiveKey(open.id));
  const lines = bytes === null ? [] : await linesOf(bytes, open.id);
  const ids = lines.map((line) => Line.parse(JSON.parse(line)).id);
  await db.batch([
    statement("INSERT INTO archived_subjects (subject, archive_id) SELECT value, :id FROM json_each(:subjects)", {
      id: open.id,
      subjects,
    }),
    statement("DELETE FROM events WHERE id IN (SELECT value FROM json_each(:ids))", { ids }),
    ...of.leave(subjects, now),
    statement("UPDATE archives SET moved_at = :now, subjects = '[]' WHERE id = :id AND moved_at IS NULL", {
      id: open.id,
      now,
    }),
  ]);
  return subjects.length;
}

/** Names the subjects of the next file; null when none is due. */
async function choose({ db, now, newId, of }: Given): Promise<z.infer<typeof Open> | null> {
  const subjects = await of.closed(db, { before: now - ARCHIVED_AFTER, most: SUBJECTS });
  if (subjects.length === 0) {
    return null;
  }
  const made = { id: newId("arc"), subjects: JSON.stringify(subjects), sha256: null, verified_at: null };
  await db.batch([
    statement("INSERT INTO archives (id, subjects, created_at) VALUES (:id, :subjects, :now)", {
      id: made.id,
      subjects: made.subjects,
      now,
    }),
  ]);
  return made;
}

async function write(
  { db, shelf }: Given,
  { id, subjects }: { id: string; subjects: readonly string[] },
): Promise<void> {
  const events = await db.all(
    Line,
    statement(
      `SELECT ${COLUMNS} FROM events WHERE subject IN (SELECT value FROM json_each(:subjects)) ORDER BY subject, id`,
      { subjects },
    ),
  );
  const lines = events.map((event) => JSON.stringify(event));
  const header = JSON.stringify({ format: "archive/1", id, lines: lines.length } satisfies z.infer<typeof Header>);
  const bytes = await through(utf8(`${[header, ...lines].join("\n")}\n`), new CompressionStream("gzip"));
  await shelf.put(archiveKey(id), bytes);
  await db.changed(
    statement(
      "UPDATE archives SET lines = :lines, sha256 = :hash, root = :root WHERE id = :id AND verified_at IS NULL",
      { id, lines: lines.length, hash: await sha256(bytes), root: await rootOf(lines) },
    ),
  );
}

/** Reads a file back: only what is as it was written, and signed with all before it, counts. */
async function verify({ db, now, shelf, publish }: Given, id: string): Promise<void> {
  const [written, bytes] = [
    await db.one(Listed, statement("SELECT id, sha256, root, lines FROM archives WHERE id = :id", { id })),
    await shelf.get(archiveKey(id)),
  ];
  if (written === null || bytes === null || (await sha256(bytes)) !== written.sha256) {
    throw new Error(`${archiveKey(id)}: ${bytes === null ? "missing" : "not what was written"}`);
  }
  const lines = await linesOf(bytes, id);
  if (lines.length !== written.lines || (await rootOf(lines)) !== written.root) {
    throw new Error(`${archiveKey(id)}: its lines are not those that were written`);
  }
  await publish((await listArchives(db)).concat(written));
  await db.changed(
    statement("UPDATE archives SET verified_at = :now WHERE id = :id AND verified_at IS NULL", { id, now }),
  );
}

/** Every archive that was checked, in the order in which they were made: the leaves of the signed tree. */
export const listArchives = (db: Database): Promise<ListedArchive[]> =>
  db.all(
    Listed,
    statement("SELECT id, sha256, root, lines FROM archives WHERE id > '' AND verified_at IS NOT NULL ORDER BY id"),
  );

/** The whole trail of a subject, oldest first, wherever it is. Nothing else knows that there are two places. */
export async function historyOf(
  { db, shelf }: { db: Pick<Database, "readAll">; shelf: Pick<ArchiveShelf, "get"> },
  subject: string,
): Promise<TrailLine[]> {
  const [here = [], there = []] = await db.readAll([
    statement(`SELECT ${COLUMNS} FROM events WHERE subject = :subject ORDER BY id`, { subject }),
    statement(
      `SELECT a.id, a.sha256, a.root, a.lines FROM archived_subjects s JOIN archives a ON a.id = s.archive_id WHERE s.subject = :subject`,
      { subject },
    ),
  ]);
  const lines = z.array(Line).parse(here);
  for (const archive of z.array(Listed).parse(there)) {
    const bytes = await shelf.get(archiveKey(archive.id));
    if (bytes === null || (await sha256(bytes)) !== archive.sha256) {
      throw new Error(`${archiveKey(archive.id)}: ${bytes === null ? "missing" : "not what was archived"}`);
    }
    const found = (await linesOf(bytes, archive.id)).map((line) => Line.parse(JSON.parse(line)));
    lines.push(...found.filter((line) => line.subject === subject));
  }
  return lines.toSorted((a, b) => (a.id < b.id ? -1 : 1));
}
