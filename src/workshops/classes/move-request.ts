import type { PersonId, OrganisationId, RequestId, EventId } from "../../kernel/ids.ts";
import type { EventEnvelope } from "../../kernel/event.ts";
import { type Result, ok, refuse } from "../../kernel/result.ts";
import { MINUTE } from "../../kernel/time.ts";
import { MOVED_FIRST, type Statement, refusedBy } from "../../platform/d1.ts";
import type { Deps } from "../../platform/deps.ts";
import { recordEvent } from "../../platform/outbox.ts";
import { RETENTION } from "../../privacy/retention.ts";
import { insertClassVisit } from "../seats/capacity.store.ts";
import { registrationEvent } from "../seats/registration.events.ts";
import { type RequestAct, type RequestMove, type RequestRefusal, decideRequest, startsOf } from "./request.ts";
import { requestEvent } from "./request.events.ts";
import * as store from "./requests.store.ts";
import { insertVenue, setGroupSession } from "./visit.store.ts";

/** A change that was made: the request as it was before, and the events to ring for. */
export type RequestMoved = { request: store.ClassRequest; to: RequestMove["to"]; eventIds: EventId[] };
export type MoveRefusal = RequestRefusal | "not_found";
/** What an act writes beside the state: its event's type and data, and more statements. */
export type Written = { event: (about: About) => EventEnvelope; also?: Statement[]; rings?: EventId[] };
type About = { id: EventId; request: RequestId; revision: number; at: number; actor: string };
type Asked = {
  id: RequestId;
  act: RequestAct;
  by?: OrganisationId | null;
  actor: string;
  write: (request: store.ClassRequest, move: RequestMove) => Written | Promise<Written>;
};

/**
 * Carries out one act on a request: load, decide, one batch. When somebody else moved it at the same moment, it reads and
 * decides once more: of two associations, the first wins and the other is told.
 */
export async function moveRequest(
  deps: Deps,
  { id, act, by = null, actor, write }: Asked,
): Promise<Result<RequestMoved, MoveRefusal>> {
  for (let round = 0; round < 2; round++) {
    const request = await store.findRequest(deps.db, id);
    if (request === null) {
      return refuse("not_found");
    }
    const decided = decideRequest(request, act, deps.now, by);
    if (!decided.ok) {
      return decided;
    }
    const revision = request.revision + 1;
    const about = { id: deps.newId("evt"), request: id, revision, at: deps.now, actor };
    const { event, also = [], rings = [] } = await write(request, decided.value);
    try {
      await deps.db.batch([
        recordEvent(event(about)),
        store.changeRequest(id, decided.value, revision, deps.now),
        ...also,
      ]);
      return ok({ request, to: decided.value.to, eventIds: [about.id, ...rings] });
    } catch (error) {
      if (refusedBy(error) !== MOVED_FIRST) {
        throw error;
      }
    }
  }
  return refuse("not_possible");
}

/** The minutes of a programme, by slug. */
export type Minutes = ReadonlyMap<string, number>;

/**
 * What fixing a visit writes: the place as a venue, and for each class a private session with its one registration. The
 * registrations' events enrol their reminders. `startsAt` in unix seconds; `association` is who comes.
 */
function visitStatements(
  deps: Deps,
  { request, startsAt, minutes }: { request: store.ClassRequest; startsAt: number; minutes: Minutes },
): { statements: Statement[]; rings: EventId[]; endsAt: number } {
  const length = minutes.get(request.slug) ?? 60;
  const venueId = `ven_${request.uai ?? request.placeId ?? ""}`;
  const starts = startsOf(startsAt, request.groups.length, length);
  const visits = request.groups.map((group, i) => {
    const [at, sessionId, registrationId] = [starts[i] ?? startsAt, deps.newId("ses"), deps.newId("reg")];
    const endsAt = at + length * MINUTE;
    const event = registrationEvent(
      "registration.confirmed",
      { id: deps.newId("evt"), registration: registrationId, revision: 1, at: deps.now, actor: "association" },
      { session: sessionId },
    );
    const seats = group.pupils + request.adults;
    const visit = {
      sessionId,
      registrationId,
      requestId: request.id,
      venueId,
      tz: request.tz,
      startsAt: at,
      endsAt,
      seats,
    };
    return { event, endsAt, position: group.position, visit: { ...visit, eraseAt: endsAt + RETENTION.afterSession } };
  });
  const statements = [
    insertVenue(venueId, request, deps.now),
    ...visits.flatMap(({ event, visit, position }) => [
      recordEvent(event),
      ...insertClassVisit(visit, deps.now),
      setGroupSession(request.id, position, visit.sessionId),
    ]),
  ];
  return { statements, rings: visits.map(({ event }) => event.id), endsAt: visits.at(-1)?.endsAt ?? startsAt };
}

/** The event of a visit that is fixed, with everything it writes; the request lasts until the visit's end. */
export function scheduled(
  deps: Deps,
  {
    request,
    at,
    minutes,
  }: {
    request: store.ClassRequest;
    at: { startsAt: number; association: OrganisationId; person: PersonId | null };
    minutes: Minutes;
  },
): Written {
  const { statements, rings, endsAt } = visitStatements(deps, { request, startsAt: at.startsAt, minutes });
  const hold = { association: at.association, person: at.person, pencil: null, startsAt: at.startsAt };
  return {
    event: (about) => requestEvent("workshop_request.scheduled", about, { association: at.association }),
    also: [
      store.holdRequest(request.id, hold),
      ...statements,
      store.changeRequest(request.id, { to: "scheduled", expiresAt: endsAt }, request.revision + 1, deps.now),
    ],
    rings,
  };
}
