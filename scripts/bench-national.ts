import { spawnSync } from "node:child_process";

import { ROOT, tool, toolEnv } from "./local/tools.ts";

/* `npm run bench:national`: what pages read, and how long they take, at 20,000 open sessions, with the cache and without it; then each act of a person at two sizes. */
const TESTS = ["test/platform/national.worker.test.ts", "test/platform/bounded.worker.test.ts"];
const env = { ...toolEnv, LONG: "1" };
const { status } = spawnSync(tool("vitest"), ["run", "--project", "worker", ...TESTS], {
  cwd: ROOT,
  env,
  stdio: "inherit",
});
process.exit(status ?? 1);
