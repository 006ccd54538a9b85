import * as z from "zod";

import { type OrganisationId, idOf } from "../../kernel/ids.ts";
import { json, row, wordOf } from "../../kernel/rows.ts";
import { type Database, type Statement, statement } from "../../platform/d1.ts";
import { AGREEMENT_SHAPE } from "../catalogue/association.ts";
import { LEVELS, MONTHS, SETTINGS } from "./school-class.ts";

const Offer = row({
  programmes: json(z.array(z.string())),
  publics: json(z.array(wordOf(SETTINGS))),
  months: json(z.array(wordOf(MONTHS))),
  answer_days: z.int().nullable(),
  /** Since which year it adapts for a public, where it says so. */
  since: json(z.record(z.string(), z.int())),
  /** Its own words: those that schools read, those that nobody of ours has read yet, those that are not shown. */
  words: z.string().nullable(),
  words_asked: z.string().nullable(),
  words_refused: z.string().nullable(),
});
/** What an association offers to classes, as it says itself. */
export type Offer = z.output<typeof Offer>;
/** The same, as it is written down. `text`: its words; null: none. */
export type NewOffer = Pick<Offer, "programmes" | "publics" | "months" | "answerDays" | "since"> & {
  text: string | null;
};

/** What an association offers to classes; null while it has not said it. */
export const offerOf = (db: Database, associationId: OrganisationId): Promise<Offer | null> =>
  db.one(
    Offer,
    statement(`SELECT ${Offer.columns()} FROM association_offers WHERE association_id = :associationId`, {
      associationId,
    }),
  );

/** An association says what it offers; words that are new wait to be read, and those of before stand meanwhile. */
export const setOffer = (associationId: OrganisationId, offer: NewOffer, now: number): Statement =>
  statement(
    `INSERT INTO association_offers (association_id, programmes, publics, months, answer_days, since, words_asked, updated_at)
     VALUES (:associationId, :programmes, :publics, :months, :answerDays, :since, :text, :now)
     ON CONFLICT (association_id) DO UPDATE SET programmes = excluded.programmes, publics = excluded.publics, months = excluded.months,
       answer_days = excluded.answer_days, since = excluded.since, updated_at = excluded.updated_at,
       words = iif(:text IS NULL, NULL, words), words_refused = iif(:text = words_refused, words_refused, NULL),
       words_asked = iif(:text = words OR :text = words_refused, NULL, :text)`,
    {
      associationId,
      programmes: JSON.stringify(offer.programmes),
      publics: JSON.stringify(offer.publics),
      months: JSON.stringify(offer.months),
      answerDays: offer.answerDays,
      since: JSON.stringify(offer.since),
      text: offer.text,
      now,
    },
  );

const Unread = row({ id: idOf("org"), name: z.string(), text: z.string(), asked_at: z.int() });
/** Words that associations would show to schools and that nobody of ours has read, the oldest first. */
export const wordsToRead = (db: Database): Promise<z.output<typeof Unread>[]> =>
  db.all(
    Unread,
    statement(
      `SELECT f.association_id AS id, o.name, f.words_asked AS text, f.updated_at AS asked_at
       FROM association_offers f JOIN organisations o ON o.id = f.association_id
       WHERE f.words_asked IS NOT NULL AND f.updated_at > 0 AND o.state = 'active' ORDER BY f.updated_at`,
    ),
  );
/** An operator read them, as they were at a moment: they are shown, or they are not. */
export const settleWords = (
  associationId: OrganisationId,
  { isShown, askedAt }: { isShown: boolean; askedAt: number },
): Statement =>
  statement(
    `UPDATE association_offers SET words = iif(:isShown, words_asked, words), words_refused = iif(:isShown, NULL, words_asked),
       words_asked = NULL WHERE association_id = :associationId AND words_asked IS NOT NULL AND updated_at = :askedAt`,
    { associationId, isShown, askedAt },
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
  since: json(z.record(z.string(), z.int())),
  words: z.string().nullable(),
  ...AGREEMENT_SHAPE,
  /** The commune where it receives classes. */
  receives: z.string().nullable(),
});
/** An association that comes to classes somewhere, and what it says of itself. */
export type Comes = z.output<typeof Comes>;
const COMES = `SELECT o.name, s.slug, coalesce(a.departement_code, '') AS departement_code, coalesce(a.levels, '[]') AS levels, coalesce(f.programmes, '[]') AS programmes, coalesce(f.publics, '[]') AS publics,
    coalesce(f.months, '[]') AS months, f.answer_days, coalesce(f.since, '{}') AS since, f.words, t.commune AS receives,
    s.agreement_kind, s.agreement_until_on, s.agreement_seen_on
  FROM associations s JOIN organisations o ON o.id = s.id AND o.state = 'active' LEFT JOIN association_areas a ON a.association_id = s.id
    LEFT JOIN association_offers f ON f.association_id = s.id LEFT JOIN association_places t ON t.association_id = s.id`;

/** Who comes to the classes of a département. */
export const comesTo = (db: Database, departement: string): Promise<Comes[]> =>
  db.all(Comes, statement(`${COMES} WHERE a.departement_code = :departement ORDER BY o.name`, { departement }));
/** Where one association comes, département by département; one row without any where it comes nowhere. */
export const comesFrom = (db: Database, slug: string): Promise<Comes[]> =>
  db.all(Comes, statement(`${COMES} WHERE s.slug = :slug ORDER BY a.departement_code`, { slug }));
