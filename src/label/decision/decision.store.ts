import * as z from "zod";

import { type ApplicationId, type LabelId, type PersonId, idOf } from "../../kernel/ids.ts";
import { json, row } from "../../kernel/rows.ts";
import { type Database, type Statement, statement } from "../../platform/d1.ts";
import { measureQuestion, readMeasure } from "./measures.store.ts";
import { type Decided, type Decision, LABEL_STATES } from "./decision.ts";

/** What `answers` and `result` hold is frozen, and was written by `scoreNow`. */
const Row = row({
  id: z.string(),
  round: z.int(),
  label_id: idOf("lbl").nullable(),
  kind: z.string(),
  state: z.enum(LABEL_STATES),
  level: z.string().nullable(),
  decided_on: z.string(),
  valid_from_on: z.string().nullable(),
  valid_until_on: z.string().nullable(),
  referential: z.string(),
  answers: json(z.custom<Decision["answers"]>()),
  result: json(z.custom<Decision["result"]>()),
  result_hash: z.string(),
  reasons: z.string(),
  journal_seq: z.int(),
});
const COLUMNS = Row.columns();

/** The last decision about a label. */
export const lastDecision = (db: Database, labelId: LabelId): Promise<Decision | null> =>
  db.one(
    Row,
    statement(`SELECT ${COLUMNS} FROM decisions WHERE label_id = :labelId ORDER BY journal_seq DESC LIMIT 1`, {
      labelId,
    }),
  );

/** Every decision about a label, the newest first. */
export const decisionsOf = (db: Database, labelId: LabelId): Promise<Decision[]> =>
  db.all(
    Row,
    statement(`SELECT ${COLUMNS} FROM decisions WHERE label_id = :labelId ORDER BY journal_seq DESC`, {
      labelId,
    }),
  );

const ProposalRow = z.object({
  round: z.int(),
  kind: z.string(),
  reasons: z.string(),
  presentedBy: idOf("per"),
  resultHash: z.string(),
  revision: z.int(),
  savedAt: z.int(),
});
const Signature = z.object({ personId: idOf("per"), round: z.int(), revision: z.int() });
const Reading = z.object({ readOn: z.string().nullable() });
const AppealRow = z.object({ round: z.int(), text: z.string(), filedAt: z.int() });

/** The one row of an answer, if there is one. */
const firstOf = <T extends z.ZodType>(shape: T, rows: readonly unknown[] | undefined): z.output<T> | null =>
  rows?.[0] === undefined ? null : shape.parse(rows[0]);

/** What was decided about an application, what is proposed now and who signed it: one round trip. */
export async function readDecided(db: Database, applicationId: ApplicationId): Promise<Decided> {
  const [rows, proposed, signed, appeals, measures, readings] = await db.readAll([
    statement(`SELECT ${COLUMNS} FROM decisions WHERE application_id = :applicationId ORDER BY round`, {
      applicationId,
    }),
    statement(
      `SELECT round, kind, reasons, presented_by AS presentedBy, result_hash AS resultHash, revision, saved_at AS savedAt
       FROM proposals WHERE application_id = :applicationId ORDER BY round DESC LIMIT 1`,
      { applicationId },
    ),
    statement(
      "SELECT person_id AS personId, round, revision FROM signatures WHERE application_id = :applicationId ORDER BY round DESC, revision DESC",
      { applicationId },
    ),
    statement(
      "SELECT round, text, filed_at AS filedAt FROM appeals WHERE application_id = :applicationId ORDER BY round DESC LIMIT 1",
      { applicationId },
    ),
    measureQuestion(applicationId),
    statement(
      `SELECT r.read_on AS readOn FROM decisions d LEFT JOIN decision_readings r ON r.decision_id = d.id
       WHERE d.application_id = :applicationId ORDER BY d.round DESC LIMIT 1`,
      { applicationId },
    ),
  ]);
  const decisions = z.array(Row).parse(rows);
  const round = (decisions.at(-1)?.round ?? 0) + 1;
  const last = firstOf(ProposalRow, proposed);
  const proposal = last?.round === round ? last : null;
  return {
    decisions,
    measure: readMeasure(measures),
    readOn: firstOf(Reading, readings)?.readOn ?? null,
    proposal,
    appeal: firstOf(AppealRow, appeals),
    signers: z
      .array(Signature)
      .parse(signed)
      .filter((one) => one.round === round && one.revision === proposal?.revision)
      .map((one) => one.personId),
  };
}

