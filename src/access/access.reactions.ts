import { type EventEnvelope, subjectOf } from "../kernel/event.ts";
import { DAY } from "../kernel/time.ts";
import { answerTo } from "../mail/message.ts";
import { type Plan, type Reaction, type Reactions, plan } from "../mail/plan.ts";
import type { Deps } from "../platform/deps.ts";
import type { AccessEventType } from "./access.events.ts";
import { contactOfPerson, contactOfSignIn } from "./access.store.ts";

const nothing: Reaction = () => Promise.resolve(plan());
const REACTIONS: Record<AccessEventType, Reaction> = {
  "sign_in.requested": mailLink,
  "proof.requested": mailProof,
  "login.opened": nothing,
  "passkey.added": nothing,
  "passkey.removed": nothing,
  "passkey.reset": tellOfReset,
};

/** What follows from signing in and from passkeys: mails, to the person who is concerned. */
export const accessReactions: Reactions = Object.fromEntries(
  Object.entries(REACTIONS).map(([type, react]) => [type, { version: 1, react }]),
);

async function mailLink(event: EventEnvelope, { db }: Deps): Promise<Plan> {
  const found = await contactOfSignIn(db, event.subject);
  if (found === null) {
    return plan();
  }
  const { contactId, expiresAt, hasCode } = found;
  const mail = {
    dedupeKey: answerTo(event.id, "connexion"),
    template: hasCode ? "connexion" : "connexion-lien",
    contactId,

    nameId: null,
    vars: { signIn: event.subject, until: expiresAt },
    dueAt: event.at,
    expiresAt,
    isUnproven: false,
  };
  return plan({ mails: [mail] });
}

async function mailProof(event: EventEnvelope, { db }: Deps): Promise<Plan> {
  const found = await contactOfSignIn(db, event.subject);
  const mail = {
    dedupeKey: answerTo(event.id, "preuve"),
    template: "preuve",
    nameId: null,
    dueAt: event.at,
    isUnproven: false,
  };
  const until = found?.expiresAt ?? 0;
  return found === null
    ? plan()
    : plan({
        mails: [{ ...mail, contactId: found.contactId, vars: { signIn: event.subject, until }, expiresAt: until }],
      });
}

async function tellOfReset(event: EventEnvelope, { db }: Deps): Promise<Plan> {
  const contactId = await contactOfPerson(db, subjectOf(event, "per"));
  const mail = {
    dedupeKey: answerTo(event.id, "cles-retirees"),
    template: "cles-retirees",
    nameId: null,
    vars: {},
    dueAt: event.at,
    expiresAt: event.at + DAY,
    isUnproven: false,
  };
  return contactId === null ? plan() : plan({ mails: [{ ...mail, contactId }] });
}
