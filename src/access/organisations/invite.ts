import type { EventId, OrganisationId, PersonId } from "../../kernel/ids.ts";
import { PLATFORM, type Role, TRUSTED, type Within } from "../roles.ts";
import { type Result, ok, refuse } from "../../kernel/result.ts";
import { PARIS, DAY } from "../../kernel/time.ts";
import { type Limit, countOne } from "../../platform/counters.ts";
import { MOVED_FIRST, type Statement, refusedBy } from "../../platform/d1.ts";
import type { Deps } from "../../platform/deps.ts";
import { actOf, recordEvent } from "../../platform/outbox.ts";
import { keepAddress } from "../../privacy/contacts.store.ts";
import { endAskedByOthers } from "./corrections.store.ts";
import * as store from "./invitations.store.ts";
import { KIND, KINDS, ROLES_IN } from "./organisation.ts";
import { organisationEvent, teamSubject } from "./organisations.events.ts";
import { provenBy, readTeam } from "./organisations.store.ts";

/** An invitation opens for this long, once. */
export const INVITATION_LIVES = 7 * DAY;
/** Somebody who comes with a role that sees others' data has this long to add a first passkey. */
const FIRST_PASSKEY = DAY;
const PER_TEAM: Limit = { what: "invitations-team", most: 30, seconds: DAY };
/** Invitations of one address in a day, from one connection: who else invites it takes nothing from this team. */
const INVITED_ADDRESS: Limit = { what: "invitations-address", most: 3, seconds: DAY };

/** True when a role may be given in an organisation of a kind (null: the platform itself). */
const isRoleIn = (kind: string | null, role: Role): boolean =>
  kind === null
    ? (TRUSTED as readonly Role[]).includes(role)
    : KINDS.some((known) => known === kind && ROLES_IN[known].includes(role));

/** Invites an address to act for an organisation, or for the platform. The event to ring for. */
export async function invite(
  deps: Deps,
  {
    by,
    client,
    to,
  }: { by: PersonId; client: string; to: { organisationId: Within; email: string; role: Role; isForOwner?: boolean } },
): Promise<Result<EventId, "already" | "too_often" | "not_active">> {
  const { isForOwner = false } = to;
  const team = await readTeam(deps.db, {
    organisationId: to.organisationId,
    subject: teamSubject(to.organisationId),
    now: deps.now,
  });
  const isPlatform = to.organisationId === PLATFORM;
  if (!isPlatform && team.organisation?.state !== "active") {
    return refuse("not_active");
  }
  if (!isRoleIn(team.organisation?.kind ?? null, to.role)) {
    return refuse("not_active");
  }
  const { addrHash, statements } = await keepAddress(deps, { email: to.email, zone: PARIS });
  const id = deps.newId("inv");
  const event = organisationEvent(
    isForOwner ? "invitation.proposed" : "invitation.sent",
    { id: deps.newId("evt"), subject: id, at: deps.now, actor: by },
    { role: to.role },
  );
  const invitation = { id, organisationId: to.organisationId, addrHash, role: to.role, by, isForOwner };
  try {
    await deps.db.batch([
      await countOne(deps.vault, PER_TEAM, teamSubject(to.organisationId), deps.now),
      await countOne(deps.vault, INVITED_ADDRESS, `${to.email} ${client}`, deps.now),
      ...statements,
      ...store.newInvitation({ ...invitation, expiresAt: deps.now + INVITATION_LIVES }, deps.now),
      recordEvent(event),
    ]);
    return ok(event.id);
  } catch (error) {
    const constraint = refusedBy(error);
    if (constraint === null) {
      throw error;
    }
    return refuse(constraint.startsWith("invitations.") ? "already" : "too_often");
  }
}

/** An operator proposes who answers for a structure that nobody answers for. Nothing leaves before another operator agrees. */
export async function proposeOwner(
  deps: Deps,
  {
    by,
    client,
    organisationId,
    email,
  }: { by: PersonId; client: string; organisationId: OrganisationId; email: string },
): Promise<Result<EventId, "already" | "too_often" | "not_active">> {
  const { organisation } = await readTeam(deps.db, {
    organisationId,
    subject: teamSubject(organisationId),
    now: deps.now,
  });
  if (organisation === null || organisation.ownerId !== null) {
    return refuse("not_active");
  }
  const to = { organisationId, email, role: KIND[organisation.kind].founder, isForOwner: true };
  return invite(deps, { by, client, to });
}

/** A second operator agrees: the invitation leaves. The event to ring for. */
export async function agreeToOwner(
  deps: Deps,
  { by, organisationId, invitationId }: { by: PersonId; organisationId: OrganisationId; invitationId: string },
): Promise<Result<EventId, "over" | "same_operator">> {
  const invitation = await store.findInvitation(deps.db, invitationId);
  const waits = invitation?.organisation_id === organisationId && invitation.is_for_owner;
  if (!waits || invitation.owner_id !== null || !isOpen(invitation, deps.now) || invitation.agreed_by !== null) {
    return refuse("over");
  }
  const about = { id: deps.newId("evt"), subject: invitationId, at: deps.now, actor: by };
  const event = organisationEvent("invitation.sent", about, { role: invitation.role });
  try {
    await deps.db.batch([
      store.agreeTo({ id: invitationId, by, expiresAt: deps.now + INVITATION_LIVES }),
      recordEvent(event),
    ]);
    return ok(event.id);
  } catch (error) {
    if (refusedBy(error) !== "two_operators") {
      throw error;
    }
    return refuse(invitation.invited_by === by ? "same_operator" : "over");
  }
}

