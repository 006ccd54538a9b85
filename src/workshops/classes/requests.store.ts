import { MONTHS } from "../schools/school-class.ts";
import * as z from "zod";

import {
  type ContactId,
  type OrganisationId,
  type PersonId,
  type RequestId,
  type SessionId,
  idOf,
} from "../../kernel/ids.ts";
import { flag, json, row, wordOf } from "../../kernel/rows.ts";
import { type Database, type Statement, sqlSet, statement } from "../../platform/d1.ts";
import { zoneOf } from "../sessions/departements.ts";
import {
  CANCELLERS,
  type Canceller,
  HEAD_WAYS,
  type LEAVINGS,
  LIVE_REQUESTS,
  OFFERED_REQUESTS,
  PENCILS,
  PROPOSERS,
  type Proposer,
  REQUEST_STATES,
  type RequestMove,
} from "./request.ts";
import {
  CANCEL_REASONS,
  type CancelReason,
  COLLEAGUE_ROLES,
  DAYS,
  HALVES,
  NOT_HELD_REASONS,
  type NotHeldReason,
  PLACE_KINDS,
  type PlaceKind,
  VISIT_PLACES,
} from "./request-codes.ts";
import type { Answered } from "./answer-time.ts";
import { type Happened, TRAIL_TYPES } from "./trail.ts";
import { AGREEMENT_SHAPE } from "../catalogue/association.ts";
import { SCHOOL_STATUSES } from "../schools/school.ts";
import { CLASS_SHAPE, type SchoolClass } from "../schools/school-class.ts";
import { LUNCHES, type Lunch, type PlannedClass } from "./plan.ts";

const Group = z.object({
  ...CLASS_SHAPE,
  position: z.int(),
  pupils: z.int(),
  session: idOf("ses").nullable(),
  /** Once the visit is fixed. */
  startsAt: z.int().nullable(),
  endsAt: z.int().nullable(),
  /** Rises with each change that a calendar has to know. */
  icsSequence: z.int().nullable(),
});
/** `isHere`: in the département of the request itself, not in one nearby. */
const Working = row({ id: idOf("org"), name: z.string(), owner: idOf("ctc").nullable(), is_here: flag });
/** When one class is seen, in one plan of one side. */
const Planned = z.object({ by: z.enum(PROPOSERS), rank: z.int(), startsAt: z.int(), endsAt: z.int() });
type Plan = { by: Proposer; rank: number; classes: PlannedClass[] };
/** The plans of both sides, best first; each class in its order. */
function plansOf(planned: readonly z.infer<typeof Planned>[]): Plan[] {
  const plans: Plan[] = [];
  for (const { by, rank, startsAt, endsAt } of planned) {
    const known = plans.find((plan) => plan.by === by && plan.rank === rank);
    const classes = known?.classes ?? [];
    classes.push({ startsAt, endsAt });
    if (known === undefined) {
      plans.push({ by, rank, classes });
    }
  }
  return plans;
}

const startsBy = (plans: readonly Plan[], by: Proposer): number[] =>
  plans.flatMap((plan) => (plan.by === by && plan.classes[0] !== undefined ? [plan.classes[0].startsAt] : []));
const Wishes = z.object({
  months: z.array(wordOf(MONTHS)).default([]),
  days: z.array(wordOf(DAYS)).default([]),
  halves: z.array(wordOf(HALVES)).default([]),
});
/** Who follows a request beside who asked; not yet, while they have not clicked. */
const Colleague = z.object({
  id: z.string(),
  contactId: idOf("ctc"),
  role: wordOf(COLLEAGUE_ROLES),
  joinedAt: z.int().nullable(),
});
const codesOf = <K extends string>(words: Readonly<Record<K, string>>): [K, ...K[]] =>
  Object.keys(words) as [K, ...K[]];

