import { expect, test } from "vitest";

import { instantOf } from "../../../src/kernel/time.ts";
import { medianDays } from "../../../src/workshops/classes/answer-time.ts";

const PLACE = { tz: "Europe/Paris", departement: "94" };
const asked = instantOf("2026-12-03T10:00", PLACE.tz); // a Thursday
const answered = (at: string) => ({ askedAt: asked, answeredAt: instantOf(at, PLACE.tz) });

test("half of the requests are answered within so many working days, weekends left out; nothing is told of fewer than five", () => {
  const all = [
    answered("2026-12-03T15:00"),
    answered("2026-12-04T09:00"),
    answered("2026-12-07T15:00"),
    answered("2026-12-10T15:00"),
    answered("2027-04-10T15:00"),
  ];
  expect(medianDays(all, PLACE)).toBe(2);
  expect(medianDays(all.slice(1), PLACE)).toBeNull();
});
