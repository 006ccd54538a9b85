/** Tables that this feature alone writes. */
export const TABLES = [
  "events",
  "parked_messages",
  "duty_runs",
  "rate_counters",
  "archives",
  "archived_subjects",
] as const;
