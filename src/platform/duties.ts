import { type Database, type Statement, statement } from "./d1.ts";

/** True for the one caller that may run a duty on a day: whoever inserts the row. */
export async function claimDuty(db: Database, duty: string, dayOn: string, now: number): Promise<boolean> {
  const changed = await db.changed(
    statement(
      `INSERT INTO duty_runs (duty, day_on, started_at) VALUES (?1, ?2, ?3) ON CONFLICT (duty, day_on) DO NOTHING`,
      duty,
      dayOn,
      now,
    ),
  );
  return changed > 0;
}

/** Gives a duty back after it failed, so that the next tick tries again. */
export const releaseDuty = (duty: string, dayOn: string): Statement =>
  statement("DELETE FROM duty_runs WHERE duty = ?1 AND day_on = ?2", duty, dayOn);
