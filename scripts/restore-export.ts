import "./local/base64.ts";

import { execFileSync } from "node:child_process";
import { appendFileSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { parseArgs } from "node:util";

import { BESIDE, statementsOf } from "./local/sql-file.ts";
import { temporaryFolder } from "./local/temporary.ts";
import {
  type RawRow,
  contactsOfForgotten,
  openPart,
  putBack,
  readManifest,
  withoutForgotten,
} from "../src/platform/export.ts";
import { parseRing } from "../src/platform/keys.ts";
import { openVault } from "../src/platform/vault.ts";
import { toldSince } from "../src/privacy/told-erasures.ts";
import { ROOT, tool, toolEnv } from "./local/tools.ts";

/*
 * `npm run restore-export -- --day 2026-12-02 --ring FILE --out FILE.sql [--from DIR]`: opens the sealed export of a night and writes the SQL that puts it into a
 * new, migrated database. Whoever asked to be forgotten since is left out unread. Without --from, wrangler fetches from the buckets of production; DIR
 * holds `exports/…` and `erased/…` as they stand there. The SQL is tried on a database in memory first. Ends with 0 when all of it fits.
 */
const { values: flags } = parseArgs({
  options: {
    day: { type: "string" },
    ring: { type: "string" },
    out: { type: "string" },
    from: { type: "string" },
  },
});
const { day = "", ring: ringFile, out, from } = flags;
if (!/^\d{4}-\d\d-\d\d$/.test(day) || ringFile === undefined || out === undefined) {
  console.error("npm run restore-export -- --day 2026-12-02 --ring FILE --out FILE.sql [--from DIR]");
  process.exit(2);
}

/** How a folder and a bucket say that something is not there. What else goes wrong ends the command: a wish that could not be read is a wish. */
const NOT_THERE = /ENOENT|The specified key does not exist/;
/** One object of a bucket; null when it is not there. */
function fetched(bucket: string, key: string): Uint8Array<ArrayBuffer> | null {
  try {
    if (from !== undefined) {
      return new Uint8Array(readFileSync(join(from, key)));
    }
    const file = join(temporaryFolder("export"), "object");
    const args = ["r2", "object", "get", `${bucket}/${key}`, "--file", file, "--remote"];
    execFileSync(tool("wrangler"), args, { cwd: ROOT, env: toolEnv, stdio: "pipe" });
    return new Uint8Array(readFileSync(file));
  } catch (error) {
    if (!NOT_THERE.test(String((error as { stderr?: unknown }).stderr ?? "") + String(error))) {
      throw error;
    }
    return null;
  }
}
const shelf = { get: (key: string) => Promise.resolve(fetched("ligne-sure-exports", key)) };
const told = {
  get: (key: string) => {
    const bytes = fetched("ligne-sure-evidence", key);
    return Promise.resolve(bytes === null ? null : new TextDecoder().decode(bytes));
  },
};

const manifest = await readManifest(shelf, day);
if (manifest === null || manifest.finishedAt === null) {
  console.error(`${day}: ${manifest === null ? "no export" : "an export that never ended"}`);
  process.exit(1);
}
const vault = openVault(parseRing(readFileSync(ringFile, "utf8").trim()), "");
const tables = new Map<string, RawRow[]>();
for (const part of manifest.parts) {
  tables.set(part.table, (tables.get(part.table) ?? []).concat(await openPart({ shelf, vault }, part)));
}
const now = Math.floor(Date.now() / 1000);
const ids = new Set(await toldSince({ now }, { shelf: told, since: manifest.startedAt }));
const gone = new Set([...ids, ...contactsOfForgotten(tables.get("participants") ?? [], ids)]);

const memory = new DatabaseSync(":memory:", { enableForeignKeyConstraints: false });
for (const file of readdirSync(join(ROOT, "migrations")).toSorted()) {
  memory.exec(readFileSync(join(ROOT, "migrations", file), "utf8"));
}
type Named = { name: string; sql: string };
const named = (type: string): Named[] =>
  memory
    .prepare("SELECT name, sql FROM sqlite_master WHERE type = ? AND name NOT LIKE 'sqlite~_%' ESCAPE '~'")
    .all(type) as Named[];

const triggers = named("trigger");
const ours = named("table");
function* lines(): Generator<string> {
  yield "PRAGMA defer_foreign_keys = on";
  yield* triggers.map(({ name }) => `DROP TRIGGER ${name}`);
  yield* ours.map(({ name }) => `DELETE FROM "${name}"`);
  yield BESIDE.make;
  for (const [table, rows] of tables) {
    for (const row of rows) {
      yield* statementsOf(putBack(table, withoutForgotten(table, row, gone)));
    }
  }
  yield BESIDE.drop;
  yield "UPDATE mail_control SET sending_enabled = 0";
  yield* triggers.map(({ sql }) => sql);
}
writeFileSync(out, "", { mode: 0o600 });
memory.exec("BEGIN");
for (const line of lines()) {
  memory.exec(line);
  appendFileSync(out, `${line};\n`);
}
memory.exec("COMMIT");
const broken = memory.prepare("PRAGMA foreign_key_check").all();
const short = ours.filter(({ name }) => {
  const there = memory.prepare(`SELECT count(*) AS n FROM "${name}"`).get()?.["n"];
  return there !== (tables.get(name)?.length ?? 0);
});

const rows = [...tables.values()].reduce((sum, list) => sum + list.length, 0);
console.log(`${rows} rows of ${tables.size} tables, from ${manifest.parts.length} parts of ${day}`);
console.log(
  `${ids.size} wishes to be forgotten since: left out unread; the reactor forgets the rest (npm run reconcile)`,
);
console.log(`${broken.length} rows refer to what is not there`);
console.log(`${short.length} tables do not hold what was exported of them ${short.map(({ name }) => name).join(" ")}`);
console.log(`sending is off in ${out}`);
process.exit(broken.length + short.length === 0 ? 0 : 1);
