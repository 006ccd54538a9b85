import { Temporal } from "temporal-polyfill";

import { isPublicHoliday } from "../../kernel/working-days.ts";
import { DAY, HOUR, zoned } from "../../kernel/time.ts";
import type { ProgrammeAudience } from "../sessions/programme.ts";

/** An entry of the waiting list, in its order. `waitsForConsent` keeps its rank without blocking the others. */
export type QueueEntry = { id: string; seats: number; skips: number; waitsForConsent: boolean };
/** What the rule gives: seats offered, and who was passed over by whom. */
export type QueueOutcome = {
  offers: { id: string; seats: number }[];
  skips: { skippedId: string; passedById: string }[];
};

/** A group may be passed over this often; then free seats are kept for it until so many days before the session. */
export const MOST_SKIPS = 3;
export const KEPT_UNTIL_DAYS = 7;
/** From so many hours before the session the list is over and seats are reserved directly again. */
export const LIST_CLOSES_HOURS = 12;

/**
 * The published rule of the waiting list, as a pure function: in order, whole or not at all; who does not fit keeps
 * its rank and may be passed over three times.
 */
export function nextOffers(
  entries: readonly QueueEntry[],
  freeSeats: number,
  now: number,
  startsAt: number,
): QueueOutcome {
  const outcome: QueueOutcome = { offers: [], skips: [] };
  const passed: { id: string; skips: number }[] = [];
  let free = freeSeats;
  for (const entry of entries) {
    if (free <= 0) {
      break;
    }
    if (entry.waitsForConsent) {
      continue;
    }
    const isKeptFor = (skips: number): boolean => skips >= MOST_SKIPS && now < startsAt - KEPT_UNTIL_DAYS * DAY;
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

type Hours = {
  /** The hour of a day, or null: closed. Public holidays (of the whole country) are told apart from other days. */
  opens: (weekday: number, isHoliday: boolean) => number | null;
  closes: number;
  time: number;
  nearDays: number;
  nearTime: number;
};

/** When people of each audience may be expected to answer; the time to answer runs only then. Hours are local. */
const OPEN_HOURS: Record<"work" | "family" | "youth", Hours> = {
  work: {
    opens: (day, isHoliday) => (day <= 5 && !isHoliday ? 8 : null),
    closes: 18,
    time: 16,
    nearDays: 5,
    nearTime: 6,
  },
  family: { opens: () => 8, closes: 21, time: 24, nearDays: 2, nearTime: 4 },
  youth: {
    opens: (day, isHoliday) => (day <= 5 && !isHoliday ? 17 : 9),
    closes: 21,
    time: 12,
    nearDays: 2,
    nearTime: 4,
  },
};

const HOURS_OF: Record<ProgrammeAudience, keyof typeof OPEN_HOURS> = {
  youth: "youth",
  parent: "family",
  family: "family",
  educator: "work",
  health: "work",
  class: "work",
};

/**
 * Until when a freed seat is kept for somebody, in unix seconds; null when no offer may leave now: outside open hours,
 * or so late that the answer could not come 2 hours before the start. Clock changes are the zone's business.
 */
export function offerDeadline(audience: ProgrammeAudience, now: number, startsAt: number, tz: string): number | null {
  const hours = OPEN_HOURS[HOURS_OF[audience]];
  const latest = startsAt - 2 * HOUR;
  let at = zoned(now, tz);
  if (!isOpen(hours, at)) {
    return null;
  }
  let left = (startsAt - now < hours.nearDays * DAY ? hours.nearTime : hours.time) * HOUR;
  for (let day = 0; day < 60; day++) {
    const opens = opensOn(hours, at);
    if (opens !== null) {
      const start =
        Temporal.ZonedDateTime.compare(at, at.with({ hour: opens, minute: 0, second: 0 })) < 0
          ? at.with({ hour: opens, minute: 0, second: 0 })
          : at;
      const room =
        (at.with({ hour: hours.closes, minute: 0, second: 0 }).epochMilliseconds - start.epochMilliseconds) / 1000;
      if (room >= left) {
        const until = Math.floor(start.epochMilliseconds / 1000) + left;
        const deadline = Math.min(until, latest);
        return deadline > now + 900 ? deadline : null;
      }
      left -= Math.max(0, room);
    }
    at = at.add({ days: 1 }).startOfDay();
  }
  return null;
}

/** The same hours as people read them, from the same table. */
export function openHoursInWords(audience: ProgrammeAudience): string {
  const { opens, closes } = OPEN_HOURS[HOURS_OF[audience]];
  const [week, end] = [opens(1, false), opens(6, false)];
  if (end === null) {
    return `du lundi au vendredi, de ${week} h à ${closes} h, sauf les jours fériés`;
  }
  return week === end
    ? `tous les jours, de ${week} h à ${closes} h`
    : `de ${week} h à ${closes} h en semaine, de ${end} h à ${closes} h le week-end et les jours fériés`;
}

/** How long there is to answer an offer, counted in open hours, as people read it. */
export function answerTimeInWords(audience: ProgrammeAudience): string {
  const { time, nearDays, nearTime } = OPEN_HOURS[HOURS_OF[audience]];
  const near = nearDays === 2 ? "48 heures" : `${nearDays} jours`;
  return `${time} heures, ou ${nearTime} quand la séance est à moins de ${near}`;
}

const opensOn = (hours: Hours, at: Temporal.ZonedDateTime): number | null =>
  hours.opens(at.dayOfWeek, isPublicHoliday(at.toPlainDate()));

function isOpen(hours: Hours, at: Temporal.ZonedDateTime): boolean {
  const opens = opensOn(hours, at);
  return opens !== null && at.hour >= opens && at.hour < hours.closes;
}
