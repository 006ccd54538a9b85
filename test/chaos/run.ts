import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";

import { runSqlFile } from "../../scripts/local/database.ts";
import { type Stack, type StackOptions, startStack } from "../../scripts/local/stack.ts";
import type { Keys } from "../../scripts/local/seal.ts";
import { instantOf } from "../../src/kernel/time.ts";
import { startBook } from "../support/provider-by-the-book/server.ts";
import { type ResendSim, startResendSim } from "../support/resend-sim/server.ts";
import type { FaultRule } from "../support/resend-sim/types.ts";
import { type Verdict, verdictOf } from "./count.ts";
import { eventsSql, peopleSql } from "./seed.ts";

export type ChaosOptions = {
  mails: number;
  seed: number;
  without: "key" | "freeze" | "lease" | null;
  kills: number;
  /** The simulator, or the second provider, written from the documentation alone; there a refusal uses its key up or does not. */
  provider?: keyof typeof PROVIDERS;
  /** Tells the state of this run from that of another storm. */
  name?: string;
  /** Nothing breaks but workerd, in the middle of a call. */
  onlyKills?: boolean;
  say?: (line: string) => void;
};

/** What the engine is let loose on. */
export const PROVIDERS = {
  sim: (drawn: number) => startResendSim({ rps: 0, seed: drawn }),
  book: (drawn: number) => startBook({ seed: drawn, consumesRefused: false }),
  "book-strict": (drawn: number) => startBook({ seed: drawn, consumesRefused: true }),
} satisfies Record<string, (seed: number) => Promise<Provider>>;
/** What a run asks of a provider. */
type Provider = Pick<ResendSim, "url" | "ledger" | "hung" | "advance" | "close"> & {
  setFaults: (rules: { fault: never; rate: number; times?: number; ms?: number }[]) => void;
};

export type Run = { options: ChaosOptions; sim: Provider; stack: Stack; settings: StackOptions; offset: number };

/** In a short run each fault is more likely, so that it happens at all. */
const faultsOf = ({ mails, kills, onlyKills = false }: ChaosOptions): FaultRule[] => {
  const rate = mails >= 2000 ? 0.05 : 0.18;
  const hang = { fault: "hang_after_accept", rate, times: kills } as const;
  if (onlyKills) {
    return [{ ...hang, rate: 1, match: { nth: 5 } }];
  }
  return [
    hang,
    { fault: "drop_after_accept", rate },
    { fault: "500_after_accept", rate },
    { fault: "reset_before_accept", rate },
    { fault: "500_before_accept", rate: rate / 2 },
    { fault: "503_before_accept", rate: rate / 2 },
    { fault: "garbage_answer", rate: rate / 2 },
    { fault: "429_storm", rate },
    { fault: "latency", rate: 0.5, ms: 300 },
  ];
};

/**
 * Sends `mails` first steps, and a tenth as many transactional mails, while everything breaks; then lets it come to rest
 * and counts what the simulator accepted against what the database says. Nothing is counted by the engine itself.
 */
export const runChaos = (options: ChaosOptions): Promise<Verdict> =>
  inAStorm(options, async (run) => {
    await seed(run);
    await breakThings(run);
    await comeToRest(run);
    const unknown = await count(run, "status = 8");
    if (options.without === null) {
      await recover(run);
    }
    return verdictOf(run.stack, run.sim.url, {
      ...options,
      unknown,
      log: readFileSync(join(run.stack.dir, "wrangler.log"), "utf8"),
    });
  });

/** Starts a provider and Workers that are handed what fails on purpose; ends both, whatever happens. */
export async function inAStorm<T>(options: ChaosOptions, live: (run: Run) => Promise<T>): Promise<T> {
  const { provider = "sim", name = "" } = options;
  const sim: Provider = await PROVIDERS[provider](options.seed);
  const worse = options.onlyKills === true ? { stop: 0, d1: 0, r2: 0 } : { stop: 0.03, d1: 0.01, r2: 0.05 };
  const plan = { seed: options.seed, ...worse, without: options.without };
  const settings: StackOptions = {
    dir: `.test-state/chaos${name}-${provider}-${options.without ?? "all"}-${options.seed}`,
    resendBaseUrl: sim.url,
    areBundlesKept: true,
    altchaCost: 1,
    mailEnv: "test",
    reactor: { main: "test/chaos/reactor.ts", vars: { CHAOS: JSON.stringify(plan) } },
  };
  const stack = await startStack({ ...settings, isFresh: true });
  const run: Run = { options, sim, stack, settings, offset: 0 };
  try {
    return await live(run);
  } finally {
    await run.stack.stop();
    await sim.close();
  }
}

/** A morning in Paris, so that quiet hours are far; sending is on, and nobody counts calls per second. */
async function seed(run: Run): Promise<void> {
  const { mails } = run.options;
  const real = Math.floor(Date.now() / 1000);
  const now = instantOf("2026-12-01T08:05", "Europe/Paris");
  const keys = JSON.parse(readFileSync(join(run.stack.dir, "keys.json"), "utf8")) as Keys;
  const file = join(run.stack.dir, "seed.sql");
  const control = `UPDATE mail_control SET sending_enabled = 1, rps = 1000, clock_offset = ${now - real} WHERE id = 1;`;
  writeFileSync(file, [control, peopleSql(keys, mails, now), eventsSql(Math.floor(mails / 10), mails, now)].join("\n"));
  runSqlFile(run.stack.dir, file);
  run.offset = now - real;
}

