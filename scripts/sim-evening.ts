import "./local/base64.ts";

import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { parseArgs } from "node:util";

import { asId } from "../src/kernel/ids.ts";
import { takeDelivery } from "../src/mail/take-news.ts";
import type { Database, Statement } from "../src/platform/d1.ts";
import { newId, random } from "../src/platform/ids.ts";
import { parseRing } from "../src/platform/keys.ts";
import { openVault } from "../src/platform/vault.ts";
import { register } from "../src/workshops/seats/register.ts";
import { reserve } from "../src/workshops/seats/reserve.ts";
import { findSession, listSessions, sessionsOfWorkshop } from "../src/workshops/sessions/session.store.ts";
import { databaseOf } from "./local/database.ts";
import { type Costs, type Moment, type Setting, CROWDS, holds, play } from "./local/evening.ts";
import { ROOT } from "./local/tools.ts";

/*
 * `npm run sim:evening [-- --sessions 20000]`: three moments of a whole country on one thread. How long each thing takes is measured first, with the product's own statements on a
 * database of 20,000 open sessions; each written transaction is given one more millisecond, for the disk. Ends with 1 when a moment does not hold, or when a control,
 * which must fall, holds.
 */
const { values: flags } = parseArgs({ options: { sessions: { type: "string", default: "20000" } } });
const sessions = Number(flags.sessions);
const NOW = 1_796_115_600;
const COMMIT = 1;

const raw = new DatabaseSync(":memory:");
for (const file of readdirSync(join(ROOT, "migrations")).toSorted()) {
  raw.exec(readFileSync(join(ROOT, "migrations", file), "utf8"));
}
raw.exec(`INSERT INTO organisations (id, kind, name, state, created_at) VALUES ('org_1', 'association', 'A', 'active', 1);
  INSERT INTO associations (id, slug, created_at) VALUES ('org_1', 'a', 1);
  INSERT INTO workshops VALUES ('wks_premier-telephone', 'premier-telephone', 'published', 1, 1);`);
for (let i = 0; i < 100; i++) {
  raw
    .prepare("INSERT INTO venues VALUES (?, 'Salle', '1 rue X', 'Ville', '00000', ?, 1, 0, '', 1)")
    .run(`ven_${i}`, String(i).padStart(2, "0"));
}
raw.exec(
  `WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < ${sessions - 1})
   INSERT INTO sessions (id, workshop_id, association_id, venue_id, mode, starts_at, ends_at, tz, capacity, state, opens_at, closes_at, queue_closes_at, updated_at, created_at, departement_code)
   SELECT 'ses_' || i, 'wks_premier-telephone', 'org_1', 'ven_' || (i % 100), 'onsite', ${NOW} + 2000000 + i * 60, ${NOW} + 2005400 + i * 60, 'Europe/Paris', 20, 'open', 0,
     ${NOW} + 1990000 + i * 60, ${NOW} + 1950000 + i * 60, 1, 1, printf('%02d', i % 100) FROM n`,
);

/** The database, and how long it was at work: what one thread would have spent. */
let spent = 0;
const real = databaseOf(raw);
function timed<A extends unknown[], R>(run: (...all: A) => Promise<R>, more: number): (...all: A) => Promise<R> {
  return async (...all) => {
    const start = performance.now();
    try {
      return await run(...all);
    } finally {
      spent += performance.now() - start + more;
    }
  };
}
const db: Database = {
  ...real,
  one: <T>(row: Parameters<typeof real.one<T>>[0], query: Statement) => timed(() => real.one(row, query), 0)(),
  all: <T>(row: Parameters<typeof real.all<T>>[0], query: Statement) => timed(() => real.all(row, query), 0)(),
  changed: timed((query: Statement) => real.changed(query), COMMIT),
  batch: timed((all: readonly Statement[]) => real.batch(all), COMMIT),
  readAll: timed((all: readonly Statement[]) => real.readAll(all), 0),
};
const key = Buffer.alloc(32, 7).toString("base64");
const vault = openVault(parseRing(JSON.stringify({ current: "a", keys: { a: key } })), key);
const deps = { db, now: NOW, newId, random, vault };

/** Milliseconds of the thread that something takes: the middle of many times. */
async function cost(times: number, act: (i: number) => Promise<unknown>): Promise<number> {
  const all: number[] = [];
  for (let i = 0; i < times; i++) {
    spent = 0;
    await act(i);
    all.push(spent);
  }
  return all.toSorted((a, b) => a - b)[Math.floor(times / 2)] ?? 0;
}
const filter = (departement: string) =>
  ({
    slugs: ["premier-telephone"],
    departement,
    mode: "",
    from: NOW,
    to: NOW + 400 * 86_400,
    isStepFree: false,
    isEvening: false,
    isWednesday: false,
    now: NOW,
    after: null,
    skipped: 0,
  }) as const;
