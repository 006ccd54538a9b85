import * as z from "zod";

import { type OrganisationId, type RegistrationId, type SessionId, idOf } from "../../kernel/ids.ts";
import { fold } from "../../kernel/text.ts";
import { DAY } from "../../kernel/time.ts";
import { type Database, type Statement, sqlSet, statement } from "../../platform/d1.ts";
import { DEPARTEMENTS } from "./departements.ts";
import { type CalendarMonth, type CalendarSpan, MOST_IN_MONTH } from "./month.ts";
import { isVisit, Session, TAKING_PLACE, slotOf } from "./session.ts";

/** The columns of `Session`, over `SESSION_FROM`. */
export const SESSION_COLUMNS = Session.columns("s", {
  slug: "w.slug",
  association: "o.name",
  association_slug: "a.slug",
  is_demo: "o.is_demo",
  venue_name: "v.name",
  address: "v.address",
  commune: "v.commune",
  departement: "v.departement_code",
  is_step_free: "v.is_step_free",
  has_hearing_loop: "v.has_hearing_loop",
  access: "v.access_text",
  other_id: "p.id",
  other_capacity: "p.capacity",
  other_taken: "p.taken",
  other_waiting: "p.waiting",
});
export const SESSION_FROM = `sessions s JOIN workshops w ON w.id = s.workshop_id JOIN organisations o ON o.id = s.association_id
  JOIN associations a ON a.id = s.association_id
  LEFT JOIN venues v ON v.id = s.venue_id LEFT JOIN sessions p ON p.pair_id = s.pair_id AND p.id <> s.id`;

/** What lists show of a session that is held in a room and online: the half in the room, which leads to both. */
export const ONE_ENTRY = "(s.pair_id IS NULL OR s.pair_id = s.id)";
/** The same in a list that may ask for what is online, `:wanted`. */
const ONE_ENTRY_WANTED = `(:wanted = 'online' OR ${ONE_ENTRY})`;
const STEP_FREE = "(:isStepFree = 0 OR v.is_step_free = 1 OR s.mode = 'online' OR p.id IS NOT NULL)";

const AT_HOURS = "(:isEvening = 0 OR s.is_evening = 1) AND (:isWednesday = 0 OR s.is_wednesday = 1)";

/** `sessions.departement_code`, by which lists find a session: written wherever `venue_id` is. */
export const DEPARTEMENT_OF_VENUE = "(SELECT departement_code FROM venues WHERE id = :venueId)";

/** One session, whatever its state. */
export const selectSession = (id: SessionId): Statement =>
  statement(`SELECT ${SESSION_COLUMNS} FROM ${SESSION_FROM} WHERE s.id = :id`, { id });
/** The session of a registration. */
export const selectSessionOf = (registrationId: RegistrationId): Statement =>
  statement(
    `SELECT ${SESSION_COLUMNS} FROM ${SESSION_FROM} WHERE s.id = (SELECT session_id FROM registrations WHERE id = :registrationId)`,
    { registrationId },
  );

/** One session, public or not. */
export const findAnySession = (db: Database, id: SessionId): Promise<Session | null> =>
  db.one(Session, selectSession(id));

/** Sessions, public or not, soonest first. */
export const selectSessions = (ids: readonly SessionId[]): Statement =>
  statement(
    `SELECT ${SESSION_COLUMNS} FROM ${SESSION_FROM} WHERE s.id IN (SELECT value FROM json_each(:ids)) ORDER BY s.starts_at`,
    { ids },
  );
export const findSessions = (db: Database, ids: readonly SessionId[]): Promise<Session[]> =>
  db.all(Session, selectSessions(ids));

/** One session of an association, whatever its state; null when it is not theirs. */
export const ownSession = (
  db: Database,
  { id, associationId }: { id: SessionId; associationId: OrganisationId },
): Promise<Session | null> =>
  db.one(
    Session,
    statement(`SELECT ${SESSION_COLUMNS} FROM ${SESSION_FROM} WHERE s.id = :id AND s.association_id = :associationId`, {
      id,
      associationId,
    }),
  );

