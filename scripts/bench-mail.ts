import { type ChildProcess, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { parseArgs } from "node:util";
import { createTestHarness } from "wrangler";

import { instantOf } from "../src/kernel/time.ts";
import { installPeers, missingForRace, raceBullmq } from "../test/bench/peers.ts";
import { runChaos } from "../test/chaos/run.ts";
import { eventsSql, peopleSql } from "../test/chaos/seed.ts";
import type { Keys } from "./local/seal.ts";
import { prepareStack } from "./local/stack.ts";
import { ROOT } from "./local/tools.ts";

/* The mail engine's part of `npm run bench`: the first step of « Premier téléphone », due at once for many, beside its
   floor in the same run. Figures, never a timed test; the deterministic ones (rows, trips) are the budget. */
process.chdir(ROOT);
process.env["X_LOCAL_OBSERVABILITY"] = "false";
const SUBSCRIBERS = Number(process.env["SUBSCRIBERS"] ?? 100_000);
const DUE = Number(process.env["DUE"] ?? 10_000);
const ROUNDS = Number(process.env["ROUNDS"] ?? 3);
/** Two waves that warm up, the rounds of both, and one that is counted: each on people of its own. */
const WAVES = 2 + 2 * ROUNDS + 1;
if (WAVES * DUE > SUBSCRIBERS) {
  throw new Error(`${WAVES} waves of ${DUE} need ${WAVES * DUE} subscribers`);
}
const EVENTS = 2000;
const DIR = ".test-state/bench-mail";
const SIM = 8799;
/** Where a Redis queue is installed when somebody asks: a folder of its own, outside the project's packages. */
const PEERS = join(ROOT, ".test-state/peers");

const sim: ChildProcess = spawn(
  process.execPath,
  ["test/support/resend-sim/main.ts", "--port", String(SIM), "--rps", "0"],
  { stdio: "ignore" },
);
const simUrl = `http://127.0.0.1:${SIM}`;
await prepareStack({
  dir: DIR,
  port: 1,
  isFresh: true,
  resendBaseUrl: simUrl,
  altchaCost: 1,
  mailEnv: "test",
  reactor: { main: "test/bench/mail.ts", vars: {} },
});
const harness = createTestHarness({
  workers: ["reactor", "outside"].map((name) => ({ configPath: join(ROOT, DIR, name, "wrangler.toml") })),
});
const { url } = await harness.listen();
const worker = harness.getWorker() as unknown as { applyD1Migrations: (name: string) => Promise<void> };
await worker.applyD1Migrations("DB");
const at = (path: string, body?: string): Promise<unknown> =>
  fetch(url.origin + path, body === undefined ? {} : { method: "POST", body }).then(async (r) => {
    if (!r.ok) {
      throw new Error(`${path}: ${r.status} ${await r.text()}`);
    }
    return r.json();
  });
const sql = (text: string): Promise<Record<string, number>[]> => at("/sql", text) as Promise<Record<string, number>[]>;

const real = Math.floor(Date.now() / 1000);
const now = instantOf("2026-12-01T10:00", "Europe/Paris");
const keys = JSON.parse(readFileSync(join(ROOT, DIR, "keys.json"), "utf8")) as Keys;
await sql(`UPDATE mail_control SET sending_enabled = 1, rps = 100000, clock_offset = ${now - real}`);
console.log(`${SUBSCRIBERS} subscribers, ${DUE} due at once…`);
for (const statement of peopleSql(keys, SUBSCRIBERS, now, { chunk: 400, areGood: true }).split("\n")) {
  await sql(statement.replace(/;$/, ""));
}
await sql("UPDATE enrolments SET next_at = next_at + 864000");
const makeDue = (from: number): Promise<unknown> =>
  sql(
    `UPDATE enrolments SET next_at = ${now - 60} WHERE id IN (SELECT 'enr_' || value FROM json_each('${JSON.stringify(Array.from({ length: DUE }, (_, i) => from + i))}'))`,
  );

type Summary = { accepted: number };
const accepted = async (): Promise<number> =>
  ((await (await fetch(`${simUrl}/__sim/ledger/summary`)).json()) as Summary).accepted;

/** Seconds until `n` more mails are accepted. */
async function until(n: number, start: () => Promise<unknown>): Promise<number> {
  const goal = (await accepted()) + n;
  const begin = performance.now();
  const started = start();
  while ((await accepted()) < goal) {
    await wait(20);
  }
  const seconds = (performance.now() - begin) / 1000;
  await started;
  return seconds;
}

/** Seconds of a wave of its own through the engine, or through the floor. */
let wave = 0;
async function timed(path: "/tick" | "/floor"): Promise<number> {
  await makeDue(wave++ * DUE);
  const seconds = await until(DUE, () => at(path));
  await wait(2000);
  return seconds;
}
const median = (list: number[]): number => list.toSorted((a, b) => a - b)[Math.floor(list.length / 2)] ?? 0;

// One wave each warms both up; then both in turn, so that neither has the warmer machine.
await timed("/floor");
await timed("/tick");
const runs = { "/floor": [] as number[], "/tick": [] as number[] };
for (let round = 0; round < ROUNDS; round++) {
  for (const path of ["/floor", "/tick"] as const) {
    runs[path].push(await timed(path));
  }
}
const [floorSeconds, seconds] = [median(runs["/floor"]), median(runs["/tick"])];
await at("/count?on=1");
await timed("/tick");
await wait(2000);
const counts = (await at("/count?on=0")) as { read: number; written: number; trips: number; messages: number };
const sample = (
  (await (await fetch(`${simUrl}/__sim/ledger?since=${wave * DUE - 1}`)).json()) as { html: string; text: string }[]
)[0];

/** Rows that a tick reads when nothing is due, with this many people enrolled. */
async function idle(enrolled: number): Promise<number> {
  const [row] = await sql("SELECT count(*) AS n FROM enrolments");
  const missing = enrolled - (row?.["n"] ?? 0);
  for (let done = 0; done < missing; done += 50_000) {
    await sql(`WITH RECURSIVE k(i) AS (SELECT ${enrolled}00000 + ${done} UNION ALL SELECT i + 1 FROM k WHERE i < ${enrolled}00000 + ${done} + ${Math.min(50_000, missing - done) - 1})
      INSERT INTO enrolments (id, sequence, version, recipient_id, anchor_ref, anchor_at, step, next_at, status, created_at)
      SELECT 'enr_x' || i, 'premier-telephone', 1, 'rcp_x' || i, 'cns_x' || i, 1, 1, 9999999999, 0, 1 FROM k`);
  }
  await at("/idle");
  await at("/count?on=1");
  await at("/idle");
  return ((await at("/count?on=0")) as { read: number }).read;
}
const idleRows = { [SUBSCRIBERS]: await idle(SUBSCRIBERS), 1_000_000: await idle(1_000_000) };

/** Events per second through the reactor, and through a consumer that only acknowledges. */
async function events(isBare: boolean): Promise<number> {
  await sql("DELETE FROM duty_runs");
  const prefix = isBare ? "bare" : "real";
  for (const line of eventsSql(EVENTS, SUBSCRIBERS, now).split("\n")) {
    await sql(
      line
        .replace("evt_chaos", `evt_${prefix}`)
        .replace("settings.link_requested", "address.changed")
        .replace(/;$/, ""),
    );
  }
  const begin = performance.now();
  await at("/count?on=1");
  await at(`/ring?bare=${isBare ? 1 : 0}`);
  for (let seen = 0; seen < EVENTS * 0.99; await wait(20)) {
    const [row] = isBare
      ? [{ n: ((await at("/count?on=1")) as { messages: number }).messages }]
      : await sql("SELECT count(*) AS n FROM events WHERE reacted_at IS NOT NULL AND id LIKE 'evt_real%'");
    seen = isBare ? seen + (row?.["n"] ?? 0) : (row?.["n"] ?? 0);
    if (performance.now() - begin > 60_000) {
      break;
    }
  }
  const rate = EVENTS / ((performance.now() - begin) / 1000);
  await at("/ring?bare=0");
  return rate;
}
const eventRate = await events(false);
const bareRate = await events(true);

const per = (n: number): number => Number((n / DUE).toFixed(3));
const table = [
  {
    what: "mails per second, end to end",
    ours: Math.round(DUE / seconds),
    floor: Math.round(DUE / floorSeconds),
    ratio: Number((floorSeconds / seconds).toFixed(2)),
    budget: ">= 0.5",
  },
  { what: "rows written per mail", ours: per(counts.written), floor: "-", ratio: "-", budget: "<= 10.5" },
  { what: "rows read per mail", ours: per(counts.read), floor: "-", ratio: "-", budget: "<= 18" },
  { what: "D1 round trips per mail", ours: per(counts.trips), floor: "-", ratio: "-", budget: "<= 0.05" },
  {
    what: "queue operations per mail (3 per message)",
    ours: per(counts.messages * 3),
    floor: "-",
    ratio: "-",
    budget: "<= 0.05",
  },
  {
    what: "seconds from the tick to the last acceptance",
    ours: Number(seconds.toFixed(1)),
    floor: Number(floorSeconds.toFixed(1)),
    ratio: "-",
    budget: "-",
  },
  ...Object.entries(idleRows).map(([n, rows]) => ({
    what: `rows read by an idle tick, ${n} enrolled`,
    ours: rows,
    floor: "-",
    ratio: "-",
    budget: "<= 50",
  })),
  {
    what: "events per second, beside a bare consumer",
    ours: Math.round(eventRate),
    floor: Math.round(bareRate),
    ratio: Number((eventRate / bareRate).toFixed(2)),
    budget: "-",
  },
  {
    what: "the mail, KB (HTML and text)",
    ours: Number((((sample?.html.length ?? 0) + (sample?.text.length ?? 0)) / 1024).toFixed(1)),
    floor: "-",
    ratio: "-",
    budget: "-",
  },
];
console.table(table);

/** Calls as the engine made them, for another queue to make: the same messages, a hundred in each. */
async function callsMade(): Promise<object[][]> {
  const batches = (await at("/sql", "SELECT id FROM send_batches WHERE status = 3 AND n > 1 ORDER BY id")) as {
    id: string;
  }[];
  const calls = [];
  for (const { id } of batches.slice(0, Math.ceil(DUE / 100))) {
    calls.push((await at(`/messages?batch=${id}`)) as object[]);
  }
  return calls;
}

/** Our engine and a Redis queue, each killed once in the middle of a call; says what is missing where there is none. */
async function beside(): Promise<object[]> {
  const { values } = parseArgs({ options: { peers: { type: "boolean", default: false } }, strict: false });
  if (values.peers === true) {
    installPeers(PEERS);
  }
  const missing = missingForRace(PEERS, process.env["PATH"] ?? "");
  if (missing.length > 0) {
    console.log(`No Redis queue was raced: ${missing.join("; ")}.`);
    return [];
  }
  const vars =
    readFileSync(join(ROOT, DIR, "reactor/.dev.vars"), "utf8") + readFileSync("workers/reactor/wrangler.toml", "utf8");
  const settings = [...vars.matchAll(/^([A-Z_]+) ?= ?(['"])(.*)\2$/gm)].map(([, name = "", , value = ""]) => [
    name,
    value,
  ]);
  const env = Object.fromEntries(settings.toReversed()) as Record<string, string>; // what stands first wins
  const race = { folder: PEERS, env, calls: await callsMade(), simUrl };
  const mails = race.calls.flat().length;
  const line = (what: string, took: number, { duplicates, lost }: { duplicates: number; lost: number }) => ({
    what,
    "mails per second": Math.round(mails / took),
    "duplicates, killed once": duplicates,
    "lost, killed once": lost,
  });
  const lines = [];
  for (const hasKey of [true, false]) {
    const { seconds: took } = await raceBullmq(race, { hasKey, isKilled: false });
    const words = hasKey ? "BullMQ, a key for each job" : "BullMQ, without a key";
    lines.push(line(words, took, await raceBullmq(race, { hasKey, isKilled: true })));
  }
  const ours = await runChaos({ mails: 1000, seed: 1, kills: 1, without: null, onlyKills: true });
  return [{ ...line("ours", (seconds / DUE) * mails, ours) }, ...lines];
}
const race = await beside();
if (race.length > 0) {
  console.table(race);
}
if (floorSeconds > seconds * 1.05) {
  console.log(
    "The floor came out slower than what it bounds: too much else runs on this machine, or the floor is wrong.",
  );
}
console.log(JSON.stringify({ table, race, subscribers: SUBSCRIBERS, due: DUE }));
await harness.close();
sim.kill();
const holds = counts.written / DUE <= 10.5 && counts.read / DUE <= 18 && Object.values(idleRows).every((n) => n <= 50);
process.exit(holds && floorSeconds / seconds >= 0.5 ? 0 : 1);
