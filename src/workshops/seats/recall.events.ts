import * as z from "zod";

import { eventKit } from "../../kernel/event.ts";

/** Somebody who lost their mail asks for their links again, version 1. The subject is the contact. */
const EVENTS = {
  "contact.links_requested": z.object({}),
} as const;
export type RecallEventType = keyof typeof EVENTS;

/** What happened, as the console's audit trail says it. */
export const recallWords: Readonly<Record<RecallEventType, string>> = {
  "contact.links_requested": "liens d’inscription redemandés",
};

/** Makes it. */
export const recallEvent = eventKit(EVENTS).make;
