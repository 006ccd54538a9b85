import * as z from "zod";

import type { EventEnvelope } from "../kernel/event.ts";

/** What operators look at and take away, version 1: seeing somebody's data leaves a trace. */
const EVENTS = {
  /** The subject is the contact that was looked up. */
  "person.looked_up": z.object({}),
  "person.erased": z.object({}),
  /** The subject is who exported. */
  "journal.exported": z.object({ lines: z.int() }),
} as const;
export type ConsoleEventType = keyof typeof EVENTS;

/** Makes an event of the console; its data are checked on the way out. */
export function consoleEvent<T extends ConsoleEventType>(
  type: T,
  about: { id: string; subject: string; at: number; actor: string },
  data: z.infer<(typeof EVENTS)[T]>,
): EventEnvelope {
  const { id, subject, at, actor } = about;
  return { id, type, version: 1, at, actor, subject, subjectRev: null, cause: null, data: EVENTS[type].parse(data) };
}