const Row = row({
  id: idOf("wrq"),
  state: z.enum(REQUEST_STATES),
  slug: z.string(),
  departement: z.string(),
  uai: z.string().nullable(),
  /** Of the school, in the directory's newest file. */
  school_status: z.enum(SCHOOL_STATUSES).nullable(),
  place_id: z.string().nullable(),
  place_kind: z.enum(Object.keys(PLACE_KINDS) as [PlaceKind, ...PlaceKind[]]).nullable(),
  host: z.string(),
  commune: z.string(),
  address: z.string(),
  official_email: z.string().nullable(),
  priority: z.string(),
  contact_id: idOf("ctc").nullable(),
  head_contact_id: idOf("ctc").nullable(),
  coordinator_id: idOf("per").nullable(),
  coordinator_contact_id: idOf("ctc").nullable(),
  requester_role: z.string(),
  adult_role: z.string(),
  adults: z.int(),
  head_via: z.enum(HEAD_WAYS),
  head_decided_at: z.int().nullable(),
  is_slotless: flag,
  has_room: flag,
  has_projector: flag,
  has_step_free: flag,
  has_open_situation: flag,
  association_id: idOf("org").nullable(),
  association: z.string().nullable(),
  /** Of the association that holds it; `none` while none does. */
  ...AGREEMENT_SHAPE,
  pencil: z.enum(PENCILS).nullable(),
  starts_at: z.int().nullable(),
  expires_at: z.int().nullable(),
  reminded_at: z.int().nullable(),
  widened_at: z.int().nullable(),
  first_association_id: idOf("org").nullable(),
  first_association: z.string().nullable(),
  first_until: z.int().nullable(),
  head_reminders: z.int(),
  head_remind_at: z.int().nullable(),
  reopened: z.int(),
  reopen_until: z.int().nullable(),
  move_by: z.enum(PROPOSERS).nullable(),
  move_until: z.int().nullable(),
  cancelled_by: z.enum(CANCELLERS).nullable(),
  cancel_reason: z.enum(codesOf(CANCEL_REASONS)).nullable(),
  is_late: flag,
  acknowledged_at: z.int().nullable(),
  not_held: z.enum(codesOf(NOT_HELD_REASONS)).nullable(),
  erased_at: z.int().nullable(),
  revision: z.int(),
  updated_at: z.int(),
  created_at: z.int(),
  groups: json(z.array(Group)),
  lunch: z.enum(Object.keys(LUNCHES) as [Lunch, ...Lunch[]]),
  planned: json(z.array(Planned)),
  place: wordOf(VISIT_PLACES),
  wishes: json(Wishes),
  colleagues: json(z.array(Colleague)),
  /** Another place than the school's, once it is known. */
  spot_name: z.string().nullable(),
  spot_address: z.string().nullable(),
  spot_commune: z.string().nullable(),
  spot_step_free: flag.nullable(),
}).derive((found) => {
  const plans = plansOf(found.planned);
  const { host, address, commune, hasStepFree, spotName, spotAddress, spotCommune, spotStepFree } = found;
  return {
    spot:
      spotName === null
        ? { name: host, address, commune, isStepFree: hasStepFree }
        : { name: spotName, address: spotAddress ?? "", commune: spotCommune ?? "", isStepFree: spotStepFree === true },
    tz: zoneOf(found.departement),
    plans,
    isKnown: found.placeId === null,
    slots: startsBy(plans, "school"),
    proposals: startsBy(plans, "association"),
    endsAt: found.groups.reduce<number | null>((last, { endsAt }) => Math.max(last ?? 0, endsAt ?? 0) || last, null),
  };
});
/** A class request with its place, its classes and the plans of both sides. Times in unix seconds; `tz` is the clock of the place. */
export type ClassRequest = z.output<typeof Row>;

