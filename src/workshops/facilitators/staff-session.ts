import type { PersonId, OrganisationId, EventId, SessionId } from "../../kernel/ids.ts";
import { pick } from "../../kernel/pick.ts";
import { ok } from "../../kernel/result.ts";
import { PARIS, addDays, dayOf, endOfDay, startOfDay } from "../../kernel/time.ts";
import { type Statement, refusedBy } from "../../platform/d1.ts";
import type { Deps } from "../../platform/deps.ts";
import { newRef } from "../../platform/ids.ts";
import { actOf, recordEvent } from "../../platform/outbox.ts";
import type { ProgrammeAudience } from "../sessions/programme.ts";
import { sessionEvent } from "../sessions/session.events.ts";
import type { Session } from "../sessions/session.ts";
import { ALERT_DAYS, adultsNeeded } from "./facilitator.ts";
import { facilitatorEvent } from "./facilitators.events.ts";
import * as store from "./facilitators.store.ts";

/** Whom an event is about, and who did it. */
export const about = (deps: Deps, { subject, actor }: { subject: string; actor: string }) => ({
  id: deps.newId("evt"),
  subject,
  at: deps.now,
  actor,
});

/** Who acts on whose part in which session, and what names the act. */
const acting = (
  { now, newId }: Deps,
  { session, ...who }: { session: SessionId; facilitatorId: string; by: PersonId },
): Parameters<typeof store.tellAct>[1] => ({ ...who, sessionId: session, now, prefix: actOf(newId("evt")) });

/** Notes that a coordinator saw the paper: a date, who saw it, until when; and the training. */
export async function noteChecks(
  deps: Deps,
  {
    who,
    checks,
  }: {
    who: { associationId: OrganisationId; personId: PersonId; by: PersonId };
    checks: { honourSeenOn: string; honourUntilOn: string; trainedOn: string };
  },
): Promise<EventId> {
  const event = facilitatorEvent("facilitator.checked", about(deps, { subject: who.personId, actor: who.by }), {
    association: who.associationId,
  });
  await deps.db.batch([
    recordEvent(event),
    store.noteCheck({
      id: deps.newId("fac"),
      personId: who.personId,
      associationId: who.associationId,
      by: who.by,
      now: deps.now,
      seenOn: checks.honourSeenOn,
      untilOn: checks.honourUntilOn,
      trainedOn: checks.trainedOn,
      feedRef: newRef(deps.random) + newRef(deps.random),
    }),
  ]);
  return event.id;
}

/**
 * Assigns somebody to a session, or to several at once: all or none. Refused by the database when their check does not cover the day or no
 * training is noted, and when they are in another session at that time, in whichever association. `isCalled`: by a call, which only so many
 * may answer. `at`: the session to which they cannot come.
 */
export async function assignTo(
  deps: Deps,
  { session, others = [], facilitatorId, by, part = "lead", isCalled = false, also = [] }: Assignment,
): Promise<Assigned> {
  const sessions = [session, ...others];
  const cancelled = sessions.find(({ state }) => state === "cancelled");
  if (cancelled !== undefined) {
    return { ok: false, refusal: "cancelled", at: cancelled };
  }
  try {
    await deps.db.batch([
      ...also,
      ...sessions.map(({ id }) =>
        store.tellAct("facilitator.assigned", acting(deps, { session: id, facilitatorId, by }), { part }),
      ),
      ...sessions.flatMap(({ id, startsAt, tz }) => [
        part === "helper"
          ? store.emptyCall(id, facilitatorId)
          : store.fillCall({ sessionId: id, facilitatorId, isCalled }),
        store.assign({ sessionId: id, facilitatorId, dayOn: dayOf(startsAt, tz), part, now: deps.now }),
      ]),
    ]);
    return ok(null);
  } catch (error) {
    const refusal = pick(REFUSALS, refusedBy(error) ?? "");
    if (refusal === null) {
      throw error;
    }
    return { ok: false, refusal, at: await firstToFail(deps, { sessions: [session, ...others], facilitatorId }) };
  }
}
type Assignment = {
  session: Session;
  /** Other dates of its series, or its other half. */
  others?: readonly Session[];
  facilitatorId: string;
  by: PersonId;
  /** A helper comes along to learn. */
  part?: store.Part;
  isCalled?: boolean;
  /** What goes with it, first in its batch. */
  also?: readonly Statement[];
};
type AssignmentRefusal = "not_covered" | "not_free" | "not_found" | "filled" | "cancelled" | "no_room";
type Assigned = { ok: true; value: null } | { ok: false; refusal: AssignmentRefusal; at: Session };
const REFUSALS: Readonly<Record<string, AssignmentRefusal>> = {
  [store.NOT_COVERED]: "not_covered",
  [store.NOT_FREE]: "not_free",
  [store.CALL_FILLED]: "filled",
  [store.NO_ROOM]: "no_room",
  "foreign key": "not_found",
};

