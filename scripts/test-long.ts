import { spawnSync } from "node:child_process";

import { LONG_ALONE, LONG_TESTS, STORM } from "../test/long.ts";
import { ROOT, tool, toolEnv } from "./local/tools.ts";

/* `npm run test:long`: what `npm run test:all` does in short, at full size, one after another; how long each took. */
process.chdir(ROOT);
const runs = [
  ...LONG_TESTS.concat(LONG_ALONE).map((file) => ({ what: file, command: "vitest", args: ["run", file] })),
  ...STORM.runs.map((args) => ({
    what: [STORM.script, ...args].join(" "),
    command: "node",
    args: [STORM.script, ...args],
  })),
];
const results = runs.map(({ what, command, args }) => {
  const start = performance.now();
  const { status } = spawnSync(tool(command), args, { env: { ...toolEnv, LONG: "1" }, stdio: "inherit" });
  return { what, minutes: ((performance.now() - start) / 60_000).toFixed(1), holds: status === 0 ? "yes" : "NO" };
});
console.table(results);
process.exit(results.every(({ holds }) => holds === "yes") ? 0 : 1);