const SELECT = `SELECT r.*, r.departement_code AS departement, w.slug, coalesce(s.name, p.name) AS host, coalesce(s.commune, p.commune) AS commune,
  coalesce(s.address, '') AS address, s.official_email, s.status AS school_status, coalesce(s.priority, 'none') AS priority, p.kind AS place_kind,
  o.name AS association, f.name AS first_association,
  coalesce(b.agreement_kind, 'none') AS agreement_kind, b.agreement_until_on, b.agreement_seen_on, h.contact_id AS coordinator_contact_id, iif(r.place = 'other', x.name, t.name) AS spot_name,
  iif(r.place = 'other', x.address, t.address) AS spot_address, iif(r.place = 'other', x.commune, t.commune) AS spot_commune,
  iif(r.place = 'other', x.is_step_free, t.is_step_free) AS spot_step_free,
  (SELECT json_group_array(json_object('position', g.position, 'level', g.level, 'year', g.year, 'label', g.label, 'setting', g.setting, 'pupils', g.pupils, 'session', g.session_id,
       'startsAt', v.starts_at, 'endsAt', v.ends_at, 'icsSequence', v.ics_sequence) ORDER BY g.position)
     FROM workshop_request_groups g LEFT JOIN sessions v ON v.id = g.session_id WHERE g.workshop_request_id = r.id) AS groups,
  (SELECT json_group_array(json_object('by', l.proposed_by, 'rank', l.rank, 'startsAt', l.starts_at, 'endsAt', l.ends_at)
       ORDER BY l.proposed_by, l.rank, l.position)
     FROM visit_plans l WHERE l.workshop_request_id = r.id) AS planned,
  (SELECT json_group_array(json_object('id', k.id, 'contactId', k.contact_id, 'role', k.role, 'joinedAt', k.joined_at) ORDER BY k.position)
     FROM request_colleagues k WHERE k.workshop_request_id = r.id) AS colleagues
  FROM workshop_requests r JOIN workshops w ON w.id = r.workshop_id LEFT JOIN schools s ON s.uai = r.uai
    LEFT JOIN places p ON p.id = r.place_id LEFT JOIN organisations o ON o.id = r.association_id
    LEFT JOIN organisations f ON f.id = r.first_association_id LEFT JOIN associations b ON b.id = o.id
    LEFT JOIN people h ON h.id = r.coordinator_id LEFT JOIN visit_places x ON x.workshop_request_id = r.id
    LEFT JOIN association_places t ON t.association_id = r.association_id AND r.place = 'association'`;

/** One request, whatever its state. */
export const findRequest = (db: Database, id: RequestId): Promise<ClassRequest | null> =>
  db.one(Row, statement(`${SELECT} WHERE r.id = :id`, { id }));

/** Many requests at once, whatever their state. */
export const requestsAmong = (db: Database, ids: readonly RequestId[]): Promise<ClassRequest[]> =>
  db.all(Row, statement(`${SELECT} WHERE r.id IN (SELECT value FROM json_each(:ids))`, { ids }));

/** What an address asked for or follows, live or ended less than a year ago, newest first. */
export const requestsAskedBy = (
  db: Database,
  { contactId, now }: { contactId: ContactId; now: number },
): Promise<ClassRequest[]> =>
  db.all(
    Row,
    statement(
      `${SELECT} WHERE r.id IN (SELECT id FROM workshop_requests WHERE contact_id = :contactId
           UNION SELECT workshop_request_id FROM request_colleagues WHERE contact_id = :contactId AND joined_at IS NOT NULL) AND r.erased_at IS NULL
         AND (r.state IN ${sqlSet(LIVE_REQUESTS)} OR r.updated_at > :now - 31536000) ORDER BY r.created_at DESC`,
      { contactId, now },
    ),
  );

/** What goes on at a school that the newest directory no longer has, and since when it has not. */
export const requestsOfAbsent = (db: Database): Promise<{ id: RequestId; goneAt: number }[]> =>
  db.all(
    row({ id: idOf("wrq"), gone_at: z.int() }),
    statement(
      `SELECT r.id, s.updated_at AS gone_at FROM workshop_requests r JOIN schools s ON s.uai = r.uai
       WHERE r.state IN ${sqlSet(LIVE_REQUESTS)} AND s.status = 'absent'`,
    ),
  );

/** Over `q` (request) and `a` (area): the association works where the request is, or where it is shown by now. */
const WORKS = `(a.departement_code = q.departement_code OR EXISTS (SELECT 1 FROM request_reach x
  WHERE x.workshop_request_id = q.id AND x.departement_code = a.departement_code))`;
/** Over `q` (request) and `a` (area): classes come to the association where it receives some. */
const RECEIVES = `(q.place <> 'association' OR EXISTS (SELECT 1 FROM association_places t WHERE t.association_id = a.association_id))`;
/** The same: a level fits, and the association has not passed. */
const FITS = `EXISTS (SELECT 1 FROM workshop_request_groups g WHERE g.workshop_request_id = q.id AND g.level IN (SELECT value FROM json_each(a.levels)))
  AND NOT EXISTS (SELECT 1 FROM workshop_request_answers n WHERE n.workshop_request_id = q.id AND n.association_id = a.association_id)`;