const person = (i: number) => ({
  name: "Ana",
  email: `a${i}@exemple.fr`,
  ageBand: "18_plus" as const,
  others: [],
  guardianEmail: null,
  isConsentGiven: false,
  needs: [],
  isCalendarWanted: true,
});
const told = (from: number, n: number) =>
  Array.from({ length: n }, (_, i) => ({
    k: "news" as const,
    id: `d${from}-${i}`,
    type: "email.delivered",
    messageId: null,
    providerId: `re_${from}-${i}`,
    rank: 3,
    metric: "delivered",
    reason: "",
    isSoft: false,
    isLifted: false,
    suppress: null,
    hash: null,
    at: NOW,
  }));
const held = new Map<number, Parameters<typeof register>[1]["registrationId"]>();
const costs: Costs = {
  list: await cost(60, (i) => listSessions(db, filter(String(i % 90).padStart(2, "0")))),
  session: await cost(60, (i) => findSession(db, asId("ses", `ses_${i * 7}`))),
  programme: await cost(60, () => sessionsOfWorkshop(db, { slug: "premier-telephone", now: NOW })),
  hold: await cost(200, async (i) => {
    const found = await reserve(deps, {
      sessionId: asId("ses", `ses_${i % 40}`),
      ask: { key: `k${i}`, client: `c${i}`, lane: "worked" },
    });
    if (found.ok) {
      held.set(i, found.value.registrationId);
    }
  }),
  form: await cost(200, (i) => {
    const registrationId = held.get(i);
    return registrationId === undefined
      ? Promise.resolve()
      : register(deps, { registrationId, form: person(i), ask: { client: "c", lane: "worked" } });
  }),
  newsOne: await cost(60, (i) => takeDelivery(deps, told(i, 1))),
  newsHundred: await cost(20, (i) => takeDelivery(deps, told(1000 + i, 100))),
};
/** What each view of a list asked before 0.11.0: the départements of every open session, by their venues. */
const before = raw.prepare(
  `SELECT DISTINCT v.departement_code FROM sessions s JOIN venues v ON v.id = s.venue_id WHERE s.state = 'open' AND s.visibility = 'public' AND s.starts_at >= ?`,
);
const walked = await cost(20, () => {
  const start = performance.now();
  before.all(NOW);
  spent += performance.now() - start;
  return Promise.resolve();
});
const old: Costs = { ...costs, list: costs.list + walked };

console.log(
  `${sessions} open sessions; milliseconds of the thread (each transaction ${COMMIT} ms of disk included, which is assumed):`,
);
console.log(
  Object.entries(old)
    .map(
      ([what, ms]) =>
        `  ${what} ${(costs[what as keyof Costs] ?? 0).toFixed(2)}${what === "list" ? ` (before 0.11.0: ${ms.toFixed(1)})` : ""}`,
    )
    .join("\n"),
);

const ALL: Setting = { hasCache: true, hasQueue: true };
type Row = { what: string; moment: Moment; costs: Costs; setting: Setting; must: "hold" | "fall" | null };
const ROWS: readonly Row[] = [
  ...(Object.keys(CROWDS) as Moment[]).map((moment): Row => ({
    what: "as it is",
    moment,
    costs,
    setting: ALL,
    must: "hold",
  })),
  { what: "lists of 0.8, no cache", moment: "opening", costs: old, setting: { ...ALL, hasCache: false }, must: "fall" },
  { what: "lists of today, no cache", moment: "opening", costs, setting: { ...ALL, hasCache: false }, must: null },
  { what: "news one by one", moment: "wave", costs, setting: { ...ALL, hasQueue: false }, must: "fall" },
  {
    what: "ten times, no cache",
    moment: "opening",
    costs,
    setting: { ...ALL, hasCache: false, times: 10 },
    must: "fall",
  },
  { what: "ten times", moment: "evening", costs, setting: { ...ALL, times: 10 }, must: null },
  { what: "ten times", moment: "opening", costs, setting: { ...ALL, times: 10 }, must: null },
];
let isWrong = false;
console.log("\nmoment | with | asked | busy | longest line | p95 wait of a hold | worst | overloaded after");
for (const { what, moment, costs: of, setting, must } of ROWS) {
  const served = play(moment, of, setting);
  const verdict = holds(served) ? "holds" : "falls";
  const isRight = must === null || verdict === `${must}s`;
  isWrong ||= !isRight;
  const cells = [
    moment,
    what,
    String(served.asked),
    `${Math.round(served.busy * 100)} %`,
    String(served.longest),
    `${served.p95.toFixed(0)} ms`,
    `${served.worst.toFixed(0)} ms`,
    served.overloadedAt === null ? "never" : `${served.overloadedAt.toFixed(0)} s`,
    `${verdict}${must === null ? "" : isRight ? ", as it must" : ", AND MUST NOT"}`,
  ];
  console.log(cells.join(" | "));
}
process.exit(isWrong ? 1 : 0);
