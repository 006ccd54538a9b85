import * as z from "zod";

import { type ContactId, type OrganisationId, type PersonId, type SessionId, idOf } from "../../kernel/ids.ts";
import { flag, row } from "../../kernel/rows.ts";
import { DAY, dayOf } from "../../kernel/time.ts";
import { ROLES_IN } from "../../access/organisations/organisation.ts";
import type { Within } from "../../access/roles.ts";
import { type Database, type Statement, sqlSet, statement } from "../../platform/d1.ts";
import { recordEach } from "../../platform/outbox.ts";
import { SESSION_COLUMNS, SESSION_FROM } from "../sessions/session.store.ts";
import { Session, TAKING_PLACE } from "../sessions/session.ts";

const Contact = z.object({ contact_id: idOf("ctc") });
const Member = row({
  person_id: idOf("per"),
  contact_id: idOf("ctc"),
  facilitator_id: z.string().nullable(),
  honour_seen_on: z.string().nullable(),
  honour_until_on: z.string().nullable(),
  trained_on: z.string().nullable(),
}).derive((found) => ({
  checks: { honourSeenOn: found.honourSeenOn, honourUntilOn: found.honourUntilOn, trainedOn: found.trainedOn },
}));
/** Somebody of the team, with what was noted of them. */
export type TeamMember = z.output<typeof Member>;

/** Coordinators and facilitators of an association, each once. */
export const teamOf = (db: Database, associationId: OrganisationId): Promise<TeamMember[]> =>
  db.all(
    Member,
    statement(
      `SELECT DISTINCT m.person_id, h.contact_id, f.id AS facilitator_id, f.honour_seen_on, f.honour_until_on, f.trained_on
       FROM memberships m JOIN people h ON h.id = m.person_id
         LEFT JOIN facilitators f ON f.association_id = m.organisation_id AND f.person_id = m.person_id
       WHERE m.organisation_id = :associationId AND m.role IN ${sqlSet(ROLES_IN.association)} AND m.ended_at IS NULL ORDER BY m.person_id`,
      { associationId },
    ),
  );

type Note = {
  id: string;
  personId: PersonId;
  associationId: OrganisationId;
  seenOn: string;
  untilOn: string;
  trainedOn: string;
  by: PersonId;
  feedRef: string;
  now: number;
};
/** Notes a check: when it was seen, by whom, until when it is good, and the training. The paper itself is never kept. */
export const noteCheck = (n: Note): Statement =>
  statement(
    `INSERT INTO facilitators (id, person_id, association_id, honour_seen_on, honour_seen_by, honour_until_on, trained_on, feed_ref,
       created_at, updated_at) VALUES (:id, :personId, :associationId, :seenOn, :by, :untilOn, :trainedOn, :feedRef, :now, :now)
     ON CONFLICT (association_id, person_id) DO UPDATE SET honour_seen_on = excluded.honour_seen_on,
       honour_seen_by = excluded.honour_seen_by, honour_until_on = excluded.honour_until_on, trained_on = excluded.trained_on,
       updated_at = excluded.updated_at`,
    {
      id: n.id,
      personId: n.personId,
      associationId: n.associationId,
      seenOn: n.seenOn,
      by: n.by,
      untilOn: n.untilOn,
      trainedOn: n.trainedOn,
      feedRef: n.feedRef,
      now: n.now,
    },
  );

/** The constraints that refuse an assignment. */
export const NOT_COVERED = "honour_covers_the_day";
export const NOT_FREE = "facilitator_is_free";
export const NO_ROOM = "helpers_have_room";

/** `f` gives something else at the hours of `s`. The other half of a session in a room and online is the same workshop. */
const GIVES_ANOTHER = `EXISTS (SELECT 1 FROM facilitators g JOIN session_facilitators x ON x.facilitator_id = g.id AND x.state = 'assigned'
  JOIN sessions o ON o.id = x.session_id AND o.state IN ${sqlSet(TAKING_PLACE)}
  WHERE g.person_id = f.person_id AND o.id <> s.id AND (s.pair_id IS NULL OR o.pair_id IS NOT s.pair_id)
    AND o.starts_at < s.ends_at AND o.ends_at > s.starts_at)`;
