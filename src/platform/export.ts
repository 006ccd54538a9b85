import * as z from "zod";

import { DAY, dayOf } from "../kernel/time.ts";
import { type Database, statement } from "./d1.ts";
import type { Vault } from "./vault.ts";

/*
 * A sealed copy of the whole database, each night, for when thirty days of Time Travel are not enough: parts of JSON, gzipped, sealed under the ring,
 * the place of each bound into its seal. Nothing of it can be read without the ring. `npm run restore-export` reads it back (docs/operations.md).
 */

type Bytes = Uint8Array<ArrayBuffer>;
/** A bucket, as far as an export needs it. */
export type BytesShelf = {
  put: (key: string, bytes: Bytes) => Promise<void>;
  get: (key: string) => Promise<Bytes | null>;
  drop: (key: string) => Promise<void>;
};
/** So many days an export is kept; told erasures are kept longer, so that each of them can be done again. */
const EXPORTS_KEPT = 90;
/** So many days back each night looks for exports that are older: a night that did nothing keeps none for ever. */
const MISSED_NIGHTS = 30;
/** Rows of one part, and bytes: a Worker holds a part whole, and a filing weighs a hundred times what a seat does. */
const ROWS = 1000;
const MOST_BYTES = 4_000_000;

const Part = z.strictObject({
  key: z.string(),
  table: z.string(),
  rows: z.int(),
  sha256: z.string(),
  kid: z.string(),
});
const Manifest = z.strictObject({
  format: z.literal("export/1"),
  day: z.string(),
  startedAt: z.int(),
  finishedAt: z.int().nullable(),
  parts: z.array(Part),
  /** The table under way, and the key of its last row. */
  next: z.strictObject({ table: z.string(), after: z.array(z.union([z.string(), z.number()])) }).nullable(),
});
export type Manifest = z.infer<typeof Manifest>;

const manifestKey = (day: string): string => `exports/${day}/manifest.json`;
const partKey = (day: string, n: number): string => `exports/${day}/${String(n).padStart(6, "0")}`;
const utf8 = (text: string): Bytes => new Uint8Array(new TextEncoder().encode(text));
const text = (bytes: Bytes): string => new TextDecoder().decode(bytes);
const sha256 = async (bytes: Bytes): Promise<string> =>
  Array.from(new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)), (b) => b.toString(16).padStart(2, "0")).join(
    "",
  );
async function through(bytes: Bytes, by: CompressionStream | DecompressionStream): Promise<Bytes> {
  return new Uint8Array(await new Response(new Blob([bytes]).stream().pipeThrough(by)).arrayBuffer());
}

/** What an export says of itself, whole or under way; null when there is none of that day. */
export async function readManifest(shelf: Pick<BytesShelf, "get">, day: string): Promise<Manifest | null> {
  const bytes = await shelf.get(manifestKey(day));
  return bytes === null ? null : Manifest.parse(JSON.parse(text(bytes)));
}
const writeManifest = (shelf: BytesShelf, manifest: Manifest): Promise<void> =>
  shelf.put(manifestKey(manifest.day), utf8(JSON.stringify(manifest)));

/** The columns of a table, without those that the database works out, and which of them are its key. */
type Columns = { all: string[]; key: string[] };
/** Tables with their columns and their keys. Every table has one, and no rowid. */
async function tablesOf(db: Database): Promise<Map<string, Columns>> {
  const ours = `WITH ours AS MATERIALIZED (SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite~_%' ESCAPE '~'
    AND name NOT LIKE '~_cf~_%' ESCAPE '~' AND name NOT LIKE 'd1~_%' ESCAPE '~')`;
  const rows = await db.all(
    z.object({ name: z.string(), column: z.string(), pk: z.int() }),
    statement(
      `${ours} SELECT ours.name AS name, c.name AS "column", c.pk AS pk FROM ours, pragma_table_info(ours.name) c ORDER BY ours.name, c.pk, c.cid`,
    ),
  );
  const references = await db.all(
    z.object({ name: z.string(), parent: z.string() }),
    statement(
      `${ours} SELECT ours.name AS name, f."table" AS parent FROM ours, pragma_foreign_key_list(ours.name) f WHERE f."table" <> ours.name`,
    ),
  );
  const found = Map.groupBy(rows, ({ name }) => name);
  return new Map(
    childrenFirst([...found.keys()], references).map((name) => {
      const columns = found.get(name) ?? [];
      const namesOf = (list: typeof columns): string[] => list.map(({ column }) => column);
      return [name, { all: namesOf(columns), key: namesOf(columns.filter(({ pk }) => pk > 0)) }];
    }),
  );
}

