import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { dueAt, expiresAt } from "../../src/guidance/due-time.ts";
import { ZONES } from "../../src/guidance/subscription.schema.ts";
import { instantOf, zoned } from "../../src/kernel/time.ts";
import { afterQuiet, isQuietHour } from "../../src/mail/quiet.ts";

const ZONE_NAMES = Object.keys(ZONES);
const habits = (zone: string, sendHour: number | null = null) => ({ zone, sendHour });
const local = (at: number, zone: string): string =>
  zoned(at, zone).toPlainDateTime().toString({ smallestUnit: "minute" });
const IN_2026_2036 = fc.integer({ min: 1_767_225_600, max: 2_082_758_400 });

describe("when a step is due", () => {
  test("seven days before, at 10:00 where the person lives, across both clock changes", () => {
    const step = { offset: "-P7D", at: "10:00" };
    for (const start of ["2027-03-30T18:30", "2027-11-02T18:30", "2026-12-08T18:30"]) {
      const due = dueAt(step, instantOf(start, "Europe/Paris"), habits("Europe/Paris"));
      expect(local(due, "Europe/Paris").slice(11)).toBe("10:00");
    }
    const spring = dueAt(step, instantOf("2027-03-30T18:30", "Europe/Paris"), habits("Europe/Paris"));
    expect(local(spring, "Europe/Paris")).toBe("2027-03-23T10:00");
  });

  test("an hour that does not exist moves forward, one that comes twice means the first", () => {
    const step = { offset: "P1D", at: "02:30" };
    const at = (day: string): number => dueAt(step, instantOf(`${day}T12:00`, "Europe/Paris"), habits("Europe/Paris"));
    expect(local(at("2027-03-27"), "Europe/Paris")).toBe("2027-03-28T03:30");
    expect(zoned(at("2027-10-30"), "Europe/Paris").toString()).toContain("2027-10-31T02:30:00+02:00");
    expect(local(afterQuiet(at("2027-03-27"), "Europe/Paris"), "Europe/Paris")).toBe("2027-03-28T08:00");
    expect(local(afterQuiet(at("2027-10-30"), "Europe/Paris"), "Europe/Paris")).toBe("2027-10-31T08:00");
  });

  test.each([
    ["America/Martinique", "2026-12-04T22:30:00Z"],
    ["Indian/Reunion", "2026-12-04T14:30:00Z"],
    ["Pacific/Noumea", "2026-12-04T07:30:00Z"],
    ["Pacific/Tahiti", "2026-12-05T04:30:00Z"],
    ["Pacific/Marquesas", "2026-12-05T04:00:00Z"],
    ["America/Miquelon", "2026-12-04T21:30:00Z"],
  ])("three days later at 18:30 in %s", (zone, utc) => {
    const anchor = instantOf("2026-12-01T12:00", zone);
    expect(dueAt({ offset: "P3D", at: "18:30" }, anchor, habits(zone))).toBe(Date.parse(utc) / 1000);
  });

  test("ten working days before skip week-ends and public holidays, whichever side of them the day is", () => {
    const due = (offset: string, day: string): string =>
      local(
        dueAt(
          { offset, days: "working", at: "10:00" },
          instantOf(`${day}T18:00`, "Europe/Paris"),
          habits("Europe/Paris"),
        ),
        "Europe/Paris",
      );
    expect(due("-P10D", "2027-01-07")).toBe("2026-12-22T10:00"); // Christmas and New Year's Day are Fridays
    expect(due("-P1D", "2027-01-04")).toBe("2026-12-31T10:00");
    expect(due("P1D", "2026-12-24")).toBe("2026-12-28T10:00");
  });

  test("a reminder is of no use once its session begins, a step some days after its own, on the clock of its reader", () => {
    const step = { key: "1", offset: "P1D", expires_after: "P5D", unless: [], mail: "essai-1" };
    const due = instantOf("2027-03-25T18:30", "Europe/Paris");
    const anchor = due + 3600;
    expect(local(expiresAt(step, due, anchor, "Europe/Paris"), "Europe/Paris")).toBe("2027-03-30T18:30");
    expect(expiresAt({ ...step, expires_at_anchor: true }, due, anchor, "Europe/Paris")).toBe(anchor);
  });

  test("a person's own hour wins; hours without `at` are exact", () => {
    const anchor = instantOf("2026-12-01T12:00", "Europe/Paris");
    expect(local(dueAt({ offset: "P3D", at: "18:30" }, anchor, habits("Europe/Paris", 9)), "Europe/Paris")).toBe(
      "2026-12-04T09:00",
    );
    expect(dueAt({ offset: "PT36H", at: undefined }, anchor, habits("Europe/Paris", 9))).toBe(anchor + 36 * 3600);
  });

  test("whatever the zone, the anchor and the year: an offset in days keeps the local hour", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...ZONE_NAMES),
        IN_2026_2036,
        fc.integer({ min: -90, max: 90 }),
        (zone, anchor, days) => {
          const offset = `${days < 0 ? "-" : ""}P${Math.abs(days)}D`;
          const due = zoned(dueAt({ offset, at: "18:30" }, anchor, habits(zone)), zone);
          expect([due.hour, due.minute]).toEqual([18, 30]);
          const gap = zoned(anchor, zone).toPlainDate().until(due.toPlainDate()).days;
          expect(gap).toBe(days);
        },
      ),
    );
  });

  test("whatever the moment and the zone: what leaves is outside quiet hours, and never earlier", () => {
    fc.assert(
      fc.property(fc.constantFrom(...ZONE_NAMES), IN_2026_2036, (zone, at) => {
        const allowed = afterQuiet(at, zone);
        expect(allowed).toBeGreaterThanOrEqual(at);
        expect(isQuietHour(zoned(allowed, zone).hour)).toBe(false);
        expect(allowed - at).toBeLessThanOrEqual(12 * 3600);
      }),
      { numRuns: 500 },
    );
  });
});
