import { type ContactId, type EventId, type RegistrationId, isId } from "../../src/kernel/ids.ts";
import { endTopics } from "../../src/guidance/subscribe.ts";
import { goesOn } from "../../src/guidance/subscriptions.store.ts";
import { appendAgain, lookAtLog } from "../../src/label/restore.ts";
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
  /** How many entries the log had when it was last signed, and has; how many are gone that were told; whether all these are what was signed. */
  log: { told: number; here: number; gone: number; isSame: boolean };
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
  const log = await lookAtLog(deps, shelf);
  const isDone = isApplied && !mails.isOn;
  const eventIds: EventId[] = [];
  if (isDone) {
    await db.batch(settleRestored(listed, now));
    await appendAgain(deps, log.gone);
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
  return {
    isSendingOn: isOn,
    mails: { waiting, missing },
    erasures: { told, back: back.length },
    leaves: { told: left.length, back: follow.length },
    log: { ...log, gone: log.gone.length },
    sessions: await openSessions(db, since),
    files: await withoutRow(db, (await deps.filesSince(since)).filter(isPiece)),
    seats,
    isOpen: isOn || !log.isSame || waiting + missing + back.length + follow.length + seats + log.gone.length > 0,
    eventIds,
  };
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
  await deps.db.batch([recordEvent(privacyEvent("restore.answered", about, { since: asked.since, ...found }))]);
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
