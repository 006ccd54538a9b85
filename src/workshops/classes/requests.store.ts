import * as z from "zod";

import { type ContactId, type OrganisationId, type PersonId, type RequestId, idOf } from "../../kernel/ids.ts";
import { flag, json, row } from "../../kernel/rows.ts";
import { type Database, type Statement, sqlSet, statement } from "../../platform/d1.ts";
import { zoneOf } from "../sessions/departements.ts";
import {
  HEAD_WAYS,
  type LEAVINGS,
  LIVE_REQUESTS,
  OFFERED_REQUESTS,
  PENCILS,
  PLACE_KINDS,
  PROPOSERS,
  type PlaceKind,
  REQUEST_STATES,
  type RequestMove,
} from "./request.ts";
import { LEVELS, type Level } from "../schools/school-class.ts";
import { LUNCHES, type Lunch, type PlannedClass } from "./plan.ts";

const Group = z.object({
  position: z.int(),
  level: z.enum(Object.keys(LEVELS) as [Level, ...Level[]]),
  pupils: z.int(),
  session: idOf("ses").nullable(),
  /** Once the visit is fixed. */
  startsAt: z.int().nullable(),
  endsAt: z.int().nullable(),
  /** Rises with each change that a calendar has to know. */
  icsSequence: z.int().nullable(),
});
const Working = z.object({ id: idOf("org"), name: z.string(), owner: idOf("ctc").nullable() });
/** When one class is seen, in one plan of one side. */
const Planned = z.object({ by: z.enum(PROPOSERS), rank: z.int(), startsAt: z.int(), endsAt: z.int() });
export type Plan = { by: (typeof PROPOSERS)[number]; rank: number; classes: PlannedClass[] };
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

const Row = row({
  id: idOf("wrq"),
  state: z.enum(REQUEST_STATES),
  slug: z.string(),
  departement: z.string(),
  uai: z.string().nullable(),
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
  pencil: z.enum(PENCILS).nullable(),
  starts_at: z.int().nullable(),
  expires_at: z.int().nullable(),
  reminded_at: z.int().nullable(),
  erased_at: z.int().nullable(),
  revision: z.int(),
  updated_at: z.int(),
  created_at: z.int(),
  groups: json(z.array(Group)),
  lunch: z.enum(Object.keys(LUNCHES) as [Lunch, ...Lunch[]]),
  planned: json(z.array(Planned)),
}).derive((found) => ({ tz: zoneOf(found.departement), plans: plansOf(found.planned) }));
/** A class request with its place, its classes and the plans of both sides. Times in unix seconds; `tz` is the clock of the place. */
export type ClassRequest = z.output<typeof Row>;

const SELECT = `SELECT r.*, r.departement_code AS departement, w.slug, coalesce(s.name, p.name) AS host, coalesce(s.commune, p.commune) AS commune,
  coalesce(s.address, '') AS address, s.official_email, coalesce(s.priority, 'none') AS priority, p.kind AS place_kind,
  o.name AS association, h.contact_id AS coordinator_contact_id,
  (SELECT json_group_array(json_object('position', g.position, 'level', g.level, 'pupils', g.pupils, 'session', g.session_id,
       'startsAt', v.starts_at, 'endsAt', v.ends_at, 'icsSequence', v.ics_sequence) ORDER BY g.position)
     FROM workshop_request_groups g LEFT JOIN sessions v ON v.id = g.session_id WHERE g.workshop_request_id = r.id) AS groups,
  (SELECT json_group_array(json_object('by', l.proposed_by, 'rank', l.rank, 'startsAt', l.starts_at, 'endsAt', l.ends_at)
       ORDER BY l.proposed_by, l.rank, l.position)
     FROM visit_plans l WHERE l.workshop_request_id = r.id) AS planned
  FROM workshop_requests r JOIN workshops w ON w.id = r.workshop_id LEFT JOIN schools s ON s.uai = r.uai
    LEFT JOIN places p ON p.id = r.place_id LEFT JOIN organisations o ON o.id = r.association_id
    LEFT JOIN people h ON h.id = r.coordinator_id`;

/** One request, whatever its state. */
export const findRequest = (db: Database, id: RequestId): Promise<ClassRequest | null> =>
  db.one(Row, statement(`${SELECT} WHERE r.id = :id`, { id }));

/** Many requests at once, whatever their state. */
export const requestsAmong = (db: Database, ids: readonly RequestId[]): Promise<ClassRequest[]> =>
  db.all(Row, statement(`${SELECT} WHERE r.id IN (SELECT value FROM json_each(:ids))`, { ids }));

/** Over `q` (request) and `a` (area): it waits, nobody holds it, a level fits, and the association has not passed. */
const IS_OFFERED = `q.state IN ${sqlSet(OFFERED_REQUESTS)} AND q.association_id IS NULL
  AND EXISTS (SELECT 1 FROM workshop_request_groups g WHERE g.workshop_request_id = q.id AND g.level IN (SELECT value FROM json_each(a.levels)))
  AND NOT EXISTS (SELECT 1 FROM workshop_request_answers n WHERE n.workshop_request_id = q.id AND n.association_id = a.association_id)`;

