import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { byDay } from "../../src/kernel/deadline.ts";
import { DAY, HOUR, instantOf, zoned } from "../../src/kernel/time.ts";
import { consentUntil } from "../../src/workshops/seats/consent.ts";
import { clickUntil, joinUntil, shrinkUntil } from "../../src/workshops/seats/registration.ts";

const FAR = instantOf("2028-01-01T10:00", "Europe/Paris");
const ended = (until: string, tz: string, now = "2026-01-01T10:00", latest = FAR): string =>
  zoned(byDay(instantOf(until, tz), { now: instantOf(now, tz), tz, latest }), tz)
    .toPlainDateTime()
    .toString();

describe("nobody has to answer at night", () => {
  test.each([
    ["in the small hours: that morning", "2026-12-03T02:43", "Europe/Paris", "2026-12-03T09:00:00"],
    ["in the evening: the next morning", "2026-12-03T20:00", "Europe/Paris", "2026-12-04T09:00:00"],
    ["by day: to the minute", "2026-12-03T19:59", "Europe/Paris", "2026-12-03T19:59:00"],
    ["the night that loses an hour", "2027-03-28T01:30", "Europe/Paris", "2027-03-28T09:00:00"],
    ["the night that has an hour more", "2026-10-24T23:30", "Europe/Paris", "2026-10-25T09:00:00"],
    ["in Réunion, by its own clock", "2026-12-03T21:10", "Indian/Reunion", "2026-12-04T09:00:00"],
  ])("%s", (_, until, tz, ends) => {
    expect(ended(until, tz)).toBe(ends);
  });

  test("what is near ends when it ends; nothing goes past what it leads to", () => {
    expect(ended("2026-12-03T23:00", "Europe/Paris", "2026-12-03T11:00")).toBe("2026-12-03T23:00:00");
    const latest = instantOf("2026-12-04T07:00", "Europe/Paris");
    expect(ended("2026-12-03T23:00", "Europe/Paris", "2026-12-01T10:00", latest)).toBe("2026-12-04T07:00:00");
  });

  test("every deadline of a seat, whenever it is asked: never earlier than promised, never at night unless near or last", () => {
    const now = fc.integer({ min: FAR - 600 * DAY, max: FAR - 40 * DAY });
    const zones = fc.constantFrom("Europe/Paris", "Indian/Reunion", "America/Martinique");
    fc.assert(
      fc.property(now, zones, (at, tz) => {
        const session = { startsAt: at + 20 * DAY, queueClosesAt: at + 20 * DAY - 12 * HOUR, tz };
        const promised: [number, number][] = [
          [clickUntil(session, at), 24 * HOUR],
          [joinUntil(session, at), 24 * HOUR],
          [consentUntil(session, at), 72 * HOUR],
          [shrinkUntil(session, at), 72 * HOUR],
        ];
        for (const [until, least] of promised) {
          const { hour, minute } = zoned(until, tz);
          expect(until - at).toBeGreaterThanOrEqual(least);
          expect(hour >= 9 && (hour < 20 || (hour === 20 && minute === 0))).toBe(true);
        }
      }),
    );
  });
});
