/** An expected outcome: a value or a refusal from a closed list. Broken invariants throw instead. */
export type Result<T, Refusal extends string> = { ok: true; value: T } | { ok: false; refusal: Refusal };

/**
 * Wraps a success.
 * @example ok(3) => { ok: true, value: 3 }
 */
export const ok = <T>(value: T): { ok: true; value: T } => ({ ok: true, value });

/**
 * Wraps an expected refusal, by its code.
 * @example refuse("full") => { ok: false, refusal: "full" }
 */
export const refuse = <R extends string>(refusal: R): { ok: false; refusal: R } => ({ ok: false, refusal });
