/** What the school authorities have signed with an association. */
export const AGREEMENT_KINDS = ["none", "academic", "national"] as const;
/** A closed association is shown nowhere. */
export const ASSOCIATION_STATES = ["active", "closed"] as const;
