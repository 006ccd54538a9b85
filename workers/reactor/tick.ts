import type { EventId, BatchId } from "../../src/kernel/ids.ts";
import { followSequences } from "../../src/guidance/materialise.ts";
import { type Sequence, sequenceSha } from "../../src/guidance/sequence.ts";
import { PARIS, dayOf, zoned } from "../../src/kernel/time.ts";
import { batchesToRing, classesDue, formAlone, formBatches, formProbe, markRung } from "../../src/mail/tick.store.ts";
import { claimJob, releaseJob, reportNight } from "../../src/platform/nightly-jobs.ts";
import { type NightDeps, forgetDue } from "../../src/platform/forgetting.ts";
import type { Deps } from "../../src/platform/deps.ts";
import { log } from "../../src/platform/log.ts";
import { eventsToRingAgain } from "../../src/platform/outbox.ts";
import type { TextShelf } from "../../src/platform/texts.ts";
import { tellErasures } from "../../src/privacy/told-erasures.ts";
import { resealContacts } from "../../src/privacy/contacts.store.ts";
import { catalogue } from "../content.ts";
import { reactors } from "../features.ts";
import { content } from "./content.ts";
import { registry } from "./deps.ts";

/** Everything that is forgotten in time, as each feature names it. */
export const forgettings = reactors.flatMap((one) => one.forgettings?.() ?? []);

/** What a tick found to ring for. */
export type Ticked = { eventIds: EventId[]; batches: { id: BatchId; class: number }[]; isWorkLeft: boolean };

/** At most this many batches of 100 are formed in one tick. */
const MOST_FORMED = 50;
/** At most this many mails that were set aside are tried again in one tick. */
const MOST_ALONE = 20;
/** At most this many enrolments are looked at in one tick; with more due, the tick asks for another at once. */
const MOST_LOOKED_AT = 5000;
/** Nightly duties run once a day, from this hour in Paris; forgetting that was cut short goes on up to the second. */
const NIGHT_HOUR = 3;
const NIGHT_IS_OVER = 6;

/**
 * Everything that time causes, each step bounded and harmless when run twice or by two ticks at once: expire, offer,
 * ring what was lost, form and ring mail batches, cut off what is in doubt, re-seal under the current key.
 */
export async function tick(deps: Deps): Promise<Ticked> {
  const { db, now } = deps;
  await db.batch(reactors.flatMap((one) => one.tick?.first(deps) ?? []));
  const eventIds = await eventsToRingAgain(db, now);
  for (const one of reactors) {
    eventIds.push(...((await one.tick?.after?.(deps, content)) ?? []));
  }
  const areMoreDue = await followSequences(deps, { catalogue, shas: await shas(), registry, most: MOST_LOOKED_AT });
  const { batches, areMoreToForm } = await formAndRing(deps);
  await resealContacts(deps);
  return { eventIds, batches, isWorkLeft: areMoreDue || areMoreToForm };
}

/** Puts due mails into batches, transactional first, and gives the batches to ring. One batch when little is due, ten at a time when much is. */
export async function formAndRing({
  db,
  now,
  newId,
}: Deps): Promise<{ batches: Ticked["batches"]; areMoreToForm: boolean }> {
  let left = MOST_FORMED;
  for (const klass of await classesDue(db, now)) {
    for (let pairs = 1, isMore = true; isMore && left > 0; pairs = Math.min(10, left)) {
      isMore = await formBatches(db, { ids: Array.from({ length: pairs }, () => newId("bat")), klass, now });
      left -= pairs;
    }
  }
  const alone = Array.from({ length: MOST_ALONE }, () => newId("bat"));
  const areMoreAlone = await formAlone(db, { ids: alone, now });
  let batches = await batchesToRing(db, now);
  if (batches.length > 0 && (await formProbe(db, { id: newId("bat"), now }))) {
    batches = await batchesToRing(db, now);
  }
  if (batches.length > 0) {
    await db.batch([
      markRung(
        batches.map((b) => b.id),
        now,
      ),
    ]);
  }
  return { batches, areMoreToForm: left <= 0 || areMoreAlone };
}

