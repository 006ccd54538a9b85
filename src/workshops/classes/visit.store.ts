import { type Statement, statement } from "../../platform/d1.ts";
import type { ClassRequest } from "./requests.store.ts";

/** The school or place as a venue, once. */
export const insertVenue = (id: string, request: ClassRequest, now: number): Statement =>
  statement(
    `INSERT INTO venues (id, name, address, commune, commune_code, departement_code, is_step_free, has_hearing_loop, access_text, created_at)
     VALUES (?1, ?2, ?3, ?4, '', ?5, ?6, 0, 'Présentez-vous à l’accueil.', ?7) ON CONFLICT DO NOTHING`,
    ...[id, request.host, request.address, request.commune, request.departement, Number(request.hasStepFree), now],
  );

/** The session in which a class is visited. */
export const setGroupSession = (requestId: string, position: number, sessionId: string): Statement =>
  statement(
    "UPDATE workshop_request_groups SET session_id = ?3 WHERE workshop_request_id = ?1 AND position = ?2",
    requestId,
    position,
    sessionId,
  );
