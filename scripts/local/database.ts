import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

import type { Database, Statement } from "../../src/platform/d1.ts";

/** Opens the local D1 of a stack as the SQLite file that it is, beside the running Workers; waits for them rather than fail. */
export function openLocal(dir: string): DatabaseSync {
  const folder = join(dir, ".wrangler/state/v3/d1/miniflare-D1DatabaseObject");
  const file = readdirSync(folder).find((name) => name.endsWith(".sqlite") && name !== "metadata.sqlite");
  if (file === undefined) {
    throw new Error(`no local database under ${folder}`);
  }
  const db = new DatabaseSync(join(folder, file));
  db.exec("PRAGMA busy_timeout = 10000");
  return db;
}

/** Runs statements, separated by `;` at the end of a line or before a capital; the rows of the last one. */
export function runSql(dir: string, command: string): Record<string, unknown>[] {
  const db = openLocal(dir);
  try {
    const statements = command.split(/;\s+(?=[A-Z])/).filter((s) => s.trim() !== "");
    const last = statements.pop() ?? "SELECT 1";
    statements.forEach((s) => db.exec(s));
    return db.prepare(last).all() as Record<string, unknown>[];
  } finally {
    db.close();
  }
}

/** Runs a file of SQL as one transaction. */
export function runSqlFile(dir: string, file: string): void {
  const db = openLocal(dir);
  try {
    db.exec(`BEGIN IMMEDIATE;\n${readFileSync(file, "utf8")}\nCOMMIT;`);
  } finally {
    db.close();
  }
}

/** The same file behind the interface that the features know, so that a command runs the product's own code. */
export function databaseOf(db: DatabaseSync): Database {
  const rows = (s: Statement) => db.prepare(s.sql).all(...s.params) as Record<string, unknown>[];
  const batch = (statements: readonly Statement[]) => {
    db.exec("BEGIN IMMEDIATE");
    try {
      const results = statements.map(rows);
      db.exec("COMMIT");
      return Promise.resolve(results);
    } catch (error) {
      db.exec("ROLLBACK");
      throw error;
    }
  };
  return {
    one: (row, query) =>
      Promise.resolve(rows(query)[0]).then((found) => (found === undefined ? null : row.parse(found))),
    all: (row, query) => Promise.resolve(rows(query).map((found) => row.parse(found))),
    changed: (query) => Promise.resolve(Number(db.prepare(query.sql).run(...query.params).changes)),
    batch,
    readAll: batch,
    takeRecorded: () => [], // nobody rings here: the clock does
  };
}
