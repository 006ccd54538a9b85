import { dayOf, zoned } from "../../src/kernel/time.ts";
import { batchesToRing, cutOff, dueCount, formBatch, markRung, noteTick } from "../../src/mail/tick.store.ts";
import { forgetOldCounters } from "../../src/platform/counters.ts";
import { claimDuty, releaseDuty } from "../../src/platform/duties.ts";
import type { Deps } from "../../src/platform/deps.ts";
import { log } from "../../src/platform/log.ts";
import { eventsToRingAgain } from "../../src/platform/outbox.ts";
import { resealContacts } from "../../src/privacy/contacts.store.ts";
import { brokenCounters, expireDue } from "../../src/workshops/capacity.store.ts";
import { eraseDue } from "../../src/workshops/erase.ts";
import { offerNextSeat } from "../../src/workshops/offer-next-seat.ts";
import { eventPrefix } from "../../src/workshops/reserve.ts";
import { closeEnded, sessionsToOffer } from "../../src/workshops/session.store.ts";
import { programmes } from "../content.ts";

/** What a tick found to ring for. */
export type Ticked = { eventIds: string[]; batchIds: string[] };

/** At most this many batches of 100 are formed in one tick. */
const MOST_FORMED = 50;
/** Nightly duties run once a day, from this hour in Paris. */
const NIGHT_HOUR = 3;

/**
 * Everything that time causes, each step bounded and harmless when run twice or by two ticks at once: expire, offer,
 * ring what was lost, form and ring mail batches, cut off what is in doubt, re-seal under the current key.
 */
export async function tick(deps: Deps): Promise<Ticked> {
  const { db, now } = deps;
  await db.batch([noteTick(now), ...expireDue(now, null, eventPrefix(deps.newId)), closeEnded(now), ...cutOff(now)]);
  const eventIds = await eventsToRingAgain(db, now);
  for (const sessionId of await sessionsToOffer(db, now)) {
    eventIds.push(...(await offerNextSeat(deps, programmes, sessionId)));
  }
  const batchIds = await formAndRing(deps);
  await resealContacts(deps);
  return { eventIds, batchIds };
}

async function formAndRing({ db, now, newId }: Deps): Promise<string[]> {
  const toForm = Math.min(MOST_FORMED, Math.ceil((await dueCount(db, now)) / 100));
  if (toForm > 0) {
    await db.batch(Array.from({ length: toForm }, () => formBatch(newId("bat"), now)).flat());
  }
  const batchIds = await batchesToRing(db, now);
  if (batchIds.length > 0) {
    await db.batch([markRung(batchIds, now)]);
  }
  return batchIds;
}

/** Once a day, after 3:00 in Paris: erase what is due, check the counters. A night that fails is tried again by the next tick. */
export async function nightly(deps: Deps): Promise<void> {
  const { db, now } = deps;
  const day = dayOf(now, "Europe/Paris");
  if (zoned(now, "Europe/Paris").hour < NIGHT_HOUR || !(await claimDuty(db, "nightly", day, now))) {
    return;
  }
  try {
    await nightWork(deps);
  } catch (error) {
    await db.changed(releaseDuty("nightly", day));
    throw error;
  }
}

async function nightWork(deps: Deps): Promise<void> {
  const { db, now } = deps;
  const erased = await eraseDue(deps);
  const [broken = []] = await db.batch([brokenCounters(), forgetOldCounters(now)]);
  if (broken.length > 0) {
    log.error("places.counters_differ", new Error(), { sessions: broken.length });
  }
  log.info("duty.nightly", { erased, brokenCounters: broken.length });
}