/** Takes an invitation back: its link says that it is over. */
export async function revoke(
  deps: Deps,
  { by, organisationId, invitationId }: { by: PersonId; organisationId: Within; invitationId: string },
): Promise<boolean> {
  const invitation = await store.findInvitation(deps.db, invitationId);
  if (invitation === null || invitation.organisation_id !== organisationId || !isOpen(invitation, deps.now)) {
    return false;
  }
  return once(deps, [
    recordEvent(
      organisationEvent(
        "invitation.revoked",
        { id: deps.newId("evt"), subject: invitationId, revision: 1, at: deps.now, actor: by },
        {},
      ),
    ),
    store.markRevoked(invitationId, deps.now),
  ]);
}

/** True while an invitation can be accepted: not used, not taken back, not over, and its organisation is there. */
export const isOpen = (invitation: store.Invitation, now: number): boolean =>
  invitation.accepted_at === null &&
  invitation.revoked_at === null &&
  invitation.expires_at > now &&
  invitation.state !== "refused" &&
  invitation.state !== "closed";

/** What accepting did: the person, and whether the platform met them for the first time. */
export type Accepted = { personId: PersonId; isNew: boolean; organisationId: Within };

/**
 * The button behind the mailed invitation: gives the role, once. The founder's own click also proves the organisation,
 * which then waits for an operator; « taken » when another space with the same number was quicker.
 */
export async function accept(deps: Deps, invitationId: string): Promise<Result<Accepted, "over" | "taken">> {
  // A second look, for the person who accepts two first invitations at the same moment: by then they are somebody.
  for (let look = 0; look < 2; look++) {
    const invitation = await store.findInvitation(deps.db, invitationId);
    const waits = invitation?.is_for_owner === true && invitation.agreed_by === null;
    if (invitation === null || waits || !isOpen(invitation, deps.now)) {
      return refuse("over");
    }
    const personId = invitation.person_id ?? deps.newId("per");
    try {
      if (await once(deps, acceptance(deps, { invitation, personId }))) {
        return ok({ personId, isNew: invitation.person_id === null, organisationId: invitation.organisation_id });
      }
    } catch (error) {
      if (refusedBy(error)?.startsWith("organisations.") === true) {
        return refuse("taken");
      }
      throw error;
    }
  }
  return refuse("over");
}

/** What accepting writes: the person if there is none, the role, and for a founder the organisation that now waits. */
function acceptance(
  deps: Deps,
  { invitation, personId }: { invitation: store.Invitation; personId: PersonId },
): Statement[] {
  const { id, organisation_id: organisationId, role, contact_id: contactId } = invitation;
  const about = { at: deps.now, actor: personId };
  const isFounder = invitation.invited_by === null && invitation.state === "unproven";
  const accepted = { id: deps.newId("evt"), subject: id, revision: 1, ...about };
  const confirmed = { id: deps.newId("evt"), subject: organisationId, revision: 2, ...about };
  return [
    recordEvent(organisationEvent("invitation.accepted", accepted, { person: personId })),
    invitation.person_id === null ? store.makePerson(personId, contactId, deps.now) : endAskedByOthers(personId),
    ...((TRUSTED as readonly Role[]).includes(role)
      ? [store.allowFirstPasskey(personId, deps.now + FIRST_PASSKEY)]
      : []),
    store.giveRole(personId, organisationId, role, deps.now),
    store.markAccepted(id, deps.now),
    ...ownership(deps, { invitation, personId }),
    ...(isFounder
      ? [
          recordEvent(organisationEvent("organisation.confirmed", confirmed, { person: personId })),
          provenBy(organisationId, personId),
        ]
      : []),
  ];
}

/** Who accepts to answer for a structure does so from now on, if nobody does meanwhile. */
const ownership = (
  deps: Deps,
  { invitation, personId }: { invitation: store.Invitation; personId: PersonId },
): Statement[] =>
  invitation.is_for_owner
    ? store.becomeOwner(invitation.organisation_id, {
        personId,
        now: deps.now,
        eventPrefix: actOf(deps.newId("evt")),
      })
    : [];

/** Writes a batch that only one of several at once may; false for the others. */
async function once(deps: Deps, statements: Parameters<Deps["db"]["batch"]>[0]): Promise<boolean> {
  try {
    await deps.db.batch(statements);
    return true;
  } catch (error) {
    const constraint = refusedBy(error);
    if (constraint === MOVED_FIRST || constraint?.startsWith("people.") === true) {
      return false;
    }
    throw error;
  }
}
