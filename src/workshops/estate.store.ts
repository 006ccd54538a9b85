import * as z from "zod";

import { instant, row } from "../kernel/rows.ts";
import { type Database, type Statement, sqlSet, statement } from "../platform/d1.ts";
import { recordEach } from "../platform/outbox.ts";
import { LATE_BEFORE, LIVE_REQUESTS, MOST_REOPENED, REOPEN_FOR, REQUEST_STATES } from "./classes/request.ts";
import type { SomeSessions } from "./seats/capacity.store.ts";
import { TAKING_PLACE } from "./sessions/session.ts";

/** The sessions of an association that have not begun, visits included. */
export const announced = (associationId: string, now: number): SomeSessions => ({
  where: `association_id = :associationId AND state IN ${sqlSet(TAKING_PLACE)} AND starts_at > :now`,
  given: { associationId, now },
});
const IS_VISIT = "visibility = 'private' AND closes_at <= opens_at";
/** The class requests that it holds: pencilled, proposed, or fixed and still to come. */
const HELD = `association_id = :associationId AND state IN ${sqlSet(LIVE_REQUESTS)} AND (state <> 'scheduled' OR starts_at > :now)`;

const AnnouncedSession = row({
  id: z.string(),
  slug: z.string(),
  starts_at: instant,
  tz: z.string(),
  taken: z.int(),
  waiting: z.int(),
});
const HeldRequest = row({
  id: z.string(),
  slug: z.string(),
  host: z.string(),
  state: z.enum(REQUEST_STATES),
  starts_at: instant.nullable(),
  departement: z.string(),
});

/** What an association has announced: public sessions, class requests with their visits; and the others, who may take them over. */
export async function announcedBy(db: Database, { associationId, now }: { associationId: string; now: number }) {
  const [sessions, requests, others] = await db.readAll([
    statement(
      `SELECT s.id, w.slug, s.starts_at, s.tz, s.taken, s.waiting FROM (SELECT * FROM sessions
         WHERE ${announced(associationId, now).where} AND NOT (${IS_VISIT})) s JOIN workshops w ON w.id = s.workshop_id ORDER BY s.starts_at`,
      { associationId, now },
    ),
    statement(
      `SELECT q.id, w.slug, coalesce(s.name, p.name) AS host, q.state, q.starts_at, q.departement_code AS departement
       FROM (SELECT * FROM workshop_requests WHERE ${HELD}) q JOIN workshops w ON w.id = q.workshop_id
         LEFT JOIN schools s ON s.uai = q.uai LEFT JOIN places p ON p.id = q.place_id ORDER BY q.created_at`,
      { associationId, now },
    ),
    statement(
      `SELECT o.id, o.name FROM organisations o JOIN associations a ON a.id = o.id
       WHERE o.state = 'active' AND o.id <> :associationId ORDER BY o.name`,
      { associationId },
    ),
  ]);
  const heirs = z.array(z.object({ id: z.string(), name: z.string() })).parse(others);
  return {
    sessions: z.array(AnnouncedSession).parse(sessions),
    requests: z.array(HeldRequest).parse(requests),
    heirs: Object.fromEntries(heirs.map(({ id, name }) => [id, name])),
  };
}

/** `heirs`: who takes over what, by id, as JSON; `prefix`: what the ids of all events of the closing begin with. */
type Closing = { associationId: string; heirs: string; by: string; now: number; prefix: string };
const each = ({ by, now, prefix }: Closing, type: string) => ({ type, at: now, actor: by, prefix });
const HEIR = (id: string): string => `(SELECT j.value FROM json_each(:heirs) j WHERE j.key = ${id})`;
const HAS_HEIR = "id IN (SELECT j.key FROM json_each(:heirs) j)";

/** Sessions that another association gives: same place, same hour, every seat kept; who was to animate them no longer is. */
export function handOverSessions(act: Closing): Statement[] {
  const { associationId, heirs, now } = act;
  const { where, given } = announced(associationId, now);
  const moved = `${where} AND ${HAS_HEIR}`;
  const params = { ...given, heirs };
  return [
    recordEach(
      each(act, "session.handed_over"),
      `SELECT id AS subject, revision + 1 AS subject_rev, json_object('from', association_id, 'to', ${HEIR("sessions.id")}) AS data
       FROM sessions WHERE ${moved}`,
      params,
    ),
    statement(
      `UPDATE session_facilitators SET state = 'withdrawn', updated_at = :now WHERE state = 'assigned'
         AND session_id IN (SELECT id FROM sessions WHERE ${moved})`,
      params,
    ),
    statement(
      `UPDATE sessions SET association_id = ${HEIR("sessions.id")}, revision = revision + 1, updated_at = :now WHERE ${moved}`,
      params,
    ),
  ];
}

