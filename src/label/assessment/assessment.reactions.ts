import { instantOf, DAY } from "../../kernel/time.ts";
import { answerTo } from "../../mail/message.ts";
import type { MailDraft } from "../../mail/message.ts";
import { type Reaction, type Reactions, plan } from "../../mail/plan.ts";
import { filedBy } from "../application/application.store.ts";
import { FOLLOWING } from "../registry/label-words.ts";
import { lastDecision } from "../decision/decision.store.ts";
import { type AssessmentEventType, assessmentData } from "./assessment.events.ts";
import { contactOfPerson, contactsOfTask, decisionNumber } from "./people.store.ts";
import { PARIS } from "./process.ts";

const nothing: Reaction = () => Promise.resolve(plan());
type Given = Parameters<Reaction>;
const draft = (event: Given[0], template: string, contactId: string, vars: Record<string, unknown>): MailDraft => ({
  dedupeKey: answerTo(event.id, template, contactId),
  template,
  contactId,
  nameId: null,
  vars,
  dueAt: event.at,
  expiresAt: event.at + 7 * DAY,
  isUnproven: false,
});

/** A mail to whoever answers for the mutuelle. */
const tell =
  (template: string): Reaction =>
  async (event, { db }) => {
    const filed = await filedBy(db, event.subject);
    if (filed === null) {
      return plan();
    }
    const dueOn = "dueOn" in event.data && typeof event.data["dueOn"] === "string" ? event.data["dueOn"] : null;
    const vars = {
      organisation: filed.organisation_id,
      application: event.subject,
      offer: filed.offer_name,
      dueOn,
      number: null,
    };
    return plan({ mails: [draft(event, template, filed.contact_id, vars)] });
  };

const REACTIONS: Record<AssessmentEventType, Reaction> = {
  "file.admitted": tell("label-recevable"),
  "file.rejected": tell("label-non-recevable"),
  "file.begun": nothing,
  "file.clarification_asked": tell("label-precisions"),
  "file.resumed": nothing,
  "file.opened_to_answers": tell("label-contradictoire"),
  "file.assigned": async (event, { db }) => {
    const { person, task } = assessmentData("file.assigned", event);
    const contact = task === "operator" ? null : await contactOfPerson(db, person);
    return contact === null ? plan() : plan({ mails: [draft(event, "label-mission", contact, { task })] });
  },
  "file.released": nothing,
  // The one who hands in second lets everybody read: assessors, and the third person.
  "file.handed_in": async (event, { db }) => {
    const [application = ""] = event.subject.split("~");
    const contacts = await contactsOfTask(db, application);
    return plan({ mails: contacts.map((contact) => draft(event, "label-pret", contact, {})) });
  },
  "file.appealed": tell("label-recours"),
  "file.decided": async (event, { db }) => {
    const { decision, label } = assessmentData("file.decided", event);
    const [filed, number] = [await filedBy(db, event.subject), await decisionNumber(db, decision)];
    if (filed === null) {
      return plan();
    }
    const vars = {
      organisation: filed.organisation_id,
      application: event.subject,
      offer: filed.offer_name,
      dueOn: null,
      number,
    };
    const last = label === null ? null : await lastDecision(db, label);
    const anchorAt = instantOf(`${last?.validFromOn ?? "2026-01-01"}T10:00`, PARIS);
    const who = { contactId: filed.contact_id, nameId: null, anchorRef: label ?? "", anchorAt };
    const ends = last === null || last.state === "withdrawn";
    return plan({
      mails: [draft(event, "label-decision", filed.contact_id, vars)],
      followUps:
        label === null
          ? []
          : ends
            ? [{ do: "exit", anchorRef: label, reason: "ended" }]
            : [{ do: "enrol", sequence: FOLLOWING, ...who }],
    });
  },
};

/** What follows from what happens to a file: mails, and the sequence that follows a label. */
export const assessmentReactions: Reactions = Object.fromEntries(
  Object.entries(REACTIONS).map(([type, react]) => [type, { version: 1, react }]),
);
