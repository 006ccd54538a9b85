import { subjectOf } from "../../kernel/event.ts";
import { DAY } from "../../kernel/time.ts";
import { answerTo } from "../../mail/message.ts";
import { type Reaction, type Reactions, plan } from "../../mail/plan.ts";
import { type ApplicationEventType, applicationData } from "./application.events.ts";
import { meantFor } from "./comments.store.ts";
import { filedBy } from "./application.store.ts";

const nothing: Reaction = () => Promise.resolve(plan());

const REACTIONS: Record<ApplicationEventType, Reaction> = {
  "application.opened": nothing,
  "application.described": nothing,
  "application.tonight_said": nothing,
  "application.rebased": nothing,
  "application.submitted": async (event, { db }) => {
    const { number, hash } = applicationData("application.submitted", event);
    const application = subjectOf(event, "app");
    const filed = await filedBy(db, application);
    if (filed === null) {
      return plan();
    }
    const { contact_id: contactId, organisation_id: organisation, offer_name: offer, referential } = filed;
    const vars = {
      organisation,
      application,
      offer,
      version: referential.split("@")[1] ?? "",
      number,
      hash,
    };
    const mail = {
      dedupeKey: answerTo(event.id, "label-depose"),
      template: "label-depose",
      contactId,
      nameId: null,
      vars,
      dueAt: event.at,
      expiresAt: event.at + 3 * DAY,
      isUnproven: false,
    };
    return plan({ mails: [mail] });
  },
  "application.commented": async (event, { db }) => {
    const { criterion, meant } = applicationData("application.commented", event);
    const application = subjectOf(event, "app");
    const filed = meant === null ? null : await filedBy(db, application);
    if (meant === null || filed === null) {
      return plan();
    }
    const asked = { applicationId: application, criterionId: criterion, meant, by: event.actor };
    const vars = { organisation: filed.organisation_id, application, offer: filed.offer_name, criterion };
    return plan({
      mails: (await meantFor(db, asked)).map((contactId) => ({
        dedupeKey: answerTo(event.id, "label-mot", contactId),
        template: "label-mot",
        contactId,
        nameId: null,
        vars,
        dueAt: event.at,
        expiresAt: event.at + 3 * DAY,
        isUnproven: false,
      })),
    });
  },
  "application.withdrawn": nothing,
};

/** What follows from what happens to applications: a receipt, and a word that is meant for somebody. */
export const applicationReactions: Reactions = Object.fromEntries(
  Object.entries(REACTIONS).map(([type, react]) => [type, { version: 1, react }]),
);
