import { describe, expect, test } from "vitest";

import { monthsLater } from "../../../src/label/scoring/answers.ts";
import { basisPoints, displayed, fraction, round9 } from "../../../src/label/scoring/exact.ts";

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
  });
});
