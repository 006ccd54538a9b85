import * as z from "zod";

import { eventKit } from "../../kernel/event.ts";

/** The events of the log, version 1. The subject is the checkpoint. */
const EVENTS = { "journal.checkpoint_issued": z.object({ size: z.int() }) } as const;
export type JournalEventType = keyof typeof EVENTS;

/** What happened, as the console's audit trail says it. */
export const logWords: Readonly<Record<JournalEventType, string>> = {
  "journal.checkpoint_issued": "journal du label : point de contrôle émis",
};

/** Makes and reads events of the log. */
export const { make: journalEvent, read: journalData } = eventKit(EVENTS);
