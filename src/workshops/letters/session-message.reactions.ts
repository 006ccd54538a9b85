import type { EventEnvelope } from "../../kernel/event.ts";
import { type MailDraft, answerTo } from "../../mail/message.ts";
import { type Reactions, plan } from "../../mail/plan.ts";
import type { Deps } from "../../platform/deps.ts";
import { isInformalTo } from "../seats/party.ts";
import * as store from "../seats/registration.store.ts";
import type { Programmes } from "../sessions/programme.ts";
import { sessionData } from "../sessions/session.events.ts";
import { type Session, placeInWords } from "../sessions/session.ts";
import type { SeatMessageVars } from "./session-message.mails.ts";
import { type SessionMessage, findMessage, reachedBy } from "./session-message.store.ts";

/** What of a session and its message every mail says. */
export const aboutMessage = (message: SessionMessage, session: Session, programmes: Programmes) => ({
  message: message.id,
  kind: message.kind,
  title: programmes.bySlug.get(session.slug)?.neutralTitle ?? "Atelier",
  place: placeInWords(session),
  association: session.association,
  startsAt: session.startsAt,
  endsAt: session.endsAt,
  tz: session.tz,
  isOnline: session.mode === "online",
});

/** A message to the people of a session: one mail each, to those whom it reaches as they stand when it is planned. */
export const messageReactions = (programmes: Programmes): Reactions => ({
  "session.message_sent": {
    version: 1,
    react: async (event, deps) => plan({ mails: await write(deps, { event, programmes }) }),
  },
});

async function write(
  deps: Deps,
  { event, programmes }: { event: EventEnvelope; programmes: Programmes },
): Promise<MailDraft[]> {
  const message = await findMessage(deps.db, sessionData("session.message_sent", event).message);
  const mails: MailDraft[] = [];
  const ids =
    message === null ? [] : await reachedBy(deps.db, { sessionId: message.sessionId, audience: message.audience });
  for (const id of ids) {
    const found = await store.findRegistration(deps.db, id);
    const programme = programmes.bySlug.get(found?.session.slug ?? "");
    if (message !== null && found !== null && found.registration.contactId !== null && programme !== undefined) {
      const { registration, session } = found;
      const isInformal = isInformalTo(programme.audience, registration.kind);
      const vars: SeatMessageVars = {
        ...aboutMessage(message, session, programmes),
        registration: id,
        isInformal,
      };
      const key = registration.state === "waitlisted" ? "message-liste" : "message-seance";
      mails.push({
        dedupeKey: answerTo(event.id, "message-seance", id),
        template: key,
        contactId: found.registration.contactId,
        nameId: registration.name.id,
        vars,
        dueAt: event.at,
        expiresAt: session.endsAt,
        isUnproven: false,
      });
    }
  }
  return mails;
}
