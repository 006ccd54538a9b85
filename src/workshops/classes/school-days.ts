import { Temporal } from "temporal-polyfill";

import { DAY, zoned } from "../../kernel/time.ts";
import { type Place, isPublicHoliday, isWorked } from "../../kernel/working-days.ts";

/** Why a class cannot be visited then, in French; null when it can. `minutes` is how long all its classes take. */
export function slotProblem(
  startsAt: number,
  { minutes, now, place }: { minutes: number; now: number; place: Place },
): string | null {
  const start = zoned(startsAt, place.tz);
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
  if (!isWorked(start.toPlainDate(), place.departement) && start.dayOfWeek !== 6) {
    return "C’est un dimanche ou un jour férié. Choisissez un jour de classe.";
  }
  if (isPublicHoliday(start.toPlainDate(), place.departement)) {
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