/** The tables in such an order that whatever a row refers to is read after it: people go on writing meanwhile, and no row is left without what it refers to. */
function childrenFirst(names: readonly string[], references: readonly { name: string; parent: string }[]): string[] {
  const ordered: string[] = [];
  let left = [...names];
  while (left.length > 0) {
    const free = left.filter((name) => !references.some((one) => one.parent === name && left.includes(one.name)));
    const [first = ""] = left;
    const taken = free.length > 0 ? free : [first]; // tables that refer to each other: one has to be first
    ordered.push(...taken);
    left = left.filter((name) => !taken.includes(name));
  }
  return ordered;
}

const RawRow = z.record(z.string(), z.union([z.string(), z.number(), z.null()]));
export type RawRow = z.infer<typeof RawRow>;

/** The next rows of a table, in the order of its key: as many as make a part, one at least; none at its end. */
type Place = { table: string; columns: Columns; after: readonly (string | number)[] };
function rowsAfter(db: Database, { table, columns: { all, key }, after }: Place): Promise<RawRow[]> {
  const names = key.map((column) => `"${column}"`).join(", ");
  const at = after.length === 0 ? "" : `WHERE (${names}) > (${after.map((_, i) => `:k${i}`).join(", ")})`;
  const size = all.map((column) => `coalesce(length(CAST("${column}" AS BLOB)), 0)`).join(" + ");
  const fitting = `SELECT count(*) FROM (SELECT sum(size) OVER (ORDER BY ${names}) AS upto FROM (SELECT ${names}, ${size} AS size FROM "${table}" ${at}
    ORDER BY ${names} LIMIT ${ROWS})) WHERE upto <= ${MOST_BYTES}`;
  return db.all(
    RawRow,
    statement(
      `SELECT ${all.map((column) => `"${column}"`).join(", ")} FROM "${table}" ${at} ORDER BY ${names} LIMIT max(1, (${fitting}))`,
      Object.fromEntries(after.map((value, i) => [`k${i}`, value])),
    ),
  );
}

type Exporting = { db: Database; vault: Vault; now: number; shelf: BytesShelf };

/**
 * Goes on with the export of a day until it is whole or the time is over. Killed at any point and started again it loses nothing and doubles nothing: a
 * part counts once the manifest names it. True when it is whole.
 */
export async function exportSome(
  given: Exporting,
  { until, clock }: { until: number; clock: () => number },
): Promise<boolean> {
  const { db, now, shelf } = given;
  const day = dayOf(now, "UTC");
  const tables = await tablesOf(db);
  const names = [...tables.keys()];
  let manifest = await readManifest(shelf, day);
  if (manifest === null) {
    await dropOld(shelf, now); // first: an export that is never whole keeps no older one
    manifest = begin(given, day, names[0] ?? "");
  }
  while (manifest.next !== null && clock() < until) {
    manifest = await onePart(given, manifest, tables);
  }
  if (manifest.next === null && manifest.finishedAt === null) {
    await writeManifest(shelf, { ...manifest, finishedAt: now });
  }
  return manifest.next === null;
}

const begin = ({ now }: Exporting, day: string, first: string): Manifest => ({
  format: "export/1",
  day,
  startedAt: now,
  finishedAt: null,
  parts: [],
  next: { table: first, after: [] },
});

