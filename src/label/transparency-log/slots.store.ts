import * as z from "zod";

import { type RowOf, instant, row } from "../../kernel/rows.ts";
import { type Database, type Statement, statement } from "../../platform/d1.ts";

const SlotRow = row({ day_on: z.string(), slot: z.int(), due_at: instant, seq: z.int().nullable() });
/** A place of a day for an entry that stays closed; `seq`: the entry that stands there. */
export type Slot = RowOf<typeof SlotRow>;

/** The places of a day, by their minute. */
export const slotsOf = (db: Database, dayOn: string): Promise<Slot[]> =>
  db.all(
    SlotRow,
    statement("SELECT day_on, slot, due_at, seq FROM journal_slots WHERE day_on = :dayOn ORDER BY due_at, slot", {
      dayOn,
    }),
  );

/** Draws the places of a day; of two that draw at once the first counts. */
export const drawSlots = (dayOn: string, dues: readonly { slot: number; dueAt: number }[]): Statement =>
  statement(
    `INSERT INTO journal_slots (day_on, slot, due_at) SELECT :dayOn, value->>'slot', value->>'dueAt' FROM json_each(:dues)
     WHERE true ON CONFLICT DO NOTHING`,
    { dayOn, dues },
  );

/** An entry takes a place; refused when another has it. */
export const claimSlot = ({ dayOn, slot }: Slot, seq: number): Statement =>
  statement("UPDATE journal_slots SET seq = iif(seq IS NULL, :seq, 0) WHERE day_on = :dayOn AND slot = :slot", {
    seq,
    dayOn,
    slot,
  });