/** The addresses of those who run the platform. */
export async function operatorContacts(db: Database): Promise<ContactId[]> {
  const query = statement(
    `SELECT DISTINCT p.contact_id FROM memberships m JOIN people p ON p.id = m.person_id
     WHERE m.organisation_id = '' AND m.role = 'operator' AND m.ended_at IS NULL`,
  );
  return (await db.all(z.object({ contact_id: idOf("ctc") }), query)).map((found) => found.contact_id);
}

/** What an association sees: what waits where it works and nobody else has taken, an ongoing situation first; then what it holds. */
export const inboxOf = (db: Database, associationId: OrganisationId): Promise<ClassRequest[]> =>
  db.all(
    Row,
    statement(
      `${SELECT} WHERE r.id IN (
         SELECT q.id FROM association_areas a JOIN workshop_requests q ON q.departement_code = a.departement_code
           WHERE a.association_id = :associationId AND ${IS_OFFERED}
         UNION SELECT q.id FROM workshop_requests q WHERE q.association_id = :associationId AND q.state IN ${sqlSet(LIVE_REQUESTS)})
       ORDER BY r.association_id IS NULL, r.has_open_situation DESC, r.created_at`,
      { associationId },
    ),
  );

/** True when a request waits where an association works, held by nobody else, and not declined by it. */
export async function isOffered(
  db: Database,
  { id, associationId }: { id: RequestId; associationId: OrganisationId },
): Promise<boolean> {
  const query = statement(
    `SELECT 1 AS n FROM workshop_requests q JOIN association_areas a ON a.association_id = :associationId AND a.departement_code = q.departement_code
     WHERE q.id = :id AND ${IS_OFFERED}`,
    { id, associationId },
  );
  return (await db.one(z.object({ n: z.int() }), query)) !== null;
}

/** Requests in a state, oldest first: 50 from a cursor, and one more. */
export const requestsIn = (db: Database, { state, after }: { state: string; after: string }): Promise<ClassRequest[]> =>
  db.all(Row, statement(`${SELECT} WHERE r.state = :state AND r.id > :after ORDER BY r.id LIMIT 51`, { state, after }));

/** Requests whose time has come, at most 100. */
export const requestsDue = (db: Database, now: number): Promise<ClassRequest[]> =>
  db.all(Row, statement(`${SELECT} WHERE r.expires_at IS NOT NULL AND r.expires_at <= :now LIMIT 100`, { now }));

/** The associations that work where a request is, for one of its levels, and have not declined it. */
export const associationsFor = (
  db: Database,
  id: RequestId,
): Promise<{ id: OrganisationId; name: string; owner: ContactId | null }[]> =>
  db.all(
    Working,
    statement(
      `SELECT o.id, o.name, h.contact_id AS owner FROM workshop_requests r
         JOIN association_areas a ON a.departement_code = r.departement_code
         JOIN organisations o ON o.id = a.association_id AND o.state = 'active' LEFT JOIN people h ON h.id = o.owner_id
       WHERE r.id = :id AND EXISTS (SELECT 1 FROM workshop_request_groups g WHERE g.workshop_request_id = r.id
           AND g.level IN (SELECT value FROM json_each(a.levels)))
         AND NOT EXISTS (SELECT 1 FROM workshop_request_answers n WHERE n.workshop_request_id = r.id AND n.association_id = o.id)
       ORDER BY o.name`,
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
    "UPDATE workshop_requests SET state = :to, expires_at = :expiresAt, revision = :revision, updated_at = :now WHERE id = :id",
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

/** The head's yes or no. */
export const recordHead = (id: RequestId, via: ClassRequest["headVia"], now: number): Statement =>
  statement("UPDATE workshop_requests SET head_decided_at = :now, head_via = :via WHERE id = :id", { id, now, via });

/** The plans of one side. */
export const insertPlans = (
  id: RequestId,
  by: (typeof PROPOSERS)[number],
  plans: readonly (readonly PlannedClass[])[],
): Statement =>
  statement(
    `INSERT INTO visit_plans (workshop_request_id, proposed_by, rank, position, starts_at, ends_at)
     SELECT :id, :by, p.key + 1, c.key + 1, c.value ->> 'startsAt', c.value ->> 'endsAt' FROM json_each(:plans) p, json_each(p.value) c`,
    { id, by, plans },
  );
/** The plans that an association proposes instead of those before. */
export const proposePlans = (id: RequestId, plans: readonly (readonly PlannedClass[])[]): Statement[] => [
  statement("DELETE FROM visit_plans WHERE workshop_request_id = :id AND proposed_by = 'association'", { id }),
  insertPlans(id, "association", plans),
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
