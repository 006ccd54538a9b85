import * as z from "zod";

import { widerThan } from "./client.ts";
import { type Database, type Statement, refusedBy, statement } from "./d1.ts";
import { after, deleting } from "./forgetting.ts";
import type { Vault } from "./vault.ts";

/** The constraint that refuses one too many. */
export const TOO_MANY = "rate_within_limit";

/** A limit: at most `most` of `what` per window of `seconds`. */
export type Limit = { what: string; most: number; seconds: number };

/** So many times as much passes for the network around an IPv6 connection as for the connection. */
const WIDER = 8;

/**
 * Counts one more under a limit, in the same batch as what is limited: past the limit the whole batch rolls back
 * with `rate_within_limit`. The key is a keyed hash, so the table holds no address and no IP.
 */
export async function countOne(vault: Vault, limit: Limit, who: string, now: number): Promise<Statement> {
  const window = Math.floor(now / limit.seconds);
  const wide = widerThan(who);
  const counts = [
    [await keyOf(vault, limit, who, now), limit.most],
    ...(wide === null ? [] : [[await keyOf(vault, limit, wide, now), limit.most * WIDER]]),
  ];
  return statement(
    `INSERT INTO rate_counters (key, n, most, expires_at, last_at)
     SELECT value->>0, 1, value->>1, :expiresAt, :now FROM json_each(:counts) WHERE true
     ON CONFLICT (key) DO UPDATE SET n = n + 1, last_at = excluded.last_at`,
    { counts, expiresAt: (window + 1) * limit.seconds, now },
  );
}

const keyOf = (vault: Vault, limit: Limit, who: string, now: number): Promise<string> =>
  vault.fingerprint(`${limit.what}|${who}|${Math.floor(now / limit.seconds)}`);

type Counting = { db: Database; vault: Vault; now: number };

/** Counts one more by itself; false past the limit, for those who go on otherwise. */
export const isWithin = async (deps: Counting, { limit, who }: { limit: Limit; who: string }): Promise<boolean> =>
  isLetThrough(deps, [await countOne(deps.vault, limit, who, deps.now)]);

/** Counts all of it, or nothing when one is past its limit. */
async function isLetThrough({ db }: Counting, counts: readonly Statement[]): Promise<boolean> {
  try {
    await db.batch(counts);
    return true;
  } catch (error) {
    if (refusedBy(error) === null) {
      throw error;
    }
    return false;
  }
}

/** When what is counted under some limits was last let through, in the windows of this moment; null when it never was. */
export async function lastPassed(
  { db, vault, now }: Counting,
  counted: readonly { limit: Limit; who: string }[],
): Promise<number | null> {
  const keys = await Promise.all(counted.map(({ limit, who }) => keyOf(vault, limit, who, now)));
  const query = "SELECT max(last_at) AS at FROM rate_counters WHERE key IN (SELECT value FROM json_each(:keys))";
  return (await db.one(z.object({ at: z.int().nullable() }), statement(query, { keys })))?.at ?? null;
}

/** Somebody who typed an address at a door that mails to it, and from which connection. */
export type AtDoor = { door: Limit; email: string; client: string };
/** The whole of an address, all connections together, has so many times the limit of one. */
const ALL = 4;
/** Past it one mail leaves in this many seconds. */
const PACE = 900;
const ownOf = ({ door, email, client }: AtDoor): { limit: Limit; who: string } => ({
  limit: door,
  who: `${email} ${client}`,
});
const allOf = (door: Limit): Limit => ({ ...door, what: `${door.what}-all`, most: door.most * ALL });
const paceOf = (door: Limit): Limit => ({ what: `${door.what}-pace`, most: 1, seconds: PACE });
/** What a door counts of an address alone, for those who erase it. */
export const limitsOf = (door: Limit): Limit[] => [allOf(door), paceOf(door)];

/**
 * Counts somebody at a door where each request is a thing of its own: null to go on, or when this connection last asked for this address.
 * What others asked for it counts for nothing.
 */
export async function askedEnough(deps: Counting, at: AtDoor): Promise<number | null> {
  const own = ownOf(at);
  return (await isWithin(deps, own)) ? null : await lastPassed(deps, [own]);
}

/**
 * Counts somebody at a door whose mail says all there is to say: null when it may leave, or when the last one did. A connection has
 * its limit for an address, and all of them together four times that; past it a mail still leaves each quarter of an hour, so that nobody
 * who asks in somebody's name keeps theirs from coming.
 */
export async function mailedAlready(deps: Counting, at: AtDoor): Promise<number | null> {
  const { vault, now } = deps;
  const { door, email } = at;
  const own = ownOf(at);
  const count = (limit: Limit, who = email): Promise<Statement> => countOne(vault, limit, who, now);
  const first = await count(own.limit, own.who);
  const pace = paceOf(door);
  if (
    await isLetThrough(deps, [first, await count(allOf(door)), await used(vault, { limit: pace, who: email, now })])
  ) {
    return null;
  }
  return (await isLetThrough(deps, [first, await count(pace)]))
    ? null
    : await lastPassed(deps, [own, ...limitsOf(door).map((limit) => ({ limit, who: email }))]);
}

/** The window of a limit is full, whatever it held. */
const used = async (
  vault: Vault,
  { limit, who, now }: { limit: Limit; who: string; now: number },
): Promise<Statement> =>
  statement(
    `INSERT INTO rate_counters (key, n, most, expires_at, last_at) VALUES (:key, :most, :most, :expiresAt, :now)
     ON CONFLICT (key) DO UPDATE SET last_at = excluded.last_at`,
    {
      key: await keyOf(vault, limit, who, now),
      most: limit.most,
      expiresAt: (Math.floor(now / limit.seconds) + 1) * limit.seconds,
      now,
    },
  );

/** Forgets what was counted of somebody under some limits, in the windows of this moment. */
export async function forgetCounted(
  vault: Vault,
  limits: readonly Limit[],
  who: string,
  now: number,
): Promise<Statement> {
  const keys = await Promise.all(limits.map((limit) => keyOf(vault, limit, who, now)));
  return statement("DELETE FROM rate_counters WHERE key IN (SELECT value FROM json_each(:keys))", { keys });
}

/** Counters whose window is over are forgotten. */
export const countersDue = deleting(
  "counters",
  "Compteurs contre les abus",
  { table: "rate_counters", id: "key" },
  after("expires_at", 0),
);
