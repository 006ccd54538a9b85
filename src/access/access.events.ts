import * as z from "zod";

import type { EventEnvelope } from "../kernel/event.ts";

const Nothing = z.object({});
/** The events of access, version 1. The actor is the person themself unless another is named. */
const EVENTS = {
  /** The subject is the request. */
  "sign_in.requested": Nothing,
  /** The subject is the login. */
  "login.opened": Nothing,
  /** The subject is the person. */
  "passkey.added": Nothing,
  "passkey.removed": Nothing,
  /** Recovery: another operator lets the person start over. */
  "passkey.reset": Nothing,
} as const;
export type AccessEventType = keyof typeof EVENTS;

/** Makes an event of access; its data are checked on the way out. */
export function accessEvent<T extends AccessEventType>(
  type: T,
  about: { id: string; subject: string; at: number; actor?: string },
  data: z.infer<(typeof EVENTS)[T]>,
): EventEnvelope {
  const { id, subject, at, actor = subject } = about;
  return { id, type, version: 1, at, actor, subject, subjectRev: null, cause: null, data: EVENTS[type].parse(data) };
}
