import * as z from "zod";

import { type EventId, type RequestId, idOf } from "../../kernel/ids.ts";
import type { EventEnvelope } from "../../kernel/event.ts";
import { PENCILS, PROPOSERS } from "./request.ts";

const None = z.object({}).strict();
const By = z.object({ association: idOf("org") }).strict();
/** Who asked for another date, or says that nothing was held. */
const Sided = z.object({ by: z.enum(PROPOSERS) }).strict();

/** The events of a class request, version 1: ids and codes. Its subject is the request, its revision the lock. */
const REQUEST_EVENTS = {
  /** The form is in: the address has to be proven. */
  "workshop_request.drafted": None,
  "workshop_request.submitted": z.object({ known: z.boolean() }).strict(),
  /** An operator found the place; the head is asked. */
  "workshop_request.vetted": None,
  "workshop_request.pencilled": By.extend({ as: z.enum(PENCILS) }),
  "workshop_request.handed_over": By.extend({ to: idOf("org") }),
  "workshop_request.passed": By,
  "workshop_request.authorised": z.object({ to: z.string() }).strict(),
  "workshop_request.refused": None,
  "workshop_request.proposed": By,
  "workshop_request.proposal_declined": By,
  "workshop_request.scheduled": By,
  /** The association that held it has closed: another comes, or it is shown to the others again. */
  "workshop_request.taken_over": By,
  "workshop_request.freed": z.object({ from: z.string() }).strict(),
  /** Nobody has answered yet: the associations are told once more. */
  "workshop_request.waited": None,
  /** Still nobody: the neighbouring départements see it too. */
  "workshop_request.widened": None,
  /** Whoever was asked first has not answered, or will not come: all see it. */
  "workshop_request.opened_to_all": None,
  "workshop_request.declined": z.object({ from: z.string() }).strict(),
  "workshop_request.withdrawn": None,
  "workshop_request.lapsed": z.object({ from: z.string() }).strict(),
  "workshop_request.cancelled": z.object({ by: z.enum(["school", "association", "erasure"]) }).strict(),
  /** The head has not answered: they are told once more, the last time who asked alone. */
  "workshop_request.head_reminded": z.object({ isLast: z.boolean() }).strict(),
  /** The head takes the yes back. */
  "workshop_request.agreement_withdrawn": z.object({ from: z.string() }).strict(),
  "workshop_request.reopened": z.object({ to: z.string() }).strict(),
  /** How many pupils more or less. */
  "workshop_request.resized": z.object({ pupils: z.int() }).strict(),
  /** How many classes there are now. */
  "workshop_request.class_added": z.object({ classes: z.int() }).strict(),
  "workshop_request.class_dropped": z.object({ classes: z.int() }).strict(),
  "workshop_request.move_asked": Sided,
  "workshop_request.move_declined": Sided,
  "workshop_request.moved": z.object({ from: z.int(), startsAt: z.int() }).strict(),
  /** The other side has seen that a visit is called off late. */
  "workshop_request.acknowledged": None,
  "workshop_request.not_held": Sided.extend({ reason: z.string() }),
  /** One side wrote to the other: the words are in `request_messages`. */
  "workshop_request.word_written": z
    .object({ word: z.string(), by: z.enum(PROPOSERS), association: idOf("org").optional() })
    .strict(),
  "workshop_request.word_reported": z.object({ word: z.string() }).strict(),
  "workshop_request.word_settled": z.object({ word: z.string(), isKept: z.boolean() }).strict(),
  "workshop_request.colleague_invited": z.object({ colleague: z.string() }).strict(),
  "workshop_request.colleague_joined": z.object({ colleague: z.string() }).strict(),
  "workshop_request.colleague_left": z.object({ contact: idOf("ctc") }).strict(),
  /** The report of a visit is ready for the head. */
  "workshop_request.reported": None,
  "workshop_request.done": None,
  "workshop_request.erased": None,
} as const;
export type RequestEventType = keyof typeof REQUEST_EVENTS;

/** What happened, as the console's audit trail says it. */
export const requestEventWords: Readonly<Record<RequestEventType, string>> = {
  "workshop_request.drafted": "demande de classe envoyée",
  "workshop_request.submitted": "demande de classe : adresse confirmée",
  "workshop_request.vetted": "demande de classe : lieu vérifié",
  "workshop_request.pencilled": "demande de classe : réponse d’une association, avant l’accord de la direction",
  "workshop_request.handed_over": "demande de classe transmise à une autre association",
  "workshop_request.passed": "demande de classe : une association ne viendra pas",
  "workshop_request.authorised": "demande de classe : accord de la direction",
  "workshop_request.refused": "demande de classe : refus de la direction",
  "workshop_request.proposed": "demande de classe : créneaux proposés",
  "workshop_request.proposal_declined": "demande de classe : créneaux proposés refusés",
  "workshop_request.scheduled": "demande de classe : séance fixée",
  "workshop_request.taken_over": "demande de classe : reprise par une autre association",
  "workshop_request.freed": "demande de classe : de nouveau ouverte, l’association a fermé",
  "workshop_request.waited": "demande de classe : associations relancées",
  "workshop_request.widened": "demande de classe : montrée aux départements voisins",
  "workshop_request.opened_to_all": "demande de classe : montrée à toutes les associations",
  "workshop_request.declined": "demande de classe sans suite",
  "workshop_request.withdrawn": "demande de classe retirée",
  "workshop_request.lapsed": "demande de classe expirée",
  "workshop_request.cancelled": "demande de classe : séance annulée",
  "workshop_request.head_reminded": "demande de classe : direction relancée",
  "workshop_request.agreement_withdrawn": "demande de classe : accord de la direction retiré",
  "workshop_request.reopened": "demande de classe rouverte",
  "workshop_request.resized": "demande de classe : nombres changés",
  "workshop_request.class_added": "demande de classe : une classe ajoutée",
  "workshop_request.class_dropped": "demande de classe : une classe retirée",
  "workshop_request.move_asked": "demande de classe : autre date demandée",
  "workshop_request.move_declined": "demande de classe : date gardée",
  "workshop_request.moved": "demande de classe : séance déplacée",
  "workshop_request.acknowledged": "demande de classe : annulation vue",
  "workshop_request.not_held": "demande de classe : séance non tenue",
  "workshop_request.word_written": "demande de classe : un mot écrit",
  "workshop_request.word_reported": "demande de classe : un mot signalé",
  "workshop_request.word_settled": "demande de classe : un mot signalé, regardé",
  "workshop_request.colleague_invited": "demande de classe : un collègue invité",
  "workshop_request.colleague_joined": "demande de classe : un collègue la suit",
  "workshop_request.colleague_left": "demande de classe : un collègue ne la suit plus",
  "workshop_request.reported": "demande de classe : bilan envoyé à la direction",
  "workshop_request.done": "demande de classe : séance passée",
  "workshop_request.erased": "demande de classe effacée",
};

/** Makes an event of a request; its data are checked on the way out. */
export function requestEvent<T extends RequestEventType>(
  type: T,
  about: { id: EventId; request: RequestId; revision: number | null; at: number; actor: string },
  data: z.infer<(typeof REQUEST_EVENTS)[T]>,
): EventEnvelope {
  const { id, at, actor, request: subject, revision: subjectRev } = about;
  return {
    id,
    type,
    version: 1,
    at,
    actor,
    subject,
    subjectRev,
    cause: null,
    data: REQUEST_EVENTS[type].parse(data),
  };
}
