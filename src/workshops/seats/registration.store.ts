import * as z from "zod";

import { type RegistrationId, type SessionId, idOf } from "../../kernel/ids.ts";
import { flag, json, row } from "../../kernel/rows.ts";
import { type Database, type Statement, sqlSet, statement } from "../../platform/d1.ts";
import { OUTCOMES } from "./consent.ts";
import { type Party, hasMinor } from "./party.ts";
import { AgeBand, type AgeBand as Band } from "../sessions/age.ts";
import {
  CANCEL_REASONS,
  type CancelReason,
  EXPIRABLE,
  type OfferOutcome,
  type ParentWord,
  REGISTRATION_KINDS,
  type RegistrationState,
  type Source,
  STATES,
} from "./registration.ts";
import { Session } from "../sessions/session.ts";
import { selectSessionOf, selectSessions } from "../sessions/session.store.ts";

const Row = row({
  id: idOf("reg"),
  session_id: idOf("ses"),
  contact_id: idOf("ctc").nullable(),
  request_id: idOf("wrq").nullable(),
  kind: z.enum(REGISTRATION_KINDS),
  state: z.enum(STATES),
  seats: z.int(),
  expires_at: z.int().nullable(),
  verified_at: z.int().nullable(),
  is_calendar_wanted: flag,
  skips: z.int(),
  ics_sequence: z.int(),
  cancel_reason: z.enum(CANCEL_REASONS).nullable(),
  erased_at: z.int().nullable(),
  revision: z.int(),
  /** What is published of it in a draw; null: it takes part in none. */
  ticket: z.string().nullable(),
  /** How often it moved to another date. */
  moves: z.int(),
  /** When the mark of presence was made, in milliseconds; 0: by nobody. */
  marked_ms: z.int(),
  updated_at: z.int(),
  created_at: z.int(),
  /** The ages of those it seats, in order; null where none is asked. A class has none. */
  bands: json(z.array(AgeBand.nullable())),
  /** What a parent answered; null when none is asked. */
  consent: z.enum(OUTCOMES).nullable(),
  /** When the child is told that no answer came; null once told. */
  nudge_at: z.int().nullable(),
  /** A parent was asked by a mail of their own. */
  has_guardian: flag,
  needs: json(z.array(z.string())),
  /** What the association answers to each need, as far as it has. */
  answers: json(z.record(z.string(), z.string())),
  name_id: z.string().nullable(),
  name_sealed: z.string().nullable(),
  name_kid: z.string().nullable(),
  rank: z.int().nullable(),
}).derive((found) => ({
  isMinor: hasMinor(found),
  name: { id: found.nameId, name_sealed: found.nameSealed, kid: found.nameKid },
}));
const COLUMNS = Row.columns("r", {
  request_id: "r.workshop_request_id",
  bands: "(SELECT json_group_array(b.age_band ORDER BY b.position) FROM participants b WHERE b.registration_id = r.id)",
  consent: "(SELECT g.outcome FROM guardian_consents g WHERE g.registration_id = r.id AND g.side = 'guardian')",
  nudge_at: "(SELECT g.nudge_at FROM guardian_consents g WHERE g.registration_id = r.id AND g.side = 'guardian')",
  has_guardian:
    "EXISTS (SELECT 1 FROM guardian_consents g WHERE g.registration_id = r.id AND g.side = 'guardian' AND g.contact_id IS NOT NULL)",
  needs: "coalesce(p.needs, '[]')",
  answers: "coalesce(p.answers, '{}')",
  name_id: "p.contact_id",
  name_sealed: "n.name_sealed",
  name_kid: "n.kid",
  rank: `CASE WHEN r.state = 'waitlisted' THEN 1 + (SELECT count(*) FROM registrations q WHERE q.session_id = r.session_id
    AND q.state = 'waitlisted' AND (q.queue_at, q.lot, q.id) < (r.queue_at, r.lot, r.id)) END`,
});
/** A registration as use cases and pages see it; `rank` is its place on the waiting list, from 1; `requestId` when a class asked for it. */
export type Registration = z.output<typeof Row>;
export type RegistrationWithSession = { registration: Registration; session: Session };

