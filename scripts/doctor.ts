import { parseArgs } from "node:util";

import { examine } from "./local/doctor.ts";
import { resolveTxt } from "./local/mail-domain.ts";

/* `npm run doctor -- https://le-site [--mail DOMAIN]…`: what is wrong with a deployment, from outside, in French and in English. Ends with 1 while anything is. */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { mail: { type: "string", multiple: true, default: [] } },
});
const origin = positionals[0]?.replace(/\/$/, "");
if (origin === undefined || !/^https?:\/\/[^/]+$/.test(origin)) {
  console.error("npm run doctor -- https://le-site [--mail DOMAIN]…");
  process.exit(2);
}
const found = await examine({
  origin,
  fetch: (url, init) => fetch(url, { signal: AbortSignal.timeout(10_000), ...init }),
  txt: resolveTxt,
  mailDomains: values.mail,
  now: Math.floor(Date.now() / 1000),
});
for (const { isWell, fr, en } of found) {
  console.log(`${isWell ? "✓" : "✗"} ${fr}\n  ${en}`);
}
const wrong = found.filter(({ isWell }) => !isWell).length;
console.log(wrong === 0 ? "\nTout va bien. All is well." : `\nÀ reprendre : ${wrong}. To mend: ${wrong}.`);
process.exit(wrong === 0 ? 0 : 1);
