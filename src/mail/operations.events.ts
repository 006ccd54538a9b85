import * as z from "zod";

import { eventKit } from "../kernel/event.ts";

/** What operators ask of the mail pipeline, version 1. The site writes these; the reactor acts. The actor is the person. */
const OPERATION_EVENTS = {
  /** The switch, a class or the breaker was changed; the subject says which. */
  "mail.switched": z.object({ value: z.int() }),
  /** The subject is the sequence. */
  "sequence.paused": z.object({}),
  "sequence.resumed": z.object({}),
  /** Those who follow a version go on with another. */
  "sequence.moved": z.object({ from: z.int(), to: z.int() }),
  /** Look for the mails of an unknown batch in the provider's own list; the subject is the batch. */
  "batch.reconcile_requested": z.object({}),
  /** Send an unknown mail again, on purpose; the subject is the message. */
  "message.resend_requested": z.object({}),
  /** Send refused mails again once the cause is mended; the subject is one message, or `*` for all of the reason. */
  "mail.refused_resent": z.object({ status: z.int(), code: z.string() }),
  /** Nothing more is to be done about them. */
  "mail.refused_closed": z.object({ status: z.int(), code: z.string() }),
  /** Put a parked message back; the subject is its row. */
  "parked.replay_requested": z.object({}),
  /** Send one step to oneself; the subject is the contact of who asks. */
  "mail.test_requested": z.object({ sequence: z.string(), step: z.string() }),
} as const;
export type OperationEventType = keyof typeof OPERATION_EVENTS;

/** What happened, as the console's audit trail says it. */
export const operationWords: Readonly<Record<OperationEventType, string>> = {
  "mail.switched": "courrier : interrupteur",
  "sequence.paused": "parcours mis en pause",
  "sequence.resumed": "parcours repris",
  "sequence.moved": "parcours : passage à une autre version",
  "batch.reconcile_requested": "envoi à rechercher chez le prestataire",
  "message.resend_requested": "message à renvoyer",
  "mail.refused_resent": "courrier : messages refusés à renvoyer",
  "mail.refused_closed": "courrier : messages refusés classés",
  "parked.replay_requested": "message mis de côté, à rejouer",
  "mail.test_requested": "courrier : essai demandé",
};

/** Makes and reads events of operators. */
export const { make: operationEvent, read: operationData } = eventKit(OPERATION_EVENTS);
