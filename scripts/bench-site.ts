import { spawn } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createTestHarness } from "wrangler";

import { demoSql } from "./seed.ts";
import { ROOT } from "./local/tools.ts";
import { prepareStack } from "./local/stack.ts";
import { DAY } from "../src/kernel/time.ts";
import { antibot } from "../src/platform/antibot.ts";
import { database as databaseOf } from "../src/platform/d1.ts";
import { findPlace, searchAround } from "../src/workshops/catalogue/nearby.ts";
import { solveTicket } from "../test/support/visitor.ts";

/* The site in `npm run bench`: each figure beside its floor, measured in the same run, as a table and as JSON. Never a timed test. */
process.chdir(ROOT);
process.env["X_LOCAL_OBSERVABILITY"] = "false";
const ROUNDS = 3;
const SEATS = 100;
const ASKS = 400;
const PAGES = 600;
const CONCURRENCY = 32;
const ALTCHA_KEY = "bench-key-of-this-run";
const DIR = ".test-state/bench";

type Load = { perSecond: number; p50: number; p95: number; statuses: Record<string, number> };
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

await prepareStack({ dir: DIR, port: 1, isFresh: true, resendBaseUrl: "http://localhost:1", altchaCost: 1 });
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
    { configPath: join(ROOT, DIR, "outside/wrangler.toml") }, // what the site is bound to
  ],
});
const floor = createTestHarness({ workers: [{ configPath: floorConfig }] });

type Server = typeof site;
/** What the seed needs of a Worker; the runtime's own types have no place among Node's. */
type SeededWorker = { applyD1Migrations: (name: string) => Promise<void>; getEnv: () => Promise<{ DB: D1Like }> };
type D1Like = {
  prepare: (sql: string) => { run: () => Promise<unknown>; first: () => Promise<Record<string, unknown> | null> };
};

