import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { createTestHarness } from "wrangler";

import { demoSql } from "./seed.ts";
import { ROOT } from "./local/tools.ts";
import { prepareStack } from "./local/stack.ts";
import { antibot } from "../src/platform/antibot.ts";
import { solveTicket } from "../test/support/visitor.ts";

/* `npm run bench`: each figure beside its floor, measured in the same run, as a table and as JSON. Never a timed test. */
process.chdir(ROOT);
process.env["X_LOCAL_OBSERVABILITY"] = "false";
const ROUNDS = 3;
const SEATS = 100;
const ASKS = 400;
const PAGES = 600;
const CONCURRENCY = 32;
const ALTCHA_KEY = "bench-key-of-this-run";
const DIR = ".test-state/bench";

type Load = { perSecond: number; statuses: Record<string, number> };
type Ask = { path: string; body?: string; ip: string };

/** Runs a load in a process of its own, so that it does not starve the Workers. */
function load(url: string, requests: Ask[]): Promise<Load> {
  return new Promise((done, fail) => {
    const child = spawn(process.execPath, ["test/bench/load.ts"], { stdio: ["pipe", "pipe", "inherit"] });
    let out = "";
    child.stdout.on("data", (chunk) => (out += String(chunk)));
    child.on("exit", (code) => (code === 0 ? done(JSON.parse(out) as Load) : fail(new Error("the load failed"))));
    child.stdin.end(JSON.stringify({ url, requests, concurrency: CONCURRENCY }));
  });
}

const ip = (i: number): string => `10.${Math.floor(i / 250)}.${i % 250}.9`;
const median = (list: number[]): number => list.toSorted((a, b) => a - b)[Math.floor(list.length / 2)] ?? 0;

prepareStack({ dir: DIR, port: 1, isFresh: true, resendBaseUrl: "http://localhost:1", altchaCost: 1 });
const floorConfig = join(ROOT, DIR, "floor.toml");
const database =
  '[[d1_databases]]\nbinding = "DB"\ndatabase_name = "floor"\ndatabase_id = "floor"\nmigrations_dir = "../../migrations"\n';
writeFileSync(
  floorConfig,
  `name = "floor"\nmain = "../../test/bench/floor.ts"\ncompatibility_date = "2026-11-01"\n${database}`,
);
const site = createTestHarness({
  workers: [
    {
      configPath: join(ROOT, DIR, "wrangler.toml"),
      vars: { MAIL_ENV: "production", ALTCHA_COST: "1", PASSKEYS: "required" },
      secrets: { ALTCHA_KEY },
    },
  ],
});
const floor = createTestHarness({ workers: [{ configPath: floorConfig }] });

type Server = typeof site;
/** What the seed needs of a Worker; the runtime's own types have no place among Node's. */
type SeededWorker = { applyD1Migrations: (name: string) => Promise<void>; getEnv: () => Promise<{ DB: D1Like }> };
type D1Like = {
  prepare: (sql: string) => { run: () => Promise<unknown>; first: () => Promise<Record<string, unknown> | null> };
};

async function seeded(server: Server): Promise<{ url: string; db: D1Like }> {
  const { url } = await server.listen();
  const worker = server.getWorker() as unknown as SeededWorker;
  await worker.applyD1Migrations("DB");
  const { DB: db } = await worker.getEnv();
  for (const sql of demoSql(Math.floor(Date.now() / 1000)).split(";\n")) {
    await db.prepare(sql).run();
  }
  return { url: url.origin, db };
}

const [real, bare] = [await seeded(site), await seeded(floor)];
const bot = antibot(ALTCHA_KEY, 1);

/** Reservations of one session under contention, by people who solved their challenge. */
async function asksFor(path: string): Promise<Ask[]> {
  const now = Math.floor(Date.now() / 1000);
  return Promise.all(
    Array.from({ length: ASKS }, async (_, i) => {
      const billet = await bot.issue(now);
      const body = new URLSearchParams({ billet, solution: await solveTicket(billet), "site-web": "" });
      return { path, body: body.toString(), ip: ip(i) };
    }),
  );
}

async function contention({ url, db }: typeof real, session: string, path: string) {
  await db.prepare(`UPDATE sessions SET capacity = ${SEATS}, taken = 0 WHERE id = '${session}'`).run();
  const result = await load(url, await asksFor(path));
  const row = await db.prepare(`SELECT count(*) AS n FROM registrations WHERE session_id = '${session}'`).first();
  return { ...result, oversold: Math.max(0, Number(row?.["n"]) - SEATS), held: Number(row?.["n"]) };
}

const page = await (await fetch(`${real.url}/ateliers`)).text();
await fetch(`${bare.url}/page`, { method: "PUT", body: page });
const pages = (path: string): Ask[] => Array.from({ length: PAGES }, (_, i) => ({ path, ip: ip(i) }));

const runs = { reserve: [] as number[], reserveFloor: [] as number[], page: [] as number[], pageFloor: [] as number[] };
let oversold = 0;
let errors = 0;
for (let round = 0; round <= ROUNDS; round++) {
  const session = `ses_demo-${round + 2}`;
  const a = await contention(real, session, `/ateliers/seances/${session}/reserver`);
  const b = await contention(bare, session, `/?session=${session}`);
  const c = await load(real.url, pages("/ateliers"));
  const d = await load(bare.url, pages("/page"));
  oversold += a.oversold;
  errors += Object.entries(a.statuses).reduce((sum, [status, n]) => sum + (Number(status) >= 500 ? n : 0), 0);
  if (a.held !== SEATS || b.held !== SEATS) {
    throw new Error(`round ${round}: ${a.held} and ${b.held} held instead of ${SEATS}; ${JSON.stringify(a.statuses)}`);
  }
  if (round > 0) {
    // the first round warms both up
    runs.reserve.push(a.perSecond);
    runs.reserveFloor.push(b.perSecond);
    runs.page.push(c.perSecond);
    runs.pageFloor.push(d.perSecond);
  }
}

const line = (what: string, ours: number[], least: number[], budget: number | null) => ({
  what,
  "per second": Math.round(median(ours)),
  "floor per second": Math.round(median(least)),
  ratio: Number((median(ours) / median(least)).toFixed(2)),
  budget: budget === null ? "-" : `>= ${budget}`,
});
const table = [
  line(`reservations, ${ASKS} at ${SEATS} seats, ${CONCURRENCY} at once`, runs.reserve, runs.reserveFloor, 0.5),
  line(`catalogue page, ${Math.round(page.length / 1024)} KB`, runs.page, runs.pageFloor, null),
];
console.table(table);
console.log(JSON.stringify({ table, oversold, errors5xx: errors, rounds: ROUNDS }));
await Promise.all([site.close(), floor.close()]);
process.exit((table[0]?.ratio ?? 0) >= 0.5 && oversold === 0 && errors === 0 ? 0 : 1);
