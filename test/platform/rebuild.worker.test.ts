import { reset } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";

import { rebuild } from "../../scripts/local/rebuild.ts";
import { everything } from "../support/worker/walk.ts";
import { watchD1 } from "../support/worker/watch-d1.ts";
import { setClock } from "../support/worker/web.ts";
import { NOW, openSession, rows, run, value } from "../support/worker/world.ts";
import { sized } from "../support/size.ts";

type Made = { type: string; name: string; tbl_name: string; sql: string };
const OURS = "name NOT LIKE 'd1_%' AND name NOT LIKE '_cf_%' AND name NOT LIKE 'sqlite_%'";
const schema = () =>
  rows<Made>(`SELECT type, name, tbl_name, sql FROM sqlite_master WHERE sql IS NOT NULL AND ${OURS} ORDER BY rowid`);
const columnsOf = async (table: string): Promise<string[]> =>
  (await rows<{ name: string }>("SELECT name FROM pragma_table_info(?1) ORDER BY cid", table)).map(({ name }) => name);
const inOneBatch = (statements: readonly string[]) => env.DB.batch(statements.map((sql) => env.DB.prepare(sql)));

/** Everything that must outlast the making anew of a table: rows, indexes, triggers, references. Tables of words are left out. */
async function whatStands(): Promise<{ [what: string]: unknown[] }> {
  const made = (await schema()).filter(({ sql }) => !sql.includes("(word TEXT PRIMARY KEY)"));
  const tables = made.filter(({ type }) => type === "table").map(({ name }) => name);
  const others = made.filter(({ type }) => type !== "table").map(({ type, name, sql }) => `${type} ${name}: ${sql}`);
  const stands: { [what: string]: unknown[] } = { others: others.toSorted() };
  for (const table of tables) {
    stands[`rows of ${table}`] = (await rows(`SELECT * FROM ${table}`)).map((row) => JSON.stringify(row)).toSorted();
    const references = await rows<{ line: string }>(
      `SELECT "from" || ' > ' || "table" || '.' || coalesce("to", 'id') AS line FROM pragma_foreign_key_list(?1)
       WHERE "to" IS NOT 'word' ORDER BY line`,
      table,
    );
    stands[`references of ${table}`] = references.map(({ line }) => line);
  }
  return stands;
}

/** One table in so many is made anew. */
const STEP = sized({ short: 4, long: 1 });

describe("a table made anew", () => {
  test("is the same as before, whichever it is: rows, indexes, triggers, references", async () => {
    await setClock(NOW);
    await everything(watchD1(env.DB));
    const before = await whatStands();
    expect(Object.values(before).flat().length).toBeGreaterThan(500);
    const tables = (await schema()).filter(({ type }) => type === "table");
    for (const { name } of tables.filter((_, i) => i % STEP === 0)) {
      await inOneBatch(rebuild(await schema(), await columnsOf(name), name));
    }
    expect(await whatStands()).toEqual(before);
    expect(await rows("PRAGMA foreign_key_check")).toEqual([]);
  }, 180_000);

  test("an index that is left out is seen; a row that is left out stops it, and nothing has changed", async () => {
    await openSession({ id: "ses_1" });
    await register("reg_1", "confirmed");
    const before = await whatStands();
    const whole = rebuild(await schema(), await columnsOf("registrations"), "registrations");
    const lost = whole.map((sql) => (sql.startsWith("INSERT INTO registrations") ? `${sql} WHERE id <> 'reg_1'` : sql));
    await expect(inOneBatch(lost)).rejects.toThrow("no_row_is_lost");
    expect(await whatStands()).toEqual(before);
    await inOneBatch(whole.filter((sql) => !sql.startsWith("CREATE INDEX registrations__erase_at")));
    expect(await whatStands()).not.toEqual(before);
  });
});

describe("migration 0017", () => {
  test("gives a parent's « non » its own word, and leaves everything else as it was", async () => {
    await reset();
    await inOneBatch(env.MIGRATIONS.slice(0, 16).flatMap(({ queries }) => queries));
    await openSession({ id: "ses_1", isInLists: false });
    await register("reg_child", "cancelled", "person");
    await register("reg_parent", "cancelled", "guardian");
    await register("reg_both", "cancelled", "duplicate");
    await register("reg_here", "confirmed");
    const before = await whatStands();
    await inOneBatch(env.MIGRATIONS[16]?.queries ?? []);
    expect(await rows("SELECT id, cancel_reason AS why FROM registrations ORDER BY id")).toEqual([
      { id: "reg_both", why: "duplicate" },
      { id: "reg_child", why: "person" },
      { id: "reg_here", why: null },
      { id: "reg_parent", why: "guardian" },
    ]);
    await run("UPDATE registrations SET cancel_reason = 'person' WHERE id = 'reg_parent'");
    expect(await whatStands()).toEqual(before);
    await expect(run("UPDATE registrations SET cancel_reason = 'whim' WHERE id = 'reg_parent'")).rejects.toThrow(
      "FOREIGN KEY",
    );
    await expect(run("UPDATE registrations SET state = 'lost' WHERE id = 'reg_here'")).rejects.toThrow("FOREIGN KEY");
    expect(await value("SELECT count(*) FROM registration_states")).toBe(12);
  });
});

/** A registration with all that may refer to one, and the event that ended it, as the release before wrote them. */
async function register(id: string, state: string, reason: string | null = null): Promise<void> {
  const kept = reason === "guardian" ? "person" : reason;
  await run(
    `INSERT INTO registrations (id, session_id, kind, seats, state, cancel_reason, idempotency_key, erase_at, updated_at, created_at)
     VALUES (?1, 'ses_1', 'person', 1, ?2, nullif(?3, ''), ?1, 9, 1, 1)`,
    id,
    state,
    kept ?? "",
  );
  await run("INSERT INTO participants (id, registration_id, position, created_at) VALUES (?1, ?1, 1, 1)", id);
  await run("INSERT INTO offers VALUES (?1, ?1, 'ses_1', 1, 1, 2, 'declined', 1)", id);
  await run("INSERT INTO queue_skips VALUES (?1, 'ses_1', ?1, ?1, 1, 1)", id);
  if (reason !== null) {
    await run(
      `INSERT INTO events (id, type, version, at, actor, subject, subject_rev, data)
       VALUES ('evt_' || ?1, 'registration.cancelled', 1, 1, 'participant', ?1, 2, json_object('reason', ?2))`,
      id,
      reason,
    );
  }
}
