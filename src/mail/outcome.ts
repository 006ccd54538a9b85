import type { MailerAnswer } from "../platform/mailer.ts";
import { type About, type Refusal, aboutOf, saidBy } from "./refusal.ts";

/**
 * What is known of a batch when an answer comes. `doubt` counts calls started whose outcome is unknown, this one included;
 * `wasRefused`: a call under this key was refused before; `isProvenOurs`: the one mail of it was refused before, and
 * another of the same sender was accepted since; `miscounts`: answers so far whose count did not match.
 */
export type CalledBatch = {
  size: number;
  doubt: number;
  attempts: number;
  frozenAt: number;
  wasRefused: boolean;
  isProvenOurs: boolean;
  miscounts: number;
};

/**
 * What to do with a batch after a call. `doubtLess` lowers the doubt by this call: a definite refusal sent nothing. `single`: what a
 * mail that went alone was refused for; the second of one name in a row stops the calls.
 */
export type NextStep =
  | { do: "settle" }
  | { do: "wait"; seconds: number; doubtLess: 0 | 1; why: string; breaker?: Breaker; strike?: true; miscount?: true }
  | { do: "dissolve"; breaker?: Breaker }
  | { do: "split" }
  | { do: "refuse"; why: string; single: string }
  | { do: "set_aside"; why: string; single: string; breaker: Breaker }
  | { do: "unknown"; why: string };
/** `isNews`: may open a closed breaker; otherwise it only keeps an open one open. */
export type Breaker = { until: "next-utc-day" | "probe"; reason: string; isNews: boolean };

const AMBIGUOUS_WAITS = [15, 30, 60, 120, 300, 600, 1800];
const waitAfter = (attempts: number): number => AMBIGUOUS_WAITS[Math.min(attempts, 7) - 1] ?? 1800;
/** Refused at a definite pace for this long without any doubt: form it again later under a new key. */
const STALE_REFUSAL = 600;
/** Seconds after which one mail tries whether the cause of a refusal was mended. */
export const PROBE_AFTER = 300;
/** So many answers whose count differs, and only a person or the provider's list knows. */
const MOST_MISCOUNTS = 3;

/** A call that the provider refused. `isCertain`: no earlier call of the batch is in doubt, so nothing of it was sent. */
type Refused = { answer: Refusal; batch: CalledBatch; isCertain: boolean; now: number };

const codeOf = ({ name }: Refusal): string => `refused:${name}`;

/** A batch whose last call was refused for us: what `send_batches.error` begins with then. */
export const wasRefused = (error: string | null): boolean => error?.startsWith("refused:") === true;

/** What each kind of refusal leads to. No line ends a mail but the two that are about it alone. */
const STEPS: Readonly<Record<About, (refused: Refused) => NextStep>> = {
  recipient: (refused) => (refused.isCertain ? halvesOr(refused, () => end(refused, "recipient")) : unknown(refused)),
  ours: (refused) =>
    refused.isCertain
      ? halvesOr(refused, () => (refused.batch.isProvenOurs ? end(refused, "ours") : setAside(refused)))
      : stopCalls(refused, "probe"),
  account: (refused) => stopCalls(refused, "probe"),
  sender: (refused) => stopCalls(refused, "probe"),
  quota: (refused) => stopCalls(refused, "next-utc-day"),
  unknown_name: (refused) => stopCalls(refused, "probe"),
  pace: slowDown,
  race: ({ answer, batch }) => ({
    do: "wait",
    seconds: answer.retryAfter ?? 5 + (batch.attempts % 5) * 5,
    doubtLess: 0,
    why: answer.name,
  }),
  other_bytes: unknown,
  ambiguous: ({ answer, batch }) => ambiguous(batch, answer.name),
};

function unknown({ answer }: Refused): NextStep {
  return { do: "unknown", why: answer.name };
}

const ambiguous = (batch: CalledBatch, why: string): Extract<NextStep, { do: "wait" }> => ({
  do: "wait",
  seconds: waitAfter(batch.attempts),
  doubtLess: 0,
  why,
  strike: true,
});

const halvesOr = ({ batch }: Refused, alone: () => NextStep): NextStep => (batch.size > 1 ? { do: "split" } : alone());

const end = ({ answer }: Refused, about: About): NextStep => ({
  do: "refuse",
  why: `${about}:${saidBy(answer)}`,
  single: answer.name,
});

const setAside = ({ answer }: Refused): NextStep => ({
  do: "set_aside",
  why: codeOf(answer),
  single: answer.name,
  breaker: { until: "probe", reason: saidBy(answer), isNews: true },
});

function slowDown({ answer, batch, isCertain, now }: Refused): NextStep {
  return isCertain && now - batch.frozenAt > STALE_REFUSAL
    ? { do: "dissolve" }
    : {
        do: "wait",
        seconds: answer.retryAfter ?? Math.min(8, 2 ** Math.min(3, batch.attempts - 1)),
        doubtLess: 1,
        why: answer.name,
      };
}

/**
 * Nothing of ours can leave: calls stop, mails stay. A key under which a call was refused before may only tell that again, so it is no
 * news. An unknown name of 409 may mean that another call of this key is under way: then the key is kept.
 */
function stopCalls({ answer, batch, isCertain }: Refused, until: Breaker["until"]): NextStep {
  const isConflict = answer.status === 409;
  const isNews = !batch.wasRefused;
  const breaker: Breaker = { until: isNews ? until : "probe", reason: saidBy(answer), isNews };
  return isCertain && !isConflict
    ? { do: "dissolve", breaker }
    : { do: "wait", seconds: PROBE_AFTER, doubtLess: isConflict ? 0 : 1, why: codeOf(answer), breaker };
}

/** From the provider's answer to the next step: the table of `docs/mail.md`, as a pure function. */
export function nextStep(answer: MailerAnswer, batch: CalledBatch, now: number): NextStep {
  if (answer.kind === "accepted") {
    return { do: "settle" };
  }
  if (answer.kind === "refused") {
    return STEPS[aboutOf(answer)]({ answer, batch, isCertain: batch.doubt - 1 === 0, now });
  }
  if (answer.isMiscount !== true) {
    return ambiguous(batch, answer.cause);
  }
  return batch.miscounts + 1 < MOST_MISCOUNTS
    ? { ...ambiguous(batch, answer.cause), miscount: true }
    : { do: "unknown", why: answer.cause };
}
