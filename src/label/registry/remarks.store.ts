import * as z from "zod";

import { type RowOf, instant, row } from "../../kernel/rows.ts";
import { type Database, type Statement, sqlSet, statement } from "../../platform/d1.ts";
import { after, deleting } from "../../platform/forgetting.ts";
import { RETENTION } from "../../privacy/retention.ts";
import { type Operator, told } from "./operator.store.ts";
import { REMARK_STATES, type RemarkState, SHOWN, TO_TREAT } from "./remark.ts";

const Row = row({
  id: z.string(),
  draft: z.string(),
  criterion_id: z.string(),
  text: z.string(),
  state: z.enum(REMARK_STATES),
  answer: z.string(),
  created_at: instant,
});
export type Remark = RowOf<typeof Row>;

type New = { id: string; draft: string; criterionId: string; text: string; now: number };
export const addRemark = (remark: New): Statement =>
  statement(
    `INSERT INTO draft_remarks (id, draft, criterion_id, text, state, answer, created_at)
     VALUES (:id, :draft, :criterionId, :text, 'waiting', '', :now)`,
    remark,
  );

/** What everybody reads of one draft, by criterion. */
export const shownRemarks = (db: Database, draft: string): Promise<Remark[]> =>
  db.all(
    Row,
    statement(
      `SELECT ${Row.columns()} FROM draft_remarks WHERE draft = :draft AND state IN ${sqlSet(SHOWN)} ORDER BY criterion_id, id`,
      { draft },
    ),
  );

/** What waits to be read or answered, the oldest first. */
export const openRemarks = (db: Database): Promise<Remark[]> =>
  db.all(
    Row,
    statement(`SELECT ${Row.columns()} FROM draft_remarks WHERE state IN ${sqlSet(TO_TREAT)} ORDER BY id LIMIT 100`),
  );

/** Where a remark stands; nothing for an unknown one. */
export const remarkState = async (db: Database, id: string): Promise<RemarkState[]> =>
  (
    await db.all(
      z.object({ state: z.enum(REMARK_STATES) }),
      statement("SELECT state FROM draft_remarks WHERE id = :id", { id }),
    )
  ).map(({ state }) => state);

type Treated = { id: string; state: Exclude<RemarkState, "waiting">; answer: string };
/** Shows a remark, answers it or leaves it out; what was answered stays as it was answered. */
export const treatRemark = (who: Operator, { id, state, answer }: Treated): Statement[] => [
  told(who, "accounts.remark_treated", {
    rows: `SELECT id AS subject, json_object('state', :state) AS data FROM draft_remarks WHERE id = :id AND state IN ${sqlSet(TO_TREAT)}`,
    given: { id, state },
  }),
  statement(
    `UPDATE draft_remarks SET state = :state, answer = :answer, done_at = :now WHERE id = :id AND state IN ${sqlSet(TO_TREAT)}`,
    { id, state, answer, now: who.now },
  ),
];

/** What was left out is forgotten after a year; what is shown stays, it names nobody. */
export const remarksDue = deleting(
  "remarks",
  "Remarques écartées depuis un an",
  { table: "draft_remarks", id: "id" },
  {
    ...after("done_at", RETENTION.complaints),
    where: `state = 'set_aside' AND done_at <= :now - ${RETENTION.complaints}`,
  },
);
