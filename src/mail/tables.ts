/** Tables that this feature alone writes. */
export const TABLES = [
  "messages",
  "send_batches",
  "mail_control",
  "stats_daily",
  "suppressions",
  "address_holds",
  "webhook_receipts",
] as const;
