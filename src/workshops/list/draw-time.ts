import { DAY, HOUR, MINUTE, zoned } from "../../kernel/time.ts";

/** The list is frozen, and so long after a round comes that nobody knows yet. */
export const BEACON_AFTER = 5 * MINUTE;
/** The beacon is asked for so long; then the public log takes its place. */
export const BEACON_AWAY = 6 * HOUR;
/** The draw is at noon, the day after the opening, and so many days before the session. */
export const LEAST_DAYS_BEFORE = 5;
export function drawAtFor(opensAt: number, tz: string): number {
  const noon = zoned(opensAt, tz).add({ days: 1 }).with({ hour: 12, minute: 0, second: 0, millisecond: 0 });
  return Math.floor(noon.epochMilliseconds / 1000);
}
/** Whether there is time for a draw before a session begins. */
export const isEarlyEnough = ({ drawAt, startsAt }: { drawAt: number; startsAt: number }): boolean =>
  drawAt + LEAST_DAYS_BEFORE * DAY <= startsAt;
