import type { SessionId, PersonId, OrganisationId, EventId } from "../../kernel/ids.ts";
import { ok } from "../../kernel/result.ts";
import { DAY } from "../../kernel/time.ts";
import { MOVED_FIRST, type Statement, refusedBy } from "../../platform/d1.ts";
import type { Deps } from "../../platform/deps.ts";
import { recordEvent } from "../../platform/outbox.ts";
import {
  CLOSED_MEANWHILE,
  NO_SEAT,
  type PublishedSession,
  cancelSessions as cancelAll,
  insertSession,
  setCapacity,
} from "../seats/capacity.store.ts";
import { shrinkUntil } from "../seats/registration.ts";
import { countReached, insertMessage } from "../letters/session-message.store.ts";
import { reachOf } from "./send-message.ts";
import { eventPrefix } from "../seats/reserve.ts";
import { commitmentOf, hex, roundAt } from "../list/draw.ts";
import { BEACON_AFTER } from "../list/draw-time.ts";
import { insertDraw } from "../list/draw.store.ts";
import { sessionEvent } from "../sessions/session.events.ts";
import type { Session } from "../sessions/session.ts";
import { isEditable } from "./edit-session.ts";
import { insertPlannedVenue } from "./planning.store.ts";
import {
  bumpRevision,
  findSession,
  findSessions,
  keepAssociation,
  keepWorkshop,
  unpair,
} from "../sessions/session.store.ts";
import type { SessionPlan } from "./session.schema.ts";

/** Dates in one series. */
export const MOST_DATES = 24;
type By = { association: OrganisationId; name: string; person: PersonId };

const about = (deps: Deps, { session, actor }: { session: { id: SessionId; revision: number }; actor: string }) => ({
  id: deps.newId("evt"),
  subject: session.id,
  at: deps.now,
  actor,
  revision: session.revision,
});

/**
 * Publishes a session, or a series of them on chosen days: open at once. `key` is the first one's id, made with
 * the form: sent twice, the form publishes once. The events to ring for.
 */
export async function publishSessions(
  deps: Deps,
  { by, plan, key, starts }: { by: By; plan: SessionPlan; key: SessionId; starts: readonly number[] },
): Promise<EventId[]> {
  const venueId = plan.venue === null ? plan.venueId : deps.newId("ven");
  const length = plan.endsAt - plan.startsAt;
  const seriesId = starts.length > 1 ? deps.newId("ser") : null;
  const { online } = plan;
  const inOneWay = starts.map((startsAt, i) => ({
    id: i === 0 ? key : deps.newId("ses"),
    programme: plan.programme,
    associationId: by.association,
    venueId,
    joinUrl: plan.joinUrl,
    mode: plan.mode,
    startsAt,
    endsAt: startsAt + length,
    tz: plan.tz,
    capacity: plan.capacity,
    consentUnderAge: plan.consentUnderAge,
    visibility: plan.visibility,
    language: plan.language,
    seriesId,
    pairId: null,
    draw: plan.draw,
  }));
  const sessions =
    online === null ? inOneWay : inOneWay.flatMap((session) => inBothWays(session, { online, id: deps.newId("ses") }));
  const events = sessions.map(({ id }) =>
    sessionEvent("session.published", about(deps, { session: { id, revision: 1 }, actor: by.person }), {}),
  );
  try {
    await deps.db.batch([
      ...events.map(recordEvent),
      keepWorkshop(plan.programme, deps.now),
      ...keepAssociation(by.association, by.name, deps.now),
      ...(plan.venue === null || venueId === null ? [] : [insertPlannedVenue(venueId, plan.venue, deps.now)]),
      ...sessions.map((session) => insertSession(session, deps.now)),
      ...(await promiseDraws(deps, sessions)),
    ]);
    return events.map((event) => event.id);
  } catch (error) {
    const constraint = refusedBy(error);
    if (constraint !== MOVED_FIRST && constraint !== CLOSED_MEANWHILE) {
      throw error;
    }
    return []; // the same form, sent twice: the first one was published; or the association closed meanwhile
  }
}

/** What binds us before anybody asks: a seed of each draw, and the round of the beacon that comes after its list is frozen. */
async function promiseDraws(deps: Deps, sessions: readonly PublishedSession[]): Promise<Statement[]> {
  const statements = [];
  for (const { id, draw } of sessions) {
    if (draw !== null) {
      const seed = hex(deps.random(32));
      const commitment = await commitmentOf(id, seed);
      const round = roundAt(draw.drawAt + BEACON_AFTER);
      statements.push(insertDraw({ sessionId: id, seed, commitment, round, now: deps.now }));
    }
  }
  return statements;
}

/** A session in a room, and its half online: the same hours, other seats, a link. */
function inBothWays(
  session: PublishedSession,
  { online, id }: { online: NonNullable<SessionPlan["online"]>; id: SessionId },
): PublishedSession[] {
  const inRoom = { ...session, pairId: session.id };
  return [inRoom, { ...inRoom, id, venueId: null, mode: "online", joinUrl: online.joinUrl, capacity: online.capacity }];
}

