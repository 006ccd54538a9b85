import { Temporal } from "temporal-polyfill";

import { zoned } from "../kernel/time.ts";
import { workedFrom } from "../kernel/working-days.ts";
import { type Step } from "./sequence.ts";

/** Where and when a person wants their mails: IANA zone, and their own hour for guidance (null: the step's). */
export type Habits = { zone: string; sendHour: number | null };

/**
 * When a step is due, in unix seconds. Days and months are added on the calendar of the person's zone, then the local
 * hour is set, so that 10:00 stays 10:00 across a clock change (a local time that does not exist moves forward, one
 * that comes twice means the first). Hours are exact durations from the anchor.
 */
export function dueAt(step: Pick<Step, "offset" | "at" | "days">, anchorAt: number, habits: Habits): number {
  const offset = Temporal.Duration.from(step.offset);
  if (step.at === undefined) {
    return anchorAt + offset.total("seconds");
  }
  const time = habits.sendHour === null ? Temporal.PlainTime.from(step.at) : new Temporal.PlainTime(habits.sendHour, 0);
  const from = zoned(anchorAt, habits.zone).toPlainDate();
  const day = step.days === "working" ? workedFrom(from, offset.sign * Math.abs(offset.days), null) : from.add(offset);
  const moment = day.toPlainDateTime(time).toZonedDateTime(habits.zone, { disambiguation: "compatible" });
  return Math.floor(moment.epochMilliseconds / 1000);
}

/** The last moment at which a step is still of use. */
export function expiresAt(step: Step, due: number, anchorAt: number, zone: string): number {
  if (step.expires_at_anchor === true) {
    return anchorAt;
  }
  return Math.floor(zoned(due, zone).add(Temporal.Duration.from(step.expires_after)).epochMilliseconds / 1000);
}