/** The sessions of a series that have not begun, soonest first. */
export const seriesAhead = (
  db: Database,
  { seriesId, now }: { seriesId: Session["seriesId"]; now: number },
): Promise<Session[]> =>
  seriesId === null
    ? Promise.resolve([])
    : db.all(
        Session,
        statement(
          `SELECT ${SESSION_COLUMNS} FROM ${SESSION_FROM} WHERE s.series_id = :seriesId AND s.starts_at > :now
             AND s.state IN ${sqlSet(TAKING_PLACE)} ORDER BY s.starts_at`,
          { seriesId, now },
        ),
      );

/** After some sessions were cancelled: the half that is left of what was in a room and online stands alone. */
export const unpair = (ids: readonly SessionId[]): Statement =>
  statement(
    `UPDATE sessions SET pair_id = NULL WHERE pair_id IN (SELECT half.pair_id FROM sessions half WHERE half.state <> 'cancelled'
       AND half.pair_id IN (SELECT pair_id FROM sessions WHERE id IN (SELECT value FROM json_each(:ids))))`,
    { ids: JSON.stringify(ids) },
  );

/** When the dates of a series begin, soonest first, cancelled ones too: that is its rhythm; none for what stands alone. */
export async function startsOf(db: Database, seriesId: Session["seriesId"]): Promise<number[]> {
  const rows = await db.all(
    z.object({ starts_at: z.int() }),
    statement("SELECT DISTINCT starts_at FROM sessions WHERE series_id = :seriesId ORDER BY starts_at", { seriesId }),
  );
  return rows.map((row) => row.starts_at);
}

/** One session that people may see: listed, or by its link; not a draft, not a class that is visited. */
export async function findSession(db: Database, id: SessionId): Promise<Session | null> {
  const session = await db.one(Session, selectSession(id));
  return session === null || session.state === "draft" || isVisit(session) ? null : session;
}

/** What the catalogue is filtered by. Empty lists mean "all". */
export type CatalogueFilter = {
  slugs: readonly string[];
  departement: string;
  mode: "" | "onsite" | "online";
  from: number;
  /** Sessions that start before this moment. */
  to: number;
  isStepFree: boolean;
  isEvening: boolean;
  isWednesday: boolean;
  now: number;
  /** The session after which the list goes on: when it starts, and its id. */
  after: { startsAt: number; id: string } | null;
  /** Sessions passed over before the first that is shown: pages of the API had numbers. */
  skipped: number;
};

/** Sessions on one page of the catalogue. */
export const PAGE_SIZE = 12;

/** A session after which a list goes on. */
export type After = { startsAt: number; id: string };
/** It as an address says it: when it starts, and its id. */
export const afterWord = ({ startsAt, id }: After): string => `${startsAt}.${id}`;
/** Reads one; null when it is none. */
export function readAfter(word: string): CatalogueFilter["after"] {
  const [, startsAt, id] = /^(\d{1,10})\.(ses_[\w-]{1,60})$/.exec(word) ?? [];
  return startsAt === undefined || id === undefined ? null : { startsAt: Number(startsAt), id };
}

/** What anybody may see, over a session `s`: the words of the partial indexes that lists walk. */
const PUBLIC = "s.state = 'open' AND s.visibility = 'public'";
type Place = { sql: string; given: Readonly<Record<string, string>> };
/** Where a list looks, as the index that it walks from the soonest on: online or on site, a département, or everywhere (null). Online sessions are of every département. */
function placeOf({ departement, mode }: Pick<CatalogueFilter, "departement" | "mode">): Place | null {
  if (mode === "online" || (mode !== "" && departement === "")) {
    return { sql: "s.mode = :mode", given: { mode } };
  }
  if (departement === "") {
    return null;
  }
  const at = { sql: "s.departement_code = :departement", given: { departement } };
  return mode === "" ? at : { sql: `${at.sql} AND s.mode = :mode`, given: { departement, mode } };
}

/** So few programmes are walked one by one: a public that is rare is not looked for among the sessions of all. */
const FEW = 4;

/** Where a list begins, and the id after which it goes on among those that start at that moment. */
function beginning({ from, now, after }: CatalogueFilter): { at: number; id: string } {
  const at = Math.max(from, now);
  return after === null || after.startsAt < at ? { at, id: "" } : { at: after.startsAt, id: after.id };
}

