import * as z from "zod";

import { eventKit } from "../kernel/event.ts";

const Nothing = z.object({});
/** The events of access, version 1. */
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

/** Makes an event of access. */
export const accessEvent = eventKit(EVENTS).make;