const IS_COVERED = "f.honour_until_on >= :dayOn AND f.trained_on <= :dayOn";

/** Helpers of one session. */
const MOST_HELPERS = 2;
export const PARTS = ["lead", "helper"] as const;
/** Who gives a session, or comes along to learn. */
export type Part = (typeof PARTS)[number];
type Place = { sessionId: SessionId; facilitatorId: string; dayOn: string; part: Part; now: number };
const DECIDED = "is_covered, is_free, has_room";
const decided = (part: string): string => `
       (SELECT count(*) FROM facilitators f JOIN sessions s ON s.association_id = f.association_id WHERE f.id = :facilitatorId AND s.id = :sessionId
          AND f.honour_until_on >= :dayOn AND (${part} = 'helper' OR f.trained_on <= :dayOn) AND s.state <> 'cancelled'),
       coalesce((SELECT NOT ${GIVES_ANOTHER} FROM facilitators f JOIN sessions s ON s.id = :sessionId WHERE f.id = :facilitatorId), 1),
       (${part} = 'lead' OR (SELECT count(*) FROM session_facilitators x WHERE x.session_id = :sessionId AND x.state = 'assigned'
          AND x.part = 'helper' AND x.facilitator_id <> :facilitatorId) < ${MOST_HELPERS})`;

/**
 * Assigns somebody of the association to its session. The checks are computed in the statement itself: a check that does not cover the
 * day, or another session at the same time, fails their CHECK and the whole batch with it.
 */
export const assign = ({ sessionId, facilitatorId, dayOn, part, now }: Place): Statement =>
  statement(
    `INSERT INTO session_facilitators (session_id, facilitator_id, state, part, ${DECIDED}, created_at, updated_at)
     VALUES (:sessionId, :facilitatorId, 'assigned', :part, ${decided(":part")}, :now, :now)
     ON CONFLICT (session_id, facilitator_id) DO UPDATE SET state = 'assigned', part = excluded.part, is_covered = excluded.is_covered,
       is_free = excluded.is_free, has_room = excluded.has_room, offered_at = NULL, updated_at = excluded.updated_at`,
    { sessionId, facilitatorId, dayOn, part, now },
  );
/** Somebody offers to come, by the same checks; whoever is in already offers nothing. */
export const offerToCome = ({ sessionId, facilitatorId, dayOn, now }: Omit<Place, "part">): Statement =>
  statement(
    `INSERT INTO session_facilitators (session_id, facilitator_id, state, offered_at, ${DECIDED}, created_at, updated_at)
     VALUES (:sessionId, :facilitatorId, 'withdrawn', :now, ${decided(":part")}, :now, :now)
     ON CONFLICT (session_id, facilitator_id) DO UPDATE SET offered_at = iif(state = 'assigned', NULL, :now), is_covered = excluded.is_covered,
       is_free = excluded.is_free, updated_at = excluded.updated_at`,
    { sessionId, facilitatorId, dayOn, part: "lead", now },
  );
/** An offer is not taken up. */
export const declineOffer = (sessionId: SessionId, facilitatorId: string, now: number): Statement =>
  statement(
    `UPDATE session_facilitators SET offered_at = NULL, updated_at = :now
     WHERE session_id = :sessionId AND facilitator_id = :facilitatorId AND offered_at IS NOT NULL`,
    { sessionId, facilitatorId, now },
  );
/** Takes somebody off a session. */
export const withdraw = (sessionId: SessionId, facilitatorId: string, now: number): Statement =>
  statement(
    "UPDATE session_facilitators SET state = 'withdrawn', offered_at = NULL, updated_at = :now WHERE session_id = :sessionId AND facilitator_id = :facilitatorId",
    { sessionId, facilitatorId, now },
  );

