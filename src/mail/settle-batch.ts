import { dayOf } from "../kernel/time.ts";
import type { Statement } from "../platform/d1.ts";
import { log } from "../platform/log.ts";
import type { MailerAnswer } from "../platform/mailer.ts";
import * as store from "./batches.store.ts";
import type { LoadedMessage } from "./message.ts";
import { countMails } from "./messages.store.ts";
import { type Breaker, type NextStep, PROBE_AFTER } from "./outcome.ts";
import { aboutOf, saidBy } from "./refusal.ts";
import type { Held, Ready, SendDeps, SendOutcome } from "./sending.ts";

/** A call that was answered, and what to do about it. */
type Called = { held: Held; ready: Ready; answer: MailerAnswer; step: NextStep };

/** Writes what became of a call: sent, wait, split, dissolved, refused, set aside or unknown. Every write is conditional on the lease. */
export async function conclude(deps: SendDeps, { held, ready, answer, step }: Called): Promise<SendOutcome> {
  const { batchId } = held;
  const now = deps.clock();
  const also = breakers(step, now);
  if (step.do === "settle" && answer.kind === "accepted") {
    await deps.db.batch(settle(held, ready, answer, now));
    await deps.faultPoint?.("before_delete");
    await deps.bodies.drop(batchId, ready.sha);
    return "sent";
  }
  if (step.do === "wait") {
    await deps.db.batch([
      store.postponeBatch({
        ...held,
        until: now + step.seconds,
        doubtLess: step.doubtLess,
        error: step.why,
        isMiscount: step.miscount === true,
      }),
      ...also,
    ]);
  } else if (step.do === "unknown") {
    return giveUp(deps, { held, messages: ready.messages, why: step.why, sha: ready.sha });
  } else {
    await deps.db.batch([...undo(deps, { held, messages: ready.messages, step, now }), ...also]);
    await deps.bodies.drop(batchId, ready.sha);
  }
  return step.do;
}

/** What a step asks of the breaker. */
function breakers(step: NextStep, now: number): Statement[] {
  const opened = "breaker" in step ? step.breaker : undefined;
  return [
    ...(opened === undefined ? [] : [open(opened, now)]),
    ...("single" in step ? store.noteSingle(step.single, now + PROBE_AFTER, now) : []),
    ...("strike" in step ? [store.strikeBreaker(now)] : []),
  ];
}

function open({ until, reason, isNews }: Breaker, now: number): Statement {
  log.warn("mail.breaker_open", { reason, isNews });
  const at = until === "probe" ? now + PROBE_AFTER : (Math.floor(now / 86_400) + 1) * 86_400;
  return store.openBreaker({ until: at, reason, isNews, now });
}

/** Some may have been refused one by one: those whose address it is, or while others left, are; otherwise nobody knows whose fault it was. */
function settle(held: Held, ready: Ready, answer: MailerAnswer & { kind: "accepted" }, now: number): Statement[] {
  const sent = ready.messages.filter((_, i) => !answer.refusedIndexes.has(i));
  const refused: [string, string][] = [];
  const aside: [string, string][] = [];
  for (const [i, message] of answer.refusedIndexes) {
    const said = { status: 422, name: "validation_error", message };
    const about = aboutOf(said);
    const isIts = about === "recipient" || sent.length > 0;
    (isIts ? refused : aside).push([
      ready.messages[i]?.id ?? "",
      isIts ? `${about}:${saidBy(said)}` : `refused:${said.name}`,
    ]);
  }
  const pairs = sent.map((m, i): [string, string | null] => [m.id, answer.ids[i] ?? null]);
  return [
    store.moveBatch({ ...held, status: 3, now, error: null }),
    ...(refused.length > 0 ? [store.endMessages(held.batchId, refused, 7)] : []),
    ...(aside.length > 0 ? [store.setAside(held.batchId, aside, now)] : []),
    store.markSent(held.batchId, pairs, now),
    ...countSent(sent, dayOf(now, "UTC")),
    ...(sent.length > 0 ? [store.noteAcceptance()] : []),
  ];
}

/** Counts accepted mails by sequence and step, those of no sequence by their text, in the transaction that settles them. Tests are not counted. */
function countSent(sent: readonly LoadedMessage[], dayOn: string): Statement[] {
  const counts = new Map<string, { sequence: string; step: string; n: number }>();
  for (const { sequence, step, template } of sent.filter((m) => m.test === 0)) {
    const key = `${sequence ?? ""}|${step ?? template}`;
    const found = counts.get(key) ?? { sequence: sequence ?? "", step: step ?? template, n: 0 };
    counts.set(key, { ...found, n: found.n + 1 });
  }
  return [...counts.values()].map((count) => countMails({ dayOn, metric: "sent", ...count }));
}

type Undone = { held: Held; messages: LoadedMessage[]; step: NextStep; now: number };

function undo(deps: SendDeps, { held, messages, step, now }: Undone): Statement[] {
  if (step.do === "split") {
    return split(deps, { held, messages });
  }
  if (step.do === "refuse" || step.do === "set_aside") {
    const { why } = step;
    const whys = messages.map((m): [string, string] => [m.id, why]);
    return [
      step.do === "refuse" ? store.endMessages(held.batchId, whys, 7) : store.setAside(held.batchId, whys, now),
      store.moveBatch({ ...held, status: step.do === "refuse" ? 3 : 5, now, error: why }),
    ];
  }
  return dissolution(held, now);
}

const dissolution = (held: Held, now: number): Statement[] => [
  store.freeMessages(held.batchId, now),
  store.moveBatch({ ...held, status: 5, now, error: "dissolved" }),
];

/** Frees the mails of a batch that certainly sent nothing: a later batch gates them again, under a key of its own. */
export async function dissolve(deps: SendDeps, held: Held): Promise<SendOutcome> {
  await deps.db.batch(dissolution(held, deps.now));
  return "dissolve";
}

export function split(deps: SendDeps, { held, messages }: { held: Held; messages: LoadedMessage[] }): Statement[] {
  const middle = Math.ceil(messages.length / 2);
  const halves = [messages.slice(0, middle), messages.slice(middle)].map((half) => half.map((m) => m.id));
  return [
    ...halves.flatMap((ids) => store.childBatch(deps.newId("bat"), held.batchId, ids, deps.now)),
    store.moveBatch({ ...held, status: 5, now: deps.now, error: "split" }),
  ];
}

type Release = { held: Held; seconds: number; why: string; doubtLess?: number };

/** Gives the batch back to the clock before any call was made. */
export async function release(deps: SendDeps, { held, seconds, why, doubtLess = 0 }: Release): Promise<SendOutcome> {
  await deps.db.batch([store.postponeBatch({ ...held, until: deps.now + seconds, doubtLess, error: why })]);
  return "released";
}

type Lost = { held: Held; messages: LoadedMessage[]; why: string; sha: string | null };

/** Nobody knows, or may know, whether it left: only a person may resend, as a new mail. Its bytes serve nobody any more. */
export async function giveUp(deps: SendDeps, { held, messages, why, sha }: Lost): Promise<SendOutcome> {
  log.error("mail.unknown", new Error(), { batch: held.batchId, why });
  await deps.db.batch([
    store.endMessages(
      held.batchId,
      messages.map((m): [string, string] => [m.id, why]),
      8,
    ),
    store.moveBatch({ ...held, status: 4, now: deps.now, error: why }),
  ]);
  if (sha !== null) {
    await deps.bodies.drop(held.batchId, sha);
  }
  return "unknown";
}
