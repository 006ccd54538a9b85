import * as z from "zod";

import { type ApplicationId, type LabelId, idOf } from "../../kernel/ids.ts";
import { type RowOf, json, row } from "../../kernel/rows.ts";
import { type Database, type Statement, sqlSet, statement } from "../../platform/d1.ts";
import { IN_FORCE } from "../decision/label.ts";
import { type Operator, told } from "./operator.store.ts";

const Draw = row({
  year: z.int(),
  commitment: z.string(),
  seed: z.string(),
  committed_on: z.string(),
  draw_on: z.string(),
  note_size: z.int().nullable(),
  root: z.string().nullable(),
  among: json(z.array(idOf("lbl"))),
  drawn_on: z.string().nullable(),
});
export type AuditDraw = RowOf<typeof Draw>;
const Audit = row({
  id: z.string(),
  year: z.int(),
  label_id: idOf("lbl"),
  application_id: idOf("app"),
  organisation: z.string(),
  offer_name: z.string(),
  cases: z.int().nullable(),
  indexes: json(z.array(z.int())),
  words: z.string(),
  closed_on: z.string().nullable(),
  findings: z.int(),
});
export type Audit = RowOf<typeof Audit>;

/** Every draw, the newest first. */
export const drawsOf = (db: Database): Promise<AuditDraw[]> =>
  db.all(Draw, statement(`SELECT ${Draw.columns()} FROM audit_draws ORDER BY year DESC`));

type Promised = Pick<AuditDraw, "year" | "commitment" | "seed" | "committedOn" | "drawOn">;
/** Promises a seed for a year; promised already, it stays what it was. */
export const promiseSeed = ({ year, commitment, seed, committedOn, drawOn }: Promised): Statement =>
  statement(
    `INSERT INTO audit_draws (year, commitment, seed, committed_on, draw_on) VALUES (:year, :commitment, :seed, :committedOn, :drawOn)
     ON CONFLICT (year) DO NOTHING`,
    { year, commitment, seed, committedOn, drawOn },
  );

const Id = row({ id: idOf("lbl") });
/** The labels in force on a day, in order. */
export const inForceOn = async (db: Database, day: string): Promise<LabelId[]> =>
  (
    await db.all(
      Id,
      statement(
        `SELECT id FROM labels WHERE sort_name > '' AND state IN ${sqlSet(IN_FORCE)} AND decided_on <= :day AND valid_until_on >= :day ORDER BY id`,
        { day },
      ),
    )
  ).map(({ id }) => id);

const Note = row({ size: z.int(), root: z.string() });
/** The last note that was signed before a moment; null: none yet. */
export const noteBefore = (db: Database, before: number) =>
  db.one(
    Note,
    statement("SELECT size, root FROM checkpoints WHERE size > 0 AND issued_at < :before ORDER BY size DESC LIMIT 1", {
      before,
    }),
  );

type Drawn = { year: number; noteSize: number; root: string; among: readonly LabelId[]; drawnOn: string };
/** Closes a draw, once. */
export const closeDraw = (drawn: Drawn): Statement =>
  statement(
    `UPDATE audit_draws SET note_size = :noteSize, root = :root, among = :among, drawn_on = :drawnOn WHERE year = :year AND drawn_on IS NULL`,
    drawn,
  );
export const addAudit = (audit: { id: string; year: number; labelId: string }): Statement =>
  statement(
    "INSERT INTO audits (id, year, label_id) VALUES (:id, :year, :labelId) ON CONFLICT (year, label_id) DO NOTHING",
    audit,
  );

const AUDITS = `SELECT ${Audit.columns("u", {
  application_id: "l.application_id",
  organisation: "l.organisation",
  offer_name: "l.offer_name",
  findings: "(SELECT count(*) FROM findings f WHERE f.audit_id = u.id)",
})} FROM audits u JOIN labels l ON l.id = u.label_id`;
/** The audits of some years, and whose label it is. */
export const auditsOf = (db: Database, years: readonly number[]): Promise<Audit[]> =>
  db.all(
    Audit,
    statement(`${AUDITS} WHERE u.year IN (SELECT value FROM json_each(:years)) ORDER BY u.year DESC, l.sort_name`, {
      years,
    }),
  );
/** The audit of a file's label that nobody has closed. */
export const openAuditOf = (db: Database, applicationId: ApplicationId): Promise<Audit | null> =>
  db.one(
    Audit,
    statement(`${AUDITS} WHERE l.application_id = :applicationId AND u.closed_on IS NULL`, { applicationId }),
  );

/** Its cases were drawn, and it is not closed. */
const IS_OPEN = "cases IS NOT NULL AND closed_on IS NULL";

type Cases = { id: string; cases: number; indexes: readonly number[] };
/** Notes how many cases the provider has, once: the cases that are read follow from it. */
export const noteCases = (who: Operator, noted: Cases): Statement[] => [
  told(who, "accounts.cases_counted", {
    rows: "SELECT id AS subject, json_object('cases', :cases) AS data FROM audits WHERE id = :id AND cases IS NULL",
    given: { id: noted.id, cases: noted.cases },
  }),
  statement("UPDATE audits SET cases = :cases, indexes = :indexes WHERE id = :id AND cases IS NULL", noted),
];
/** Closes an audit whose cases were drawn. */
export const closeAudit = (who: Operator, closed: { id: string; words: string; todayOn: string }): Statement[] => [
  told(who, "accounts.audit_closed", {
    rows: `SELECT id AS subject, '{}' AS data FROM audits WHERE id = :id AND ${IS_OPEN}`,
    given: { id: closed.id },
  }),
  statement(`UPDATE audits SET words = :words, closed_on = :todayOn WHERE id = :id AND ${IS_OPEN}`, closed),
];
