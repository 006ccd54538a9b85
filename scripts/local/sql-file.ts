import { execFileSync } from "node:child_process";
import { join } from "node:path";

import { tool, toolEnv } from "./tools.ts";

/** Runs a file of SQL on the local database of a stack. */
export function runSqlFile(dir: string, file: string): void {
  const args = ["d1", "execute", "DB", "--local", "-c", join(dir, "wrangler.toml"), "--file", file];
  execFileSync(tool("wrangler"), args, { cwd: dir, env: toolEnv, stdio: "pipe" });
}
