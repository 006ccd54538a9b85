import { type Reactions, plan } from "../mail/plan.ts";

/** Nothing follows: these events are the trace. */
export const privacyReactions: Reactions = {
  "person.erased": { version: 1, react: () => Promise.resolve(plan()) },
  "restore.asked": { version: 1, react: () => Promise.resolve(plan()) }, // the next tick answers
  "restore.answered": { version: 1, react: () => Promise.resolve(plan()) },
};
