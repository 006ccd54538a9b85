import * as z from "zod";

import { type Database, type Given, type Statement, sqlSet, statement } from "../../platform/d1.ts";
import { type RegistrationId, type SessionId, type OrganisationId, type RequestId, idOf } from "../../kernel/ids.ts";
import { recordEach } from "../../platform/outbox.ts";
import { RETENTION } from "../../privacy/retention.ts";
import { lapseConsents } from "./consent.store.ts";
import { type ConsentAge, LIST_CLOSES_HOURS, type Session, TAKING_PLACE, slotOf } from "../sessions/session.ts";
import { EXPIRABLE, HOLDS_SEATS, LIVE, MARKED_FROM, type SeatMove } from "./registration.ts";
import { DEPARTEMENT_OF_VENUE } from "../sessions/session.store.ts";

/*
 * The capacity rule (docs/places.md). This is the only file that writes `capacity`, `taken` or `waiting`.
 * A refusal is a failing CHECK, never "zero rows": the whole batch then rolls back, registration and event included.
 */

/** The constraint that refuses a seat. */
export const NO_SEAT = "seats_within_capacity";

/**
 * Takes `seats` seats for a newcomer. The amount is impossible (capacity + 1) when the session is not open, closed,
 * started, when the waiting list comes first, or before a draw: the same CHECK refuses them all, and a re-read tells them apart.
 */
export const takeSeats = (sessionId: SessionId, seats: number, now: number): Statement =>
  statement(
    `UPDATE sessions SET taken = taken + CASE
       WHEN state = 'open' AND opens_at <= :now AND closes_at > :now AND starts_at > :now
         AND (waiting = 0 OR queue_closes_at <= :now) AND (draw_at IS NULL OR drawn_at IS NOT NULL) THEN :seats ELSE capacity + 1 END
     WHERE id = :sessionId`,
    { sessionId, seats, now },
  );

/**
 * Takes `seats` seats for the person who stands at the door, from two hours before until the end: the room alone decides, no list and no closing time. The
 * same CHECK refuses.
 */
export const takeAtDoor = (sessionId: SessionId, seats: number, now: number): Statement =>
  statement(
    `UPDATE sessions SET taken = taken + CASE
       WHEN state IN ${sqlSet(TAKING_PLACE)} AND starts_at - ${MARKED_FROM} <= :now AND ends_at > :now THEN :seats ELSE capacity + 1 END
     WHERE id = :sessionId`,
    { sessionId, seats, now },
  );

/** Moves the counters as a transition says. The event of the transition, first in the batch, is what makes it happen once. */
export const moveSeats = (sessionId: SessionId, { taken, waiting }: SeatMove): Statement =>
  statement("UPDATE sessions SET taken = taken + :taken, waiting = waiting + :waiting WHERE id = :sessionId", {
    sessionId,
    taken,
    waiting,
  });

/**
 * Refuses a list request of `seats` unless the session is open, its list too, the room has so many and they are not free, or are drawn: `taken` then gets
 * an impossible value.
 */
export const requireOpenList = (sessionId: SessionId, seats: number, now: number): Statement =>
  statement(
    `UPDATE sessions SET taken = CASE
       WHEN state = 'open' AND opens_at <= :now AND closes_at > :now AND queue_closes_at > :now
         AND :seats <= capacity AND (waiting > 0 OR taken + :seats > capacity OR (draw_at IS NOT NULL AND drawn_at IS NULL)) THEN taken ELSE capacity + 1 END
     WHERE id = :sessionId`,
    { sessionId, now, seats },
  );

