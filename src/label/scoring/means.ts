import type { ScoringCode } from "./codes.ts";
import { type Quantity, isExact, toNumber } from "./exact.ts";

export type Method = "arithmetic" | "geometric" | "harmonic" | "power" | "sum";
/** A value and its weight. Several parts may hold the same value: they stay apart. */
export type Part = { weight: number; value: Quantity };
export type Combined = { ok: true; value: Quantity } | { ok: false; code: ScoringCode };

/** Σ weight × value over Σ weight (over 1 for a sum), without rounding when all of it is whole numbers and fractions. */
function weighted(parts: readonly Part[], isMean: boolean): Quantity {
  if (parts.every(({ weight, value }) => Number.isSafeInteger(weight) && isExact(value))) {
    let [num, den, weights] = [0n, 1n, 0n];
    for (const { weight, value } of parts) {
      const w = BigInt(weight);
      const of = isExact(value) ? value : { num: 0n, den: 1n };
      [num, den] = of.den === den ? [num + w * of.num, den] : [num * of.den + w * of.num * den, den * of.den];
      weights += w;
    }
    return { num, den: isMean ? den * weights : den };
  }
  const sum = parts.reduce((total, { weight, value }) => total + weight * toNumber(value), 0);
  return isMean ? sum / parts.reduce((total, { weight }) => total + weight, 0) : sum;
}

/**
 * Generalised mean of exponent `p`, weights divided by their own sum: −1 harmonic, 0 geometric, 1 arithmetic
 * (Hardy, Littlewood, Pólya, *Inequalities*, ch. II).
 */
function powerMean(parts: readonly Part[], p: number): number {
  const weights = parts.reduce((total, { weight }) => total + weight, 0);
  const mean = (f: (x: number) => number): number =>
    parts.reduce((total, { weight, value }) => total + weight * f(toNumber(value)), 0) / weights;
  return p === 0 ? Math.exp(mean(Math.log)) : p === -1 ? 1 / mean((x) => 1 / x) : mean((x) => x ** p) ** (1 / p);
}

const EXPONENT = { arithmetic: 1, geometric: 0, harmonic: -1 } as const;

/**
 * Combines values by a method. Refused: a mean of nothing (`NODE_EMPTY`) or whose weights are all zero (`WEIGHTS_ZERO`);
 * a value of 0 or less where the exponent is 0 or less, whatever its weight, or below 0 for other exponents than 1
 * (`NONPOSITIVE`). A sum is not divided; the sum of nothing is 0.
 */
export function combine(method: Method, parts: readonly Part[], p = 1): Combined {
  if (method === "sum") {
    return { ok: true, value: weighted(parts, false) };
  }
  if (parts.length === 0) {
    return { ok: false, code: "NODE_EMPTY" };
  }
  if (parts.every(({ weight }) => weight === 0)) {
    return { ok: false, code: "WEIGHTS_ZERO" };
  }
  const exponent = method === "power" ? p : EXPONENT[method];
  if (exponent === 1) {
    return { ok: true, value: weighted(parts, true) };
  }
  const isTooLow = (value: number): boolean => (exponent <= 0 ? value <= 0 : value < 0);
  if (parts.some(({ value }) => isTooLow(toNumber(value)))) {
    return { ok: false, code: "NONPOSITIVE" };
  }
  return { ok: true, value: powerMean(parts, exponent) };
}