let known: Promise<Map<Sequence, string>> | undefined;
/** The hash of each version's file, computed once per isolate. */
const shas = (): Promise<Map<Sequence, string>> =>
  (known ??= Promise.all(catalogue.all.map(async (s) => [s, await sequenceSha(s)] as const)).then(
    (list) => new Map(list),
  ));

/** What the night is handed of the outside: how a file of evidence is dropped, where erasures are told, and the time that goes on meanwhile. */
type Outside = Pick<NightDeps, "drop" | "clock"> & { shelf: TextShelf };
const nothing = (): Promise<void> => Promise.resolve();
const NOTHING_OUTSIDE: Outside = {
  drop: nothing,
  clock: () => Math.floor(Date.now() / 1000),
  shelf: { put: nothing, get: () => Promise.resolve(null), drop: nothing },
};

/** What a night found to ring for; with work left, it asks for another tick at once. */
type Night = { eventIds: EventId[]; isWorkLeft: boolean };

/**
 * Once a day, after 3:00 in Paris: what the day left, then all that is due to be forgotten. What fails is tried again by the next
 * tick; forgetting that takes too long goes on there, until 6:00.
 */
export async function nightly(deps: Deps, outside: Outside = NOTHING_OUTSIDE): Promise<Night> {
  const { db, now } = deps;
  const [day, { hour }] = [dayOf(now, PARIS), zoned(now, PARIS)];
  if (hour < NIGHT_HOUR) {
    return { eventIds: [], isWorkLeft: false };
  }
  let failure: unknown = null;
  const settled = await oncePerDay(deps, { duty: "nightly", day, work: () => settleDay(deps) }).catch(
    (error: unknown) => {
      failure = error; // told once all is forgotten: what fails there keeps nobody's address here
      return null;
    },
  );
  const isWorkLeft = await oncePerDay(deps, {
    duty: "forgetting",
    day,
    work: async () => {
      const { lines, forgotten, isCutShort, hasFailed } = await forgetDue(
        { ...deps, ...outside },
        { rules: forgettings },
      );
      log.info("duty.forgetting", { isCutShort, ...forgotten });
      const isNight = hour < NIGHT_IS_OVER;
      const goesOn = isNight && (isCutShort || hasFailed);
      await db.batch([reportNight(day, lines), ...(goesOn ? [releaseJob("forgetting", day)] : [])]);
      await runJobs(deps, "check");
      await tellErasures(deps, { shelf: outside.shelf, isNight: true });
      return isNight && isCutShort; // what failed waits for the next minute
    },
  });
  if (failure !== null) {
    throw failure;
  }
  return { eventIds: settled ?? [], isWorkLeft: isWorkLeft ?? false };
}

/** Does something for the one caller of a day who comes first; gives it back when it failed. */
async function oncePerDay<T>(
  { db, now }: Deps,
  { duty, day, work }: { duty: string; day: string; work: () => Promise<T> },
): Promise<T | null> {
  if (!(await claimJob(db, { duty, dayOn: day, now }))) {
    return null;
  }
  try {
    return await work();
  } catch (error) {
    await db.changed(releaseJob(duty, day));
    throw error;
  }
}

/** What a day leaves to be settled, before anything is forgotten. The ids of events to ring for. */
async function settleDay(deps: Deps): Promise<EventId[]> {
  const done = await runJobs(deps, "settle");
  log.info(
    "duty.nightly",
    Object.fromEntries(done.map(({ key, did }) => [key, Array.isArray(did) ? did.length : did])),
  );
  return done.flatMap(({ did }) => (Array.isArray(did) ? did : []));
}

/** The jobs of a phase, one after the other; what each did. */
async function runJobs(deps: Deps, phase: "settle" | "check"): Promise<{ key: string; did: number | EventId[] }[]> {
  const done = [];
  for (const job of reactors.flatMap((one) => one.nightly ?? []).filter((one) => one.phase === phase)) {
    done.push({ key: job.key, did: await job.run(deps, content) });
  }
  return done;
}