/** A class that is visited: a private session of just its size, and its one registration, confirmed; both at once. */
export type ClassVisit = {
  sessionId: SessionId;
  registrationId: RegistrationId;
  requestId: RequestId;
  venueId: string;
  tz: string;
  startsAt: number;
  endsAt: number;
  /** Pupils and adults. */
  seats: number;
  eraseAt: number;
};
export const insertClassVisit = (v: ClassVisit, now: number): Statement[] => [
  statement(
    `INSERT INTO sessions (id, workshop_id, association_id, venue_id, mode, starts_at, ends_at, tz, capacity, taken, state, visibility,
       opens_at, closes_at, queue_closes_at, updated_at, created_at, departement_code)
     VALUES (:sessionId, (SELECT workshop_id FROM workshop_requests WHERE id = :requestId), (SELECT association_id FROM workshop_requests WHERE id = :requestId),
       :venueId, 'onsite', :startsAt, :endsAt, :tz, :seats, :seats, 'closed', 'private', :now, :now, :now, :now, :now,
       ${DEPARTEMENT_OF_VENUE})`,
    {
      sessionId: v.sessionId,
      requestId: v.requestId,
      venueId: v.venueId,
      startsAt: v.startsAt,
      endsAt: v.endsAt,
      tz: v.tz,
      seats: v.seats,
      now,
    },
  ),
  statement(
    `INSERT INTO registrations (id, session_id, contact_id, kind, seats, state, verified_at, idempotency_key, erase_at,
       workshop_request_id, updated_at, created_at)
     VALUES (:registrationId, :sessionId, (SELECT contact_id FROM workshop_requests WHERE id = :requestId), 'class', :seats, 'confirmed', :now, :registrationId, :eraseAt, :requestId, :now, :now)`,
    {
      registrationId: v.registrationId,
      sessionId: v.sessionId,
      requestId: v.requestId,
      seats: v.seats,
      eraseAt: v.eraseAt,
      now,
    },
  ),
];

/** A class that is visited has another size: its session, its one registration, all at once. */
export const resizeClassVisit = (sessionId: SessionId, seats: number, now: number): Statement[] => [
  statement(
    `UPDATE sessions SET capacity = :seats, taken = :seats, updated_at = :now
     WHERE id = :sessionId AND visibility = 'private' AND state IN ${sqlSet(TAKING_PLACE)}`,
    { sessionId, seats, now },
  ),
  statement(
    `UPDATE registrations SET seats = :seats, updated_at = :now
     WHERE session_id = :sessionId AND kind = 'class' AND state IN ${sqlSet(HOLDS_SEATS)}`,
    { sessionId, seats, now },
  ),
];

/** A class that is visited at another hour: its session and its one registration, with a newer version for calendars. */
export const moveClassVisit = (
  sessionId: SessionId,
  { startsAt, endsAt, eraseAt }: { startsAt: number; endsAt: number; eraseAt: number },
  now: number,
): Statement[] => [
  statement(
    `UPDATE sessions SET moved_from_at = starts_at, starts_at = :startsAt, ends_at = :endsAt, ics_sequence = ics_sequence + 1,
       revision = revision + 1, updated_at = :now WHERE id = :sessionId AND state IN ${sqlSet(TAKING_PLACE)}`,
    { sessionId, startsAt, endsAt, now },
  ),
  statement(
    `UPDATE registrations SET erase_at = :eraseAt, ics_sequence = ics_sequence + 1, updated_at = :now
     WHERE session_id = :sessionId AND kind = 'class'`,
    { sessionId, eraseAt, now },
  ),
];

/** The constraint that refuses a session of an association that has closed meanwhile. */
export const CLOSED_MEANWHILE = "sessions.association_id";

