/**
 * What operators write of the label's accounts, version 1, as the console's audit trail says it. The subject is the payment (data: its year
 * and euros), the minutes (heldOn), the audit (cases), the remark or the complaint (state). SQL records them, for the row that is changed.
 */
export const accountsWords = {
  "accounts.payment_noted": "comptes du label : paiement publié",
  "accounts.payment_removed": "comptes du label : paiement retiré",
  "accounts.minutes_published": "comptes du label : compte rendu publié",
  "accounts.minutes_removed": "comptes du label : compte rendu retiré",
  "accounts.cases_counted": "audit du label : cas comptés, ceux à relire tirés",
  "accounts.audit_closed": "audit du label : clos et publié",
  "accounts.remark_treated": "projet de référentiel : remarque traitée",
  "accounts.complaint_treated": "label : signalement traité",
} as const;
export type AccountsEventType = keyof typeof accountsWords;
