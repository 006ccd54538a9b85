/** Tables that this feature alone writes. */
export const TABLES = [
  "messages",
  "send_batches",
  "mail_control",
  "stats_daily",
  "suppressions",
  "webhook_receipts",
] as const;
