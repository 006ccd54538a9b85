import * as z from "zod";

import { type Database, type Statement, statement } from "../../platform/d1.ts";
import { WITNESS_SAID, type WitnessSaid } from "./submit.ts";
import { idOf } from "../../kernel/ids.ts";
import { wordOf } from "../../kernel/rows.ts";

const Answer = z.object({ witness: z.string(), known: z.int(), said: wordOf(WITNESS_SAID), askedAt: z.int() });
/** What each witness answered last. */
export const witnessAnswers = (db: Database): Promise<z.infer<typeof Answer>[]> =>
  db.all(
    Answer,
    statement(
      "SELECT witness, known_size AS known, said, asked_at AS askedAt FROM witness_answers WHERE witness > '' ORDER BY witness",
    ),
  );

const Watcher = z.object({ contactId: idOf("ctc") });
/** Where operators are written to. */
export const watchers = (db: Database): Promise<z.infer<typeof Watcher>[]> =>
  db.all(
    Watcher,
    statement(
      `SELECT DISTINCT p.contact_id AS contactId FROM memberships m JOIN people p ON p.id = m.person_id
       WHERE m.organisation_id = '' AND m.role = 'operator' AND m.ended_at IS NULL`,
    ),
  );

type Answered = { witness: string; known: number; said: WitnessSaid; now: number };
export const keepAnswer = ({ witness, known, said, now }: Answered): Statement =>
  statement(
    `INSERT INTO witness_answers (witness, known_size, said, asked_at) VALUES (:witness, :known, :said, :now)
     ON CONFLICT (witness) DO UPDATE SET known_size = max(known_size, excluded.known_size), said = excluded.said, asked_at = excluded.asked_at`,
    { witness, known, said, now },
  );

/** A cosignature of a checkpoint; the same witness signs one once. */
export const keepCosignature = (size: number, witness: string, line: string, now: number): Statement =>
  statement(
    "INSERT INTO cosignatures (size, witness, line, seen_at) VALUES (:size, :witness, :line, :now) ON CONFLICT DO NOTHING",
    { size, witness, line, now },
  );

const Name = z.object({ witness: z.string() });
/** Who cosigned the checkpoint of a size. */
export const cosignersOf = async (db: Database, size: number): Promise<string[]> =>
  (await db.all(Name, statement("SELECT witness FROM cosignatures WHERE size = :size", { size }))).map(
    (one) => one.witness,
  );
