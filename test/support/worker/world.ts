import { env } from "cloudflare:workers";

import { type Id, type SessionId, isId } from "../../../src/kernel/ids.ts";
import { DAY, HOUR } from "../../../src/kernel/time.ts";
import { bodyStore } from "../../../src/platform/bodies.ts";
import { type Database, database } from "../../../src/platform/d1.ts";
import type { Deps } from "../../../src/platform/deps.ts";
import { newId, random } from "../../../src/platform/ids.ts";
import { parseRing } from "../../../src/platform/keys.ts";
import { signedLinks } from "../../../src/platform/links.ts";
import { openVault } from "../../../src/platform/vault.ts";

/** Tuesday 1 December 2026, 10:00 in Paris: within everybody's open hours but the young's. */
export const NOW = 1_796_115_600;

export const db: Database = database(env.DB);
export const vault = openVault(parseRing(env.SEAL_KEYS), env.ADDR_HASH_KEY);
export const links = signedLinks(parseRing(env.LINK_KEYS));
export const bodies = bodyStore(env.MAIL_BODIES, vault);

/** What a use case is given, at a moment of the test's choosing. */
export const depsAt = (now: number, over: Partial<Deps> = {}): Deps => ({ db, now, newId, random, vault, ...over });

/** Raw rows, for looking at what stands in the database. */
export const rows = async <T = Record<string, unknown>>(sql: string, ...params: (string | number)[]): Promise<T[]> =>
  (
    await env.DB.prepare(sql)
      .bind(...params)
      .all<T>()
  ).results;
/** The first column of the first row. */
export const value = async (sql: string, ...params: (string | number)[]): Promise<unknown> =>
  Object.values((await rows(sql, ...params))[0] ?? {})[0];
/** The same, where it is an id. */
export async function idIn<P extends string>(prefix: P, sql: string, ...params: (string | number)[]): Promise<Id<P>> {
  const found = await value(sql, ...params);
  if (typeof found !== "string" || !isId(prefix, found)) {
    throw new Error(`no id of ${prefix}: ${sql}`);
  }
  return found;
}
export const run = (sql: string, ...params: (string | number)[]) =>
  env.DB.prepare(sql)
    .bind(...params)
    .run();

type SessionPlan = {
  id?: SessionId;
  slug?: string;
  capacity?: number;
  startsAt?: number;
  tz?: string;
  state?: string;
  now?: number;
  /** False: without what lists find it by, on a schema that does not have it yet. */
  isInLists?: boolean;
};

/** An open session of a real programme, with its workshop, association and venue. */
export async function openSession(plan: SessionPlan = {}): Promise<SessionId> {
  const { slug = "premier-telephone", capacity = 20, tz = "Europe/Paris", state = "open", now = NOW } = plan;
  const startsAt = plan.startsAt ?? now + 20 * DAY;
  const id = plan.id ?? newId("ses");
  await env.DB.batch([
    env.DB.prepare(
      "INSERT INTO organisations (id, kind, name, state, created_at) VALUES ('org_1', 'association', 'Les Fils tendus', 'active', 1) ON CONFLICT DO NOTHING",
    ),
    env.DB.prepare("INSERT INTO associations (id, slug, created_at) VALUES ('org_1', 'a', 1) ON CONFLICT DO NOTHING"),
    env.DB.prepare(
      "INSERT INTO venues VALUES ('ven_1', 'Salle', '1 rue X', 'Créteil', '94028', '94', 1, 0, 'De plain-pied.', 1) ON CONFLICT DO NOTHING",
    ),
    env.DB.prepare("INSERT INTO workshops VALUES (?1, ?2, 'published', 1, 1) ON CONFLICT DO NOTHING").bind(
      `wks_${slug}`,
      slug,
    ),
    env.DB.prepare(
      `INSERT INTO sessions (id, workshop_id, association_id, venue_id, mode, starts_at, ends_at, tz, capacity, state, opens_at,
         closes_at, queue_closes_at, updated_at, created_at)
       VALUES (?1, ?2, 'org_1', 'ven_1', 'onsite', ?3, ?4, ?5, ?6, ?7, 0, ?8, ?9, ?10, ?10)`,
    ).bind(
      id,
      `wks_${slug}`,
      startsAt,
      startsAt + 2 * HOUR,
      tz,
      capacity,
      state,
      startsAt - HOUR,
      startsAt - 12 * HOUR,
      now,
    ),
  ]);
  if (plan.isInLists !== false) {
    await run("UPDATE sessions SET departement_code = '94' WHERE id = ?1", id);
  }
  return id;
}

/** `taken` and `waiting`, beside what the registrations say they should be. */
export async function counters(sessionId: string) {
  const [row] = await rows<{ taken: number; waiting: number; held: number; listed: number }>(
    `SELECT taken, waiting,
       (SELECT coalesce(sum(seats), 0) FROM registrations r WHERE r.session_id = s.id
          AND r.state IN ('held', 'awaiting_consent', 'confirmed', 'offered', 'attended', 'absent')) AS held,
       (SELECT count(*) FROM registrations r WHERE r.session_id = s.id AND r.state = 'waitlisted') AS listed
     FROM sessions s WHERE id = ?1`,
    sessionId,
  );
  if (row === undefined) {
    throw new Error(`no session ${sessionId}`);
  }
  return row;
}
