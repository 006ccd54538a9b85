import { type Database, type Statement, refusedBy, statement } from "./d1.ts";
import { after, deleting } from "./forgetting.ts";
import type { Vault } from "./vault.ts";

/** The constraint that refuses one too many. */
export const TOO_MANY = "rate_within_limit";

/** A limit: at most `most` of `what` per window of `seconds`. */
export type Limit = { what: string; most: number; seconds: number };

/**
 * Counts one more under a limit, in the same batch as what is limited: past the limit the whole batch rolls back
 * with `rate_within_limit`. The key is a keyed hash, so the table holds no address and no IP.
 */
export async function countOne(vault: Vault, limit: Limit, who: string, now: number): Promise<Statement> {
  const window = Math.floor(now / limit.seconds);
  const key = await keyOf(vault, limit, who, now);
  return statement(
    `INSERT INTO rate_counters (key, n, most, expires_at) VALUES (:key, 1, :most, :expiresAt)
     ON CONFLICT (key) DO UPDATE SET n = n + 1`,
    { key, most: limit.most, expiresAt: (window + 1) * limit.seconds },
  );
}

const keyOf = (vault: Vault, limit: Limit, who: string, now: number): Promise<string> =>
  vault.fingerprint(`${limit.what}|${who}|${Math.floor(now / limit.seconds)}`);

/** Counts one more by itself; false past the limit, for those who go on otherwise. */
export async function isWithin(
  { db, vault, now }: { db: Database; vault: Vault; now: number },
  { limit, who }: { limit: Limit; who: string },
): Promise<boolean> {
  try {
    await db.batch([await countOne(vault, limit, who, now)]);
    return true;
  } catch (error) {
    if (refusedBy(error) === null) {
      throw error;
    }
    return false;
  }
}

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