/** In a room and online: halves that two associations give, or of which one was cancelled, stand alone from now on. */
export const partHalves = (): Statement =>
  statement(
    `UPDATE sessions SET pair_id = NULL WHERE pair_id IN (SELECT a.pair_id FROM sessions a JOIN sessions b ON b.pair_id = a.pair_id AND b.id > a.id
       WHERE a.pair_id IS NOT NULL AND (a.association_id <> b.association_id OR (a.state = 'cancelled') <> (b.state = 'cancelled')))`,
    {},
  );

/** Visits that another association makes: the school is told who comes instead. */
export function handOverRequests(act: Closing): Statement[] {
  const { associationId, heirs, now } = act;
  const moved = `${HELD} AND state = 'scheduled' AND ${HAS_HEIR}`;
  const params = { associationId, heirs, now };
  const visits = `SELECT g.session_id FROM workshop_request_groups g JOIN workshop_requests q ON q.id = g.workshop_request_id`;
  return [
    recordEach(
      each(act, "workshop_request.taken_over"),
      `SELECT id AS subject, revision + 1 AS subject_rev, json_object('association', ${HEIR("workshop_requests.id")}) AS data
       FROM workshop_requests WHERE ${moved}`,
      params,
    ),
    statement(
      `UPDATE session_facilitators SET state = 'withdrawn', updated_at = :now WHERE state = 'assigned' AND session_id IN (${visits}
         WHERE q.id IN (SELECT id FROM workshop_requests WHERE ${moved}))`,
      params,
    ),
    statement(
      `UPDATE sessions SET association_id = (SELECT j.value FROM workshop_request_groups g JOIN json_each(:heirs) j ON j.key = g.workshop_request_id
           WHERE g.session_id = sessions.id), revision = revision + 1, updated_at = :now
       WHERE id IN (${visits} WHERE q.id IN (SELECT id FROM workshop_requests WHERE ${moved}))`,
      params,
    ),
    statement(
      // Another date that is asked for falls: the one who comes now has not said it.
      `UPDATE workshop_requests SET association_id = ${HEIR("workshop_requests.id")}, coordinator_id = NULL, move_by = NULL, move_until = NULL,
         revision = revision + 1, updated_at = :now WHERE ${moved}`,
      params,
    ),
  ];
}

/** Notes each session that will not take place; parents who agreed are told by it. Visits are told by their request. */
export function noteCancelled(act: Closing): Statement[] {
  const { where, given } = announced(act.associationId, act.now);
  return [
    recordEach(
      each(act, "session.cancelled"),
      `SELECT id AS subject, revision + 1 AS subject_rev, '{}' AS data FROM sessions WHERE ${where} AND NOT (${IS_VISIT})`,
      given,
    ),
  ];
}

/** Visits that nobody makes end, and the school is told; what was only pencilled or proposed is shown to the others again. */
export function endRequests(act: Closing): Statement[] {
  const { associationId, now } = act;
  const params = { associationId, now };
  return [
    recordEach(
      each(act, "workshop_request.cancelled"),
      `SELECT id AS subject, revision + 1 AS subject_rev, json_object('by', 'association') AS data FROM workshop_requests
       WHERE ${HELD} AND state = 'scheduled'`,
      params,
    ),
    recordEach(
      each(act, "workshop_request.freed"),
      `SELECT id AS subject, revision + 1 AS subject_rev, json_object('from', state) AS data FROM workshop_requests
       WHERE ${HELD} AND state <> 'scheduled'`,
      params,
    ),
    statement(
      `DELETE FROM visit_plans WHERE proposed_by = 'association' AND workshop_request_id IN (SELECT id FROM workshop_requests
         WHERE ${HELD} AND state <> 'scheduled')`,
      params,
    ),
    statement(
      // As when the association calls it off itself: the school may ask the others, and the clock has nothing left to do.
      `UPDATE workshop_requests SET state = 'cancelled', expires_at = NULL, move_by = NULL, move_until = NULL, cancelled_by = 'association',
         is_late = starts_at - :now < ${LATE_BEFORE}, reopen_until = iif(reopened < ${MOST_REOPENED}, :now + ${REOPEN_FOR}, NULL),
         revision = revision + 1, updated_at = :now WHERE ${HELD} AND state = 'scheduled'`,
      params,
    ),
    // Whoever was to be asked first is no more: the next look shows it to all.
    statement(
      `UPDATE workshop_requests SET first_until = :now WHERE first_association_id = :associationId AND first_until > :now`,
      params,
    ),
    // Due at once: the next look tells the others that it waits, and starts its days anew.
    statement(
      `UPDATE workshop_requests SET expires_at = iif(state = 'proposed', :now, expires_at), reminded_at = NULL,
         state = iif(state = 'proposed', 'open', state), association_id = NULL, coordinator_id = NULL, pencil = NULL, starts_at = NULL,
         revision = revision + 1, updated_at = :now WHERE ${HELD}`,
      params,
    ),
  ];
}
