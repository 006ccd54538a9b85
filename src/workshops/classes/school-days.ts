import { Temporal } from "temporal-polyfill";

import { DAY, zoned } from "../../kernel/time.ts";

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

const isWorked = (day: Temporal.PlainDate): boolean => day.dayOfWeek <= 5 && !isPublicHoliday(day);

/** The end (18:00, in the zone) of the `n`th working day after a moment, in unix seconds. */
export function afterWorkingDays(n: number, now: number, tz: string): number {
  let day = zoned(now, tz).toPlainDate();
  for (let left = n; left > 0;) {
    day = day.add({ days: 1 });
    left -= isWorked(day) ? 1 : 0;
  }
  return Math.floor(day.toZonedDateTime({ timeZone: tz, plainTime: "18:00" }).epochMilliseconds / 1000);
}

/** Why a class cannot be visited then, in French; null when it can. `minutes` is how long all its classes take. */
export function slotProblem(startsAt: number, minutes: number, now: number, tz: string): string | null {
  const start = zoned(startsAt, tz);
  const end = start.add({ minutes });
  if (startsAt < now) {
    return "Ce créneau est déjà passé. Choisissez une date à venir.";
  }
  if (startsAt < now + 7 * DAY) {
    return "Il faut au moins sept jours pour l’accord du chef d’établissement et l’organisation. Choisissez plus loin.";
  }
  if (startsAt > now + 366 * DAY) {
    return "Ce créneau est dans plus d’un an. Choisissez plus près.";
  }
  if (!isWorked(start.toPlainDate()) && start.dayOfWeek !== 6) {
    return "C’est un dimanche ou un jour férié. Choisissez un jour de classe.";
  }
  if (isPublicHoliday(start.toPlainDate())) {
    return "C’est un jour férié. Choisissez un jour de classe.";
  }
  const isSameDay = end.toPlainDate().equals(start.toPlainDate());
  if (start.hour < 8 || !isSameDay || end.hour * 60 + end.minute > 18 * 60) {
    return `La journée de classe va de 8 h à 18 h. En comptant toutes les classes, la venue dure ${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, "0")}.`;
  }
  return null;
}

/** The end of the school year that follows the current one (31 August), in unix seconds: how long a class request is kept. */
export function endOfNextSchoolYear(now: number, tz: string): number {
  const day = zoned(now, tz).toPlainDate();
  const year = day.month >= 9 ? day.year + 2 : day.year + 1;
  return Math.floor(new Temporal.PlainDate(year, 8, 31).toZonedDateTime(tz).epochMilliseconds / 1000);
}
