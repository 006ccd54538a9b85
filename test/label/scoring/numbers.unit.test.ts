import { describe, expect, test } from "vitest";

import { monthsLater } from "../../../src/label/scoring/answers.ts";
import {
  type Fraction,
  type Quantity,
  basisPoints,
  compare,
  displayed,
  exactOf,
  fraction,
  round9,
  toNumber,
} from "../../../src/label/scoring/exact.ts";
import { combine } from "../../../src/label/scoring/means.ts";

describe("numbers", () => {
  test("every basis point of a 0 to 1 scale is exact, though doubles miss 573 of them", () => {
    const scale = { min: 0, max: 1 };
    const points = Array.from({ length: 9999 }, (_, i) => i + 1);
    expect(points.filter((n) => basisPoints(n / 10_000, scale) !== n)).toEqual([]);
    expect(points.filter((n) => Math.floor((n / 10_000) * 10_000) !== n).length).toBe(573);
    expect(basisPoints(0.29, scale)).toBe(2900);
  });

  test("10 000 and « 100 % » are for the maximum alone; 199 of 200 is 99 %", () => {
    const scale = { min: 0, max: 1 };
    const percent = (rounding: "floor" | "half-up") => ({ decimals: 0, rounding, unit: "percent" as const });
    expect(basisPoints(fraction(99_999, 100_000), scale)).toBe(9999);
    expect(displayed(fraction(199, 200), percent("floor"), scale)).toBe("99\u00A0%");
    expect(displayed(fraction(199, 200), percent("half-up"), scale)).toBe("99\u00A0%");
    expect(displayed(fraction(0, 200), percent("floor"), scale)).toBe("0\u00A0%");
    expect(displayed(fraction(1), percent("half-up"), scale)).toBe("100\u00A0%");
  });

  test("a display floors or rounds half up, on the decimals asked", () => {
    const scale = { min: 0, max: 1 };
    expect(displayed(0.509562976, { decimals: 3, rounding: "half-up" }, scale)).toBe("0.510");
    expect(displayed(0.509562976, { decimals: 3, rounding: "floor" }, scale)).toBe("0.509");
    expect(displayed(-1.25, { decimals: 1, rounding: "floor" }, undefined)).toBe("-1.3");
    expect(displayed(-0.5, { decimals: 1, rounding: "floor" }, undefined)).toBe("-0.5");
    expect(displayed(fraction(-4, 2), { decimals: 0, rounding: "floor" }, undefined)).toBe("-2");
    const whole = { decimals: 0, rounding: "half-up" } as const;
    expect([4.4, 4.5].map((value) => displayed(value, whole, { min: 0, max: 4.5 }))).toEqual(["4", "5"]);
    expect(displayed(1e21, { decimals: 0, rounding: "floor" }, undefined)).toBe("1000000000000000000000");
  });

  test("nine decimals, and never −0", () => {
    expect(round9(fraction(1, 3))).toBe(0.333333333);
    expect(round9(fraction(2, 3))).toBe(0.666666667);
    expect(round9(fraction(-1, 3))).toBe(-0.333333333);
    expect(Object.is(round9(-1e-12), 0)).toBe(true);
  });

  test("a month after 31 January is the last day of February", () => {
    expect(monthsLater("2026-01-31", 1)).toBe("2026-02-28");
    expect(monthsLater("2027-11-30", 3)).toBe("2028-02-29");
    expect(monthsLater("2026-11-22", 24)).toBe("2028-11-22");
    expect(monthsLater("2026-12-31", 12)).toBe("2027-12-31");
    expect([monthsLater("2026-03-31", 1), monthsLater("2100-01-31", 1)]).toEqual(["2026-04-30", "2100-02-28"]);
    expect(monthsLater("2399-12-31", 2)).toBe("2400-02-29");
  });
});

describe("numbers at their edges", () => {
  test.each<[number, Fraction]>([
    [0, fraction(0)],
    [12, fraction(12)],
    [-1.25, fraction(-125, 100)],
    [1.5e-7, fraction(15, 100_000_000)],
    [3e21, fraction(3n * 10n ** 21n)],
  ])("%s is read as it is written", (value, exact) => {
    expect(exactOf(value)).toEqual(exact);
  });

  test("a scale may begin elsewhere than at 0, and end between two whole numbers", () => {
    const scale = { min: 0.5, max: 2.75 };
    expect([0.5, 1.625, 2.75, 0, 3].map((value) => basisPoints(value, scale))).toEqual([0, 5000, 10_000, 0, 10_000]);
    expect([fraction(1, 2), fraction(13, 8), fraction(11, 4)].map((v) => basisPoints(v, scale))).toEqual([
      0, 5000, 10_000,
    ]);
    expect(basisPoints(fraction(-1, 3), { min: -1, max: 0.2 })).toBe(5555);
  });

  test("below, equal, above; exact where one of them is", () => {
    const [third, less] = [fraction(1, 3), fraction(333_333_333, 1_000_000_000)];
    expect([compare(less, third), compare(third, less), compare(third, fraction(2, 6))]).toEqual([-1, 1, 0]);
    expect([compare(0.1 + 0.2, 0.3), compare(0.5, fraction(1, 2)), compare(2, fraction(3, 2))]).toEqual([0, 0, 1]);
  });

  test("a fraction becomes the double nearest to it, whatever the size of its numbers", () => {
    const big = 2n ** 53n;
    expect(toNumber(fraction(1, 3))).toBe(1 / 3);
    expect(toNumber(0.12345678912)).toBe(0.12345678912);
    expect([1n, -1n].map((sign) => toNumber(fraction(sign * (big + 1n), 3)))).toEqual([
      3_002_399_751_580_331, -3_002_399_751_580_331,
    ]);
    expect(toNumber(fraction(big * 2n, big))).toBe(2);
    expect(toNumber(fraction(-big * 3n, 2))).toBe(Number((-big * 3n) / 2n));
    expect(toNumber(fraction(1, big * 4n))).toBe(0);
    expect([round9(-1e-12), round9(fraction(-1, 10n ** 12n))].map((value) => Object.is(value, 0))).toEqual([
      true,
      true,
    ]);
    expect([round9(fraction(-5, 2)), round9(fraction(1, 2_000_000_000)), round9(fraction(-7, 3))]).toEqual([
      -2.5, 0.000_000_001, -2.333333333,
    ]);
  });

  test("a percentage without a scale is that of 0 to 1", () => {
    const display = { decimals: 1, rounding: "floor", unit: "percent" } as const;
    expect([fraction(1, 3), fraction(-1, 3), fraction(1)].map((value) => displayed(value, display, undefined))).toEqual(
      ["33.3\u00A0%", "-33.4\u00A0%", "100.0\u00A0%"],
    );
  });
});

describe("a mean of fractions is a fraction", () => {
  test("of other denominators, of the same; of doubles it is a double, and so of weights that are none whole", () => {
    const mean = (...parts: readonly (readonly [number, Quantity])[]): Quantity | string => {
      const combined = combine(
        "arithmetic",
        parts.map(([weight, value]) => ({ weight, value })),
      );
      return combined.ok ? combined.value : combined.code;
    };
    expect(mean([1, fraction(1, 2)], [2, fraction(1, 3)])).toEqual(fraction(7, 18));
    expect(mean([1, fraction(1, 4)], [3, fraction(3, 4)])).toEqual(fraction(10, 16));
    expect(mean([1, 0.25], [3, fraction(3, 4)])).toBe(0.625);
    expect(mean([0.5, fraction(1, 4)], [1.5, fraction(3, 4)])).toBe(0.625);
  });
});
