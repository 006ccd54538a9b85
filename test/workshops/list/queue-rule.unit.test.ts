import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { DAY, HOUR, instantOf, zoned } from "../../../src/kernel/time.ts";
import { type QueueEntry, nextOffers, offerDeadline } from "../../../src/workshops/list/queue-rule.ts";

const NOW = 1_796_115_600;
const FAR = NOW + 30 * DAY;
const inParis = (startsAt: number) => ({ startsAt, tz: "Europe/Paris", departement: null });
const roomOf = (free: number, capacity = 30) => ({ capacity, free, startsAt: FAR });
const entry = (id: string, seats: number, skips = 0, waitsForConsent = false): QueueEntry => ({
  id: `reg_${id}`,
  seats,
  skips,
  waitsForConsent,
});

describe("the written rule of the waiting list", () => {
  test("in the order of the list, nobody before their turn", () => {
    const { offers, skips } = nextOffers([entry("a", 1), entry("b", 1), entry("c", 1)], roomOf(2), NOW);
    expect([offers.map((o) => o.id), skips]).toEqual([["reg_a", "reg_b"], []]);
  });

  test("a group is served whole or not at all; the next that fits may pass, and the group is told", () => {
    const { offers, skips } = nextOffers([entry("family", 3), entry("one", 1), entry("two", 1)], roomOf(2), NOW);
    expect(offers.map((o) => o.id)).toEqual(["reg_one", "reg_two"]);
    expect(skips).toEqual([
      { skippedId: "reg_family", passedById: "reg_one" },
      { skippedId: "reg_family", passedById: "reg_two" },
    ]);
  });

  test("passed over three times, free seats are kept for the group until 7 days before", () => {
    const list = [entry("family", 3, 3), entry("one", 1)];
    expect(nextOffers(list, roomOf(2), NOW).offers).toEqual([]);
    expect(nextOffers(list, roomOf(2), FAR - 7 * DAY).offers.map((o) => o.id)).toEqual(["reg_one"]);
    expect(nextOffers(list, roomOf(3), NOW).offers.map((o) => o.id)).toEqual(["reg_family"]);
  });

  test("who passes a group in one round counts too: the third keeps what is left for it", () => {
    const { offers, skips } = nextOffers([entry("family", 3, 2), entry("one", 1), entry("two", 1)], roomOf(2), NOW);
    expect(offers.map((o) => o.id)).toEqual(["reg_one"]);
    expect(skips).toEqual([{ skippedId: "reg_family", passedById: "reg_one" }]);
  });

  test("a group that the whole room could not hold neither waits nor is passed: nothing is kept for it", () => {
    const list = [entry("five", 5, 3), entry("one", 1)];
    expect(nextOffers(list, roomOf(1, 2), NOW)).toEqual({ offers: [{ id: "reg_one", seats: 1 }], skips: [] });
  });

  test("no free seat lies idle: whoever fits is offered it, unless a group before them was passed three times", () => {
    const entries = fc.array(
      fc.record({ seats: fc.integer({ min: 1, max: 5 }), skips: fc.nat(3), waits: fc.boolean() }),
    );
    fc.assert(
      fc.property(entries, fc.integer({ min: 1, max: 6 }), fc.nat(6), (list, capacity, taken) => {
        const queue = list.map((e, i) => entry(`e${i}`, e.seats, e.skips, e.waits));
        const free = Math.max(0, capacity - taken);
        const { offers, skips } = nextOffers(queue, roomOf(free, capacity), NOW);
        const left = free - offers.reduce((sum, offer) => sum + offer.seats, 0);
        const rest = queue.filter((e) => !e.waitsForConsent && !offers.some((offer) => offer.id === e.id));
        for (const idle of rest.filter((e) => e.seats <= left)) {
          const before = rest.slice(0, rest.indexOf(idle));
          const isKept = before.some(
            (e) => e.seats <= capacity && e.skips + skips.filter((s) => s.skippedId === e.id).length >= 3,
          );
          expect(isKept).toBe(true);
        }
      }),
    );
  });

  test("who waits for a parent keeps the rank without blocking the others", () => {
    const { offers, skips } = nextOffers([entry("minor", 1, 0, true), entry("one", 1)], roomOf(1), NOW);
    expect([offers.map((o) => o.id), skips]).toEqual([["reg_one"], []]);
  });

  test("whatever the list: never more seats than free, never half a group, no fourth skip", () => {
    const entries = fc.array(
      fc.record({ seats: fc.integer({ min: 1, max: 6 }), skips: fc.nat(3), waits: fc.boolean() }),
      { maxLength: 25 },
    );
    fc.assert(
      fc.property(entries, fc.nat(30), (list, free) => {
        const queue = list.map((e, i) => entry(`e${i}`, e.seats, e.skips, e.waits));
        const { offers, skips } = nextOffers(queue, roomOf(free), NOW);
        expect(offers.reduce((sum, o) => sum + o.seats, 0)).toBeLessThanOrEqual(free);
        for (const offer of offers) {
          expect(queue.find((e) => e.id === offer.id)?.seats).toBe(offer.seats);
        }
        for (const group of queue) {
          expect(group.skips + skips.filter((s) => s.skippedId === group.id).length).toBeLessThanOrEqual(3);
        }
        const order = offers.map((o) => queue.findIndex((e) => e.id === o.id));
        expect(order).toEqual(order.toSorted((a, b) => a - b));
      }),
    );
  });
});

