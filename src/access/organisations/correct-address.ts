import type { EventId, OrganisationId, PersonId } from "../../kernel/ids.ts";
import { type Result, ok, refuse } from "../../kernel/result.ts";
import { DAY, PARIS } from "../../kernel/time.ts";
import { type Limit, countOne } from "../../platform/counters.ts";
import { MOVED_FIRST, type Statement, refusedBy } from "../../platform/d1.ts";
import type { Deps } from "../../platform/deps.ts";
import { recordEvent } from "../../platform/outbox.ts";
import { keepAddress, lookAgainAt } from "../../privacy/contacts.store.ts";
import { startOver } from "../passkeys.store.ts";
import * as store from "./corrections.store.ts";
import { organisationEvent } from "./organisations.events.ts";

/** The new address has this long to click. */
export const CLICK_LIVES = 7 * DAY;
/** The old one has this long to undo it. */
export const UNDO_LIVES = 3 * DAY;
/** Whoever needs a passkey adds a first one, from the address that is theirs now. */
const FIRST_PASSKEY = DAY;
const PER_PERSON: Limit = { what: "corrections-person", most: 5, seconds: DAY };
const ASKED_ADDRESS: Limit = { what: "corrections-address", most: 3, seconds: DAY };

export type CorrectionRefusal = "not_found" | "elsewhere" | "too_often";
type Asked = {
  by: PersonId;
  personId: PersonId;
  email: string;
  client: string;
  /** The organisation whose team is looked after; null: one's own address. */
  within: OrganisationId | null;
};

/**
 * The address that somebody signs in with is wrong or over. Nothing changes before the new one clicks. Of somebody else it is corrected
 * only where they act nowhere else: whoever runs one team gets no hold of another through a shared member.
 */
export async function askCorrection(
  deps: Deps,
  { by, personId, email, client, within }: Asked,
): Promise<Result<EventId, CorrectionRefusal>> {
  const places = await store.placesOf(deps.db, personId);
  if (within !== null && !places.includes(within)) {
    return refuse("not_found");
  }
  if (within !== null && places.length > 1) {
    return refuse("elsewhere");
  }
  const { addrHash, statements } = await keepAddress(deps, { email, zone: PARIS });
  const id = deps.newId("adc");
  const event = organisationEvent(
    "address.correction_asked",
    { id: deps.newId("evt"), subject: id, at: deps.now, actor: by },
    { person: personId },
  );
  try {
    await deps.db.batch([
      await countOne(deps.vault, PER_PERSON, personId, deps.now),
      await countOne(deps.vault, ASKED_ADDRESS, `${email} ${client}`, deps.now),
      ...statements,
      ...store.askCorrection({ id, personId, addrHash, by, until: deps.now + CLICK_LIVES }),
      recordEvent(event),
    ]);
    return ok(event.id);
  } catch (error) {
    if (refusedBy(error) === null) {
      throw error;
    }
    return refuse("too_often");
  }
}

/** True while the new address may still click. */
export const waitsForClick = ({ state, untilAt: until }: store.Correction, now: number): boolean =>
  state === "asked" && until > now;
/** True while the old address may still undo what was done. */
export const mayUndo = ({ state, mayUndo: isOwners, untilAt: until }: store.Correction, now: number): boolean =>
  state === "moved" && isOwners && until > now;

type Done = Result<EventId, "over" | "taken">;

/** The click of the new address: roles stay with the person, who signs in with it from now on; passkeys and logins end. */
export async function confirmCorrection(deps: Deps, correction: store.Correction): Promise<Done> {
  if (!waitsForClick(correction, deps.now)) {
    return refuse("over");
  }
  const { id, personId, fromContactId: from, toContactId: to } = correction;
  return write(deps, {
    correction,
    event: { type: "address.corrected", revision: 1 },
    statements: [
      store.moveTo(personId, to),
      store.markCorrection({ id, from: "asked", to: "moved", until: deps.now + UNDO_LIVES }),
      lookAgainAt(from, deps.now + UNDO_LIVES + DAY),
    ],
  });
}

/** The old address takes it back, with all that it opened and all that was asked since. */
export async function undoCorrection(deps: Deps, correction: store.Correction): Promise<Done> {
  if (!mayUndo(correction, deps.now)) {
    return refuse("over");
  }
  const { id, personId, fromContactId: from, toContactId: to } = correction;
  return write(deps, {
    correction,
    event: { type: "address.correction_undone", revision: 2 },
    statements: [
      store.moveTo(personId, from),
      store.markCorrection({ id, from: "moved", to: "undone", until: deps.now }),
      store.endLater(correction),
      lookAgainAt(to, deps.now + DAY),
    ],
  });
}

type Written = {
  correction: store.Correction;
  event: { type: "address.corrected" | "address.correction_undone"; revision: number };
  statements: Statement[];
};
/** Either is done once: the revision of its event is the lock. Whoever was signed in is not any more. */
async function write(deps: Deps, { correction, event, statements }: Written): Promise<Done> {
  const { id: subject, personId } = correction;
  const about = { id: deps.newId("evt"), subject, revision: event.revision, at: deps.now, actor: personId };
  try {
    await deps.db.batch([
      recordEvent(organisationEvent(event.type, about, { person: personId })),
      ...statements,
      ...startOver(personId, deps.now + FIRST_PASSKEY, deps.now),
    ]);
    return ok(about.id);
  } catch (error) {
    const constraint = refusedBy(error);
    if (constraint === MOVED_FIRST || constraint?.startsWith(store.NOT_THERE) === true) {
      return refuse("over");
    }
    if (constraint?.startsWith("people.") === true) {
      return refuse("taken");
    }
    throw error;
  }
}
