import * as z from "zod";

import { idOf } from "../../kernel/ids.ts";
import { flag, row } from "../../kernel/rows.ts";
import { type Database, statement } from "../../platform/d1.ts";
import { type After, SESSION_COLUMNS, SESSION_FROM } from "../sessions/session.store.ts";
import { Session } from "../sessions/session.ts";

const Candidate = row({
  id: idOf("ses"),
  workshop_id: z.string(),
  starts_at: z.int(),
  is_evening: flag,
  is_wednesday: flag,
  commune: z.string(),
  departement: z.string(),
  is_step_free: flag,
});
const Workshop = z.object({ id: z.string(), slug: z.string() });
/** A session that may be near: when, what, in which commune. */
export type Candidate = z.output<typeof Candidate>;

/** So many sessions are looked at, however many are open. With their places and the page that is shown, under 250 rows. */
const MOST_CANDIDATES = 72;

type Around = {
  slugs: readonly string[];
  departements: readonly string[];
  after: After;
  to: number;
  now: number;
  isStepFree: boolean;
  isEvening: boolean;
  isWednesday: boolean;
};
/** What was found, and the last session of each département that may have more after it. */
type Soonest = { wanted: Candidate[]; lasts: Candidate[] };
/** The soonest public sessions on site of some départements, an equal share of each; of these, those of the programmes and hours that are asked for. */
export async function soonestIn(
  db: Database,
  { slugs, departements, after, to, now, isStepFree, isEvening, isWednesday }: Around,
): Promise<Soonest> {
  const each = Math.floor(MOST_CANDIDATES / Math.max(1, departements.length));
  const [workshops, ...found] = await db.readAll([
    statement("SELECT id, slug FROM workshops", {}),
    ...departements.map((departement) =>
      statement(
        `SELECT s.id, s.workshop_id, s.starts_at, s.is_evening, s.is_wednesday, v.commune, v.departement_code AS departement, v.is_step_free FROM (
           SELECT id, workshop_id, venue_id, starts_at, is_evening, is_wednesday FROM sessions INDEXED BY sessions__public_near
           WHERE departement_code = :departement AND state = 'open' AND visibility = 'public' AND (starts_at, id) > (:startsAt, :id) AND starts_at < :to AND closes_at > :now
           ORDER BY starts_at, id LIMIT :each) s CROSS JOIN venues v ON v.id = s.venue_id ORDER BY s.starts_at, s.id`,
        { departement, ...after, to, now, each },
      ),
    ),
  ]);
  const asked = new Set(
    z
      .array(Workshop)
      .parse(workshops)
      .flatMap(({ id, slug }) => (slugs.includes(slug) ? [id] : [])),
  );
  const candidates = found.map((rows) => z.array(Candidate).parse(rows));
  return {
    wanted: candidates
      .flat()
      .filter(
        (one) =>
          asked.has(one.workshopId) &&
          (!isStepFree || one.isStepFree) &&
          (!isEvening || one.isEvening) &&
          (!isWednesday || one.isWednesday),
      ),
    lasts: candidates.flatMap((rows) => (rows.length < each ? [] : rows.slice(-1))),
  };
}

/** These sessions, soonest first. */
export const sessionsById = (db: Database, ids: readonly string[]): Promise<Session[]> =>
  db.all(
    Session,
    statement(
      `SELECT ${SESSION_COLUMNS} FROM ${SESSION_FROM} WHERE s.id IN (SELECT value FROM json_each(:ids)) ORDER BY s.starts_at, s.id`,
      { ids: JSON.stringify(ids) },
    ),
  );
