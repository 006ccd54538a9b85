import { Temporal } from "temporal-polyfill";

import { plural } from "./text.ts";

/** Seconds in a minute, an hour and a day of exactly 24 hours. */
export const MINUTE = 60;
export const HOUR = 3600;
export const DAY = 86_400;

/** The clock of whatever has no place of its own: days of the label, nights of the platform. */
export const PARIS = "Europe/Paris";

/** The local date and time of an instant (unix seconds) in an IANA zone. */
export function zoned(at: number, tz: string): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(at * 1000).toZonedDateTimeISO(tz);
}

/**
 * Unix seconds of a local date and time (`2026-12-01T18:00`) in an IANA zone; a gap moves forward, a repeat takes the first.
 * @example instantOf("1970-01-02T01:00", PARIS) => 86400
 */
export function instantOf(local: string, tz: string): number {
  return Math.floor(Temporal.PlainDateTime.from(local).toZonedDateTime(tz).epochMilliseconds / 1000);
}

/**
 * Unix seconds of a minute of a day (`2026-12-01`, 1080 for 18:00) in an IANA zone.
 * @example instantAt("1970-01-02", 60, PARIS) => 86400
 */
export const instantAt = (day: string, minute: number, tz: string): number =>
  Math.floor(
    Temporal.PlainDate.from(day).toPlainDateTime().add({ minutes: minute }).toZonedDateTime(tz).epochMilliseconds /
      1000,
  );

const LONG_DAY: Intl.DateTimeFormatOptions = { weekday: "long", day: "numeric", month: "long", year: "numeric" };
const SHORT_DAY: Intl.DateTimeFormatOptions = { weekday: "short", day: "numeric", month: "short" };
/** By style, then zone: to make a format costs a hundred times what using it does, and a list of sessions uses one for each. */
const FORMATS = new Map<Intl.DateTimeFormatOptions, Map<string, Intl.DateTimeFormat>>([
  [LONG_DAY, new Map()],
  [SHORT_DAY, new Map()],
]);

function format(at: number, timeZone: string, style: Intl.DateTimeFormatOptions): string {
  const known = FORMATS.get(style)?.get(timeZone) ?? new Intl.DateTimeFormat("fr-FR", { timeZone, ...style });
  FORMATS.get(style)?.set(timeZone, known);
  return known.format(at * 1000).replace(/(^| )1 (?=\p{L})/u, "$11er ");
}

/**
 * « samedi 5 décembre 2026 » in the zone of the session.
 * @example dayInWords(instantOf("2026-12-01T18:30", PARIS), PARIS) => "mardi 1er décembre 2026"
 */
export function dayInWords(at: number, tz: string): string {
  return format(at, tz, LONG_DAY);
}

/**
 * « sam. 5 déc. », for lists.
 * @example dayShort(instantOf("2026-12-05T18:30", PARIS), PARIS) => "sam. 5 déc."
 */
export function dayShort(at: number, tz: string): string {
  return format(at, tz, SHORT_DAY);
}

/** « 18 h » or « 18 h 30 », with no-break spaces. */
function hourInWords(at: number, tz: string): string {
  const local = zoned(at, tz);
  const minutes = local.minute === 0 ? "" : `\u00a0${String(local.minute).padStart(2, "0")}`;
  return `${local.hour}\u00a0h${minutes}`;
}

/** Whether what happens has no place: whoever takes part reads the hour wherever they live. */
type Where = { online?: boolean };

/**
 * « 18 h 30 », and whose hour it is wherever that could be in doubt: « 18 h 30 (heure de La Réunion) ».
 * @example hourIn(instantOf("2026-12-05T18:30", "Indian/Reunion"), "Indian/Reunion") => "18 h 30 (heure de La Réunion)"
 */
export function hourIn(at: number, tz: string, where: Where = {}): string {
  return hourInWords(at, tz) + zoneNote(tz, where);
}

/**
 * « samedi 5 décembre 2026 à 18 h 30 », with whose hour it is, as `hourIn`: the one way to print a moment.
 * @example momentIn(instantOf("2026-12-05T18:00", PARIS), PARIS) => "samedi 5 décembre 2026 à 18 h"
 */
export function momentIn(at: number, tz: string, where: Where = {}): string {
  return `${dayInWords(at, tz)} à ${hourIn(at, tz, where)}`;
}

/**
 * « samedi 5 décembre 2026, 18 h 30 à 20 h », with whose hours they are once, as `hourIn`.
 * @example spanIn({ startsAt: 0, endsAt: 90 * MINUTE }, PARIS) => "jeudi 1er janvier 1970, 1 h à 2 h 30"
 */
export const spanIn = (span: { startsAt: number; endsAt: number }, tz: string, where: Where = {}): string =>
  `${dayInWords(span.startsAt, tz)}, ${hourInWords(span.startsAt, tz)} à ${hourIn(span.endsAt, tz, where)}`;

/** A moment on the clock of a place. */
export type Moment = { at: number; tz: string };
/**
 * A moment as machines read and sort it: ISO 8601 with its offset.
 * @example isoIn({ at: 0, tz: PARIS }) => "1970-01-01T01:00:00+01:00"
 */
export const isoIn = ({ at, tz }: Moment): string =>
  zoned(at, tz).toString({ timeZoneName: "never", smallestUnit: "second" });

/** « 8 h – 9 h 50, 10 h – 11 h 50 », with whose hours they are once, as `hourIn`. */
export const hoursIn = (spans: readonly { startsAt: number; endsAt: number }[], tz: string): string =>
  spans.map((span) => `${hourInWords(span.startsAt, tz)}\u00a0– ${hourInWords(span.endsAt, tz)}`).join(", ") +
  zoneNote(tz, {});

