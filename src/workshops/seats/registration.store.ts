import * as z from "zod";

import { type Database, type Statement, statement } from "../../platform/d1.ts";
import { OUTCOMES } from "./consent.ts";
import { type AgeBand as Band, AgeBand, type Party, hasMinor } from "./party.ts";
import { type RegistrationState, STATES } from "./registration.ts";
import { Session } from "../sessions/session.ts";
import { selectSessionOf } from "../sessions/session.store.ts";

const Bands = z.array(AgeBand.nullable());
const Row = z
  .object({
    id: z.string(),
    session_id: z.string(),
    contact_id: z.string().nullable(),
    workshop_request_id: z.string().nullable(),
    kind: z.enum(["person", "family", "class"]),
    state: z.enum(STATES),
    seats: z.int(),
    expires_at: z.int().nullable(),
    verified_at: z.int().nullable(),
    is_calendar_wanted: z.int(),
    skips: z.int(),
    ics_sequence: z.int(),
    cancel_reason: z.string().nullable(),
    erased_at: z.int().nullable(),
    revision: z.int(),
    updated_at: z.int(),
    created_at: z.int(),
    bands: z.string(),
    consent: z.enum(OUTCOMES).nullable(),
    nudge_at: z.int().nullable(),
    needs: z.string().nullable(),
    name_id: z.string().nullable(),
    name_sealed: z.string().nullable(),
    name_kid: z.string().nullable(),
    rank: z.int().nullable(),
  })
  .transform((r) => ({
    id: r.id,
    sessionId: r.session_id,
    contactId: r.contact_id,
    requestId: r.workshop_request_id,
    kind: r.kind,
    state: r.state,
    seats: r.seats,
    expiresAt: r.expires_at,
    verifiedAt: r.verified_at,
    isCalendarWanted: r.is_calendar_wanted === 1,
    skips: r.skips,
    icsSequence: r.ics_sequence,
    cancelReason: r.cancel_reason,
    erasedAt: r.erased_at,
    revision: r.revision,
    updatedAt: r.updated_at,
    createdAt: r.created_at,
    /** The ages of those it seats, in order; null where none is asked. A class has none. */
    bands: Bands.parse(JSON.parse(r.bands)),
    isMinor: hasMinor({ bands: Bands.parse(JSON.parse(r.bands)) }),
    /** What a parent answered; null when none is asked. */
    consent: r.consent,
    /** When the child is told that no answer came; null once told. */
    nudgeAt: r.nudge_at,
    needs: z.array(z.string()).parse(JSON.parse(r.needs ?? "[]")),
    name: { id: r.name_id, name_sealed: r.name_sealed, kid: r.name_kid },
    rank: r.rank,
  }));
/** A registration as use cases and pages see it; `rank` is its place on the waiting list, from 1; `requestId` when a class asked for it. */
export type Registration = z.output<typeof Row>;
export type RegistrationWithSession = { registration: Registration; session: Session };

/** A registration and its session, in one round trip. */
export async function findRegistration(db: Database, id: string): Promise<RegistrationWithSession | null> {
  const [rows, sessions] = await db.readAll([
    statement(
      `SELECT r.id, r.session_id, r.contact_id, r.workshop_request_id, r.state, r.seats, r.expires_at, r.verified_at, r.is_calendar_wanted, r.skips,
         r.ics_sequence, r.cancel_reason, r.erased_at, r.revision, r.updated_at, r.created_at,
         r.kind, p.needs, p.contact_id AS name_id,
         (SELECT json_group_array(b.age_band ORDER BY b.position) FROM participants b WHERE b.registration_id = r.id) AS bands,
         (SELECT g.outcome FROM guardian_consents g WHERE g.registration_id = r.id AND g.side = 'guardian') AS consent,
         (SELECT g.nudge_at FROM guardian_consents g WHERE g.registration_id = r.id AND g.side = 'guardian') AS nudge_at, n.name_sealed, n.kid AS name_kid,
         CASE WHEN r.state = 'waitlisted' THEN 1 + (SELECT count(*) FROM registrations q WHERE q.session_id = r.session_id
           AND q.state = 'waitlisted' AND (q.queue_at, q.id) < (r.queue_at, r.id)) END AS rank
       FROM registrations r LEFT JOIN participants p ON p.registration_id = r.id AND p.position = 1
         LEFT JOIN contacts n ON n.id = p.contact_id WHERE r.id = ?1`,
      id,
    ),
    selectSessionOf(id),
  ]);
  const row = rows?.[0];
  return row === undefined ? null : { registration: Row.parse(row), session: Session.parse(sessions?.[0]) };
}

/** The registration that a form's idempotency key already made; null when it made none. */
export async function findByKey(db: Database, key: string): Promise<string | null> {
  const row = await db.one(
    z.object({ id: z.string() }),
    statement("SELECT id FROM registrations WHERE idempotency_key = ?1", key),
  );
  return row?.id ?? null;
}

type New = {
  id: string;
  sessionId: string;
  party: Party;
  state: "held" | "joining";
  expiresAt: number;
  key: string;
  eraseAt: number;
  now: number;
};