/** Lets both clocks jump. */
async function jump(run: Run, seconds: number, also = ""): Promise<void> {
  run.offset += seconds;
  run.stack.sql(`${also} UPDATE mail_control SET clock_offset = ${run.offset}, breaker_until_at = 0 WHERE id = 1`);
  run.sim.advance(seconds);
}

/** The storm: faults at the provider, kills of workerd in mid-call, pauses, people who leave, a clock that jumps an hour. */
export async function breakThings(run: Run): Promise<void> {
  const { options, sim } = run;
  const say = options.say ?? (() => undefined);
  sim.setFaults(faultsOf(options) as never[]);
  const rounds = 12 + options.kills * 2;
  let killed = 0;
  for (let i = 0; i < rounds; i++) {
    await run.stack.tick().catch(() => undefined);
    await wait(1500);
    const pause = `UPDATE sequences SET status = ${i % 2 === 0 ? 2 : 1} WHERE id = 'premier-telephone';`;
    const leave = `UPDATE subscriptions SET status = 2, ended_at = unixepoch() + ${run.offset} WHERE status = 1 AND recipient_id IN ('rcp_${i * 37 + 11}', 'rcp_${i * 91 + 23}');`;
    await jump(run, i === 5 ? 3600 : 130, pause + leave);
    if (sim.hung() > killed) {
      killed += 1;
      say(`round ${i + 1}: SIGKILL of workerd in the middle of a call, ${sim.ledger().length} accepted so far`);
      await run.stack.kill();
      run.stack = await startStack({ ...run.settings, port: Number(new URL(run.stack.url).port) });
    }
  }
}

/** What an operator does with an unknown outcome: look in the provider's list, then send again on purpose what is not there. */
export async function recover(run: Run): Promise<void> {
  const event = (type: string, from: string): string =>
    `INSERT INTO events (id, type, version, at, actor, subject, data)
     SELECT 'evt_' || lower(hex(randomblob(12))), '${type}', 1, unixepoch() + ${run.offset} - 120, 'operator', id, '{}' FROM ${from}`;
  const open = "status = 8 AND reason IS NOT 'resent'";
  for (let i = 0; i < 6 && (await count(run, open)) > 0; i++) {
    run.options.say?.(`an operator looks at ${await count(run, open)} unknown outcomes`);
    run.stack.sql(event("batch.reconcile_requested", "send_batches WHERE status = 4"));
    await until(run, `${open} AND reason IS NOT 'not found at the provider'`);
    run.stack.sql(event("message.resend_requested", `messages WHERE ${open}`));
    await until(run, open);
    await comeToRest(run);
  }
}

const count = async (run: Run, where: string): Promise<number> =>
  Promise.resolve(Number(run.stack.sql(`SELECT count(*) AS n FROM messages WHERE ${where}`)[0]?.["n"]));

async function until(run: Run, where: string): Promise<void> {
  for (let i = 0; i < 60 && (await count(run, where)) > 0; i++) {
    await run.stack.tick().catch(() => undefined);
    await wait(1000);
    await jump(run, 130);
  }
}

const REST = `SELECT (SELECT count(*) FROM enrolments WHERE status < 2 AND step = 0) AS waiting,
  (SELECT count(*) FROM messages WHERE status < 2) AS messages, (SELECT count(*) FROM send_batches WHERE status < 3) AS batches,
  (SELECT count(*) FROM events WHERE reacted_at IS NULL) AS events`;
/** The next moment at which anything may move. */
const NEXT = `SELECT min(at) AS at FROM (SELECT min(due_at) AS at FROM messages WHERE status = 0
  UNION ALL SELECT min(iif(status = 2, lease_until_at + 1, max(next_at, not_before_at))) FROM send_batches WHERE status < 3
  UNION ALL SELECT min(next_at) FROM enrolments WHERE status = 0 AND step = 0)`;

/** No more faults at the provider; the clock goes on until nothing waits any more. */
export async function comeToRest(run: Run): Promise<void> {
  run.sim.setFaults([]);
  await jump(run, 130, "UPDATE sequences SET status = 1 WHERE id = 'premier-telephone';");
  for (let i = 0; i < 200; i++) {
    await run.stack.tick().catch(() => undefined);
    await wait(1500);
    const [row] = run.stack.sql(REST);
    if (Object.values(row ?? {}).every((n) => n === 0)) {
      return;
    }
    if (i % 5 === 0) {
      run.options.say?.(`coming to rest: ${JSON.stringify(row)}`);
    }
    const next = Number(run.stack.sql(NEXT)[0]?.["at"] ?? 0) - (Math.floor(Date.now() / 1000) + run.offset) + 1;
    await jump(run, Math.min(43_200, Math.max(5, next)));
  }
}
