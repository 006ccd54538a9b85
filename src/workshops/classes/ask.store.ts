import * as z from "zod";

import { type RequestId, idOf } from "../../kernel/ids.ts";
import { type Database, type Statement, sqlSet, statement } from "../../platform/d1.ts";
import { LIVE_REQUESTS } from "./request.ts";
import { type PlaceKind } from "./request-codes.ts";
import type { ClassForm } from "./request.schema.ts";
import { insertPlans, replaceGroups } from "./requests.store.ts";

/** The constraint behind "this form was already sent". */
export const SAME_FORM = "workshop_requests.idempotency_key";

type New = {
  id: RequestId;
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
       state, head_via, is_slotless, place, wishes, has_room, has_projector, has_step_free, has_open_situation, lunch, first_association_id, expires_at, idempotency_key,
       erase_at, updated_at, created_at)
     VALUES (:id, :uai, :placeId, :departement, (SELECT id FROM workshops WHERE slug = :programme), (SELECT id FROM contacts WHERE addr_hash = :addrHash),
       :requesterRole, :adultRole, :adults, 'unproven', :headVia, :isSlotless, :place, :wishes, :hasRoom, :hasProjector, :hasStepFree,
       :hasOpenSituation, :lunch, (SELECT s.id FROM associations s JOIN association_areas a ON a.association_id = s.id
         WHERE s.slug = :dabord AND a.departement_code = :departement), :expiresAt, :key, :eraseAt, :now, :now)`,
    {
      id: r.id,
      uai: r.where.uai,
      placeId: r.where.placeId,
      departement: r.departement,
      programme: r.form.programme,
      addrHash: r.addrHash,
      requesterRole: r.form.requesterRole,
      adultRole: r.form.adultRole,
      adults: r.form.adults,
      headVia: r.form.headVia,
      isSlotless: r.form.plans.length === 0,
      place: r.form.place,
      wishes: JSON.stringify(r.form.wishes),
      hasRoom: r.form.hasRoom,
      hasProjector: r.form.hasProjector,
      hasStepFree: r.form.hasStepFree,
      hasOpenSituation: r.form.hasOpenSituation,
      lunch: r.form.lunch,
      dabord: r.form.dabord,
      expiresAt: r.expiresAt,
      key: r.key,
      eraseAt: r.eraseAt,
      now: r.now,
    },
  ),
  ...replaceGroups(r.id, r.form.groups),
  insertPlans(r.id, "school", r.form.plans),
  ...insertElsewhere(r.id, r.form.elsewhere),
];

/** Another place than the school's or the association's. */
function insertElsewhere(id: RequestId, elsewhere: ClassForm["elsewhere"]): Statement[] {
  if (elsewhere === null) {
    return [];
  }
  const { name, address, commune, isStepFree } = elsewhere;
  return [
    statement(
      `INSERT INTO visit_places (workshop_request_id, name, address, commune, is_step_free)
       VALUES (:id, :name, :address, :commune, :isStepFree)`,
      { id, name, address, commune, isStepFree },
    ),
  ];
}

/** A place typed in the form. */
export const insertPlace = (
  id: string,
  place: { kind: PlaceKind; name: string; commune: string; departement: string },
  now: number,
): Statement =>
  statement(
    "INSERT INTO places (id, kind, name, commune, departement_code, state, created_at) VALUES (:id, :kind, :name, :commune, :departement, 'unvetted', :now)",
    { id, kind: place.kind, name: place.name, commune: place.commune, departement: place.departement, now },
  );

/** What an operator found out about a place. */
export const setPlace = (id: string, state: "vetted" | "refused"): Statement =>
  statement("UPDATE places SET state = :state WHERE id = :id", { id, state });

/** Where the head is asked. */
export const setHeadContact = (requestId: RequestId, addrHash: string): Statement =>
  statement(
    "UPDATE workshop_requests SET head_contact_id = (SELECT id FROM contacts WHERE addr_hash = :addrHash) WHERE id = :requestId",
    { requestId, addrHash },
  );

/** Live requests of a school for a programme. */
export async function liveOf(db: Database, { uai, slug }: { uai: string; slug: string }): Promise<number> {
  const query = statement(
    `SELECT count(*) AS n FROM workshop_requests r JOIN workshops w ON w.id = r.workshop_id
     WHERE r.uai = :uai AND w.slug = :slug AND r.state IN ${sqlSet(LIVE_REQUESTS)}`,
    { uai, slug },
  );
  return (await db.one(z.object({ n: z.int() }), query))?.n ?? 0;
}

/** The request that a form's key already made; null when it made none. */
export async function requestOfKey(db: Database, key: string): Promise<RequestId | null> {
  const query = statement("SELECT id FROM workshop_requests WHERE idempotency_key = :key", { key });
  return (await db.one(z.object({ id: idOf("wrq") }), query))?.id ?? null;
}
