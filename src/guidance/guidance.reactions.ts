import type { ContactId } from "../kernel/ids.ts";
import { DAY } from "../kernel/time.ts";
import { operationData } from "../mail/operations.events.ts";
import { type MailDraft, answerTo } from "../mail/message.ts";
import { type Plan, type Reaction, type Reactions, plan } from "../mail/plan.ts";
import { type EventEnvelope, subjectOf } from "../kernel/event.ts";
import type { Deps } from "../platform/deps.ts";
import { exitRecipient } from "./enrolments.store.ts";
import { type GuidanceEventType, dataOf } from "./guidance.events.ts";
import { moveVersion, setPaused } from "./sequences.store.ts";
import { contactOf, recipientOf, recipientOfMessage } from "./settings.store.ts";
import { STATUS, findRequest } from "./subscriptions.store.ts";

/** A confirmation link, and a link to settings, are good for this long. */
const REQUEST_LIVES = 3 * DAY;
const SETTINGS_LINK_LIVES = 30 * DAY;

/** What the platform does, by itself, after something happened to somebody's guidance. */
export const guidanceReactions: Reactions = Object.fromEntries(
  Object.entries({
    "subscription.requested": askForClick,
    "subscription.confirmed": begin,
    "subscription.ended": end,
    "subscription.next_requested": () => Promise.resolve(plan()),
    "subscription.improved": () => Promise.resolve(plan()),
    "settings.link_requested": mailSettings,
    "address.change_requested": askNewAddress,
    "address.changed": () => Promise.resolve(plan()),
    "address.suppressed": endSuppressed,
    "sequence.paused": (event) => Promise.resolve(plan({ statements: [setPaused(event.subject, true)] })),
    "sequence.moved": (event) => {
      const { from, to } = operationData("sequence.moved", event);
      return Promise.resolve(plan({ statements: [moveVersion(event.subject, from, to)] }));
    },
    "sequence.resumed": (event) => Promise.resolve(plan({ statements: [setPaused(event.subject, false)] })),
  } satisfies Record<GuidanceEventType | "sequence.paused" | "sequence.resumed" | "sequence.moved", Reaction>).map(
    ([type, react]) => [type, { version: 1, react }],
  ),
);

type Answer = {
  template: string;
  contactId: ContactId;
  vars: Record<string, unknown>;
  until: number;
  isUnproven: boolean;
};

const answer = (event: EventEnvelope, { template, contactId, vars, until, isUnproven }: Answer): MailDraft => ({
  dedupeKey: answerTo(event.id, template),
  template,
  contactId,
  nameId: null,
  vars,
  dueAt: event.at,
  expiresAt: until,
  isUnproven,
});

/** The mail whose button confirms; to somebody who already receives the topic, another says so. Both count as unproven. */
async function askForClick(event: EventEnvelope, { db }: Deps): Promise<Plan> {
  const asked = await findRequest(db, event.subject);
  const isAnswered = asked?.status === STATUS.active && (asked.confirmed_at ?? 0) >= asked.occurred_at;
  if (asked === null || asked.status > STATUS.active || isAnswered) {
    return plan();
  }
  const until = event.at + REQUEST_LIVES;
  const common = { contactId: asked.contact_id, isUnproven: true };
  const mail =
    asked.status === STATUS.active
      ? { ...common, template: "parcours-deja", vars: settings(asked.recipient_id, event), until: event.at + DAY }
      : { ...common, template: "parcours-confirmer", vars: { consent: event.subject, until }, until };
  return plan({ mails: [answer(event, mail)] });
}

const settings = (recipient: string, event: EventEnvelope): Record<string, unknown> => ({
  recipient,
  until: event.at + SETTINGS_LINK_LIVES,
});

/** The way begins: the next tick looks for its first step. */
async function begin(event: EventEnvelope, { db }: Deps): Promise<Plan> {
  const { topic, recipient } = dataOf("subscription.confirmed", event);
  const contactId = await contactOf(db, recipient);
  return contactId === null
    ? plan()
    : plan({
        followUps: [
          { do: "enrol", sequence: topic, contactId, nameId: null, anchorRef: event.subject, anchorAt: event.at },
        ],
      });
}

/** Left: what runs ends, and what has not left the house is skipped, in one transaction. */
function end(event: EventEnvelope, { now }: Deps): Promise<Plan> {
  const { recipient, topic, reason } = dataOf("subscription.ended", event);
  const why = reason === "erased" ? "erased" : "unsubscribed";
  return Promise.resolve(plan({ statements: exitRecipient(recipient, topic, why, now) }));
}

async function mailSettings(event: EventEnvelope, { db }: Deps): Promise<Plan> {
  const contactId = subjectOf(event, "ctc");
  const recipient = await recipientOf(db, contactId);
  const vars = settings(recipient ?? "", event);
  const mail = {
    template: "parcours-reglages",
    contactId,
    vars,
    until: event.at + DAY,
    isUnproven: false,
  };
  return recipient === null ? plan() : plan({ mails: [answer(event, mail)] });
}

function askNewAddress(event: EventEnvelope): Promise<Plan> {
  const { recipient, contact } = dataOf("address.change_requested", event);
  const until = event.at + REQUEST_LIVES;
  const vars = { change: `${recipient}~${contact}~${event.at}`, until };
  const mail = { template: "parcours-adresse", contactId: contact, vars, until, isUnproven: true };
  return Promise.resolve(plan({ mails: [answer(event, mail)] }));
}

/** The address does not take mail, or complained: everything for it ends at once. */
async function endSuppressed(event: EventEnvelope, { db, now }: Deps): Promise<Plan> {
  const recipient = await recipientOfMessage(db, subjectOf(event, "msg"));
  return recipient === null ? plan() : plan({ statements: exitRecipient(recipient, null, "suppressed", now) });
}
