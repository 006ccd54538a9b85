import type { Temporal } from "temporal-polyfill";

import { isPublicHoliday } from "../../kernel/working-days.ts";
import type { ProgrammeAudience } from "./programme.ts";

/** Hours at which people may be expected to answer, and how much of them they have. */
type Hours = {
  /** The hour of a day, or null: closed. Public holidays are distinguished from other days. */
  opens: (weekday: number, isHoliday: boolean) => number | null;
  closes: number;
  time: number;
  nearDays: number;
  nearTime: number;
};

/** When people of each audience may be expected to answer; the time to answer runs only then. Hours are local. */
const OPEN_HOURS: Record<"work" | "family" | "youth", Hours> = {
  work: {
    opens: (day, isHoliday) => (day <= 5 && !isHoliday ? 8 : null),
    closes: 18,
    time: 16,
    nearDays: 5,
    nearTime: 6,
  },
  family: { opens: () => 8, closes: 21, time: 24, nearDays: 2, nearTime: 4 },
  youth: {
    opens: (day, isHoliday) => (day <= 5 && !isHoliday ? 17 : 9),
    closes: 21,
    time: 12,
    nearDays: 2,
    nearTime: 4,
  },
};

const HOURS_OF: Record<ProgrammeAudience, keyof typeof OPEN_HOURS> = {
  youth: "youth",
  parent: "family",
  family: "family",
  educator: "work",
  health: "work",
  class: "work",
};

/** The open hours of an audience. */
export const hoursOf = (audience: ProgrammeAudience): Hours => OPEN_HOURS[HOURS_OF[audience]];

/** The same hours as people read them, from the same table. */
export function openHoursInWords(audience: ProgrammeAudience): string {
  const { opens, closes } = hoursOf(audience);
  const [week, end] = [opens(1, false), opens(6, false)];
  if (end === null) {
    return `du lundi au vendredi, de ${week} h à ${closes} h, sauf les jours fériés`;
  }
  return week === end
    ? `tous les jours, de ${week} h à ${closes} h`
    : `de ${week} h à ${closes} h en semaine, de ${end} h à ${closes} h le week-end et les jours fériés`;
}

/** How long there is to answer an offer, counted in open hours, as people read it. */
export function answerTimeInWords(audience: ProgrammeAudience): string {
  const { time, nearDays, nearTime } = hoursOf(audience);
  const near = nearDays === 2 ? "48 heures" : `${nearDays} jours`;
  return `${time} heures, ou ${nearTime} quand la séance est à moins de ${near}`;
}

/** The hour that a day opens at in a département; null: closed. */
export const opensOn = (hours: Hours, at: Temporal.ZonedDateTime, departement: string | null): number | null =>
  hours.opens(at.dayOfWeek, isPublicHoliday(at.toPlainDate(), departement));

/** True when somebody may be expected to answer at this moment. */
export function isOpen(hours: Hours, at: Temporal.ZonedDateTime, departement: string | null): boolean {
  const opens = opensOn(hours, at, departement);
  return opens !== null && at.hour >= opens && at.hour < hours.closes;
}
