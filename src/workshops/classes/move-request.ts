import type { PersonId, OrganisationId, RequestId, EventId } from "../../kernel/ids.ts";
import type { EventEnvelope } from "../../kernel/event.ts";
import { type Result, ok, refuse } from "../../kernel/result.ts";
import { TOO_MANY } from "../../platform/counters.ts";
import { MOVED_FIRST, type Statement, refusedBy } from "../../platform/d1.ts";
import type { Deps } from "../../platform/deps.ts";
import { recordEvent } from "../../platform/outbox.ts";
import { RETENTION } from "../../privacy/retention.ts";
import { insertClassVisit } from "../seats/capacity.store.ts";
import { registrationEvent } from "../seats/registration.events.ts";
import type { PlannedClass } from "./plan.ts";
import {
  type Acting,
  type RequestAct,
  type RequestMove,
  type RequestRefusal,
  decideRequest,
  proposerOf,
} from "./request.ts";
import { requestEvent } from "./request.events.ts";
import * as store from "./requests.store.ts";
import { wordBeside } from "./sealed-word.ts";
import { insertVenue, setGroupSession } from "./visit.store.ts";

/** A change that was made: the request as it was before, and the events to ring for. */
export type RequestMoved = { request: store.ClassRequest; to: RequestMove["to"]; eventIds: EventId[] };
export type MoveRefusal = RequestRefusal | "not_found" | "too_often";
/** What an act writes beside the state: its event's type and data, and more statements. */
export type Written = { event: (about: About) => EventEnvelope; also?: Statement[]; rings?: EventId[] };
type About = { id: EventId; request: RequestId; revision: number; at: number; actor: string };
type Asked = {
  id: RequestId;
  act: RequestAct;
  side: Acting["side"];
  by?: OrganisationId | null;
  actor: string;
  /** A word to the other side that goes with it. */
  word?: string | null;
  /** Null: what is asked does not fit the request as it is now. */
  write: (request: store.ClassRequest, move: RequestMove) => Written | null | Promise<Written | null>;
};

/**
 * Carries out one act on a request: load, decide, one batch. When somebody else moved it at the same moment, it reads and
 * decides once more: of two associations, the first wins and the other is told.
 */
export async function moveRequest(deps: Deps, asked: Asked): Promise<Result<RequestMoved, MoveRefusal>> {
  for (let round = 0; round < 2; round++) {
    const tried = await tryOnce(deps, asked);
    if (tried !== null) {
      return tried;
    }
  }
  return refuse("not_possible");
}

/** One round: what came of it; null: somebody else moved the request at the same moment. */
async function tryOnce(deps: Deps, asked: Asked): Promise<Result<RequestMoved, MoveRefusal> | null> {
  const { id, act, side, by = null } = asked;
  const request = await store.findRequest(deps.db, id);
  if (request === null) {
    return refuse("not_found");
  }
  const decided = decideRequest(request, act, { side, now: deps.now, by });
  if (!decided.ok) {
    return decided;
  }
  const written = await asked.write(request, decided.value);
  return written === null ? refuse("not_possible") : carryOut(deps, { asked, request, move: decided.value, written });
}

type Decided = { asked: Asked; request: store.ClassRequest; move: RequestMove; written: Written };
/** One batch: the event that makes sure it happens once, the state, what the act writes, and the word that goes with it. */
async function carryOut(
  deps: Deps,
  { asked: { id, side, by = null, actor, word = null }, request, move, written }: Decided,
): Promise<Result<RequestMoved, MoveRefusal> | null> {
  const { event, also = [], rings = [] } = written;
  const revision = request.revision + 1;
  const about = { id: deps.newId("evt"), request: id, revision, at: deps.now, actor };
  const said = await wordTo(deps, { request: id, association: by ?? request.associationId, side, actor, text: word });
  const change = store.changeRequest(id, move, revision, deps.now);
  try {
    await deps.db.batch([recordEvent(event(about)), change, ...also, ...said.statements]);
    return ok({ request, to: move.to, eventIds: [about.id, ...rings, ...said.rings] });
  } catch (error) {
    return refusedBatch(error);
  }
}

/** Why a batch was refused: too many words for a day; null when somebody else was faster. */
function refusedBatch(error: unknown): Result<RequestMoved, MoveRefusal> | null {
  const why = refusedBy(error);
  if (why === TOO_MANY) {
    return refuse("too_often");
  }
  if (why !== MOVED_FIRST) {
    throw error;
  }
  return null;
}

type Said = {
  request: RequestId;
  association: OrganisationId | null;
  side: Acting["side"];
  actor: string;
  text: string | null;
};
/** What a word beside an act writes, if there is one and somebody to read it. */
const wordTo = async (
  deps: Deps,
  { request, association, side, actor, text }: Said,
): Promise<Awaited<ReturnType<typeof wordBeside>>> =>
  text === null || association === null
    ? { statements: [], rings: [] }
    : wordBeside(deps, { request, association, by: proposerOf(side), actor, text });

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
