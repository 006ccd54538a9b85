import { createHash, randomUUID } from "node:crypto";
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { readD1Migrations } from "@cloudflare/vitest-plugin";
import { getPlatformProxy } from "wrangler";

import { ROOT } from "./tools.ts";

type Local = {
  DB: {
    prepare: (sql: string) => { all: <T>() => Promise<{ results: T[] }> };
    batch: (statements: readonly object[]) => Promise<unknown>;
  };
};
const stateOf = (dir: string): string => join(dir, ".wrangler/state");

/** Brings the local database of a stack up to date, in its process: the command of wrangler takes ten times as long. */
export async function migrate(dir: string): Promise<void> {
  const persist = { path: join(stateOf(dir), "v3") };
  const configPath = join(dir, "database.toml");
  const [database = ""] = /\[\[d1_databases\]\][^[]*/.exec(readFileSync(join(ROOT, "wrangler.toml"), "utf8")) ?? [];
  mkdirSync(dir, { recursive: true });
  writeFileSync(configPath, database);
  const { env, dispose } = await getPlatformProxy<Local>({ configPath, persist });
  try {
    await env.DB.prepare(
      // As wrangler makes it: its own command goes on from here.
      `CREATE TABLE IF NOT EXISTS d1_migrations (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT UNIQUE,
         applied_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP NOT NULL)`,
    ).all();
    const { results } = await env.DB.prepare("SELECT name FROM d1_migrations").all<{ name: string }>();
    const done = new Set(results.map(({ name }) => name));
    for (const { name, queries } of await readD1Migrations(join(ROOT, "migrations"))) {
      const all = [...queries, `INSERT INTO d1_migrations (name) VALUES ('${name}')`];
      await (done.has(name) ? undefined : env.DB.batch(all.map((query) => env.DB.prepare(query))));
    }
  } finally {
    await dispose();
  }
}

/** An empty, migrated state for a stack: a copy of one that is made once per set of migrations. */
export async function freshState(dir: string): Promise<void> {
  const files = readdirSync(join(ROOT, "migrations")).toSorted();
  const hash = createHash("sha256");
  files.forEach((file) => hash.update(readFileSync(join(ROOT, "migrations", file))));
  const template = join(ROOT, `.test-state/migrated-${hash.digest("hex").slice(0, 12)}`);
  if (!existsSync(template)) {
    const making = `${template}-${randomUUID()}`;
    await migrate(making);
    try {
      renameSync(making, template);
    } catch {
      rmSync(making, { recursive: true }); // somebody else made it meanwhile
    }
  }
  cpSync(stateOf(template), stateOf(dir), { recursive: true });
}
