import { dayOf } from "../kernel/time.ts";
import type { BodyStore } from "../platform/bodies.ts";
import { type Statement, refusedBy } from "../platform/d1.ts";
import type { Deps } from "../platform/deps.ts";
import { log } from "../platform/log.ts";
import type { Endpoint, Mailer, MailerAnswer } from "../platform/mailer.ts";
import { readAddressOf } from "./address.ts";
import * as store from "./batches.store.ts";
import { type AllowList, gate } from "./gate.ts";
import type { LoadedMessage } from "./message.ts";
import { type NextStep, nextStep } from "./outcome.ts";
import { type Item, type Press, makeBody, renderItems } from "./press.ts";

/** What sending needs on top of the usual: the provider, the bodies, the printing press, who may be written to. */
export type SendDeps = Deps & {
  mailer: Mailer;
  bodies: BodyStore;
  press: Press;
  allowed: AllowList;
  /** Unix seconds, read anew: how much of a lease is left. */
  clock: () => number;
};

/** How a delivery of a batch ended, for logs and counts. */
export type SendOutcome = "refused_claim" | "empty" | "sent" | "released" | NextStep["do"];

type Held = { batchId: string; leaseId: string; startedAt: number };
type Ready = { body: Uint8Array<ArrayBuffer>; sha: string; endpoint: Endpoint; messages: LoadedMessage[] };

/**
 * Sends one batch, at most once whatever crashes: claim, gate, render, store, freeze, post, settle. Every write is
 * conditional on the lease; after the freeze only the stored bytes leave, under the batch's own key.
 */
export async function sendBatch(deps: SendDeps, batchId: string): Promise<SendOutcome> {
  const held: Held = { batchId, leaseId: deps.newId("lea"), startedAt: deps.clock() };
  const claim = await store.claimBatch(deps.db, batchId, held.leaseId, deps.now);
  if (claim === null) {
    return "refused_claim";
  }
  const { batch } = claim;
  const ready = batch.frozen_at === null ? await freeze(deps, held, claim.messages) : await thaw(deps, held, claim);
  if (typeof ready === "string") {
    return ready;
  }
  const answer = await deps.mailer.post(ready.endpoint, ready.body, batchId);
  const doubt = batch.frozen_at === null ? 1 : batch.doubt;
  const called = { size: ready.messages.length, doubt, attempts: batch.attempts, frozenAt: batch.frozen_at ?? deps.now };
  return conclude(deps, held, ready, answer, nextStep(answer, called, deps.clock()));
}

/** Gates, renders, stores and freezes; starts again when somebody says no in between, three times at most. */
async function freeze(deps: SendDeps, held: Held, loaded: LoadedMessage[]): Promise<Ready | SendOutcome> {
  let messages = loaded;
  for (let round = 0; round < 3; round++) {
    const { kept, skips } = await sortOut(deps, messages);
    const skip = skips.length > 0 ? [store.skipMessages(held.batchId, skips)] : [];
    if (kept.length === 0) {
      await deps.db.batch([...skip, store.moveBatch(held.batchId, held.leaseId, 3, deps.now, null)]);
      return "empty";
    }
    const rendered = await renderItems(deps.press, kept);
    if (rendered.failed !== null) {
      return cannotRender(deps, held, kept, skip, rendered.failed);
    }
    const { body, sha, endpoint } = await makeBody(rendered.mails);
    if (deps.clock() - held.startedAt > store.LEASE - 60) {
      return release(deps, held, 0, "out of time");
    }
    try {
      await deps.bodies.put(held.batchId, sha, body);
    } catch (error) {
      log.error("mail.body_not_stored", error, { batch: held.batchId });
      return release(deps, held, 30, "body not stored");
    }
    const seen = kept.map((item) => item.message);
    try {
      await deps.db.batch([...skip, store.freezeBatch({ ...held, sha, endpoint, seen, now: deps.now })]);
      return { body, sha, endpoint, messages: seen };
    } catch (error) {
      if (refusedBy(error) === null) {
        throw error;
      }
      messages = await store.reloadMessages(deps.db, held.batchId);
    }
  }
  return release(deps, held, 10, "refused freeze");
}

async function sortOut(deps: SendDeps, messages: LoadedMessage[]): Promise<{ kept: Item[]; skips: [string, string][] }> {
  const kept: Item[] = [];
  const skips: [string, string][] = [];
  for (const message of messages) {
    const address = await readAddressOf(deps.vault, message);
    const verdict = gate(message, address, deps.allowed, deps.now);
    if (verdict.keep && address !== null) {
      kept.push({ message, address });
    } else if (!verdict.keep) {
      skips.push([message.id, verdict.reason]);
    }
  }
  return { kept, skips };
}

/** One letter cannot be written: alone it is dead, with others the batch is split so that they leave. */
async function cannotRender(deps: SendDeps, held: Held, kept: Item[], skip: Statement[], failed: string): Promise<SendOutcome> {
  log.error("mail.cannot_render", new Error(), { template: failed });
  if (kept.length > 1) {
    await deps.db.batch([...skip, ...split(deps, held, kept.map((item) => item.message))]);
    return "split";
  }
  const ends = kept.map((item): [string, string] => [item.message.id, `template ${failed}`]);
  await deps.db.batch([
    ...skip,
    store.endMessages(held.batchId, ends, 9),
    store.moveBatch(held.batchId, held.leaseId, 6, deps.now, `template ${failed}`),
  ]);
  return "fail";
}