/** The soonest sessions of some programmes, a page and one more, from the index of the place. */
function soonest(f: CatalogueFilter, of: Place): Statement {
  const begins = beginning(f);
  return statement(
    `SELECT ${SESSION_COLUMNS} FROM ${SESSION_FROM} WHERE ${of.sql} AND ${PUBLIC} AND (s.starts_at, s.id) > (:at, :after)
         AND s.starts_at < :to AND s.closes_at > :now
       AND ${STEP_FREE} AND ${AT_HOURS} AND ${ONE_ENTRY_WANTED} ORDER BY s.starts_at, s.id LIMIT ${PAGE_SIZE + 1} + :skipped`,
    {
      ...of.given,
      at: begins.at,
      after: begins.id,
      to: f.to,
      now: f.now,
      isStepFree: f.isStepFree,
      isEvening: f.isEvening,
      isWednesday: f.isWednesday,
      wanted: f.mode,
      skipped: f.skipped,
    },
  );
}
const ofOne = (slug: string): Place => ({
  sql: "s.workshop_id = (SELECT id FROM workshops WHERE slug = :slug)",
  given: { slug },
});
const ofThese = (slugs: readonly string[], at: Place | null): Place => ({
  sql: `${at?.sql ?? "true"} AND w.slug IN (SELECT value FROM json_each(:slugs))`,
  given: { ...at?.given, slugs: JSON.stringify(slugs) },
});

/** Upcoming sessions, soonest first: one page, after which session the next begins, and the départements to choose from. */
export async function listSessions(
  db: Database,
  f: CatalogueFilter,
): Promise<{ sessions: Session[]; next: string | null; departements: string[] }> {
  const place = placeOf(f);
  const of = place === null && f.slugs.length <= FEW ? f.slugs.map(ofOne) : [ofThese(f.slugs, place)];
  const [places, ...found] = await db.readAll([
    statement(
      `SELECT value AS code FROM json_each(:codes) WHERE EXISTS (SELECT 1 FROM sessions s
         WHERE s.departement_code = value AND ${PUBLIC} AND s.starts_at >= :now)`,
      { codes: Object.keys(DEPARTEMENTS).toSorted(), now: f.now },
    ),
    ...of.map((one) => soonest(f, one)),
  ]);
  const sessions = found
    .flatMap((rows) => z.array(Session).parse(rows))
    .toSorted((a, b) => a.startsAt - b.startsAt || (a.id < b.id ? -1 : 1))
    .slice(f.skipped);
  const last = sessions.length > PAGE_SIZE ? sessions[PAGE_SIZE - 1] : undefined;
  const departements = z.array(z.object({ code: z.string() })).parse(places);
  return {
    sessions: sessions.slice(0, PAGE_SIZE),
    next: last === undefined ? null : afterWord(last),
    departements: departements.map((row) => row.code),
  };
}

/** A session `s` that begins within a month on its own clock, between the first clock on which it begins and the last on which it ends. */
export const OF_MONTH = `s.starts_at >= :from AND s.starts_at < :to
  AND s.starts_at >= coalesce(:begins ->> s.tz, :from) AND s.starts_at < coalesce(:ends ->> s.tz, :to)`;
export const boundsOf = ({ begins, ends }: CalendarSpan) => ({
  from: Math.min(...Object.values(begins)),
  to: Math.max(...Object.values(ends)),
  begins: JSON.stringify(begins),
  ends: JSON.stringify(ends),
});

/** The public sessions of a month that these filters leave, soonest first, and one more than a view shows. */
export async function sessionsInMonth(
  db: Database,
  { filter: f, month }: { filter: Omit<CatalogueFilter, "from" | "after" | "skipped">; month: CalendarMonth },
): Promise<Session[]> {
  const of = ofThese(f.slugs, placeOf(f));
  const bounds = boundsOf(month);
  return db.all(
    Session,
    statement(
      `SELECT ${SESSION_COLUMNS} FROM ${SESSION_FROM} WHERE ${of.sql} AND ${PUBLIC} AND ${OF_MONTH}
         AND s.closes_at > :now AND ${STEP_FREE} AND ${AT_HOURS} AND ${ONE_ENTRY_WANTED} ORDER BY s.starts_at, s.id LIMIT ${MOST_IN_MONTH + 1}`,
      {
        ...of.given,
        ...bounds,
        from: Math.max(bounds.from, f.now),
        to: Math.min(bounds.to, f.to),
        now: f.now,
        isStepFree: f.isStepFree,
        isEvening: f.isEvening,
        isWednesday: f.isWednesday,
        wanted: f.mode,
      },
    ),
  );
}

