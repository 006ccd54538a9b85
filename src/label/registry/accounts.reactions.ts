import { type Reaction, type Reactions, plan } from "../../mail/plan.ts";
import type { AccountsEventType } from "./accounts.events.ts";

const nothing: Reaction = () => Promise.resolve(plan());

const REACTIONS: Record<AccountsEventType, Reaction> = {
  "accounts.payment_noted": nothing,
  "accounts.payment_removed": nothing,
  "accounts.minutes_published": nothing,
  "accounts.minutes_removed": nothing,
  "accounts.cases_counted": nothing,
  "accounts.audit_closed": nothing,
  "accounts.remark_treated": nothing,
  "accounts.complaint_treated": nothing,
};

/** What follows from what operators write of the accounts. */
export const accountsReactions: Reactions = Object.fromEntries(
  Object.entries(REACTIONS).map(([type, react]) => [type, { version: 1, react }]),
);
