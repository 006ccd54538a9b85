import * as z from "zod";

import { eventKit } from "../../kernel/event.ts";
import { ATTESTATION_KINDS, SIGNED_VIA } from "./attestation.ts";

/** The events of the day itself, version 1. */
const EVENTS = {
  /** The adult of a class confirmed its count; the subject is the class's registration. */
  "attendance.signed": z.object({ via: z.enum(SIGNED_VIA) }),
  /** The subject is the registration, or the request of a class. */
  "attestation.issued": z.object({ kind: z.enum(ATTESTATION_KINDS) }),
} as const;
export type PresenceEventType = keyof typeof EVENTS;

/** What happened, as the console's audit trail says it. */
export const presenceWords: Readonly<Record<PresenceEventType, string>> = {
  "attendance.signed": "présence d’une classe confirmée",
  "attestation.issued": "attestation remise",
};

/** Makes events of the day. */
export const presenceEvent = eventKit(EVENTS).make;
