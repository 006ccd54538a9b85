import { Temporal } from "temporal-polyfill";

import { zoned } from "./time.ts";

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

const FIXED = new Set(["01-01", "05-01", "05-08", "07-14", "08-15", "11-01", "11-11", "12-25"]);

/** True on the eleven public holidays of the whole country (Code du travail, L3133-1). Local ones are not known here. */
export function isPublicHoliday(day: Temporal.PlainDate): boolean {
  const sunday = easter(day.year);
  const moving = [1, 39, 50].map((days) => sunday.add({ days }).toString());
  return FIXED.has(day.toString().slice(5)) || moving.includes(day.toString());
}

/** Monday to Friday, public holidays apart. */
export const isWorked = (day: Temporal.PlainDate): boolean => day.dayOfWeek <= 5 && !isPublicHoliday(day);

/** The end (18:00, in the zone) of the `n`th working day after a moment, in unix seconds. */
export function afterWorkingDays(n: number, now: number, tz: string): number {
  let day = zoned(now, tz).toPlainDate();
  for (let left = n; left > 0;) {
    day = day.add({ days: 1 });
    left -= isWorked(day) ? 1 : 0;
  }
  return Math.floor(day.toZonedDateTime({ timeZone: tz, plainTime: "18:00" }).epochMilliseconds / 1000);
}