/** More sessions of a département are not counted one by one. */
export const MOST_COUNTED = 20;
/** How many public sessions are to come in each département that has some, up to a number. */
export const countByDepartement = (db: Database, now: number): Promise<{ code: string; n: number }[]> =>
  db.all(
    z.object({ code: z.string(), n: z.int() }),
    statement(
      `SELECT value AS code, (SELECT count(*) FROM (SELECT 1 FROM sessions s
         WHERE s.departement_code = value AND ${PUBLIC} AND ${ONE_ENTRY} AND s.starts_at >= :now LIMIT ${MOST_COUNTED})) AS n
       FROM json_each(:codes) WHERE n > 0`,
      { codes: Object.keys(DEPARTEMENTS).toSorted(), now },
    ),
  );

/**
 * The row of a programme, in the batch of the first session or request that names it: `content/` alone says what programmes
 * there are. Nobody reads `state` and `content_version`; the words are the file's.
 */
export const keepWorkshop = (slug: string, now: number): Statement =>
  statement(
    `INSERT INTO workshops (id, slug, state, content_version, created_at) VALUES ('wks_' || :slug, :slug, 'published', 1, :now)
     ON CONFLICT (slug) DO NOTHING`,
    { slug, now },
  );

/** Dates that the page of a programme shows; it says when there are more. */
export const MOST_DATES = 20;
/** The upcoming public sessions of one workshop, soonest first, and one more than are shown; `isEach`: both halves of what is in a room and online. */
export const sessionsOfWorkshop = (
  db: Database,
  { slug, now, isEach = false }: { slug: string; now: number; isEach?: boolean },
): Promise<Session[]> =>
  db.all(
    Session,
    statement(
      `SELECT ${SESSION_COLUMNS} FROM ${SESSION_FROM} WHERE s.workshop_id = (SELECT id FROM workshops WHERE slug = :slug)
         AND ${PUBLIC} AND s.starts_at > :now AND (:isEach OR ${ONE_ENTRY}) ORDER BY s.starts_at LIMIT ${MOST_DATES + 1}`,
      { slug, now, isEach },
    ),
  );

/** Days (of UTC) on which a public session starts, from now on: one look at the index for each, and a year and more at most. */
export async function daysOfSessions(db: Database, now: number): Promise<number[]> {
  const startFrom = (from: string): string =>
    `(SELECT s.starts_at FROM sessions s WHERE ${PUBLIC} AND s.starts_at >= ${from} ORDER BY s.starts_at, s.id LIMIT 1)`;
  const rows = await db.all(
    z.object({ day: z.int() }),
    statement(
      `WITH RECURSIVE days(day) AS (SELECT ${startFrom(":now")} / ${DAY}
         UNION ALL SELECT ${startFrom(`(day + 1) * ${DAY}`)} / ${DAY} FROM days WHERE day IS NOT NULL)
       SELECT day FROM days WHERE day IS NOT NULL LIMIT 400`,
      { now },
    ),
  );
  return rows.map(({ day }) => day * DAY);
}

/** Public sessions that start within a day from an instant, soonest first. */
export async function sessionsOfDay(db: Database, from: number): Promise<{ id: SessionId; changedAt: number }[]> {
  const rows = await db.all(
    z.object({ id: idOf("ses"), updated_at: z.int() }),
    statement(
      `SELECT s.id, s.updated_at FROM sessions s WHERE ${PUBLIC} AND ${ONE_ENTRY} AND s.starts_at >= :from AND s.starts_at < :from + ${DAY}
       ORDER BY s.starts_at, s.id LIMIT 5000`,
      { from },
    ),
  );
  return rows.map((row) => ({ id: row.id, changedAt: row.updated_at }));
}

const Listed = z.object({ id: idOf("ses"), is_over: z.int() });
/** Lists that the clock looks at each minute: whether one has closed while somebody stands on it, and those with free seats and time left. */
export async function listsToServe(db: Database, now: number): Promise<{ isAnyOver: boolean; toOffer: SessionId[] }> {
  const rows = await db.all(
    Listed,
    statement(
      `SELECT id, queue_closes_at <= :now AS is_over FROM sessions WHERE waiting > 0
         AND (queue_closes_at <= :now OR (starts_at > :now AND taken < capacity AND state = 'open' AND (draw_at IS NULL OR drawn_at IS NOT NULL))) ORDER BY is_over DESC, random() LIMIT 100`,
      { now },
    ),
  );
  return {
    isAnyOver: rows.some((row) => row.is_over === 1),
    toOffer: rows.filter((row) => row.is_over === 0).map((row) => row.id),
  };
}

