import * as z from "zod";

import { type Database, type Statement, statement } from "../platform/d1.ts";

const Row = z.object({
  id: z.string(),
  version: z.int(),
  sha: z.string(),
  status: z.int(),
  moved_to: z.int().nullable(),
  catalogue: z.string().nullable(),
});
/** A version as the database knows it: 1 active, 2 paused, 3 closed to new enrolments. */
export type SequenceRow = z.infer<typeof Row>;

const ALL = "SELECT id, version, sha, status, moved_to, catalogue FROM sequences ORDER BY id, version";

/** Every version that was ever activated (a few dozen rows), and whether anybody is held by a pause, in one round trip. */
export async function sequencesAndHeld(db: Database): Promise<{ rows: SequenceRow[]; isAnyoneHeld: boolean }> {
  const [rows, held] = await db.readAll([
    statement(ALL),
    statement("SELECT sequence FROM enrolments WHERE status = 1 LIMIT 1"),
  ]);
  return { rows: z.array(Row).parse(rows), isAnyoneHeld: held?.length === 1 };
}

/** A version, and the name of the whole catalogue that it is the last of. */
type Last = { id: string; version: number; catalogue: string };

/** True when every version of this catalogue stands here as it is, nobody is held by a pause and nobody is due: three rows, however many versions there are. */
export async function isQuiet(db: Database, { last, now }: { last: Last; now: number }): Promise<boolean> {
  const [known, held, due] = await db.readAll([
    statement("SELECT id FROM sequences WHERE id = :id AND version = :version AND catalogue = :catalogue", last),
    statement("SELECT sequence FROM enrolments WHERE status = 1 LIMIT 1"),
    statement("SELECT id FROM enrolments WHERE status = 0 AND next_at <= :now LIMIT 1", { now }),
  ]);
  return known?.length === 1 && held?.length === 0 && due?.length === 0;
}

/** Notes on its last version that every version of a catalogue stands here as it is. */
export const noteKnown = (last: Last): Statement =>
  statement("UPDATE sequences SET catalogue = :catalogue WHERE id = :id AND version = :version", last);

type Activation = { id: string; version: number; sha: string; by: string };

/** Activates a version, and closes the older ones of the same sequence to new enrolments. */
export const activate = ({ id, version, sha, by }: Activation, now: number): Statement[] => [
  statement(
    `INSERT INTO sequences (id, version, sha, status, activated_at, activated_by) VALUES (:id, :version, :sha, 1, :now, :by)
     ON CONFLICT (id, version) DO NOTHING`,
    { id, version, sha, now, by },
  ),
  statement("UPDATE sequences SET status = 3 WHERE id = :id AND version < :version AND status = 1", { id, version }),
];

/** Pauses every running version of a sequence, or lets them run again (the newest active, older ones closed). */
export const setPaused = (id: string, isPaused: boolean): Statement =>
  statement(
    `UPDATE sequences SET status = iif(:isPaused = 1, 2, iif(version = (SELECT max(version) FROM sequences s WHERE s.id = :id), 1, 3))
     WHERE id = :id AND status <> 0`,
    { id, isPaused },
  );

/** Those who follow a version go on with another, each when they are next looked at. Only ever a deliberate act. */
export const moveVersion = (id: string, from: number, to: number): Statement =>
  statement("UPDATE sequences SET moved_to = :to WHERE id = :id AND version = :from", { id, from, to });
