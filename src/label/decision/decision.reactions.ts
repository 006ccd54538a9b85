import { subjectOf } from "../../kernel/event.ts";
import type { ContactId } from "../../kernel/ids.ts";
import { PARIS, instantOf } from "../../kernel/time.ts";
import { type FollowUp, type Reaction, type Reactions, plan } from "../../mail/plan.ts";
import { filedBy } from "../application/application.store.ts";
import { assessmentData } from "../assessment/assessment.events.ts";
import { mailAbout } from "../assessment/assessment.reactions.ts";
import { decisionNumber } from "../assessment/people.store.ts";
import { FOLLOWING, type Decision } from "./decision.ts";
import { lastDecision } from "./decision.store.ts";

/** The mutuelle is told; a label that was given is followed, one that was withdrawn no more. */
const decided: Reaction = async (event, { db }) => {
  const { decision, label } = assessmentData("file.decided", event);
  const application = subjectOf(event, "app");
  const [filed, number] = [await filedBy(db, application), await decisionNumber(db, decision)];
  if (filed === null) {
    return plan();
  }
  const vars = {
    organisation: filed.organisation_id,
    application,
    offer: filed.offer_name,
    dueOn: null,
    number,
  };
  return plan({
    mails: [mailAbout(event, { template: "label-decision", contactId: filed.contact_id, vars })],
    followUps: label === null ? [] : [following(label, await lastDecision(db, label), filed.contact_id)],
  });
};

function following(
  label: string,
  last: Pick<Decision, "state" | "validFromOn"> | null,
  contactId: ContactId,
): FollowUp {
  if (last === null || last.state === "withdrawn") {
    return { do: "exit", anchorRef: label, reason: "ended" };
  }
  const anchorAt = instantOf(`${last.validFromOn ?? "2026-01-01"}T10:00`, PARIS);
  return { do: "enrol", sequence: FOLLOWING, contactId, nameId: null, anchorRef: label, anchorAt };
}

/** What follows from a decision: a mail, and the sequence that follows a label. */
export const decisionReactions: Reactions = { "file.decided": { version: 1, react: decided } };
