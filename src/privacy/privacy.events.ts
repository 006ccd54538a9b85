import * as z from "zod";

import { eventKit } from "../kernel/event.ts";

/** Erasing somebody, version 1. The subject is their contact: an id that leads nowhere afterwards. */
const EVENTS = {
  /** On record before anything goes: the erasure is carried out while this event waits, and whoever restores a copy finds it. */
  "person.erasure_asked": z.object({}),
  "person.erased": z.object({}),
} as const;

/** What happened, as the console's audit trail says it. */
export const privacyWords: Readonly<Record<keyof typeof EVENTS, string>> = {
  "person.erasure_asked": "effacement d’une personne demandé",
  "person.erased": "personne effacée",
};

/** Makes an event of privacy. */
export const privacyEvent = eventKit(EVENTS).make;
