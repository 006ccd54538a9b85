import * as z from "zod";

import { type EventId, type RegistrationId, idOf } from "../../kernel/ids.ts";
import type { EventEnvelope } from "../../kernel/event.ts";

const Ids = z.object({ session: idOf("ses") });

/** The events of a registration, version 1. Ids and codes only: no name, no address. */
const REGISTRATION_EVENTS = {
  /** A seat is kept while the form is filled. */
  "registration.held": Ids.extend({ seats: z.int() }),
  /** The form is in: the address has to be proven. */
  "registration.submitted": Ids,
  /** The address was wrong; the mail leaves again. */
  "registration.address_corrected": Ids,
  /** A parent is asked. */
  "registration.consent_asked": Ids.extend({ until: z.int() }),
  /** Half of the time is over: the child is told, once. */
  "registration.consent_reminded": Ids,
  /** A parent said yes while the entry waits on the list. */
  "registration.consented": Ids,
  "registration.refused": Ids.extend({ seats: z.int() }),
  "registration.confirmed": Ids,
  /** Written down by the team of the association: by phone, or at the door. */
  "registration.added": Ids.extend({
    seats: z.int(),
    source: z.enum(["phone", "door"]),
    parentWord: z.string().nullable(),
  }),
  /** `told`: the session's own event tells it, once for all its dates. */
  "registration.cancelled": Ids.extend({
    from: z.string(),
    seats: z.int(),
    reason: z.string(),
    told: z.string().nullish(),
  }),
  /** Another number of seats; the places in the party of those who left it. */
  "registration.resized": Ids.extend({ from: z.int(), seats: z.int(), removed: z.array(z.int()) }),
  /** To another date; `session` is the new one, `was` its state before. */
  "registration.moved": Ids.extend({ from: idOf("ses"), seats: z.int(), was: z.string() }),
  "registration.expired": Ids.extend({ from: z.string(), seats: z.int() }),
  /** Asked for the list, address not proven yet. */
  "registration.joined": Ids,
  "registration.waitlisted": Ids,
  "registration.offered": Ids.extend({ until: z.int() }),
  "registration.declined": Ids.extend({ seats: z.int() }),
  /** Came, or did not; each correction is one more. */
  "registration.attended": Ids,
  "registration.missed": Ids,
  "registration.erased": Ids.extend({ by: z.enum(["person", "retention"]) }),
  "queue.entry_skipped": Ids.extend({ passedBy: z.string() }),
} as const;
export type RegistrationEventType = keyof typeof REGISTRATION_EVENTS;

/** What happened, as the console's audit trail says it. */
export const registrationWords: Readonly<Record<RegistrationEventType, string>> = {
  "registration.held": "place gardée",
  "registration.submitted": "inscription demandée",
  "registration.address_corrected": "inscription : adresse corrigée",
  "registration.consent_asked": "accord parental demandé",
  "registration.consent_reminded": "accord parental attendu : enfant prévenu",
  "registration.consented": "accord parental donné",
  "registration.refused": "accord parental refusé",
  "registration.confirmed": "place confirmée",
  "registration.added": "place notée par l’association",
  "registration.cancelled": "place annulée",
  "registration.resized": "inscription : nombre de places changé",
  "registration.moved": "inscription : date changée",
  "registration.expired": "place expirée",
  "registration.joined": "liste d’attente demandée",
  "registration.waitlisted": "liste d’attente rejointe",
  "registration.offered": "place proposée",
  "registration.declined": "place proposée refusée",
  "registration.attended": "présence notée",
  "registration.missed": "absence notée",
  "registration.erased": "inscription effacée",
  "queue.entry_skipped": "liste d’attente : groupe dépassé",
};
type DataOf<T extends RegistrationEventType> = z.infer<(typeof REGISTRATION_EVENTS)[T]>;

/** Makes an event of a registration; its data are checked on the way out. */
export function registrationEvent<T extends RegistrationEventType>(
  type: T,
  about: { id: EventId; registration: RegistrationId; revision: number | null; at: number; actor: string },
  data: DataOf<T>,
): EventEnvelope {
  return {
    id: about.id,
    type,
    version: 1,
    at: about.at,
    actor: about.actor,
    subject: about.registration,
    subjectRev: about.revision,
    cause: null,
    data: REGISTRATION_EVENTS[type].parse(data),
  };
}
