import * as z from "zod";

import { addDays } from "../kernel/time.ts";

/** The zones of school holidays; Corsica and overseas have calendars of their own. */
export const ZONES = ["A", "B", "C"] as const;
export type Zone = (typeof ZONES)[number];

/** From a day, until classes begin again; null where no day says so yet. */
const Days = z.strictObject({
  name: z.string(),
  zones: z.array(z.enum(ZONES)).min(1),
  from: z.iso.date(),
  back: z.iso.date().nullable(),
});
/** A school year, from `content/calendrier/`: days that are entered by hand from the text that fixes them, and the weeks that the kit proposes. */
export const SchoolYear = z.strictObject({
  year: z.string().regex(/^20\d\d-20\d\d$/),
  official: z.string(),
  official_url: z.url(),
  status: z.enum(["V", "V!"]),
  read_on: z.string().regex(/^20\d\d-\d\d$/),
  read_at: z.string(),
  days: z.array(Days),
  ours: z.array(Days),
});
export type SchoolYear = z.output<typeof SchoolYear>;

const dayIn = (on: string): string => on.split("-").toReversed().join("/");
/** The holidays of a year as a table of Markdown: each once, then zone by zone. */
export function holidayTable({ days }: SchoolYear): string {
  const lines = days.map(({ name, zones, from, back }) => {
    const where = zones.length === ZONES.length ? "toutes" : zones.join(", ");
    return `| ${name} | ${where} | ${dayIn(from)} | ${back === null ? "voir l’académie" : dayIn(back)} |`;
  });
  return ["| Vacances | Zone | Du | Reprise |", "|---|---|---|---|", ...lines].join("\n");
}

/** Where the calendar of a zone is. */
export const calendarPath = (zone: Zone): string => `/kit/annee-zone-${zone.toLowerCase()}.ics`;
/** The years of a zone as a calendar that one follows: whole days, free time, titles that a shared screen may show (RFC 5545). */
export function zoneCalendar(years: readonly SchoolYear[], zone: Zone, host: string): string {
  const events = years.flatMap(({ year, read_on, days, ours }) =>
    [...days.map((one) => ({ ...one, name: `Vacances : ${one.name}` })), ...ours]
      .filter(({ zones }) => zones.includes(zone))
      .flatMap(({ name, from, back }) => [
        "BEGIN:VEVENT",
        `UID:${year}-${zone}-${from}@${host}`,
        `DTSTAMP:${read_on.replace("-", "")}01T000000Z`,
        `DTSTART;VALUE=DATE:${from.replaceAll("-", "")}`,
        `DTEND;VALUE=DATE:${(back ?? addDays(from, 1)).replaceAll("-", "")}`,
        `SUMMARY:${name}`,
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
      ]),
  );
  const head = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Ligne Sure//Kit//FR", "METHOD:PUBLISH"];
  return [...head, `X-WR-CALNAME:Année scolaire\\, zone ${zone}`, ...events, "END:VCALENDAR", ""].join("\r\n");
}

/** What of a year is not right: holidays that end before they begin, a zone with two at once, a title too long for a line. */
export function wrongYear({ year, days, ours }: SchoolYear): string[] {
  const [from, to] = year.split("-").map((y) => `${y}-08-01`);
  return ZONES.flatMap((zone) => {
    const of = days.filter(({ zones }) => zones.includes(zone)).toSorted((a, b) => (a.from < b.from ? -1 : 1));
    const isWrong = of.some((one, i) => {
      const next = of[i + 1];
      return (one.back !== null && one.back <= one.from) || (next !== undefined && (one.back ?? "9") > next.from);
    });
    return isWrong
      ? [`content/calendrier/${year}.json: zone ${zone}, holidays that overlap or end before they begin`]
      : [];
  }).concat(
    days
      .concat(ours)
      .filter(
        (one) => one.from < (from ?? "") || one.from >= (to ?? "") || new TextEncoder().encode(one.name).length > 50,
      )
      .map(({ name, from: on }) => `content/calendrier/${year}.json: ${name}, ${on}`),
  );
}
