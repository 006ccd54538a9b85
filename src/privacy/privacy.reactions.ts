import { type Reactions, plan } from "../mail/plan.ts";

/** Nothing follows once somebody is erased: the event is the trace. */
export const privacyReactions: Reactions = {
  "person.erased": { version: 1, react: () => Promise.resolve(plan()) },
};