/** A registration and its session, in one round trip. */
export async function findRegistration(db: Database, id: RegistrationId): Promise<RegistrationWithSession | null> {
  const [rows, sessions] = await db.readAll([
    statement(
      `SELECT ${COLUMNS} FROM registrations r LEFT JOIN participants p ON p.registration_id = r.id AND p.position = 1
         LEFT JOIN contacts n ON n.id = p.contact_id WHERE r.id = :id`,
      { id },
    ),
    selectSessionOf(id),
  ]);
  const found = rows?.[0];
  return found === undefined ? null : { registration: Row.parse(found), session: Session.parse(sessions?.[0]) };
}

/** The registrations at proven addresses that ended with some sessions and were not moved to another since, soonest first; in one round trip. */
export async function endedWith(db: Database, sessions: readonly SessionId[]): Promise<RegistrationWithSession[]> {
  const [rows, found] = await db.readAll([
    statement(
      `SELECT ${COLUMNS} FROM registrations r LEFT JOIN participants p ON p.registration_id = r.id AND p.position = 1
         LEFT JOIN contacts n ON n.id = p.contact_id
       WHERE r.session_id IN (SELECT value FROM json_each(:sessions)) AND r.state = 'cancelled' AND r.cancel_reason = 'session_cancelled'
         AND r.verified_at IS NOT NULL AND r.workshop_request_id IS NULL ORDER BY r.id`,
      { sessions },
    ),
    selectSessions(sessions),
  ]);
  const held = Map.groupBy(rows?.map((one) => Row.parse(one)) ?? [], ({ sessionId }) => sessionId);
  return (found ?? [])
    .map((one) => Session.parse(one))
    .flatMap((session) => (held.get(session.id) ?? []).map((registration) => ({ registration, session })));
}

/** The registration that a form's idempotency key already made; null when it made none. */
export const findByKey = (db: Database, key: string) =>
  db.one(
    z.object({ id: idOf("reg"), session_id: idOf("ses"), seats: z.int() }),
    statement("SELECT id, session_id, seats FROM registrations WHERE idempotency_key = :key", { key }),
  );

type New = {
  id: RegistrationId;
  sessionId: SessionId;
  party: Party;
  state: "held" | "joining";
  expiresAt: number;
  key: string;
  eraseAt: number;
  /** Of an ask that takes part in a draw. */
  ticket?: string | null;
  now: number;
};

/** A new registration, with a seat or more. */
export const insertRegistration = (r: New): Statement =>
  statement(
    `INSERT INTO registrations (id, session_id, kind, seats, state, expires_at, idempotency_key, erase_at, ticket, updated_at, created_at)
     VALUES (:id, :sessionId, :kind, :length, :state, :expiresAt, :key, :eraseAt, :ticket, :now, :now)`,
    {
      id: r.id,
      sessionId: r.sessionId,
      kind: r.party.kind,
      length: r.party.bands.length,
      state: r.state,
      expiresAt: r.expiresAt,
      key: r.key,
      eraseAt: r.eraseAt,
      ticket: r.ticket ?? null,
      now: r.now,
    },
  );

type ByHand = {
  id: RegistrationId;
  sessionId: SessionId;
  party: Party;
  source: Exclude<Source, "site">;
  parentWord: ParentWord | null;
  key: string;
  eraseAt: number;
  now: number;
};
/** Somebody whom the team writes down: a seat at once, no address, nobody to write to. */
export const insertByHand = (r: ByHand): Statement =>
  statement(
    `INSERT INTO registrations (id, session_id, kind, seats, state, source, parent_word, idempotency_key, erase_at, updated_at, created_at)
     VALUES (:id, :sessionId, :kind, :seats, 'confirmed', :source, :parentWord, :key, :eraseAt, :now, :now)`,
    {
      id: r.id,
      sessionId: r.sessionId,
      kind: r.party.kind,
      seats: r.party.bands.length,
      source: r.source,
      parentWord: r.parentWord,
      key: r.key,
      eraseAt: r.eraseAt,
      now: r.now,
    },
  );

type Details = {
  id: RegistrationId;
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
    `UPDATE registrations SET contact_id = (SELECT id FROM contacts WHERE addr_hash = :addrHash), expires_at = :expiresAt,
       is_calendar_wanted = :isCalendarWanted, erase_at = :eraseAt, revision = :revision, updated_at = :now, state = :state WHERE id = :id`,
    {
      id: d.id,
      addrHash: d.addrHash,
      expiresAt: d.expiresAt,
      isCalendarWanted: d.isCalendarWanted,
      eraseAt: d.eraseAt,
      revision: d.revision,
      now: d.now,
      state: d.state,
    },
  );

