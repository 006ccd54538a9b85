import ICAL from "ical.js";
import { describe, expect, test } from "vitest";

import { instantOf, zoned } from "../../../src/kernel/time.ts";
import { type CalendarEntry, renderCalendar } from "../../../src/workshops/sessions/calendar.ts";

const entry = (over: Partial<CalendarEntry> = {}): CalendarEntry => {
  const tz = over.tz ?? "Europe/Paris";
  const startsAt = instantOf("2026-12-05T18:30", tz);
  return {
    uid: "reg_1@lignesure.fr",
    sequence: 0,
    isCancelled: false,
    startsAt,
    endsAt: startsAt + 5400,
    tz,
    title: "Atelier numérique",
    place: "Salle <b>; 1, rue X",
    stamp: 1_796_115_600,
    ...over,
  };
};
/** Reads a calendar with a parser that is not the writer. */
const read = (text: string) => {
  const calendar = new ICAL.Component(ICAL.parse(text));
  calendar.getAllSubcomponents("vtimezone").forEach((zone) => ICAL.TimezoneService.register(zone));
  const event = new ICAL.Event(calendar.getFirstSubcomponent("vevent") ?? undefined);
  return { method: calendar.getFirstPropertyValue("method"), event };
};
/** What a calendar program does with files of one event, in the order they are opened. */
function importAll(texts: string[]): string[] {
  const known = new Map<string, { sequence: number; title: string; isCancelled: boolean }>();
  for (const { method, event } of texts.map(read)) {
    if (event.sequence >= (known.get(event.uid)?.sequence ?? 0)) {
      known.set(event.uid, { sequence: event.sequence, title: event.summary, isCancelled: method === "CANCEL" });
    }
  }
  return [...known.values()].filter((e) => !e.isCancelled).map((e) => e.title);
}

describe("the calendar of a registration", () => {
  test("another parser reads the same instant, place and title; the stamp is in UTC", () => {
    const { method, event } = read(renderCalendar(entry()));
    expect(method).toBe("PUBLISH");
    expect(event.startDate.toJSDate().toISOString()).toBe("2026-12-05T17:30:00.000Z");
    expect([event.summary, event.location]).toEqual(["Atelier numérique", "Salle <b>; 1, rue X"]);
    expect(renderCalendar(entry())).toContain("DTSTAMP:20261201T090000Z");
    expect(renderCalendar(entry())).not.toContain("ATTENDEE");
  });

  test.each([
    ["Europe/Paris", "2026-12-05T17:30:00.000Z"],
    ["America/Martinique", "2026-12-05T22:30:00.000Z"],
    ["America/Cayenne", "2026-12-05T21:30:00.000Z"],
    ["Indian/Reunion", "2026-12-05T14:30:00.000Z"],
    ["Pacific/Noumea", "2026-12-05T07:30:00.000Z"],
  ])("the zone travels with it: %s", (tz, utc) => {
    ICAL.TimezoneService.reset();
    expect(
      read(renderCalendar(entry({ tz })))
        .event.startDate.toJSDate()
        .toISOString(),
    ).toBe(utc);
  });

  test("in summer too, and on both days of a change of clocks", () => {
    for (const [local, utc] of [
      ["2027-07-01T18:30", "16:30"],
      ["2027-03-28T18:30", "16:30"],
      ["2027-10-31T18:30", "17:30"],
    ]) {
      ICAL.TimezoneService.reset();
      const startsAt = instantOf(local ?? "", "Europe/Paris");
      const { event } = read(renderCalendar(entry({ startsAt, endsAt: startsAt + 60 })));
      expect(event.startDate.toJSDate().toISOString()).toContain(`T${utc}`);
    }
  });

  test("changed twice, then cancelled: one event then none, in order or not", () => {
    const files = [
      renderCalendar(entry()),
      renderCalendar(entry({ sequence: 1, title: "Deux" })),
      renderCalendar(entry({ sequence: 2, title: "Trois" })),
      renderCalendar(entry({ sequence: 3, isCancelled: true })),
    ];
    expect(importAll(files.slice(0, 3))).toEqual(["Trois"]);
    expect(importAll([files[2] ?? "", files[0] ?? "", files[1] ?? ""])).toEqual(["Trois"]);
    expect(importAll(files)).toEqual([]);
    expect(importAll(files.toReversed())).toEqual([]);
    expect(new Set(files.map((file) => read(file).event.uid)).size).toBe(1);
    expect(files[3]).toContain("STATUS:CANCELLED");
  });

  /** Every order of four files. */
  const orders = [0, 1, 2, 3].flatMap((a) =>
    [0, 1, 2, 3].flatMap((b) => [0, 1, 2, 3].map((c) => [a, b, c, 6 - a - b - c])),
  );
  const every = orders.filter((order) => new Set(order).size === 4 && order.every((i) => i >= 0 && i < 4));
  test.each([
    ["Indian/Reunion", "2026-12-05T18:30"],
    ["Europe/Paris", "2027-03-27T18:30"],
    ["Europe/Paris", "2027-10-30T18:30"],
  ])(
    "moved by a day three times (%s, from %s), in every order of the files: one event at its last hour; cancelled last: none",
    (tz, local) => {
      ICAL.TimezoneService.reset();
      const first = zoned(instantOf(local, tz), tz);
      const starts = [0, 1, 2, 3].map((days) => Math.floor(first.add({ days }).epochMilliseconds / 1000));
      const version = (i: number, isCancelled = false): string => {
        const startsAt = starts[i] ?? 0;
        return renderCalendar(
          entry({ tz, sequence: i, startsAt, endsAt: startsAt + 5400, title: String(startsAt), isCancelled }),
        );
      };
      const files = [0, 1, 2, 3].map((i) => version(i));
      const ended = files.map((file, i) => (i === 3 ? version(3, true) : file));
      expect(every).toHaveLength(24);
      for (const order of every) {
        const pick = (from: readonly string[]): string[] => order.map((i) => from[i] ?? "");
        expect([order, importAll(pick(files))]).toEqual([order, [String(starts[3])]]);
        expect([order, importAll(pick(ended))]).toEqual([order, []]);
      }
      const last = read(files[3] ?? "").event;
      expect(last.startDate.toJSDate().getTime()).toBe((starts[3] ?? 0) * 1000);
      expect(last.endDate.toJSDate().getTime()).toBe(((starts[3] ?? 0) + 5400) * 1000);
    },
  );

  test("rendering is pure: the same bytes each time", () => {
    expect(renderCalendar(entry())).toBe(renderCalendar(entry()));
  });
});
