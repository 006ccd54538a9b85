import { ICalCalendarMethod, ICalEventStatus, ICalEventTransparency, default as ical } from "ical-generator";
import { Temporal } from "temporal-polyfill";

import { zoned } from "../kernel/time.ts";

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
  calendar.timezone({ name: null, generator: (tz) => timezoneBlock(tz, entry.startsAt) });
  calendar.createEvent({
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
  });
  return calendar.toString();
}

/** A VTIMEZONE that holds for the year around an instant: its last two changes, or the fixed offset. */
function timezoneBlock(tz: string, at: number): string {
  const here = zoned(at, tz);
  const after = here.getTimeZoneTransition("next");
  const before = here.add({ seconds: 1 }).getTimeZoneTransition("previous");
  const isFixed = after === null || after.epochMilliseconds / 1000 > at + 366 * 86_400;
  const changes = isFixed || before === null ? [here.with({ month: 1, day: 1 }).startOfDay()] : [before, after];
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