/** The same: it waits, nobody holds it or is asked before, and it fits. */
const IS_OFFERED = `q.state IN ${sqlSet(OFFERED_REQUESTS)} AND q.association_id IS NULL
  AND (q.first_until IS NULL OR q.first_association_id = a.association_id) AND ${RECEIVES} AND ${FITS}`;

/** The addresses of those who run the platform. */
export async function operatorContacts(db: Database): Promise<ContactId[]> {
  const query = statement(
    `SELECT DISTINCT p.contact_id FROM memberships m JOIN people p ON p.id = m.person_id
     WHERE m.organisation_id = '' AND m.role = 'operator' AND m.ended_at IS NULL`,
  );
  return (await db.all(z.object({ contact_id: idOf("ctc") }), query)).map((found) => found.contact_id);
}

/**
 * What an association sees: what it holds, or held until a week ago and still has to see to; then what waits where it works and nobody else has
 * taken. First what expires first, then an ongoing situation, then the oldest.
 */
export const inboxOf = (
  db: Database,
  { associationId, now }: { associationId: OrganisationId; now: number },
): Promise<ClassRequest[]> =>
  db.all(
    Row,
    statement(
      `${SELECT} WHERE r.id IN (
         SELECT q.id FROM association_areas a JOIN workshop_requests q ON q.departement_code = a.departement_code
           WHERE a.association_id = :associationId AND ${IS_OFFERED}
         UNION SELECT q.id FROM association_areas a JOIN request_reach x ON x.departement_code = a.departement_code
             JOIN workshop_requests q ON q.id = x.workshop_request_id WHERE a.association_id = :associationId AND ${IS_OFFERED}
         UNION SELECT q.id FROM workshop_requests q WHERE q.association_id = :associationId AND q.state IN ${sqlSet(LIVE_REQUESTS)}
         UNION SELECT q.id FROM workshop_requests q WHERE q.association_id = :associationId AND q.state = 'cancelled'
           AND q.is_late = 1 AND q.acknowledged_at IS NULL AND q.cancelled_by <> 'association'
         UNION SELECT q.id FROM workshop_requests q WHERE q.association_id = :associationId AND q.state = 'done' AND q.updated_at > :now - 604800)
       ORDER BY r.association_id IS NULL, coalesce(r.expires_at, r.created_at), r.has_open_situation DESC, r.created_at`,
      { associationId, now },
    ),
  );

/** True when a request waits where an association works, held by nobody else, and not declined by it. */
export async function isOffered(
  db: Database,
  { id, associationId }: { id: RequestId; associationId: OrganisationId },
): Promise<boolean> {
  const query = statement(
    `SELECT 1 AS n FROM workshop_requests q JOIN association_areas a ON a.association_id = :associationId
     WHERE q.id = :id AND ${WORKS} AND ${IS_OFFERED} LIMIT 1`,
    { id, associationId },
  );
  return (await db.one(z.object({ n: z.int() }), query)) !== null;
}

/** Requests in a state, oldest first: 50 from a cursor, and one more. */
export const requestsIn = (db: Database, { state, after }: { state: string; after: string }): Promise<ClassRequest[]> =>
  db.all(Row, statement(`${SELECT} WHERE r.state = :state AND r.id > :after ORDER BY r.id LIMIT 51`, { state, after }));
/** Those of every state, newest first: 50 from a cursor, and one more. */
export const allRequests = (db: Database, after: string): Promise<ClassRequest[]> =>
  db.all(Row, statement(`${SELECT} WHERE r.id < :before ORDER BY r.id DESC LIMIT 51`, { before: after || "wrq_~" }));

