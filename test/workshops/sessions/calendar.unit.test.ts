import ICAL from "ical.js";
import { describe, expect, test } from "vitest";

import { instantOf } from "../../../src/kernel/time.ts";
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

  test("rendering is pure: the same bytes each time", () => {
    expect(renderCalendar(entry())).toBe(renderCalendar(entry()));
  });
});
