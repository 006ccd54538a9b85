import type { EventId } from "../../kernel/ids.ts";
import { PARIS, dayOf } from "../../kernel/time.ts";
import { claimJob, releaseJob } from "../../platform/nightly-jobs.ts";
import type { Deps } from "../../platform/deps.ts";
import { recordEvent } from "../../platform/outbox.ts";
import type { Signer } from "../../platform/signer.ts";
import { appendToLog } from "./append.ts";
import { noteText, signedNote, toBase64 } from "./checkpoint.ts";
import { type Draft, leafOf } from "./entry.ts";
import {
  entriesUpTo,
  isWritten,
  lastCheckpoint,
  lastEntry,
  readKeys,
  writeCheckpoint,
  writeKey,
} from "./journal.store.ts";
import { journalEvent } from "./journal.events.ts";
import { root } from "../../kernel/merkle.ts";

/** A published version of the referential and the hash of its file. */
type Version = { name: string; hash: string };
export type Keeper = { signer: Signer; origin: string; versions: readonly Version[] };

/** What a checkpoint is signed as: the log of this site. */
export const originOf = (origin: string): string => `${new URL(origin).host}/label/journal`;

/** Writes a key that comes into use, and versions that are not in the log yet. */
export async function registerNews(deps: Deps, { signer, versions }: Omit<Keeper, "origin">): Promise<void> {
  const isNew = !(await readKeys(deps.db)).some(({ kid }) => kid === signer.kid);
  const publicKey = toBase64(signer.publicKey);
  const drafts: Draft[] = isNew
    ? [{ type: "key_rotated", subject: `cle-${signer.kid}`, payload: { kid: signer.kid, publicKey }, isPublic: true }]
    : [];
  for (const { name, hash } of versions) {
    if (!(await isWritten(deps.db, { subject: name, type: "referential_published" }))) {
      drafts.push({
        type: "referential_published",
        subject: name,
        payload: { referential: name, hash },
        isPublic: true,
      });
    }
  }
  if (drafts.length > 0) {
    await appendToLog(deps, { drafts, rest: () => (isNew ? [writeKey(signer.kid, publicKey, deps.now)] : []) });
  }
}

/**
 * Signs where the log stands, and tells it. Refused (throws) when the entries no longer give the root of the checkpoint before: a log
 * that was rewritten gets no new signature. The id of the event, or `null` when nothing was written since the checkpoint before.
 */
export async function issueCheckpoint(
  deps: Deps,
  { signer, origin }: Omit<Keeper, "versions">,
): Promise<EventId | null> {
  const last = await lastEntry(deps.db);
  if (last === null) {
    return null;
  }
  const before = await lastCheckpoint(deps.db);
  const entries = await entriesUpTo(deps.db, last.seq);
  const rootAt = async (size: number): Promise<Uint8Array> => root(entries.slice(0, size).map(leafOf));
  if (before !== null && toBase64(await rootAt(before.size)) !== before.root) {
    throw new Error(`the log was rewritten below ${before.size}: no checkpoint is issued`);
  }
  // The entry that notes a checkpoint is no news: a log that only it was added to stands where it stood.
  if (before !== null && last.seq === before.size + 1 && last.type === "checkpoint_issued") {
    return null;
  }
  const found = await rootAt(last.seq);
  const name = originOf(origin);
  const note = await signedNote(noteText(name, last.seq, found), name, signer.publicKey, signer.sign);
  const text = toBase64(found);
  const subject = `point-${last.seq}`;
  const payload = { size: last.seq, root: text };
  const about = { id: deps.newId("evt"), subject, at: deps.now, actor: "clock" };
  await appendToLog(deps, {
    drafts: [{ type: "checkpoint_issued", subject, payload, isPublic: true }],
    rest: () => [
      recordEvent(journalEvent("journal.checkpoint_issued", about, { size: last.seq })),
      writeCheckpoint(last.seq, text, note, deps.now),
    ],
  });
  return about.id;
}

/** Once a day, at its first tick: news first, then the checkpoint. A day that fails is tried again by the next tick. */
export async function keepJournal(deps: Deps, keeper: Keeper): Promise<{ eventId: EventId | null } | null> {
  const day = dayOf(deps.now, PARIS);
  if (!(await claimJob(deps.db, { duty: "checkpoint", dayOn: day, now: deps.now }))) {
    return null;
  }
  try {
    await registerNews(deps, keeper);
    return { eventId: await issueCheckpoint(deps, keeper) };
  } catch (error) {
    await deps.db.changed(releaseJob("checkpoint", day));
    throw error;
  }
}