/** A new registration, with a seat or more. */
export const insertRegistration = (r: New): Statement =>
  statement(
    `INSERT INTO registrations (id, session_id, kind, seats, state, expires_at, idempotency_key, erase_at, updated_at, created_at)
     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?9)`,
    r.id,
    r.sessionId,
    r.party.kind,
    r.party.bands.length,
    r.state,
    r.expiresAt,
    r.key,
    r.eraseAt,
    r.now,
  );

type Details = {
  id: string;
  /** Null: a child without an address. */
  addrHash: string | null;
  state: RegistrationState;
  expiresAt: number;
  isCalendarWanted: boolean;
  eraseAt: number;
  revision: number;
  now: number;
};

/** Writes what the form says: whose address, how long the click may take. */
export const describeRegistration = (d: Details): Statement =>
  statement(
    `UPDATE registrations SET contact_id = (SELECT id FROM contacts WHERE addr_hash = ?2), expires_at = ?3,
       is_calendar_wanted = ?4, erase_at = ?5, revision = ?6, updated_at = ?7, state = ?8 WHERE id = ?1`,
    d.id,
    d.addrHash,
    d.expiresAt,
    d.isCalendarWanted ? 1 : 0,
    d.eraseAt,
    d.revision,
    d.now,
    d.state,
  );

/** Participants of a registration, nameless until its form is in; `after` is how many it has already. */
export const insertParticipants = (
  list: readonly { id: string; ageBand: Band | null }[],
  registrationId: string,
  now: number,
  after = 0,
): Statement =>
  statement(
    `INSERT INTO participants (id, registration_id, position, age_band, created_at)
     SELECT j.value ->> 'id', ?2, j.key + 1 + ?4, j.value ->> 'ageBand', ?3 FROM json_each(?1) AS j`,
    JSON.stringify(list),
    registrationId,
    now,
    after,
  );

/** Another number of seats: the last participants go, nameless as they are. */
export const resizeRegistration = (id: string, seats: number, revision: number, now: number): Statement[] => [
  statement(
    "UPDATE registrations SET seats = ?2, kind = iif(?2 = 1, 'person', 'family'), revision = ?3, updated_at = ?4 WHERE id = ?1",
    id,
    seats,
    revision,
    now,
  ),
  statement("DELETE FROM participants WHERE registration_id = ?1 AND position > ?2", id, seats),
];

/** What the form says of one of them. */
export const describeParticipant = (
  registrationId: string,
  position: number,
  p: { nameId: string | null; ageBand: Band | null; needs: readonly string[] },
): Statement =>
  statement(
    "UPDATE participants SET contact_id = ?3, age_band = ?4, needs = ?5 WHERE registration_id = ?1 AND position = ?2",
    registrationId,
    position,
    p.nameId,
    p.ageBand,
    JSON.stringify(p.needs),
  );

type Change = {
  id: string;
  to: RegistrationState;
  revision: number;
  expiresAt: number | null;
  eraseAt: number;
  isProof: boolean;
  icsBump: number;
  cancelReason: string | null;
  now: number;
};

/** Writes a transition that was decided; its event, first in the batch, makes sure it happens once. */
export const changeRegistration = (c: Change): Statement =>
  statement(
    `UPDATE registrations SET state = ?2, revision = ?3, expires_at = ?4, erase_at = ?5,
       verified_at = iif(?6, coalesce(verified_at, ?7), verified_at), ics_sequence = ics_sequence + ?8,
       cancel_reason = ?9, queue_at = iif(?2 = 'waitlisted', ?7, queue_at), updated_at = ?7 WHERE id = ?1`,
    c.id,
    c.to,
    c.revision,
    c.expiresAt,
    c.eraseAt,
    c.isProof ? 1 : 0,
    c.now,
    c.icsBump,
    c.cancelReason,
  );

/** A change that touches nothing but the count of changes. */
export const bumpRegistration = (id: string, revision: number, now: number): Statement =>
  statement("UPDATE registrations SET revision = ?2, updated_at = ?3 WHERE id = ?1", id, revision, now);

/** Closes the open offer of a registration. */
export const closeOffer = (registrationId: string, outcome: "accepted" | "declined" | "cancelled"): Statement =>
  statement("UPDATE offers SET outcome = ?2 WHERE registration_id = ?1 AND outcome = 'open'", registrationId, outcome);

/** The constraint behind "this person already has a seat or a rank here". */
export const SAME_PERSON = "registrations.session_id, registrations.contact_id";
/** The constraint behind "this form was already sent". */
export const SAME_FORM = "registrations.idempotency_key";

/** Points a registration to another address. */
export const readdress = (id: string, addrHash: string, revision: number, now: number): Statement =>
  statement(
    `UPDATE registrations SET contact_id = (SELECT id FROM contacts WHERE addr_hash = ?2), revision = ?3, updated_at = ?4
     WHERE id = ?1`,
    id,
    addrHash,
    revision,
    now,
  );
