import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

import { ROOT, toolEnv } from "./local/tools.ts";

/*
 * `npm run mutate [-- FILE… | FILE:10-80]`: changes the rules one place at a time, and says which wrong versions the unit tests let pass.
 * StrykerJS stands in a folder of its own: nobody else needs its 250 packages. Takes minutes; not part of `npm test`.
 */
const VERSION = "10.1.1";
const home = join(ROOT, ".test-state/stryker");

process.chdir(ROOT);
if (!existsSync(join(home, "node_modules/@stryker-mutator/core"))) {
  mkdirSync(home, { recursive: true });
  writeFileSync(join(home, "package.json"), "{}");
  const wanted = ["core", "vitest-runner"].map((name) => `@stryker-mutator/${name}@${VERSION}`);
  execFileSync("npm", ["install", "--prefix", home, "--legacy-peer-deps", "--no-audit", "--no-fund", ...wanted], {
    env: toolEnv,
    stdio: "inherit",
  });
}
const files = process.argv.slice(2);
const chosen = files.length === 0 ? [] : ["--mutate", files.join(",")];
// A rule is held by the tests of its own room: those of the others are not run against it.
const rooms = new Set(files.map((file) => dirname(file).replace("src/", "")));
const MUTATED = files.length === 0 ? "access,guidance,label,mail,workshops" : [...rooms].join(",");
const stryker = join(home, "node_modules/.bin/stryker");
const { status } = spawnSync(stryker, ["run", "test/mutation/stryker.json", ...chosen], {
  env: { ...toolEnv, MUTATED },
  stdio: "inherit",
});
process.exit(status ?? 1);
