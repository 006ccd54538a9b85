import * as z from "zod";

import { DAY, dayOf, startOfDay } from "../kernel/time.ts";
import type { Deps } from "../platform/deps.ts";
import type { TextShelf } from "../platform/texts.ts";
import { broughtBack, erasuresBetween, leavesBetween } from "./told-erasures.store.ts";

/** What is told outside the database, each in a folder of its own: who is to be forgotten, and who wants no more mails (« recipient topic », or « recipient * »). */
const WISHES = { erased: erasuresBetween, left: leavesBetween } as const;
type Wish = keyof typeof WISHES;
const Told = z.object({ format: z.string(), day: z.string(), ids: z.array(z.string()) });
const keyOf = (wish: Wish, day: string): string => `${wish}/${day}.json`;
/** A database goes back 30 days, a sealed export 90; what is told is kept a little longer, so that it can be done again in any of them. */
const KEPT = 100 * DAY;
/** A tick tells anew the days of wishes that are so many seconds old at most: some ticks may be missed. */
const LATELY = 3600;

async function toldOn(shelf: Pick<TextShelf, "get">, wish: Wish, day: string): Promise<string[]> {
  const text = await shelf.get(keyOf(wish, day));
  return text === null ? [] : Told.parse(JSON.parse(text)).ids;
}

/** Tells both kinds of wishes. */
export async function tellErasures(deps: Deps, how: { shelf: TextShelf; isNight: boolean }): Promise<void> {
  await tellWishes(deps, { ...how, wish: "erased" });
  await tellWishes(deps, { ...how, wish: "left" });
}

/**
 * Tells what people asked for, by day, in a file of ids: each tick when somebody asked lately, and each night the last three days.
 * A file only grows: a database that was taken back knows fewer wishes than were told, and those are what it has to be told of.
 */
async function tellWishes(
  { db, now }: Deps,
  { shelf, isNight, wish }: { shelf: TextShelf; isNight: boolean; wish: Wish },
): Promise<void> {
  const between = WISHES[wish];
  const from = now - (isNight ? 3 * DAY : LATELY);
  if (!isNight && (await between(db, { from, until: now + 1 })).length === 0) {
    return;
  }
  for (let at = startOfDay(dayOf(from, "UTC"), "UTC"); at <= now; at += DAY) {
    const [day, ids] = [dayOf(at, "UTC"), await between(db, { from: at, until: at + DAY })];
    const told = await toldOn(shelf, wish, day);
    const all = Array.from(new Set(told.concat(ids)));
    if (all.length > told.length) {
      await shelf.put(
        keyOf(wish, day),
        JSON.stringify({ format: `${wish}/1`, day, ids: all } satisfies z.infer<typeof Told>),
      );
    }
  }
  if (isNight) {
    await shelf.drop(keyOf(wish, dayOf(now - KEPT, "UTC")));
  }
}

/** Who was told to be forgotten since a moment, by ids; or who left. */
export async function toldSince(
  { now }: Pick<Deps, "now">,
  { shelf, since, wish = "erased" }: { shelf: Pick<TextShelf, "get">; since: number; wish?: Wish },
): Promise<string[]> {
  const ids: string[] = [];
  for (let at = startOfDay(dayOf(since, "UTC"), "UTC"); at <= now; at += DAY) {
    ids.push(...(await toldOn(shelf, wish, dayOf(at, "UTC"))));
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
