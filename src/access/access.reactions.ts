import type { EventEnvelope } from "../kernel/event.ts";
import { answerTo } from "../mail/message.ts";
import { type Plan, type Reactions, plan } from "../mail/plan.ts";
import type { Deps } from "../platform/deps.ts";
import { contactOfSignIn } from "./access.store.ts";

/** What follows a request to sign in: a mail, if there is somebody. */
export const accessReactions: Reactions = {
  "sign_in.requested": { version: 1, react: mailLink },
  "login.opened": { version: 1, react: () => Promise.resolve(plan()) },
};

async function mailLink(event: EventEnvelope, { db }: Deps): Promise<Plan> {
  const found = await contactOfSignIn(db, event.subject);
  if (found === null) {
    return plan();
  }
  const { contactId, expiresAt } = found;
  const mail = {
    ...{ dedupeKey: answerTo(event.id, "connexion"), template: "connexion", contactId, nameId: null },
    ...{ vars: { signIn: event.subject, until: expiresAt }, dueAt: event.at, expiresAt, isUnproven: false },
  };
  return plan({ mails: [mail] });
}
