import { type Database, statement } from "./d1.ts";

/** True for the one caller that may run a duty on a day: whoever inserts the row. Read first, so that an idle tick writes nothing. */
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