/** A session that is published: open at once, its list closed twelve hours before. */
export type PublishedSession = {
  id: SessionId;
  /** The slug of a programme whose row exists. */
  programme: string;
  associationId: OrganisationId;
  venueId: string | null;
  joinUrl: string | null;
  mode: "onsite" | "online";
  startsAt: number;
  endsAt: number;
  tz: string;
  capacity: number;
  consentUnderAge: ConsentAge;
  /** Private: not listed anywhere, open to whoever has its link. */
  visibility: "public" | "private";
  language: Session["language"];
  /** The sessions that are published with it; null: none. */
  seriesId: Session["seriesId"];
  /** Held in a room and online: the half in the room; null: held in one way. */
  pairId: Session["pairId"];
  /** When one may ask, and when the draw is; null: at once, first come, first served. */
  draw: { opensAt: number; drawAt: number } | null;
};
export const insertSession = (s: PublishedSession, now: number): Statement =>
  statement(
    `INSERT INTO sessions (id, workshop_id, association_id, venue_id, join_url, mode, starts_at, ends_at, tz, capacity, state,
       opens_at, closes_at, queue_closes_at, consent_under_age, visibility, updated_at, created_at, departement_code, series_id, pair_id, answers_with, draw_at, language, is_evening, is_wednesday)
     VALUES (:id, (SELECT id FROM workshops WHERE slug = :programme),
       (SELECT id FROM organisations WHERE id = :associationId AND state = 'active'), :venueId, :joinUrl, :mode, :startsAt, :endsAt, :tz, :capacity, 'open', coalesce(:opensAt, :now), :startsAt - 3600, max(:now, :startsAt - ${LIST_CLOSES_HOURS * 3600}), :consentUnderAge, :visibility, :now, :now, ${DEPARTEMENT_OF_VENUE}, :seriesId, :pairId, :pairId, :drawAt, :language, :isEvening, :isWednesday)`,
    {
      id: s.id,
      programme: s.programme,
      associationId: s.associationId,
      venueId: s.venueId,
      joinUrl: s.joinUrl,
      mode: s.mode,
      startsAt: s.startsAt,
      endsAt: s.endsAt,
      tz: s.tz,
      capacity: s.capacity,
      now,
      consentUnderAge: s.consentUnderAge,
      visibility: s.visibility,
      seriesId: s.seriesId,
      pairId: s.pairId,
      opensAt: s.draw?.opensAt ?? null,
      drawAt: s.draw?.drawAt ?? null,
      language: s.language,
      ...slotOf(s),
    },
  );

/** A condition on rows of `sessions`, with its parameters. */
export type SomeSessions = { where: string; given: Readonly<Record<string, Given>> };

/** A session that will not happen. */
export const cancelWholeSession = (id: string, now: number, eventPrefix: string): Statement[] =>
  cancelSessions({ where: "id = :id", given: { id } }, now, eventPrefix);

/**
 * Sessions that will not happen: everybody's seat or rank ends, one event each; calendars get a newer version. `told`: the event of a session
 * tells its people, so that theirs do not.
 */
export function cancelSessions(
  { where, given }: SomeSessions,
  now: number,
  eventPrefix: string,
  told: "session" | null = null,
): Statement[] {
  const inThem = `session_id IN (SELECT id FROM sessions WHERE ${where})`;
  const live = `${inThem} AND state IN ${sqlSet(LIVE)}`;
  return [
    recordEach(
      { type: "registration.cancelled", at: now, actor: "association", prefix: eventPrefix },
      `SELECT id AS subject, revision + 1 AS subject_rev,
         json_object('session', session_id, 'from', state, 'seats', seats, 'reason', 'session_cancelled', 'told', :told) AS data
       FROM registrations WHERE ${live}`,
      { ...given, told },
    ),
    statement(`UPDATE offers SET outcome = 'cancelled' WHERE ${inThem} AND outcome = 'open'`, given),
    lapseConsents(inThem, { ...given, now }),
    statement(
      `UPDATE registrations SET state = 'cancelled', cancel_reason = 'session_cancelled', expires_at = NULL, ics_sequence = ics_sequence + 1,
         revision = revision + 1, updated_at = :now WHERE ${live}`,
      { ...given, now },
    ),
    statement(
      `UPDATE sessions SET state = 'cancelled', taken = 0, waiting = 0, ics_sequence = ics_sequence + 1, revision = revision + 1, updated_at = :now
       WHERE ${where}`,
      { ...given, now },
    ),
  ];
}

