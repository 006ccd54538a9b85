import type * as z from "zod";

import { type Database, statement } from "./d1.ts";
import { log } from "./log.ts";

/** Seconds before a message comes back, by the number of deliveries so far. */
const BACKOFF = [10, 30, 60, 120, 300];
const delayAfter = (attempts: number): number => BACKOFF[Math.min(attempts, BACKOFF.length) - 1] ?? 300;

/**
 * Consumes a queue: each body is parsed; a body nobody can read is parked at once and the rest goes on. The good ones
 * go to `handle` together; when it throws, all of them come back later.
 */
export async function consume<T>(
  batch: MessageBatch,
  schema: z.ZodType<T>,
  deps: { db: Database; now: number },
  handle: (bodies: T[]) => Promise<void>,
): Promise<void> {
  const readable: { message: Message; body: T }[] = [];
  for (const message of batch.messages) {
    const parsed = schema.safeParse(message.body);
    if (parsed.success) {
      readable.push({ message, body: parsed.data });
    } else {
      await settle(message, () => park(batch.queue, message, deps));
    }
  }
  if (readable.length === 0) {
    return;
  }
  try {
    await handle(readable.map(({ body }) => body));
    readable.forEach(({ message }) => message.ack());
  } catch (error) {
    log.error("queue.handler_failed", error, { queue: batch.queue, messages: readable.length });
    readable.forEach(({ message }) => message.retry({ delaySeconds: delayAfter(message.attempts) }));
  }
}

/** Consumes a dead-letter queue: every message becomes a row of `parked_messages`, visible and replayable. */
export async function consumeDeadLetters(batch: MessageBatch, deps: { db: Database; now: number }): Promise<void> {
  for (const message of batch.messages) {
    await settle(message, () => park(batch.queue.replace(/-dlq$/, ""), message, deps));
  }
}

async function settle(message: Message, act: () => Promise<void>): Promise<void> {
  try {
    await act();
    message.ack();
  } catch (error) {
    log.error("queue.park_failed", error);
    message.retry({ delaySeconds: 300 });
  }
}

async function park(queue: string, message: Message, { db, now }: { db: Database; now: number }): Promise<void> {
  const body = typeof message.body === "string" ? message.body : (JSON.stringify(message.body) ?? "undefined");
  await db.changed(
    statement(
      `INSERT INTO parked_messages (id, queue, body, attempts, parked_at) VALUES (:id, :queue, :body, :attempts, :now)
       ON CONFLICT (id) DO NOTHING`,
      { id: `${queue}:${message.id}`, queue, body: body.slice(0, 4000), attempts: message.attempts, now },
    ),
  );
  log.warn("queue.parked", { queue, attempts: message.attempts });
}
