import type { BatchId } from "../kernel/ids.ts";
import { dayOf } from "../kernel/time.ts";
import { type Statement, refusedBy } from "../platform/d1.ts";
import { log } from "../platform/log.ts";
import type { MailerAnswer } from "../platform/mailer.ts";
import { readAddressOf } from "./address.ts";
import * as store from "./batches.store.ts";
import { type Verdict, gate, restsUntil } from "./gate.ts";
import type { LoadedMessage } from "./message.ts";
import { countSkips } from "./messages.store.ts";
import { type CalledBatch, nextStep, wasRefused } from "./outcome.ts";
import { type Item, makeBody, renderItems } from "./renderer.ts";
import type { Held, Ready, SendDeps, SendOutcome } from "./sending.ts";
import { conclude, dissolve, giveUp, release, split } from "./settle-batch.ts";

/**
 * Sends one batch, at most once whatever crashes: claim, gate, render, store, freeze, post, settle. Every write is
 * conditional on the lease; after the freeze only the stored bytes leave, under the batch's own key.
 */
export async function sendBatch(deps: SendDeps, batchId: BatchId): Promise<SendOutcome> {
  const held: Held = { batchId, leaseId: deps.newId("lea"), startedAt: deps.clock() };
  const claim = await store.claimBatch(deps.db, { batchId, leaseId: held.leaseId, now: deps.now });
  if (claim === null) {
    return "refused_claim";
  }
  const { batch } = claim;
  await deps.faultPoint?.("after_claim");
  const ready =
    batch.frozen_at === null ? await freeze(deps, { held, ...claim }) : await thaw(deps, { held, ...claim });
  if (typeof ready === "string") {
    return ready;
  }
  await deps.faultPoint?.("after_freeze");
  await deps.pace?.turn();
  const answer = await deps.mailer.post(ready.endpoint, ready.body, batchId, ready.messages.length);
  deps.pace?.rest(restAfter(answer));
  await deps.faultPoint?.("after_accept");
  const called = await calledBatch(deps, { batchId, batch, ready, answer });
  return conclude(deps, { held, ready, answer, step: nextStep(answer, called, deps.clock()) });
}

type Calling = { batchId: string; batch: store.Claimed; ready: Ready; answer: MailerAnswer };

/** What the next step needs to know of the batch that was called. */
async function calledBatch(deps: SendDeps, { batchId, batch, ready, answer }: Calling): Promise<CalledBatch> {
  const size = ready.messages.length;
  return {
    size,
    doubt: batch.frozen_at === null ? 1 : batch.doubt,
    attempts: batch.attempts,
    frozenAt: batch.frozen_at ?? deps.now,
    wasRefused: wasRefused(batch.error),
    isProvenOurs: answer.kind === "refused" && size === 1 && (await store.isProvenOurs(deps.db, batchId)),
    miscounts: batch.miscounts,
  };
}

/** How many seconds the provider wants this consumer to rest before its next call. */
function restAfter(answer: MailerAnswer): number {
  if (answer.kind === "ambiguous") {
    return 0;
  }
  return (answer.kind === "accepted" ? answer.rest : answer.retryAfter) ?? 0;
}

type ToFreeze = { messages: LoadedMessage[]; paused: ReadonlySet<string> };

/** Gates, renders, stores and freezes; starts again when somebody says no in between, three times at most. */
async function freeze(
  deps: SendDeps,
  { held, messages, paused }: { held: Held } & ToFreeze,
): Promise<Ready | SendOutcome> {
  let known = messages;
  for (let round = 0; round < 3; round++) {
    const ready = await freezeOnce(deps, { held, messages: known, paused });
    if (ready !== null) {
      return ready;
    }
    known = await store.reloadMessages(deps.db, held.batchId);
  }
  return release(deps, { held, seconds: 10, why: "refused freeze" });
}

/** One round of it; null when the freeze was refused. */
async function freezeOnce(
  deps: SendDeps,
  { held, messages, paused }: { held: Held } & ToFreeze,
): Promise<Ready | SendOutcome | null> {
  const { kept, leave } = await sortOut(deps, { batchId: held.batchId, messages, paused });
  if (kept.length === 0) {
    await deps.db.batch([...leave, store.moveBatch({ ...held, status: 3, now: deps.now, error: null })]);
    return "empty";
  }
  const rendered = await renderItems(deps.renderer, { items: kept, now: deps.now });
  if (rendered.failed !== null) {
    return cannotRender(deps, { held, kept, leave, template: rendered.failed });
  }
  const { body, sha, endpoint } = await makeBody(rendered.mails);
  const stopped = await keepBody(deps, { held, body, sha });
  if (stopped !== null) {
    return stopped;
  }
  const seen = kept.map((item) => item.message);
  try {
    await deps.db.batch([...leave, store.freezeBatch({ ...held, sha, endpoint, seen, now: deps.now })]);
    return { body, sha, endpoint, messages: seen };
  } catch (error) {
    if (refusedBy(error) === null) {
      throw error;
    }
    return null;
  }
}

