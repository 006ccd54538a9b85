import { execFileSync, spawnSync } from "node:child_process";
import { parseArgs } from "node:util";

import { chooseTests } from "./local/choose-tests.ts";
import { ROOT, tool, toolEnv } from "./local/tools.ts";

/* `npm run t -- seats`, `npm run t -- --changed`: the unit and worker tests of a folder or of a change, and those that import from it. */
process.chdir(ROOT);
const { values: flags, positionals: words } = parseArgs({
  allowPositionals: true,
  options: { changed: { type: "boolean", default: false }, update: { type: "boolean", short: "u", default: false } },
});
if (words.length === 0 && !flags.changed) {
  console.error(
    "npm run t -- WORD…      tests whose path holds a word, and tests that import from such a folder of src/",
  );
  console.error("npm run t -- -u WORD…   the same, and golden files become what is made now: read what changed");
  console.error("npm run t -- --changed  tests that changed since the last commit, and tests of what changed");
  process.exit(2);
}

const lines = (...args: string[]): string[] =>
  execFileSync("git", args, { encoding: "utf8" }).split("\n").filter(Boolean);
const changed = new Set(
  flags.changed
    ? [...lines("diff", "--name-only", "HEAD"), ...lines("ls-files", "--others", "--exclude-standard")]
    : [],
);
const chosen = chooseTests({ words, changed });
if (chosen.length === 0) {
  console.log("No test is about that.");
  process.exit(0);
}
console.log(`${chosen.length} files: ${chosen.join(" ")}`);
const kinds = ["--project", "unit", "--project", "worker", "--maxWorkers=2"];
const args = ["run", ...kinds, ...(flags.update ? ["-u"] : []), ...chosen];
// Without `CI`, vitest writes the golden files that are not there yet.
const { CI: _isCheck, ...env } = toolEnv;
const { status } = spawnSync(tool("vitest"), args, { env, stdio: "inherit" });
process.exit(status ?? 1);
