import { createMessageBatch, createExecutionContext, getQueueResult } from "cloudflare:test";
import { env } from "cloudflare:workers";

import reactor from "../../../workers/reactor/index.ts";
import { unique } from "./people.ts";

/** Delivers bodies to the reactor's exported queue handler, as the broker does. */
export const deliver = (queue: string, ...bodies: unknown[]) => deliverIn({}, queue, ...bodies);

/** The same where something that the reactor is bound to does otherwise. */
export async function deliverIn(over: Partial<typeof env>, queue: string, ...bodies: unknown[]) {
  const rung: unknown[] = [];
  const spy = {
    send: () => Promise.resolve(),
    sendBatch: (m: { body: unknown }[]) => Promise.resolve(rung.push(...m.map((x) => x.body))),
  };
  const messages = bodies.map((body) => ({ id: unique(), timestamp: new Date(), attempts: 1, body }));
  const batch = createMessageBatch(queue, messages);
  const ctx = createExecutionContext();
  await reactor.queue(batch, { ...env, EVENTS: spy, MAIL_TRANSACTIONAL: spy, ...over } as never);
  return { result: await getQueueResult(batch, ctx), rung };
}
