/** Tables that this feature alone writes. */
export const TABLES = ["subscriptions", "consents", "sequences", "enrolments"] as const;
