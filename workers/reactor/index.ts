import { BatchBell, Doorbell } from "../../src/kernel/event.ts";
import { type SendDeps, sendBatch } from "../../src/mail/send-batch.ts";
import { log } from "../../src/platform/log.ts";
import { consume, consumeDeadLetters } from "../../src/platform/queues.ts";
import { offerNextSeat } from "../../src/workshops/offer-next-seat.ts";
import { registrationReactions } from "../../src/workshops/registration.reactions.ts";
import { programmes } from "../content.ts";
import { reactorDeps } from "./deps.ts";
import { react } from "./react.ts";
import { tick } from "./tick.ts";

const reactions = registrationReactions(programmes);

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

/** Doorbells: react to events, and do what time asks when the clock knocked. Then ring for what that caused. */
async function answerBells(deps: SendDeps, env: ReactorEnv, bells: readonly Doorbell[]): Promise<void> {
  const reacted = await react(
    deps,
    reactions,
    bells.flatMap((bell) => (bell.k === "event" ? [bell.id] : [])),
  );
  const ticked = bells.some((bell) => bell.k === "tick") ? await tick(deps) : { eventIds: [], batchIds: [] };
  const eventIds = [...ticked.eventIds];
  for (const sessionId of reacted.sessionsToServe) {
    eventIds.push(...(await offerNextSeat(deps, programmes, sessionId)));
  }
  await ring(env.EVENTS, [...new Set(eventIds)], (id) => ({ k: "event", id }));
  await ring(env.MAIL_TRANSACTIONAL, [...new Set([...reacted.batchIds, ...ticked.batchIds])], (id) => ({ b: id }));
}

async function ring<T>(queue: Queue, ids: readonly string[], body: (id: string) => T): Promise<void> {
  for (let i = 0; i < ids.length; i += 100) {
    await queue.sendBatch(ids.slice(i, i + 100).map((id) => ({ body: body(id) })));
  }
}

async function sendBatches(deps: SendDeps, bells: readonly BatchBell[]): Promise<void> {
  for (const { b } of bells) {
    const outcome = await sendBatch({ ...deps, now: deps.clock() }, b);
    log.info("mail.batch", { batch: b, outcome });
  }
}