export type ClockAct = "time" | "remind" | "lapse_move" | "open_to_all" | "report";
/** What the clock has to do, at most 100 of each kind: what is over first, so that nobody is reminded of it. */
export async function requestsDue(db: Database, now: number): Promise<{ id: RequestId; act: ClockAct }[]> {
  const due = (act: ClockAct, column: string): Statement =>
    statement(
      `SELECT id, '${act}' AS act FROM workshop_requests WHERE ${column} IS NOT NULL AND ${column} <= :now LIMIT 100`,
      { now },
    );
  const found = await db.readAll([
    due("time", "expires_at"),
    due("lapse_move", "move_until"),
    statement(
      `SELECT id, 'open_to_all' AS act FROM workshop_requests
       WHERE first_until IS NOT NULL AND first_until <= :now AND association_id IS NULL LIMIT 100`,
      { now },
    ),
    statement(
      `SELECT id, iif(state = 'done', 'report', 'remind') AS act FROM workshop_requests
       WHERE head_remind_at IS NOT NULL AND head_remind_at <= :now LIMIT 100`,
      { now },
    ),
  ]);
  return z
    .array(z.object({ id: idOf("wrq"), act: z.enum(["time", "remind", "lapse_move", "open_to_all", "report"]) }))
    .parse(found.flat());
}

/** The associations that work where a request is shown, for one of its levels, and have not declined it. */
export const associationsFor = (db: Database, id: RequestId): Promise<z.output<typeof Working>[]> =>
  db.all(
    Working,
    statement(
      `SELECT o.id, o.name, h.contact_id AS owner, max(a.departement_code = q.departement_code) AS is_here FROM workshop_requests q
         JOIN association_areas a ON a.departement_code IN (SELECT q.departement_code
           UNION SELECT departement_code FROM request_reach WHERE workshop_request_id = :id)
         JOIN organisations o ON o.id = a.association_id AND o.state = 'active' LEFT JOIN people h ON h.id = o.owner_id
       WHERE q.id = :id AND ${RECEIVES} AND ${FITS}
       GROUP BY o.id ORDER BY o.name`,
      { id },
    ),
  );

/** The contact of an association's owner, to tell them; null when it has none. */
export async function ownerContact(db: Database, associationId: OrganisationId): Promise<ContactId | null> {
  const query = statement(
    "SELECT h.contact_id FROM organisations o JOIN people h ON h.id = o.owner_id WHERE o.id = :associationId",
    { associationId },
  );
  return (await db.one(z.object({ contact_id: idOf("ctc") }), query))?.contact_id ?? null;
}

/** Writes the state that was decided; the event, first in the batch, makes sure it happens once. */
export const changeRequest = (
  id: RequestId,
  { to, expiresAt }: RequestMove,
  revision: number,
  now: number,
): Statement =>
  statement(
    `UPDATE workshop_requests SET state = :to, expires_at = :expiresAt, revision = :revision, updated_at = :now,
       head_remind_at = iif(:to = 'awaiting_head', head_remind_at, NULL), move_until = iif(:to = 'scheduled', move_until, NULL),
       move_by = iif(:to = 'scheduled', move_by, NULL), first_until = iif(:to IN ${sqlSet(LIVE_REQUESTS)}, first_until, NULL) WHERE id = :id`,
    { id, to, expiresAt, revision, now },
  );

/** Who holds a request, and what was pencilled; nulls free it. */
export const holdRequest = (
  id: RequestId,
  hold: {
    association: OrganisationId | null;
    person: PersonId | null;
    pencil: (typeof PENCILS)[number] | null;
    startsAt: number | null;
  },
): Statement =>
  statement(
    "UPDATE workshop_requests SET association_id = :association, coordinator_id = :person, pencil = :pencil, starts_at = :startsAt WHERE id = :id",
    { id, association: hold.association, person: hold.person, pencil: hold.pencil, startsAt: hold.startsAt },
  );

/** The associations were told once more. */
export const noteReminded = (id: RequestId, now: number): Statement =>
  statement("UPDATE workshop_requests SET reminded_at = :now WHERE id = :id", { id, now });

/** The neighbours see it too. */
export const widen = (id: RequestId, departements: readonly string[], now: number): Statement[] => [
  statement("UPDATE workshop_requests SET widened_at = :now WHERE id = :id", { id, now }),
  statement(
    "INSERT INTO request_reach (departement_code, workshop_request_id) SELECT value, :id FROM json_each(:departements)",
    { id, departements },
  ),
];

/** Until when the association that is asked first sees it alone; null: all see it. */
export const setFirst = (id: RequestId, until: number | null): Statement =>
  statement("UPDATE workshop_requests SET first_until = :until WHERE id = :id", { id, until });