/** Writes one part, then says so. */
async function onePart(
  { db, vault, shelf }: Exporting,
  manifest: Manifest,
  tables: ReadonlyMap<string, Columns>,
): Promise<Manifest> {
  const { table, after } = manifest.next ?? { table: "", after: [] };
  const columns = tables.get(table) ?? { all: [], key: [] };
  const rows = await rowsAfter(db, { table, columns, after });
  const parts = [...manifest.parts];
  if (rows.length > 0) {
    const name = partKey(manifest.day, parts.length + 1);
    const { kid, bytes } = await vault.sealBytes(
      name,
      await through(utf8(JSON.stringify(rows)), new CompressionStream("gzip")),
    );
    await shelf.put(name, bytes);
    parts.push({ key: name, table, rows: rows.length, sha256: await sha256(bytes), kid });
  }
  const names = [...tables.keys()];
  const following = names[names.indexOf(table) + 1];
  const last = rows.at(-1);
  const next =
    last === undefined
      ? following === undefined
        ? null
        : { table: following, after: [] }
      : { table, after: columns.key.map((column) => last[column] ?? "") };
  const written = { ...manifest, parts, next };
  await writeManifest(shelf, written);
  return written;
}

/** Drops what is older, with the part that a delivery wrote before it was killed: no manifest names it. */
async function dropOld(shelf: BytesShelf, now: number): Promise<void> {
  for (let age = EXPORTS_KEPT; age < EXPORTS_KEPT + MISSED_NIGHTS; age += 1) {
    const day = dayOf(now - age * DAY, "UTC");
    const parts = (await readManifest(shelf, day))?.parts.length ?? 0;
    for (let n = parts + 1; n > 0; n -= 1) {
      await shelf.drop(partKey(day, n));
    }
    await shelf.drop(manifestKey(day));
  }
}

/** One part of a whole export, opened: throws when a byte of it was changed, or the ring lacks its key. */
export async function openPart(
  { shelf, vault }: { shelf: Pick<BytesShelf, "get">; vault: Pick<Vault, "openBytes"> },
  part: Manifest["parts"][number],
): Promise<RawRow[]> {
  const bytes = await shelf.get(part.key);
  if (bytes === null || (await sha256(bytes)) !== part.sha256) {
    throw new Error(`${part.key}: ${bytes === null ? "missing" : "not what the manifest names"}`);
  }
  const opened = await vault.openBytes(part.key, part.kid, bytes);
  return z.array(RawRow).parse(JSON.parse(text(await through(opened, new DecompressionStream("gzip")))));
}

/**
 * A row as it is put back. Whoever asked to be forgotten since the export is never put back readable: addresses and names of contacts are left out here, before
 * anybody could read them. A keyed hash that is none stays, by which the reactor finds them and forgets all the rest (`npm run reconcile`).
 */
export function withoutForgotten(table: string, row: RawRow, told: ReadonlySet<string>): RawRow {
  const id = String(row["id"] ?? "");
  return table === "contacts" && told.has(id)
    ? { ...row, email_sealed: null, name_sealed: null, addr_hash: `forgotten:${id}` }
    : row;
}

/** Contacts whose names belong to registrations that were told to be forgotten: they go with them. */
export const contactsOfForgotten = (participants: readonly RawRow[], told: ReadonlySet<string>): string[] =>
  participants.flatMap((row) =>
    told.has(String(row["registration_id"])) && typeof row["contact_id"] === "string" ? [row["contact_id"]] : [],
  );

/** The statement that puts a row back. */
export function putBack(table: string, row: RawRow): { sql: string; params: (string | number | null)[] } {
  const columns = Object.keys(row);
  return {
    sql: `INSERT INTO "${table}" (${columns.map((one) => `"${one}"`).join(", ")}) VALUES (${columns.map((_, i) => `?${i + 1}`).join(", ")})`,
    params: columns.map((column) => row[column] ?? null),
  };
}