/**
 * Changes the number of seats; fails by the same CHECK when more are taken than would remain. A group on the list that the room can no
 * longer hold whole has until `until` to wait with fewer; one that it can hold again has no such end.
 */
export const setCapacity = (sessionId: SessionId, capacity: number, until: number): Statement[] => [
  statement("UPDATE sessions SET capacity = :capacity WHERE id = :sessionId", { sessionId, capacity }),
  statement(
    `UPDATE registrations SET expires_at = iif(seats > :capacity, coalesce(expires_at, :until), NULL)
     WHERE session_id = :sessionId AND state = 'waitlisted'`,
    { sessionId, capacity, until },
  ),
];

/** A session becomes one of another programme while nobody holds a seat or a rank: otherwise the same CHECK refuses it. */
export const changeProgramme = (sessionId: SessionId, slug: string): Statement =>
  statement(
    `UPDATE sessions SET workshop_id = (SELECT id FROM workshops WHERE slug = :slug), taken = iif(taken = 0 AND waiting = 0, 0, -1)
     WHERE id = :sessionId`,
    { sessionId, slug },
  );

const OUTGROWN = "state = 'waitlisted' AND expires_at <= :now";
/** True when a group has had its time to make itself smaller. */
export const isAnyOutgrown = async ({ db, now }: { db: Database; now: number }): Promise<boolean> =>
  (await db.one(
    z.object({ n: z.int() }),
    statement(`SELECT 1 AS n FROM registrations WHERE ${OUTGROWN} LIMIT 1`, { now }),
  )) !== null;

/** Groups that the room can no longer hold, and that did not make themselves smaller in time, leave the list: event, counter, question, registration. */
export const dropOutgrown = (now: number, eventPrefix: string): Statement[] => [
  recordEach(
    { type: "registration.cancelled", at: now, actor: "clock", prefix: eventPrefix },
    `SELECT id AS subject, revision + 1 AS subject_rev,
       json_object('session', session_id, 'from', state, 'seats', seats, 'reason', 'too_large') AS data
     FROM registrations WHERE ${OUTGROWN}`,
    { now },
  ),
  statement(
    `UPDATE sessions SET waiting = waiting - (SELECT count(*) FROM registrations WHERE session_id = sessions.id AND ${OUTGROWN})
     WHERE id IN (SELECT session_id FROM registrations WHERE ${OUTGROWN})`,
    { now },
  ),
  lapseConsents(OUTGROWN, { now }),
  statement(
    `UPDATE registrations SET state = 'cancelled', cancel_reason = 'too_large', expires_at = NULL, ics_sequence = ics_sequence + 1,
       revision = revision + 1, updated_at = :now WHERE ${OUTGROWN}`,
    { now },
  ),
];

/** What time has ended, over `registrations` or the alias that a statement gives it. */
const isDue = (alias: string): string => `${alias}.state IN ${sqlSet(EXPIRABLE)} AND ${alias}.expires_at <= :now`;

/**
 * Expires everything that is due, in one session or (null) everywhere, and gives its seats back: event, counter, offer,
 * registration, in this order. `eventPrefix` is the time part of a UUIDv7.
 */
