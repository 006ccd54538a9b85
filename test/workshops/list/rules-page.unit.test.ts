import { describe, expect, test } from "vitest";

import { DAY, HOUR, MINUTE, instantOf } from "../../../src/kernel/time.ts";
import { type QueueEntry, nextOffers, offerDeadline } from "../../../src/workshops/list/queue-rule.ts";
import { QueueRulesPage } from "../../../src/workshops/list/queue.pages.tsx";
import { clickUntil, holdUntil } from "../../../src/workshops/seats/registration.ts";

const NOW = 1_796_115_600;
const FAR = NOW + 60 * DAY;
const WHEN = { startsAt: FAR, tz: "Europe/Paris", departement: null };
const page = String(QueueRulesPage())
  .replaceAll(/<[^>]*>/g, "")
  .replaceAll(/\s+/g, " ");
const NUMBERS = ["zéro", "une", "deux", "trois", "quatre", "cinq"];

/** What the code does is tried out, then looked for on the page: neither can change alone. */
describe("the rules page says what the code does", () => {
  test("how often a group may be passed over", () => {
    const passes = [0, 1, 2, 3, 4, 5].find(
      (skips) =>
        nextOffers(
          [
            { id: "reg_group", seats: 3, skips, waitsForConsent: false },
            { id: "reg_one", seats: 1, skips: 0, waitsForConsent: false },
          ],
          { capacity: 4, free: 1, startsAt: FAR },
          NOW,
        ).offers.length === 0,
    );
    expect(page).toContain(`dépassé ${NUMBERS[passes ?? 0]} fois`);
  });

  test("until when seats are then kept for it", () => {
    const list: QueueEntry[] = [
      { id: "reg_group", seats: 3, skips: 9, waitsForConsent: false },
      { id: "reg_one", seats: 1, skips: 0, waitsForConsent: false },
    ];
    const days = Array.from({ length: 40 }, (_, i) => i + 1).find(
      (n) => nextOffers(list, { capacity: 4, free: 1, startsAt: FAR }, FAR - n * DAY - 1).offers.length === 0,
    );
    expect(page).toContain(`jusqu’à ${days} jours avant la séance`);
  });

  test("how long a seat is kept, for the form and for the click", () => {
    expect(page).toContain(`garde une place ${(holdUntil(1, NOW) - NOW) / MINUTE} min`);
    expect(page).toContain(
      `${(clickUntil({ startsAt: FAR, tz: "Europe/Paris" }, NOW) - NOW) / HOUR} h, ou ${(clickUntil({ startsAt: NOW + 71 * HOUR, tz: "Europe/Paris" }, NOW) - NOW) / HOUR} h`,
    );
  });

  test.each([
    ["parent", "Parents et autres adultes"],
    ["youth", "Jeunes"],
    ["educator", "Professionnels"],
  ] as const)("at which hours a seat is offered to %s, and how long there is to answer", (audience, label) => {
    const at = (day: string, hour: number): number =>
      instantOf(`${day}T${String(hour).padStart(2, "0")}:30`, "Europe/Paris");
    const hoursOn = (day: string): number[] =>
      Array.from({ length: 24 }, (_, hour) => hour).filter(
        (hour) => offerDeadline(audience, at(day, hour), WHEN) !== null,
      );
    const [week, end] = [hoursOn("2026-12-01"), hoursOn("2026-12-05")];
    const said = page.slice(page.indexOf(`${label} :`)).split(".")[0] ?? "";
    expect(said).toContain(`de ${week[0]} h à ${(week.at(-1) ?? 0) + 1} h`);
    if (end.length === 0) {
      expect(said).toContain("du lundi au vendredi");
    } else {
      expect(said).toMatch(
        end[0] === week[0] ? /tous les jours/ : new RegExp(`de ${end[0]} h à ${(end.at(-1) ?? 0) + 1} h le week-end`),
      );
    }
    // The time to answer, counted in hours at which an offer could leave.
    const from = at("2026-12-01", week[0] ?? 0);
    const until = offerDeadline(audience, from, WHEN) ?? 0;
    let open = 0;
    for (let t = from; t < until; t += HOUR) {
      open += offerDeadline(audience, t, WHEN) === null ? 0 : 1;
    }
    expect(said).toContain(`${open} heures, ou`);
  });
});
