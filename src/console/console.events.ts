import * as z from "zod";

import { eventKit } from "../kernel/event.ts";

/** What operators look at and take away, version 1: seeing somebody's data leaves a trace. */
const EVENTS = {
  /** The subject is the contact that was looked up. */
  "person.looked_up": z.object({}),
  /** The subject is who exported. */
  "journal.exported": z.object({ lines: z.int() }),
} as const;
export type ConsoleEventType = keyof typeof EVENTS;

/** What happened, as the console's audit trail says it. */
export const consoleWords: Readonly<Record<ConsoleEventType, string>> = {
  "person.looked_up": "dossier d’une personne ouvert",
  "journal.exported": "journal exporté",
};

/** Makes an event of the console. */
export const consoleEvent = eventKit(EVENTS).make;
