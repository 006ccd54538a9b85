import { materialise, readSequences } from "../../src/guidance/materialise.ts";
import { endCompleted } from "../../src/guidance/retention.store.ts";
import { type Sequence, sequenceSha } from "../../src/guidance/sequence.ts";
import { expireRequests as expireSubscriptions } from "../../src/guidance/subscriptions.store.ts";
import { dayOf, zoned } from "../../src/kernel/time.ts";
import { batchesToRing, classesDue, cutOff, formBatches, markRung, noteTick } from "../../src/mail/tick.store.ts";
import { claimDuty, releaseDuty, reportNight } from "../../src/platform/nightly-jobs.ts";
import { type NightDeps, forgetDue } from "../../src/platform/forgetting.ts";
import { closeInvitations } from "../../src/access/organisations/retention.store.ts";
import type { Deps } from "../../src/platform/deps.ts";
import { log } from "../../src/platform/log.ts";
import { eventsToRingAgain } from "../../src/platform/outbox.ts";
import { resealContacts } from "../../src/privacy/contacts.store.ts";
import { expireRequests } from "../../src/workshops/classes/answer-request.ts";
import { nudgeChildren } from "../../src/workshops/consent/nudge.ts";
import { brokenCounters, expireDue } from "../../src/workshops/seats/capacity.store.ts";
import { markTheRest } from "../../src/workshops/presence/mark.ts";
import { watchStaffing } from "../../src/workshops/facilitators/staff-session.ts";
import { freezeResults } from "../../src/workshops/impact/freeze-results.ts";
import { offerNextSeat } from "../../src/workshops/list/offer-next-seat.ts";
import { eventPrefix } from "../../src/workshops/seats/reserve.ts";
import { closeEnded, sessionsToOffer } from "../../src/workshops/sessions/session.store.ts";
import { catalogue, programmes, surveys } from "../content.ts";
import { forgettings } from "../forgettings.ts";
import { registry } from "./deps.ts";

/** What a tick found to ring for. */
export type Ticked = { eventIds: string[]; batches: { id: string; class: number }[]; isWorkLeft: boolean };

/** At most this many batches of 100 are formed in one tick. */
const MOST_FORMED = 50;
/** At most this many enrolments are looked at in one tick; with more due, the tick asks for another at once. */
const MOST_LOOKED_AT = 5000;
/** Nightly duties run once a day, from this hour in Paris; forgetting that was cut short goes on up to the second. */
const NIGHT_HOUR = 3;
const NIGHT_IS_OVER = 6;
const PARIS = "Europe/Paris";

/**
 * Everything that time causes, each step bounded and harmless when run twice or by two ticks at once: expire, offer,
 * ring what was lost, form and ring mail batches, cut off what is in doubt, re-seal under the current key.
 */
export async function tick(deps: Deps): Promise<Ticked> {
  const { db, now } = deps;
  await db.batch([
    noteTick(now),
    ...expireDue(now, null, eventPrefix(deps.newId)),
    closeEnded(now),
    expireSubscriptions(now),
    ...cutOff(now),
  ]);
  const eventIds = [
    ...(await eventsToRingAgain(db, now)),
    ...(await expireRequests(deps)),
    ...(await nudgeChildren(deps)),
  ];
  for (const sessionId of await sessionsToOffer(db, now)) {
    eventIds.push(...(await offerNextSeat(deps, programmes, sessionId)));
  }
  const running = await readSequences(deps, catalogue, await shas());
  const areMoreDue = await materialise(deps, { registry, running, most: MOST_LOOKED_AT });
  const { batches, areMoreToForm } = await formAndRing(deps);
  await resealContacts(deps);
  return { eventIds, batches, isWorkLeft: areMoreDue || areMoreToForm };
}

/** Puts due mails into batches, transactional first, and gives the batches to ring. One batch when little is due, ten at a time when much is. */
async function formAndRing({ db, now, newId }: Deps): Promise<{ batches: Ticked["batches"]; areMoreToForm: boolean }> {
  let left = MOST_FORMED;
  for (const klass of await classesDue(db, now)) {
    for (let pairs = 1, isMore = true; isMore && left > 0; pairs = Math.min(10, left)) {
      isMore = await formBatches(
        db,
        Array.from({ length: pairs }, () => newId("bat")),
        klass,
        now,
      );
      left -= pairs;
    }
  }
  const batches = await batchesToRing(db, now);
  if (batches.length > 0) {
    await db.batch([
      markRung(
        batches.map((b) => b.id),
        now,
      ),
    ]);
  }
  return { batches, areMoreToForm: left <= 0 };
}

let known: Promise<Map<Sequence, string>> | undefined;
/** The hash of each version's file, computed once per isolate. */
const shas = (): Promise<Map<Sequence, string>> =>
  (known ??= Promise.all(catalogue.all.map(async (s) => [s, await sequenceSha(s)] as const)).then(
    (list) => new Map(list),
  ));

/** What the night is handed of the outside: how a file of evidence is dropped, and the time that goes on meanwhile. */
type Outside = Pick<NightDeps, "drop" | "clock">;
const NOTHING_OUTSIDE: Outside = { drop: () => Promise.resolve(), clock: () => Math.floor(Date.now() / 1000) };

/**
 * Once a day, after 3:00 in Paris: what the day left, then all that is due to be forgotten. What fails is tried again by the next
 * tick; forgetting that takes too long goes on there, until 6:00. The ids of events to ring for.
 */
export async function nightly(deps: Deps, outside: Outside = NOTHING_OUTSIDE): Promise<string[]> {
  const { db, now } = deps;
  const [day, { hour }] = [dayOf(now, PARIS), zoned(now, PARIS)];
  if (hour < NIGHT_HOUR) {
    return [];
  }
  const eventIds = (await oncePerDay(deps, "nightly", day, () => settleDay(deps))) ?? [];
  await oncePerDay(deps, "forgetting", day, async () => {
    const { lines, forgotten, isCutShort } = await forgetDue({ ...deps, ...outside }, forgettings);
    log.info("duty.forgetting", { isCutShort, ...forgotten });
    const goesOn = isCutShort && hour < NIGHT_IS_OVER;
    await db.batch([reportNight(day, lines), ...(goesOn ? [releaseDuty("forgetting", day)] : [])]);
    await checkCounters(deps);
  });
  return eventIds;
}

/** Does something for the one caller of a day who comes first; gives it back when it failed. */
async function oncePerDay<T>({ db, now }: Deps, duty: string, day: string, work: () => Promise<T>): Promise<T | null> {
  if (!(await claimDuty(db, duty, day, now))) {
    return null;
  }
  try {
    return await work();
  } catch (error) {
    await db.changed(releaseDuty(duty, day));
    throw error;
  }
}

/** What a day leaves to be settled, before anything is forgotten. The ids of events to ring for. */
async function settleDay(deps: Deps): Promise<string[]> {
  const { db, now } = deps;
  const unmarked = await markTheRest(deps);
  const alerts = await watchStaffing(deps, (slug) => programmes.bySlug.get(slug)?.audience ?? null);
  const frozen = zoned(now, PARIS).dayOfWeek === 1 ? await freezeResults(deps, surveys) : 0;
  await db.batch([endCompleted(now), closeInvitations(now)]);
  log.info("duty.nightly", { unmarked, alerts: alerts.length, frozen });
  return alerts;
}

/** Counters of sessions equal their registrations, or somebody is told. */
async function checkCounters({ db }: Deps): Promise<void> {
  const [broken = []] = await db.readAll([brokenCounters()]);
  if (broken.length > 0) {
    log.error("places.counters_differ", new Error(), { sessions: broken.length });
  }
}
