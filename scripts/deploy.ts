import { execFileSync } from "node:child_process";
import { parseArgs } from "node:util";

import { ROOT, tool, toolEnv } from "./local/tools.ts";

/* `npm run deploy`: migrations that only add, then the reactor, then the site. `-- --dry-run` builds and sends nothing. */
process.chdir(ROOT);
const { values: flags } = parseArgs({ options: { "dry-run": { type: "boolean" } } });
const isDry = flags["dry-run"] === true;
const wrangler = (...args: string[]): void => {
  console.log(`wrangler ${args.join(" ")}`);
  execFileSync(tool("wrangler"), args, { stdio: "inherit", env: { ...toolEnv, CI: isDry ? "1" : "" } });
};
const dry = isDry ? ["--dry-run"] : [];

execFileSync(process.execPath, ["scripts/build-browser.ts"], { stdio: "inherit" });
if (!isDry) {
  wrangler("d1", "migrations", "apply", "DB", "--remote", "--env", "production");
}
wrangler("deploy", "-c", "workers/reactor/wrangler.toml", "--env", "production", ...dry);
wrangler("deploy", "-c", "wrangler.toml", "--env", "production", ...dry);
