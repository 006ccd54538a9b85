import type { EventId, RegistrationId } from "../../kernel/ids.ts";
import { type Result, ok, refuse } from "../../kernel/result.ts";
import { MOVED_FIRST, type Statement, refusedBy } from "../../platform/d1.ts";
import type { Deps } from "../../platform/deps.ts";
import { recordEvent } from "../../platform/outbox.ts";
import { forgetNames, keepName } from "../../privacy/contacts.store.ts";
import type { AgeBand } from "../sessions/age.ts";
import { doorOf } from "../sessions/session.ts";
import { findSession } from "../sessions/session.store.ts";
import { NO_SEAT, moveSeats, requireOpenList, takeSeats } from "./capacity.store.ts";
import { agreementOfParent } from "./keep-consent.ts";
import { MOST_SEATS, needsConsent } from "./party.ts";
import { type Person, keepPeople, peopleOf, requeue, resizeRegistration } from "./people.store.ts";
import { type RegistrationState, decide, eraseAt } from "./registration.ts";
import { registrationEvent } from "./registration.events.ts";
import * as store from "./registration.store.ts";

/** Why a party stays as it is: `last`: nobody would be left, which is cancelling; `pair`: a parent and a child come together. */
export type PartyRefusal =
  | "not_found"
  | "not_possible"
  | "already_done"
  | "last"
  | "pair"
  | "too_many"
  | "queue_first"
  | "no_seat";
type Changed = Result<{ eventIds: EventId[] }, PartyRefusal>;
type Party = store.RegistrationWithSession & { people: Person[] };

/** Seats, a rank or an offer of a party that may change: not a class, not a child who came alone. */
const CHANGES: ReadonlySet<RegistrationState> = new Set(["confirmed", "waitlisted", "offered"]);
export const mayChangeParty = ({ registration: r, session }: store.RegistrationWithSession, now: number): boolean =>
  CHANGES.has(r.state) &&
  r.requestId === null &&
  session.startsAt > now &&
  (r.kind === "family" || r.bands.every((band) => band === "18_plus"));

/**
 * Some of a party do not come: these people go, with their names and needs, and their seats are free at once. A rank is kept; of an offer
 * the rest is taken. One batch: events, registration, people, counter.
 */
export async function dropPeople(
  deps: Deps,
  { registrationId, ids }: { registrationId: RegistrationId; ids: readonly string[] },
): Promise<Changed> {
  const found = await load(deps, registrationId);
  if (!found.ok) {
    return found;
  }
  const { registration, session, people } = found.value;
  const staying = people.filter(({ id }) => !ids.includes(id));
  const why = whyNotLeave(people, staying);
  if (why !== null) {
    return refuse(why);
  }
  const going = people.filter(({ id }) => ids.includes(id));
  const about = changing(deps, found.value);
  const removed = going.map(({ position }) => position);
  const resized = registrationEvent("registration.resized", about(1), {
    session: session.id,
    from: people.length,
    seats: staying.length,
    removed,
  });
  const taking = registration.state === "offered" ? takeRest(deps, found.value) : null;
  if (taking?.ok === false) {
    return refuse("not_possible");
  }
  const events = [resized];
  if (taking !== null) {
    events.push(registrationEvent("registration.confirmed", about(2), { session: session.id }));
  }
  const isHeld = registration.state !== "waitlisted";
  return write(deps, {
    registrationId,
    events,
    statements: [
      ...resizing(deps, { ...found.value, staying }),
      ...keepPeople(registrationId, staying),
      forgetNames(going.flatMap(({ nameId }) => (nameId === null ? [] : [nameId]))),
      moveSeats(session.id, { taken: isHeld ? -going.length : 0, waiting: 0 }),
      ...(taking?.value ?? []),
    ],
  });
}

/** The rest of an offer is taken. */
function takeRest(deps: Deps, { registration, session }: Party): Result<Statement[], "not_possible"> {
  const decided = decide({ ...registration, session }, "accept", deps.now);
  return decided.ok
    ? ok([
        store.changeRegistration({
          id: registration.id,
          to: decided.value.to,
          revision: registration.revision + 2,
          expiresAt: null,
          eraseAt: eraseAt(decided.value.to, registration.isMinor, registration.createdAt, session.endsAt),
          isProof: true,
          icsBump: 0,
          cancelReason: null,
          now: deps.now,
        }),
        store.closeOffer(registration.id, "accepted"),
      ])
    : refuse("not_possible");
}

