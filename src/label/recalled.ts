import { FOLLOWING } from "./decision/decision.ts";
import { deadlineExamples, deadlinePredicates, deadlineVars } from "./decision/deadlines.reactions.ts";
import { labelPredicates, labelVars } from "./registry/reminders.ts";

/* What sequences of the label ask and say: of a label that is followed, of days that end. */

export const predicates = { ...labelPredicates, ...deadlinePredicates };
export const vars = { [FOLLOWING]: labelVars, ...deadlineVars };
/** A test of what follows a label shows an offer that does not exist. */
export const examples = {
  [FOLLOWING]: {
    organisation: "org_essai",
    application: "app_essai",
    offer: "Offre (essai)",
    dueOn: "2026-12-31",
    number: null,
  },
  ...deadlineExamples,
};
