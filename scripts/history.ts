import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";

import { temporaryFolder } from "./local/temporary.ts";
import { historyOf } from "../src/platform/archive.ts";
import type { Statement } from "../src/platform/d1.ts";
import { databaseOf, openLocal } from "./local/database.ts";
import { ROOT, tool, toolEnv } from "./local/tools.ts";

/* `npm run history -- reg_… [--production]`: the whole trail of a registration, from the database and from the archive. */
const { values: flags, positionals } = parseArgs({
  allowPositionals: true,
  options: { production: { type: "boolean", default: false }, dir: { type: "string", default: ".demo" } },
});
const subject = positionals[0] ?? "";
if (!/^reg_[\w-]+$/.test(subject)) {
  console.error("npm run history -- reg_… [--production]");
  process.exit(2);
}
const wrangler = (...args: string[]): string =>
  execFileSync(tool("wrangler"), args, { cwd: ROOT, env: toolEnv, encoding: "utf8" });

/** A question to the database of production. Its values are ours: an id that was looked at above. */
function remote({ sql, params }: Statement): unknown[] {
  const written = sql.replaceAll(
    /\?(\d+)/g,
    (_, n: string) => `'${String(params[Number(n) - 1]).replaceAll("'", "''")}'`,
  );
  const out = wrangler("d1", "execute", "DB", "--remote", "--env", "production", "--json", "--command", written);
  return (JSON.parse(out) as { results: unknown[] }[])[0]?.results ?? [];
}
const db = flags.production
  ? { readAll: (queries: readonly Statement[]) => Promise.resolve(queries.map(remote)) }
  : databaseOf(openLocal(join(ROOT, flags.dir)));
const get = (key: string): Promise<Uint8Array<ArrayBuffer> | null> => {
  try {
    const file = join(temporaryFolder("history"), "object");
    const place = flags.production
      ? ["--remote"]
      : ["--local", "--persist-to", join(ROOT, flags.dir, ".wrangler/state")];
    wrangler("r2", "object", "get", `ligne-sure-evidence/${key}`, "--file", file, ...place);
    return Promise.resolve(new Uint8Array(readFileSync(file)));
  } catch {
    return Promise.resolve(null);
  }
};
const lines = await historyOf({ db, shelf: { get } }, subject);
for (const { at, actor, type, data } of lines) {
  console.log(`${new Date(at * 1000).toISOString()}  ${actor.padEnd(12)}  ${type.padEnd(28)}  ${data}`);
}
console.log(lines.length === 1 ? "1 event" : `${lines.length} events`);
process.exit(lines.length === 0 ? 1 : 0);
