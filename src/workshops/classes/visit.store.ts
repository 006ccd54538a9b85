import * as z from "zod";

import type { RequestId, SessionId } from "../../kernel/ids.ts";
import { type Database, type Statement, sqlSet, statement } from "../../platform/d1.ts";
import { FIXED_REQUESTS } from "./request.ts";
import type { ClassRequest } from "./requests.store.ts";

/** Where the classes are seen as a venue, once. */
export const insertVenue = (id: string, request: ClassRequest, now: number): Statement =>
  statement(
    `INSERT INTO venues (id, name, address, commune, commune_code, departement_code, is_step_free, has_hearing_loop, access_text, created_at)
     VALUES (:id, :name, :address, :commune, '', :departement, :isStepFree, 0, 'Présentez-vous à l’accueil.', :now) ON CONFLICT DO NOTHING`,
    {
      id,
      name: request.spot.name,
      address: request.spot.address,
      commune: request.spot.commune,
      departement: request.departement,
      isStepFree: request.spot.isStepFree,
      now,
    },
  );

/** The session in which a class is visited. */
export const setGroupSession = (requestId: RequestId, position: number, sessionId: SessionId): Statement =>
  statement(
    "UPDATE workshop_request_groups SET session_id = :sessionId WHERE workshop_request_id = :requestId AND position = :position",
    { requestId, position, sessionId },
  );

/** Of these requests, those whose visit is not fixed, or no longer. */
export async function notFixedAmong(db: Database, ids: readonly RequestId[]): Promise<Set<string>> {
  const query = statement(
    `SELECT value AS id FROM json_each(:ids) WHERE value NOT IN
       (SELECT r.id FROM json_each(:ids) j JOIN workshop_requests r ON r.id = j.value WHERE r.state IN ${sqlSet(FIXED_REQUESTS)})`,
    { ids },
  );
  return new Set((await db.all(z.object({ id: z.string() }), query)).map((found) => found.id));
}

/** How many people of the association are down for a visit, over all its classes. */
export async function comingTo(db: Database, requestId: RequestId): Promise<number> {
  const query = statement(
    `SELECT count(DISTINCT f.facilitator_id) AS n FROM workshop_request_groups g JOIN session_facilitators f ON f.session_id = g.session_id
     WHERE g.workshop_request_id = :requestId AND f.state = 'assigned'`,
    { requestId },
  );
  return (await db.one(z.object({ n: z.int() }), query))?.n ?? 0;
}
