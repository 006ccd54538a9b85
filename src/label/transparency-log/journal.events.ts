import * as z from "zod";

import { eventKit } from "../../kernel/event.ts";
import { wordOf } from "../../kernel/rows.ts";
import { WITNESS_SAID } from "./submit.ts";

/** The events of the log, version 1. The subject is the checkpoint. */
const EVENTS = {
  "journal.checkpoint_issued": z.object({ size: z.int() }),
  "journal.witness_alarm": z.object({ witness: z.string(), said: wordOf(WITNESS_SAID), size: z.int() }),
} as const;
export type JournalEventType = keyof typeof EVENTS;

/** What happened, as the console's audit trail says it. */
export const logWords: Readonly<Record<JournalEventType, string>> = {
  "journal.checkpoint_issued": "journal du label : point de contrôle émis",
  "journal.witness_alarm": "journal du label : un témoin le contredit",
};

/** Makes and reads events of the log. */
export const { make: journalEvent, read: journalData } = eventKit(EVENTS);
