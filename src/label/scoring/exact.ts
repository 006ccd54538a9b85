/**
 * Numbers of the core. Means of integer grades with integer weights are exact fractions of BigInt and never touch
 * floating point; everything else is a double that is rounded to 9 decimals before it is compared, floored or hashed.
 */
export type Fraction = { readonly num: bigint; readonly den: bigint };
export type Quantity = Fraction | number;
/** The bounds between which a total is read. */
export type Scale = { min: number; max: number };
/** How a total is written out. */
export type Display = { decimals: number; rounding: "floor" | "half-up"; unit?: "percent" | undefined };

const MAX_BP = 10_000;

/** A fraction; `den` is above 0. */
export const fraction = (num: number | bigint, den: number | bigint = 1): Fraction => ({
  num: BigInt(num),
  den: BigInt(den),
});

export const isExact = (value: Quantity): value is Fraction => typeof value !== "number";

/** Floor of `num / den` for any sign of `num`; BigInt division alone cuts towards zero. */
function floorDivide(num: bigint, den: bigint): bigint {
  const cut = num / den;
  return num % den < 0n ? cut - 1n : cut;
}

/**
 * The decimal that a double is written as, without loss: 0.29 is 29/100.
 * @example exactOf(0.29) => { num: 29n, den: 100n }
 */
export function exactOf(value: number): Fraction {
  if (Number.isSafeInteger(value)) {
    return { num: BigInt(value), den: 1n };
  }
  const [digits = "0", exponent = "0"] = String(value).split("e");
  const [whole = "0", decimals = ""] = digits.split(".");
  const power = Number(exponent) - decimals.length;
  const num = BigInt(whole + decimals) * 10n ** BigInt(Math.max(power, 0));
  return { num, den: 10n ** BigInt(Math.max(-power, 0)) };
}

const toFraction = (value: Quantity): Fraction => (isExact(value) ? value : exactOf(round9(value)));

/** A quantity as a double, unrounded. */
export function toNumber(value: Quantity): number {
  if (!isExact(value)) {
    return value;
  }
  const bits = 2n ** 53n;
  const isSmall = value.den < bits && value.num < bits && value.num > -bits;
  return isSmall ? Number(value.num) / Number(value.den) : round9(value);
}

/** A quantity as it is published: 9 decimals, and never −0. */
export function round9(value: Quantity): number {
  if (!isExact(value)) {
    return (Number.isInteger(value) ? value : Number(value.toFixed(9))) + 0;
  }
  const billionths = floorDivide(value.num * 2_000_000_000n + value.den, value.den * 2n);
  return Number(written(billionths, 9));
}

/**
 * −1, 0 or 1 as `a` is below, equal to or above `b`: exact when one of them is, on 9 decimals otherwise.
 * @example compare(fraction(1, 3), fraction(2, 6)) => 0
 */
export function compare(a: Quantity, b: Quantity): -1 | 0 | 1 {
  if (!isExact(a) && !isExact(b)) {
    const [x, y] = [round9(a), round9(b)];
    return x < y ? -1 : x > y ? 1 : 0;
  }
  const [x, y] = [toFraction(a), toFraction(b)];
  const difference = x.num * y.den - y.num * x.den;
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

/** Where a quantity stands in its scale, as a fraction of it: 0 at `min`, 1 at `max`. */
function share(value: Quantity, { min, max }: Scale): Fraction {
  const [v, low, high] = [toFraction(value), exactOf(min), exactOf(max)];
  const num = (v.num * low.den - low.num * v.den) * high.den;
  return { num, den: v.den * (high.num * low.den - low.num * high.den) };
}

/**
 * Basis points of a quantity in its scale, from 0 to 10 000: `floor(10000·(value − min)/(max − min))`, in decimal
 * arithmetic (doubles miss 573 of the 9 999 exact ones), and 10 000 only from the maximum on.
 * @example basisPoints(fraction(2, 3), { min: 0, max: 1 }) => 6666
 */
export function basisPoints(value: Quantity, scale: Scale): number {
  const { num, den } = share(value, scale);
  const points = Number(floorDivide(num * BigInt(MAX_BP), den));
  return Math.min(Math.max(points, 0), MAX_BP);
}

/** A whole number of units of 10^−decimals, rounded as asked. */
function inUnits({ num, den }: Fraction, decimals: number, rounding: Display["rounding"]): bigint {
  const shifted = num * 10n ** BigInt(decimals);
  return rounding === "floor" ? floorDivide(shifted, den) : floorDivide(shifted * 2n + den, den * 2n);
}

/** Units of 10^−decimals, with a point before the decimals. */
function written(units: bigint, decimals: number): string {
  const [sign, size] = units < 0n ? ["-", -units] : ["", units];
  const digits = String(size).padStart(decimals + 1, "0");
  const at = digits.length - decimals;
  return `${sign}${decimals === 0 ? digits : `${digits.slice(0, at)}.${digits.slice(at)}`}`;
}

/**
 * A total as people read it, with `decimals` digits after the point. With `unit: "percent"` it is the share of the
 * scale (0 to 1 where the file has none) and « 100 % » is written for the maximum alone, however it is rounded.
 */
export function displayed(value: Quantity, display: Display, scale: Scale | undefined): string {
  const isPercent = display.unit === "percent";
  const of = isPercent ? share(value, scale ?? { min: 0, max: 1 }) : toFraction(value);
  const read = isPercent ? { num: of.num * 100n, den: of.den } : of;
  const top = scale === undefined ? null : isPercent ? fraction(100) : exactOf(scale.max);
  const rounded = inUnits(read, display.decimals, display.rounding);
  const isTooHigh = top !== null && compare(read, top) < 0 && rounded >= inUnits(top, display.decimals, "floor");
  const units = isTooHigh ? inUnits(read, display.decimals, "floor") : rounded;
  return `${written(units, display.decimals)}${isPercent ? "\u00A0%" : ""}`;
}
