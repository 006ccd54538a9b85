import { HOUR, MINUTE, startOfDay, zoned } from "../kernel/time.ts";

/** No reminder and no guidance leaves from 21:00 to 8:00, where the person lives. */
export const QUIET = { from: 21, to: 8 } as const;

/** For so long after a click, what answers it leaves at any hour: whoever clicked is awake, and waits. */
const CLICK_IS_FRESH = 15 * MINUTE;
export const answersClick = (clickedAt: number | null, now: number): boolean =>
  clickedAt !== null && clickedAt + CLICK_IS_FRESH > now;

/** True when a local hour is one at which we let people be. */
export const isQuietHour = (hour: number): boolean => hour >= QUIET.from || hour < QUIET.to;

/** The first moment from `at` on (unix seconds) that is not within quiet hours in an IANA zone. */
export function afterQuiet(at: number, zone: string): number {
  const local = zoned(at, zone);
  if (!isQuietHour(local.hour)) {
    return at;
  }
  const day = local.hour >= QUIET.from ? local.toPlainDate().add({ days: 1 }) : local.toPlainDate();
  // 8:00 is never inside a clock change: those happen at night.
  return Math.floor(day.toZonedDateTime({ timeZone: zone, plainTime: { hour: QUIET.to } }).epochMilliseconds / 1000);
}

/** The same moment of the next local day, but not before 8:00. */
export const nextMorning = (at: number, zone: string): number =>
  startOfDay(zoned(at, zone).toPlainDate().add({ days: 1 }).toString(), zone) + QUIET.to * HOUR;
