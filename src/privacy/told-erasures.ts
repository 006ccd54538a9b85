import * as z from "zod";

import { DAY, dayOf, startOfDay } from "../kernel/time.ts";
import type { Deps } from "../platform/deps.ts";
import type { TextShelf } from "../platform/texts.ts";
import { broughtBack, erasuresBetween } from "./told-erasures.store.ts";

const Told = z.object({ format: z.literal("erased/1"), day: z.string(), ids: z.array(z.string()) });
const keyOf = (day: string): string => `erased/${day}.json`;
/** A database goes back 30 days, a sealed export 90; what is told is kept a little longer, so that it can be done again in any of them. */
const KEPT = 100 * DAY;
/** A tick tells anew the days of wishes that are so many seconds old at most: some ticks may be missed. */
const LATELY = 3600;

async function toldOn(shelf: Pick<TextShelf, "get">, day: string): Promise<string[]> {
  const text = await shelf.get(keyOf(day));
  return text === null ? [] : Told.parse(JSON.parse(text)).ids;
}

/**
 * Tells whom people asked to forget, by day, in a file of ids: each tick when somebody asked lately, and each night the last three days.
 * A file only grows: a database that was taken back knows fewer wishes than were told, and those are what it has to be told of.
 */
export async function tellErasures(
  { db, now }: Deps,
  { shelf, isNight }: { shelf: TextShelf; isNight: boolean },
): Promise<void> {
  const from = now - (isNight ? 3 * DAY : LATELY);
  if (!isNight && (await erasuresBetween(db, { from, until: now + 1 })).length === 0) {
    return;
  }
  for (let at = startOfDay(dayOf(from, "UTC"), "UTC"); at <= now; at += DAY) {
    const [day, ids] = [dayOf(at, "UTC"), await erasuresBetween(db, { from: at, until: at + DAY })];
    const told = await toldOn(shelf, day);
    const all = Array.from(new Set(told.concat(ids)));
    if (all.length > told.length) {
      await shelf.put(keyOf(day), JSON.stringify({ format: "erased/1", day, ids: all } satisfies z.infer<typeof Told>));
    }
  }
  if (isNight) {
    await shelf.drop(keyOf(dayOf(now - KEPT, "UTC")));
  }
}

/** Who was told to be forgotten since a moment, by ids. */
export async function toldSince(
  { now }: Pick<Deps, "now">,
  { shelf, since }: { shelf: Pick<TextShelf, "get">; since: number },
): Promise<string[]> {
  const ids: string[] = [];
  for (let at = startOfDay(dayOf(since, "UTC"), "UTC"); at <= now; at += DAY) {
    ids.push(...(await toldOn(shelf, dayOf(at, "UTC"))));
  }
  return ids;
}

/** Who was told to be forgotten since a moment and is here all the same, in a database that was taken back. */
export async function erasedSince(
  { db, now }: Deps,
  asked: { shelf: Pick<TextShelf, "get">; since: number },
): Promise<{ told: number; back: string[] }> {
  const ids = await toldSince({ now }, asked);
  return { told: ids.length, back: await broughtBack(db, ids) };
}
