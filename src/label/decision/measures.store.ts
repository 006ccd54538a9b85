import * as z from "zod";

import { type ApplicationId, type LabelId, type PersonId, idOf } from "../../kernel/ids.ts";
import { flag, json, row, wordOf } from "../../kernel/rows.ts";
import { type Statement, statement } from "../../platform/d1.ts";
import { ENVISAGED, GROUNDS, type Held, type Measure } from "./measure.ts";

const Points = json(z.array(z.object({ criterion: z.string(), text: z.string() })));
const Row = row({
  id: z.string(),
  label_id: idOf("lbl"),
  kind: z.enum(ENVISAGED),
  ground: wordOf(GROUNDS),
  ground_ref: z.string(),
  held: Points,
  reasons: z.string(),
  is_urgent: flag,
  opened_by: idOf("per"),
  heard_until_on: z.string().nullable(),
  provisional_until_on: z.string().nullable(),
  signers: json(z.array(idOf("per"))),
  answers: Points,
});

/** The question for the measure of an application that is open, with who signed it and what was answered. */
export const measureQuestion = (applicationId: ApplicationId): Statement =>
  statement(
    `SELECT m.id, m.label_id, m.kind, m.ground, m.ground_ref, m.held, m.reasons, m.is_urgent, m.opened_by, m.heard_until_on, m.provisional_until_on,
       (SELECT json_group_array(s.person_id) FROM measure_signatures s WHERE s.measure_id = m.id) AS signers,
       (SELECT json_group_array(json_object('criterion', a.criterion_id, 'text', a.text)) FROM measure_answers a WHERE a.measure_id = m.id) AS answers
     FROM measures m WHERE m.application_id = :applicationId AND m.closed_at IS NULL`,
    { applicationId },
  );
/** Its answer, read. */
export const readMeasure = (rows: readonly unknown[] | undefined): Measure | null =>
  rows?.[0] === undefined ? null : Row.parse(rows[0]);

type New = Omit<Measure, "signers" | "answers" | "heardUntilOn" | "provisionalUntilOn"> & {
  applicationId: ApplicationId;
  now: number;
};
/** Opens a measure in the place of one that nobody has seconded; refused by its key while another runs. */
export const writeMeasure = (m: New): Statement[] => [
  statement(
    "UPDATE measures SET closed_at = :now, outcome = 'replaced' WHERE application_id = :applicationId AND closed_at IS NULL AND heard_until_on IS NULL",
    { applicationId: m.applicationId, now: m.now },
  ),
  statement(
    `INSERT INTO measures (id, application_id, label_id, kind, ground, ground_ref, held, reasons, is_urgent, opened_by, opened_at)
     VALUES (:id, :applicationId, :labelId, :kind, :ground, :groundRef, :held, :reasons, :isUrgent, :openedBy, :now)`,
    {
      id: m.id,
      applicationId: m.applicationId,
      labelId: m.labelId,
      kind: m.kind,
      ground: m.ground,
      groundRef: m.groundRef,
      held: JSON.stringify(m.held),
      reasons: m.reasons,
      isUrgent: m.isUrgent,
      openedBy: m.openedBy,
      now: m.now,
    },
  ),
];

/** Signs a measure; twice is once. */
export const signMeasure = (id: string, personId: PersonId, now: number): Statement =>
  statement(
    `INSERT INTO measure_signatures (measure_id, person_id, signed_at)
     SELECT id, :personId, :now FROM measures WHERE id = :id AND closed_at IS NULL ON CONFLICT DO NOTHING`,
    { id, personId, now },
  );

type Begun = { id: string; heardUntilOn: string; provisionalUntilOn: string | null; journalSeq: number | null };
/** The mutuelle is told: its days begin. */
export const beginHearing = ({ id, heardUntilOn, provisionalUntilOn, journalSeq }: Begun): Statement =>
  statement(
    `UPDATE measures SET heard_until_on = :heardUntilOn, provisional_until_on = :provisionalUntilOn, journal_seq = :journalSeq
     WHERE id = :id AND heard_until_on IS NULL AND closed_at IS NULL`,
    { id, heardUntilOn, provisionalUntilOn, journalSeq },
  );

/** The label is suspended until a day; its badge is to be written anew. */
export const suspendUntil = (labelId: LabelId, untilOn: string, journalSeq: number): Statement =>
  statement("UPDATE labels SET provisional_until_on = :untilOn, journal_seq = :journalSeq WHERE id = :labelId", {
    labelId,
    untilOn,
    journalSeq,
  });

/** Keeps what the mutuelle says to one point, while it may. */
export const saveAnswer = (id: string, { criterion, text }: Held, todayOn: string, now: number): Statement =>
  statement(
    `INSERT INTO measure_answers (measure_id, criterion_id, text, saved_at)
     SELECT id, :criterion, :text, :now FROM measures WHERE id = :id AND closed_at IS NULL AND heard_until_on >= :todayOn
     ON CONFLICT (measure_id, criterion_id) DO UPDATE SET text = excluded.text, saved_at = excluded.saved_at`,
    { id, criterion, text, todayOn, now },
  );

/** Ends a measure by what was decided of it. */
export const closeMeasure = (id: string, outcome: string, now: number): Statement =>
  statement("UPDATE measures SET closed_at = :now, outcome = :outcome WHERE id = :id AND closed_at IS NULL", {
    id,
    outcome,
    now,
  });
