import * as z from "zod";

import { type ApplicationId, idOf } from "../../kernel/ids.ts";
import { flag, row } from "../../kernel/rows.ts";
import { type Database, statement } from "../../platform/d1.ts";
import { STATES } from "../application/application.ts";
import { TASKS } from "../assessment/process.ts";
import type { PhaseLine, TaskLine } from "./deadlines.ts";

const Standing = row({ state: z.enum(STATES), due_on: z.string().nullable() });
/** Where an application stands, and until when. */
export const standingOf = (db: Database, id: ApplicationId) =>
  db.one(Standing, statement("SELECT state, due_on FROM applications WHERE id = :id", { id }));

const Holder = row({ task: z.enum(TASKS), person_id: idOf("per"), contact_id: idOf("ctc") });
/** Who holds a task on a file and may still be written to. */
export const holdersOf = (db: Database, id: ApplicationId) =>
  db.all(
    Holder,
    statement(
      `SELECT g.task, g.person_id, p.contact_id FROM assignments g JOIN people p ON p.id = g.person_id
       WHERE g.application_id = :id AND p.contact_id IS NOT NULL ORDER BY g.task, g.slot`,
      { id },
    ),
  );

const Moved = row({ from_contact_id: idOf("ctc"), to_contact_id: idOf("ctc") });
/** From which address to which somebody's sign-in was corrected. */
export const addressesOf = (db: Database, correctionId: string) =>
  db.one(
    Moved,
    statement("SELECT from_contact_id, to_contact_id FROM address_corrections WHERE id = :correctionId", {
      correctionId,
    }),
  );

/** Ids of enrolments with what each stands around, split where its anchor is. */
type Ref = readonly [id: string, application: string, second: string, third: string];

const Phase = row({
  id: z.string(),
  phase: z.string(),
  key: z.string(),
  organisation: z.string(),
  application: z.string(),
  offer: z.string(),
  state: z.enum(STATES),
  due_on: z.string().nullable(),
  heard_until_on: z.string().nullable(),
  unanswered: z.string().nullable(),
  answered: z.int(),
  decision: z.string().nullable(),
  decided_on: z.string().nullable(),
  read_on: z.string().nullable(),
});
/** Files with the phases that are asked about: one query. */
export const phaseLines = (db: Database, refs: readonly Ref[]): Promise<PhaseLine[]> =>
  db.all(
    Phase,
    statement(
      `SELECT j.value->>0 AS id, j.value->>2 AS phase, j.value->>3 AS key, a.organisation_id AS organisation, a.id AS application,
         a.offer_name AS offer, a.state, a.due_on, m.heard_until_on, d.id AS decision, d.decided_on, r.read_on,
         (SELECT group_concat(h.value->>'criterion', ', ') FROM json_each(m.held) h WHERE NOT EXISTS (SELECT 1 FROM measure_answers x
            WHERE x.measure_id = m.id AND x.criterion_id = h.value->>'criterion')) AS unanswered,
         (SELECT count(*) FROM responses s WHERE s.application_id = a.id) AS answered
       FROM json_each(:refs) AS j JOIN applications a ON a.id = j.value->>1
         LEFT JOIN measures m ON m.application_id = a.id AND m.closed_at IS NULL
         LEFT JOIN decisions d ON d.application_id = a.id AND d.round = (SELECT max(round) FROM decisions WHERE application_id = a.id)
         LEFT JOIN decision_readings r ON r.decision_id = d.id`,
      { refs },
    ),
  );

const TaskRow = row({
  id: z.string(),
  key: z.string(),
  task: z.enum(TASKS),
  state: z.enum(STATES),
  due_on: z.string().nullable(),
  done_at: z.int().nullable(),
  graded: z.int(),
  unread: z.int(),
  is_signed: flag,
});
/** Tasks that are asked about, as far as their holder may know them: one query. */
export const taskLines = (db: Database, refs: readonly Ref[]): Promise<TaskLine[]> =>
  db.all(
    TaskRow,
    statement(
      `SELECT j.value->>0 AS id, j.value->>2 AS key, g.task, a.state, a.due_on, g.done_at,
         (SELECT count(*) FROM reviews v WHERE v.application_id = a.id AND v.person_id = g.person_id) AS graded,
         (SELECT count(*) FROM responses o WHERE o.application_id = a.id
            AND (SELECT count(*) FROM replies r WHERE r.application_id = a.id AND r.criterion_id = o.criterion_id) % 2 = 0
            AND NOT EXISTS (SELECT 1 FROM adjudications d WHERE d.application_id = a.id AND d.criterion_id = o.criterion_id
              AND d.cause = 'answer' AND d.saved_at >= o.saved_at)) AS unread,
         EXISTS (SELECT 1 FROM proposals p JOIN signatures s ON s.application_id = p.application_id AND s.round = p.round AND s.revision = p.revision
           WHERE p.application_id = a.id AND s.person_id = g.person_id
             AND p.round = 1 + coalesce((SELECT max(round) FROM decisions WHERE application_id = a.id), 0)) AS is_signed
       FROM json_each(:refs) AS j JOIN applications a ON a.id = j.value->>1
         JOIN assignments g ON g.application_id = a.id AND g.person_id = j.value->>3`,
      { refs },
    ),
  );
