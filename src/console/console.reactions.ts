import { type Reactions, plan } from "../mail/plan.ts";
import type { ConsoleEventType } from "./console.events.ts";

const nothing = { version: 1, react: () => Promise.resolve(plan()) };
/** Nothing follows from looking: the events are the trace. */
export const consoleReactions: Reactions = {
  "person.looked_up": nothing,
  "journal.exported": nothing,
} satisfies Record<ConsoleEventType, typeof nothing>;
