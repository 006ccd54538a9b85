import * as z from "zod";

import { type Database, statement } from "./d1.ts";

/**
 * Unix seconds now. Outside production the row `mail_control.clock_offset` is added, so that a demo or a test can
 * jump in time; in production the offset is never read.
 */
export async function readClock(db: Database, mailEnv: string): Promise<number> {
  const real = Math.floor(Date.now() / 1000);
  if (mailEnv === "production") {
    return real;
  }
  const row = await db.one(
    z.object({ clock_offset: z.int() }),
    statement("SELECT clock_offset FROM mail_control WHERE id = 1"),
  );
  return real + (row?.clock_offset ?? 0);
}
