import { Temporal } from "temporal-polyfill";

import { PARIS, ZONE_CHOICES, dayOf, startOfDay, zoned } from "../../kernel/time.ts";
import { readDay } from "../../kernel/typed-moment.ts";

/** A month of a calendar, as an address writes it and as people read it; times in unix seconds. */
export type CalendarMonth = {
  code: string;
  words: string;
  /** When it begins and ends on each clock of the Republic, by zone: a session is of the month of its own clock. */
  begins: Readonly<Record<string, number>>;
  ends: Readonly<Record<string, number>>;
  /** Which day of the week the first is, from 0 (Monday). */
  firstWeekday: number;
  days: number;
  before: string;
  after: string;
};

/** Days of a calendar between two midnights, on each clock. */
export type CalendarSpan = Pick<CalendarMonth, "begins" | "ends">;
/** A week of a calendar, named by its Monday. */
export type CalendarWeek = CalendarSpan & { days: readonly string[]; before: string; after: string };

/** More in one view cannot be read: it asks to narrow. */
export const MOST_IN_MONTH = 200;

/** The month of a session, as an address writes it. */
export const monthCodeOf = ({ startsAt, tz }: { startsAt: number; tz: string }): string =>
  dayOf(startsAt, tz).slice(0, 7);

/** The month that an address asks for; of none, or of one that is no month, the one of now. */
export function monthOf(code: string, now: number): CalendarMonth {
  const isMonth = /^20\d\d-(?:0[1-9]|1[0-2])$/.test(code);
  const month = isMonth ? Temporal.PlainYearMonth.from(code) : zoned(now, PARIS).toPlainDate().toPlainYearMonth();
  const first = month.toPlainDate({ day: 1 });
  const words = new Intl.DateTimeFormat("fr-FR", { month: "long", year: "numeric", timeZone: "UTC" });
  return {
    code: month.toString(),
    words: words.format(new Date(Date.UTC(month.year, month.month - 1, 1))),
    begins: onEach(first),
    ends: onEach(first.add({ months: 1 })),
    firstWeekday: first.dayOfWeek - 1,
    days: month.daysInMonth,
    before: month.subtract({ months: 1 }).toString(),
    after: month.add({ months: 1 }).toString(),
  };
}

/** The midnight of a day on each clock of the Republic, by zone. */
const onEach = (day: Temporal.PlainDate): Record<string, number> =>
  Object.fromEntries(Object.keys(ZONE_CHOICES).map((tz) => [tz, startOfDay(day.toString(), tz)]));

/** The week that holds a day, `YYYY-MM-DD`; of none, or of one that is no day, the week of now. */
export function weekOf(day: string, now: number): CalendarWeek {
  const typed = readDay(day);
  const date = typed === null ? zoned(now, PARIS).toPlainDate() : Temporal.PlainDate.from(typed);
  const monday = date.subtract({ days: date.dayOfWeek - 1 });
  return {
    days: Array.from({ length: 7 }, (_, i) => monday.add({ days: i }).toString()),
    begins: onEach(monday),
    ends: onEach(monday.add({ weeks: 1 })),
    before: monday.subtract({ weeks: 1 }).toString(),
    after: monday.add({ weeks: 1 }).toString(),
  };
}
