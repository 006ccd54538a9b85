import { dayOf, zoned } from "../kernel/time.ts";
import { afterQuiet, answersClick, nextMorning } from "../mail/quiet.ts";
import { type Habits, dueAt, expiresAt } from "./due-time.ts";
import type { Sequence, Step } from "./sequence.ts";

/** Somebody on their way through a sequence, with what decides their next mail. Times in unix seconds. */
export type Traveller = Habits & {
  id: string;
  recipientId: string;
  anchorAt: number;
  /** Index of the next step. */
  step: number;
  lastAt: number | null;
  /** The clock of what the steps stand around; null: the traveller's own. Quiet hours are always those of the traveller. */
  eventZone: string | null;
  /** When they asked for it. */
  askedAt: number;
  /** True when they asked for the next step at once: neither its day nor the others of the week hold it back. */
  isWanted: boolean;
  /** True when they said that it has stopped: only the last step is left, at its day. */
  isOver: boolean;
  pausedUntil: number | null;
  isErased: boolean;
  isSubscribed: boolean;
  /** At most one guidance mail a fortnight, at the person's wish. */
  isSlow: boolean;
};

/** What is known around the traveller at a moment. */
export type Surroundings = {
  now: number;
  /** Guidance mails to this person over the last 7 and 14 days, all sequences together. */
  recent: { week: number; fortnight: number };
  /** True when a registered predicate holds for this traveller. */
  holds: (predicate: string) => boolean;
};

/** A mail to write, or one that will never be sent and says why. */
type Planned = { step: Step; dueAt: number; expiresAt: number; skipped: string | null };
/** Where the traveller stands afterwards: when to look again, or that the way is over. */
export type Advanced = {
  mails: Planned[];
  step: number;
  nextAt: number | null;
  lastAt: number | null;
  end: null | { status: 2 | 3; reason: string | null };
};

/** Guidance mails to one person in seven days, at most. */
const MOST_PER_WEEK = 3;

/**
 * Decides, at a moment, what one traveller gets: the next step if its time has come and nothing stands in its way, else
 * when to look again. Steps that are past their use are passed over with a reason, never sent late, never in a burst.
 * Pure: looking twice decides the same.
 */
export function advance(traveller: Traveller, sequence: Sequence, around: Surroundings): Advanced {
  const stop = (reason: string): Advanced => ({ ...stay, nextAt: null, end: { status: 3, reason } });
  const stay = { mails: [], step: traveller.step, lastAt: traveller.lastAt } as Pick<
    Advanced,
    "mails" | "step" | "lastAt"
  >;
  if (traveller.isErased || !traveller.isSubscribed) {
    return stop(traveller.isErased ? "erased" : "unsubscribed");
  }
  const mails: Planned[] = [];
  for (let i = traveller.step; i < sequence.steps.length; i++) {
    const step = sequence.steps[i] as Step;
    const habits = habitsFor(sequence, traveller);
    const due = dueAt(step, traveller.anchorAt, habits);
    const until = expiresAt(step, due, traveller.anchorAt, habits.zone);
    const isWanted = traveller.isWanted && i === traveller.step;
    const isLast = i === sequence.steps.length - 1;
    const obstacle = obstacleTo({ step, due, until, isWanted, isLast, traveller, class: sequence.class, ...around });
    if (obstacle?.waitUntil !== undefined && obstacle.waitUntil < until) {
      return { mails, step: i, nextAt: obstacle.waitUntil, lastAt: traveller.lastAt, end: null };
    }
    mails.push({ step, dueAt: around.now, expiresAt: until, skipped: obstacle === null ? null : obstacle.why });
    if (obstacle === null) {
      return { mails, lastAt: around.now, ...after(i, sequence, traveller, around.now) };
    }
  }
  return {
    mails,
    step: sequence.steps.length,
    nextAt: null,
    lastAt: traveller.lastAt,
    end: { status: 2, reason: null },
  };
}

