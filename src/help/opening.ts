/** A stretch of the week: days from 1 (Monday) to 7, hours as `HH:MM` on the clock of Paris; `to` is the first minute closed. */
type Opening = { days: readonly number[]; from: string; to: string };
/** When a channel answers; null when its hours were not read. */
export type Hours = "always" | readonly Opening[] | null;
/** A minute of the week on the clock of Paris. */
export type Moment = { day: number; minute: number };

const SAYS = {
  fr: {
    days: ["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"],
    tomorrow: "demain",
    always: "jour et nuit",
    open: "ouvert",
    until: (hour: string) => `ouvert jusqu’à ${hour}`,
    from: (hour: string) => `ouvre à ${hour}`,
    again: (day: string, hour: string) => `rouvre ${day} à ${hour}`,
  },
  en: {
    days: ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
    tomorrow: "tomorrow",
    always: "day and night",
    open: "open",
    until: (hour: string) => `open until ${hour}, Paris time`,
    from: (hour: string) => `opens at ${hour}, Paris time`,
    again: (day: string, hour: string) => `opens ${day} at ${hour}, Paris time`,
  },
} as const;
/** What lists of hours say beside it: pages alone write them, no script. */
const LISTS = {
  fr: {
    everyDay: "tous les jours",
    between: (days: string, from: string, to: string) => `${days}, de ${from} à ${to}`,
    and: " et ",
  },
  en: {
    everyDay: "every day",
    between: (days: string, from: string, to: string) => `${days}, ${from} to ${to}, Paris time`,
    and: " and ",
  },
} as const;
/** The language in which hours are said. */
export type Spoken = keyof typeof SAYS;
const WEEK = [1, 2, 3, 4, 5, 6, 7] as const;

const minuteOf = (clock: string): number => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3));
const todays = (openings: readonly Opening[], day: number): Opening[] =>
  openings.filter((one) => one.days.includes(day)).toSorted((a, b) => minuteOf(a.from) - minuteOf(b.from));

/** « 9 h », « 9 h 30 »; « 9 am », « 9:30 pm ». */
export function clockInWords(clock: string, spoken: Spoken = "fr"): string {
  const minutes = clock.slice(3);
  if (spoken === "en") {
    const hour = Number(clock.slice(0, 2));
    return `${hour % 12 === 0 ? 12 : hour % 12}${minutes === "00" ? "" : `:${minutes}`} ${hour < 12 ? "am" : "pm"}`;
  }
  return `${Number(clock.slice(0, 2))} h${minutes === "00" ? "" : ` ${minutes}`}`;
}

/** Which minute of the week it is in Paris, whatever the zone of the device. */
export function momentInParis(ms: number): Moment {
  const parts = new Intl.DateTimeFormat("en-GB", {
    timeZone: "Europe/Paris",
    weekday: "short",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  }).formatToParts(new Date(ms));
  const part = (type: string): string => parts.find((one) => one.type === type)?.value ?? "";
  return {
    day: ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"].indexOf(part("weekday")) + 1,
    minute: minuteOf(`${part("hour")}:${part("minute")}`),
  };
}

/** Until when it is open, as `HH:MM`; null when it is closed, or when nobody read its hours. */
function openUntil(openings: readonly Opening[], { day, minute }: Moment): string | null {
  const open = todays(openings, day).find((one) => minuteOf(one.from) <= minute && minute < minuteOf(one.to));
  return open?.to ?? null;
}

/** Whether it answers at that minute. Hours that nobody read never count as open. */
export const isOpen = (hours: Hours, at: Moment): boolean =>
  hours === "always" || (hours !== null && openUntil(hours, at) !== null);

/** Whether it answers on every night of the week, late in the evening and before the morning. */
export const answersAtNight = (hours: Hours): boolean =>
  WEEK.every((day) => isOpen(hours, { day, minute: 23 * 60 + 30 }) && isOpen(hours, { day, minute: 3 * 60 }));

/** « ouvert jusqu’à 23 h », « rouvre demain à 9 h »; null when its hours were not read. */
export function nowInWords(hours: Hours, at: Moment, spoken: Spoken = "fr"): string | null {
  const says = SAYS[spoken];
  if (hours === null || hours === "always") {
    return hours === null ? null : `${says.open} ${says.always}`;
  }
  const until = openUntil(hours, at);
  if (until !== null) {
    return says.until(clockInWords(until, spoken));
  }
  const later = todays(hours, at.day).find((one) => minuteOf(one.from) > at.minute);
  if (later !== undefined) {
    return says.from(clockInWords(later.from, spoken));
  }
  for (const ahead of WEEK) {
    const day = ((at.day - 1 + ahead) % 7) + 1;
    const [first] = todays(hours, day);
    if (first !== undefined) {
      return says.again(ahead === 1 ? says.tomorrow : (says.days[day - 1] ?? ""), clockInWords(first.from, spoken));
    }
  }
  return null;
}

/** « jour et nuit », « tous les jours, de 9 h à 23 h »; null when its hours were not read. */
export function hoursInWords(hours: Hours, spoken: Spoken = "fr"): string | null {
  const says = SAYS[spoken];
  if (hours === null || hours === "always") {
    return hours === null ? null : says.always;
  }
  return hours
    .map(({ days, from, to }) => {
      const which = days.length === 7 ? LISTS[spoken].everyDay : days.map((day) => says.days[day - 1]).join(", ");
      return LISTS[spoken].between(which, clockInWords(from, spoken), clockInWords(to, spoken));
    })
    .join(LISTS[spoken].and);
}

/** Hours as one attribute of a page: `always`, or `1234567 09:00-23:00`, several with a comma; empty when not read. */
export const hoursAsText = (hours: Hours): string =>
  typeof hours === "string"
    ? hours
    : (hours ?? []).map(({ days, from, to }) => `${days.join("")} ${from}-${to}`).join(",");

/** Reads what `hoursAsText` wrote. */
export function hoursFromText(text: string): Hours {
  if (text === "always" || text === "") {
    return text === "" ? null : "always";
  }
  return text.split(",").map((one) => ({
    days: Array.from(one.slice(0, one.indexOf(" ")), Number),
    from: one.slice(-11, -6),
    to: one.slice(-5),
  }));
}
