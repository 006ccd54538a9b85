import { type ApplicationId, type PersonId, idOf } from "../../kernel/ids.ts";
import * as z from "zod";

import { row } from "../../kernel/rows.ts";
import { type Database, type Statement, sqlSet, statement } from "../../platform/d1.ts";
import { after, deleting } from "../../platform/forgetting.ts";
import { RETENTION } from "../../privacy/retention.ts";
import { TOLD } from "../application/application.ts";
import { TASKS } from "./process.ts";

/** What an assessor has done on a file, table by table: the columns that are kept when the task is taken back. */
const WORK = {
  reviews: [
    "criterion_id",
    "grade",
    "comment",
    "refused",
    "seen",
    "revision",
    "saved_at",
    "first_grade",
    "first_seen",
    "changed_because",
  ],
  exchanges: ["criterion_id", "grade", "reason", "saved_at"],
  findings: ["id", "criterion_id", "also", "severity", "text", "found_on", "due_on", "lifted_on", "audit_id"],
} as const;
type WorkTable = keyof typeof WORK;
const TABLES = Object.keys(WORK) as WorkTable[];

const kept = (table: WorkTable): string =>
  `'${table}', (SELECT json_group_array(json_object(${WORK[table].map((column) => `'${column}', t.${column}`).join(", ")}))
     FROM ${table} t WHERE t.application_id = :applicationId AND t.person_id = :personId)`;

type Release = {
  id: string;
  applicationId: ApplicationId;
  personId: PersonId;
  tiesSince: string;
  by: PersonId;
  now: number;
};
/**
 * Takes a task back and puts aside what was done under it. Fails (`not_handed_in`) for a task that is handed in while its holder has no
 * tie with the mutuelle; for that of who graded a file whose mutuelle has read the grades: nobody could grade it again; and when there is
 * no such task.
 */
export const release = ({ id, applicationId, personId, tiesSince, by, now }: Release): Statement[] => [
  statement(
    `INSERT INTO released_work (id, application_id, task, person_id, work, is_open, released_by, released_at)
     SELECT :id, a.id, g.task, g.person_id, json_object(${TABLES.map(kept).join(", ")}),
       (g.done_at IS NULL OR EXISTS (SELECT 1 FROM interests i WHERE i.person_id = g.person_id AND i.organisation_id = a.organisation_id
         AND (i.ended_on IS NULL OR i.ended_on > :tiesSince))) AND NOT (g.task = 'assessor' AND a.state IN ${sqlSet(TOLD)}), :by, :now
     FROM applications a LEFT JOIN assignments g ON g.application_id = a.id AND g.person_id = :personId WHERE a.id = :applicationId`,
    { id, applicationId, personId, tiesSince, by, now },
  ),
  ...TABLES.map((table) => deleteFrom(table, { applicationId, personId })),
  deleteFrom("assignments", { applicationId, personId }),
];

const deleteFrom = (table: string, whose: Pick<Release, "applicationId" | "personId">): Statement =>
  statement(`DELETE FROM ${table} WHERE application_id = :applicationId AND person_id = :personId`, whose);

/** Puts back what was put aside; the task itself is assigned anew, first in the same batch. */
export const putBack = (id: string): Statement[] => [
  ...TABLES.map((table) =>
    statement(
      `INSERT INTO ${table} (application_id, person_id, ${WORK[table].join(", ")})
       SELECT w.application_id, w.person_id, ${WORK[table].map((column) => `j.value ->> '${column}'`).join(", ")}
       FROM released_work w, json_each(w.work, '$.${table}') j WHERE w.id = :id`,
      { id },
    ),
  ),
  statement("DELETE FROM released_work WHERE id = :id", { id }),
];

const Released = row({
  id: z.string(),
  task: z.enum(TASKS),
  person_id: idOf("per"),
  contact_id: idOf("ctc").nullable(),
  released_at: z.int(),
  reviews: z.int(),
  exchanges: z.int(),
  findings: z.int(),
});
/** A task that was taken back, and how much was done under it. */
export type Released = z.output<typeof Released>;

/** The tasks of a file that were taken back and can still be given back, the newest first. */
export const releasedOf = (
  db: Database,
  { applicationId, now }: { applicationId: string; now: number },
): Promise<Released[]> =>
  db.all(
    Released,
    statement(
      `SELECT w.id, w.task, w.person_id, p.contact_id, w.released_at, ${TABLES.map((table) => `json_array_length(w.work, '$.${table}') AS ${table}`).join(", ")}
       FROM released_work w JOIN people p ON p.id = w.person_id
       WHERE w.application_id = :applicationId AND w.released_at > :now - ${RETENTION.released} ORDER BY w.released_at DESC, w.id`,
      { applicationId, now },
    ),
  );

/** What was put aside is forgotten when it can no longer be put back. */
export const releasedDue = deleting(
  "released_work",
  "Notes de tâches retirées depuis plus de trente jours",
  { table: "released_work", id: "id" },
  after("released_at", RETENTION.released),
);
