import type { EventId, BatchId } from "../../src/kernel/ids.ts";
import { BatchBell, Doorbell } from "../../src/kernel/event.ts";
import { Told } from "../../src/mail/news.ts";
import { type Pace, pacer } from "../../src/mail/pace.ts";
import { reconcile } from "../../src/mail/reconcile.ts";
import { sendBatch } from "../../src/mail/send-batch.ts";
import type { SendDeps } from "../../src/mail/sending.ts";
import { takeDelivery } from "../../src/mail/take-news.ts";
import { readPace } from "../../src/mail/tick.store.ts";
import { alertThrough } from "../../src/platform/alert.ts";
import { reactorVars } from "../../src/platform/env.ts";
import { evidenceStore, filesSince } from "../../src/platform/evidence-r2.ts";
import { log } from "../../src/platform/log.ts";
import { textShelf } from "../../src/platform/texts-r2.ts";
import { tellErasures } from "../../src/privacy/told-erasures.ts";
import { consume, consumeDeadLetters } from "../../src/platform/queues.ts";
import { offerNextSeat } from "../../src/workshops/list/offer-next-seat.ts";
import { programmes } from "../content.ts";
import { keepDirectory } from "./directory.ts";
import { archiveNightly } from "./archive.ts";
import { drawLots } from "./draws.ts";
import { exportNightly } from "./export.ts";
import { keepLabel, lookOutside, publishLabels } from "./label.ts";
import { react } from "./react.ts";
import { tellLog } from "../../src/label/restore.ts";
import { answerRestore } from "./restore.ts";
import { reactions } from "./reactions.ts";
import { type Status, tellStatus } from "./status.ts";
import { nightly, tick } from "./tick.ts";

/** Consumers of a mail queue at the same time, as the configuration says; they share the pace. */
const CONSUMERS = 2;
/** Calls of one consumer under way at the same time. */
const IN_FLIGHT = 2;

/** The reactor: what each queue's messages lead to. What it works with is handed in, so that tests can hand in worse. */
export function reactorOf(depsOf: (env: ReactorEnv) => Promise<SendDeps>) {
  return {
    queue: async (batch: MessageBatch, env: ReactorEnv): Promise<void> => {
      const deps = await depsOf(env);
      if (batch.queue.endsWith("-dlq")) {
        await consumeDeadLetters(batch, deps);
      } else if (batch.queue === "events") {
        if (batch.messages.some(({ body }) => Doorbell.safeParse(body).data?.k === "tick")) {
          await part("status", () => tellStatus(deps, statusOf(deps, env))); // first: it is told also while nothing else works
        }
        await consume(batch, Doorbell, deps, (bells) => answerBells(deps, { env, bells }));
        await ring(env.EVENTS, deps.db.takeRecorded(), eventBell);
      } else if (batch.queue === "news") {
        await consume(batch, Told, deps, async (told) => ring(env.EVENTS, await takeDelivery(deps, told), eventBell));
      } else {
        const pace = batch.queue === "mail-bulk" ? await bulkPace(deps) : null;
        await consume(batch, BatchBell, deps, (bells) => sendBatches(deps, { bells, pace }));
      }
    },
  };
}

/** The file of the state of the platform, and how whoever is on call is told. */
const statusOf = ({ renderer }: SendDeps, env: ReactorEnv): Status => {
  const url = reactorVars(env).ALERT_URL;
  return {
    put: async (key, text, contentType) => {
      await env.BADGES.put(key, text, { httpMetadata: { contentType, cacheControl: "max-age=30" } });
    },
    get: async (key) => (await env.BADGES.get(key))?.text() ?? null,
    helpLines: renderer.foot.helpLines,
    alert: url === undefined ? null : alertThrough(fetch, url),
  };
};

/** One thing of several that a delivery does: whatever becomes of it the others are done, and the next tick tries it again. True while work is left. */
async function part(name: string, work: () => Promise<boolean | void>): Promise<boolean> {
  try {
    return (await work()) === true;
  } catch (error) {
    log.error("reactor.part_failed", error, { part: name });
    return false;
  }
}

