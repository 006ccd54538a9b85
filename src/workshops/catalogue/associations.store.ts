import * as z from "zod";

import { flag, json, row } from "../../kernel/rows.ts";
import { type Database, sqlSet, statement } from "../../platform/d1.ts";
import { ONE_ENTRY, SESSION_COLUMNS, SESSION_FROM } from "../sessions/session.store.ts";
import { Session, TAKING_PLACE } from "../sessions/session.ts";
import { AGREEMENT_SHAPE } from "./association.ts";

const Association = row({
  slug: z.string(),
  name: z.string(),
  ...AGREEMENT_SHAPE,
  is_demo: flag,
  /** What it says of itself, once an operator has read it. */
  words: z.string().nullable(),
  /** The départements whose classes it comes to. */
  areas: json(z.array(z.string())),
});
/** An association, as its public page shows it. */
export type Association = z.output<typeof Association>;

/** What a public list of sessions may hold: nothing private, no draft; cancelled ones and those that took place, so that calendars learn of it. */
const IS_PUBLIC = `${ONE_ENTRY} AND s.visibility = 'public' AND s.state IN ${sqlSet([...TAKING_PLACE, "cancelled", "done"])}`;

/** An association that is active, and its public sessions between two instants, soonest first. */
export async function findAssociation(
  db: Database,
  { slug, from, until }: { slug: string; from: number; until: number },
): Promise<{ association: Association; sessions: Session[] } | null> {
  const [found, rows] = await db.readAll([
    statement(
      `SELECT a.slug, o.name, a.agreement_kind, a.agreement_until_on, a.agreement_seen_on, o.is_demo, f.words,
         (SELECT json_group_array(departement_code) FROM association_areas WHERE association_id = a.id) AS areas
       FROM associations a JOIN organisations o ON o.id = a.id LEFT JOIN association_offers f ON f.association_id = a.id
       WHERE a.slug = :slug AND o.state = 'active'`,
      { slug },
    ),
    statement(
      `SELECT ${SESSION_COLUMNS} FROM ${SESSION_FROM} WHERE s.association_id = (SELECT id FROM associations WHERE slug = :slug)
         AND s.starts_at BETWEEN :from AND :until AND ${IS_PUBLIC} ORDER BY s.starts_at`,
      { slug, from, until },
    ),
  ]);
  const [association] = z.array(Association).parse(found);
  return association === undefined ? null : { association, sessions: z.array(Session).parse(rows) };
}

/** The public sessions of a département between two instants, soonest first. */
export const sessionsInDepartement = (
  db: Database,
  { code, from, until }: { code: string; from: number; until: number },
): Promise<Session[]> =>
  db.all(
    Session,
    statement(
      `SELECT ${SESSION_COLUMNS} FROM ${SESSION_FROM} WHERE s.departement_code = :code AND s.starts_at BETWEEN :from AND :until
         AND ${IS_PUBLIC} ORDER BY s.starts_at`,
      { code, from, until },
    ),
  );

/** Associations to list in the site map: those with a public session to come. */
export async function associationsWithSessions(db: Database, now: number): Promise<string[]> {
  const rows = await db.all(
    z.object({ slug: z.string() }),
    statement(
      `SELECT a.slug FROM associations a WHERE a.slug > '' AND EXISTS (SELECT 1 FROM sessions s WHERE s.association_id = a.id
         AND s.starts_at > :now AND s.state = 'open' AND s.visibility = 'public') ORDER BY a.slug LIMIT 5000`,
      { now },
    ),
  );
  return rows.map((found) => found.slug);
}

const Listed = row({ slug: z.string(), name: z.string(), is_demo: flag });
/** An association in the index. */
export type ListedAssociation = z.output<typeof Listed>;
/** How many of them a page lists. */
export const MOST_LISTED = 50;
/** Active associations with a public session to come, in the order of their addresses, after the one that is named; one more than a page. */
export const associationsListed = (
  db: Database,
  { after, now }: { after: string; now: number },
): Promise<ListedAssociation[]> =>
  db.all(
    Listed,
    statement(
      `SELECT a.slug, o.name, o.is_demo FROM associations a JOIN organisations o ON o.id = a.id AND o.state = 'active'
       WHERE a.slug > :after AND EXISTS (SELECT 1 FROM sessions s WHERE s.association_id = a.id AND s.starts_at > :now AND s.state = 'open'
         AND s.visibility = 'public') ORDER BY a.slug LIMIT ${MOST_LISTED + 1}`,
      { after, now },
    ),
  );
