import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

/** Opens the local D1 of a stack as the SQLite file that it is, beside the running Workers; waits for them rather than fail. */
function open(dir: string): DatabaseSync {
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
  const db = open(dir);
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
  const db = open(dir);
  try {
    db.exec(`BEGIN IMMEDIATE;\n${readFileSync(file, "utf8")}\nCOMMIT;`);
  } finally {
    db.close();
  }
}
