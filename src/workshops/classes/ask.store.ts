import * as z from "zod";

import { type Database, type Statement, statement } from "../../platform/d1.ts";
import type { PlaceKind } from "./request.ts";
import type { ClassForm } from "./request.schema.ts";

/** The constraint behind "this form was already sent". */
export const SAME_FORM = "workshop_requests.idempotency_key";

type New = {
  id: string;
  where: { uai: string; placeId: null } | { uai: null; placeId: string };
  departement: string;
  addrHash: string;
  form: ClassForm;
  expiresAt: number;
  eraseAt: number;
  key: string;
  now: number;
};

/** A request, its classes and its slots, as the form gives them; its address waits for a click. */
export const insertRequest = (r: New): Statement[] => [
  statement(
    `INSERT INTO workshop_requests (id, uai, place_id, departement_code, workshop_id, contact_id, requester_role, adult_role, adults,
       state, head_via, is_slotless, has_room, has_projector, has_step_free, has_open_situation, expires_at, idempotency_key,
       erase_at, updated_at, created_at)
     VALUES (?1, ?2, ?3, ?4, (SELECT id FROM workshops WHERE slug = ?18), (SELECT id FROM contacts WHERE addr_hash = ?19),
       ?5, ?6, ?7, 'unproven', ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?17)`,
    r.id,
    r.where.uai,
    r.where.placeId,
    r.departement,
    r.form.requesterRole,
    r.form.adultRole,
    r.form.adults,
    r.form.headVia,
    ...[
      r.form.slots.length === 0,
      r.form.hasRoom,
      r.form.hasProjector,
      r.form.hasStepFree,
      r.form.hasOpenSituation,
    ].map(Number),
    r.expiresAt,
    r.key,
    r.eraseAt,
    r.now,
    r.form.programme,
    r.addrHash,
  ),
  statement(
    `INSERT INTO workshop_request_groups (workshop_request_id, position, level, pupils)
     SELECT ?1, key + 1, value ->> 'level', value ->> 'pupils' FROM json_each(?2)`,
    r.id,
    JSON.stringify(r.form.groups),
  ),
  statement(
    `INSERT INTO workshop_request_slots (workshop_request_id, proposed_by, rank, starts_at)
     SELECT ?1, 'school', key + 1, value FROM json_each(?2)`,
    r.id,
    JSON.stringify(r.form.slots),
  ),
];

/** A place typed in the form. */
export const insertPlace = (
  id: string,
  place: { kind: PlaceKind; name: string; commune: string; departement: string },
  now: number,
): Statement =>
  statement(
    "INSERT INTO places (id, kind, name, commune, departement_code, state, created_at) VALUES (?1, ?2, ?3, ?4, ?5, 'unvetted', ?6)",
    id,
    place.kind,
    place.name,
    place.commune,
    place.departement,
    now,
  );

/** What an operator found out about a place. */
export const setPlace = (id: string, state: "vetted" | "refused"): Statement =>
  statement("UPDATE places SET state = ?2 WHERE id = ?1", id, state);

/** Where the head is asked. */
export const setHeadContact = (requestId: string, addrHash: string): Statement =>
  statement(
    "UPDATE workshop_requests SET head_contact_id = (SELECT id FROM contacts WHERE addr_hash = ?2) WHERE id = ?1",
    requestId,
    addrHash,
  );

/** Live requests of a school for a programme. */
export async function liveOf(db: Database, uai: string, slug: string): Promise<number> {
  const query = statement(
    `SELECT count(*) AS n FROM workshop_requests r JOIN workshops w ON w.id = r.workshop_id
     WHERE r.uai = ?1 AND w.slug = ?2 AND r.state IN ('awaiting_head', 'open', 'proposed', 'scheduled')`,
    uai,
    slug,
  );
  return (await db.one(z.object({ n: z.int() }), query))?.n ?? 0;
}

/** The request that a form's key already made; null when it made none. */
export async function requestOfKey(db: Database, key: string): Promise<string | null> {
  const query = statement("SELECT id FROM workshop_requests WHERE idempotency_key = ?1", key);
  return (await db.one(z.object({ id: z.string() }), query))?.id ?? null;
}
