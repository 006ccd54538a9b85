/** What the school authorities have signed with an association. */
export const AGREEMENT_KINDS = ["none", "academic", "national"] as const;
