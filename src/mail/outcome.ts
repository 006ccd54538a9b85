import type { MailerAnswer } from "../platform/mailer.ts";

/** What is known of a batch when an answer comes. `doubt` counts calls started whose outcome is unknown, this one included. */
export type CalledBatch = { size: number; doubt: number; attempts: number; frozenAt: number };

/** What to do with a batch after a call. `doubtLess` lowers the doubt by this call: a definite refusal sent nothing. */
export type NextStep =
  | { do: "settle" }
  | { do: "wait"; seconds: number; doubtLess: 0 | 1; breaker?: Breaker; strike?: true }
  | { do: "dissolve"; breaker?: Breaker }
  | { do: "split" }
  | { do: "fail"; message: string }
  | { do: "unknown"; why: string };
type Breaker = { until: "next-utc-day" | "staff"; reason: string };

const AMBIGUOUS_WAITS = [15, 30, 60, 120, 300, 600, 1800];
const waitAfter = (attempts: number): number => AMBIGUOUS_WAITS[Math.min(attempts, 7) - 1] ?? 1800;
/** Refused at a definite pace for this long without any doubt: form it again later under a new key. */
const STALE_REFUSAL = 600;

type Refusal = Extract<MailerAnswer, { kind: "refused" }>;
/** A call that the provider refused. `isCertain`: no earlier call of the batch is in doubt, so nothing of it was sent. */
type Refused = { answer: Refusal; batch: CalledBatch; isCertain: boolean; now: number };

const QUOTAS = new Set(["daily_quota_exceeded", "monthly_quota_exceeded"]);

/** Refusals that have an answer of their own, in this order: the first that fits decides. */
const REFUSALS: readonly { fits: (answer: Refusal) => boolean; step: (refused: Refused) => NextStep }[] = [
  {
    fits: ({ name }) => name === "invalid_idempotent_request",
    step: ({ answer }) => ({ do: "unknown", why: answer.name }),
  },
  {
    fits: ({ status }) => status === 409,
    step: ({ answer, batch }) => ({
      do: "wait",
      seconds: answer.retryAfter ?? 5 + (batch.attempts % 5) * 5,
      doubtLess: 0,
    }),
  },
  { fits: ({ name }) => QUOTAS.has(name), step: (refused) => stopCalls(refused, "next-utc-day") },
  { fits: ({ status }) => status === 429, step: slowDown },
  { fits: ({ status }) => status === 401 || status === 403, step: (refused) => stopCalls(refused, "staff") },
];

function slowDown({ answer, batch, isCertain, now }: Refused): NextStep {
  return isCertain && now - batch.frozenAt > STALE_REFUSAL
    ? { do: "dissolve" }
    : { do: "wait", seconds: answer.retryAfter ?? Math.min(8, 2 ** Math.min(3, batch.attempts - 1)), doubtLess: 1 };
}

function stopCalls({ answer, isCertain }: Refused, until: Breaker["until"]): NextStep {
  const breaker = { until, reason: answer.name };
  return isCertain ? { do: "dissolve", breaker } : { do: "wait", seconds: 3600, doubtLess: 1, breaker };
}

/** Any other refusal is of what the batch says. */
function rejected({ answer, batch, isCertain }: Refused): NextStep {
  if (!isCertain) {
    return { do: "unknown", why: answer.name };
  }
  return batch.size > 1 ? { do: "split" } : { do: "fail", message: `${answer.name}: ${answer.message}` };
}

/** From the provider's answer to the next step: the table of `docs/mail.md`, as a pure function. */
export function nextStep(answer: MailerAnswer, batch: CalledBatch, now: number): NextStep {
  if (answer.kind === "accepted") {
    return { do: "settle" };
  }
  if (answer.kind === "ambiguous") {
    return { do: "wait", seconds: waitAfter(batch.attempts), doubtLess: 0, strike: true };
  }
  const step = REFUSALS.find(({ fits }) => fits(answer))?.step ?? rejected;
  return step({ answer, batch, isCertain: batch.doubt - 1 === 0, now });
}
