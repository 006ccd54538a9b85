import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import * as z from "zod";

import { rebuild } from "./local/rebuild.ts";

/* npm run migration -- rebuild TABLE    writes the next migration, which makes a table anew (docs/migrations.md) */

const FOLDER = "migrations";
const Schema = z.array(z.object({ type: z.string(), name: z.string(), tbl_name: z.string(), sql: z.string() }));
const Columns = z.array(z.object({ name: z.string() }));

const [act, table = ""] = process.argv.slice(2);
if (act !== "rebuild" || !/^\w+$/.test(table)) {
  process.stderr.write("npm run migration -- rebuild TABLE\n");
  process.exit(2);
}

const files = readdirSync(FOLDER).toSorted();
const db = new DatabaseSync(":memory:");
for (const file of files) {
  db.exec(readFileSync(join(FOLDER, file), "utf8"));
}
const schema = Schema.parse(
  db.prepare("SELECT type, name, tbl_name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY rowid").all(),
);
const columns = Columns.parse(db.prepare("SELECT name FROM pragma_table_info(?) ORDER BY cid").all(table));
const next = String(Number(files.at(-1)?.slice(0, 4) ?? 0) + 1).padStart(4, "0");
const path = join(FOLDER, `${next}_rebuild_${table}.sql`);
const names = columns.map(({ name }) => name);
const statements = rebuild(schema, names, table).map((sql) => `${sql};\n`);
writeFileSync(path, `-- ${table}, made anew (docs/migrations.md): say here why.\n${statements.join("")}`);
process.stdout.write(`${path}: change what has to change, then read docs/migrations.md\n`);
