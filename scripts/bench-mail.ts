import { type ChildProcess, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { createTestHarness } from "wrangler";

import { instantOf } from "../src/kernel/time.ts";
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
const EVENTS = 2000;
const DIR = ".test-state/bench-mail";
const SIM = 8799;

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
const harness = createTestHarness({ workers: [{ configPath: join(ROOT, DIR, "reactor/wrangler.toml") }] });
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

// A first wave warms everything up; then the floor, then the engine, each on people of its own.
await makeDue(0);
await until(DUE, () => at("/tick"));
await wait(3000);
await makeDue(DUE);
const floorSeconds = await until(DUE, async () => {
  for (let sent = 1; sent > 0; sent = (await at("/floor")) as number) {}
});
await wait(1000);
await makeDue(2 * DUE);
await at("/count?on=1");
const seconds = await until(DUE, () => at("/tick"));
await wait(4000);
const counts = (await at("/count?on=0")) as { read: number; written: number; trips: number; messages: number };
const sample = (
  (await (await fetch(`${simUrl}/__sim/ledger?since=${3 * DUE - 1}`)).json()) as { html: string; text: string }[]
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
console.log("A Redis queue is printed beside where Redis is installed; none was found on this machine.");
console.log(JSON.stringify({ table, subscribers: SUBSCRIBERS, due: DUE }));
await harness.close();
sim.kill();
const holds = counts.written / DUE <= 10.5 && counts.read / DUE <= 18 && Object.values(idleRows).every((n) => n <= 50);
process.exit(holds && floorSeconds / seconds >= 0.5 ? 0 : 1);
