import { Temporal } from "temporal-polyfill";

import type { RegistrationId } from "../../kernel/ids.ts";
import { byDay } from "../../kernel/deadline.ts";
import { DAY, HOUR, zoned } from "../../kernel/time.ts";
import type { Place } from "../../kernel/working-days.ts";
import { hoursOf, isOpen, opensOn } from "../sessions/open-hours.ts";
import type { ProgrammeAudience } from "../sessions/programme.ts";

/** An entry of the waiting list, in its order. `waitsForConsent` keeps its rank without blocking the others. */
export type QueueEntry = { id: RegistrationId; seats: number; skips: number; waitsForConsent: boolean };
/** What the rule gives: seats offered, and who was passed over by whom. */
export type QueueOutcome = {
  offers: { id: RegistrationId; seats: number }[];
  skips: { skippedId: RegistrationId; passedById: RegistrationId }[];
};

/** A group may be passed over this often; then free seats are kept for it until so many days before the session. */
export const MOST_SKIPS = 3;
export const KEPT_UNTIL_DAYS = 7;

/** A session as the rule sees it: its seats, and those that are free. */
export type Room = { capacity: number; free: number; startsAt: number };

/**
 * The published rule of the waiting list, as a pure function: in order, whole or not at all; who does not fit keeps
 * its rank and may be passed over three times. Nothing is kept for a group that the whole room could not hold.
 */
export function nextOffers(entries: readonly QueueEntry[], room: Room, now: number): QueueOutcome {
  const outcome: QueueOutcome = { offers: [], skips: [] };
  const passed: { id: RegistrationId; skips: number }[] = [];
  let { free } = room;
  for (const entry of entries) {
    if (entry.waitsForConsent || entry.seats > room.capacity) {
      continue;
    }
    const isKeptFor = (skips: number): boolean => skips >= MOST_SKIPS && now < room.startsAt - KEPT_UNTIL_DAYS * DAY;
    if (passed.some((group) => isKeptFor(group.skips))) {
      break;
    }
    if (entry.seats > free) {
      passed.push({ id: entry.id, skips: entry.skips });
      continue;
    }
    outcome.offers.push({ id: entry.id, seats: entry.seats });
    free -= entry.seats;
    for (const group of passed) {
      group.skips += 1;
      outcome.skips.push({ skippedId: group.id, passedById: entry.id });
    }
  }
  return outcome;
}

/**
 * Until when a freed seat is kept for somebody, in unix seconds; null when no offer may leave now: outside open hours,
 * or so late that the answer could not come 2 hours before the start. Clock changes are the zone's business.
 */
export function offerDeadline(
  audience: ProgrammeAudience,
  now: number,
  { startsAt, tz, departement }: Place & { startsAt: number },
): number | null {
  const hours = hoursOf(audience);
  const latest = startsAt - 2 * HOUR;
  let at = zoned(now, tz);
  if (!isOpen(hours, at, departement)) {
    return null;
  }
  let left = (startsAt - now < hours.nearDays * DAY ? hours.nearTime : hours.time) * HOUR;
  for (let day = 0; day < 60; day++) {
    const opens = opensOn(hours, at, departement);
    if (opens !== null) {
      const start =
        Temporal.ZonedDateTime.compare(at, at.with({ hour: opens, minute: 0, second: 0 })) < 0
          ? at.with({ hour: opens, minute: 0, second: 0 })
          : at;
      const room =
        (at.with({ hour: hours.closes, minute: 0, second: 0 }).epochMilliseconds - start.epochMilliseconds) / 1000;
      if (room >= left) {
        const until = Math.floor(start.epochMilliseconds / 1000) + left;
        const deadline = byDay(until, { now, tz, latest });
        return deadline > now + 900 ? deadline : null;
      }
      left -= Math.max(0, room);
    }
    at = at.add({ days: 1 }).startOfDay();
  }
  return null;
}
