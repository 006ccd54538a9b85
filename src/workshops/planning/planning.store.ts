import * as z from "zod";

import { type ContactId, type OrganisationId, type SessionId, idOf } from "../../kernel/ids.ts";
import { json, row } from "../../kernel/rows.ts";
import { HOUR, PARIS } from "../../kernel/time.ts";
import { type Database, type Statement, sqlSet, statement } from "../../platform/d1.ts";
import { zoneOf } from "../sessions/departements.ts";
import { OF_MONTH, ONE_ENTRY, SESSION_COLUMNS, SESSION_FROM, boundsOf } from "../sessions/session.store.ts";
import { Session, TAKING_PLACE } from "../sessions/session.ts";
import { type CalendarSpan, MOST_IN_MONTH } from "../sessions/month.ts";
import { BETWEEN, type Clash, type Written, isSameRoom } from "./rooms.ts";
import type { VenuePlan } from "./session.schema.ts";

const Place = z.object({ id: z.string(), name: z.string(), commune: z.string(), departement_code: z.string() });
/**
 * The places that an association has used, newest first: id, words, zone; and the clock at home, that of the first département it comes
 * to, or of its first place.
 */
export async function placesOf(
  db: Database,
  associationId: OrganisationId,
): Promise<{ places: { id: string; label: string; tz: string; departement: string }[]; home: string }> {
  const [rows, areas] = await db.readAll([
    statement(
      `SELECT DISTINCT v.id, v.name, v.commune, v.departement_code FROM sessions s JOIN venues v ON v.id = s.venue_id
       WHERE s.association_id = :associationId AND s.visibility = 'public' ORDER BY v.created_at DESC, v.id`,
      { associationId },
    ),
    statement(
      "SELECT departement_code FROM association_areas WHERE association_id = :associationId ORDER BY created_at, departement_code LIMIT 1",
      { associationId },
    ),
  ]);
  const places = z
    .array(Place)
    .parse(rows)
    .map((place) => ({
      id: place.id,
      label: `${place.name}, ${place.commune}`,
      tz: zoneOf(place.departement_code),
      departement: place.departement_code,
    }));
  const [area] = z.array(z.object({ departement_code: z.string() })).parse(areas);
  return { places, home: area === undefined ? (places.at(-1)?.tz ?? PARIS) : zoneOf(area.departement_code) };
}

/** A place, and a session that is open at once. */
export const insertPlannedVenue = (id: string, v: VenuePlan, now: number): Statement =>
  statement(
    `INSERT INTO venues (id, name, address, commune, commune_code, departement_code, is_step_free, has_hearing_loop, access_text, created_at)
     VALUES (:id, :name, :address, :commune, '', :departement, :isStepFree, :hasHearingLoop, :access, :now)`,
    {
      id,
      name: v.name,
      address: v.address,
      commune: v.commune,
      departement: v.departement,
      isStepFree: v.isStepFree,
      hasHearingLoop: v.hasHearingLoop,
      access: v.access,
      now,
    },
  );

const Booked = row({
  id: idOf("ses"),
  association_id: idOf("org"),
  venue_id: z.string(),
  starts_at: z.int(),
  tz: z.string(),
  name: z.string(),
  address: z.string(),
  commune: z.string(),
});
/** No session is so long. Seconds. */
const LONGEST = 12 * HOUR;
type Booking = { venueId: string | null; venue: Written | null; startsAt: number; endsAt: number };
/** What takes place in the rooms of these bookings at their hours, or so near that people meet in the door; beside `except`. */
export async function clashesWith(
  db: Database,
  { bookings, except }: { bookings: readonly Booking[]; except: readonly SessionId[] },
): Promise<Clash[]> {
  const placed = bookings.filter(({ venueId, venue }) => venueId !== null || venue !== null);
  if (placed.length === 0) {
    return [];
  }
  const known = statement(
    "SELECT id, name, address, commune FROM venues WHERE id IN (SELECT value FROM json_each(:ids))",
    {
      ids: JSON.stringify(placed.map(({ venueId }) => venueId)),
    },
  );
  const [venues, ...found] = await db.readAll([
    known,
    ...placed.map(({ startsAt, endsAt }) =>
      statement(
        `SELECT s.id, s.association_id, s.venue_id, s.starts_at, s.tz, v.name, v.address, v.commune FROM sessions s JOIN venues v ON v.id = s.venue_id
         WHERE s.state IN ${sqlSet(TAKING_PLACE)} AND s.starts_at > :startsAt - ${LONGEST} AND s.starts_at < :endsAt + ${BETWEEN}
           AND s.ends_at > :startsAt - ${BETWEEN} ORDER BY s.starts_at`,
        { startsAt, endsAt },
      ),
    ),
  ]);
  const rooms = new Map(
    z
      .array(z.object({ id: z.string(), name: z.string(), address: z.string(), commune: z.string() }))
      .parse(venues)
      .map(({ id, ...written }) => [id, written]),
  );
  return placed.flatMap(({ venueId, venue }, i) => {
    const room = venue ?? rooms.get(venueId ?? "");
    return z
      .array(Booked)
      .parse(found[i])
      .filter(
        (one) => !except.includes(one.id) && (one.venueId === venueId || (room !== undefined && isSameRoom(one, room))),
      );
  });
}

