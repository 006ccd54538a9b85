import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, readdirSync, writeFileSync } from "node:fs";

import { pick } from "../src/kernel/pick.ts";
import { CannotWrite, RECIPES, type Repository } from "./local/recipes.ts";
import { ROOT, tool, toolEnv } from "./local/tools.ts";

/*
 * npm run new -- page NAME               words at an address
 * npm run new -- programme NAME          a workshop
 * npm run new -- mail NAME FILE          FILE is the *.mails.ts of its place
 * npm run new -- event NAME FILE         FILE is the *.events.ts of its place
 * npm run new -- criterion ID            the next draft of the label's referential
 * It writes the files of the recipe in ARCHITECTURE.md and says what is left to a person.
 */
process.chdir(ROOT);
const repository: Repository = {
  read: (path) => (path !== "" && existsSync(path) ? readFileSync(path, "utf8") : null),
  list: (folder) => readdirSync(folder, { recursive: true, encoding: "utf8" }),
};
const [kind, name = "", place = ""] = process.argv.slice(2);
const write = pick(RECIPES, kind);
if (write === null) {
  process.stderr.write(`npm run new -- ${Object.keys(RECIPES).join("|")} NAME [FILE]\n`);
  process.exit(2);
}
try {
  const { files, next } = write(repository, { name, place });
  files.forEach(({ path, text }) => writeFileSync(path, text));
  const paths = files.map(({ path }) => path);
  const code = paths.filter((path) => path.endsWith(".ts"));
  if (code.length > 0) {
    execFileSync(tool("oxfmt"), code, { env: toolEnv });
  }
  execFileSync(process.execPath, ["scripts/build-content.ts"], { stdio: "inherit" });
  process.stdout.write(`written:\n${paths.map((path) => `  ${path}`).join("\n")}\nleft to you:\n`);
  process.stdout.write(`${next.map((line, i) => `  ${i + 1}. ${line}`).join("\n")}\n`);
} catch (error) {
  if (!(error instanceof CannotWrite)) {
    throw error;
  }
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
}