const STAYS = "session_id = :sessionId AND facilitator_id = :facilitatorId";
/** What has to be so for an act to be one: pressed again, it is none, and records nothing. */
const ACTS = {
  "facilitator.assigned": `NOT EXISTS (SELECT 1 FROM session_facilitators WHERE ${STAYS} AND state = 'assigned' AND part = :part)`,
  "facilitator.withdrawn": `EXISTS (SELECT 1 FROM session_facilitators WHERE ${STAYS} AND state = 'assigned')`,
  "facilitator.offered": `NOT EXISTS (SELECT 1 FROM session_facilitators WHERE ${STAYS} AND (state = 'assigned' OR offered_at IS NOT NULL))`,
  "facilitator.answered": `EXISTS (SELECT 1 FROM session_facilitators WHERE ${STAYS} AND state = 'withdrawn' AND offered_at IS NOT NULL)`,
} as const;
type Acting = { sessionId: SessionId; facilitatorId: string; by: PersonId; now: number; prefix: string };
/** The event of an act on somebody's part in a session, first in its batch. `more`: what else it says; `part`: which part they are given. */
export const tellAct = (
  type: keyof typeof ACTS,
  { sessionId, facilitatorId, by, now, prefix }: Acting,
  { part, isYes }: { part?: Part; isYes?: boolean } = {},
): Statement =>
  recordEach(
    { type, at: now, actor: by, prefix },
    `SELECT :sessionId AS subject, NULL AS subject_rev, json_patch(json_object('facilitator', :facilitatorId), :more) AS data WHERE ${ACTS[type]}`,
    {
      sessionId,
      facilitatorId,
      more: JSON.stringify(isYes === undefined ? {} : { isYes }),
      ...(part === undefined ? {} : { part }),
    },
  );

/** Fails the whole batch when as many have come as were called for. */
export const CALL_FILLED = "call_has_room";
/** Calls for so many people; a call of before begins anew, and is of whoever holds the session now. */
export const openCall = (call: {
  sessionId: SessionId;
  associationId: OrganisationId;
  wanted: number;
  asksFirst: boolean;
  now: number;
}): Statement =>
  statement(
    `INSERT INTO session_calls (session_id, association_id, wanted, came, asks_first, created_at)
     VALUES (:sessionId, :associationId, :wanted, 0, :asksFirst, :now)
     ON CONFLICT (session_id) DO UPDATE SET association_id = excluded.association_id, wanted = excluded.wanted, came = 0,
       asks_first = excluded.asks_first, created_at = excluded.created_at`,
    call,
  );
/** One of those called for is in, by the call or by the coordinator's hand; whoever is in already counts once. `isCalled`: fails when the call is filled. */
export const fillCall = ({
  sessionId,
  facilitatorId,
  isCalled,
}: {
  sessionId: SessionId;
  facilitatorId: string;
  isCalled: boolean;
}): Statement =>
  statement(
    `UPDATE session_calls SET came = iif(:isCalled, came + 1, min(wanted, came + 1))
     WHERE session_id = :sessionId AND NOT EXISTS (SELECT 1 FROM session_facilitators x
       WHERE x.session_id = :sessionId AND x.facilitator_id = :facilitatorId AND x.state = 'assigned' AND x.part = 'lead')`,
    { sessionId, facilitatorId, isCalled },
  );
/** One of those who came is taken off: somebody is called for again. Whoever was off already lowers nothing. */
export const emptyCall = (sessionId: SessionId, facilitatorId: string): Statement =>
  statement(
    `UPDATE session_calls SET came = max(0, came - 1) WHERE session_id = :sessionId AND EXISTS (SELECT 1 FROM session_facilitators x
       WHERE x.session_id = :sessionId AND x.facilitator_id = :facilitatorId AND x.state = 'assigned' AND x.part = 'lead')`,
    { sessionId, facilitatorId },
  );