const SINCE = "s.association_id = :associationId AND s.starts_at > :from";
/** How many sessions an association has from a date on. */
export async function countSince(
  db: Database,
  given: { associationId: OrganisationId; from: number },
): Promise<number> {
  const found = await db.one(
    z.object({ n: z.int() }),
    statement(`SELECT count(*) AS n FROM sessions s WHERE ${SINCE}`, given),
  );
  return found?.n ?? 0;
}

/** So many sessions are read at once for a file. */
const A_PAGE = 500;
/** Every session of an association from a date on, page by page. */
export async function* pagesSince(
  db: Database,
  { associationId, from }: { associationId: OrganisationId; from: number },
): AsyncGenerator<Session[]> {
  let after = { startsAt: from, id: "~" };
  for (let page: Session[] | null = null; page === null || page.length === A_PAGE;) {
    page = await db.all(
      Session,
      statement(
        `SELECT ${SESSION_COLUMNS} FROM ${SESSION_FROM} WHERE s.association_id = :associationId AND s.starts_at >= :startsAt
           AND (s.starts_at > :startsAt OR s.id > :id) ORDER BY s.starts_at, s.id LIMIT ${A_PAGE}`,
        { associationId, startsAt: after.startsAt, id: after.id },
      ),
    );
    yield page;
    after = page.at(-1) ?? after;
  }
}

const Staffed = z.object({ staff: json(z.array(idOf("ctc"))) });
/** The sessions of an association in a month or a week, soonest first and as many as a view shows, each with who gives it. */
export async function staffedIn(
  db: Database,
  { associationId, span }: { associationId: OrganisationId; span: CalendarSpan },
): Promise<{ session: Session; staff: ContactId[] }[]> {
  const [rows = []] = await db.readAll([
    statement(
      `SELECT ${SESSION_COLUMNS}, (SELECT json_group_array(h.contact_id) FROM session_facilitators x JOIN facilitators f ON f.id = x.facilitator_id
         JOIN people h ON h.id = f.person_id WHERE x.session_id = s.id AND x.state = 'assigned' AND x.part = 'lead') AS staff
       FROM ${SESSION_FROM} WHERE s.association_id = :associationId AND ${ONE_ENTRY} AND ${OF_MONTH} ORDER BY s.starts_at LIMIT ${MOST_IN_MONTH + 1}`,
      { associationId, ...boundsOf(span) },
    ),
  ]);
  return rows.map((found) => ({
    session: Session.parse(found),
    staff: Staffed.parse(found).staff,
  }));
}

/** Every session of an association from a date on; in a room and online, the half in the room. */
export const sessionsSince = (
  db: Database,
  { associationId, from }: { associationId: OrganisationId; from: number },
): Promise<Session[]> =>
  db.all(
    Session,
    statement(`SELECT ${SESSION_COLUMNS} FROM ${SESSION_FROM} WHERE ${SINCE} AND ${ONE_ENTRY} ORDER BY s.starts_at`, {
      associationId,
      from,
    }),
  );
