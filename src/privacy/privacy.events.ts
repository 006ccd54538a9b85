import * as z from "zod";

import { eventKit } from "../kernel/event.ts";

/** Erasing somebody, version 1. The subject is their contact: an id that leads nowhere afterwards. */
const EVENTS = {
  /** On record before anything goes: the erasure is carried out while this event waits, and whoever restores a copy finds it. */
  "person.erasure_asked": z.object({}),
  "person.erased": z.object({}),
  /** The database was taken back to a moment: look what is undone, and do it again when told to. The subject is `restore`. */
  "restore.asked": z.object({ since: z.int(), isApplied: z.boolean() }),
  "restore.answered": z.object({
    since: z.int(),
    isSendingOn: z.boolean(),
    mails: z.object({ waiting: z.int(), missing: z.int() }),
    erasures: z.object({ told: z.int(), back: z.int() }),
    leaves: z.object({ told: z.int(), back: z.int() }),
    log: z.object({ told: z.int(), here: z.int(), gone: z.int(), isSame: z.boolean() }),
    sessions: z.object({ open: z.int(), associations: z.int() }),
    files: z.array(z.string()),
    seats: z.int(),
    isOpen: z.boolean(),
  }),
} as const;

/** What happened, as the console's audit trail says it. */
export const privacyWords: Readonly<Record<keyof typeof EVENTS, string>> = {
  "person.erasure_asked": "effacement d’une personne demandé",
  "person.erased": "personne effacée",
  "restore.asked": "base restaurée : vérification demandée",
  "restore.answered": "base restaurée : ce qui a été trouvé",
};

/** Makes an event of privacy. */
export const privacyEvent = eventKit(EVENTS).make;
