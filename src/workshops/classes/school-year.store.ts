import * as z from "zod";

import { type RequestId, idOf } from "../../kernel/ids.ts";
import { type Database, statement } from "../../platform/d1.ts";

/** The requests of a school since a moment, those without a proven address left out, the newest first. */
export async function requestsOfSchool(
  db: Database,
  { uai, since }: { uai: string; since: number },
): Promise<RequestId[]> {
  const query = statement(
    `SELECT id FROM workshop_requests WHERE uai = :uai AND state <> 'unproven' AND coalesce(starts_at, created_at) >= :since
     ORDER BY coalesce(starts_at, created_at) DESC`,
    { uai, since },
  );
  return (await db.all(z.object({ id: idOf("wrq") }), query)).map(({ id }) => id);
}

/** The pupils who were counted in each of these requests; those of which nothing is counted are left out. */
export async function pupilsCounted(db: Database, ids: readonly RequestId[]): Promise<ReadonlyMap<string, number>> {
  const query = statement(
    `SELECT g.workshop_request_id AS id, sum(a.pupils_present) AS pupils
     FROM workshop_request_groups g JOIN registrations r ON r.session_id = g.session_id
       JOIN attendance_sheets a ON a.registration_id = r.id AND a.pupils_present IS NOT NULL
     WHERE g.workshop_request_id IN (SELECT value FROM json_each(:ids)) GROUP BY g.workshop_request_id`,
    { ids },
  );
  const found = await db.all(z.object({ id: z.string(), pupils: z.int() }), query);
  return new Map(found.map(({ id, pupils }) => [id, pupils]));
}