/** When something was, for the person who reads it now: « à 14 h 05 » today, else with its day. */
export const sinceInWords = (at: number, now: number, tz: string = PARIS): string =>
  dayOf(at, tz) === dayOf(now, tz) ? `à ${hourIn(at, tz)}` : `le ${momentIn(at, tz)}`;

/**
 * A length of time rounded to what a person says: « 15 minutes », « 1 h 30 », « 2 jours ». Seconds in.
 * @example durationInWords(90 * MINUTE) => "1 h 30"
 * @example durationInWords(3 * DAY) => "3 jours"
 */
export function durationInWords(seconds: number): string {
  const minutes = Math.max(1, Math.round(seconds / MINUTE));
  if (minutes < 60) {
    return plural(minutes, "minute");
  }
  if (minutes < 48 * 60) {
    const rest = minutes % 60;
    return `${Math.floor(minutes / 60)}\u00a0h${rest === 0 ? "" : `\u00a0${String(rest).padStart(2, "0")}`}`;
  }
  return plural(Math.round(minutes / 1440), "jour");
}

/** Where a clock hangs, for every zone of the Republic: whose hour it is, and there; a test holds the list to the départements and to the form of parents. */
const CLOCKS: Readonly<Record<string, { of: string; there: string }>> = {
  [PARIS]: { of: "de Paris", there: "à Paris" },
  "America/Cayenne": { of: "de la Guyane", there: "en Guyane" },
  "America/Guadeloupe": { of: "de la Guadeloupe", there: "en Guadeloupe" },
  "America/Martinique": { of: "de la Martinique", there: "en Martinique" },
  "America/Miquelon": { of: "de Saint-Pierre-et-Miquelon", there: "à Saint-Pierre-et-Miquelon" },
  "Indian/Mayotte": { of: "de Mayotte", there: "à Mayotte" },
  "Indian/Reunion": { of: "de La Réunion", there: "à La Réunion" },
  "Pacific/Marquesas": { of: "des Marquises", there: "aux Marquises" },
  "Pacific/Noumea": { of: "de Nouméa", there: "à Nouméa" },
  "Pacific/Tahiti": { of: "de Tahiti", there: "à Tahiti" },
  "Pacific/Wallis": { of: "de Wallis-et-Futuna", there: "à Wallis-et-Futuna" },
};

/** « heure de La Réunion »; a zone that we do not know is named as it is. */
const hourOfZone = (tz: string): string => `heure ${CLOCKS[tz]?.of ?? `de ${tz}`}`;

/** « (heure de La Réunion) » where the clock is not that of Paris, and online always. */
function zoneNote(tz: string, { online = false }: Where): string {
  return tz === PARIS && !online ? "" : ` (${hourOfZone(tz)})`;
}

/** Every zone of the Republic and whose hour it is there, to choose from. */
export const ZONE_CHOICES: Readonly<Record<string, string>> = Object.fromEntries(
  Object.keys(CLOCKS).map((tz) => [tz, hourOfZone(tz)]),
);

/** One moment on several clocks, the first one's day first: « jeudi 14 janvier 2027 : 18 h 30 à Nouméa, 8 h 30 à Paris ». */
export function onClocks(at: number, [first = PARIS, ...others]: readonly string[]): string {
  const there = (tz: string): string => `${hourInWords(at, tz)} ${CLOCKS[tz]?.there ?? `(${hourOfZone(tz)})`}`;
  const shift = (tz: string): string =>
    dayOf(at, tz) === dayOf(at, first) ? "" : dayOf(at, tz) < dayOf(at, first) ? " la veille" : " le lendemain";
  const hours = [there(first), ...others.map((tz) => there(tz) + shift(tz))];
  return `${dayInWords(at, first)}\u00a0: ${hours.join(", ")}`;
}

/**
 * The calendar day (`2026-12-05`) of an instant in a zone.
 * @example dayOf(0, "America/Cayenne") => "1969-12-31"
 */
export function dayOf(at: number, tz: string): string {
  return zoned(at, tz).toPlainDate().toString();
}

/**
 * The Monday (`2026-11-30`) of the week of an instant in a zone.
 * @example mondayOf(0, PARIS) => "1969-12-29"
 */
export function mondayOf(at: number, tz: string): string {
  const day = zoned(at, tz).toPlainDate();
  return day.subtract({ days: day.dayOfWeek - 1 }).toString();
}

/** The instant (unix seconds) at which a calendar day (`2026-12-05`) starts in a zone. */
export function startOfDay(dayOn: string, tz: string): number {
  return Math.floor(Temporal.PlainDate.from(dayOn).toZonedDateTime(tz).epochMilliseconds / 1000);
}

/**
 * The day some days before or after a day: a day of the calendar, whatever its hours. 24 hours miss or double one where clocks change.
 * @example addDays("2026-10-25", 1) => "2026-10-26"
 */
export const addDays = (day: string, days: number): string => Temporal.PlainDate.from(day).add({ days }).toString();

/**
 * The instant (unix seconds) at which a calendar day ends in a zone: that at which the next one starts.
 * @example endOfDay("1970-01-01", PARIS) => 82800
 */
export const endOfDay = (dayOn: string, tz: string): number => startOfDay(addDays(dayOn, 1), tz);

/**
 * The day some months before or after a day.
 * @example addMonths("2026-01-31", 1) => "2026-02-28"
 */
export const addMonths = (day: string, months: number): string =>
  Temporal.PlainDate.from(day).add({ months }).toString();
