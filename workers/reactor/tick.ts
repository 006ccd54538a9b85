import { accessForgetting } from "../../src/access/access.store.ts";
import { materialise, readSequences } from "../../src/guidance/materialise.ts";
import { contactsToForget, endCompleted, forgetOldMail } from "../../src/guidance/retention.store.ts";
import { type Sequence, sequenceSha } from "../../src/guidance/sequence.ts";
import { expireRequests as expireSubscriptions } from "../../src/guidance/subscriptions.store.ts";
import { assessmentForgetting } from "../../src/label/assessment/custody.store.ts";
import { forgetDrafts } from "../../src/label/application/forget-drafts.ts";
import { dayOf, zoned } from "../../src/kernel/time.ts";
import { batchesToRing, classesDue, cutOff, formBatches, markRung, noteTick } from "../../src/mail/tick.store.ts";
import { countersDue } from "../../src/platform/counters.ts";
import { claimDuty, releaseDuty, reportNight } from "../../src/platform/nightly-jobs.ts";
import { countDue } from "../../src/platform/forgetting.ts";
import { forgetPeople } from "../../src/access/organisations/forget-people.ts";
import { forgetInvitations, invitedToForget } from "../../src/access/organisations/retention.store.ts";
import type { Deps } from "../../src/platform/deps.ts";
import { log } from "../../src/platform/log.ts";
import { eventsToRingAgain } from "../../src/platform/outbox.ts";
import { ADDRESS_IN_USE, forgetAddresses, resealContacts } from "../../src/privacy/contacts.store.ts";
import { RETENTION } from "../../src/privacy/retention.ts";
import { expireRequests } from "../../src/workshops/classes/answer-request.ts";
import { eraseOldRequests } from "../../src/workshops/classes/erase-requests.ts";
import { nudgeChildren } from "../../src/workshops/consent/nudge.ts";
import { brokenCounters, expireDue } from "../../src/workshops/seats/capacity.store.ts";
import { eraseDue, forgetGuardians } from "../../src/workshops/erase.ts";
import { markTheRest } from "../../src/workshops/presence/mark.ts";
import { attestationsDue } from "../../src/workshops/presence/attestations.store.ts";
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
/** Nightly duties run once a day, from this hour in Paris. */
const NIGHT_HOUR = 3;

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

/** Drops a file of evidence. */
type Drop = (key: string) => Promise<void>;
const NO_FILES: Drop = () => Promise.resolve();

/** Once a day, after 3:00 in Paris: erase what is due, check the counters. A night that fails is tried again by the next tick. The ids of events to ring for. */
export async function nightly(deps: Deps, drop: Drop = NO_FILES): Promise<string[]> {
  const { db, now } = deps;
  const day = dayOf(now, "Europe/Paris");
  if (zoned(now, "Europe/Paris").hour < NIGHT_HOUR || !(await claimDuty(db, "nightly", day, now))) {
    return [];
  }
  try {
    const due = await countDue(db, forgettings, now);
    const eventIds = await nightWork(deps, drop);
    const left = await countDue(db, forgettings, now);
    const lines = forgettings.map(({ key }) => ({ key, due: due[key] ?? 0, left: left[key] ?? 0 }));
    await db.batch([reportNight(day, lines)]);
    return eventIds;
  } catch (error) {
    await db.changed(releaseDuty("nightly", day));
    throw error;
  }
}

async function nightWork(deps: Deps, drop: Drop): Promise<string[]> {
  const { db, now } = deps;
  const unmarked = await markTheRest(deps);
  const alerts = await watchStaffing(deps, (slug) => programmes.bySlug.get(slug)?.audience ?? null);
  const frozen = zoned(now, "Europe/Paris").dayOfWeek === 1 ? await freezeResults(deps, surveys) : 0;
  const erased = (await eraseDue(deps)) + (await eraseOldRequests(deps));
  const guardians = await forgetGuardians(deps);
  const drafts = await forgetDrafts(deps, drop);
  await db.batch([
    endCompleted(now),
    ...forgetOldMail(now),
    ...[...accessForgetting, ...assessmentForgetting].map((rule) => rule.run(now)),
    ...forgetInvitations(now),
  ]);
  const people = await forgetPeople(deps);
  const forgotten = [...people, ...(await contactsToForget(db, now)), ...(await invitedToForget(db, now))];
  await db.batch(forgetAddresses(forgotten, ADDRESS_IN_USE, now, now + RETENTION.hash));
  const [broken = []] = await db.batch([brokenCounters(), countersDue.run(now), attestationsDue.run(now)]);
  if (broken.length > 0) {
    log.error("places.counters_differ", new Error(), { sessions: broken.length });
  }
  log.info("duty.nightly", {
    drafts,
    unmarked,
    alerts: alerts.length,
    frozen,
    erased,
    guardians,
    forgotten: forgotten.length,
    brokenCounters: broken.length,
  });
  return alerts;
}
