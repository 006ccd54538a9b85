import * as z from "zod";

import { type Database, type Statement, statement } from "../platform/d1.ts";
import { type Entry, labelOf } from "./transparency-log/entry.ts";
import { entriesUpTo, payloadsOf } from "./transparency-log/journal.store.ts";

const RawRow = z.record(z.string(), z.union([z.string(), z.number(), z.null()]));
/** Rows by their table. */
export const Rows = z.record(z.string(), z.array(RawRow));
export type Rows = z.infer<typeof Rows>;

const APPLICATION = `coalesce((SELECT application_id FROM decisions WHERE journal_seq = :seq), (SELECT application_id FROM labels WHERE id = :label))`;

/** The entries after a number, each with the rows that were written with it, and those that say what it made of a label. */
export async function entriesAfter(
  db: Database,
  { after, upTo }: { after: number; upTo: number },
): Promise<{ entry: Entry; rows: Rows }[]> {
  const entries = (await entriesUpTo(db, upTo)).filter(({ seq }) => seq > after);
  const found = await payloadsOf(
    db,
    entries.map(({ seq }) => seq),
  );
  const payloads = new Map(found.map((one) => [one.seq, one.payload]));
  return Promise.all(
    entries.map(async (entry) => {
      const { seq, type, subject } = entry;
      const label = labelOf(entry, payloads.get(seq)) ?? "";
      const size = type === "checkpoint_issued" ? Number(subject.replace("point-", "")) : 0;
      const queries = {
        journal_payloads: statement("SELECT * FROM journal_payloads WHERE seq = :seq", { seq }),
        signing_keys: statement("SELECT * FROM signing_keys WHERE kid = :kid", { kid: subject.replace("cle-", "") }),
        checkpoints: statement("SELECT * FROM checkpoints WHERE size = :size", { size }),
        decisions: statement("SELECT * FROM decisions WHERE journal_seq = :seq", { seq }),
        labels: statement("SELECT * FROM labels WHERE id = :label", { label }),
        applications: statement(`SELECT * FROM applications WHERE id = ${APPLICATION}`, { seq, label }),
        measures: statement(`SELECT * FROM measures WHERE application_id = ${APPLICATION} ORDER BY opened_at`, {
          seq,
          label,
        }),
      };
      const answers = await db.readAll(Object.values(queries));
      return {
        entry,
        rows: Rows.parse(Object.fromEntries(Object.keys(queries).map((table, i) => [table, answers[i]]))),
      };
    }),
  );
}

/** Tables whose rows may be here as they stood before: what came later takes their place. The others hold what never changes. */
const LATER = new Set(["labels", "applications", "measures"]);

const insert = (table: string, row: z.infer<typeof RawRow>): Statement => {
  const columns = Object.keys(row);
  const set = columns.map((column) => `${column} = excluded.${column}`).join(", ");
  return statement(
    `INSERT INTO ${table} (${columns.join(", ")}) VALUES (${columns.map((column) => `:${column}`).join(", ")})
     ON CONFLICT DO ${LATER.has(table) ? `UPDATE SET ${set}` : "NOTHING"}`,
    row,
  );
};

/** Writes an entry as it was, with what came with it. A label's badge is published again. */
export const writeAgain = ({ entry, rows }: { entry: Entry; rows: Rows }): Statement[] => [
  statement(
    `INSERT INTO journal_entries (seq, type, subject, payload_hash, prev_hash, recorded_at, hash)
     VALUES (:seq, :type, :subject, :payload_hash, :prev_hash, :recorded_at, :hash)`,
    entry,
  ),
  ...Object.entries(rows).flatMap(([table, list]) =>
    list.map((row) => insert(table, table === "labels" ? { ...row, published_seq: 0 } : row)),
  ),
];
