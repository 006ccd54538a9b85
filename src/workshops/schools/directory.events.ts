import * as z from "zod";

import { eventKit } from "../../kernel/event.ts";

/** The event of the school directory, version 1. The subject is the import. */
const EVENTS = {
  "directory.imported": z.object({
    rows: z.int(),
    rejected: z.int(),
    added: z.int(),
    changed: z.int(),
    absent: z.int(),
  }),
} as const;
export type DirectoryEventType = keyof typeof EVENTS;

/** What happened, as the console's audit trail says it. */
export const directoryWords: Readonly<Record<DirectoryEventType, string>> = {
  "directory.imported": "annuaire des établissements importé",
};

/** Makes it. */
export const directoryEvent = eventKit(EVENTS).make;
