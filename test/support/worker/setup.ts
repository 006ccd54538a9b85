import { reset } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeEach } from "vitest";

const SENDING_ON = "UPDATE mail_control SET sending_enabled = 1 WHERE id = 1";
/** All migrations in one batch: one by one they cost a third of the time of a test. */
const MIGRATE = [...env.MIGRATIONS.flatMap((migration) => migration.queries), SENDING_ON];
const SCHEMA =
  "SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT GLOB '_cf_*' ORDER BY name";

type Part = { type: string; name: string; sql: string };
/** A database as the migrations leave it, and the statements that bring one of the same schema back to it. */
type Fresh = { schema: string; wipe: D1PreparedStatement[] };
/** Files share one runtime, and each runs this file anew. */
const kept = globalThis as { freshDatabase?: Fresh };

const run = (queries: readonly string[]) => env.DB.batch(queries.map((query) => env.DB.prepare(query)));

async function schemaOf(): Promise<Part[]> {
  const { results } = await env.DB.prepare(SCHEMA).all<Part>();
  return results;
}

/** The rows that the migrations wrote, as inserts. */
async function seedsOf(table: string): Promise<D1PreparedStatement[]> {
  const { results } = await env.DB.prepare(`SELECT * FROM ${table}`).all<Record<string, unknown>>();
  return results.map((seed) => {
    const columns = Object.keys(seed);
    return env.DB.prepare(
      `INSERT INTO ${table} (${columns.join(", ")}) VALUES (${columns.map(() => "?").join(", ")})`,
    ).bind(...Object.values(seed));
  });
}

async function migrate(): Promise<Fresh> {
  await reset();
  // Rarely the old database still answers when `reset` is back: no table can be made then, and nothing was.
  await run(MIGRATE).catch(async () => {
    await reset();
    await run(MIGRATE);
  });
  const parts = await schemaOf();
  const tables = parts.filter(({ type }) => type === "table").map(({ name }) => name);
  const triggers = parts.filter(({ type }) => type === "trigger");
  const seeds = await Promise.all(tables.map(seedsOf));
  const prepare = (query: string) => env.DB.prepare(query);
  return {
    schema: JSON.stringify(parts),
    wipe: [
      prepare("PRAGMA defer_foreign_keys = on"),
      ...triggers.map(({ name }) => prepare(`DROP TRIGGER ${name}`)), // some tables refuse to forget
      ...tables.map((table) => prepare(`DELETE FROM ${table}`)),
      ...seeds.flat(),
      ...triggers.map(({ sql }) => prepare(sql)),
    ],
  };
}

/** Empties the database in a tenth of the time of a migration, unless a test before has changed more than rows. */
async function empties({ schema, wipe }: Fresh): Promise<boolean> {
  if (JSON.stringify(await schemaOf()) !== schema) {
    return false;
  }
  await env.DB.batch(wipe);
  return true;
}

async function empty(bucket: R2Bucket): Promise<void> {
  const { objects, truncated } = await bucket.list();
  await (objects.length > 0 ? bucket.delete(objects.map(({ key }) => key)) : undefined);
  await (truncated ? empty(bucket) : undefined);
}

/** Every test starts from an empty, migrated database whose sending is on, and from empty buckets. */
beforeEach(async () => {
  if (kept.freshDatabase === undefined || !(await empties(kept.freshDatabase))) {
    kept.freshDatabase = await migrate();
  }
  await Promise.all([env.EVIDENCE, env.MAIL_BODIES, env.EXPORTS].map(empty));
});
