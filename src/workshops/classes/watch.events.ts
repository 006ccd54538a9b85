import * as z from "zod";

import { eventKit } from "../../kernel/event.ts";
import { wordOf } from "../../kernel/rows.ts";
import { LEVELS } from "../schools/school-class.ts";

const None = z.object({}).strict();
/** Somebody wants to be told when an association begins to come to the classes of a département, version 1. The subject is the watch. */
const EVENTS = {
  "watch.asked": None,
  "watch.confirmed": None,
  "watch.left": None,
  /** An association comes now, for these levels. */
  "watch.served": z.object({ levels: z.array(wordOf(LEVELS)) }).strict(),
} as const;
export type WatchEventType = keyof typeof EVENTS;

/** What happened, as the console's audit trail says it. */
export const watchEventWords: Readonly<Record<WatchEventType, string>> = {
  "watch.asked": "« prévenez-moi » demandé",
  "watch.confirmed": "« prévenez-moi » : adresse confirmée",
  "watch.left": "« prévenez-moi » : adresse effacée à sa demande",
  "watch.served": "« prévenez-moi » : une association vient",
};

/** Makes it, and reads it. */
export const { make: watchEvent, read: watchData } = eventKit(EVENTS);
