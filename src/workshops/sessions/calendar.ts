import {
  ICalCalendarMethod,
  type ICalEventData,
  ICalEventStatus,
  ICalEventTransparency,
  default as ical,
} from "ical-generator";
import { Temporal } from "temporal-polyfill";

import { zoned } from "../../kernel/time.ts";

/** One entry of a calendar. Times in unix seconds; `stamp` is the moment of the last change, so that rendering is pure. */
export type CalendarEntry = {
  uid: string;
  sequence: number;
  isCancelled: boolean;
  startsAt: number;
  endsAt: number;
  tz: string;
  title: string;
  place: string;
  stamp: number;
  /** Where the session is on the site. */
  url?: string;
  /** A sentence beside it. */
  note?: string;
};

/**
 * The calendar of one registration (RFC 5545): PUBLISH, or CANCEL once cancelled. The same UID for ever; the sequence
 * rises with every change, so that an older file imported later changes nothing.
 */
export function renderCalendar(entry: CalendarEntry): string {
  const calendar = ical({
    prodId: "//Ligne Sure//Ateliers//FR",
    method: entry.isCancelled ? ICalCalendarMethod.CANCEL : ICalCalendarMethod.PUBLISH,
  });
  calendar.timezone({ name: null, generator: (tz) => timezoneBlock(tz, entry.startsAt, entry.startsAt) });
  calendar.createEvent(toEvent(entry));
  return calendar.toString();
}

/**
 * A calendar that people follow (RFC 5545, METHOD PUBLISH): every entry, cancelled ones marked so. `now` names the zones
 * of an empty one. Readers look again every hour.
 */
export function renderFeed(name: string, entries: readonly CalendarEntry[], now: number): string {
  const calendar = ical({ prodId: "//Ligne Sure//Ateliers//FR", method: ICalCalendarMethod.PUBLISH, name, ttl: 3600 });
  const starts = entries.map((entry) => entry.startsAt);
  const [first, last] = [Math.min(now, ...starts), Math.max(now, ...starts)];
  calendar.timezone({ name: null, generator: (tz) => timezoneBlock(tz, first, last) });
  entries.forEach((entry) => calendar.createEvent(toEvent(entry)));
  return calendar.toString();
}

const toEvent = (entry: CalendarEntry): ICalEventData => ({
  id: entry.uid,
  sequence: entry.sequence,
  stamp: new Date(entry.stamp * 1000),
  start: zoned(entry.startsAt, entry.tz),
  end: zoned(entry.endsAt, entry.tz),
  timezone: entry.tz,
  summary: entry.title,
  location: entry.place,
  status: entry.isCancelled ? ICalEventStatus.CANCELLED : ICalEventStatus.CONFIRMED,
  transparency: entry.isCancelled ? ICalEventTransparency.TRANSPARENT : ICalEventTransparency.OPAQUE,
  ...(entry.url === undefined ? {} : { url: entry.url }),
  ...(entry.note === undefined ? {} : { description: entry.note }),
});

/** A VTIMEZONE that holds from a first instant to a last one and the months after: each change of clocks, or the fixed offset. */
function timezoneBlock(tz: string, first: number, last: number): string {
  const here = zoned(first, tz);
  const before = here.add({ seconds: 1 }).getTimeZoneTransition("previous");
  const changes = before === null ? [] : [before];
  for (
    let next = here.getTimeZoneTransition("next");
    next !== null && changes.length < 12 && (changes.length < 2 || next.epochMilliseconds / 1000 <= last);
    next = next.getTimeZoneTransition("next")
  ) {
    changes.push(next);
  }
  const after = changes[1];
  const isFixed = after === undefined || after.epochMilliseconds / 1000 > first + 366 * 86_400;
  if (isFixed) {
    changes.splice(0, changes.length, here.with({ month: 1, day: 1 }).startOfDay());
  }
  const blocks = changes.map((change) => {
    const from = isFixed ? change.offsetNanoseconds : change.subtract({ seconds: 1 }).offsetNanoseconds;
    const kind = change.offsetNanoseconds > from ? "DAYLIGHT" : "STANDARD";
    const local = Temporal.Instant.fromEpochMilliseconds(change.epochMilliseconds + from / 1e6).toZonedDateTimeISO(
      "UTC",
    );
    return [
      `BEGIN:${kind}`,
      `DTSTART:${local.toPlainDateTime().toString({ smallestUnit: "second" }).replace(/[-:]/g, "")}`,
      `TZOFFSETFROM:${offset(from)}`,
      `TZOFFSETTO:${offset(change.offsetNanoseconds)}`,
      `END:${kind}`,
    ].join("\r\n");
  });
  return ["BEGIN:VTIMEZONE", `TZID:${tz}`, ...blocks, "END:VTIMEZONE"].join("\r\n");
}

function offset(nanoseconds: number): string {
  const minutes = Math.round(nanoseconds / 6e10);
  const two = (n: number): string => String(Math.floor(n)).padStart(2, "0");
  return `${minutes < 0 ? "-" : "+"}${two(Math.abs(minutes) / 60)}${two(Math.abs(minutes) % 60)}`;
}
