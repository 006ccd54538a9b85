import * as z from "zod";

import { eventKit } from "../../kernel/event.ts";

/** The events of the log, version 1. The subject is the checkpoint. */
const EVENTS = { "journal.checkpoint_issued": z.object({ size: z.int() }) } as const;
export type JournalEventType = keyof typeof EVENTS;

/** Makes and reads events of the log. */
export const { make: journalEvent, read: journalData } = eventKit(EVENTS);
