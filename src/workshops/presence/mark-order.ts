import type { RegistrationState } from "../seats/registration.ts";

/** That somebody is here, or is not; when it was said, in milliseconds; 0: nobody said it, the night did. */
export type Mark = { isPresent: boolean; madeMs: number };

/** What the list of the day says of a seat; null while nobody is marked. */
export const markOf = ({ state, markedMs }: { state: RegistrationState; markedMs: number }): Mark | null =>
  state === "attended" || state === "absent" ? { isPresent: state === "attended", madeMs: markedMs } : null;

/**
 * What a mark does to the one that stands: of two acts the later one counts, whichever arrives first; of two in one millisecond,
 * presence. `repeats`: the same mark, said later, so that what was said in between no longer counts.
 */
export function against(standing: Mark | null, act: Mark): "changes" | "repeats" | "is_older" | "is_there" {
  if (standing === null) {
    return "changes";
  }
  const isSame = act.isPresent === standing.isPresent;
  const isLater = act.madeMs > standing.madeMs || (act.madeMs === standing.madeMs && act.isPresent && !isSame);
  return isLater ? (isSame ? "repeats" : "changes") : isSame ? "is_there" : "is_older";
}

/** When a device says that a mark was made, by its corrected clock, and when the mark that it showed was. Milliseconds. */
type Said = { atMs: number; seenMs: number };
/** `now`: a tap on a page without script, made over what stands; `by_night`: for want of a mark. */
export type Made = Said | "now" | "by_night";
/** The moment of an act in milliseconds: after the mark that was seen, whatever the device's clock, and never in the future. */
export function momentOf(made: Made, standing: Mark | null, now: number): number {
  if (made === "by_night") {
    return 0;
  }
  const { atMs, seenMs } = made === "now" ? { atMs: now * 1000, seenMs: standing?.madeMs ?? 0 } : made;
  return Math.min(now * 1000 + 999, Math.max(atMs, seenMs + 1));
}
