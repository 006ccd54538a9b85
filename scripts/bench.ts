import { spawnSync } from "node:child_process";

import { ROOT, toolEnv } from "./local/tools.ts";

/* `npm run bench`: every bench, one after another, each with what it was asked; what fails does not hide the rest. */
const BENCHES = ["site", "mail", "score", "registry"];
const failed = BENCHES.filter((name) => {
  const args = [`scripts/bench-${name}.ts`, ...process.argv.slice(2)];
  return spawnSync(process.execPath, args, { cwd: ROOT, env: toolEnv, stdio: "inherit" }).status !== 0;
});
if (failed.length > 0) {
  console.error(`Missed or broken: ${failed.join(", ")}.`);
  process.exit(1);
}
