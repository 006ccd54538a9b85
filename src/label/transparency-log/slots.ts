import { PARIS, dayOf, instantAt, zoned } from "../../kernel/time.ts";
import { refusedBy } from "../../platform/d1.ts";
import type { Deps } from "../../platform/deps.ts";
import { newRandomId } from "../../platform/ids.ts";
import { appendToLog } from "./append.ts";
import type { Draft } from "./entry.ts";
import { type Slot, claimSlot, drawSlots, slotsOf } from "./slots.store.ts";

/*
 * Who reads the log must not learn from it that somebody was refused, nor when. Each day holds three entries that stay closed, at minutes
 * drawn between 8:00 and 22:00: the clock writes them, and a decision that is not public takes the place of one.
 */

const FIRST_HOUR = 8;
const LAST_HOUR = 22;
const SLOTS = [1, 2, 3] as const;
const MINUTES = (LAST_HOUR - FIRST_HOUR) * 60;

/** The constraint behind "this place was taken meanwhile". */
export const SLOT_TAKEN = "slot_is_free";

/** A minute of the day, drawn from two random bytes. */
const drawn = ([high = 0, low = 0]: Uint8Array): number => FIRST_HOUR * 60 + ((high * 256 + low) % MINUTES);

/** The places of today, drawn at the first look. */
async function today({ db, now, random }: Deps): Promise<Slot[]> {
  const dayOn = dayOf(now, PARIS);
  const found = await slotsOf(db, dayOn);
  if (found.length > 0) {
    return found;
  }
  const dues = SLOTS.map((slot) => ({ slot, dueAt: instantAt(dayOn, drawn(random(2)), PARIS) }));
  await db.batch([drawSlots(dayOn, dues)]);
  return slotsOf(db, dayOn);
}

const isOpenHour = (now: number): boolean => {
  const { hour } = zoned(now, PARIS);
  return hour >= FIRST_HOUR && hour < LAST_HOUR;
};

/** The place that a decision takes that is not public: the next one of today; `null`: it is night, or today's are taken. */
export async function placeForClosed(deps: Deps): Promise<Slot | null> {
  if (!isOpenHour(deps.now)) {
    return null;
  }
  const free = (await today(deps)).filter(({ seq }) => seq === null);
  return free.find(({ dueAt }) => dueAt > deps.now) ?? free[0] ?? null;
}

/** What the clock writes where nobody was refused: nothing, in the shape of a decision. */
const filler = (random: Deps["random"]): Draft => ({
  type: "decision",
  subject: newRandomId(random, "dcn"),
  payload: { format: "filler/1" },
  isPublic: false,
});

/** Each tick: the closed entries whose minute has come. How many were written. */
export async function fillLog(deps: Deps): Promise<number> {
  const due = (await today(deps)).filter(({ seq, dueAt }) => seq === null && dueAt <= deps.now);
  let written = 0;
  for (const slot of due) {
    const rest = ([entry]: readonly { seq: number }[]) => [claimSlot(slot, entry?.seq ?? 0)];
    try {
      await appendToLog(deps, { drafts: [filler(deps.random)], rest });
      written += 1;
    } catch (error) {
      if (refusedBy(error) !== SLOT_TAKEN) {
        throw error;
      }
    }
  }
  return written;
}
