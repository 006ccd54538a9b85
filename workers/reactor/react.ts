import { type BatchId, type EventId, type SessionId, asId } from "../../src/kernel/ids.ts";
import { followUps } from "../../src/guidance/follow.ts";
import { MOST_MAILS } from "../../src/mail/message.ts";
import { openBatch, writeMessage } from "../../src/mail/messages.store.ts";
import type { Plan, Reactions } from "../../src/mail/plan.ts";
import { type Statement, isPassing, joined } from "../../src/platform/d1.ts";
import type { Deps } from "../../src/platform/deps.ts";
import { log } from "../../src/platform/log.ts";
import { type WaitingEvent, markFailed, markReacted, unreactedEvents } from "../../src/platform/outbox.ts";
import { catalogue } from "../content.ts";
import { parkEvent } from "../../src/platform/dead-letters.ts";

/** After this many failures an event is parked: visible, and out of the way. */
const MOST_ATTEMPTS = 10;

/** What reacting left to do: mail batches to ring, sessions whose list is to be served; and of which types the events were. */
export type Reacted = {
  batchIds: BatchId[];
  sessionsToServe: Set<SessionId>;
  toReconcile: BatchId[];
  types: Set<string>;
};

type Planned = { event: WaitingEvent; plan: Plan };

/**
 * Reacts to events, once each: all are planned at the same time, so that what they look for is read together; plans are written together, with the events' `reacted_at` and all their mails in one
 * frozen-to-be batch. When the joint write fails, each is planned anew and written alone, so that one bad event
 * stops nothing.
 */
export async function react(
  deps: Deps,
  { reactions, eventIds }: { reactions: Reactions; eventIds: readonly EventId[] },
): Promise<Reacted> {
  const result: Reacted = { batchIds: [], sessionsToServe: new Set(), toReconcile: [], types: new Set() };
  const planned = await planAll(deps, { reactions, events: await unreactedEvents(deps.db, eventIds) });
  try {
    await write(deps, { planned, result });
  } catch (error) {
    log.error("reactor.joint_write_failed", error, { events: planned.length });
    for (const { event } of planned) {
      await reactAlone(deps, { reactions, event, result });
    }
  }
  return result;
}

/** Those that act come first, one by one; all others only look, at the same time and together. */
async function planAll(
  deps: Deps,
  { reactions, events }: { reactions: Reactions; events: readonly WaitingEvent[] },
): Promise<Planned[]> {
  const acts = ({ type }: WaitingEvent): boolean => reactions[type]?.acts === true;
  const done: (Planned | null)[] = [];
  for (const event of events.filter(acts)) {
    done.push(await planOne(deps, { reactions, event }));
  }
  const together = { ...deps, db: joined(deps.db) };
  const looking = events.filter((event) => !acts(event)).map((event) => planOne(together, { reactions, event }));
  return done.concat(await Promise.all(looking)).filter((one) => one !== null);
}

async function reactAlone(
  deps: Deps,
  { reactions, event, result }: { reactions: Reactions; event: WaitingEvent; result: Reacted },
): Promise<void> {
  const again = await planOne(deps, { reactions, event });
  if (again === null) {
    return;
  }
  try {
    await write(deps, { planned: [again], result });
  } catch (error) {
    await fail(deps, { event, error });
  }
}

/** What a reaction is handed that does not act: one that writes all the same fails, for it is planned beside others, and again when their joint write fails. */
function readingOnly(deps: Deps): Deps {
  const refused = (): Promise<never> => Promise.reject(new Error("a reaction that writes says that it acts"));
  return { ...deps, db: { ...deps.db, batch: refused, changed: refused } };
}

async function planOne(
  deps: Deps,
  { reactions, event }: { reactions: Reactions; event: WaitingEvent },
): Promise<Planned | null> {
  const known = reactions[event.type];
  if (known === undefined || known.version !== event.version) {
    await deps.db.batch(parkEvent(event.id, `unknown ${event.type} v${event.version}`, deps.now));
    log.warn("reactor.unknown_event", { type: event.type, version: event.version });
    return null;
  }
  try {
    return { event, plan: await known.react(event, known.acts === true ? deps : readingOnly(deps)) };
  } catch (error) {
    await fail(deps, { event, error });
    return null;
  }
}

async function fail(deps: Deps, { event, error }: { event: WaitingEvent; error: unknown }): Promise<void> {
  if (isPassing(error)) {
    throw error; // the database is away: nothing is decided meanwhile, the queue brings all of it back
  }
  log.error("reactor.reaction_failed", error, { type: event.type, attempts: event.attempts + 1 });
  const code = error instanceof Error ? error.name : "unknown";
  const delay = Math.min(3600, 60 * 2 ** event.attempts);
  const isLast = event.attempts + 1 >= MOST_ATTEMPTS;
  await deps.db.batch(isLast ? parkEvent(event.id, code, deps.now) : [markFailed(event.id, deps.now + delay, code)]);
}

async function write(deps: Deps, { planned, result }: { planned: readonly Planned[]; result: Reacted }): Promise<void> {
  if (planned.length === 0) {
    return;
  }
  const mails = planned.flatMap(({ plan }) => plan.mails);
  const batchIds = Array.from({ length: Math.ceil(mails.length / MOST_MAILS) }, () => deps.newId("bat"));
  const statements: Statement[] = batchIds.map((id) => openBatch(id, deps.now));
  for (const [i, draft] of mails.entries()) {
    const batchId = asId("bat", batchIds[Math.floor(i / MOST_MAILS)]);
    statements.push(...(await writeMessage(draft, { batchId, now: deps.now })));
  }
  for (const { plan } of planned) {
    statements.push(...plan.statements, ...(await followUps(deps, { catalogue, planned: plan.followUps })));
  }
  const ids = planned.map(({ event }) => event.id);
  statements.push(markReacted(ids, deps.now));
  await deps.db.batch(statements);
  result.batchIds.push(...batchIds);
  planned.forEach(({ event }) => result.types.add(event.type));
  planned.forEach(({ plan }) => result.toReconcile.push(...plan.toReconcile));
  planned.forEach(({ plan }) => plan.sessionsToServe.forEach((id) => result.sessionsToServe.add(id)));
}
