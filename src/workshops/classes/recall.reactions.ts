import { type EventEnvelope, subjectOf } from "../../kernel/event.ts";
import { DAY } from "../../kernel/time.ts";
import { type MailDraft, answerTo } from "../../mail/message.ts";
import { type Plan, type Reactions, plan } from "../../mail/plan.ts";
import type { Deps } from "../../platform/deps.ts";
import { recalledSeats } from "../letters/recall.reactions.ts";
import type { RecalledRequest } from "../letters/registration.mails.ts";
import type { Programmes } from "../sessions/programme.ts";
import { standingInWords } from "./request-words.ts";
import { followSubject } from "./request.mails.ts";
import { requestsAskedBy } from "./requests.store.ts";
import { endOfNextSchoolYear } from "./school-days.ts";

/** Somebody lost their mail: one mail with the link of each registration and of each request, to that address only. */
async function recall(
  deps: Deps,
  { event, programmes }: { event: EventEnvelope; programmes: Programmes },
): Promise<Plan> {
  const contactId = subjectOf(event, "ctc");
  const items = await recalledSeats(deps, { contactId, programmes });
  const asked = await requestsAskedBy(deps.db, { contactId, now: deps.now });
  const requests = asked.map((request): RecalledRequest => ({
    words: `${programmes.bySlug.get(request.slug)?.neutralTitle ?? "Atelier"}, ${request.host}`,
    standing: standingInWords(request),
    subject: followSubject(request.id, contactId),
    until: endOfNextSchoolYear(event.at, request.tz),
  }));
  const mail: MailDraft = {
    dedupeKey: answerTo(event.id, "retrouver"),
    template: "retrouver",
    contactId,
    nameId: null,
    vars: { items, requests, allUntil: event.at + DAY },
    dueAt: deps.now,
    expiresAt: event.at + DAY,
    isUnproven: false,
  };
  return plan({ mails: items.length + requests.length === 0 ? [] : [mail] });
}

export const recallReactions = (programmes: Programmes): Reactions => ({
  "contact.links_requested": { version: 1, react: (event, deps) => recall(deps, { event, programmes }) },
});
