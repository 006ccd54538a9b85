import * as z from "zod";

import { root } from "../kernel/merkle.ts";
import type { Deps } from "../platform/deps.ts";
import type { TextShelf } from "../platform/texts.ts";
import { sha256 } from "./scoring/canonical.ts";
import { Rows, entriesAfter, writeAgain } from "./restore.store.ts";
import { readNote, toBase64 } from "./transparency-log/checkpoint.ts";
import { type Entry, leafOf, payloadHash, textOf } from "./transparency-log/entry.ts";
import { EntryRow, entriesUpTo, lastCheckpoint, lastEntry, readKeys } from "./transparency-log/journal.store.ts";

/*
 * The log is told outside the database, an entry a file, with the rows that came with it: a database that is taken back does not know what it
 * had published. What is gone is appended again, byte for byte, once it is proven to be what was there; nothing else ever is.
 */

/** Where the log was signed last, and how many entries were told. */
const SIGNED = "log/checkpoint.json";
const HEAD = "log/head.json";
const fileOf = (seq: number): string => `log/${String(seq).padStart(9, "0")}.json`;
/** Entries that are told at one tick. */
const MOST = 50;

const Signed = z.object({ size: z.int(), root: z.string(), note: z.string() });
const Head = z.object({ seq: z.int() });
const Told = z.strictObject({
  format: z.literal("log-entry/1"),
  entry: EntryRow.strict(),
  rows: Rows,
});
type Told = z.infer<typeof Told>;

const readJson = async <T>(shelf: Pick<TextShelf, "get">, key: string, shape: z.ZodType<T>): Promise<T | null> => {
  const text = await shelf.get(key);
  return text === null ? null : shape.parse(JSON.parse(text));
};
/** How many entries were told outside. */
const toldOf = async (shelf: Pick<TextShelf, "get">): Promise<number> => (await readJson(shelf, HEAD, Head))?.seq ?? 0;

/** Whether entries are gone that were told: nothing is appended before they are back. */
export const isLogShort = async ({ db }: Pick<Deps, "db">, shelf: Pick<TextShelf, "get">): Promise<boolean> =>
  ((await lastEntry(db))?.seq ?? 0) < (await toldOf(shelf));

/** Tells the entries that were not told yet, and where the log was signed. */
export async function tellLog({ db }: Pick<Deps, "db">, shelf: Pick<TextShelf, "put" | "get">): Promise<void> {
  const [after, here] = [await toldOf(shelf), (await lastEntry(db))?.seq ?? 0];
  if (here <= after) {
    return;
  }
  const upTo = Math.min(here, after + MOST);
  for (const { entry, rows } of await entriesAfter(db, { after, upTo })) {
    await shelf.put(fileOf(entry.seq), JSON.stringify({ format: "log-entry/1", entry, rows } satisfies Told));
  }
  const last = await lastCheckpoint(db);
  if (last !== null) {
    const { size, root: signed, note } = last;
    await shelf.put(SIGNED, JSON.stringify({ size, root: signed, note } satisfies z.infer<typeof Signed>));
  }
  await shelf.put(HEAD, JSON.stringify({ seq: upTo } satisfies z.infer<typeof Head>));
}

/** How an entry that was told stands to the one before it: it follows, and gives its hash and that of its payload. */
async function isNext(last: Entry | null, { entry, rows }: Told): Promise<boolean> {
  const [payload] = rows["journal_payloads"] ?? [];
  return (
    entry.seq === (last?.seq ?? 0) + 1 &&
    (last === null || entry.prev_hash === last.hash) &&
    entry.hash === (await sha256(textOf(entry))) &&
    payload !== undefined &&
    (await payloadHash(String(payload["salt"]), JSON.parse(String(payload["payload"])))) === entry.payload_hash
  );
}

/** What was told after the entries that are here; null: a file is missing or damaged, or tells of another log than this. */
async function goneAfter(
  shelf: Pick<TextShelf, "get">,
  { entries, told }: { entries: readonly Entry[]; told: number },
): Promise<Told[] | null> {
  const gone: Told[] = [];
  let last = entries.at(-1) ?? null;
  const same = last === null ? null : await readJson(shelf, fileOf(last.seq), Told);
  if (same !== null && same.entry.hash !== last?.hash) {
    return null;
  }
  for (let seq = (last?.seq ?? 0) + 1; seq <= told; seq++) {
    const file = await readJson(shelf, fileOf(seq), Told).catch(() => null);
    if (file === null || !(await isNext(last, file))) {
      return null;
    }
    gone.push(file);
    last = file.entry;
  }
  return gone;
}

/**
 * How the log stands to what was told of it: how many entries were signed, are here, and are gone; `isSame`: those that are here and those that are gone
 * are what was signed. `gone` is what can be appended again.
 */
export async function lookAtLog(
  { db }: Pick<Deps, "db">,
  shelf: Pick<TextShelf, "get">,
): Promise<{ told: number; here: number; isSame: boolean; gone: readonly Told[] }> {
  const entries = await entriesUpTo(db, Number.MAX_SAFE_INTEGER);
  const signed = await readJson(shelf, SIGNED, Signed);
  const gone = await goneAfter(shelf, { entries, told: await toldOf(shelf) });
  const whole = entries.concat((gone ?? []).map(({ entry }) => entry));
  const { size, root: was, note } = signed ?? { size: 0, root: "", note: "" };
  const isSigned = signed === null || (await readNote(note, await readKeys(db)))?.root === was;
  const found = toBase64(await root(whole.slice(0, size).map(leafOf)));
  const isSame = gone !== null && isSigned && whole.length >= size && (signed === null || found === was);
  return { told: size, here: entries.length, isSame, gone: isSame ? (gone ?? []) : [] };
}

/** Appends again what is gone, in one transaction, as it was. */
export async function appendAgain({ db }: Pick<Deps, "db">, gone: readonly Told[]): Promise<void> {
  if (gone.length > 0) {
    await db.batch(gone.flatMap(writeAgain));
  }
}
