import { reset } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeEach, vi } from "vitest";

const SENDING_ON = "UPDATE mail_control SET sending_enabled = 1 WHERE id = 1";
/** All migrations in one batch: one by one they cost a third of the time of a test. */
const MIGRATE = [...env.MIGRATIONS.flatMap((migration) => migration.queries), SENDING_ON];
const PARTS = "FROM sqlite_master WHERE sql IS NOT NULL AND name NOT GLOB '_cf_*' ORDER BY name";
/** Every part of the schema by its name and how much it says: all of it would be 200 KB before each test. */
const SHAPE = `SELECT name, length(sql) AS size ${PARTS}`;
/** An answer of D1 has at most as many columns. */
const COLUMNS = 100;

type Part = { type: string; name: string; tbl_name: string; sql: string };
/** A database as the migrations leave it, and the statements that bring each table back to the rows that they wrote. */
type Fresh = { shape: string; wipe: Map<string, D1PreparedStatement[]>; looks: D1PreparedStatement[] };
/** Files share one runtime, and each runs this file anew. */
const kept = globalThis as { freshDatabase?: Fresh; lookedAt?: number };

const prepare = (query: string): D1PreparedStatement => env.DB.prepare(query);
const run = (queries: readonly string[]) => env.DB.batch(queries.map(prepare));

async function rows<T>(query: string): Promise<T[]> {
  const { results } = await prepare(query).all<T>();
  return results;
}

/** The rows that the migrations wrote, as inserts. */
async function seedsOf(table: string): Promise<D1PreparedStatement[]> {
  const seeds = await rows<Record<string, unknown>>(`SELECT * FROM ${table}`);
  return seeds.map((seed) => {
    const columns = Object.keys(seed);
    return prepare(`INSERT INTO ${table} (${columns.join(", ")}) VALUES (${columns.map(() => "?").join(", ")})`).bind(
      ...Object.values(seed),
    );
  });
}

/** Which of these tables hold a row: one question for as many as an answer has columns. */
function looksAt(tables: readonly string[]): D1PreparedStatement[] {
  const asks = tables.map((table) => `EXISTS (SELECT 1 FROM ${table}) AS ${table}`);
  return Array.from({ length: Math.ceil(asks.length / COLUMNS) }, (_, at) =>
    prepare(`SELECT ${asks.slice(at * COLUMNS, (at + 1) * COLUMNS).join(", ")}`),
  );
}

async function migrate(): Promise<Fresh> {
  await reset();
  // Rarely the old database still answers when `reset` is back: no table can be made then, and nothing was.
  await run(MIGRATE).catch(async () => {
    await reset();
    await run(MIGRATE);
  });
  const parts = await rows<Part>(`SELECT type, name, tbl_name, sql ${PARTS}`);
  const tables = parts.filter(({ type }) => type === "table").map(({ name }) => name);
  const wipeOf = async (table: string): Promise<[string, D1PreparedStatement[]]> => {
    // Some tables refuse to forget.
    const triggers = parts.filter(({ type, tbl_name }) => type === "trigger" && tbl_name === table);
    const drops = triggers.map(({ name }) => prepare(`DROP TRIGGER ${name}`));
    const remakes = triggers.map(({ sql }) => prepare(sql));
    return [table, [...drops, prepare(`DELETE FROM ${table}`), ...(await seedsOf(table)), ...remakes]];
  };
  return {
    shape: JSON.stringify(await rows(SHAPE)),
    wipe: new Map(await Promise.all(tables.map(wipeOf))),
    looks: looksAt(tables),
  };
}

/** Empties the tables that hold something, unless a test before has changed more than rows. */
async function empties({ shape, wipe, looks }: Fresh): Promise<boolean> {
  if (JSON.stringify(await rows(SHAPE)) !== shape) {
    return false;
  }
  const looked = await env.DB.batch<Record<string, unknown>>(looks);
  const isUsed = looked.flatMap(({ results }) => results.flatMap((row) => Object.entries(row)));
  const wipes = isUsed.flatMap(([table, used]) => (used === 1 ? (wipe.get(table) ?? []) : []));
  await env.DB.batch([prepare("PRAGMA defer_foreign_keys = on"), ...wipes]);
  return true;
}

async function empty(bucket: R2Bucket): Promise<void> {
  const { objects, truncated } = await bucket.list();
  await (objects.length > 0 ? bucket.delete(objects.map(({ key }) => key)) : undefined);
  await (truncated ? empty(bucket) : undefined);
}

/** A test looks at its clock so often, at most, before a second is over. */
const LOOKS = 600;
/**
 * A clock that each look moves by a millisecond, and nothing else: how slow the machine is changes no answer. It never goes back, as ids would
 * not follow, and starts early in its second.
 */
function ownClock(): void {
  const start = Math.max(new Date().getTime(), (kept.lookedAt ?? 0) + 1);
  const left = 1000 - (start % 1000);
  let now = left < LOOKS ? start + left : start;
  vi.spyOn(Date, "now").mockImplementation(() => (kept.lookedAt = now++));
}

/** Every test starts from an empty, migrated database whose sending is on, from empty buckets, and with a clock of its own. */
beforeEach(async () => {
  ownClock();
  if (kept.freshDatabase === undefined || !(await empties(kept.freshDatabase))) {
    kept.freshDatabase = await migrate();
  }
  await Promise.all([env.EVIDENCE, env.MAIL_BODIES, env.EXPORTS].map(empty));
});
