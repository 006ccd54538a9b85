/** Tables that this feature alone writes. */
export const TABLES = [
  "messages",
  "send_batches",
  "mail_control",
  "stats_daily",
  "suppressions",
  "soft_bounces",
  "webhook_receipts",
] as const;
