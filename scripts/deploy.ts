import { execFileSync } from "node:child_process";
import { parseArgs } from "node:util";

import { accountOf, productionConfigs } from "./local/account.ts";
import { lookAt } from "./local/estate.ts";
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

// A release never meets a queue, a bucket, a secret or a database that is not there.
const account = accountOf(process.env);
if (account !== null && !isDry) {
  const lacks = (await lookAt(account, productionConfigs(), "")).filter(({ state }) => state !== "there");
  if (lacks.length > 0) {
    console.error(
      `the account lacks:\n${lacks.map(({ what, why = "missing" }) => `  - ${what}: ${why}`).join("\n")}\nnpm run provision`,
    );
    process.exit(1);
  }
} else {
  console.log(
    "CLOUDFLARE_ACCOUNT_ID and CLOUDFLARE_API_TOKEN are not set, or nothing is sent: the account is not looked at",
  );
}

for (const script of [
  "scripts/build-browser.ts",
  "scripts/build-content.ts",
  "scripts/build-geo.ts",
  "scripts/build-pages.ts",
]) {
  // What is only for the person who builds pages stays here.
  execFileSync(process.execPath, [script, "--deploy"], { stdio: "inherit" });
}
if (!isDry) {
  wrangler("d1", "migrations", "apply", "DB", "--remote", "--env", "production");
}
wrangler("deploy", "-c", "workers/outside/wrangler.toml", "--env", "production", ...dry);
wrangler("deploy", "-c", "workers/reactor/wrangler.toml", "--env", "production", ...dry);
wrangler("deploy", "-c", "wrangler.toml", "--env", "production", ...dry);
