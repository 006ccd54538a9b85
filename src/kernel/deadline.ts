import { HOUR, zoned } from "./time.ts";

/** Nobody has to answer between these local hours. */
const [EVENING, MORNING] = [20, 9];
/** A deadline that is nearer stays as it is. Seconds. */
const SOON = 12 * HOUR;

/**
 * When somebody has to have answered, in unix seconds: what is more than 12 hours away and would end in the evening or at night ends at
 * 9:00 of that morning; later, never earlier, and never past `latest`, which is what the answer leads to.
 * @example byDay(100 * HOUR, { now: 0, tz: "UTC", latest: 200 * HOUR }) => 105 * HOUR
 */
export function byDay(until: number, { now, tz, latest }: { now: number; tz: string; latest: number }): number {
  const at = Math.min(until, latest);
  const local = zoned(at, tz);
  if (at - now <= SOON || (local.hour >= MORNING && local.hour < EVENING)) {
    return at;
  }
  const day = local.hour >= EVENING ? local.add({ days: 1 }) : local;
  const morning = day.startOfDay().with({ hour: MORNING });
  return Math.min(latest, Math.floor(morning.epochMilliseconds / 1000));
}
