import { type Place, afterWorkingDays } from "../../kernel/working-days.ts";

/** A request and its first answer, in unix seconds. */
export type Answered = { askedAt: number; answeredAt: number };
/** From how many answered requests a delay is told: fewer would tell of one association. */
export const LEAST_ANSWERED = 5;

/** Working days between a request and its first answer, the day of the answer counted; at most 60. */
function workingDays({ askedAt, answeredAt }: Answered, place: Place): number {
  let days = 1;
  while (days < 60 && afterWorkingDays(days, askedAt, place) < answeredAt) {
    days += 1;
  }
  return days;
}

/** The working days within which half of the requests had their first answer; null while there are too few. */
export function medianDays(answered: readonly Answered[], place: Place): number | null {
  if (answered.length < LEAST_ANSWERED) {
    return null;
  }
  const days = answered.map((one) => workingDays(one, place)).toSorted((a, b) => a - b);
  return days[Math.floor((days.length - 1) / 2)] ?? null;
}
