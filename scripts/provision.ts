import { parseArgs } from "node:util";

import { lookAt, makeMissing } from "./local/estate.ts";
import { accountOf, productionConfigs, sendersOf } from "./local/account.ts";
import { readMailDomain, resolveTxt, sendingDomains, wantedRecords } from "./local/mail-domain.ts";

/* `npm run provision -- --keys FILE`: what the account lacks to run this for real; `--apply` makes it. Done again, it makes nothing twice. */
const { values: flags } = parseArgs({ options: { apply: { type: "boolean" }, keys: { type: "string" } } });
const account = accountOf(process.env);
if (account === null || flags.keys === undefined) {
  console.error(
    "needs CLOUDFLARE_ACCOUNT_ID and CLOUDFLARE_API_TOKEN in the environment, and --keys FILE: where the keys are kept that it makes",
  );
  process.exit(2);
}
const { RESEND_API_KEY: apiKey, RESEND_BASE_URL: baseUrl = "https://api.resend.com" } = process.env;
/** What the DNS says of the domains that mails are sent from, against what the provider asks for, where its key is given. A person mends it. */
async function mailRecords() {
  const parts = [];
  for (const domain of sendingDomains(...sendersOf())) {
    const wanted = apiKey === undefined ? null : await wantedRecords({ baseUrl, apiKey }, domain);
    const records = await readMailDomain({ txt: resolveTxt, domain }, wanted);
    parts.push(
      ...(apiKey !== undefined && wanted === null
        ? [{ what: `domain ${domain} at the mail provider`, state: "missing" as const, why: "add it there first" }]
        : []),
      ...records.map(({ what, state, why = `in the DNS of ${domain}` }) => ({
        what: `${what} of ${domain}`,
        state,
        why,
      })),
    );
  }
  return parts;
}
const parts = (await lookAt(account, productionConfigs(), flags.keys)).concat(await mailRecords());
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
  "at the mail provider: the webhook to /webhooks/resend, and its secret (docs/operations.md, 8)",
  "keep FILE offline: ADDR_HASH_KEY and SIGNING_KEYS can never be made again",
  "npm run deploy, then the first operator: npm run staff:add",
];
console.log(`\n${flags.apply === true ? "Left for a person" : "Nothing was made: --apply does"}:`);
left.forEach(({ what, why }) => console.log(`  - ${what}${why === undefined ? "" : `: ${why}`}`));
byHand.forEach((line) => console.log(`  - ${line}`));
process.exit(left.length === 0 ? 0 : 1);
