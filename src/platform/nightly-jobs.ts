import * as z from "zod";

import { DAY } from "../kernel/time.ts";
import { type Database, type Statement, statement } from "./d1.ts";
import { type NightLine, after, deleting } from "./forgetting.ts";

/** True for the one caller that may run a duty on a day: whoever inserts the row. */
export async function claimJob(
  db: Database,
  { duty, dayOn, now }: { duty: string; dayOn: string; now: number },
): Promise<boolean> {
  const changed = await db.changed(
    statement(
      `INSERT INTO duty_runs (duty, day_on, started_at) VALUES (:duty, :dayOn, :now) ON CONFLICT (duty, day_on) DO NOTHING`,
      { duty, dayOn, now },
    ),
  );
  return changed > 0;
}

/** Which duties ran on which day, for a year. */
export const nightsDue = deleting(
  "nights",
  "Comptes rendus des nuits, après un an",
  { table: "duty_runs", id: "duty, day_on" },
  after("started_at", 366 * DAY),
);

/** Gives a duty back after it failed, so that the next tick tries again. */
export const releaseJob = (duty: string, dayOn: string): Statement =>
  statement("DELETE FROM duty_runs WHERE duty = :duty AND day_on = :dayOn", { duty, dayOn });

/** A delivery that has not given its lock back after so many seconds was killed. */
const STALE = 600;
/** Does something that only one may do at a time, however many deliveries there are; null when another is at it. */
export async function alone<T>(
  { db, now }: { db: Database; now: number },
  { duty, work }: { duty: string; work: () => Promise<T> },
): Promise<T | null> {
  const dayOn = "lock";
  await db.changed(
    statement("DELETE FROM duty_runs WHERE duty = :duty AND day_on = :dayOn AND started_at < :before", {
      duty,
      dayOn,
      before: now - STALE,
    }),
  );
  if (!(await claimJob(db, { duty, dayOn, now }))) {
    return null;
  }
  try {
    return await work();
  } finally {
    // Its own lock alone: one that was held too long is somebody else's by now.
    await db.changed(
      statement("DELETE FROM duty_runs WHERE duty = :duty AND day_on = :dayOn AND started_at = :now", {
        duty,
        dayOn,
        now,
      }),
    );
  }
}

const Night = z.object({ day_on: z.string(), started_at: z.int(), report: z.string().nullable() });
const Lines = z.array(z.object({ key: z.string(), due: z.int(), left: z.int() }));

/** The last nights, newest first: when each began and what it forgot; null while it runs, or when it failed. */
export async function readNights(
  db: Database,
): Promise<{ dayOn: string; startedAt: number; report: NightLine[] | null }[]> {
  const rows = await db.all(
    Night,
    statement("SELECT day_on, started_at, report FROM duty_runs WHERE duty = 'nightly' ORDER BY day_on DESC LIMIT 14"),
  );
  return rows.map((row) => ({
    dayOn: row.day_on,
    startedAt: row.started_at,
    report: row.report === null ? null : Lines.parse(JSON.parse(row.report)),
  }));
}

/** Writes what a night did. A night that was cut short and goes on keeps what was due when it began. */
export const reportNight = (dayOn: string, lines: readonly NightLine[]): Statement =>
  statement(
    `UPDATE duty_runs SET report = iif(report IS NULL, :lines, (SELECT json_group_array(json_object('key', new.value ->> 'key',
       'due', max(new.value ->> 'due', coalesce(old.value ->> 'due', 0)), 'left', new.value ->> 'left'))
       FROM json_each(:lines) new LEFT JOIN json_each(report) old ON old.value ->> 'key' = new.value ->> 'key'))
     WHERE duty = 'nightly' AND day_on = :dayOn`,
    { dayOn, lines },
  );
