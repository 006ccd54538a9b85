import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";

import { BEACON_HOSTS, CHECK_WORDS, type DrawChecks, checkDraw } from "../src/workshops/list/draw.ts";
import { DrawFileSchema } from "../src/workshops/list/draw-file.ts";
import { isSignedRound } from "./local/drand.ts";

/*
 * `npm run verify-draw -- FILE|URL [--promised HASH] [--beacon]`: computes a draw again from what is published of it, and checks the signature of the beacon's round. `--promised`: the promise that
 * somebody noted before the opening. `--beacon`: reads the round at two addresses of the beacon too. Ends with 0 when all agrees, 1 when something
 * does not, 2 when there is nothing to judge.
 */
function stop(words: string): never {
  console.error(words);
  process.exit(2);
}
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { promised: { type: "string" }, beacon: { type: "boolean", default: false } },
});
const where = positionals[0] ?? stop("Donnez le fichier d’un tirage : npm run verify-draw -- tirage.json");

async function read(from: string): Promise<unknown> {
  try {
    return JSON.parse(/^https?:/.test(from) ? await (await fetch(from)).text() : readFileSync(from, "utf8"));
  } catch (error) {
    return stop(`${from} : illisible (${error instanceof Error ? error.message : "?"})`);
  }
}

const parsed = DrawFileSchema.safeParse(await read(where));
const file = parsed.success ? parsed.data : stop(`${where} : ce n’est pas le fichier d’un tirage`);
const checks = (await checkDraw(file, values.promised)) ?? stop("Ce tirage n’a pas encore eu lieu.");
const results: [string, boolean][] = (Object.keys(CHECK_WORDS) as (keyof DrawChecks)[]).map((key) => [
  CHECK_WORDS[key],
  checks[key],
]);

const { beacon } = file;
if (beacon?.kind === "drand") {
  results.push(["Le tour du hasard public porte la signature de la balise", await isSignedRound(beacon)]);
}
if (values.beacon && beacon?.kind === "drand") {
  for (const host of BEACON_HOSTS) {
    const round = (await read(`https://${host}/${file.chain}/public/${file.round}`)) as { randomness?: string };
    results.push([`${host} donne le même hasard`, round.randomness === beacon.randomness]);
  }
}
results.forEach(([words, isTrue]) => console.log(`${isTrue ? "✓" : "✗"} ${words}`));
console.log(
  `${file.entries.length} demandes, tour ${file.round}${beacon?.kind === "checkpoint" ? ", hasard de notre journal (moins fort)" : ""}`,
);
process.exit(results.every(([, isTrue]) => isTrue) ? 0 : 1);
