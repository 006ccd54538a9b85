import { subjectOf } from "../kernel/event.ts";
import { answerTo, messageId } from "./message.ts";
import type { Statement } from "../platform/d1.ts";
import { type Reaction, type Reactions, plan } from "./plan.ts";
import { type OperationEventType, operationData } from "./operations.events.ts";
import { resendRefused, resendable, retryAside } from "./refused.store.ts";
import { choiceOf } from "./refused.ts";
import { whatNewsChange } from "./news.store.ts";
import { parkedNews, replayParked, resendUnknown, writeTest } from "./operations.store.ts";

/** What a step looks like in a test: its template, and variables that stand for a real person's. */
export type TestStep = (
  sequence: string,
  step: string,
  now: number,
) => { template: string; vars: Record<string, unknown> } | null;

/** What follows from operators' acts on the mail pipeline; pausing a sequence is guidance's own. */
export function operationReactions(testStep: TestStep): Reactions {
  const reactions: Record<
    Exclude<OperationEventType, "sequence.paused" | "sequence.resumed" | "sequence.moved">,
    Reaction
  > = {
    "mail.switched": () => Promise.resolve(plan()),
    "batch.reconcile_requested": (event) => Promise.resolve(plan({ toReconcile: [subjectOf(event, "bat")] })),
    "message.resend_requested": async (event, { now }) =>
      plan({ statements: resendUnknown(subjectOf(event, "msg"), await messageId(`${event.subject}:r2`), now) }),
    "mail.refused_resent": resend,
    "mail.refused_closed": () => Promise.resolve(plan()),
    "parked.replay_requested": async (event, { db, now }) => {
      const news = await parkedNews(db, event.subject);
      const { statements } = await whatNewsChange(news, now);
      return plan({ statements: statements.concat(replayParked(event.subject, event.actor, now)) });
    },
    "mail.test_requested": async (event, { now }) => {
      const { sequence, step } = operationData("mail.test_requested", event);
      const found = testStep(sequence, step, now);
      const id = await messageId(answerTo(event.id, "test"));
      return found === null
        ? plan()
        : plan({
            statements: [writeTest({ id, contactId: subjectOf(event, "ctc"), sequence, step, ...found }, now)],
          });
    },
  };
  return Object.fromEntries(Object.entries(reactions).map(([type, react]) => [type, { version: 1, react }]));
}

/** Mails that one statement takes. */
const CHUNK = 500;

/** Every mail of the choice leaves again: however many, and each once, since its new id comes from the old. */
const resend: Reaction = async (event, { db, now }) => {
  const choice = choiceOf(operationData("mail.refused_resent", event), event.subject);
  const ids = await resendable(db, { ...choice, now });
  const pairs = await Promise.all(ids.map(async (id) => [id, await messageId(`${id}:r2`)] as const));
  const statements: Statement[] = [];
  for (let at = 0; at < ids.length; at += CHUNK) {
    statements.push(
      ...(choice.status === 0
        ? [retryAside(ids.slice(at, at + CHUNK), now)]
        : resendRefused(pairs.slice(at, at + CHUNK), now)),
    );
  }
  return plan({ statements });
};
