import { type EventEnvelope, subjectOf } from "../../kernel/event.ts";
import { HOUR } from "../../kernel/time.ts";
import { type MailDraft, answerTo } from "../../mail/message.ts";
import { type Reactions, plan } from "../../mail/plan.ts";
import type { Deps } from "../../platform/deps.ts";
import { isInformalTo } from "../seats/party.ts";
import { type RegistrationWithSession as Found, findRegistration } from "../seats/registration.store.ts";
import { endedWith } from "../seats/status.store.ts";
import type { Programmes } from "../sessions/programme.ts";
import { sessionData } from "../sessions/session.events.ts";
import { writeMail } from "./registration.reactions.ts";
import { type SeriesVars, dateOf } from "./series.mails.ts";

/** Sessions that their association cancelled: one mail to each address, with every date of them that it held. */
export const cancelledReactions = (programmes: Programmes): Reactions => ({
  "session.cancelled": {
    version: 1,
    react: async (event, deps) => {
      const mails: MailDraft[] = [];
      if (sessionData("session.cancelled", event).dates.length === 0) {
        return plan();
      }
      for (const id of await endedWith(deps.db, { sessions: [subjectOf(event, "ses")] })) {
        const found = await findRegistration(deps.db, id);
        mails.push(...(found === null ? [] : await tellOne(deps, { event, found, programmes })));
      }
      return plan({ mails });
    },
  },
});

type One = { event: EventEnvelope; found: Found; programmes: Programmes };
async function tellOne({ db }: Deps, { event, found, programmes }: One): Promise<MailDraft[]> {
  const { group, dates, message } = sessionData("session.cancelled", event);
  const { contactId } = found.registration;
  const ids = contactId === null || group === null ? [] : await endedWith(db, { sessions: dates, contactId });
  const programme = programmes.bySlug.get(found.session.slug);
  if (contactId === null || group === null || ids.length < 2 || programme === undefined) {
    return writeMail(event, found, programme, { mail: "seance-annulee", message });
  }
  const all = await Promise.all(ids.map((id) => findRegistration(db, id)));
  const vars: SeriesVars = {
    title: programme.neutralTitle,
    what: "cancelled",
    isInformal: isInformalTo(programme.audience, found.registration.kind),
    items: all.flatMap((one) =>
      one === null ? [] : [Object.assign({ registration: one.registration.id, old: null }, dateOf(one.session))],
    ),
    notes: "",
    slug: found.session.slug,
    message,
  };
  return [
    {
      dedupeKey: answerTo(group, "seances-annulees", contactId),
      template: "seances-annulees",
      contactId,
      nameId: found.registration.name.id,
      vars,
      dueAt: event.at,
      expiresAt: event.at + 72 * HOUR,
      isUnproven: false,
    },
  ];
}
