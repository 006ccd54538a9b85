import * as z from "zod";

import type { OrganisationId } from "../../kernel/ids.ts";
import { json, row, wordOf } from "../../kernel/rows.ts";
import { type Database, type Statement, statement } from "../../platform/d1.ts";
import { AGREEMENT_SHAPE } from "../catalogue/association.ts";
import { LEVELS, MONTHS, SETTINGS } from "./school-class.ts";

const Offer = row({
  programmes: json(z.array(z.string())),
  publics: json(z.array(wordOf(SETTINGS))),
  months: json(z.array(wordOf(MONTHS))),
  answer_days: z.int().nullable(),
});
/** What an association offers to classes, as it says itself. */
export type Offer = z.output<typeof Offer>;

/** What an association offers to classes; null while it has not said it. */
export const offerOf = (db: Database, associationId: OrganisationId): Promise<Offer | null> =>
  db.one(
    Offer,
    statement(`SELECT ${Offer.columns()} FROM association_offers WHERE association_id = :associationId`, {
      associationId,
    }),
  );

/** An association says what it offers. */
export const setOffer = (associationId: OrganisationId, offer: Offer, now: number): Statement =>
  statement(
    `INSERT INTO association_offers (association_id, programmes, publics, months, answer_days, updated_at)
     VALUES (:associationId, :programmes, :publics, :months, :answerDays, :now)
     ON CONFLICT (association_id) DO UPDATE SET programmes = excluded.programmes, publics = excluded.publics, months = excluded.months,
       answer_days = excluded.answer_days, updated_at = excluded.updated_at`,
    {
      associationId,
      programmes: JSON.stringify(offer.programmes),
      publics: JSON.stringify(offer.publics),
      months: JSON.stringify(offer.months),
      answerDays: offer.answerDays,
      now,
    },
  );

const Comes = row({
  name: z.string(),
  slug: z.string(),
  departement_code: z.string(),
  levels: json(z.array(wordOf(LEVELS))),
  programmes: json(z.array(z.string())),
  publics: json(z.array(wordOf(SETTINGS))),
  months: json(z.array(wordOf(MONTHS))),
  answer_days: z.int().nullable(),
  ...AGREEMENT_SHAPE,
  /** The commune where it receives classes. */
  receives: z.string().nullable(),
});
/** An association that comes to classes somewhere, and what it says of itself. */
export type Comes = z.output<typeof Comes>;
const COMES = `SELECT o.name, s.slug, coalesce(a.departement_code, '') AS departement_code, coalesce(a.levels, '[]') AS levels, coalesce(f.programmes, '[]') AS programmes, coalesce(f.publics, '[]') AS publics,
    coalesce(f.months, '[]') AS months, f.answer_days, t.commune AS receives,
    s.agreement_kind, s.agreement_until_on, s.agreement_seen_on
  FROM associations s JOIN organisations o ON o.id = s.id AND o.state = 'active' LEFT JOIN association_areas a ON a.association_id = s.id
    LEFT JOIN association_offers f ON f.association_id = s.id LEFT JOIN association_places t ON t.association_id = s.id`;

/** Who comes to the classes of a département. */
export const comesTo = (db: Database, departement: string): Promise<Comes[]> =>
  db.all(Comes, statement(`${COMES} WHERE a.departement_code = :departement ORDER BY o.name`, { departement }));
/** Where one association comes, département by département; one row without any where it comes nowhere. */
export const comesFrom = (db: Database, slug: string): Promise<Comes[]> =>
  db.all(Comes, statement(`${COMES} WHERE s.slug = :slug ORDER BY a.departement_code`, { slug }));