/**
 * Somebody more: by the gate of a newcomer, so that nobody passes the list. A larger group on the list is a new demand, at its end.
 * A child whom the session asks an agreement for comes with both, which the form asked: no other is kept as given.
 */
export async function addPerson(
  deps: Deps,
  { registrationId, person }: { registrationId: RegistrationId; person: { name: string; ageBand: AgeBand } },
): Promise<Changed> {
  const found = await load(deps, registrationId);
  if (!found.ok) {
    return found;
  }
  const { registration, session, people } = found.value;
  const { state } = registration;
  if (state === "offered" || people.length >= MOST_SEATS) {
    return refuse(state === "offered" ? "not_possible" : "too_many");
  }
  const [nameId, seats] = [deps.newId("ctc"), people.length + 1];
  const about = changing(deps, found.value)(1);
  const data = { session: session.id, from: people.length, seats, removed: [] };
  const isAskedFor = needsConsent({ kind: "person", bands: [person.ageBand] }, session.consentUnderAge);
  const agreements = isAskedFor && registration.consent === null ? await agreementOfParent(deps, found.value) : [];
  const gate =
    state === "waitlisted"
      ? [requireOpenList(session.id, seats, deps.now), requeue(registrationId, deps.now)]
      : [takeSeats(session.id, 1, deps.now)];
  return write(deps, {
    registrationId,
    events: [registrationEvent("registration.resized", about, data)],
    statements: [
      resizeRegistration({ id: registrationId, seats, isAlone: false, revision: about.revision, now: deps.now }),
      await keepName(deps, { id: nameId, name: person.name }),
      store.insertParticipants(
        [{ id: deps.newId("par"), ageBand: person.ageBand }],
        registrationId,
        deps.now,
        people.length,
      ),
      store.describeParticipant(registrationId, seats, { nameId, ageBand: person.ageBand, needs: [] }),
      ...agreements,
      ...gate,
    ],
  });
}

async function load(deps: Deps, registrationId: RegistrationId): Promise<Result<Party, PartyRefusal>> {
  const found = await store.findRegistration(deps.db, registrationId);
  if (found === null) {
    return refuse("not_found");
  }
  return mayChangeParty(found, deps.now)
    ? ok({ ...found, people: await peopleOf(deps.db, registrationId) })
    : refuse("not_possible");
}

const isAdult = ({ ageBand }: Person): boolean => ageBand === "18_plus";
/** Why some of a party may not leave the others; null when they may. */
function whyNotLeave(people: readonly Person[], staying: readonly Person[]): PartyRefusal | null {
  if (staying.length === people.length || staying.length === 0) {
    return staying.length === 0 ? "last" : "already_done";
  }
  const isMixed = (some: readonly Person[]): boolean => some.some(isAdult) && !some.every(isAdult);
  return isMixed(people) && !isMixed(staying) ? "pair" : null;
}

/** The facts of an event that changes a party, so many revisions after the one that was read. */
const changing =
  (deps: Deps, { registration }: Party) =>
  (step: number) => ({
    id: deps.newId("evt"),
    registration: registration.id,
    revision: registration.revision + step,
    at: deps.now,
    actor: "participant",
  });

const resizing = (deps: Deps, { registration, staying }: Party & { staying: readonly Person[] }): Statement[] => [
  resizeRegistration({
    id: registration.id,
    seats: staying.length,
    isAlone: staying.length === 1 && staying.every(isAdult),
    revision: registration.revision + 1,
    now: deps.now,
  }),
];

type Written = { registrationId: RegistrationId; events: Parameters<typeof recordEvent>[0][]; statements: Statement[] };
/** All of it, or nothing and why: somebody else moved it first, or there is no seat for it. */
async function write(deps: Deps, { registrationId, events, statements }: Written): Promise<Changed> {
  try {
    await deps.db.batch([...events.map(recordEvent), ...statements]);
    return ok({ eventIds: events.map(({ id }) => id) });
  } catch (error) {
    const constraint = refusedBy(error);
    if (constraint !== NO_SEAT && constraint !== MOVED_FIRST) {
      throw error;
    }
    return refuse(constraint === MOVED_FIRST ? "not_possible" : await whyNoSeat(deps, registrationId));
  }
}

/** Who waits goes first; otherwise there is no seat. */
async function whyNoSeat(deps: Deps, registrationId: RegistrationId): Promise<"queue_first" | "no_seat"> {
  const found = await store.findRegistration(deps.db, registrationId);
  const session = found === null ? null : await findSession(deps.db, found.session.id);
  return session !== null && doorOf(session, deps.now) === "queue" && session.waiting > 0 ? "queue_first" : "no_seat";
}
