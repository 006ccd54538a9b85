import * as z from "zod";

import { type EventId, idOf } from "../kernel/ids.ts";
import type { EventEnvelope } from "../kernel/event.ts";

const OfRecipient = z.object({ recipient: z.string().startsWith("rcp_") });

/** The events of guidance, version 1. Ids and codes only. */
const GUIDANCE_EVENTS = {
  /** A form asked for a topic; the subject is the proof of the request. */
  "subscription.requested": z.object({}),
  /** The click; the subject is the proof, so that one proof confirms once. */
  "subscription.confirmed": OfRecipient.extend({ topic: z.string() }),
  /** Left: one topic, or all when `topic` is null. The subject is the recipient. */
  "subscription.ended": OfRecipient.extend({ topic: z.string().nullable(), reason: z.string() }),
  /** A reader wants the next step at once; the subject is the enrolment, once for each of its steps. */
  "subscription.next_requested": OfRecipient.extend({ topic: z.string() }),
  /** A reader says that what they follow a sequence for has stopped; the subject is the enrolment, once. */
  "subscription.improved": OfRecipient.extend({ topic: z.string() }),
  /** Somebody asks for the link to their settings; the subject is the contact. */
  "settings.link_requested": z.object({}),
  /** A new address was typed; the subject is the change. */
  "address.change_requested": OfRecipient.extend({ contact: idOf("ctc") }),
  /** Guidance moved to a new address; the subject names both ends, so that it happens once. */
  "address.changed": OfRecipient,
  /** The provider said that an address does not take mail; the subject is the message. */
  "address.suppressed": z.object({ reason: z.string() }),
} as const;
export type GuidanceEventType = keyof typeof GUIDANCE_EVENTS;

/** What happened, as the console's audit trail says it. */
export const guidanceWords: Readonly<Record<GuidanceEventType, string>> = {
  "subscription.requested": "parcours demandé",
  "subscription.confirmed": "parcours confirmé",
  "subscription.ended": "parcours arrêté",
  "subscription.next_requested": "étape suivante demandée",
  "subscription.improved": "« c’est fini », dit par qui suit un parcours",
  "settings.link_requested": "réglages : lien demandé",
  "address.change_requested": "changement d’adresse demandé",
  "address.changed": "adresse changée",
  "address.suppressed": "adresse écartée des envois",
};
type DataOf<T extends GuidanceEventType> = z.infer<(typeof GUIDANCE_EVENTS)[T]>;

/** Makes an event of guidance; its data are checked on the way out. `revision` locks what may happen once. */
export function guidanceEvent<T extends GuidanceEventType>(
  type: T,
  about: { id: EventId; subject: string; at: number; actor?: string; revision?: number },
  data: DataOf<T>,
): EventEnvelope {
  return {
    id: about.id,
    type,
    version: 1,
    at: about.at,
    actor: about.actor ?? "visitor",
    subject: about.subject,
    subjectRev: about.revision ?? null,
    cause: null,
    data: GUIDANCE_EVENTS[type].parse(data),
  };
}

/** Reads the data of an event of guidance. */
export const dataOf = <T extends GuidanceEventType>(type: T, event: EventEnvelope): DataOf<T> =>
  GUIDANCE_EVENTS[type].parse(event.data) as DataOf<T>;
