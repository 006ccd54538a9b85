import { execFileSync, spawn } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";

import { openLocal, runSqlFile } from "./local/database.ts";
import { roleSql } from "./local/people.ts";
import type { Keys } from "./local/seal.ts";
import { startStack } from "./local/stack.ts";
import { ROOT } from "./local/tools.ts";
import { demoSql } from "./seed.ts";
import { LABEL_PEOPLE, demoPeopleSql } from "./seed-people.ts";
import { seedRegistry } from "./seed-registry.ts";

/* Part of `npm run bench`: the registry of 2,000 offers and a badge beside a static page, in the same run. Ratios, never limits. */
process.chdir(ROOT);
const OFFERS = 2000;
const PAGES = 600;
const CONCURRENCY = 16;

type Load = { perSecond: number; p50: number; p95: number; statuses: Record<string, number> };
/** Runs a load in a process of its own, so that it does not starve the Workers. */
function load(url: string, path: string): Promise<Load> {
  return new Promise((done, fail) => {
    const child = spawn(process.execPath, ["test/bench/load.ts"], { stdio: ["pipe", "pipe", "inherit"] });
    let out = "";
    child.stdout.on("data", (chunk) => (out += String(chunk)));
    child.on("exit", (code) => (code === 0 ? done(JSON.parse(out) as Load) : fail(new Error("the load failed"))));
    const requests = Array.from({ length: PAGES }, (_, i) => ({ path, ip: `10.0.${i % 250}.9` }));
    child.stdin.end(JSON.stringify({ url, requests, concurrency: CONCURRENCY }));
  });
}
/** Resident memory of every workerd of this machine, in MB. */
const memory = (): number =>
  execFileSync("ps", ["-eo", "rss=,comm="])
    .toString()
    .split("\n")
    .filter((line) => line.includes("workerd"))
    .reduce((sum, line) => sum + Number.parseInt(line, 10) / 1024, 0);

const stack = await startStack({
  dir: ".test-state/bench-registry",
  isFresh: true,
  resendBaseUrl: "http://localhost:1",
  mailEnv: "test",
});
const now = Math.floor(Date.now() / 1000);
const keys = JSON.parse(readFileSync(join(stack.dir, "keys.json"), "utf8")) as Keys & { SIGNING_KEYS: string };
const file = join(stack.dir, "seed.sql");
const operator = roleSql(keys, { email: LABEL_PEOPLE.operator, role: "operator" }, now);
writeFileSync(file, [demoSql(now), demoPeopleSql(keys, now), ...operator].join("\n"));
runSqlFile(stack.dir, file);
const db = openLocal(stack.dir);
await seedRegistry(db, keys, stack.url, now);
const more = (from: number, count: number): void =>
  db.exec(`INSERT INTO labels SELECT 'lbl_bench' || value, 'app_bench' || value, organisation_id, 'Mutuelle ' || value, siren, offer_name,
    'mutuelle ' || printf('%06d', value), is_demo, contracts, state, level, level_name, verified_bp, declared_bp, referential, decided_on, valid_until_on,
    surveyed_on, result_hash, robustness, value + 1000, value + 1000, value % 5, delay, contracts_open, costs, no_complaint, minors, number_costs, NULL, NULL, ranges, sensitivity, checkpoint_mails
    FROM (SELECT * FROM labels WHERE id NOT LIKE 'lbl_bench%' LIMIT 1), (WITH RECURSIVE n(value) AS (SELECT ${from} UNION ALL SELECT value + 1 FROM n WHERE value < ${from + count - 1}) SELECT value FROM n)`);
more(1, OFFERS);
const [label] = stack.sql("SELECT id FROM labels WHERE id NOT LIKE 'lbl_bench%' LIMIT 1");
const badge = `/label/badge/${String(label?.["id"])}.svg`;
await stack.tick();
for (let i = 0; i < 50 && !(await (await fetch(stack.url + badge)).text()).includes("valide"); i += 1) {
  await wait(200);
}
const four = Array.from({ length: 4 }, (_, i) => `offre=lbl_bench${i + 1}`).join("&");
const paths = {
  "static page": "/label",
  badge,
  registry: "/label/registre",
  filtered: "/label/registre?seances=1&vigueur=1",
  comparator: `/label/comparateur?${four}`,
};
const results: Record<string, Load> = {};
for (const [name, path] of Object.entries(paths)) {
  await load(stack.url, path); // warm
  results[name] = await load(stack.url, path);
}
const floor = results["static page"]?.perSecond ?? 1;
console.table(
  Object.fromEntries(
    Object.entries(results).map(([name, one]) => [
      name,
      {
        "per second": Math.round(one.perSecond),
        "p50 ms": one.p50,
        "p95 ms": one.p95,
        "of the static page": (one.perSecond / floor).toFixed(2),
        statuses: JSON.stringify(one.statuses),
      },
    ]),
  ),
);

/** The whole registry as CSV: first byte, last byte, size, and how far memory rose. */
async function csv(): Promise<object> {
  const before = memory();
  const from = performance.now();
  const answer = await fetch(`${stack.url}/label/registre.csv`);
  const reader = answer.body?.getReader();
  let [first, bytes, peak] = [0, 0, before];
  for (let part = await reader?.read(); part !== undefined && !part.done; part = await reader?.read()) {
    first ||= performance.now() - from;
    bytes += part.value.length;
    peak = Math.max(peak, memory());
  }
  return {
    "first byte ms": Math.round(first),
    "all ms": Math.round(performance.now() - from),
    KB: Math.round(bytes / 1024),
    "memory rose by MB": Math.round(peak - before),
  };
}
await csv();
const small = await csv();
more(OFFERS + 1, OFFERS * 9);
const large = await csv();
db.close();
console.table({ "CSV of 2,000": small, "CSV of 20,000": large });
console.log(JSON.stringify({ registry: results, csv: { small, large } }));
await stack.stop();
process.exit(0);