/** The person's own hour is for guidance; a reminder keeps its own, on the clock of what it reminds of. */
const habitsFor = (sequence: Sequence, { zone, eventZone, sendHour }: Traveller): Habits => ({
  zone: eventZone ?? zone,
  sendHour: sequence.class === 2 ? sendHour : null,
});

function after(
  i: number,
  sequence: Sequence,
  traveller: Traveller,
  now: number,
): Pick<Advanced, "step" | "nextAt" | "end"> {
  const next = sequence.steps[i + 1];
  return next === undefined
    ? { step: i + 1, nextAt: null, end: { status: 2, reason: null } }
    : {
        step: i + 1,
        nextAt: Math.max(now + 1, dueAt(next, traveller.anchorAt, habitsFor(sequence, traveller))),
        end: null,
      };
}

/** `waitUntil`: when it will have passed. */
type Obstacle = { why: string; waitUntil?: number };
/** A step of a traveller at a moment: what an obstacle is looked for in. */
type Moment = Surroundings & {
  step: Step;
  due: number;
  until: number;
  isWanted: boolean;
  isLast: boolean;
  traveller: Traveller;
  class: 1 | 2;
};

const isPaused = ({ class: klass, traveller, now }: Moment): boolean =>
  klass === 2 && (traveller.pausedUntil ?? 0) > now;

/** What may stand between a step and its reader; the first that does decides. */
const OBSTACLES: readonly ((moment: Moment) => Obstacle | null)[] = [
  ({ traveller: { isOver }, isLast }) => (isOver && !isLast ? { why: "improved" } : null),
  ({ due, now, isWanted }) => (due > now && !isWanted ? { why: "early", waitUntil: due } : null),
  // A reminder whose hour had passed before the booking has nothing left to remind of.
  ({ class: klass, due, until, traveller: { askedAt } }) =>
    (klass === 1 ? due < askedAt : until <= askedAt) ? { why: "late_enrolment" } : null,
  (moment) => (moment.until <= moment.now ? { why: isPaused(moment) ? "paused" : "expired" } : null),
  ({ step, holds }) => {
    const unless = step.unless.find((predicate) => holds(predicate));
    return unless === undefined ? null : { why: `unless:${unless}` };
  },
  (moment) => (isPaused(moment) ? { why: "paused", waitUntil: moment.traveller.pausedUntil ?? moment.now } : null),
  ({ traveller: { lastAt, zone }, now, isWanted }) =>
    !isWanted && lastAt !== null && dayOf(lastAt, zone) === dayOf(now, zone)
      ? { why: "expired", waitUntil: nextMorning(now, zone) }
      : null,
  // The first step of what somebody just asked for answers them: no ceiling holds it back.
  ({ class: klass, step, recent, traveller: { isSlow, zone }, now, isWanted }) => {
    const isFull = recent.week >= MOST_PER_WEEK || (isSlow && recent.fortnight > 0);
    if (klass === 1 || isWanted || step.at === undefined || !isFull) {
      return null;
    }
    const tomorrow = zoned(now, zone).add({ days: 1 });
    return { why: "capped", waitUntil: afterQuiet(Math.floor(tomorrow.epochMilliseconds / 1000), zone) };
  },
  ({ class: klass, step, traveller: { zone, anchorAt }, now }) => {
    const isAwaited = klass === 2 && step.at === undefined && answersClick(anchorAt, now);
    const allowed = isAwaited ? now : afterQuiet(now, zone);
    return allowed > now ? { why: "expired", waitUntil: allowed } : null;
  },
];

/** What stands between a step and its reader now: nothing, something that passes, or something that ends it. */
function obstacleTo(moment: Moment): Obstacle | null {
  for (const obstacleIn of OBSTACLES) {
    const obstacle = obstacleIn(moment);
    if (obstacle !== null) {
      return obstacle;
    }
  }
  return null;
}