/** The first of some sessions that somebody cannot give. */
async function firstToFail(
  { db }: Deps,
  { sessions, facilitatorId }: { sessions: readonly [Session, ...Session[]]; facilitatorId: string },
): Promise<Session> {
  for (const session of sessions) {
    if (!(await store.couldGive(db, { session, facilitatorId }))) {
      return session;
    }
  }
  return sessions[0];
}

type Answer = Pick<Assignment, "session" | "facilitatorId" | "by">;
/** Somebody of the team answers a call: they take the part, if it is still to be taken, or offer to come where the call asks first. */
export async function answerCall(deps: Deps, answer: Answer): Promise<Assigned> {
  const { session } = answer;
  const call = await store.callFor(deps.db, session.id);
  if (call === null || call.came >= call.wanted || session.startsAt <= deps.now) {
    const isIn = (await store.assignedTo(deps.db, session.id)).some(
      (one) => one.facilitator_id === answer.facilitatorId,
    );
    return isIn ? ok(null) : { ok: false, refusal: "filled", at: session };
  }
  return call.asksFirst ? offerToCome(deps, answer) : assignTo(deps, { ...answer, isCalled: true });
}

async function offerToCome(deps: Deps, { session, facilitatorId, by }: Answer): Promise<Assigned> {
  const dayOn = dayOf(session.startsAt, session.tz);
  try {
    await deps.db.batch([
      store.tellAct("facilitator.offered", acting(deps, { session: session.id, facilitatorId, by })),
      store.offerToCome({ sessionId: session.id, facilitatorId, dayOn, now: deps.now }),
    ]);
    return ok(null);
  } catch (error) {
    const refusal = pick(REFUSALS, refusedBy(error) ?? "");
    if (refusal === null) {
      throw error;
    }
    return { ok: false, refusal, at: session };
  }
}

/** A coordinator answers those who offer to come: yes, by the same constraints as assigning; or no. They are told. */
export async function answerOffer(deps: Deps, { isYes, ...answer }: Answer & { isYes: boolean }): Promise<Assigned> {
  const { session, facilitatorId, by } = answer;
  if (!(await store.offersFor(deps.db, session.id)).includes(facilitatorId)) {
    return { ok: false, refusal: "not_found", at: session };
  }
  const also = [
    store.tellAct("facilitator.answered", acting(deps, { session: session.id, facilitatorId, by }), { isYes }),
  ];
  if (isYes) {
    return assignTo(deps, { ...answer, also });
  }
  await deps.db.batch(also.concat(store.declineOffer(session.id, facilitatorId, deps.now)));
  return ok(null);
}

/** Takes somebody off a session. */
export async function takeOff(
  deps: Deps,
  { session, facilitatorId, by }: { session: Session; facilitatorId: string; by: PersonId },
): Promise<void> {
  await deps.db.batch([
    store.tellAct("facilitator.withdrawn", acting(deps, { session: session.id, facilitatorId, by })),
    store.emptyCall(session.id, facilitatorId),
    store.withdraw(session.id, facilitatorId, deps.now),
  ]);
}

