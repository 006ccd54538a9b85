import * as z from "zod";

import { type ContactId, idOf } from "../../kernel/ids.ts";
import { type RowOf, instant, json, row } from "../../kernel/rows.ts";
import { type Database, type Statement, statement } from "../../platform/d1.ts";
import { type Draft, type Entry, TYPES } from "./entry.ts";

/** An entry as its row, and as the file that tells it outside. */
export const EntryRow = z.object({
  seq: z.int(),
  type: z.enum(TYPES),
  subject: z.string(),
  payload_hash: z.string(),
  prev_hash: z.string(),
  recorded_at: z.int(),
  hash: z.string(),
});
const COLUMNS = "seq, type, subject, payload_hash, prev_hash, recorded_at, hash";

/** The newest entry; null while the log is empty. */
export const lastEntry = (db: Database): Promise<Entry | null> =>
  db.one(EntryRow, statement(`SELECT ${COLUMNS} FROM journal_entries WHERE seq > 0 ORDER BY seq DESC LIMIT 1`));

/** The first `size` entries, in order (all, without a size). */
export const entriesUpTo = (db: Database, size: number): Promise<Entry[]> =>
  db.all(EntryRow, statement(`SELECT ${COLUMNS} FROM journal_entries WHERE seq <= :size ORDER BY seq`, { size }));

/** Writes an entry and its payload, in the batch of what it is about. Refused by its key when another took the number. */
export const writeEntry = (entry: Entry, { payload, isPublic }: Draft, salt: string): Statement[] => [
  statement(
    `INSERT INTO journal_entries (${COLUMNS}) VALUES (:seq, :type, :subject, :payload_hash, :prev_hash, :recorded_at, :hash)`,
    {
      seq: entry.seq,
      type: entry.type,
      subject: entry.subject,
      payload_hash: entry.payload_hash,
      prev_hash: entry.prev_hash,
      recorded_at: entry.recorded_at,
      hash: entry.hash,
    },
  ),
  statement("INSERT INTO journal_payloads (seq, salt, payload, is_public) VALUES (:seq, :salt, :payload, :isPublic)", {
    seq: entry.seq,
    salt,
    payload: JSON.stringify(payload),
    isPublic,
  }),
];

const PayloadRow = row({ seq: z.int(), salt: z.string(), payload: json(z.unknown()) });
const CheckpointRow = row({ size: z.int(), root: z.string(), note: z.string(), issued_at: instant });
export type IssuedCheckpoint = RowOf<typeof CheckpointRow>;
const KeyRow = row({ kid: z.string(), public_key: z.string() });

export type Log = {
  entries: Entry[];
  payloads: z.output<typeof PayloadRow>[];
  checkpoints: IssuedCheckpoint[];
  keys: z.output<typeof KeyRow>[];
};
/** The whole log in one round trip; under each note, what witnesses signed. */
export async function readLog(db: Database): Promise<Log> {
  const [entries = [], payloads = [], checkpoints = [], keys = []] = await db.readAll([
    statement(`SELECT ${COLUMNS} FROM journal_entries WHERE seq > 0 ORDER BY seq`),
    statement("SELECT seq, salt, payload FROM journal_payloads WHERE seq > 0 AND is_public = 1 ORDER BY seq"),
    statement(
      `SELECT size, root, issued_at, note || coalesce((SELECT group_concat(k.line || char(10), '') FROM cosignatures k WHERE k.size = c.size), '') AS note
       FROM checkpoints c WHERE size > 0 ORDER BY size`,
    ),
    statement("SELECT kid, public_key FROM signing_keys ORDER BY created_at, kid"),
  ]);
  return {
    entries: z.array(EntryRow).parse(entries),
    payloads: z.array(PayloadRow).parse(payloads),
    checkpoints: z.array(CheckpointRow).parse(checkpoints),
    keys: z.array(KeyRow).parse(keys),
  };
}