const Call = row({ wanted: z.int(), came: z.int(), asks_first: flag });
/** A call of a team: for how many, how many came, and whether whoever answers only offers to come. */
export type Call = z.output<typeof Call>;
/** The call of the association that holds a session; null when it never called its team. */
export const callFor = (db: Database, sessionId: SessionId): Promise<Call | null> =>
  db.one(
    Call,
    statement(
      `SELECT k.wanted, k.came, k.asks_first FROM session_calls k JOIN sessions s ON s.id = k.session_id AND s.association_id = k.association_id
       WHERE k.session_id = :sessionId`,
      { sessionId },
    ),
  );

/** `f` gives something at the hours of `s`, this session or another. */
const IS_BUSY = `(EXISTS (SELECT 1 FROM session_facilitators x WHERE x.session_id = s.id AND x.facilitator_id = f.id AND x.state = 'assigned')
  OR ${GIVES_ANOTHER})`;
/** Whether somebody may be assigned to a session, or is already: their check covers its day, and they give nothing else then. */
export const couldGive = async (
  db: Database,
  { session: { id, startsAt, tz }, facilitatorId }: { session: Session; facilitatorId: string },
): Promise<boolean> =>
  (await db.one(
    z.object({ could: z.int() }),
    statement(
      `SELECT 1 AS could FROM sessions s JOIN facilitators f ON f.association_id = s.association_id
       WHERE s.id = :sessionId AND f.id = :facilitatorId AND s.state <> 'cancelled' AND ${IS_COVERED} AND NOT ${GIVES_ANOTHER}`,
      { sessionId: id, facilitatorId, dayOn: dayOf(startsAt, tz) },
    ),
  )) !== null;
/** The addresses of members who could give a session: covered on its day, free at its hours, not in already, with a role still. */
export async function couldCome(db: Database, { id, startsAt, tz }: Session): Promise<ContactId[]> {
  const rows = await db.all(
    Contact,
    statement(
      `SELECT h.contact_id FROM sessions s JOIN facilitators f ON f.association_id = s.association_id JOIN people h ON h.id = f.person_id
       WHERE s.id = :sessionId AND ${IS_COVERED} AND NOT ${IS_BUSY}
         AND EXISTS (SELECT 1 FROM memberships m WHERE m.person_id = f.person_id AND m.organisation_id = f.association_id AND m.ended_at IS NULL)
       ORDER BY f.id`,
      { sessionId: id, dayOn: dayOf(startsAt, tz) },
    ),
  );
  return rows.map((found) => found.contact_id);
}
/** The sessions to come for which an association calls, and at which somebody of it is free. */
export const callsFor = (
  db: Database,
  { associationId, personId, now }: { associationId: OrganisationId; personId: PersonId; now: number },
): Promise<Session[]> =>
  db.all(
    Session,
    statement(
      `SELECT ${SESSION_COLUMNS} FROM session_calls k JOIN facilitators f ON f.association_id = k.association_id AND f.person_id = :personId
         JOIN ${SESSION_FROM.replace("sessions s JOIN", "sessions s ON s.id = k.session_id JOIN")}
       WHERE k.association_id = :associationId AND s.association_id = k.association_id AND k.came < k.wanted AND s.starts_at > :now
         AND s.state IN ${sqlSet(TAKING_PLACE)} AND NOT ${IS_BUSY}
       ORDER BY s.starts_at`,
      { associationId, personId, now },
    ),
  );
/** What was noted of somebody in an association; null before anything was. */
export const checksOf = (
  db: Database,
  { associationId, personId }: { associationId: OrganisationId; personId: PersonId },
): Promise<z.output<typeof Noted> | null> =>
  db.one(
    Noted,
    statement(
      "SELECT id, honour_seen_on, honour_until_on, trained_on FROM facilitators WHERE association_id = :associationId AND person_id = :personId",
      { associationId, personId },
    ),
  );
