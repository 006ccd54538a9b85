import type { RegistrationId } from "../../kernel/ids.ts";
import { type EventEnvelope, subjectOf } from "../../kernel/event.ts";
import { HOUR } from "../../kernel/time.ts";
import { type MailDraft, answerTo } from "../../mail/message.ts";
import { type Plan, plan } from "../../mail/plan.ts";
import type { Deps } from "../../platform/deps.ts";
import type { Programmes } from "../sessions/programme.ts";
import { MOST_RECALLED } from "./registration.mails.ts";
import * as store from "../seats/registration.store.ts";
import * as standing from "../seats/status.store.ts";

/** Somebody lost their mail: one mail with the link of each live registration, to that address only. */
export async function recall(
  deps: Deps,
  { event, programmes }: { event: EventEnvelope; programmes: Programmes },
): Promise<Plan> {
  const items: {
    registration: RegistrationId;
    title: string;
    startsAt: number;
    endsAt: number;
    tz: string;
    isOnline: boolean;
  }[] = [];
  const contactId = subjectOf(event, "ctc");
  for (const id of (await standing.liveRegistrationsOf(deps.db, { contactId, now: deps.now })).slice(
    0,
    MOST_RECALLED,
  )) {
    const found = await store.findRegistration(deps.db, id);
    if (found !== null) {
      const { startsAt, endsAt, tz } = found.session;
      items.push({
        registration: id,
        title: programmes.bySlug.get(found.session.slug)?.neutralTitle ?? "Atelier",
        startsAt,
        endsAt,
        tz,
        isOnline: found.session.mode === "online",
      });
    }
  }
  const mail: MailDraft = {
    dedupeKey: answerTo(event.id, "retrouver"),
    template: "retrouver",
    contactId,
    nameId: null,
    vars: { items },
    dueAt: deps.now,
    expiresAt: event.at + 24 * HOUR,
    isUnproven: false,
  };
  return plan({ mails: items.length === 0 ? [] : [mail] });
}
