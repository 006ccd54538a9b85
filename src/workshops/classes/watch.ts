import type { EventId } from "../../kernel/ids.ts";
import { type Result, ok, refuse } from "../../kernel/result.ts";
import { DAY } from "../../kernel/time.ts";
import { type Limit, askedEnough, countOne } from "../../platform/counters.ts";
import { refusedBy } from "../../platform/d1.ts";
import type { Deps } from "../../platform/deps.ts";
import { recordEvent } from "../../platform/outbox.ts";
import {
  ADDRESS_IN_USE,
  type WaitingMail,
  forgetAddresses,
  keepAddress,
  onlyMail,
  waitingMailTo,
} from "../../privacy/contacts.store.ts";
import { RETENTION } from "../../privacy/retention.ts";
import type { Level } from "../schools/school-class.ts";
import { zoneOf } from "../sessions/departements.ts";
import { watchEvent } from "./watch.events.ts";
import * as store from "./watch.store.ts";

const PER_CLIENT: Limit = { what: "watch-client", most: 20, seconds: 600 };
/** Départements watched with one address in a day, from one connection. */
const WATCHES: Limit = { what: "watch-address", most: 5, seconds: DAY };
/** How many are told in one night. */
const MOST_TOLD = 200;

type Asking = { email: string; departement: string; levels: readonly Level[]; client: string };
/** The event to ring for, null when nothing was written; and the mail that waits in the mailbox already, if one does. */
type WatchAsked = { eventId: EventId | null; waiting: WaitingMail | null };

/** Somebody asks to be told once an association comes. Nothing counts before the click in the mailbox. */
export async function askWatch(
  deps: Deps,
  { email, departement, levels, client }: Asking,
): Promise<Result<WatchAsked, "too_often">> {
  const lastAt = await askedEnough(deps, { door: WATCHES, email, client });
  if (lastAt !== null) {
    return ok({ eventId: null, waiting: onlyMail(lastAt) });
  }
  const waiting = await waitingMailTo(deps, email);
  const { addrHash, statements } = await keepAddress(deps, { email, zone: zoneOf(departement) });
  const id = deps.newId("arw");
  const about = { id: deps.newId("evt"), subject: id, at: deps.now, actor: "visitor" };
  const forgetAt = deps.now + RETENTION.neverConfirmedAdult;
  try {
    await deps.db.batch([
      recordEvent(watchEvent("watch.asked", about, {})),
      await countOne(deps.vault, PER_CLIENT, client, deps.now),
      ...statements,
      store.insertWatch({ id, addrHash, departement, levels, forgetAt }, deps.now),
    ]);
    return ok({ eventId: about.id, waiting });
  } catch (error) {
    if (refusedBy(error) === null) {
      throw error;
    }
    return refuse("too_often");
  }
}

/** The button behind the mailed link. A second press does nothing. */
export async function confirmWatch(deps: Deps, { id, confirmedAt }: store.Watch): Promise<void> {
  if (confirmedAt !== null) {
    return;
  }
  const about = { id: deps.newId("evt"), subject: id, at: deps.now, actor: "visitor" };
  await deps.db.batch([
    recordEvent(watchEvent("watch.confirmed", about, {})),
    ...store.confirmWatch(id, { now: deps.now, forgetAt: deps.now + RETENTION.watch }),
  ]);
}

/** Its address does not want to be told any more. */
export async function leaveWatch(deps: Deps, { id, contactId }: store.Watch): Promise<void> {
  const about = { id: deps.newId("evt"), subject: id, at: deps.now, actor: "visitor" };
  await deps.db.batch([
    recordEvent(watchEvent("watch.left", about, {})),
    store.deleteWatch(id),
    ...forgetAddresses([contactId], ADDRESS_IN_USE, deps.now, deps.now + RETENTION.hash),
  ]);
}

/** The nightly look: who waits where an association comes now is told, once. The ids of events to ring for. */
export async function tellWatches(deps: Deps): Promise<EventId[]> {
  const forgetAt = deps.now + RETENTION.afterLeaving;
  const served = await store.watchesServed(deps.db, MOST_TOLD);
  const told = served.map(({ id, levels }) => {
    const about = { id: deps.newId("evt"), subject: id, at: deps.now, actor: "clock", revision: 1 };
    return { id, event: watchEvent("watch.served", about, { levels }) };
  });
  await deps.db.batch(
    told.flatMap(({ id, event }) => [recordEvent(event), store.noteTold(id, { now: deps.now, forgetAt })]),
  );
  return told.map(({ event }) => event.id);
}
