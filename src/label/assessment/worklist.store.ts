import * as z from "zod";

import { type ApplicationId, type OrganisationId, type PersonId, idOf } from "../../kernel/ids.ts";
import { flag } from "../../kernel/rows.ts";
import { type Database, type Statement, sqlSet, statement } from "../../platform/d1.ts";
import { PERMISSIONS } from "../../access/roles.ts";
import { type ApplicationState, STATES, TOLD } from "../application/application.ts";
import type { DecidedPair, GradedPair } from "./agreement.ts";
import { TASKS } from "./process.ts";
import type { BlindPair } from "./queue.ts";

const Row = z.object({
  id: idOf("app"),
  organisation: z.string(),
  isDemo: flag,
  offerName: z.string(),
  referential: z.string(),
  state: z.enum(STATES),
  dueOn: z.string().nullable(),
  updatedAt: z.int(),
  filedAt: z.int().nullable(),

  task: z.enum(TASKS).nullable(),
  isTied: flag,
  graded: z.int(),
  handedIn: z.int(),
  seats: z.int(),
  ties: z.int(),
});
/** A file in a queue: of a person (with their task), or of operators. */
export type Queued = z.output<typeof Row>;

const TIE = (person: string): string =>
  `EXISTS (SELECT 1 FROM interests i WHERE i.person_id = ${person} AND i.organisation_id = a.organisation_id
     AND (i.ended_on IS NULL OR i.ended_on > :tiesSince))`;
const QUEUED = `a.id, o.name AS organisation, o.is_demo AS isDemo, a.offer_name AS offerName, a.referential, a.state, a.due_on AS dueOn,
  a.updated_at AS updatedAt, (SELECT max(filed_at) FROM submissions s WHERE s.application_id = a.id) AS filedAt,
  (SELECT count(*) FROM assignments g2 WHERE g2.application_id = a.id AND g2.task = 'assessor' AND g2.done_at IS NOT NULL) AS handedIn,
  (SELECT count(*) FROM assignments g2 WHERE g2.application_id = a.id) AS seats,
  (SELECT count(*) FROM assignments g2 WHERE g2.application_id = a.id AND ${TIE("g2.person_id")}) AS ties`;

/** The files on which somebody has a task, the most urgent first. */
export const filesOf = (
  db: Database,
  { personId, tiesSince }: { personId: PersonId; tiesSince: string },
): Promise<Queued[]> =>
  db.all(
    Row,
    statement(
      `SELECT ${QUEUED}, g.task, ${TIE("g.person_id")} AS isTied,
         (SELECT count(*) FROM reviews r WHERE r.application_id = a.id AND r.person_id = :personId) AS graded
       FROM assignments g JOIN applications a ON a.id = g.application_id JOIN organisations o ON o.id = a.organisation_id
       WHERE g.person_id = :personId ORDER BY a.due_on IS NULL, a.due_on, a.id`,
      { personId, tiesSince },
    ),
  );

/** Files in some states, those that an operator has not taken with the others. */
export const filesIn = (
  db: Database,
  { states, tiesSince, after }: { states: readonly ApplicationState[]; tiesSince: string; after: string },
): Promise<Queued[]> =>
  db.all(
    Row,
    statement(
      `SELECT ${QUEUED}, NULL AS task, 0 AS isTied, 0 AS graded FROM applications a JOIN organisations o ON o.id = a.organisation_id
       WHERE a.state IN (SELECT value FROM json_each(:states))
         AND a.id > :after ORDER BY a.id LIMIT 51`,
      { after, tiesSince, states },
    ),
  );

const Pair = z.object({
  applicationId: idOf("app"),
  criterionId: z.string(),
  a: z.int().nullable(),
  b: z.int().nullable(),
  refusedA: z.string(),
  refusedB: z.string(),
});
/** Pairs of blind grades of some files, where both assessors have handed in and nobody has judged. */
export const openPairs = (db: Database, ids: readonly ApplicationId[]): Promise<BlindPair[]> =>
  db.all(
    Pair,
    statement(
      `SELECT x.application_id AS applicationId, x.criterion_id AS criterionId, x.grade AS a, y.grade AS b, x.refused AS refusedA,
         y.refused AS refusedB FROM reviews x JOIN reviews y ON y.application_id = x.application_id
         AND y.criterion_id = x.criterion_id AND y.person_id > x.person_id
       WHERE x.application_id IN (SELECT value FROM json_each(:ids)) AND NOT EXISTS (SELECT 1 FROM adjudications j
         WHERE j.application_id = x.application_id AND j.criterion_id = x.criterion_id)
         AND 2 = (SELECT count(*) FROM assignments g WHERE g.application_id = x.application_id AND g.task = 'assessor'
           AND g.done_at IS NOT NULL)`,
      { ids },
    ),
  );