/** Whoever was asked first has answered: the next look shows it to all. */
export const endFirst = (id: RequestId, now: number): Statement =>
  statement("UPDATE workshop_requests SET first_until = min(first_until, :now) WHERE id = :id", { id, now });

/** How often the head's silence was reminded of, and when it is next. */
export const remindHead = (id: RequestId, { reminders, at }: { reminders: number; at: number | null }): Statement =>
  statement("UPDATE workshop_requests SET head_reminders = :reminders, head_remind_at = :at WHERE id = :id", {
    id,
    reminders,
    at,
  });

/** Until when a request that ended may be opened again; null: it may not. */
export const setReopen = (id: RequestId, until: number | null): Statement =>
  statement("UPDATE workshop_requests SET reopen_until = :until WHERE id = :id", { id, until });

/** Who called a visit off, why, and whether it is late. */
export const setCancelled = (
  id: RequestId,
  { by, reason, isLate }: { by: Canceller; reason: CancelReason | null; isLate: boolean },
): Statement =>
  statement(
    "UPDATE workshop_requests SET cancelled_by = :by, cancel_reason = :reason, is_late = :isLate WHERE id = :id",
    { id, by, reason, isLate },
  );

/** The other side has seen it. */
export const setAcknowledged = (id: RequestId, now: number): Statement =>
  statement("UPDATE workshop_requests SET acknowledged_at = :now WHERE id = :id", { id, now });

/** A visit that did not happen. */
export const setNotHeld = (id: RequestId, reason: NotHeldReason): Statement =>
  statement("UPDATE workshop_requests SET not_held = :reason WHERE id = :id", { id, reason });

/** What happened to a request, oldest first. */
export const eventsOf = async (db: Database, id: RequestId): Promise<Happened[]> =>
  db.all(
    row({ type: z.enum(TRAIL_TYPES), at: z.int(), data: json(z.record(z.string(), z.unknown())) }),
    statement(
      `SELECT type, at, data FROM events WHERE subject = :id
         AND type IN (SELECT value FROM json_each(:types)) ORDER BY id`,
      { id, types: TRAIL_TYPES },
    ),
  );

/** What an association answers first, as events say it. */
const FIRST_ANSWERS = ["workshop_request.pencilled", "workshop_request.proposed", "workshop_request.scheduled"];
/** The requests of a département in a year that were answered, the newest 200: when they were asked, and answered first. */
export const answeredIn = (
  db: Database,
  { departement, now }: { departement: string; now: number },
): Promise<Answered[]> =>
  db.all(
    row({ asked_at: z.int(), answered_at: z.int() }),
    statement(
      `SELECT asked_at, answered_at FROM (SELECT r.created_at AS asked_at,
           (SELECT min(e.at) FROM events e WHERE e.subject = r.id AND e.type IN (SELECT value FROM json_each(:types))) AS answered_at
         FROM workshop_requests r WHERE r.departement_code = :departement AND r.state IN ${sqlSet(REQUEST_STATES)}
           AND r.created_at > :now - 31536000 ORDER BY r.created_at DESC LIMIT 200)
       WHERE answered_at IS NOT NULL`,
      { departement, now, types: FIRST_ANSWERS },
    ),
  );

/** The visits of a département since a moment, and the pupils that were expected. */
export async function heldIn(
  db: Database,
  { departement, since }: { departement: string; since: number },
): Promise<{ visits: number; pupils: number }> {
  const query = statement(
    `SELECT count(*) AS visits, coalesce(sum((SELECT sum(g.pupils) FROM workshop_request_groups g WHERE g.workshop_request_id = r.id)), 0) AS pupils
     FROM workshop_requests r WHERE r.departement_code = :departement AND r.state = 'done' AND r.not_held IS NULL AND r.starts_at >= :since`,
    { departement, since },
  );
  return (await db.one(z.object({ visits: z.int(), pupils: z.int() }), query)) ?? { visits: 0, pupils: 0 };
}

/** Who asks for another date, and until when it is answered; null: nobody does. */
export const setMove = (id: RequestId, asked: { by: Proposer; until: number } | null): Statement =>
  statement("UPDATE workshop_requests SET move_by = :by, move_until = :until WHERE id = :id", {
    id,
    by: asked?.by ?? null,
    until: asked?.until ?? null,
  });

