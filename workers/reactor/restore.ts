import { type ContactId, type EventId, type RegistrationId, isId } from "../../src/kernel/ids.ts";
import { restoredMails, settleRestored } from "../../src/mail/restore.store.ts";
import type { Deps } from "../../src/platform/deps.ts";
import type { MailList } from "../../src/platform/mailer.ts";
import { askErasure } from "../../src/privacy/erase-person.ts";
import { recordEvent } from "../../src/platform/outbox.ts";
import { privacyEvent } from "../../src/privacy/privacy.events.ts";
import { restoreAsked } from "../../src/privacy/told-erasures.store.ts";
import { erasedSince } from "../../src/privacy/told-erasures.ts";
import type { TextShelf } from "../../src/platform/texts.ts";
import { brokenCounters } from "../../src/workshops/seats/capacity.store.ts";
import { eraseNow } from "../../src/workshops/erase.ts";

type Asked = { since: number; isApplied: boolean };
/** What a look at a restored database found, and how much of it is still open; the events to ring for. */
type Restored = {
  isSendingOn: boolean;
  /** Mails that would leave a second time, and mails whose row is gone. */
  mails: { waiting: number; missing: number };
  /** Wishes to be forgotten since, and those of them that the restore undid. */
  erasures: { told: number; back: number };
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
  deps: Deps & { accepted: MailList; shelf: Pick<TextShelf, "get"> },
  { since, isApplied }: Asked,
): Promise<Restored> {
  const { db, now, accepted, shelf } = deps;
  const listed = await accepted.list(since - MARGIN, now + MARGIN);
  const mails = await restoredMails(db, listed);
  const { told, back } = await erasedSince(deps, { shelf, since });
  const isDone = isApplied && !mails.isOn;
  const eventIds: EventId[] = [];
  if (isDone) {
    await db.batch(settleRestored(listed, now));
    for (const id of back) {
      eventIds.push(...(await forgetAgain(deps, id)));
    }
  }
  const seats = (await brokenCounters(db)).length;
  const { isOn, waiting, missing } = mails;
  return {
    isSendingOn: isOn,
    mails: { waiting, missing },
    erasures: { told, back: back.length },
    seats,
    isOpen: isOn || waiting + missing + back.length + seats > 0,
    eventIds,
  };
}

/** Answers who asked what a restore undid; the events to ring for. */
export async function answerRestore(
  deps: Deps & { accepted: MailList },
  shelf: Pick<TextShelf, "get">,
): Promise<EventId[]> {
  const asked = await restoreAsked(deps.db);
  if (asked === null) {
    return [];
  }
  const { eventIds, ...found } = await reconcileRestored({ ...deps, shelf }, asked);
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
