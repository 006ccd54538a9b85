import * as z from "zod";

import { type SessionId, idOf } from "../../kernel/ids.ts";
import { json, row } from "../../kernel/rows.ts";
import { type Database, type Statement, statement } from "../../platform/d1.ts";
import { type Answer, Figures } from "./figures.ts";
import { Wave } from "../sessions/waves.ts";

type New = {
  id: string;
  sessionId: SessionId;
  wave: Wave;
  code: string | null;
  set: string;
  answers: object;
  day: string;
};
/**
 * Keeps an answer, unless as many stand as seats were taken. It changes one found, or none; the same code again in one wave fails on its
 * unique constraint.
 */
export const keepAnswer = (a: New): Statement =>
  statement(
    `INSERT INTO survey_answers (id, session_id, wave, code, question_set, answers, answered_on)
     SELECT :id, s.id, :wave, :code, :set, :answers, :day FROM sessions s WHERE s.id = :sessionId
       AND (SELECT count(*) FROM survey_answers a WHERE a.session_id = s.id AND a.wave = :wave) < s.taken`,
    {
      id: a.id,
      sessionId: a.sessionId,
      wave: a.wave,
      code: a.code,
      set: a.set,
      answers: JSON.stringify(a.answers),
      day: a.day,
    },
  );
/** The constraint behind "this code has answered already". */
export const SAME_CODE = "survey_answers.session_id, survey_answers.wave, survey_answers.code";

const Row = z.object({ wave: Wave, code: z.string().nullable(), question_set: z.string(), answers: z.string() });
/** Every answer of a session to one questionnaire; in a room and online, of both halves, whatever became of one. */
export async function answersOf(
  db: Database,
  { sessionId, set }: { sessionId: SessionId; set: string },
): Promise<Answer[]> {
  const rows = await db.all(
    Row,
    statement(
      // The same code in the room and online is two people's.
      `SELECT wave, session_id || ':' || code AS code, question_set, answers FROM survey_answers
       WHERE session_id = :sessionId OR session_id IN (SELECT id FROM sessions WHERE answers_with = :sessionId) ORDER BY id`,
      { sessionId },
    ),
  );
  return rows
    .filter((found) => found.question_set === set)
    .map(({ wave, code, answers }) => ({
      wave,
      code,
      answers: z.record(z.string(), z.string()).parse(JSON.parse(answers)),
    }));
}

const Surveyed = z.object({ id: idOf("ses"), question_set: z.string() });
/** Sessions with answers since a day, and to which questionnaire; in a room and online, the one in the room. */
export const sessionsAnswered = (db: Database, sinceOn: string): Promise<z.infer<typeof Surveyed>[]> =>
  db.all(
    Surveyed,
    statement(
      `SELECT DISTINCT coalesce(s.answers_with, s.id) AS id, a.question_set FROM survey_answers a JOIN sessions s ON s.id = a.session_id
       WHERE a.answered_on >= :sinceOn`,
      { sinceOn },
    ),
  );

const Snapshot = row({ scope: z.string(), week_on: z.string(), figures: json(Figures) });
/** What is published of a scope: `session:ses_…:set`, `programme:slug:set`, `departement:94:set`, `public:set`. */
export type Snapshot = z.output<typeof Snapshot>;

/** The newest snapshot of one scope. */
export const latestOf = (db: Database, scope: string): Promise<Snapshot | null> =>
  db.one(
    Snapshot,
    statement(
      "SELECT scope, week_on, figures FROM survey_snapshots WHERE scope = :scope ORDER BY week_on DESC LIMIT 1",
      { scope },
    ),
  );

/** The session under which the answers of one are published: itself, or the half in the room. */
export async function publishedUnder(db: Database, id: SessionId): Promise<SessionId> {
  const query = statement("SELECT coalesce(answers_with, id) AS id FROM sessions WHERE id = :id", { id });
  return (await db.one(z.object({ id: idOf("ses") }), query))?.id ?? id;
}

/** The newest snapshot of every scope of one kind, by the order of scopes. */
export const latestOfKind = (
  db: Database,
  kind: "session" | "programme" | "departement" | "public",
): Promise<Snapshot[]> =>
  db.all(
    Snapshot,
    statement(
      `SELECT scope, week_on, figures FROM survey_snapshots x WHERE scope >= :from AND scope < :until
         AND week_on = (SELECT max(week_on) FROM survey_snapshots y WHERE y.scope = x.scope) ORDER BY scope`,
      { from: `${kind}:`, until: `${kind};` },
    ),
  );

const Member = z.object({ id: idOf("ses"), slug: z.string(), departement: z.string().nullable() });
export type Member = z.infer<typeof Member>;
/** What sessions belong to, many at once. */
export const membersOf = (db: Database, ids: readonly SessionId[]): Promise<Member[]> =>
  db.all(
    Member,
    statement(
      `SELECT s.id, w.slug, v.departement_code AS departement FROM json_each(:ids) AS j JOIN sessions s ON s.id = j.value
         JOIN workshops w ON w.id = s.workshop_id LEFT JOIN venues v ON v.id = s.venue_id`,
      { ids },
    ),
  );

/** Freezes the figures of a scope for a week; a week that stands is left as it is. */
export const freeze = (scope: string, weekOn: string, figures: Figures): Statement =>
  statement(
    "INSERT INTO survey_snapshots (scope, week_on, figures) VALUES (:scope, :weekOn, :figures) ON CONFLICT DO NOTHING",
    { scope, weekOn, figures: JSON.stringify(figures) },
  );
