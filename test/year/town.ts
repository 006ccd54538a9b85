import type { DatabaseSync } from "node:sqlite";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";

import { openLocal, runSqlFile } from "../../scripts/local/database.ts";
import type { Keys } from "../../scripts/local/seal.ts";
import { startStack } from "../../scripts/local/stack.ts";
import { demoPeopleSql } from "../../scripts/seed-people.ts";
import { demoSql } from "../../scripts/seed.ts";
import { staffSql } from "../../scripts/staff-add.ts";
import { roleSql, whoIs } from "../../scripts/local/people.ts";
import { readFileSync } from "node:fs";
import { startResendSim } from "../support/resend-sim/server.ts";
import type { LedgerEntry } from "../support/resend-sim/types.ts";

/** Looks at the database this often while something moves, in milliseconds; so many quiet looks in a row are rest. */
const LOOK = 25;
const QUIET_LOOKS = 3;
/** After so many, what still waits does so for the clock; in so many minutes of it everything comes to rest. */
const STUCK_LOOKS = 8;
const MOST_MINUTES = 30;

/** What still moves: events without a reaction, mails that are due, batches that may leave. */
const MOVING = `SELECT (SELECT count(*) FROM events WHERE reacted_at IS NULL)
  + (SELECT count(*) FROM send_batches WHERE status < 3 AND not_before_at <= :now)
  + (SELECT count(*) FROM (SELECT 1 FROM messages WHERE status = 0 AND due_at <= :now LIMIT 1)) AS n,
  (SELECT last_tick_at FROM mail_control) AS ticked`;

/** Another place that runs for real, with a clock that the one who holds it moves. */
export type Town = Awaited<ReturnType<typeof startTown>>;

/** Who runs what in it, beside the people of the demo. */
export const STAFF = {
  operator: "delivered+equipe-annee@resend.dev",
  coordinators: [
    { email: "delivered+coordination@resend.dev", place: "org_demo-1" },
    { email: "delivered+coord2@resend.dev", place: "org_demo-2" },
    { email: "delivered+coord3@resend.dev", place: "org_demo-3" },
  ],
  applicant: "delivered+mutuelle@resend.dev",
} as const;

/** Starts both Workers and the mail simulator at a moment (unix seconds), with the demo's places and people. */
export async function startTown({ name, at, seed }: { name: string; at: number; seed: number }) {
  const sim = await startResendSim({ rps: 0, seed });
  const stack = await startStack({
    dir: `.test-state/${name}`,
    isFresh: true,
    resendBaseUrl: sim.url,
    areBundlesKept: true,
    altchaCost: 1,
    mailEnv: "test",
    areQueuesPrompt: true,
  });
  const keys = JSON.parse(readFileSync(join(stack.dir, "keys.json"), "utf8")) as Keys;
  const file = join(stack.dir, "seed.sql");
  writeFileSync(file, [demoSql(at), demoPeopleSql(keys, at), ...staffOf(keys, at)].join("\n"));
  runSqlFile(stack.dir, file);
  const db = openLocal(stack.dir);
  const clock = clockOf(db, (seconds) => sim.advance(seconds));
  clock.moveTo(at);
  const mail = mailboxOf(() => sim.ledger());
  let isStopped = false;
  const minute = async (): Promise<void> => {
    clock.moveTo(clock.now() + 61);
    await stack.tick();
  };
  return {
    url: stack.url,
    sim,
    ...clock,
    ...mail,
    sql: (query: string, given: Record<string, string | number> = {}) =>
      db.prepare(query).all(given) as Record<string, unknown>[],
    /** The rows of mails, by id, as they were while they said what they are about. */
    written: new Map<string, Record<string, unknown>>(),
    /** The clock knocks, and everything that follows from it has happened. */
    knock: async (): Promise<void> => {
      if (isStopped) {
        return rest(db, { knockedAt: 0, now: clock.now, minute: null });
      }
      const knockedAt = clock.now();
      await stack.tick();
      return rest(db, { knockedAt, now: clock.now, minute });
    },
    /** Everything that follows from what people did has happened; while the clock is stopped, what needs none. */
    rest: () => rest(db, { knockedAt: 0, now: clock.now, minute: isStopped ? null : minute }),
    /** The clock does not knock, or knocks again: people and queues go on. */
    stopClock: (isIt: boolean): void => {
      isStopped = isIt;
    },
    close: async (): Promise<void> => {
      db.close();
      await stack.stop();
      await sim.close();
    },
  };
}

function staffOf(keys: Keys, at: number): string[] {
  const coordinators = STAFF.coordinators.flatMap(({ email, place }) => [
    ...roleSql(keys, { email, organisationId: place, role: "coordinator" }, at),
    `UPDATE organisations SET owner_id = ${whoIs(keys, email).person} WHERE id = '${place}';`,
  ]);
  return [...coordinators, staffSql(keys, STAFF.operator, at).sql];
}

function clockOf(db: DatabaseSync, advance: (seconds: number) => void) {
  const real = (): number => Math.floor(Date.now() / 1000);
  let offset = 0;
  return {
    now: (): number => real() + offset,
    /** Never backwards: what takes longer than the plan has its own time. */
    moveTo: (at: number): void => {
      const next = Math.max(at - real(), offset);
      db.prepare("UPDATE mail_control SET clock_offset = :next WHERE id = 1").run({ next });
      advance(next - offset);
      offset = next;
    },
  };
}

type Resting = { knockedAt: number; now: () => number; minute: null | (() => Promise<void>) };
/** Waits until nothing moves. What waits for the clock alone gets its next minute, where there is one. */
async function rest(db: DatabaseSync, { knockedAt, now, minute }: Resting): Promise<void> {
  const moving = db.prepare(MOVING);
  const version = db.prepare("PRAGMA data_version");
  let [quiet, seen, minutes] = [0, -1, 0];
  for (;;) {
    await wait(LOOK);
    const { n, ticked } = moving.get({ now: now() }) as { n: number; ticked: number | null };
    const { data_version: current } = version.get() as { data_version: number };
    quiet = current === seen && (ticked ?? 0) >= knockedAt ? quiet + 1 : 0;
    seen = current;
    if (quiet >= QUIET_LOOKS && (n === 0 || minute === null)) {
      return;
    }
    if (quiet >= STUCK_LOOKS && minute !== null) {
      [quiet, minutes] = [0, minutes + 1];
      await minute();
    }
    if (minutes > MOST_MINUTES) {
      throw new Error(`no rest at ${new Date(now() * 1000).toISOString()}: ${n} things move`);
    }
  }
}

/** The mails of each address, oldest first; read once, however often somebody looks. */
function mailboxOf(ledger: () => readonly LedgerEntry[]) {
  const boxes = new Map<string, LedgerEntry[]>();
  let read = 0;
  const catchUp = (): void => {
    for (const mail of ledger().slice(read)) {
      for (const address of mail.to) {
        boxes.set(address, [...(boxes.get(address) ?? []), mail]);
      }
    }
    read = ledger().length;
  };
  return {
    mailsTo: (address: string): readonly LedgerEntry[] => {
      catchUp();
      return boxes.get(address) ?? [];
    },
    addresses: (): string[] => {
      catchUp();
      return [...boxes.keys()];
    },
  };
}