type Cancelled = { ok: true; value: EventId[] } | { ok: false; refusal: "not_possible"; at: Session };
/**
 * Cancels sessions that have not begun, all or none: everybody is told once, whatever they held of them, reminders end, calendars learn of it.
 * `words`: what the association adds to those mails, or nothing. No event: somebody had cancelled all of them already.
 */
export async function cancelSessions(
  deps: Deps,
  { sessions, by, words = "" }: { sessions: readonly [Session, ...Session[]]; by: Omit<By, "name">; words?: string },
): Promise<Cancelled> {
  const ids = sessions.map(({ id }) => id);
  const stopped = async (at: Session): Promise<Cancelled> =>
    (await findSessions(deps.db, ids)).every(({ state }) => state === "cancelled")
      ? ok([])
      : { ok: false, refusal: "not_possible", at };
  const carved = sessions.find((session) => !isEditable(session, deps.now));
  if (carved !== undefined) {
    return stopped(carved);
  }
  const messages = words === "" ? [] : await writeBeside(deps, { sessions, by, words });
  const message = messages[0]?.id ?? null;
  const events = sessions.map((session) => about(deps, { session: next(session), actor: by.person }));
  const group = sessions.length > 1 ? (events[0]?.id ?? null) : null;
  const them = { where: "id IN (SELECT value FROM json_each(:ids))", given: { ids: JSON.stringify(ids) } };
  try {
    await deps.db.batch([
      ...events.map((event) => recordEvent(sessionEvent("session.cancelled", event, { group, dates: ids, message }))),
      ...messages.map(insertMessage),
      ...cancelAll(them, deps.now, eventPrefix(deps.newId), "session"),
      unpair(ids),
    ]);
    return ok(events.map(({ id }) => id));
  } catch (error) {
    if (refusedBy(error) !== MOVED_FIRST) {
      throw error;
    }
    return stopped(sessions[0]);
  }
}
const next = ({ id, revision }: Session) => ({ id, revision: revision + 1 });

type Beside = { sessions: readonly Session[]; by: Omit<By, "name">; words: string };
/** What an association says beside a cancellation, kept as its other messages are: a row a date, the first of them names all. */
async function writeBeside(deps: Deps, { sessions, by, words }: Beside) {
  const ids = sessions.map(() => deps.newId("smg"));
  const kept = { associationId: by.association, author: by.person, body: words, sha: "", now: deps.now };
  const seriesOf = sessions.length > 1 ? (ids[0] ?? null) : null;
  const rows = [];
  for (const [i, { id: sessionId, endsAt }] of sessions.entries()) {
    const planned = reachOf(await countReached(deps.db, [sessionId]), "all");
    const id = ids[i] ?? deps.newId("smg");
    rows.push(Object.assign({ id, sessionId, endsAt, planned, seriesOf }, kept, ABOUT_ALL));
  }
  return rows;
}
const ABOUT_ALL = { kind: "other", audience: "all" } as const;

type Resized = { ok: true; value: EventId[] } | { ok: false; refusal: "too_few" | "not_possible"; at: Session };
/**
 * Changes the number of seats of some sessions, of all or of none; below what is taken the database refuses, and the date where it is too few
 * is named. More seats serve the waiting list.
 */
export async function resizeSessions(
  deps: Deps,
  { sessions, capacity, person }: { sessions: readonly [Session, ...Session[]]; capacity: number; person: PersonId },
): Promise<Resized> {
  const changed = sessions.filter((session) => session.capacity !== capacity);
  const carved = changed.find((session) => !isEditable(session, deps.now));
  if (changed.length === 0) {
    return ok([]);
  }
  if (carved !== undefined) {
    return { ok: false, refusal: "not_possible", at: carved };
  }
  const events = changed.map((session) =>
    sessionEvent(
      "session.resized",
      about(deps, { session: { id: session.id, revision: session.revision + 1 }, actor: person }),
      { capacity },
    ),
  );
  try {
    await deps.db.batch([
      ...events.map(recordEvent),
      ...changed.flatMap((session) => setCapacity(session.id, capacity, shrinkUntil(session, deps.now))),
      ...changed.map(({ id }) => bumpRevision(id, deps.now)),
    ]);
    return ok(events.map(({ id }) => id));
  } catch (error) {
    const constraint = refusedBy(error);
    if (constraint !== NO_SEAT && constraint !== MOVED_FIRST) {
      throw error;
    }
    const refusal = constraint === NO_SEAT ? "too_few" : "not_possible";
    return { ok: false, refusal, at: await firstBelow(deps, { sessions, capacity }) };
  }
}

/** The first of some sessions in which more seats are taken than a number; the first of all when there is none. */
async function firstBelow(
  { db }: Deps,
  { sessions, capacity }: { sessions: readonly [Session, ...Session[]]; capacity: number },
): Promise<Session> {
  for (const { id } of sessions) {
    const now = await findSession(db, id);
    if (now !== null && now.taken > capacity) {
      return now;
    }
  }
  return sessions[0];
}

/** How far back a coordinator sees sessions. Seconds. */
export const SHOWN_SINCE = 30 * DAY;
