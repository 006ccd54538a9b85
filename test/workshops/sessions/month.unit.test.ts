import { expect, test } from "vitest";

import { MonthOf } from "../../../src/workshops/sessions/month.parts.tsx";
import { monthOf } from "../../../src/workshops/sessions/month.ts";
import type { Session } from "../../../src/workshops/sessions/session.ts";

const NOW = Date.UTC(2026, 11, 1, 9) / 1000;
const at = (iso: string, tz: string): Session =>
  ({ id: iso, startsAt: Date.parse(iso) / 1000, tz }) as unknown as Session;

test("a day of a month leads to what is there on that day, on the clock of its place; what is already of the next month is in no cell", () => {
  const sessions = [at("2026-12-03T17:30:00Z", "Europe/Paris"), at("2026-12-31T21:00:00Z", "Pacific/Noumea")];
  const shown = String(
    MonthOf({ month: monthOf("2026-12", NOW), sessions, now: NOW, hrefOf: (code) => code, row: ({ id }) => id }),
  );
  const led = Array.from(shown.matchAll(/href="#jour-([\d-]+)"/g), ([, day]) => day);
  expect(led).toEqual(["2026-12-03"]);
  expect(shown).toContain('id="jour-2027-01-01"');
});
