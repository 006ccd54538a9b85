/** Tables that this feature alone writes. */
export const TABLES = ["contacts", "recipients"] as const;
