import * as z from "zod";

import { eventKit } from "../../kernel/event.ts";
import { COMPLAINT_STATES } from "../decision/label.ts";
import { REMARK_STATES } from "./remark.ts";

/** What operators write of the label's accounts, version 1. The subject is the payment, the minutes, the audit, the remark or the complaint. */
const EVENTS = {
  "accounts.payment_noted": z.object({ year: z.int(), euros: z.int() }),
  "accounts.payment_removed": z.object({ year: z.int(), euros: z.int() }),
  "accounts.minutes_published": z.object({ heldOn: z.string() }),
  "accounts.minutes_removed": z.object({ heldOn: z.string() }),
  "accounts.cases_counted": z.object({ cases: z.int() }),
  "accounts.audit_closed": z.object({}),
  "accounts.remark_treated": z.object({ state: z.enum(REMARK_STATES) }),
  "accounts.complaint_treated": z.object({ state: z.enum(COMPLAINT_STATES) }),
} as const;
export type AccountsEventType = keyof typeof EVENTS;

/** What happened, as the console's audit trail says it. */
export const accountsWords: Readonly<Record<AccountsEventType, string>> = {
  "accounts.payment_noted": "comptes du label : paiement publié",
  "accounts.payment_removed": "comptes du label : paiement retiré",
  "accounts.minutes_published": "comptes du label : compte rendu publié",
  "accounts.minutes_removed": "comptes du label : compte rendu retiré",
  "accounts.cases_counted": "audit du label : cas comptés, ceux à relire tirés",
  "accounts.audit_closed": "audit du label : clos et publié",
  "accounts.remark_treated": "projet de référentiel : remarque traitée",
  "accounts.complaint_treated": "label : signalement traité",
};

/** Makes events of the accounts; those of a row that is changed are recorded by SQL. */
export const { make: accountsEvent } = eventKit(EVENTS);