const Noted = row({
  id: z.string(),
  honour_seen_on: z.string().nullable(),
  honour_until_on: z.string().nullable(),
  trained_on: z.string().nullable(),
});

const Assigned = z.object({ facilitator_id: z.string(), person_id: idOf("per"), part: z.enum(PARTS) });
/** Who is assigned to a session. */
export const assignedTo = (db: Database, sessionId: SessionId): Promise<z.infer<typeof Assigned>[]> =>
  db.all(
    Assigned,
    statement(
      `SELECT x.facilitator_id, f.person_id, x.part FROM session_facilitators x JOIN facilitators f ON f.id = x.facilitator_id
       WHERE x.session_id = :sessionId AND x.state = 'assigned' ORDER BY x.facilitator_id`,
      { sessionId },
    ),
  );
/** How many adults give a session: helpers come along, and are none of them. */
export const countLeads = async (db: Database, sessionId: SessionId): Promise<number> =>
  (await assignedTo(db, sessionId)).filter(({ part }) => part === "lead").length;
/** Who offers to come to a session, and waits for an answer. */
export async function offersFor(db: Database, sessionId: SessionId): Promise<string[]> {
  const rows = await db.all(
    z.object({ facilitator_id: z.string() }),
    statement(
      `SELECT facilitator_id FROM session_facilitators WHERE session_id = :sessionId AND offered_at IS NOT NULL AND state = 'withdrawn'
       ORDER BY offered_at, facilitator_id`,
      { sessionId },
    ),
  );
  return rows.map((found) => found.facilitator_id);
}
/** The sessions to come to which somebody offers to come. */
export async function offersOf(
  db: Database,
  given: { associationId: OrganisationId; personId: PersonId; now: number },
): Promise<SessionId[]> {
  const rows = await db.all(
    z.object({ session_id: idOf("ses") }),
    statement(
      `SELECT x.session_id FROM facilitators f JOIN session_facilitators x ON x.facilitator_id = f.id AND x.offered_at IS NOT NULL
         JOIN sessions s ON s.id = x.session_id AND s.starts_at > :now
       WHERE f.association_id = :associationId AND f.person_id = :personId`,
      given,
    ),
  );
  return rows.map((found) => found.session_id);
}
/** The address of a facilitator. */
export async function contactOf(db: Database, facilitatorId: string): Promise<ContactId | null> {
  const query =
    "SELECT h.contact_id FROM facilitators f JOIN people h ON h.id = f.person_id WHERE f.id = :facilitatorId";
  return (await db.one(Contact, statement(query, { facilitatorId })))?.contact_id ?? null;
}

const SESSIONS_OF = `SELECT ${SESSION_COLUMNS} FROM facilitators f JOIN session_facilitators x ON x.facilitator_id = f.id AND x.state = 'assigned'
  JOIN ${SESSION_FROM.replace("sessions s JOIN", "sessions s ON s.id = x.session_id JOIN")}`;
/** What somebody gives in an association, from a moment on. */
export const sessionsOfPerson = (
  db: Database,
  { associationId, personId, from }: { associationId: OrganisationId; personId: PersonId; from: number },
): Promise<Session[]> =>
  db.all(
    Session,
    statement(
      `${SESSIONS_OF} WHERE f.association_id = :associationId AND f.person_id = :personId AND s.starts_at > :from ORDER BY s.starts_at`,
      { associationId, personId, from },
    ),
  );
