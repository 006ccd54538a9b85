import * as z from "zod";

import { type Database, statement } from "../platform/d1.ts";

/** The registrations of a session that have a seat or a rank and a proven address. */
export async function liveRegistrationIds(db: Database, sessionId: string): Promise<string[]> {
  const rows = await db.all(
    z.object({ id: z.string() }),
    statement(
      `SELECT id FROM registrations WHERE session_id = ?1 AND state IN ('confirmed', 'waitlisted', 'offered', 'awaiting_consent')
       ORDER BY id`,
      sessionId,
    ),
  );
  return rows.map((row) => row.id);
}
