import { expect, test } from "vitest";

import { MonthOf } from "../../../src/workshops/sessions/month.parts.tsx";
import { monthOf } from "../../../src/workshops/sessions/month.ts";
import type { Session } from "../../../src/workshops/sessions/session.ts";

const NOW = Date.UTC(2026, 11, 1, 9) / 1000;
const at = (iso: string, tz: string): Session =>
  ({ id: iso, startsAt: Date.parse(iso) / 1000, tz }) as unknown as Session;

test("a day of a month leads to what is there on that day, on the clock of its place; days follow each other, and what is cancelled leads nowhere", () => {
  const sessions = [
    at("2026-11-30T21:00:00Z", "Pacific/Noumea"),
    at("2026-12-02T21:00:00Z", "Pacific/Noumea"),
    at("2026-12-03T06:00:00Z", "Pacific/Tahiti"),
    Object.assign(at("2026-12-04T17:30:00Z", "Europe/Paris"), { state: "cancelled" }),
  ];
  const shown = String(
    MonthOf({ month: monthOf("2026-12", NOW), sessions, now: NOW, hrefOf: (code) => code, row: ({ id }) => id }),
  );
  const led = Array.from(shown.matchAll(/href="#jour-([\d-]+)"/g), ([, day]) => day);
  expect(led).toEqual(["2026-12-01", "2026-12-02", "2026-12-03"]);
  const days = Array.from(shown.matchAll(/id="jour-([\d-]+)"/g), ([, day]) => day);
  expect(days).toEqual(["2026-12-01", "2026-12-02", "2026-12-03", "2026-12-04"]);
});
