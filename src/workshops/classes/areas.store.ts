import * as z from "zod";

import type { OrganisationId } from "../../kernel/ids.ts";
import { flag, row } from "../../kernel/rows.ts";
import { type Database, type Statement, statement } from "../../platform/d1.ts";
import { LEVELS, type Level } from "../schools/school-class.ts";

/** The public name of an association. */
export async function nameOf(db: Database, associationId: OrganisationId): Promise<string> {
  const query = statement("SELECT name FROM organisations WHERE id = :associationId", { associationId });
  return (await db.one(z.object({ name: z.string() }), query))?.name ?? "";
}

const Spot = row({ name: z.string(), address: z.string(), commune: z.string(), is_step_free: flag });
/** Where an association receives classes; null when it receives none. */
export const spotOf = (db: Database, associationId: OrganisationId) =>
  db.one(
    Spot,
    statement(`SELECT ${Spot.columns()} FROM association_places WHERE association_id = :associationId`, {
      associationId,
    }),
  );
/** An association receives classes there; null: it no longer does. */
export const setSpot = (
  associationId: OrganisationId,
  spot: { name: string; address: string; commune: string; isStepFree: boolean } | null,
  now: number,
): Statement =>
  spot === null
    ? statement("DELETE FROM association_places WHERE association_id = :associationId", { associationId })
    : statement(
        `INSERT INTO association_places (association_id, name, address, commune, is_step_free, updated_at)
         VALUES (:associationId, :name, :address, :commune, :isStepFree, :now)
         ON CONFLICT (association_id) DO UPDATE SET name = excluded.name, address = excluded.address, commune = excluded.commune,
           is_step_free = excluded.is_step_free, updated_at = excluded.updated_at`,
        {
          associationId,
          name: spot.name,
          address: spot.address,
          commune: spot.commune,
          isStepFree: spot.isStepFree,
          now,
        },
      );

/** Where an association works: a département, for some levels. */
export type Area = { departement: string; levels: Level[] };
/** Where an association works, by département. */
export const areasOf = async (db: Database, associationId: OrganisationId): Promise<Area[]> => {
  const rows = await db.all(
    z.object({ departement_code: z.string(), levels: z.string() }),
    statement(
      "SELECT departement_code, levels FROM association_areas WHERE association_id = :associationId ORDER BY departement_code",
      { associationId },
    ),
  );
  const levels = z.array(z.enum(Object.keys(LEVELS) as [Level, ...Level[]]));
  return rows.map((found) => ({
    departement: found.departement_code,
    levels: levels.parse(JSON.parse(found.levels)),
  }));
};

/** An association works in a département, for these levels; none: it no longer does. */
export const setArea = (associationId: OrganisationId, { departement, levels }: Area, now: number): Statement =>
  levels.length === 0
    ? statement(
        "DELETE FROM association_areas WHERE association_id = :associationId AND departement_code = :departement",
        { associationId, departement },
      )
    : statement(
        `INSERT INTO association_areas (association_id, departement_code, levels, created_at) VALUES (:associationId, :departement, :levels, :now)
         ON CONFLICT (association_id, departement_code) DO UPDATE SET levels = excluded.levels`,
        { associationId, departement, levels, now },
      );

/** How many associations work in each of these départements; those where none does are left out. */
export const associationsPer = (
  db: Database,
  departements: readonly string[],
): Promise<{ departement: string; n: number }[]> =>
  db.all(
    z.object({ departement: z.string(), n: z.int() }),
    statement(
      `SELECT departement, n FROM (
         SELECT d.value AS departement, (SELECT COUNT(*) FROM association_areas a JOIN organisations o ON o.id = a.association_id
           WHERE a.departement_code = d.value AND o.state = 'active') AS n FROM json_each(:departements) d)
       WHERE n > 0`,
      { departements: JSON.stringify(departements) },
    ),
  );
