import type { PersonId, OrganisationId, RequestId, EventId } from "../../kernel/ids.ts";
import type { EventEnvelope } from "../../kernel/event.ts";
import { type Result, ok, refuse } from "../../kernel/result.ts";
import { MOVED_FIRST, type Statement, refusedBy } from "../../platform/d1.ts";
import type { Deps } from "../../platform/deps.ts";
import { recordEvent } from "../../platform/outbox.ts";
import { RETENTION } from "../../privacy/retention.ts";
import { insertClassVisit } from "../seats/capacity.store.ts";
import { registrationEvent } from "../seats/registration.events.ts";
import type { PlannedClass } from "./plan.ts";
import { type Acting, type RequestAct, type RequestMove, type RequestRefusal, decideRequest } from "./request.ts";
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
  side: Acting["side"];
  by?: OrganisationId | null;
  actor: string;
  /** Null: what is asked does not fit the request as it is now. */
  write: (request: store.ClassRequest, move: RequestMove) => Written | null | Promise<Written | null>;
};

/**
 * Carries out one act on a request: load, decide, one batch. When somebody else moved it at the same moment, it reads and
 * decides once more: of two associations, the first wins and the other is told.
 */
export async function moveRequest(
  deps: Deps,
  { id, act, side, by = null, actor, write }: Asked,
): Promise<Result<RequestMoved, MoveRefusal>> {
  for (let round = 0; round < 2; round++) {
    const request = await store.findRequest(deps.db, id);
    if (request === null) {
      return refuse("not_found");
    }
    const decided = decideRequest(request, act, { side, now: deps.now, by });
    if (!decided.ok) {
      return decided;
    }
    const revision = request.revision + 1;
    const about = { id: deps.newId("evt"), request: id, revision, at: deps.now, actor };
    const written = await write(request, decided.value);
    if (written === null) {
      return refuse("not_possible");
    }
    const { event, also = [], rings = [] } = written;
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

type Seen = { position: number; pupils: number };
/**
 * What fixing a visit writes: the place as a venue, and for each of these classes a private session with its one registration. The
 * registrations' events enrol their reminders.
 */
export function classVisits(
  deps: Deps,
  { request, groups, plan }: { request: store.ClassRequest; groups: readonly Seen[]; plan: readonly PlannedClass[] },
): { statements: Statement[]; rings: EventId[] } {
  const atHome = request.uai ?? request.placeId ?? "";
  const venueId = `ven_${request.place === "school" ? atHome : request.id}`;
  const visits = groups.flatMap((group, i) => {
    const hours = plan[i];
    if (hours === undefined) {
      throw new Error(`no hours for class ${group.position} of ${request.id}`);
    }
    const { startsAt, endsAt } = hours;
    const [sessionId, registrationId] = [deps.newId("ses"), deps.newId("reg")];
    const event = registrationEvent(
      "registration.confirmed",
      { id: deps.newId("evt"), registration: registrationId, revision: 1, at: deps.now, actor: "association" },
      { session: sessionId },
    );
    const seats = group.pupils + request.adults;
    const [eraseAt, requestId, tz] = [endsAt + RETENTION.afterSession, request.id, request.tz];
    const visit = { sessionId, registrationId, requestId, venueId, tz, startsAt, endsAt, seats, eraseAt };
    return [{ event, position: group.position, visit }];
  });
  const statements = [
    insertVenue(venueId, request, deps.now),
    ...visits.flatMap(({ event, visit, position }) => [
      recordEvent(event),
      ...insertClassVisit(visit, deps.now),
      setGroupSession(request.id, position, visit.sessionId),
    ]),
  ];
  return { statements, rings: visits.map(({ event }) => event.id) };
}

type At = { plan: readonly PlannedClass[]; association: OrganisationId; person: PersonId | null };
/** The event of a visit that is fixed, with everything it writes; the request lasts until the visit's end. */
export function scheduled(deps: Deps, { request, at }: { request: store.ClassRequest; at: At }): Written {
  const { statements, rings } = classVisits(deps, { request, groups: request.groups, plan: at.plan });
  const [startsAt, endsAt] = [at.plan[0]?.startsAt ?? null, at.plan.at(-1)?.endsAt ?? null];
  const hold = { association: at.association, person: at.person, pencil: null, startsAt };
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

/** The plan of one side that starts then; null when there is none. */
export const planAt = (
  request: store.ClassRequest,
  by: "school" | "association",
  startsAt: number | null,
): readonly PlannedClass[] | null =>
  request.plans.find((plan) => plan.by === by && plan.classes[0]?.startsAt === startsAt)?.classes ?? null;
