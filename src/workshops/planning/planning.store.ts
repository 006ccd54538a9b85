import * as z from "zod";

import type { OrganisationId } from "../../kernel/ids.ts";
import { PARIS } from "../../kernel/time.ts";
import { type Database, type Statement, statement } from "../../platform/d1.ts";
import { zoneOf } from "../sessions/departements.ts";
import { SESSION_COLUMNS, SESSION_FROM } from "../sessions/session.store.ts";
import { Session } from "../sessions/session.ts";
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
    .map((row) => ({
      id: row.id,
      label: `${row.name}, ${row.commune}`,
      tz: zoneOf(row.departement_code),
      departement: row.departement_code,
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

/** Every session of an association from a date on, 100 at most. */
export const sessionsSince = (
  db: Database,
  { associationId, from }: { associationId: OrganisationId; from: number },
): Promise<Session[]> =>
  db.all(
    Session,
    statement(`SELECT ${SESSION_COLUMNS} FROM ${SESSION_FROM} WHERE ${SINCE} ORDER BY s.starts_at`, {
      associationId,
      from,
    }),
  );