type Running = { url: string; db: D1Like };
async function seeded(server: Server): Promise<Running> {
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

/** So many people, so many sessions, one opening minute: more people than seats, each at one session. */
const RUSH = { people: 2000, sessions: 100, capacity: 15 };

/** Makes the sessions of the rush, and lets everybody come at once; how long they wait, and whether anything was oversold. */
async function rush({ url, db }: Running, round: number, pathOf: (session: string) => string) {
  const ids = Array.from({ length: RUSH.sessions }, (_, i) => `ses_rush-${round}-${i}`);
  const columns =
    "workshop_id, association_id, venue_id, mode, starts_at, ends_at, tz, state, opens_at, closes_at, queue_closes_at, updated_at, created_at";
  for (const id of ids) {
    await db
      .prepare(
        `INSERT INTO sessions (id, capacity, ${columns}) SELECT '${id}', ${RUSH.capacity}, ${columns} FROM sessions WHERE id = 'ses_demo-12'`,
      )
      .run();
  }
  const asks = await asksFor(RUSH.people, (i) => pathOf(ids[i % ids.length] ?? ""));
  const result = await load(url, asks);
  const row = await db
    .prepare(
      `SELECT count(*) AS n FROM (SELECT 1 FROM registrations WHERE session_id LIKE 'ses_rush-${round}-%' GROUP BY session_id HAVING sum(seats) > ${RUSH.capacity})`,
    )
    .first();
  const held = await db
    .prepare(`SELECT count(*) AS n FROM registrations WHERE session_id LIKE 'ses_rush-${round}-%'`)
    .first();
  return { ...result, oversold: Number(row?.["n"]), held: Number(held?.["n"]) };
}

/** Reservations by people who solved their challenge, of one session or of many, by people who solved their challenge. */
async function asksFor(people: number, pathOf: (i: number) => string): Promise<Ask[]> {
  const now = Math.floor(Date.now() / 1000);
  return Promise.all(
    Array.from({ length: people }, async (_, i) => {
      const billet = await bot.issue(now);
      const body = new URLSearchParams({ billet, solution: await solveTicket(billet), "site-web": "" });
      return { path: pathOf(i), body: body.toString(), ip: ip(i) };
    }),
  );
}

async function contention({ url, db }: Running, session: string, path: string) {
  await db.prepare(`UPDATE sessions SET capacity = ${SEATS}, taken = 0 WHERE id = '${session}'`).run();
  const result = await load(url, await asksFor(ASKS, () => path));
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

const seats = RUSH.sessions * RUSH.capacity;
const openings: Awaited<ReturnType<typeof rush>>[] = [];
const openingFloors: typeof openings = [];
for (let round = 0; round < ROUNDS; round++) {
  const opening = await rush(real, round, (session) => `/ateliers/seances/${session}/reserver`);
  const least = await rush(bare, round, (session) => `/?session=${session}`);
  oversold += opening.oversold;
  if (opening.held !== seats || least.held !== seats) {
    throw new Error(
      `rush: ${opening.held} and ${least.held} held instead of ${seats}; ${JSON.stringify(opening.statuses)}`,
    );
  }
  openings.push(opening);
  openingFloors.push(least);
}

/** Open sessions at which a search is measured, in the towns of the demo; around so many towns, none asked twice: nothing in front answers. */
const OPEN = 20_000;
const TOWNS = 300;
/** What a search may read. */
const MOST_ROWS = 250;
const towns = readFileSync("scripts/communes.csv", "utf8")
  .split("\n")
  .filter((_, i) => i % 110 === 0) // all over the country
  .slice(0, TOWNS)
  .map((row) => row.split(";")[0] ?? "");
const asset = (path: string): Promise<unknown> => Promise.resolve(JSON.parse(readFileSync(`public${path}`, "utf8")));

/** A search that is narrowed by nothing else. */
const EVERY = { isStepFree: false, isEvening: false, isWednesday: false, isNearestFirst: false, departement: "" };
/** A binding that counts the rows that its answers were read from. */
function counting(db: D1Like): { db: Parameters<typeof databaseOf>[0]; rows: () => number } {
  let rows = 0;
  type Answer = { results: unknown[]; meta?: { rows_read?: number } };
  type Bound = { bind: (...values: never[]) => Bound; all: () => Promise<Answer>; run: () => Promise<Answer> };
  const under = db as unknown as { prepare: (sql: string) => Bound; batch: (all: Bound[]) => Promise<Answer[]> };
  const noted = (answers: Answer[]): Answer[] => {
    rows += answers.reduce((sum, { meta }) => sum + (meta?.rows_read ?? 0), 0);
    return answers;
  };
  const beneath = new WeakMap<object, Bound>();
  const one = async (asked: Promise<Answer>): Promise<Answer> => noted([await asked])[0] ?? { results: [] };
  // The driver has no count for `first()`: it is asked as `all()`, of which it is the first row.
  const watched = (statement: Bound) => {
    const seen = {
      bind: (...values: never[]) => watched(statement.bind(...values)),
      all: () => one(statement.all()),
      run: () => one(statement.run()),
      first: async () => (await one(statement.all())).results[0] ?? null,
    };
    beneath.set(seen, statement);
    return seen;
  };
  const counted = {
    prepare: (sql: string) => watched(under.prepare(sql)),
    batch: async (all: object[]) => noted(await under.batch(all.flatMap((asked) => beneath.get(asked) ?? []))),
  };
  return { db: counted as unknown as Parameters<typeof databaseOf>[0], rows: () => rows };
}

/** Searches around a town at so many open sessions, beside the same bytes out of memory; and how many rows the greediest of them reads. */
async function searches(ours: Running, least: Running) {
  const from = Math.floor(Date.now() / 1000) + 30 * DAY;
  const columns = "mode, ends_at, tz, capacity, state, opens_at, closes_at, queue_closes_at, updated_at, created_at";
  await ours.db
    .prepare(
      `WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < ${OPEN - 1})
       INSERT INTO sessions (id, workshop_id, association_id, venue_id, departement_code, starts_at, ${columns})
       SELECT printf('ses_open-%06d', i), (SELECT id FROM workshops ORDER BY id LIMIT 1), 'org_demo-1', v.id, v.departement_code, ${from} + i * 60,
         'onsite', ${from} + i * 60 + 5400, 'Europe/Paris', 20, 'open', 0, ${from} + i * 60 - 3600, ${from} + i * 60 - 43200, 1, 1
       FROM n JOIN venues v ON v.id = 'ven_demo-' || (1 + i % 10)`,
    )
    .run();
  const open = await ours.db.prepare("SELECT count(*) AS n FROM sessions WHERE state = 'open'").first();
  const path = (code: string): string => `/ateliers?commune=${code}&rayon=100`;
  await fetch(`${least.url}/page`, { method: "PUT", body: await (await fetch(ours.url + path("94028"))).text() });
  const measured = await load(
    ours.url,
    towns.map((code, i) => ({ path: path(code), ip: ip(i) })),
  );
  const floorOf = await load(
    least.url,
    towns.map((_, i) => ({ path: "/page", ip: ip(i) })),
  );
  const slugs = ["premier-telephone", "mon-telephone-mes-limites"];
  let most = 0;
  for (const code of towns.slice(0, 40)) {
    const place = await findPlace({ asset }, { typed: "", code });
    const watched = counting(ours.db);
    if (place.kind === "town") {
      const now = Math.floor(Date.now() / 1000);
      const asked = {
        town: place.town,
        radius: 100,
        slugs,
        after: { startsAt: now, id: "" },
        to: now + 400 * DAY,
        ...EVERY,
      };
      await searchAround({ db: databaseOf(watched.db), now, asset }, asked);
      most = Math.max(most, watched.rows());
    }
  }
  return { measured, floorOf, most, open: Number(open?.["n"]) };
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
/** The medians of the openings, in turn with their floor. */
const rushLine = (what: string, list: typeof openings) => ({
  what,
  "p50 ms": median(list.map(({ p50 }) => p50)),
  "p95 ms": median(list.map(({ p95 }) => p95)),
  "per second": Math.round(median(list.map(({ perSecond }) => perSecond))),
  oversold: list.reduce((sum, one) => sum + one.oversold, 0),
});
const rushTable = [
  rushLine(`rush: ${RUSH.people} people, ${RUSH.sessions} sessions, ${seats} seats`, openings),
  rushLine("its floor: one batch of the same size, nothing else", openingFloors),
];
console.table(rushTable);
const { measured, floorOf, most, open } = await searches(real, bare);
const notFound = Object.entries(measured.statuses).reduce((sum, [status, n]) => sum + (status === "200" ? 0 : n), 0);
const searchTable = [
  {
    what: `search around ${TOWNS} towns, ${open} open sessions, ${CONCURRENCY} at once`,
    "p50 ms": measured.p50,
    "p95 ms": measured.p95,
    "per second": Math.round(measured.perSecond),
    "floor p50 ms": floorOf.p50,
    "ratio to its floor": Number((measured.perSecond / floorOf.perSecond).toFixed(2)),
    "most rows read": most,
    budget: `<= ${MOST_ROWS} rows`,
  },
];
console.table(searchTable);
console.log(
  JSON.stringify({ table, rush: rushTable, search: searchTable, oversold, errors5xx: errors, rounds: ROUNDS }),
);
await Promise.all([site.close(), floor.close()]);
const holds = (table[0]?.ratio ?? 0) >= 0.5 && oversold === 0 && errors === 0;
process.exit(holds && notFound === 0 && most > 0 && most <= MOST_ROWS ? 0 : 1);