/** What a request that begins again forgets: who held it, what they proposed, how it ended, its sessions that will not be. */
export const beginAgain = (id: RequestId, now: number): Statement[] => [
  statement(
    `UPDATE workshop_requests SET association_id = NULL, coordinator_id = NULL, pencil = NULL, starts_at = NULL, reminded_at = NULL, widened_at = NULL,
       reopened = reopened + 1, reopen_until = NULL, cancelled_by = NULL, cancel_reason = NULL, is_late = 0, acknowledged_at = NULL WHERE id = :id`,
    { id },
  ),
  statement("DELETE FROM request_reach WHERE workshop_request_id = :id", { id }),
  statement("UPDATE workshop_request_groups SET session_id = NULL WHERE workshop_request_id = :id", { id }),
  statement("DELETE FROM visit_plans WHERE workshop_request_id = :id AND proposed_by = 'association'", { id }),
  statement(
    `DELETE FROM visit_plans WHERE workshop_request_id = :id AND rank IN
       (SELECT rank FROM visit_plans WHERE workshop_request_id = :id AND proposed_by = 'school' AND starts_at <= :now)`,
    { id, now },
  ),
];

/** The numbers and letters of a request's classes. */
export const setNumbers = (
  id: RequestId,
  { pupils, adults }: { pupils: readonly { position: number; pupils: number; label: string | null }[]; adults: number },
): Statement[] => [
  statement(
    `UPDATE workshop_request_groups SET pupils = j.value ->> 'pupils', label = j.value ->> 'label' FROM json_each(:pupils) j
     WHERE workshop_request_id = :id AND position = j.value ->> 'position'`,
    { id, pupils },
  ),
  statement("UPDATE workshop_requests SET adults = :adults WHERE id = :id", { id, adults }),
];

type Kept = SchoolClass & { pupils: number; session?: SessionId | null };
/** The classes of a request, in their order. */
export const replaceGroups = (id: RequestId, groups: readonly Kept[]): Statement[] => [
  statement("DELETE FROM workshop_request_groups WHERE workshop_request_id = :id", { id }),
  statement(
    `INSERT INTO workshop_request_groups (workshop_request_id, position, level, year, label, setting, pupils, session_id)
     SELECT :id, key + 1, value ->> 'level', value ->> 'year', value ->> 'label', value ->> 'setting', value ->> 'pupils',
       value ->> 'session' FROM json_each(:groups)`,
    { id, groups },
  ),
];

/** The first class of a visit that moved. */
export const setStart = (id: RequestId, startsAt: number): Statement =>
  statement("UPDATE workshop_requests SET starts_at = :startsAt WHERE id = :id", { id, startsAt });

/** The head's yes or no. */
export const recordHead = (id: RequestId, via: ClassRequest["headVia"], now: number): Statement =>
  statement("UPDATE workshop_requests SET head_decided_at = :now, head_via = :via WHERE id = :id", { id, now, via });

/** The plans of one side. */
export const insertPlans = (id: RequestId, by: Proposer, plans: readonly (readonly PlannedClass[])[]): Statement =>
  statement(
    `INSERT INTO visit_plans (workshop_request_id, proposed_by, rank, position, starts_at, ends_at)
     SELECT :id, :by, p.key + 1, c.key + 1, c.value ->> 'startsAt', c.value ->> 'endsAt' FROM json_each(:plans) p, json_each(p.value) c`,
    { id, by, plans },
  );
/** The plans that one side proposes instead of those before. */
export const replacePlans = (id: RequestId, by: Proposer, plans: readonly (readonly PlannedClass[])[]): Statement[] => [
  statement("DELETE FROM visit_plans WHERE workshop_request_id = :id AND proposed_by = :by", { id, by }),
  insertPlans(id, by, plans),
];

/** An association will not come, or hands over; said once. */
export const answerRequest = (
  id: RequestId,
  association: OrganisationId,
  answer: { answer: (typeof LEAVINGS)[number]; reason: string; to: OrganisationId | null },
  now: number,
): Statement =>
  statement(
    `INSERT INTO workshop_request_answers (workshop_request_id, association_id, answer, reason, to_association_id, created_at)
     VALUES (:id, :association, :answer, :reason, :to, :now)`,
    { id, association, answer: answer.answer, reason: answer.reason, to: answer.to, now },
  );
