import * as z from "zod";

import { idOf } from "../../kernel/ids.ts";
import { ROLES, type Within } from "../roles.ts";
import { eventKit } from "../../kernel/event.ts";

/** Why an operator refuses or closes an organisation: a closed list, so that no opinion is kept about anybody. */
export const REASONS = ["not_found", "address", "duplicate", "out_of_scope", "asked"] as const;
export type Reason = (typeof REASONS)[number];

const Ended = z.object({
  person: idOf("per"),
  role: z.enum(ROLES),
  by: z.enum(["self", "owner", "operator", "erased"]),
});

/** The events of organisations, version 1. What changes a team has its team as subject, and a revision: the lock. */
const EVENTS = {
  /** A form asked for a space; nothing is shown to anybody before the click. */
  "organisation.requested": z.object({ invitation: z.string() }),
  "organisation.confirmed": z.object({ person: idOf("per") }),
  "organisation.approved": z.object({}),
  "organisation.refused": z.object({ reason: z.enum(REASONS) }),
  "organisation.closed": z.object({ reason: z.enum(REASONS) }),
  "organisation.handed_over": z.object({ to: idOf("per").nullable() }),
  /** The subject is the invitation. Proposed: nothing leaves before another operator agrees. */
  "invitation.proposed": z.object({ role: z.enum(ROLES) }),
  "invitation.sent": z.object({ role: z.enum(ROLES) }),
  "invitation.accepted": z.object({ person: idOf("per") }),
  "invitation.revoked": z.object({}),
  "membership.ended": Ended,
  /** The subject is the correction of an address; nothing changes before the new one clicks. */
  "address.correction_asked": z.object({ person: idOf("per") }),
  "address.corrected": z.object({ person: idOf("per") }),
  "address.correction_undone": z.object({ person: idOf("per") }),
} as const;
export type OrganisationEventType = keyof typeof EVENTS;

/** What happened, as the console's audit trail says it. */
export const organisationWords: Readonly<Record<OrganisationEventType, string>> = {
  "organisation.requested": "espace demandé",
  "organisation.confirmed": "espace : adresse confirmée",
  "organisation.approved": "espace validé",
  "organisation.refused": "espace refusé",
  "organisation.closed": "espace fermé",
  "organisation.handed_over": "espace transmis",
  "invitation.proposed": "responsable proposé : attend l’accord d’un second opérateur",
  "invitation.sent": "invitation envoyée",
  "invitation.accepted": "invitation acceptée",
  "invitation.revoked": "invitation annulée",
  "membership.ended": "rôle terminé",
  "address.correction_asked": "adresse de connexion à corriger : attend le clic de la nouvelle",
  "address.corrected": "adresse de connexion corrigée",
  "address.correction_undone": "correction d’adresse annulée par l’ancienne",
};

/** Makes and reads events of organisations. */
export const { make: organisationEvent, read: organisationData } = eventKit(EVENTS);

/** The subject under which a team's changes are locked: the organisation, or the platform itself. */
export const teamSubject = (organisationId: Within): string => organisationId || "platform";