/** Doorbells: react to events and ring for what that caused; then, when the clock knocked, do what time asks. */
async function answerBells(
  deps: SendDeps,
  { env, bells }: { env: ReactorEnv; bells: readonly Doorbell[] },
): Promise<void> {
  const reacted = await react(deps, {
    reactions,
    eventIds: bells.flatMap((bell) => (bell.k === "event" ? [bell.id] : [])),
  });
  await ring(env.MAIL_TRANSACTIONAL, reacted.batchIds, batchBell);
  await ring(env.MAIL_BULK, reacted.toReconcile, (r): BatchBell => ({ r }));
  for (const sessionId of reacted.sessionsToServe) {
    await ring(env.EVENTS, await offerNextSeat(deps, { programmes, sessionId }), eventBell);
  }
  await part("badges", () => publishLabels(deps, env));
  const isTick = bells.some((bell) => bell.k === "tick");
  const isAsked = isTick || reacted.types.values().some((type) => type.startsWith("directory."));
  if (isAsked && (await part("directory", () => keepDirectory(deps, env)))) {
    await env.EVENTS.send({ k: "tick", at: deps.now });
  }
  if (isTick) {
    await answerClock(deps, env);
  }
}

/** The clock knocked: what time asks, and once a night what the night asks. What fails of it holds back nothing of the rest. */
async function answerClock(deps: SendDeps, env: ReactorEnv): Promise<void> {
  const shelf = textShelf(env.EVIDENCE);
  const ringFor = (eventIds: readonly EventId[]): Promise<void> => ring(env.EVENTS, eventIds, eventBell);
  const isMore = [
    await part("tick", async () => {
      const { eventIds, batches, isWorkLeft } = await tick(deps);
      await ringFor(eventIds);
      const ids = (isBulk: boolean): BatchId[] => batches.flatMap((b) => (b.class > 0 === isBulk ? [b.id] : []));
      await ring(env.MAIL_TRANSACTIONAL, ids(false), batchBell);
      await ring(env.MAIL_BULK, ids(true), batchBell);
      return isWorkLeft;
    }),
    await part("wishes", () => tellErasures(deps, { shelf, isNight: false })),
    await part("restore", async () =>
      ringFor(await answerRestore(deps, { shelf, filesSince: (since) => filesSince(env.EVIDENCE, since) })),
    ),
    await part("label", async () => {
      await ringFor(await keepLabel(deps, env));
      await tellLog(deps, shelf);
    }),
    await part("draws", async () => ringFor(await drawLots(deps, env))),
    await part("outside", () => lookOutside(deps, env)),
    await part("night", async () => {
      const night = await nightly(deps, { drop: evidenceStore(env.EVIDENCE).drop, clock: deps.clock, shelf });
      await ringFor(night.eventIds);
      return night.isWorkLeft;
    }),
    await part("export", () => exportNightly(deps, env)),
    await part("archive", () => archiveNightly(deps, env)),
  ];
  if (isMore.includes(true)) {
    await env.EVENTS.send({ k: "tick", at: deps.now });
  }
}

const eventBell = (id: EventId): Doorbell => ({ k: "event", id });
const batchBell = (id: BatchId): BatchBell => ({ b: id });

async function ring<I, T>(queue: Queue, ids: readonly I[], body: (id: I) => T): Promise<void> {
  for (let i = 0; i < ids.length; i += 100) {
    await queue.sendBatch(ids.slice(i, i + 100).map((id) => ({ body: body(id) })));
  }
}

async function bulkPace({ db }: SendDeps): Promise<Pace> {
  const sleep = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));
  return pacer((await readPace(db)) / CONSUMERS, () => Date.now(), sleep);
}

/** Sends each batch by itself: one that fails comes back later, the others leave. Bulk has its pace; transactional has none. */
async function sendBatches(
  deps: SendDeps,
  { bells, pace }: { bells: readonly BatchBell[]; pace: Pace | null },
): Promise<void> {
  const failures: unknown[] = [];
  const waiting = [...bells];
  const work = async (): Promise<void> => {
    for (let bell = waiting.shift(); bell !== undefined; bell = waiting.shift()) {
      try {
        if ("r" in bell) {
          log.info("mail.reconciled", {
            batch: bell.r,
            found: await reconcile({ ...deps, now: deps.clock() }, bell.r),
          });
          continue;
        }
        const outcome = await sendBatch({ ...deps, now: deps.clock(), ...(pace === null ? {} : { pace }) }, bell.b);
        log.info("mail.batch", { batch: bell.b, outcome });
      } catch (error) {
        log.error("mail.batch_failed", error, bell);
        failures.push(error);
      }
    }
  };
  await Promise.all(Array.from({ length: pace === null ? 1 : IN_FLIGHT }, work));
  if (failures.length > 0) {
    throw failures[0];
  }
}
