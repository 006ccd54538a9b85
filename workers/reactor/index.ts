import { BatchBell, Doorbell } from "../../src/kernel/event.ts";
import { type SendDeps, sendBatch } from "../../src/mail/send-batch.ts";
import { log } from "../../src/platform/log.ts";
import { consume, consumeDeadLetters } from "../../src/platform/queues.ts";
import { offerNextSeat } from "../../src/workshops/offer-next-seat.ts";
import { programmes } from "../content.ts";
import { reactorDeps } from "./deps.ts";
import { react } from "./react.ts";
import { reactions } from "./reactions.ts";
import { nightly, tick } from "./tick.ts";

export default {
  queue: async (batch, env) => {
    const deps = await reactorDeps(env);
    if (batch.queue.endsWith("-dlq")) {
      await consumeDeadLetters(batch, deps);
    } else if (batch.queue === "events") {
      await consume(batch, Doorbell, deps, (bells) => answerBells(deps, env, bells));
    } else {
      await consume(batch, BatchBell, deps, (bells) => sendBatches(deps, bells));
    }
  },
} satisfies ExportedHandler<ReactorEnv>;

/** Doorbells: react to events and ring for what that caused; then, when the clock knocked, do what time asks. */
async function answerBells(deps: SendDeps, env: ReactorEnv, bells: readonly Doorbell[]): Promise<void> {
  const reacted = await react(
    deps,
    reactions,
    bells.flatMap((bell) => (bell.k === "event" ? [bell.id] : [])),
  );
  await ring(env.MAIL_TRANSACTIONAL, reacted.batchIds, batchBell);
  for (const sessionId of reacted.sessionsToServe) {
    await ring(env.EVENTS, await offerNextSeat(deps, programmes, sessionId), eventBell);
  }
  if (bells.some((bell) => bell.k === "tick")) {
    const { eventIds, batches, isWorkLeft } = await tick(deps);
    await ring(env.EVENTS, eventIds, eventBell);
    const ids = (isBulk: boolean): string[] => batches.flatMap((b) => (b.class > 0 === isBulk ? [b.id] : []));
    await ring(env.MAIL_TRANSACTIONAL, ids(false), batchBell);
    await ring(env.MAIL_BULK, ids(true), batchBell);
    if (isWorkLeft) {
      await env.EVENTS.send({ k: "tick", at: deps.now });
    }
    await nightly(deps);
  }
}

const eventBell = (id: string): Doorbell => ({ k: "event", id });
const batchBell = (id: string): BatchBell => ({ b: id });

async function ring<T>(queue: Queue, ids: readonly string[], body: (id: string) => T): Promise<void> {
  for (let i = 0; i < ids.length; i += 100) {
    await queue.sendBatch(ids.slice(i, i + 100).map((id) => ({ body: body(id) })));
  }
}

/** Sends each batch by itself: one that fails comes back later, the others leave. */
async function sendBatches(deps: SendDeps, bells: readonly BatchBell[]): Promise<void> {
  const failures: unknown[] = [];
  for (const { b } of bells) {
    try {
      const outcome = await sendBatch({ ...deps, now: deps.clock() }, b);
      log.info("mail.batch", { batch: b, outcome });
    } catch (error) {
      log.error("mail.batch_failed", error, { batch: b });
      failures.push(error);
    }
  }
  if (failures.length > 0) {
    throw failures[0];
  }
}