describe("until when an offer is kept", () => {
  const at = (local: string, tz = "Europe/Paris"): number => instantOf(local, tz);
  const words = (until: number | null, tz = "Europe/Paris"): string | null =>
    until === null ? null : zoned(until, tz).toPlainDateTime().toString();

  test.each([
    ["parent, 24 open hours of 13 a day", "parent", "2026-12-01T10:00", "2026-12-20T18:00", "2026-12-03T09:00:00"],
    [
      "parent, session under 48 hours: 4 open hours",
      "parent",
      "2026-12-01T10:00",
      "2026-12-03T09:00",
      "2026-12-01T14:00:00",
    ],
    [
      "parent, 48 hours to the second: the long time",
      "parent",
      "2026-12-01T10:00",
      "2026-12-03T10:00",
      "2026-12-03T08:00:00",
    ],
    ["educator, to the minute of closing", "educator", "2026-12-07T12:00", "2026-12-30T18:00", "2026-12-08T18:00:00"],
    ["never past 2 hours before the start", "parent", "2026-12-01T10:00", "2026-12-01T14:00", "2026-12-01T12:00:00"],
    ["educator, over the week-end", "educator", "2026-12-04T16:00", "2026-12-20T18:00", "2026-12-08T12:00:00"],
    [
      "educator, session under 5 days: 6 open hours",
      "educator",
      "2026-12-01T10:00",
      "2026-12-04T10:00",
      "2026-12-01T16:00:00",
    ],
    ["the young, evenings and week-ends only", "youth", "2026-12-03T17:30", "2026-12-20T18:00", "2026-12-05T13:30:00"],
    ["parent, across the end of summer time", "parent", "2026-10-24T20:00", "2026-11-20T18:00", "2026-10-26T18:00:00"],
    [
      "parent, across the start of summer time",
      "parent",
      "2027-03-27T20:00",
      "2027-04-20T18:00",
      "2027-03-29T18:00:00",
    ],
  ] as const)("%s", (_, audience, now, start, until) => {
    expect(words(offerDeadline(audience, at(now), inParis(at(start))))).toBe(until);
  });

  test.each([
    ["parent, at night", "parent", "2026-12-01T21:00"],
    ["parent, early", "parent", "2026-12-01T07:59"],
    ["educator, on a Saturday", "educator", "2026-12-05T10:00"],
    ["the young, in class hours", "youth", "2026-12-01T10:00"],
  ] as const)("no offer leaves outside open hours: %s", (_, audience, now) => {
    expect(offerDeadline(audience, at(now), inParis(at("2026-12-20T18:00")))).toBeNull();
  });

  test("no offer leaves when the answer could not come 2 hours before the start", () => {
    const untilFor = (start: string): string | null =>
      words(offerDeadline("parent", at("2026-12-01T10:00"), inParis(at(start))));
    expect(["2026-12-01T12:15", "2026-12-01T12:16"].map(untilFor)).toEqual([null, "2026-12-01T10:16:00"]);
  });

  test.each(["Indian/Reunion", "America/Martinique", "America/Cayenne"])("hours are those of the place: %s", (tz) => {
    const until = offerDeadline("parent", at("2026-12-01T10:00", tz), {
      startsAt: at("2026-12-20T18:00", tz),
      tz,
      departement: null,
    });
    expect(words(until, tz)).toBe("2026-12-03T09:00:00"); // not at 21:00: the morning after
    expect(
      offerDeadline("parent", at("2026-12-01T03:00", tz), { startsAt: FAR + 30 * DAY, tz, departement: null }),
    ).toBeNull();
    expect(HOUR).toBe(3600);
  });

  test("on a public holiday nobody is asked for work, and the young have the day", () => {
    const paris = (local: string): number => instantOf(local, "Europe/Paris");
    const start = paris("2027-01-20T10:00");
    // Friday 25 December 2026.
    expect(offerDeadline("educator", paris("2026-12-25T10:00"), inParis(start))).toBe(null);
    expect(offerDeadline("youth", paris("2026-12-25T10:00"), inParis(start))).not.toBe(null);
    expect(offerDeadline("youth", paris("2026-12-18T10:00"), inParis(start))).toBe(null);
    // 16 working hours from Thursday 24 at 9:00 run over the holiday and the week-end: 9 h on Thursday, 7 h on Monday.
    expect(offerDeadline("educator", paris("2026-12-24T09:00"), inParis(start))).toBe(paris("2026-12-28T15:00"));
  });
});
