import type { EventEnvelope } from "../../kernel/event.ts";
import { HOUR } from "../../kernel/time.ts";
import { type MailDraft, answerTo } from "../../mail/message.ts";
import { type Reactions, plan } from "../../mail/plan.ts";
import { isInformalTo } from "../seats/party.ts";
import { type RegistrationWithSession as Found, endedWith } from "../seats/registration.store.ts";
import type { Programmes } from "../sessions/programme.ts";
import { sessionData } from "../sessions/session.events.ts";
import { writeMail } from "./registration.reactions.ts";
import { type SeriesVars, dateOf } from "./series.mails.ts";

/**
 * Sessions that their association cancelled: one mail to each address, with every date of them that it held. The first event of several names
 * all dates, and tells for all.
 */
export const cancelledReactions = (programmes: Programmes): Reactions => ({
  "session.cancelled": {
    version: 1,
    react: async (event, deps) => {
      const { group, dates } = sessionData("session.cancelled", event);
      if (dates.length === 0 || (group !== null && group !== event.id)) {
        return plan();
      }
      const held = Map.groupBy(await endedWith(deps.db, dates), ({ registration }) => registration.contactId);
      return plan({ mails: [...held.values()].flatMap((theirs) => tellOne(event, { theirs, programmes })) });
    },
  },
});

/** What one address held of the dates, soonest first. */
type One = { theirs: readonly Found[]; programmes: Programmes };
function tellOne(event: EventEnvelope, { theirs, programmes }: One): MailDraft[] {
  const { message } = sessionData("session.cancelled", event);
  const [first] = theirs;
  const contactId = first?.registration.contactId ?? null;
  const programme = programmes.bySlug.get(first?.session.slug ?? "");
  if (first === undefined || contactId === null || programme === undefined) {
    return [];
  }
  if (theirs.length === 1) {
    return writeMail(event, first, programme, { mail: "seance-annulee", message });
  }
  const vars: SeriesVars = {
    title: programme.neutralTitle,
    what: "cancelled",
    isInformal: isInformalTo(programme.audience, first.registration.kind),
    items: theirs.map(({ registration, session }) =>
      Object.assign({ registration: registration.id, old: null }, dateOf(session)),
    ),
    notes: "",
    slug: first.session.slug,
    message,
  };
  return [
    {
      dedupeKey: answerTo(event.id, "seances-annulees", contactId),
      template: "seances-annulees",
      contactId,
      nameId: first.registration.name.id,
      vars,
      dueAt: event.at,
      expiresAt: event.at + 72 * HOUR,
      isUnproven: false,
    },
  ];
}