/** Participants of a registration, nameless until its form is in; `after` is how many it has already. */
export const insertParticipants = (
  list: readonly { id: string; ageBand: Band | null }[],
  registrationId: RegistrationId,
  now: number,
  after = 0,
): Statement =>
  statement(
    `INSERT INTO participants (id, registration_id, position, age_band, created_at)
     SELECT j.value ->> 'id', :registrationId, j.key + 1 + :after, j.value ->> 'ageBand', :now FROM json_each(:list) AS j`,
    { list, registrationId, now, after },
  );

/** What the form says of one of them. */
export const describeParticipant = (
  registrationId: RegistrationId,
  position: number,
  p: { nameId: string | null; ageBand: Band | null; needs: readonly string[] },
): Statement =>
  statement(
    "UPDATE participants SET contact_id = :nameId, age_band = :ageBand, needs = :needs WHERE registration_id = :registrationId AND position = :position",
    { registrationId, position, nameId: p.nameId, ageBand: p.ageBand, needs: p.needs },
  );

type Change = {
  id: RegistrationId;
  to: RegistrationState;
  revision: number;
  expiresAt: number | null;
  eraseAt: number;
  isProof: boolean;
  icsBump: number;
  cancelReason: CancelReason | null;
  now: number;
};

/** Writes a transition that was decided; its event, first in the batch, makes sure it happens once. */
export const changeRegistration = (c: Change): Statement =>
  statement(
    `UPDATE registrations SET state = :to, revision = :revision, expires_at = :expiresAt, erase_at = :eraseAt,
       verified_at = iif(:isProof, coalesce(verified_at, :now), verified_at), ics_sequence = ics_sequence + :icsBump,
       cancel_reason = :cancelReason, queue_at = iif(:to = 'waitlisted', :now, queue_at),
       cancelled_at = iif(:to = 'cancelled', :now, NULL), updated_at = :now WHERE id = :id`,
    {
      id: c.id,
      to: c.to,
      revision: c.revision,
      expiresAt: c.expiresAt,
      eraseAt: c.eraseAt,
      isProof: c.isProof,
      now: c.now,
      icsBump: c.icsBump,
      cancelReason: c.cancelReason,
    },
  );

/** A change that touches nothing but the count of changes. */
export const bumpRegistration = (id: RegistrationId, revision: number, now: number): Statement =>
  statement("UPDATE registrations SET revision = :revision, updated_at = :now WHERE id = :id", { id, revision, now });

/** Closes the open offer of a registration. */
export const closeOffer = (
  registrationId: RegistrationId,
  outcome: Exclude<OfferOutcome, "open" | "expired">,
): Statement =>
  statement("UPDATE offers SET outcome = :outcome WHERE registration_id = :registrationId AND outcome = 'open'", {
    registrationId,
    outcome,
  });

/** The constraint behind "this person already has a seat or a rank here". */
export const SAME_PERSON = "registrations.session_id, registrations.contact_id";
/** The constraint behind "this form was already sent". */
export const SAME_FORM = "registrations.idempotency_key";

/** Points a registration to another address. */
export const readdress = (id: RegistrationId, addrHash: string, revision: number, now: number): Statement =>
  statement(
    `UPDATE registrations SET contact_id = (SELECT id FROM contacts WHERE addr_hash = :addrHash), revision = :revision, updated_at = :now
     WHERE id = :id`,
    { id, addrHash, revision, now },
  );

/** After a move nothing is kept past its use: an offer ends 2 hours before the new start, a question to a parent 12, a hold at the start. */
export const clampDeadlines = (sessionId: SessionId, startsAt: number): Statement[] => [
  statement(
    `UPDATE registrations SET expires_at = min(expires_at, :startsAt - CASE state WHEN 'offered' THEN 7200 WHEN 'awaiting_consent' THEN 43200 ELSE 0 END)
     WHERE session_id = :sessionId AND state IN ${sqlSet(EXPIRABLE)} AND expires_at IS NOT NULL`,
    { sessionId, startsAt },
  ),
  statement(
    "UPDATE offers SET expires_at = min(expires_at, :startsAt - 7200) WHERE session_id = :sessionId AND outcome = 'open'",
    { sessionId, startsAt },
  ),
];
