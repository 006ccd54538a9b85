import type { EventId, PersonId, RegistrationId } from "../../kernel/ids.ts";
import { type Result, ok, refuse } from "../../kernel/result.ts";
import { refusedBy } from "../../platform/d1.ts";
import type { Deps } from "../../platform/deps.ts";
import { recordEvent } from "../../platform/outbox.ts";
import { keepName } from "../../privacy/contacts.store.ts";
import { RETENTION } from "../../privacy/retention.ts";
import type { AgeBand } from "../sessions/age.ts";
import { type Session, doorOf, isVisit } from "../sessions/session.ts";
import { findAnySession } from "../sessions/session.store.ts";
import { NO_SEAT, expireDue, takeAtDoor, takeSeats } from "./capacity.store.ts";
import { type Party, needsConsent } from "./party.ts";
import { register } from "./register.ts";
import { MARKED_FROM, type ParentWord } from "./registration.ts";
import { registrationEvent } from "./registration.events.ts";
import * as store from "./registration.store.ts";
import { type ReserveRefusal, eventPrefix, newParticipants, reserve } from "./reserve.ts";

/** Somebody whom the team writes down, with who comes with them. */
export type Comer = {
  name: string;
  ageBand: AgeBand;
  seats: number;
  needs: string[];
  /** Where a proof goes; null: nobody is ever written to. */
  email: string | null;
  parentWord: ParentWord | null;
};
type Adding = { session: Session; comer: Comer; key: string; person: PersonId };
type Added = { registrationId: RegistrationId; eventId: EventId | null };
/** Why nobody is written down. `parent_needed`: a child of that age comes on a parent's word. `child_address`: a child's address proves nothing. */
export type ByHandRefusal =
  | "closed"
  | "full"
  | "queue_first"
  | "parent_needed"
  | "child_address"
  | Extract<ReserveRefusal, "too_often">;

/** True from two hours before a session until its end: who comes then stands at the door. */
const isAtDoor = ({ startsAt, endsAt }: Session, now: number): boolean => now >= startsAt - MARKED_FROM && now < endsAt;

/** True when somebody of this age comes on a parent's word alone. */
const isOnWord = ({ ageBand }: Comer, { consentUnderAge }: Session): boolean =>
  needsConsent({ kind: "person", bands: [ageBand] }, consentUnderAge);

/**
 * Writes down somebody who phoned, or stands at the door. With an address it is a hold and the usual proof: nobody is confirmed by what somebody
 * else types. Without one the seat is theirs at once, and nothing is ever sent. Before the day a newcomer's gate, at the door the room alone.
 */
export async function addByHand(
  deps: Deps,
  { session, comer, key, person }: Adding,
): Promise<Result<Added, ByHandRefusal>> {
  if (isVisit(session) || session.endsAt <= deps.now) {
    return refuse("closed");
  }
  if (isOnWord(comer, session) && comer.email !== null) {
    return refuse("child_address");
  }
  if (isOnWord(comer, session) && comer.parentWord === null) {
    return refuse("parent_needed");
  }
  const bands = Array.from({ length: comer.seats }, () => comer.ageBand);
  const party: Party = { kind: comer.seats === 1 ? "person" : "family", bands };
  return comer.email === null
    ? takeDown(deps, { session, comer, key, person, party })
    : askToProve(deps, { session, comer, key, person, party });
}

/** The usual way, from a form that somebody else filled in. */
async function askToProve(
  deps: Deps,
  { session, comer, key, person, party }: Adding & { party: Party },
): Promise<Result<Added, ByHandRefusal>> {
  const ask = { key, client: person, lane: "worked" } as const;
  const held = await reserve(deps, { sessionId: session.id, ask, party });
  if (!held.ok) {
    return refuse(reasonOf(held.refusal));
  }
  const form = {
    name: comer.name,
    email: comer.email,
    ageBand: comer.ageBand,
    others: party.bands.slice(1).map((ageBand) => ({ name: null, ageBand })),
    guardianEmail: null,
    isConsentGiven: false,
    needs: comer.needs,
    isCalendarWanted: false,
  };
  const taken = await register(deps, { registrationId: held.value.registrationId, form, ask });
  return taken.ok ? ok(taken.value) : refuse(reasonOf(taken.refusal));
}
const REASONS: Partial<Record<ReserveRefusal, ByHandRefusal>> = {
  full: "full",
  too_many: "full",
  too_large: "full",
  free_again: "full",
  queue_first: "queue_first",
  too_often: "too_often",
};
const reasonOf = (refusal: ReserveRefusal): ByHandRefusal => REASONS[refusal] ?? "closed";

/** A seat at once, for somebody without an address. */
async function takeDown(
  deps: Deps,
  { session, comer, key, person, party }: Adding & { party: Party },
): Promise<Result<Added, ByHandRefusal>> {
  const [id, nameId, eventId] = [deps.newId("reg"), deps.newId("ctc"), deps.newId("evt")];
  const source = isAtDoor(session, deps.now) ? "door" : "phone";
  const parentWord = isOnWord(comer, session) ? comer.parentWord : null;
  const seats = party.bands.length;
  const about = { id: eventId, registration: id, revision: 1, at: deps.now, actor: person };
  const take = source === "door" ? takeAtDoor : takeSeats;
  try {
    await deps.db.batch([
      ...expireDue(deps.now, session.id, eventPrefix(deps.newId)),
      recordEvent(registrationEvent("registration.added", about, { session: session.id, seats, source, parentWord })),
      store.insertByHand({
        id,
        sessionId: session.id,
        party,
        source,
        parentWord,
        key,
        eraseAt: session.endsAt + RETENTION.afterSession,
        now: deps.now,
      }),
      store.insertParticipants(newParticipants(deps, party), id, deps.now),
      await keepName(deps, { id: nameId, name: comer.name }),
      store.describeParticipant(id, 1, { nameId, ageBand: comer.ageBand, needs: comer.needs }),
      take(session.id, seats, deps.now),
    ]);
    return ok({ registrationId: id, eventId });
  } catch (error) {
    return explain(deps, { error, session, key });
  }
}

async function explain(
  deps: Deps,
  { error, session, key }: { error: unknown; session: Session; key: string },
): Promise<Result<Added, ByHandRefusal>> {
  const constraint = refusedBy(error);
  if (constraint === store.SAME_FORM) {
    const before = await store.findByKey(deps.db, key);
    return before === null ? refuse("closed") : ok({ registrationId: before.id, eventId: null });
  }
  if (constraint !== NO_SEAT) {
    throw error;
  }
  const now = (await findAnySession(deps.db, session.id)) ?? session;
  if (isAtDoor(now, deps.now)) {
    return refuse(now.state === "cancelled" ? "closed" : "full");
  }
  const door = doorOf(now, deps.now);
  const isListFirst = door === "queue" && now.taken < now.capacity;
  return refuse(isListFirst ? "queue_first" : door === "queue" || door === "reserve" ? "full" : "closed");
}