/** Takes the stored bytes of a frozen batch; without them, or with others, nothing is ever sent. */
async function thaw(
  deps: SendDeps,
  held: Held,
  { batch, messages }: { batch: store.Claimed; messages: LoadedMessage[] },
): Promise<Ready | SendOutcome> {
  const { body_sha: sha, endpoint } = batch;
  if (sha === null || endpoint === null || messages.every((m) => m.expires_at <= deps.now)) {
    return giveUp(deps, held, messages, "every mail of it is past its time");
  }
  let body: Uint8Array<ArrayBuffer> | null;
  try {
    body = await deps.bodies.get(held.batchId, sha);
  } catch (error) {
    log.error("mail.body_not_read", error, { batch: held.batchId });
    return release(deps, held, 30, "body not read", 1); // no call was made: this claim's own doubt goes
  }
  return body === null
    ? giveUp(deps, held, messages, "stored bytes missing or altered")
    : { body, sha, endpoint, messages };
}

async function conclude(deps: SendDeps, held: Held, ready: Ready, answer: MailerAnswer, step: NextStep): Promise<SendOutcome> {
  const { batchId, leaseId } = held;
  const now = deps.clock();
  if ("breaker" in step && step.breaker !== undefined) {
    const until = step.breaker.until === "staff" ? 32_503_680_000 : (Math.floor(now / 86_400) + 1) * 86_400;
    await deps.db.batch([store.openBreaker(until, step.breaker.reason)]);
    log.warn("mail.breaker_open", { reason: step.breaker.reason });
  }
  if (step.do === "settle" && answer.kind === "accepted") {
    await deps.db.batch([...settle(held, ready, answer, now), store.clearStrikes()]);
    await deps.bodies.drop(batchId, ready.sha);
    return "sent";
  }
  if (step.do === "wait") {
    const strike = step.strike === true ? [store.strikeBreaker(now)] : [];
    const why = answer.kind === "ambiguous" ? answer.cause : "refused for now";
    await deps.db.batch([store.postponeBatch(batchId, leaseId, now + step.seconds, step.doubtLess, why), ...strike]);
  } else if (step.do === "unknown") {
    return giveUp(deps, held, ready.messages, step.why);
  } else {
    await deps.db.batch(undo(deps, held, ready, step, now));
    await deps.bodies.drop(batchId, ready.sha);
  }
  return step.do;
}

function settle(held: Held, ready: Ready, answer: MailerAnswer & { kind: "accepted" }, now: number): Statement[] {
  const refused = ready.messages.flatMap((m, i): [string, string][] => {
    const why = answer.refusedIndexes.get(i);
    return why === undefined ? [] : [[m.id, why]];
  });
  const sent = ready.messages.filter((_, i) => !answer.refusedIndexes.has(i));
  const pairs = sent.map((m, i): [string, string | null] => [m.id, answer.ids[i] ?? null]);
  return [
    store.moveBatch(held.batchId, held.leaseId, 3, now, null),
    ...(refused.length > 0 ? [store.endMessages(held.batchId, refused, 7)] : []),
    store.markSent(held.batchId, pairs, now),
    store.countMails(dayOf(now, "UTC"), "transactional", "sent", pairs.length),
  ];
}

function undo(deps: SendDeps, held: Held, ready: Ready, step: NextStep, now: number): Statement[] {
  if (step.do === "split") {
    return split(deps, held, ready.messages);
  }
  if (step.do === "fail") {
    const ends = ready.messages.map((m): [string, string] => [m.id, step.message]);
    return [
      store.endMessages(held.batchId, ends, 7),
      store.moveBatch(held.batchId, held.leaseId, 3, now, step.message),
    ];
  }
  return [store.freeMessages(held.batchId, now), store.moveBatch(held.batchId, held.leaseId, 5, now, "dissolved")];
}

function split(deps: SendDeps, held: Held, messages: LoadedMessage[]): Statement[] {
  const middle = Math.ceil(messages.length / 2);
  const halves = [messages.slice(0, middle), messages.slice(middle)].map((half) => half.map((m) => m.id));
  return [
    ...halves.flatMap((ids) => store.childBatch(deps.newId("bat"), held.batchId, ids, deps.now)),
    store.moveBatch(held.batchId, held.leaseId, 5, deps.now, "split"),
  ];
}

async function release(deps: SendDeps, held: Held, seconds: number, why: string, doubtLess = 0): Promise<SendOutcome> {
  await deps.db.batch([store.postponeBatch(held.batchId, held.leaseId, deps.now + seconds, doubtLess, why)]);
  return "released";
}

async function giveUp(deps: SendDeps, held: Held, messages: LoadedMessage[], why: string): Promise<SendOutcome> {
  log.error("mail.unknown", new Error(), { batch: held.batchId, why });
  await deps.db.batch([
    store.endMessages(held.batchId, messages.map((m): [string, string] => [m.id, why]), 8),
    store.moveBatch(held.batchId, held.leaseId, 4, deps.now, why),
  ]);
  return "unknown";
}