type NewProposal = {
  applicationId: ApplicationId;
  round: number;
  kind: string;
  reasons: string;
  by: PersonId;
  resultHash: string;
  revision: number;
  now: number;
};
/** Puts a decision before the panel, over the revision that was read; signatures of the one before no longer count. */
export const saveProposal = (p: NewProposal): Statement =>
  statement(
    `INSERT INTO proposals (application_id, round, kind, reasons, presented_by, result_hash, revision, saved_at)
     VALUES (:applicationId, :round, :kind, :reasons, :by, :resultHash, 1, :now)
     ON CONFLICT (application_id, round) DO UPDATE SET kind = excluded.kind, reasons = excluded.reasons,
       presented_by = excluded.presented_by, result_hash = excluded.result_hash, revision = proposals.revision + 1,
       saved_at = excluded.saved_at WHERE proposals.revision = :revision
     RETURNING revision`,
    {
      applicationId: p.applicationId,
      round: p.round,
      kind: p.kind,
      reasons: p.reasons,
      by: p.by,
      resultHash: p.resultHash,
      revision: p.revision,
      now: p.now,
    },
  );

type Signed = { applicationId: ApplicationId; round: number; revision: number; personId: PersonId; now: number };
/** Signs the proposal that was read; signing twice is signing once. Nothing is written when it changed since. */
export const sign = ({ applicationId, round, revision, personId, now }: Signed): Statement =>
  statement(
    `INSERT INTO signatures (application_id, round, revision, person_id, signed_at)
     SELECT :applicationId, :round, :revision, :personId, :now FROM proposals WHERE application_id = :applicationId AND round = :round AND revision = :revision
     ON CONFLICT DO NOTHING`,
    { applicationId, round, revision, personId, now },
  );

/** Presenting signs: what this person presented, in the batch that presents it; nothing where somebody else was first. */
export const signPresented = (signed: Signed): Statement =>
  statement(
    `INSERT INTO signatures (application_id, round, revision, person_id, signed_at)
     SELECT application_id, round, revision, presented_by, :now FROM proposals
     WHERE application_id = :applicationId AND round = :round AND revision = :revision AND presented_by = :personId
     ON CONFLICT DO NOTHING`,
    signed,
  );

type New = Omit<Decision, "journalSeq" | "answers" | "result"> & {
  applicationId: ApplicationId;
  answers: string;
  result: string;
  panel: readonly string[];
  journalSeq: number;
};
/** Writes a decision. One a round: the second of two at once is refused by its key. */
export const writeDecision = (d: New): Statement =>
  statement(
    `INSERT INTO decisions (id, application_id, round, label_id, kind, state, level, decided_on, valid_from_on, valid_until_on,
       referential, answers, result, result_hash, panel, reasons, journal_seq)
     VALUES (:id, :applicationId, :round, :labelId, :kind, :state, :level, :decidedOn, :validFromOn, :validUntilOn, :referential, :answers, :result, :resultHash, :panel, :reasons, :journalSeq)`,
    {
      id: d.id,
      applicationId: d.applicationId,
      round: d.round,
      labelId: d.labelId,
      kind: d.kind,
      state: d.state,
      level: d.level,
      decidedOn: d.decidedOn,
      validFromOn: d.validFromOn,
      validUntilOn: d.validUntilOn,
      referential: d.referential,
      answers: d.answers,
      result: d.result,
      resultHash: d.resultHash,
      panel: d.panel,
      reasons: d.reasons,
      journalSeq: d.journalSeq,
    },
  );

type Appealed = { applicationId: ApplicationId; round: number; text: string; by: PersonId; now: number };
/** Files an appeal against the last decision. */
export const writeAppeal = ({ applicationId, round, text, by, now }: Appealed): Statement =>
  statement(
    "INSERT INTO appeals (application_id, round, text, filed_by, filed_at) VALUES (:applicationId, :round, :text, :by, :now)",
    { applicationId, round, text, by, now },
  );

/** The mutuelle read a decision that day; saying it again changes nothing. */
export const markRead = (decisionId: string, readOn: string): Statement =>
  statement(
    "INSERT INTO decision_readings (decision_id, read_on) VALUES (:decisionId, :readOn) ON CONFLICT DO NOTHING",
    { decisionId, readOn },
  );

/** Takes back what was proposed in a round, with its signatures: it came to nothing. */
export const dropProposal = (applicationId: ApplicationId, round: number): Statement[] =>
  ["signatures", "proposals"].map((table) =>
    statement(`DELETE FROM ${table} WHERE application_id = :applicationId AND round = :round`, {
      applicationId,
      round,
    }),
  );
