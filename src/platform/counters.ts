import { type Statement, statement } from "./d1.ts";
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
  const key = await vault.fingerprint(`${limit.what}|${who}|${window}`);
  return statement(
    `INSERT INTO rate_counters (key, n, most, expires_at) VALUES (?1, 1, ?2, ?3)
     ON CONFLICT (key) DO UPDATE SET n = n + 1`,
    key,
    limit.most,
    (window + 1) * limit.seconds,
  );
}

/** Forgets the counters whose window is over. */
export const forgetOldCounters = (now: number): Statement =>
  statement("DELETE FROM rate_counters WHERE expires_at <= ?1", now);
