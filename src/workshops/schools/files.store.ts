import * as z from "zod";

import { type RowOf, instant, json, row } from "../../kernel/rows.ts";
import type { EventEnvelope } from "../../kernel/event.ts";
import { type Database, type Statement, sqlSet, statement } from "../../platform/d1.ts";
import { recordEvent } from "../../platform/outbox.ts";
import { AcceptedJson, FILE_STATES, MOST_FILES, WORKING, type Written } from "./file.ts";
import type { ProbeReport } from "./probes.ts";
import type { Accepted, Verdict } from "./verdict.ts";

/** JSON that this feature alone writes: its shape is that of the type. */
const own = <T>() => json(z.custom<T>((value) => typeof value === "object")).nullable();
const Row = row({
  id: z.string(),
  r2_key: z.string().nullable(),
  sha256: z.string(),
  bytes: z.int(),
  state: z.enum(FILE_STATES),
  verdict: own<Verdict>(),
  problem: z.string().nullable(),
  asks: z.int(),
  accepted: json(AcceptedJson),
  probes: own<ProbeReport>(),
  lines_done: z.int(),
  added: z.int(),
  changed: z.int(),
  absent: z.int(),
  tries: z.int(),
  created_at: instant,
  written_at: instant.nullable(),
});
export type GivenFile = RowOf<typeof Row>;

/** A file, by its id. */
export const findFile = (db: Database, id: string): Promise<GivenFile | null> =>
  db.one(Row, statement(`SELECT ${Row.columns()} FROM directory_files WHERE id = :id`, { id }));

/** The last files, the newest first. */
export const lastFiles = (db: Database): Promise<GivenFile[]> =>
  db.all(
    Row,
    statement(`SELECT ${Row.columns()} FROM directory_files ORDER BY created_at DESC, id DESC LIMIT ${MOST_FILES}`),
  );

type Given = { id: string; key: string; sha256: string; bytes: number; now: number };
/** A file that was just given, with its event. */
export const giveFile = ({ id, key, sha256, bytes, now }: Given, event: EventEnvelope): Statement[] => [
  recordEvent(event),
  statement(
    `INSERT INTO directory_files (id, r2_key, sha256, bytes, state, asks, accepted, lines_done, added, changed, absent, tries, busy_until, created_at)
     VALUES (:id, :key, :sha256, :bytes, 'given', 0, '{}', 0, 0, 0, 0, 0, 0, :now)`,
    { id, key, sha256, bytes, now },
  ),
];

/** Somebody says to write a file that was judged, and why all the same. The event's revision is the lock. */
export const askToWrite = (id: string, accepted: Accepted, event: EventEnvelope): Statement[] => [
  recordEvent(event),
  statement(
    "UPDATE directory_files SET state = 'writing', asks = asks + 1, accepted = :accepted, tries = 0, busy_until = 0 WHERE id = :id AND state = 'judged'",
    { id, accepted: JSON.stringify(accepted) },
  ),
];

/** Takes the oldest file that has work, for a while: nobody else works on it meanwhile. */
export const claimFile = (db: Database, { now, until }: { now: number; until: number }): Promise<GivenFile | null> =>
  db.one(
    Row,
    statement(
      `UPDATE directory_files SET busy_until = :until, tries = tries + 1 WHERE id =
         (SELECT id FROM directory_files WHERE state IN ${sqlSet(WORKING)} AND busy_until <= :now ORDER BY busy_until LIMIT 1)
       RETURNING ${Row.columns()}`,
      { now, until },
    ),
  );

/** Lets go of a file whose work goes on. */
export const releaseFile = (id: string, until: number): Statement =>
  statement("UPDATE directory_files SET busy_until = :until, tries = 0 WHERE id = :id", { id, until });

/** Lets go of a file after a failure: it is tried again later. */
export const holdFile = (id: string, until: number): Statement =>
  statement("UPDATE directory_files SET busy_until = :until WHERE id = :id", { id, until });

/** What a file would do, as it was just seen. */
export const keepVerdict = (id: string, state: "judged" | "writing", verdict: Verdict): Statement =>
  statement(
    "UPDATE directory_files SET state = :state, verdict = :verdict, tries = iif(:state = 'judged', 0, tries) WHERE id = :id",
    {
      id,
      state,
      verdict: JSON.stringify(verdict),
    },
  );

/** A file that cannot be imported at all. */
export const refuseFile = (id: string, problem: string): Statement =>
  statement("UPDATE directory_files SET state = 'refused', problem = :problem WHERE id = :id", { id, problem });

type Moved = { id: string; before: number; done: number; until: number };
/** A batch is written: counted once, whoever wrote it. What moved nothing on is no reason to try longer. */
export const countBatch = (
  { id, before, done, until }: Moved,
  { added, changed }: Pick<Written, "added" | "changed">,
): Statement =>
  statement(
    `UPDATE directory_files SET lines_done = :done, added = added + :added, changed = changed + :changed, tries = iif(:done > :before, 0, tries),
       busy_until = :until WHERE id = :id AND lines_done = :before`,
    { id, before, done, until, added, changed },
  );
/** Schools were marked as absent. */
export const countAbsent = (id: string, absent: number): Statement =>
  statement("UPDATE directory_files SET absent = absent + :absent, tries = iif(:absent > 0, 0, tries) WHERE id = :id", {
    id,
    absent,
  });

/** The file is written. */
export const endFile = (id: string, now: number): Statement =>
  statement("UPDATE directory_files SET state = 'written', written_at = :now WHERE id = :id AND state = 'writing'", {
    id,
    now,
  });
/** How the search does since then. */
export const keepProbes = (id: string, probes: ProbeReport): Statement =>
  statement("UPDATE directory_files SET probes = :probes WHERE id = :id", { id, probes: JSON.stringify(probes) });

/** Objects that only files before the last ones need; those of files that are being worked on stay. */
export async function oldKeys(db: Database): Promise<string[]> {
  const rows = await db.all(
    z.object({ r2_key: z.string() }),
    statement(
      `WITH last AS MATERIALIZED (SELECT r2_key FROM directory_files ORDER BY created_at DESC, id DESC LIMIT ${MOST_FILES})
       SELECT DISTINCT r2_key FROM (SELECT r2_key, state FROM directory_files ORDER BY created_at DESC, id DESC LIMIT 100 OFFSET ${MOST_FILES})
       WHERE r2_key IS NOT NULL AND state NOT IN ${sqlSet(WORKING)} AND r2_key NOT IN (SELECT r2_key FROM last WHERE r2_key IS NOT NULL)`,
    ),
  );
  return rows.map((one) => one.r2_key);
}
/** Their bytes are gone. */
export const forgetKey = (key: string): Statement =>
  statement(
    "UPDATE directory_files SET r2_key = NULL WHERE id IN (SELECT id FROM directory_files ORDER BY created_at DESC, id DESC LIMIT 100 OFFSET :kept) AND r2_key = :key",
    { key, kept: MOST_FILES },
  );
