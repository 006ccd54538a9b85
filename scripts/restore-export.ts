import "./local/base64.ts";

import { execFileSync } from "node:child_process";
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { parseArgs } from "node:util";

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

/** One object of a bucket; null when it is not there. */
function fetched(bucket: string, key: string): Uint8Array<ArrayBuffer> | null {
  try {
    if (from !== undefined) {
      return new Uint8Array(readFileSync(join(from, key)));
    }
    const file = join(temporaryFolder("export"), "object");
    const args = ["r2", "object", "get", `${bucket}/${key}`, "--file", file, "--remote"];
    execFileSync(tool("wrangler"), args, { cwd: ROOT, env: toolEnv, stdio: "ignore" });
    return new Uint8Array(readFileSync(file));
  } catch {
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

const literal = (value: string | number | null): string =>
  value === null ? "NULL" : typeof value === "number" ? String(value) : `'${value.replaceAll("'", "''")}'`;
const written = ({ sql, params }: ReturnType<typeof putBack>): string =>
  sql.replaceAll(/\?(\d+)/g, (_, n: string) => literal(params[Number(n) - 1] ?? null));
const triggers = named("trigger");
const lines = [
  "PRAGMA defer_foreign_keys = on",
  ...triggers.map(({ name }) => `DROP TRIGGER ${name}`),
  ...named("table").map(({ name }) => `DELETE FROM "${name}"`),
  ...Array.from(tables).flatMap(([table, rows]) =>
    rows.map((row) => written(putBack(table, withoutForgotten(table, row, gone)))),
  ),
  "UPDATE mail_control SET sending_enabled = 0",
  ...triggers.map(({ sql }) => sql),
];
const sql = lines.map((line) => `${line};\n`).join("");
memory.exec(`BEGIN;\n${sql}COMMIT;`);
const broken = memory.prepare("PRAGMA foreign_key_check").all();
writeFileSync(out, sql, { mode: 0o600 });

const rows = [...tables.values()].reduce((sum, list) => sum + list.length, 0);
console.log(`${rows} rows of ${tables.size} tables, from ${manifest.parts.length} parts of ${day}`);
console.log(
  `${ids.size} wishes to be forgotten since: left out unread; the reactor forgets the rest (npm run reconcile)`,
);
console.log(`${broken.length} rows refer to what is not there`);
console.log(`sending is off in ${out}`);
process.exit(broken.length === 0 ? 0 : 1);
