import * as z from "zod";

import { type LabelId, idOf } from "../../kernel/ids.ts";
import { type Database, type Statement, sqlSet, statement } from "../../platform/d1.ts";
import { COMPLAINT_STATES, WAITING } from "../decision/label.ts";
import { type Operator, told } from "./operator.store.ts";

const Row = z.object({
  id: z.string(),
  labelId: idOf("lbl"),
  organisation: z.string(),
  kind: z.string(),
  text: z.string(),
  state: z.string(),
  createdAt: z.int(),
});

/** What people signalled and nobody closed, the oldest first. */
export const openComplaints = (db: Database): Promise<z.infer<typeof Row>[]> =>
  db.all(
    Row,
    statement(
      `SELECT c.id, c.label_id AS labelId, l.organisation, c.kind, c.text, c.state, c.created_at AS createdAt FROM complaints c
       JOIN labels l ON l.id = c.label_id WHERE c.state IN ${sqlSet(WAITING)} ORDER BY c.created_at`,
    ),
  );

const About = z.object({ id: z.string(), kind: z.string(), text: z.string() });
export type AboutLabel = z.infer<typeof About>;
/** What people signalled of one label and nobody closed. */
export const complaintsAbout = (db: Database, labelId: LabelId): Promise<AboutLabel[]> =>
  db.all(
    About,
    statement(
      `SELECT id, kind, text FROM complaints WHERE label_id = :labelId AND state IN ${sqlSet(WAITING)} ORDER BY created_at`,
      { labelId },
    ),
  );

type Complaint = { id: string; labelId: LabelId; kind: string; text: string; now: number };
/** Keeps what somebody signalled. */
export const addComplaint = ({ id, labelId, kind, text, now }: Complaint): Statement =>
  statement(
    "INSERT INTO complaints (id, label_id, kind, text, state, created_at) SELECT :id, id, :kind, :text, 'open', :now FROM labels WHERE id = :labelId",
    { id, labelId, kind, text, now },
  );

/** Where something signalled of a label stands; nothing for an unknown one. */
export const complaintState = async (db: Database, one: { id: string; labelId: LabelId }): Promise<ComplaintState[]> =>
  (
    await db.all(
      z.object({ state: z.enum(COMPLAINT_STATES) }),
      statement("SELECT state FROM complaints WHERE id = :id AND label_id = :labelId", one),
    )
  ).map(({ state }) => state);

export type ComplaintState = (typeof COMPLAINT_STATES)[number];
/** What was done of it. */
export const treatComplaint = (
  who: Operator,
  { id, state, outcome }: { id: string; state: ComplaintState; outcome: string },
): Statement[] => [
  told(who, "accounts.complaint_treated", {
    rows: "SELECT id AS subject, json_object('state', :state) AS data FROM complaints WHERE id = :id AND state <> 'closed'",
    given: { id, state },
  }),
  statement(
    "UPDATE complaints SET state = :state, outcome = :outcome, closed_at = iif(:state = 'closed', :now, NULL) WHERE id = :id AND state <> 'closed'",
    { id, state, outcome, now: who.now },
  ),
];
