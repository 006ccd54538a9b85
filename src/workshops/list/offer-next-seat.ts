import type { RegistrationId, SessionId, EventId } from "../../kernel/ids.ts";
import { MOVED_FIRST, type Statement, refusedBy } from "../../platform/d1.ts";
import type { Deps } from "../../platform/deps.ts";
import { recordEvent } from "../../platform/outbox.ts";
import { NO_SEAT, moveSeats } from "../seats/capacity.store.ts";
import type { Programmes } from "../sessions/programme.ts";
import { type QueueOutcome, nextOffers, offerDeadline } from "./queue-rule.ts";
import { type Waiting, waitingListOf, writeOffer, writeSkip } from "./queue.store.ts";
import { registrationEvent } from "../seats/registration.events.ts";
import { doorOf, isDrawing, placeOf, type Session } from "../sessions/session.ts";

/** At most this many offers in one batch; the next tick goes on. */
const AT_ONCE = 8;

/**
 * Serves the waiting list of a session after seats were freed: offers them in order, by the published rule, and only
 * at hours when people can answer. The ids of the events to ring for. Running it twice offers nothing twice.
 */
export async function offerNextSeat(
  deps: Deps,
  { programmes, sessionId }: { programmes: Programmes; sessionId: SessionId },
): Promise<EventId[]> {
  for (let round = 0; round < 3; round++) {
    const list = await waitingListOf(deps.db, sessionId);
    if (list === null || list.entries.length === 0) {
      return [];
    }
    const { session, entries } = list;
    const free = session.capacity - session.taken;
    const audience = programmes.bySlug.get(session.slug)?.audience;
    const until =
      audience === undefined
        ? null
        : offerDeadline(audience, deps.now, { startsAt: session.startsAt, ...placeOf(session) });
    if (free <= 0 || until === null || !isServed(session, deps.now)) {
      return [];
    }
    const outcome = nextOffers(entries, { ...session, free }, deps.now);
    const { statements, eventIds } = writeOutcome(deps, { ...list, outcome, until });
    try {
      await deps.db.batch(statements);
      return eventIds;
    } catch (error) {
      const constraint = refusedBy(error);
      if (constraint !== MOVED_FIRST && constraint !== NO_SEAT) {
        throw error;
      }
    }
  }
  return [];
}

/** Whether a list is served now: up to the start, and not before its draw. */
const isServed = (session: Session, now: number): boolean =>
  !isDrawing(session) && ["queue", "reserve"].includes(doorOf({ ...session, closesAt: session.startsAt }, now));

function writeOutcome(
  deps: Deps,
  {
    session,
    entries,
    outcome,
    until,
  }: { session: Session; entries: readonly Waiting[]; outcome: QueueOutcome; until: number },
): { statements: Statement[]; eventIds: EventId[] } {
  const statements: Statement[] = [];
  const eventIds: EventId[] = [];
  const note = (event: Parameters<typeof recordEvent>[0]): void => {
    statements.push(recordEvent(event));
    eventIds.push(event.id);
  };
  const about = (registration: RegistrationId, revision: number | null) => ({
    id: deps.newId("evt"),
    registration,
    revision,
    at: deps.now,
    actor: "rule",
  });
  const offers = outcome.offers.slice(0, AT_ONCE);
  for (const offer of offers) {
    const revision = (entries.find((entry) => entry.id === offer.id)?.revision ?? 0) + 1;
    note(registrationEvent("registration.offered", about(offer.id, revision), { session: session.id, until }));
    statements.push(
      ...writeOffer({
        id: deps.newId("off"),
        registrationId: offer.id,
        sessionId: session.id,
        seats: offer.seats,
        until,
        revision,
        now: deps.now,
      }),
      moveSeats(session.id, { taken: offer.seats, waiting: -1 }),
    );
  }
  for (const skip of outcome.skips.filter((s) => offers.some((offer) => offer.id === s.passedById))) {
    const passed = { session: session.id, passedBy: skip.passedById };
    note(registrationEvent("queue.entry_skipped", about(skip.skippedId, null), passed));
    const freeSeats = session.capacity - session.taken;
    statements.push(...writeSkip({ id: deps.newId("skp"), sessionId: session.id, ...skip, freeSeats, now: deps.now }));
  }
  return { statements, eventIds };
}