/** What a secret calendar shows; null when the address is nobody's any more. */
export async function sessionsOfFeed(
  db: Database,
  { ref, from }: { ref: string; from: number },
): Promise<Session[] | null> {
  const [known, sessions] = await db.readAll([
    statement("SELECT id FROM facilitators WHERE feed_ref = :ref", { ref }),
    statement(`${SESSIONS_OF} WHERE f.feed_ref = :ref AND s.starts_at > :from ORDER BY s.starts_at`, {
      ref,
      from,
    }),
  ]);
  return known?.length === 1 ? z.array(Session).parse(sessions) : null;
}
/** The secret part of somebody's calendar address; null before anything was noted of them. */
export async function feedRefOf(
  db: Database,
  { associationId, personId }: { associationId: OrganisationId; personId: PersonId },
): Promise<string | null> {
  const query = statement(
    "SELECT feed_ref FROM facilitators WHERE association_id = :associationId AND person_id = :personId",
    { associationId, personId },
  );
  return (await db.one(z.object({ feed_ref: z.string() }), query))?.feed_ref ?? null;
}
/** Gives the calendar a new address: the old one answers nothing any more. */
export const renewFeed = (associationId: OrganisationId, personId: PersonId, ref: string): Statement =>
  statement("UPDATE facilitators SET feed_ref = :ref WHERE association_id = :associationId AND person_id = :personId", {
    associationId,
    personId,
    ref,
  });

const Lapsing = z.object({ id: z.string(), association_id: idOf("org"), honour_until_on: z.string() });
/** So many nights may have been missed, and what was told in them is not told again. */
const MISSED_NIGHTS = 3;
/** Checks that end on given days or just before, of people who are still in the team and of whom nobody was told lately. */
export const lapsingOn = (
  db: Database,
  { days, now }: { days: readonly string[]; now: number },
): Promise<z.infer<typeof Lapsing>[]> =>
  db.all(
    Lapsing,
    statement(
      `SELECT f.id, f.association_id, f.honour_until_on FROM json_each(:days) AS j
         JOIN facilitators f ON f.honour_until_on BETWEEN date(j.value, '-${MISSED_NIGHTS} days') AND j.value
       WHERE NOT EXISTS (SELECT 1 FROM events e WHERE e.subject = f.id AND e.type = 'facilitator.lapsing' AND e.at > :now - ${2 * MISSED_NIGHTS * DAY})
         AND EXISTS (SELECT 1 FROM memberships m WHERE m.person_id = f.person_id AND m.organisation_id = f.association_id
         AND m.ended_at IS NULL)`,
      { days, now },
    ),
  );
const Staffed = z.object({
  id: idOf("ses"),
  association_id: idOf("org"),
  slug: z.string(),
  is_visit: z.int(),
  assigned: z.int(),
});
/** Why the nightly watch looks: an adult lacks on the eve, or while there is time to call the team. */
export type Watch = "watch" | "three_weeks" | "one_week";
/**
 * Sessions that start between two moments, with how many people are assigned to each; on the eve those alone that somebody comes to. Those
 * that the watch has told of already, for the same reason, are left out.
 */
export const staffingBetween = (
  db: Database,
  { from, to, why }: { from: number; to: number; why: Watch },
): Promise<z.infer<typeof Staffed>[]> =>
  db.all(
    Staffed,
    statement(
      `SELECT s.id, s.association_id, w.slug, (s.visibility = 'private' AND s.closes_at <= s.opens_at) AS is_visit,
         (SELECT count(*) FROM session_facilitators x WHERE x.session_id = s.id AND x.state = 'assigned' AND x.part = 'lead') AS assigned
       FROM sessions s JOIN workshops w ON w.id = s.workshop_id
       WHERE s.state IN ${sqlSet(TAKING_PLACE)} AND s.starts_at >= :from AND s.starts_at < :to AND (s.taken > 0 OR :why <> 'watch')
         AND NOT EXISTS (SELECT 1 FROM events e WHERE e.subject = s.id AND e.type = 'session.understaffed' AND e.data->>'why' = :why)
       ORDER BY s.starts_at, s.id`,
      { from, to, why },
    ),
  );

/** When somebody there said that an adult lacks, unless somebody was assigned since; null: nobody did. */
const REPORTED_AT = (
  session: string,
): string => `(SELECT max(e.at) FROM events e WHERE e.subject = ${session} AND e.type = 'session.understaffed'
  AND e.data->>'why' = 'reported' AND NOT EXISTS (SELECT 1 FROM session_facilitators x WHERE x.session_id = ${session} AND x.state = 'assigned'
    AND x.part = 'lead' AND x.updated_at > e.at))`;