export function expireDue(now: number, sessionId: SessionId | null, eventPrefix: string): Statement[] {
  const due = `${isDue("registrations")}${sessionId === null ? "" : " AND session_id = :sessionId"}`;
  const params = sessionId === null ? { now } : { now, sessionId };
  const where = sessionId === null ? "" : " AND id = :sessionId";
  return [
    recordEach(
      { type: "registration.expired", at: now, actor: "clock", prefix: eventPrefix },
      `SELECT id AS subject, revision + 1 AS subject_rev, json_object('session', session_id, 'from', state, 'seats', seats) AS data
       FROM registrations WHERE ${due}`,
      params,
    ),
    statement(
      `UPDATE sessions SET taken = taken - (SELECT sum(seats) FROM registrations r
         WHERE r.session_id = sessions.id AND r.state <> 'joining' AND ${isDue("r")})
       WHERE id IN (SELECT session_id FROM registrations WHERE ${due} AND state <> 'joining')${where}`,
      params,
    ),
    statement(
      `UPDATE offers SET outcome = 'expired' WHERE outcome = 'open'
         AND registration_id IN (SELECT id FROM registrations WHERE ${due} AND state = 'offered')`,
      params,
    ),
    statement(
      `UPDATE guardian_consents SET outcome = 'lapsed', decided_at = :now, nudge_at = NULL, forget_at = :now WHERE outcome = 'asked'
         AND registration_id IN (SELECT id FROM registrations WHERE ${due})`,
      params,
    ),
    statement(
      `UPDATE registrations SET state = 'expired', revision = revision + 1, updated_at = :now, expires_at = NULL,
         erase_at = iif(state = 'awaiting_consent', :now + ${RETENTION.afterRefusal}, erase_at) WHERE ${due}`,
      params,
    ),
  ];
}

/**
 * Ends the lists of sessions whose list has closed: everybody who still waits is told. What was free at that moment is noted with
 * it: a list that closes with free seats and people who wait was not served.
 */
export function endLists(now: number, eventPrefix: string): Statement[] {
  const closed = "waiting > 0 AND queue_closes_at <= :now";
  const inThem = `session_id IN (SELECT id FROM sessions WHERE ${closed}) AND state = 'waitlisted'`;
  return [
    recordEach(
      { type: "session.list_closed", at: now, actor: "clock", prefix: eventPrefix },
      `SELECT id AS subject, NULL AS subject_rev, json_object('waiting', waiting, 'free', capacity - taken) AS data FROM sessions WHERE ${closed}`,
      { now },
    ),
    recordEach(
      { type: "registration.expired", at: now, actor: "clock", prefix: eventPrefix },
      `SELECT id AS subject, revision + 1 AS subject_rev, json_object('session', session_id, 'from', state, 'seats', seats) AS data
       FROM registrations WHERE ${inThem}`,
      { now },
    ),
    lapseConsents(inThem, { now }),
    statement(
      `UPDATE registrations SET state = 'expired', revision = revision + 1, updated_at = :now WHERE ${inThem}`,
      { now },
    ),
    statement(`UPDATE sessions SET waiting = 0 WHERE ${closed}`, { now }),
  ];
}

/** Sessions whose counters are looked at in one statement. */
const LOOKED_AT = 500;
const Counted = z.object({ id: idOf("ses"), starts_at: z.int(), is_broken: z.int() });
/** Sessions whose counters differ from their registrations: always none, or an alarm. However many there are, one statement looks at so many. */
export async function brokenCounters(db: Database, most = LOOKED_AT): Promise<SessionId[]> {
  const broken: SessionId[] = [];
  for (const state of TAKING_PLACE) {
    let last: z.infer<typeof Counted> | undefined;
    do {
      const looked: z.infer<typeof Counted>[] = await db.all(
        Counted,
        statement(
          `SELECT s.id, s.starts_at, (s.taken <> (SELECT coalesce(sum(r.seats), 0) FROM registrations r WHERE r.session_id = s.id
               AND r.state IN ${sqlSet(HOLDS_SEATS)})
             OR s.waiting <> (SELECT count(*) FROM registrations r WHERE r.session_id = s.id AND r.state = 'waitlisted')) AS is_broken
           FROM sessions s WHERE s.state = :state AND (s.starts_at, s.id) > (:at, :id) ORDER BY s.starts_at, s.id LIMIT :most`,
          { state, at: last?.starts_at ?? -1, id: last?.id ?? "", most },
        ),
      );
      broken.push(...looked.flatMap(({ id, is_broken: isBroken }) => (isBroken === 1 ? [id] : [])));
      last = looked.length < most ? undefined : looked.at(-1);
    } while (last !== undefined);
  }
  return broken;
}