/** On the day somebody is missing: the list stays open, and the coordinators and the platform's team are told, once until somebody is assigned. */
export async function reportMissing(deps: Deps, { session, by }: { session: Session; by: PersonId }): Promise<void> {
  await deps.db.batch([store.reportMissing(session.id, { by, now: deps.now, prefix: actOf(deps.newId("evt")) })]);
}

type AudienceOf = (slug: string) => ProgrammeAudience | null;
/** The sessions of some days that lack an adult, and of which nobody was told yet for this reason. */
async function lackingBetween(
  deps: Deps,
  { audienceOf, ...looked }: { audienceOf: AudienceOf; from: number; to: number; why: store.Watch },
) {
  const found = await store.staffingBetween(deps.db, looked);
  return found.filter(({ slug, is_visit: visit, assigned }) => {
    const audience = audienceOf(slug);
    return audience !== null && assigned < adultsNeeded(audience, visit === 1);
  });
}

/** From the beginning of one day to the end of another, so many days from today in Paris. */
function daysFrom(now: number, first: number, last: number): { from: number; to: number } {
  const today = dayOf(now, PARIS);
  return { from: startOfDay(addDays(today, first), PARIS), to: endOfDay(addDays(today, last), PARIS) };
}

/** How long before a session its association is told, while there is time to call the team: three weeks, and one. */
const PROPOSED = [
  { why: "one_week", first: 2, last: 7 },
  { why: "three_weeks", first: 8, last: 21 },
] as const;
/** The nightly look at what still lacks somebody: each association is told once for all its sessions, at each distance. The ids of events to ring for. */
export async function proposeCalls(deps: Deps, audienceOf: AudienceOf): Promise<EventId[]> {
  const lacking = [];
  for (const { why, first, last } of PROPOSED) {
    for (const found of await lackingBetween(deps, { audienceOf, ...daysFrom(deps.now, first, last), why })) {
      lacking.push({ id: found.id, association: found.association_id, why });
    }
  }
  const noted = lacking.map(({ id, why }) =>
    sessionEvent("session.understaffed", about(deps, { subject: id, actor: "clock" }), { why }),
  );
  const told = Array.from(
    Map.groupBy(lacking, (one) => one.association),
    ([association, of]) =>
      facilitatorEvent("staffing.proposed", about(deps, { subject: association, actor: "clock" }), {
        sessions: of.map(({ id }) => id),
      }),
  );
  const events = [...noted, ...told];
  await deps.db.batch(events.map(recordEvent));
  return events.map(({ id }) => id);
}

/**
 * The nightly watch: checks that lapse in 60, 30 or 7 days, and the sessions of the coming day that somebody comes to and that have too
 * few adults, each once. Whoever is told of several gets one mail. The ids of events to ring for.
 */
export async function watchStaffing(deps: Deps, audienceOf: AudienceOf): Promise<EventId[]> {
  const days = ALERT_DAYS.map((n) => addDays(dayOf(deps.now, PARIS), n));
  const lapsing = (await store.lapsingOn(deps.db, { days, now: deps.now })).map((one) =>
    facilitatorEvent("facilitator.lapsing", about(deps, { subject: one.id, actor: "clock" }), {
      association: one.association_id,
      until: one.honour_until_on,
    }),
  );
  const short = await lackingBetween(deps, { audienceOf, ...daysFrom(deps.now, 0, 1), why: "watch" });
  const understaffed = short.map((one) =>
    sessionEvent("session.understaffed", about(deps, { subject: one.id, actor: "clock" }), { why: "watch" }),
  );
  const told = facilitatorEvent("staffing.short", about(deps, { subject: "platform", actor: "clock" }), {
    sessions: short.map((one) => one.id),
  });
  const events = [...lapsing, ...understaffed, ...(short.length === 0 ? [] : [told])];
  await deps.db.batch(events.map(recordEvent));
  return events.map((event) => event.id);
}