/** Says that an adult lacks; said already, and nobody assigned since, it is said once. */
export const reportMissing = (
  sessionId: SessionId,
  { by, now, prefix }: { by: PersonId; now: number; prefix: string },
): Statement =>
  recordEach(
    { type: "session.understaffed", at: now, actor: by, prefix },
    `SELECT :sessionId AS subject, NULL AS subject_rev, json_object('why', 'reported') AS data WHERE ${REPORTED_AT(":sessionId")} IS NULL`,
    { sessionId },
  );

const Held = row({ id: idOf("ses"), leads: z.int(), is_reported: flag });
/** How many adults give each of some sessions, and whether somebody there says that one lacks, and nobody was assigned since. */
export const staffedOf = (db: Database, sessions: readonly SessionId[]): Promise<z.output<typeof Held>[]> =>
  db.all(
    Held,
    statement(
      `SELECT j.value AS id,
         (SELECT count(*) FROM session_facilitators x WHERE x.session_id = j.value AND x.state = 'assigned' AND x.part = 'lead') AS leads,
         ${REPORTED_AT("j.value")} IS NOT NULL AS is_reported
       FROM json_each(:sessions) j`,
      { sessions },
    ),
  );

/** The addresses of an association's coordinators; for the platform itself (an empty id), of its operators. */
export async function peopleToAlert(
  db: Database,
  { organisationId, role }: { organisationId: Within; role: "coordinator" | "operator" },
): Promise<ContactId[]> {
  const rows = await db.all(
    Contact,
    statement(
      `SELECT DISTINCT h.contact_id FROM memberships m JOIN people h ON h.id = m.person_id
       WHERE m.organisation_id = :organisationId AND m.role = :role AND m.ended_at IS NULL`,
      { organisationId, role },
    ),
  );
  return rows.map((found) => found.contact_id);
}
/** The associations that hold open sessions after a moment. */
export async function associationsAfter(db: Database, moment: number): Promise<OrganisationId[]> {
  const query = "SELECT DISTINCT association_id FROM sessions WHERE state = 'open' AND starts_at > :moment";
  const found = await db.all(z.object({ association_id: idOf("org") }), statement(query, { moment }));
  return found.map((one) => one.association_id);
}

/** The association of a session. */
export async function associationOf(db: Database, sessionId: SessionId): Promise<OrganisationId | null> {
  const query = statement("SELECT association_id FROM sessions WHERE id = :sessionId", { sessionId });
  return (await db.one(z.object({ association_id: idOf("org") }), query))?.association_id ?? null;
}

/** Takes somebody off the sessions to come of an association in which they have no role any more: calls that they answered are open again. */
export function withdrawLeaver(personId: string, associationId: string, now: number): Statement[] {
  const theirs = `state = 'assigned' AND facilitator_id IN (SELECT id FROM facilitators WHERE person_id = :personId AND association_id = :associationId)
       AND session_id IN (SELECT id FROM sessions WHERE association_id = :associationId AND starts_at > :now)
       AND NOT EXISTS (SELECT 1 FROM memberships m WHERE m.person_id = :personId AND m.organisation_id = :associationId AND m.ended_at IS NULL)`;
  const given = { personId, associationId, now };
  return [
    statement(
      `UPDATE session_calls SET came = max(0, came - 1) WHERE session_id IN (SELECT session_id FROM session_facilitators WHERE ${theirs} AND part = 'lead')`,
      given,
    ),
    statement(`UPDATE session_facilitators SET state = 'withdrawn', updated_at = :now WHERE ${theirs}`, given),
    statement(
      `UPDATE session_facilitators SET offered_at = NULL WHERE offered_at IS NOT NULL AND facilitator_id IN (SELECT id FROM facilitators
         WHERE person_id = :personId AND association_id = :associationId)`,
      { personId, associationId },
    ),
  ];
}
