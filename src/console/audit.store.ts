import * as z from "zod";

import { idOf } from "../kernel/ids.ts";
import { type Database, type Statement, statement } from "../platform/d1.ts";
import type { JournalFilter, JournalLine } from "./audit.ts";

const Row = z.object({
  id: idOf("evt"),
  type: z.string(),
  at: z.int(),
  actor: z.string(),
  subject: z.string(),
  data: z.string(),
});
/** Events examined for one page or export at most. */
export type Window = { lines: JournalLine[]; isOver: boolean };

const COLUMNS = "id, type, at, actor, subject, data";
/** After every id: where the newest page starts. */
const END = "evt_~";

/** The newest events below a cursor, one index per kind of filter; the family is looked at among them. */
function windowOf({ actor, subject, before }: JournalFilter, size: number): Statement {
  const below = before || END;
  if (subject !== "") {
    return statement(
      `SELECT ${COLUMNS} FROM events WHERE subject = :subject AND id < :below ORDER BY id DESC LIMIT :size`,
      { subject, below, size },
    );
  }
  if (actor !== "") {
    return statement(
      `SELECT ${COLUMNS} FROM events WHERE actor = :actor AND actor >= 'per_' AND actor < 'per\`' AND id < :below
       ORDER BY id DESC LIMIT :size`,
      { actor, below, size },
    );
  }
  return statement(`SELECT ${COLUMNS} FROM events WHERE id < :below ORDER BY id DESC LIMIT :size`, { below, size });
}

/** Reads the trail from the newest, examining `size` events; `isOver`: there is nothing older. */
export async function readJournal(
  db: Database,
  { filter, size }: { filter: JournalFilter; size: number },
): Promise<Window> {
  const all = await db.all(Row, windowOf(filter, size));
  const kept = all.filter((line) => line.id >= filter.from);
  return { lines: kept, isOver: kept.length < size };
}
