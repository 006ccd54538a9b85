import { type EventEnvelope, subjectOf } from "../../kernel/event.ts";
import type { ContactId } from "../../kernel/ids.ts";
import { DAY } from "../../kernel/time.ts";
import { answerTo } from "../../mail/message.ts";
import { type Plan, type Reaction, type Reactions, plan } from "../../mail/plan.ts";
import type { Deps } from "../../platform/deps.ts";
import { type Correction, findCorrection } from "./corrections.store.ts";
import { type Invitation, findInvitation } from "./invitations.store.ts";
import { PLATFORM_NAME } from "./organisations.mails.ts";
import { type OrganisationEventType, type Reason, organisationData } from "./organisations.events.ts";
import { ownerOf } from "./organisations.store.ts";

const nothing: Reaction = () => Promise.resolve(plan());

const REACTIONS: Record<OrganisationEventType, Reaction> = {
  "organisation.requested": async (event, deps) => {
    const { invitation } = organisationData("organisation.requested", event);
    return mailInvitation(event, "structure-confirmer", await findInvitation(deps.db, invitation));
  },
  "organisation.confirmed": nothing,
  "organisation.approved": (event, deps) => tellOwner(event, deps, "structure-validee", null),
  "organisation.refused": (event, deps) =>
    tellOwner(event, deps, "structure-refusee", organisationData("organisation.refused", event).reason),
  "organisation.closed": (event, deps) =>
    tellOwner(event, deps, "structure-fermee", organisationData("organisation.closed", event).reason),
  "organisation.handed_over": (event, deps) => tellOwner(event, deps, "responsable", null),
  "invitation.proposed": nothing,
  "invitation.sent": async (event, deps) =>
    mailInvitation(event, "invitation", await findInvitation(deps.db, event.subject)),
  "invitation.accepted": nothing,
  "invitation.revoked": nothing,
  "membership.ended": nothing,
  "address.correction_asked": async (event, { db }) => {
    const found = await findCorrection(db, event.subject);
    return found === null || found.state !== "asked"
      ? plan()
      : tellOfAddress(event, { key: "adresse-a-prouver", contactId: found.toContactId, correction: found });
  },
  /** The old address is told once; it may undo what was done where it was its owner's, not a stranger's. */
  "address.corrected": async (event, { db }) => {
    const found = await findCorrection(db, event.subject);
    return found === null || found.state !== "moved"
      ? plan()
      : tellOfAddress(event, {
          key: found.mayUndo ? "adresse-quittee" : "adresse-retiree",
          contactId: found.fromContactId,
          correction: found,
        });
  },
  "address.correction_undone": nothing,
};

type Told = { key: string; contactId: ContactId; correction: Correction };
function tellOfAddress(event: EventEnvelope, { key, contactId, correction }: Told): Plan {
  const { id, untilAt: until, state } = correction;
  const mail = {
    dedupeKey: answerTo(event.id, key),
    template: key,
    contactId,
    nameId: null,
    vars: key === "adresse-retiree" ? {} : { correction: id, until },
    dueAt: event.at,
    expiresAt: event.at + DAY,
    isUnproven: state === "asked",
  };
  return plan({ mails: [mail] });
}

/** What follows from what happens to organisations and their teams: mails. */
export const organisationReactions: Reactions = Object.fromEntries(
  Object.entries(REACTIONS).map(([type, react]) => [type, { version: 1, react }]),
);

/** To somebody who asked for nothing: it waits its turn among such mails. */
function mailInvitation(event: EventEnvelope, key: string, invitation: Invitation | null): Plan {
  if (invitation === null || invitation.accepted_at !== null || invitation.revoked_at !== null) {
    return plan();
  }
  const { id, contact_id: contactId, expires_at: expiresAt, role } = invitation;
  const vars = { invitation: id, until: expiresAt };
  const told = { ...vars, structure: invitation.name ?? PLATFORM_NAME, role };
  const mail = {
    dedupeKey: answerTo(event.id, key),
    template: key,
    contactId,
    nameId: null,
    vars: key === "invitation" ? told : vars,
    dueAt: event.at,
    expiresAt: event.at + DAY,
    isUnproven: true,
  };
  return plan({ mails: [mail] });
}

async function tellOwner(event: EventEnvelope, { db }: Deps, key: string, reason: Reason | null): Promise<Plan> {
  const organisation = subjectOf(event, "org");
  const owner = await ownerOf(db, organisation);
  if (owner === null) {
    return plan();
  }
  const vars = { organisation, structure: owner.name, reason };
  const mail = {
    dedupeKey: answerTo(event.id, key),
    template: key,
    contactId: owner.contact_id,
    nameId: null,
    vars,
    dueAt: event.at,
    expiresAt: event.at + 3 * DAY,
    isUnproven: false,
  };
  return plan({ mails: [mail] });
}
