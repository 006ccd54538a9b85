import { parseArgs } from "node:util";

import { lookAt, makeMissing } from "./local/estate.ts";
import { accountOf, productionConfigs } from "./local/account.ts";

/* `npm run provision -- --keys FILE`: what the account lacks to run this for real; `--apply` makes it. Done again, it makes nothing twice. */
const { values: flags } = parseArgs({ options: { apply: { type: "boolean" }, keys: { type: "string" } } });
const account = accountOf(process.env);
if (account === null || flags.keys === undefined) {
  console.error(
    "needs CLOUDFLARE_ACCOUNT_ID and CLOUDFLARE_API_TOKEN in the environment, and --keys FILE: where the keys are kept that it makes",
  );
  process.exit(2);
}
const parts = await lookAt(account, productionConfigs(), flags.keys);
for (const { what, state, why } of parts) {
  console.log(`${state.padEnd(7)} ${what}${why === undefined || state === "there" ? "" : `: ${why}`}`);
}
const left =
  flags.apply === true
    ? await makeMissing(parts, (line) => console.log(line))
    : parts.filter(({ state }) => state !== "there");
const byHand = [
  "write the id of the database in both wrangler.toml (wrangler d1 list)",
  "the domain: routes and SITE_ORIGIN in both configurations",
  "at the mail provider: SPF, DKIM, DMARC, the webhook to /webhooks/resend (docs/operations.md, 7 and 8)",
  "keep FILE offline: ADDR_HASH_KEY and SIGNING_KEYS can never be made again",
  "npm run deploy, then the first operator: npm run staff:add",
];
console.log(`\n${flags.apply === true ? "Left for a person" : "Nothing was made: --apply does"}:`);
left.forEach(({ what, why }) => console.log(`  - ${what}${why === undefined ? "" : `: ${why}`}`));
byHand.forEach((line) => console.log(`  - ${line}`));
process.exit(left.length === 0 ? 0 : 1);
