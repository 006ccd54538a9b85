import * as z from "zod";

import { type ContactId, type EventId, type RegistrationId, isId } from "../../src/kernel/ids.ts";
import { endTopics } from "../../src/guidance/subscribe.ts";
import { goesOn } from "../../src/guidance/subscriptions.store.ts";
import { root } from "../../src/kernel/merkle.ts";
import { toBase64 } from "../../src/label/transparency-log/checkpoint.ts";
import { leafOf } from "../../src/label/transparency-log/entry.ts";
import { entriesUpTo, lastCheckpoint, lastEntry } from "../../src/label/transparency-log/journal.store.ts";
import { withoutRow } from "../../src/label/application/library.store.ts";
import { restoredMails, settleRestored } from "../../src/mail/restore.store.ts";
import type { Deps } from "../../src/platform/deps.ts";
import type { MailList } from "../../src/platform/mailer.ts";
import { askErasure } from "../../src/privacy/erase-person.ts";
import { recordEvent } from "../../src/platform/outbox.ts";
import { privacyEvent } from "../../src/privacy/privacy.events.ts";
import { restoreAsked } from "../../src/privacy/told-erasures.store.ts";
import { erasedSince, toldSince } from "../../src/privacy/told-erasures.ts";
import type { TextShelf } from "../../src/platform/texts.ts";
import { brokenCounters } from "../../src/workshops/seats/capacity.store.ts";
import { openSessions } from "../../src/workshops/sessions/session.store.ts";
import { eraseNow } from "../../src/workshops/erase.ts";

type Asked = { since: number; isApplied: boolean };
/** What stands outside the database: told wishes and the log's checkpoint, and which files came since a moment. */
type Outside = { shelf: Pick<TextShelf, "get">; filesSince: (since: number) => Promise<string[]> };
/** What a look at a restored database found, and how much of it is still open; the events to ring for. */
type Restored = {
  isSendingOn: boolean;
  /** Mails that would leave a second time, and mails whose row is gone. */
  mails: { waiting: number; missing: number };
  /** Wishes to be forgotten since, and those of them that the restore undid. */
  erasures: { told: number; back: number };
  /** Wishes to receive no more since, and those of them that the restore undid. */
  leaves: { told: number; back: number };
  /** The size of the log when it was last signed, and whether the entries here are those: an entry that is gone comes back from nowhere. */
  log: { told: number; here: number; isSame: boolean };
  /** Open sessions, and their associations, who alone know what they changed since. */
  sessions: { open: number; associations: number };
  /** Files that came since and that no row names: listed, never deleted. */
  files: string[];
  /** Sessions whose counters differ from their registrations. */
  seats: number;
  isOpen: boolean;
  eventIds: EventId[];
};

/** A provider's list of one moment and a little more, for its clock is not ours. */
const MARGIN = 600;

/**
 * A database was taken back to a moment: mails, files and people's wishes stayed where they are. Looks what is undone, and does it again when
 * told to: nothing while mails may leave. Done twice it finds nothing; `isOpen` until then.
 */
export async function reconcileRestored(
  deps: Deps & { accepted: MailList } & Outside,
  { since, isApplied }: Asked,
): Promise<Restored> {
  const { db, now, accepted, shelf } = deps;
  const listed = await accepted.list(since - MARGIN, now + MARGIN);
  const mails = await restoredMails(db, listed);
  const { told, back } = await erasedSince(deps, { shelf, since });
  const left = (await toldSince(deps, { shelf, since, wish: "left" })).map((wish) => {
    const [recipientId = "", topic = ""] = wish.split(" ");
    return { recipientId, topic };
  });
  const follow = await goesOn(db, left);
  const isDone = isApplied && !mails.isOn;
  const eventIds: EventId[] = [];
  if (isDone) {
    await db.batch(settleRestored(listed, now));
    for (const id of back) {
      eventIds.push(...(await forgetAgain(deps, id)));
    }
    for (const { recipientId, topic } of follow) {
      const how = { reason: "restore", page: "restore" };
      eventIds.push(await endTopics(deps, { recipientId, topic: topic === "*" ? null : topic, how }));
    }
  }
  const seats = (await brokenCounters(db)).length;
  const { isOn, waiting, missing } = mails;
  const log = await logAgainst(deps, shelf);
  return {
    isSendingOn: isOn,
    mails: { waiting, missing },
    erasures: { told, back: back.length },
    leaves: { told: left.length, back: follow.length },
    log,
    sessions: await openSessions(db, since),
    files: await withoutRow(db, (await deps.filesSince(since)).filter(isPiece)),
    seats,
    isOpen: isOn || !log.isSame || waiting + missing + back.length + follow.length + seats > 0,
    eventIds,
  };
}

/** Where the log stood when it was last signed, told outside the database. */
const LOG_TOLD = "log/checkpoint.json";
const Signed = z.object({ size: z.int(), root: z.string() });
/** Tells where the log was signed: a database that is taken back does not know. */
export async function tellLog({ db }: Pick<Deps, "db">, shelf: Pick<TextShelf, "put">): Promise<void> {
  const last = await lastCheckpoint(db);
  if (last !== null) {
    await shelf.put(LOG_TOLD, JSON.stringify({ size: last.size, root: last.root } satisfies z.infer<typeof Signed>));
  }
}

async function logAgainst({ db }: Pick<Deps, "db">, shelf: Pick<TextShelf, "get">): Promise<Restored["log"]> {
  const text = await shelf.get(LOG_TOLD);
  const here = (await lastEntry(db))?.seq ?? 0;
  if (text === null) {
    return { told: 0, here, isSame: true };
  }
  const { size, root: signed } = Signed.parse(JSON.parse(text));
  const found = toBase64(await root((await entriesUpTo(db, size)).map(leafOf)));
  return { told: size, here, isSame: here >= size && found === signed };
}

/** Files of mutuelles; the others of the bucket are ours, and need no row. */
const isPiece = (key: string): boolean => !/^(?:erased|left|log|archive|annuaire)\//.test(key);

/** Answers who asked what a restore undid; the events to ring for. */
export async function answerRestore(deps: Deps & { accepted: MailList }, outside: Outside): Promise<EventId[]> {
  const asked = await restoreAsked(deps.db);
  if (asked === null) {
    return [];
  }
  const { eventIds, ...found } = await reconcileRestored({ ...deps, ...outside }, asked);
  const about = { id: `${asked.id}-done` as const, subject: "restore", at: deps.now, actor: "restore" };
  await deps.db.batch([recordEvent(privacyEvent("restore.answered", about, found))]);
  eventIds.push(about.id);
  return eventIds;
}

const forgetAgain = async (deps: Deps, id: string): Promise<EventId[]> =>
  isContact(id)
    ? [await askErasure(deps, { contactId: id, actor: "restore" })]
    : isRegistration(id)
      ? eraseNow(deps, id)
      : [];
const isContact = (id: string): id is ContactId => isId("ctc", id);
const isRegistration = (id: string): id is RegistrationId => isId("reg", id);
