import { PARIS, DAY, dayOf, zoned } from "../../kernel/time.ts";
import { answerTo } from "../../mail/message.ts";
import { type Reaction, type Reactions, plan } from "../../mail/plan.ts";
import { findCheckpoint, holders } from "./journal.store.ts";
import { watchers } from "./witness.store.ts";
import { type JournalEventType, journalData } from "./journal.events.ts";

const MONDAY = 1;
const REACTIONS: Record<JournalEventType, Reaction> = {
  /** A witness says that the log was rewritten, or signed something else: every operator is told what to look at. */
  "journal.witness_alarm": async (event, { db }) => {
    const { witness, said, size } = journalData("journal.witness_alarm", event);
    return plan({
      mails: (await watchers(db)).map(({ contactId }) => ({
        dedupeKey: answerTo(event.id, "label-temoin", contactId),
        template: "label-temoin",
        contactId,
        nameId: null,
        vars: { witness, said, size },
        dueAt: event.at,
        expiresAt: event.at + 2 * DAY,
        isUnproven: false,
      })),
    });
  },
  /** The checkpoint goes to every mutuelle that holds a label, on Mondays unless it chose otherwise: a copy that we do not hold. */
  "journal.checkpoint_issued": async (event, { db }) => {
    const isMonday = zoned(event.at, PARIS).dayOfWeek === MONDAY;
    const checkpoint = await findCheckpoint(db, journalData("journal.checkpoint_issued", event).size);
    const contacts = checkpoint === null ? [] : await holders(db, { todayOn: dayOf(event.at, PARIS), isMonday });
    return plan({
      mails: contacts.map((contactId) => ({
        dedupeKey: answerTo(event.id, "label-point", contactId),
        template: "label-point",
        contactId,
        nameId: null,

        vars: { note: checkpoint?.note ?? "" },
        dueAt: event.at,
        expiresAt: event.at + 2 * DAY,
        isUnproven: false,
      })),
    });
  },
};

/** What follows from what happens to the log. */
export const journalReactions: Reactions = Object.fromEntries(
  Object.entries(REACTIONS).map(([type, react]) => [type, { version: 1, react }]),
);