/** Stores the bytes while enough of the lease is left; says how the delivery ended when they are not stored. */
async function keepBody(
  deps: SendDeps,
  { held, body, sha }: { held: Held } & Pick<Ready, "body" | "sha">,
): Promise<SendOutcome | null> {
  if (deps.clock() - held.startedAt > store.LEASE - 60) {
    return release(deps, { held, seconds: 0, why: "out of time" });
  }
  try {
    await deps.bodies.put(held.batchId, sha, body);
  } catch (error) {
    log.error("mail.body_not_stored", error, { batch: held.batchId });
    return release(deps, { held, seconds: 30, why: "body not stored" });
  }
  await deps.faultPoint?.("after_put");
  return null;
}

/** Asks the gate about each message: those that stay, and the statements by which the others leave the batch. */
async function sortOut(
  deps: SendDeps,
  { batchId, messages, paused }: { batchId: BatchId; messages: LoadedMessage[]; paused: ReadonlySet<string> },
): Promise<{ kept: Item[]; leave: Statement[] }> {
  const ofSequences = messages.filter((m) => m.class > 0);
  const said = ofSequences.length === 0 ? new Map<string, Verdict>() : await deps.sequences(deps, ofSequences, paused);
  const kept: Item[] = [];
  const skips: { message: LoadedMessage; why: string }[] = [];
  const defers: [string, number][] = [];
  for (const message of messages) {
    const address = await readAddressOf(deps.vault, message).catch(() => undefined);
    if (address === undefined) {
      // No key of the ring opens it: skipped and said so, rather than stop the others.
      log.error("mail.unreadable_address", new Error(), { message: message.id });
      skips.push({ message, why: "unreadable" });
      continue;
    }
    const verdict = gate(message, address, { allowed: deps.allowed, now: deps.now, held: said.get(message.id) });
    if (verdict.keep && address !== null) {
      kept.push({ message, address });
    } else if ("until" in verdict) {
      defers.push([message.id, verdict.until]);
    } else if ("reason" in verdict) {
      skips.push({ message, why: verdict.reason });
    }
  }
  return { kept, leave: leaving(deps, { batchId, skips, defers }) };
}

function leaving(
  deps: SendDeps,
  {
    batchId,
    skips,
    defers,
  }: { batchId: BatchId; skips: { message: LoadedMessage; why: string }[]; defers: [string, number][] },
): Statement[] {
  const counted = skips
    .filter(({ message }) => message.sequence !== null)
    .map(({ message, why }) => ({ topic: message.sequence ?? "", step: message.step ?? "", skipped: why }));
  return [
    ...(skips.length === 0
      ? []
      : [
          store.skipMessages(
            batchId,
            skips.map(({ message, why }) => [message.id, why] as const),
          ),
        ]),
    ...(defers.length === 0 ? [] : [store.deferMessages(batchId, defers)]),
    ...countSkips(counted, dayOf(deps.now, "UTC")),
  ];
}

type Unwritten = { held: Held; kept: Item[]; leave: Statement[]; template: string };

/** One letter cannot be written: alone it is dead, with others the batch is split so that they leave. */
async function cannotRender(deps: SendDeps, { held, kept, leave, template }: Unwritten): Promise<SendOutcome> {
  log.error("mail.cannot_render", new Error(), { template });
  if (kept.length > 1) {
    await deps.db.batch([...leave, ...split(deps, { held, messages: kept.map((item) => item.message) })]);
    return "split";
  }
  const ends = kept.map((item): [string, string] => [item.message.id, `template ${template}`]);
  await deps.db.batch([
    ...leave,
    store.endMessages(held.batchId, ends, 9),
    store.moveBatch({ ...held, status: 6, now: deps.now, error: `template ${template}` }),
  ]);
  return "dead";
}

/** Takes the stored bytes of a frozen batch; without them, or with others, nothing is ever sent. */
async function thaw(
  deps: SendDeps,
  { held, batch, messages }: { held: Held; batch: store.Claimed; messages: LoadedMessage[] },
): Promise<Ready | SendOutcome> {
  const { body_sha: sha, endpoint } = batch;
  // The claim raised the doubt by one: with no more than that, no earlier call can have sent anything.
  const isCertain = batch.doubt <= 1;
  const isPastKey = (batch.frozen_at ?? deps.now) <= deps.now - store.KEY_LIFE;
  const isPastUse = messages.every((m) => m.expires_at <= deps.now);
  if (isCertain && (isPastKey || isPastUse)) {
    return dissolve(deps, held);
  }
  if (isPastUse) {
    return giveUp(deps, { held, messages, why: "every mail of it is past its time", sha });
  }
  const until = Math.max(...messages.map((m) => restsUntil(m, deps.now)));
  if (until > deps.now) {
    // Made ready by day, it does not leave at night: gated again where nothing can have left, else later, under the same key.
    return batch.doubt <= 1
      ? dissolve(deps, held)
      : release(deps, { held, seconds: until - deps.now, why: "quiet hours", doubtLess: 1 });
  }
  if (sha === null || endpoint === null) {
    return giveUp(deps, { held, messages, why: "frozen without its bytes", sha: null });
  }
  let body: Uint8Array<ArrayBuffer> | null;
  try {
    body = await deps.bodies.get(held.batchId, sha);
  } catch (error) {
    log.error("mail.body_not_read", error, { batch: held.batchId });
    // No call was made: this claim's own doubt goes.
    return release(deps, { held, seconds: 30, why: "body not read", doubtLess: 1 });
  }
  return body === null
    ? giveUp(deps, { held, messages, why: "stored bytes missing or altered", sha })
    : { body, sha, endpoint, messages };
}