/** Sessions that ended: done. Registrations marked neither present nor absent are left to the coordinator. */
export const closeEnded = (now: number): Statement =>
  statement(
    `UPDATE sessions SET state = 'done', revision = revision + 1, updated_at = :now
     WHERE state IN ${sqlSet(TAKING_PLACE)} AND starts_at <= :now AND ends_at <= :now`,
    { now },
  );

/** A change that calendars need not know. */
export const bumpRevision = (id: SessionId, now: number): Statement =>
  statement("UPDATE sessions SET revision = revision + 1, updated_at = :now WHERE id = :id", { id, now });

type Rewritten = Pick<
  Session,
  | "venueId"
  | "mode"
  | "joinUrl"
  | "tz"
  | "startsAt"
  | "endsAt"
  | "closesAt"
  | "queueClosesAt"
  | "notes"
  | "language"
  | "consentUnderAge"
> & { isNewer: boolean };
/** Points a session to another place, other hours, another link or closing time; `isNewer`: calendars get a newer version of it. */
export const rewriteSession = (id: SessionId, to: Rewritten, now: number): Statement =>
  statement(
    `UPDATE sessions SET venue_id = :venueId, departement_code = ${DEPARTEMENT_OF_VENUE}, mode = :mode, join_url = :joinUrl, tz = :tz, ends_at = :endsAt,
       moved_from_at = iif(starts_at = :startsAt, moved_from_at, starts_at), starts_at = :startsAt, closes_at = :closesAt,
       queue_closes_at = :queueClosesAt, notes = :notes, language = :language, consent_under_age = :consentUnderAge, is_evening = :isEvening, is_wednesday = :isWednesday, ics_sequence = ics_sequence + :isNewer, revision = revision + 1, updated_at = :now WHERE id = :id`,
    { id, ...to, ...slotOf(to), now },
  );

const Place = z.object({ id: z.string(), name: z.string(), address: z.string(), commune: z.string() });
/** Places in one line each, whatever session is there; online, or one that is not known: « En ligne ». */
export async function placesOfVenues(
  db: Database,
  venueIds: readonly (string | null)[],
): Promise<ReadonlyMap<string | null, string>> {
  const ids = venueIds.filter((id) => id !== null);
  const query = "SELECT id, name, address, commune FROM venues WHERE id IN (SELECT value FROM json_each(:ids))";
  const found = ids.length === 0 ? [] : await db.all(Place, statement(query, { ids }));
  const places = new Map<string | null, string>(venueIds.map((id) => [id, "En ligne"]));
  for (const { id, name, address, commune } of found) {
    places.set(id, `${name}, ${address}, ${commune}`);
  }
  return places;
}
/** One of them. */
export const placeOfVenue = async (db: Database, venueId: string | null): Promise<string> =>
  (await placesOfVenues(db, [venueId])).get(venueId) ?? "En ligne";

/** An association's own row, made with the first thing it does here: its public address comes from its name. */
export function keepAssociation(id: OrganisationId, name: string, now: number): Statement[] {
  const slug =
    fold(name)
      .replace(/[^a-z0-9]+/g, "-")
      .replace(/^-|-$/g, "")
      .slice(0, 50) || "association";
  const insert = "INSERT INTO associations (id, slug, created_at) VALUES (:id, :slug, :now) ON CONFLICT DO NOTHING";
  return [statement(insert, { id, slug, now }), statement(insert, { id, slug: `${slug}-${id.slice(-6)}`, now })];
}

/** Open sessions that begin after a moment, and how many associations hold them. */
export async function openSessions(db: Database, since: number): Promise<{ open: number; associations: number }> {
  const found = await db.one(
    z.object({ open: z.int(), associations: z.int() }),
    statement(
      `SELECT count(*) AS open, count(DISTINCT association_id) AS associations FROM sessions WHERE state = 'open' AND starts_at > :since`,
      { since },
    ),
  );
  return found ?? { open: 0, associations: 0 };
}
