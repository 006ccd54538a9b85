import { Temporal } from "temporal-polyfill";

import holidays from "../../content/holidays.json" with { type: "json" };
import { zoned } from "./time.ts";

/** Whose calendar and whose clocks count; without a département the holidays of the whole country alone. */
export type Place = { tz: string; departement: string | null };

/** Easter Sunday of a year (the anonymous Gregorian algorithm, as Meeus gives it). */
function easter(year: number): Temporal.PlainDate {
  const a = year % 19;
  const b = Math.floor(year / 100);
  const c = year % 100;
  const d = (19 * a + b - Math.floor(b / 4) - Math.floor((b - Math.floor((b + 8) / 25) + 1) / 3) + 15) % 30;
  const e = (32 + 2 * (b % 4) + 2 * Math.floor(c / 4) - d - (c % 4)) % 7;
  const f = d + e - 7 * Math.floor((a + 11 * d + 22 * e) / 451) + 114;
  return new Temporal.PlainDate(year, Math.floor(f / 31), (f % 31) + 1);
}

type Holiday = { day: string; where: readonly string[] | null };
const YEARS = new Map<number, readonly Holiday[]>();

/** The holidays of a year as « 05-01 », worked out once: deadlines count many days. */
function holidaysOf(year: number): readonly Holiday[] {
  const known = YEARS.get(year);
  if (known !== undefined) {
    return known;
  }
  const sunday = easter(year);
  const made = holidays.map(({ day, where }): Holiday => {
    const date = typeof day === "number" ? sunday.add({ days: day }).toString().slice(5) : (day ?? "");
    return { day: date, where };
  });
  YEARS.set(year, made);
  return made;
}

/** True on the public holidays of the country, and on those of the département (`content/holidays.json`, each with its text of law). */
export function isPublicHoliday(day: Temporal.PlainDate, departement: string | null): boolean {
  const name = day.toString().slice(5);
  return holidaysOf(day.year).some(
    (one) => one.day === name && (one.where === null || (departement !== null && one.where.includes(departement))),
  );
}

/** Monday to Friday, public holidays apart. */
const isWorked = (day: Temporal.PlainDate, departement: string | null): boolean =>
  day.dayOfWeek <= 5 && !isPublicHoliday(day, departement);

/** The end (18:00, on the clocks of the place) of the `n`th working day after a moment, in unix seconds. */
export function afterWorkingDays(n: number, now: number, { tz, departement }: Place): number {
  return eveningOf(workedFrom(zoned(now, tz).toPlainDate(), n, departement), tz);
}

/** The `n`th working day after a day, or before it where `n` is negative; 0: that day itself. */
export function workedFrom(day: Temporal.PlainDate, n: number, departement: string | null): Temporal.PlainDate {
  let at = day;
  for (let left = Math.abs(n); left > 0;) {
    at = at.add({ days: Math.sign(n) });
    left -= isWorked(at, departement) ? 1 : 0;
  }
  return at;
}

/** The first end of a working day (18:00, on the clocks of the place) that is not before a moment, in unix seconds. */
export function workedEvening(at: number, place: Place): number {
  const day = zoned(at, place.tz).toPlainDate();
  const evening = eveningOf(day, place.tz);
  return isWorked(day, place.departement) && evening >= at ? evening : afterWorkingDays(1, at, place);
}

/** The last end of a working day that is not after a moment, or the one `n` working days before it, in unix seconds. */
export function lastWorkedEvening(at: number, { tz, departement }: Place, n = 0): number {
  const day = zoned(at, tz).toPlainDate();
  const isOver = isWorked(day, departement) && eveningOf(day, tz) <= at;
  return eveningOf(workedFrom(isOver ? day : workedFrom(day, -1, departement), -n, departement), tz);
}

const eveningOf = (day: Temporal.PlainDate, tz: string): number =>
  Math.floor(day.toZonedDateTime({ timeZone: tz, plainTime: "18:00" }).epochMilliseconds / 1000);
