import { execFileSync, spawnSync } from "node:child_process";
import { globSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { parseArgs } from "node:util";

import { LONG_TESTS } from "../test/long.ts";
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

const lines = (...args: string[]): string[] => execFileSync("git", args, { encoding: "utf8" }).split("\n");
const changed = new Set(
  flags.changed
    ? [...lines("diff", "--name-only", "HEAD"), ...lines("ls-files", "--others", "--exclude-standard")]
    : [],
);
/** What a file imports itself. What its imports import is left out: through the Workers that would be everything. */
const importsOf = (file: string): string[] =>
  [...readFileSync(file, "utf8").matchAll(/(?:from|import) "(\.[^"]+)"/g)].map((found) =>
    normalize(join(dirname(file), found[1] ?? "")),
  );
const isNamed = (path: string): boolean => words.some((word) => path.includes(word));
/** The tests of `src/a/b/` are in `test/a/b/`. */
const changedFolders = new Set(
  [...changed].filter((file) => file.startsWith("src/")).map((file) => dirname(file).slice(4)),
);
/** Tests read content by its path: those that name the file, or its folder. */
const changedContent = [...changed].filter((file) => file.startsWith("content/"));
const readsContent = (test: string): boolean => {
  const text = changedContent.length > 0 ? readFileSync(test, "utf8") : "";
  return changedContent.some(
    (file) => text.includes(file) || (dirname(file) !== "content" && text.includes(dirname(file))),
  );
};
/** Long tests only by their own name: they import from everywhere. */
const isMeant = (test: string): boolean =>
  isNamed(test) ||
  changed.has(test) ||
  readsContent(test) ||
  changedFolders.has(dirname(test).slice(5)) ||
  (!LONG_TESTS.includes(test) &&
    importsOf(test).some((file) => changed.has(file) || (file.startsWith("src/") && isNamed(dirname(file)))));

const chosen = globSync("test/**/*.{unit,worker}.test.{ts,tsx}").filter(isMeant).toSorted();
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
