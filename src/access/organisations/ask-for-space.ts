import type { EventId } from "../../kernel/ids.ts";
import { type Result, ok, refuse } from "../../kernel/result.ts";
import { PARIS, DAY } from "../../kernel/time.ts";
import { type Limit, askedEnough, countOne } from "../../platform/counters.ts";
import { refusedBy } from "../../platform/d1.ts";
import type { Deps } from "../../platform/deps.ts";
import { recordEvent } from "../../platform/outbox.ts";
import { type WaitingMail, keepAddress, onlyMail, waitingMailTo } from "../../privacy/contacts.store.ts";
import { INVITATION_LIVES } from "./invite.ts";
import { newInvitation } from "./invitations.store.ts";
import { KIND, type OrganisationForm } from "./organisation.ts";
import { organisationEvent } from "./organisations.events.ts";
import { isNumberTaken, newOrganisation } from "./organisations.store.ts";

const PER_CLIENT: Limit = { what: "space-client", most: 20, seconds: 600 };
/** Requests under one address in a day, from one connection. */
const SPACES: Limit = { what: "space-address", most: 3, seconds: DAY };

/** The event to ring for, null past the limit; and the mail that waits in the mailbox already, if one does. */
export type SpaceAsked = { eventId: EventId | null; waiting: WaitingMail | null };

/** Asks for the space of an organisation: nothing counts before the click in the mailbox, and an operator decides after it. */
export async function askForSpace(
  deps: Deps,
  { form, email, client }: { form: OrganisationForm; email: string; client: string },
): Promise<Result<SpaceAsked, "too_often" | "taken">> {
  if (form.number !== null && (await isNumberTaken(deps.db, { kind: form.kind, number: form.number }))) {
    return refuse("taken");
  }
  const lastAt = await askedEnough(deps, { door: SPACES, email, client });
  if (lastAt !== null) {
    return ok({ eventId: null, waiting: onlyMail(lastAt) });
  }
  const waiting = await waitingMailTo(deps, email);
  const organisationId = deps.newId("org");
  const invitationId = deps.newId("inv");
  const { addrHash, statements } = await keepAddress(deps, { email, zone: PARIS });
  const event = organisationEvent(
    "organisation.requested",
    { id: deps.newId("evt"), subject: organisationId, revision: 1, at: deps.now, actor: "visitor" },
    { invitation: invitationId },
  );
  const invitation = {
    id: invitationId,
    organisationId,
    addrHash,
    role: KIND[form.kind].founder,
    by: null,
    expiresAt: deps.now + INVITATION_LIVES,
  };
  try {
    await deps.db.batch([
      await countOne(deps.vault, PER_CLIENT, client, deps.now),
      ...statements,
      newOrganisation(organisationId, form, deps.now),
      ...newInvitation(invitation, deps.now),
      recordEvent(event),
    ]);
  } catch (error) {
    if (refusedBy(error) === null) {
      throw error;
    }
    return refuse("too_often");
  }
  return ok({ eventId: event.id, waiting });
}
