import { execFileSync } from "node:child_process";
import { parseArgs } from "node:util";

import { domainsThatTrack } from "./local/tracking.ts";
import { ROOT, tool, toolEnv } from "./local/tools.ts";

/* `npm run deploy`: migrations that only add, then outside, the reactor, the site. `-- --dry-run` builds and sends nothing. */
process.chdir(ROOT);
const { values: flags } = parseArgs({ options: { "dry-run": { type: "boolean" } } });
const isDry = flags["dry-run"] === true;
const wrangler = (...args: string[]): void => {
  console.log(`wrangler ${args.join(" ")}`);
  execFileSync(tool("wrangler"), args, { stdio: "inherit", env: { ...toolEnv, CI: isDry ? "1" : "" } });
};
const dry = isDry ? ["--dry-run"] : [];

// Nobody who reads our mails is followed: a domain that tracks stops the release.
const { RESEND_API_KEY, RESEND_BASE_URL = "https://api.resend.com" } = process.env;
if (RESEND_API_KEY !== undefined) {
  const tracking = await domainsThatTrack(RESEND_BASE_URL, RESEND_API_KEY);
  if (tracking.length > 0) {
    console.error(`open or click tracking is on for ${tracking.join(", ")}: turn it off at the mail provider first`);
    process.exit(1);
  }
} else {
  console.log("RESEND_API_KEY is not set: whether the mail provider tracks readers is not checked");
}

for (const script of [
  "scripts/build-browser.ts",
  "scripts/build-content.ts",
  "scripts/build-geo.ts",
  "scripts/build-pages.ts",
]) {
  // What is only for who builds pages stays here.
  execFileSync(process.execPath, [script, "--deploy"], { stdio: "inherit" });
}
if (!isDry) {
  wrangler("d1", "migrations", "apply", "DB", "--remote", "--env", "production");
}
wrangler("deploy", "-c", "workers/outside/wrangler.toml", "--env", "production", ...dry);
wrangler("deploy", "-c", "workers/reactor/wrangler.toml", "--env", "production", ...dry);
wrangler("deploy", "-c", "wrangler.toml", "--env", "production", ...dry);
