import { Temporal } from "temporal-polyfill";

import { DAY, zoned } from "../../kernel/time.ts";
import { type Place, isPublicHoliday } from "../../kernel/working-days.ts";
import type { Level } from "../schools/school-class.ts";
import type { PlannedClass } from "./plan.ts";

/** Why no class can be visited on that day, in French; null when one can. What the hours of a day allow is said by `planProblem`. */
export function dayProblem(
  { startsAt, endsAt }: PlannedClass,
  { now, place, level }: { now: number; place: Place; level: Level | null },
): string | null {
  const [start, end] = [zoned(startsAt, place.tz), zoned(endsAt, place.tz)];
  if (startsAt < now) {
    return "Ce créneau est déjà passé. Choisissez une date à venir.";
  }
  if (startsAt < now + 7 * DAY) {
    return "Il faut au moins sept jours pour l’accord du chef d’établissement et l’organisation. Choisissez plus loin.";
  }
  if (startsAt > now + 366 * DAY) {
    return "Ce créneau est dans plus d’un an. Choisissez plus près.";
  }
  const day = start.toPlainDate();
  if (isPublicHoliday(day, place.departement)) {
    return "C’est un jour férié. Choisissez un jour de classe.";
  }
  if (day.dayOfWeek === 7) {
    return "C’est un dimanche. Choisissez un jour de classe.";
  }
  if (day.dayOfWeek === 3 && level !== null && PRIMARY.has(level) && start.hour >= 12) {
    return "Le mercredi après-midi, il n’y a pas classe à l’école. Choisissez le matin, ou un autre jour.";
  }
  return day.dayOfWeek === 6 && end.hour * 60 + end.minute > SATURDAY_ENDS
    ? "Le samedi, la journée de classe s’arrête à 12 h 30. Commencez plus tôt, ou choisissez un autre jour."
    : null;
}
/** The levels of primary school. */
const PRIMARY: ReadonlySet<Level> = new Set(["maternelle", "cycle2", "cm"]);
/** Minutes since midnight. */
const SATURDAY_ENDS = 12 * 60 + 30;

/** The school year of a moment, by the year in which it began. */
export function schoolYearOf(at: number, tz: string): number {
  const day = zoned(at, tz).toPlainDate();
  return day.month >= 9 ? day.year : day.year - 1;
}

/** When the school year of a moment began (1 September), in unix seconds. */
export const startOfSchoolYear = (now: number, tz: string): number =>
  Math.floor(new Temporal.PlainDate(schoolYearOf(now, tz), 9, 1).toZonedDateTime(tz).epochMilliseconds / 1000);

/** The end of the school year that follows the current one (31 August), in unix seconds: how long a class request is kept. */
export function endOfNextSchoolYear(now: number, tz: string): number {
  return Math.floor(
    new Temporal.PlainDate(schoolYearOf(now, tz) + 2, 8, 31).toZonedDateTime(tz).epochMilliseconds / 1000,
  );
}