const Person = z.object({ personId: idOf("per"), contactId: idOf("ctc"), role: z.enum(PERMISSIONS.assess.roles) });
type Person = z.infer<typeof Person>;
/** Who may be given a task. */
export const assignable = (db: Database): Promise<Person[]> =>
  db.all(
    Person,
    statement(
      `SELECT m.person_id AS personId, p.contact_id AS contactId, m.role FROM memberships m JOIN people p ON p.id = m.person_id
       WHERE m.organisation_id = '' AND m.role IN ${sqlSet(PERMISSIONS.assess.roles)} AND m.ended_at IS NULL ORDER BY m.person_id`,
    ),
  );

const Interest = z.object({
  organisationId: idOf("org"),
  organisation: z.string(),
  kind: z.string(),
  endedOn: z.string().nullable(),
});
/** The ties that somebody declared, and the mutuelles that they can declare one with. */
export async function readInterests(
  db: Database,
  personId: PersonId,
): Promise<{ interests: z.infer<typeof Interest>[]; mutuelles: { id: OrganisationId; name: string }[] }> {
  const [interests = [], mutuelles = []] = await db.readAll([
    statement(
      `SELECT i.organisation_id AS organisationId, o.name AS organisation, i.kind, i.ended_on AS endedOn FROM interests i
       JOIN organisations o ON o.id = i.organisation_id WHERE i.person_id = :personId ORDER BY o.name, i.kind`,
      { personId },
    ),
    statement("SELECT id, name FROM organisations WHERE kind = 'mutuelle' AND state = 'active' ORDER BY id"),
  ]);
  return {
    interests: z.array(Interest).parse(interests),
    mutuelles: z.array(z.object({ id: idOf("org"), name: z.string() })).parse(mutuelles),
  };
}

type Declared = {
  personId: PersonId;
  organisationId: OrganisationId;
  kind: string;
  endedOn: string | null;
  now: number;
};
/** Declares a tie; declared again, it is as it was said last. */
export const declareInterest = ({ personId, organisationId, kind, endedOn, now }: Declared): Statement =>
  statement(
    `INSERT INTO interests (person_id, organisation_id, kind, ended_on, declared_at)
     SELECT :personId, id, :kind, :endedOn, :now FROM organisations WHERE id = :organisationId AND kind = 'mutuelle'
     ON CONFLICT (person_id, organisation_id, kind) DO UPDATE SET ended_on = excluded.ended_on, declared_at = excluded.declared_at`,
    { personId, organisationId, kind, endedOn, now },
  );

const Graded = z.object({
  applicationId: idOf("app"),
  criterionId: z.string(),
  a: z.int(),
  b: z.int(),
  first: idOf("per"),
  second: idOf("per"),
});
const PAIRED = `SELECT x.application_id AS applicationId, x.criterion_id AS criterionId, x.first_grade AS a, y.first_grade AS b,
    x.person_id AS first, y.person_id AS second, d.decided_on AS decidedOn
  FROM applications p JOIN reviews x ON x.application_id = p.id JOIN reviews y ON y.application_id = x.application_id
    AND y.criterion_id = x.criterion_id AND y.person_id > x.person_id
    AND x.first_grade IS NOT NULL AND y.first_grade IS NOT NULL AND x.first_seen = y.first_seen
  LEFT JOIN decisions d ON d.application_id = p.id AND d.round = 1`;
/**
 * Blind pairs of the last twelve months, of files that both handed in: what agreement is computed from. First grades alone, given to the
 * same words and pieces before the grade of the mutuelle was shown.
 */
export const gradedPairs = (db: Database, since: number): Promise<GradedPair[]> =>
  db.all(Graded, statement(`${PAIRED} WHERE p.state IN ${sqlSet(TOLD)} AND x.saved_at >= :since`, { since }));

/** Such pairs of files that were first decided in a span of days: neither the span nor the decision ever changes. */
export const decidedPairs = (db: Database, { from, until }: { from: string; until: string }): Promise<DecidedPair[]> =>
  db.all(
    Graded.extend({ decidedOn: z.string() }),
    statement(`${PAIRED} WHERE d.decided_on >= :from AND d.decided_on < :until`, { from, until }),
  );
