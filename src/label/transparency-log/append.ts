import { type Statement, refusedBy } from "../../platform/d1.ts";
import type { Deps } from "../../platform/deps.ts";
import { type Draft, type Entry, entryAfter } from "./entry.ts";
import { lastEntry, writeEntry } from "./journal.store.ts";

const TRIES = 8;
/** Two that append at once write the same number: the database refuses the second, which reads the end again. */
const isTaken = (refused: string | null): boolean =>
  refused === "journal_entries.seq" || refused === "decisions.journal_seq";

/** 128 random bits, so that a payload of few possible values cannot be found from its hash. */
const newSalt = (random: Deps["random"]): string =>
  Array.from(random(16), (byte) => byte.toString(16).padStart(2, "0")).join("");

/**
 * Appends entries to the log, with what they are about, in one transaction. `rest` is told the entries that will stand and gives
 * the other statements, those that may refuse first. Throws what the database refuses, the race for a number apart.
 */
export async function appendToLog(
  { db, now, random }: Deps,
  { drafts, rest }: { drafts: readonly Draft[]; rest: (entries: readonly Entry[]) => readonly Statement[] },
): Promise<Entry[]> {
  for (let left = TRIES; ; left -= 1) {
    let last = await lastEntry(db);
    const entries: Entry[] = [];
    const writes: Statement[] = [];
    for (const draft of drafts) {
      const salt = newSalt(random);
      const entry = await entryAfter(last, draft, salt, now);
      entries.push(entry);
      writes.push(...writeEntry(entry, draft, salt));
      last = entry;
    }
    try {
      await db.batch([...rest(entries), ...writes]);
      return entries;
    } catch (error) {
      if (left === 1 || !isTaken(refusedBy(error))) {
        throw error;
      }
    }
  }
}
