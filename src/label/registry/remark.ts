/** Where a remark about a draft of the referential stands: read by nobody yet, shown, shown with its answer, or left out. */
export const REMARK_STATES = ["waiting", "published", "kept", "declined", "set_aside"] as const;
export type RemarkState = (typeof REMARK_STATES)[number];
/** What is not said without an answer. */
export const ANSWERED = ["kept", "declined"] as const satisfies readonly RemarkState[];
/** What everybody reads. */
export const SHOWN = ["published", "kept", "declined"] as const satisfies readonly RemarkState[];
/** What an operator still has to do something about. */
export const TO_TREAT = ["waiting", "published"] as const satisfies readonly RemarkState[];
