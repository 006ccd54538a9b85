import * as z from "zod";

import type { SessionId } from "../../kernel/ids.ts";
import { type Database, type Statement, statement } from "../../platform/d1.ts";

/** What an association says of a session to whoever animates it; nothing: an empty text. */
export async function teamNotesOf(db: Database, sessionId: SessionId): Promise<string> {
  const query = statement("SELECT team_notes FROM sessions WHERE id = :sessionId", { sessionId });
  return (await db.one(z.object({ team_notes: z.string() }), query))?.team_notes ?? "";
}
export const setTeamNotes = (sessionIds: readonly SessionId[], notes: string): Statement =>
  statement("UPDATE sessions SET team_notes = :notes WHERE id IN (SELECT value FROM json_each(:ids))", {
    ids: JSON.stringify(sessionIds),
    notes,
  });
