import * as z from "zod";

import { type RegistrationId, type RequestId, type SessionId, idOf } from "../../kernel/ids.ts";
import { type Database, type Statement, statement } from "../../platform/d1.ts";
import type { ClassRequest } from "./requests.store.ts";

/** The school or place as a venue, once. */
export const insertVenue = (id: string, request: ClassRequest, now: number): Statement =>
  statement(
    `INSERT INTO venues (id, name, address, commune, commune_code, departement_code, is_step_free, has_hearing_loop, access_text, created_at)
     VALUES (:id, :host, :address, :commune, '', :departement, :hasStepFree, 0, 'Présentez-vous à l’accueil.', :now) ON CONFLICT DO NOTHING`,
    {
      id,
      host: request.host,
      address: request.address,
      commune: request.commune,
      departement: request.departement,
      hasStepFree: request.hasStepFree,
      now,
    },
  );

/** The session in which a class is visited. */
export const setGroupSession = (requestId: RequestId, position: number, sessionId: SessionId): Statement =>
  statement(
    "UPDATE workshop_request_groups SET session_id = :sessionId WHERE workshop_request_id = :requestId AND position = :position",
    { requestId, position, sessionId },
  );

/** The registration of the first class of a visit that is fixed. */
export async function firstRegistration(db: Database, requestId: RequestId): Promise<RegistrationId | null> {
  const query = statement(
    `SELECT r.id FROM workshop_request_groups g JOIN registrations r ON r.session_id = g.session_id
     WHERE g.workshop_request_id = :requestId AND g.position = 1`,
    { requestId },
  );
  return (await db.one(z.object({ id: idOf("reg") }), query))?.id ?? null;
}