/** What some entries inscribe, public or not: for the mutuelle that they are about. */
export const payloadsOf = (db: Database, seqs: readonly number[]): Promise<RowOf<typeof PayloadRow>[]> =>
  db.all(
    PayloadRow,
    statement(
      "SELECT seq, salt, payload FROM journal_payloads WHERE seq IN (SELECT value FROM json_each(:seqs)) ORDER BY seq",
      { seqs },
    ),
  );

/** The newest checkpoint. */
export const lastCheckpoint = (db: Database): Promise<IssuedCheckpoint | null> =>
  db.one(
    CheckpointRow,
    statement("SELECT size, root, note, issued_at FROM checkpoints WHERE size > 0 ORDER BY size DESC LIMIT 1"),
  );

/** The note of the first checkpoint that was issued after a moment; null: none yet. */
export async function checkpointSince(db: Database, since: number): Promise<string | null> {
  const query = "SELECT note FROM checkpoints WHERE size > 0 AND issued_at > :since ORDER BY size LIMIT 1";
  return (await db.one(z.object({ note: z.string() }), statement(query, { since })))?.note ?? null;
}

/** The checkpoint that covers so many entries. */
export const findCheckpoint = (db: Database, size: number): Promise<IssuedCheckpoint | null> =>
  db.one(CheckpointRow, statement("SELECT size, root, note, issued_at FROM checkpoints WHERE size = :size", { size }));

/** Publishes a checkpoint. */
export const writeCheckpoint = (size: number, root: string, note: string, now: number): Statement =>
  statement("INSERT INTO checkpoints (size, root, note, issued_at) VALUES (:size, :root, :note, :now)", {
    size,
    root,
    note,
    now,
  });

/** The keys in use and past. */
export const readKeys = (db: Database): Promise<z.output<typeof KeyRow>[]> =>
  db.all(KeyRow, statement("SELECT kid, public_key FROM signing_keys ORDER BY created_at, kid"));

/** A key that comes into use. */
export const writeKey = (kid: string, publicKey: string, now: number): Statement =>
  statement("INSERT INTO signing_keys (kid, public_key, created_at) VALUES (:kid, :publicKey, :now)", {
    kid,
    publicKey,
    now,
  });

/** Whether something was written about a subject. */
export async function isWritten(db: Database, { subject, type }: { subject: string; type: string }): Promise<boolean> {
  const found = await db.one(
    z.object({ n: z.int() }),
    statement("SELECT count(*) AS n FROM journal_entries WHERE subject = :subject AND type = :type", { subject, type }),
  );
  return (found?.n ?? 0) > 0;
}

const Holder = z.object({ contactId: idOf("ctc") });
/** How often a checkpoint is mailed to whoever answers for a labelled mutuelle: each that is signed, that of Mondays, none. */
export const PACES = { daily: "chaque jour", weekly: "le lundi", never: "jamais" } as const;
export type Pace = keyof typeof PACES;

/** Who answers for a mutuelle that holds a label in force on a day, and chose to be sent the checkpoint of such a day. */
export const holders = async (
  db: Database,
  { todayOn, isMonday }: { todayOn: string; isMonday: boolean },
): Promise<ContactId[]> =>
  (
    await db.all(
      Holder,
      statement(
        `SELECT DISTINCT p.contact_id AS contactId FROM labels l JOIN organisations o ON o.id = l.organisation_id
         JOIN people p ON p.id = o.owner_id WHERE l.sort_name > '' AND l.state <> 'withdrawn' AND l.valid_until_on >= :todayOn
           AND (l.checkpoint_mails = 'daily' OR (l.checkpoint_mails = 'weekly' AND :isMonday))`,
        { todayOn, isMonday },
      ),
    )
  ).map(({ contactId }) => contactId);

const Paced = z.object({ pace: z.enum(["daily", "weekly", "never"]) });
export const paceOf = async (db: Database, labelId: string): Promise<Pace> =>
  (await db.one(Paced, statement("SELECT checkpoint_mails AS pace FROM labels WHERE id = :labelId", { labelId })))
    ?.pace ?? "weekly";
export const setPace = (labelId: string, pace: Pace): Statement =>
  statement("UPDATE labels SET checkpoint_mails = :pace WHERE id = :labelId", { labelId, pace });
