import * as z from "zod";

import { idOf } from "../../kernel/ids.ts";
import { AGREEMENT_KINDS } from "../catalogue/association.ts";
import { eventKit } from "../../kernel/event.ts";

/** The events of facilitators, version 1. */
const EVENTS = {
  /** A coordinator saw the papers; the subject is the person. */
  "facilitator.checked": z.object({ association: idOf("org") }),
  /** The subject is the session. */
  "facilitator.assigned": z.object({ facilitator: z.string() }),
  "facilitator.withdrawn": z.object({ facilitator: z.string() }),
  /** They answered a call that asks first; and what the coordinator said. */
  "facilitator.offered": z.object({ facilitator: z.string() }),
  "facilitator.answered": z.object({ facilitator: z.string(), isYes: z.boolean() }),
  /** The nightly watch found sessions with too few adults; each of them is noted beside, once. */
  "staffing.short": z.object({ sessions: z.array(idOf("ses")) }),
  /** While there is time to call the team, its association is told which sessions lack somebody; the subject is the association. */
  "staffing.proposed": z.object({ sessions: z.array(idOf("ses")) }),
  /** The team is called for sessions that lack somebody; the subject is the first of them. */
  "staffing.called": z.object({ association: idOf("org"), sessions: z.array(idOf("ses")) }),
  /** An operator saw the agreement of an association, or that there is none; the subject is the association. */
  "association.agreement_seen": z.object({ kind: z.enum(AGREEMENT_KINDS), until: z.iso.date().nullable() }),
  /** An operator read what it says to schools: it is shown, or it is not. */
  "association.words_read": z.object({ isShown: z.boolean() }),
  /** It ends soon. */
  "association.agreement_ending": z.object({ until: z.iso.date() }),
  /** A check ends soon; the subject is its row. */
  "facilitator.lapsing": z.object({ association: idOf("org"), until: z.string() }),
} as const;
export type FacilitatorEventType = keyof typeof EVENTS;

/** What happened, as the console's audit trail says it. */
export const facilitatorWords: Readonly<Record<FacilitatorEventType, string>> = {
  "facilitator.checked": "intervenant : vérification notée",
  "facilitator.assigned": "intervenant affecté à une séance",
  "facilitator.withdrawn": "intervenant retiré d’une séance",
  "facilitator.offered": "intervenant : propose d’animer",
  "facilitator.answered": "intervenant : proposition répondue",
  "staffing.short": "séances proches : il manque un adulte",
  "staffing.proposed": "séances à venir : appeler l’équipe est proposé",
  "staffing.called": "équipe appelée pour animer",
  "association.agreement_seen": "association : agrément vu",
  "association.words_read": "association : texte aux établissements lu",
  "association.agreement_ending": "association : agrément bientôt terminé",
  "facilitator.lapsing": "intervenant : vérification bientôt expirée",
};

/** Makes and reads events of facilitators. */
export const { make: facilitatorEvent, read: facilitatorData } = eventKit(EVENTS);
