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

/** From the provider's answer to the next step: the table of `docs/mail.md`, as a pure function. */
export function nextStep(answer: MailerAnswer, batch: CalledBatch, now: number): NextStep {
  if (answer.kind === "accepted") {
    return { do: "settle" };
  }
  if (answer.kind === "ambiguous") {
    return { do: "wait", seconds: waitAfter(batch.attempts), doubtLess: 0, strike: true };
  }
  const { status, name } = answer;
  const isCertain = batch.doubt - 1 === 0;
  if (name === "invalid_idempotent_request") {
    return { do: "unknown", why: name };
  }
  if (status === 409) {
    return { do: "wait", seconds: answer.retryAfter ?? 5 + (batch.attempts % 5) * 5, doubtLess: 0 };
  }
  if (name === "daily_quota_exceeded" || name === "monthly_quota_exceeded") {
    const breaker = { until: "next-utc-day", reason: name } as const;
    return isCertain ? { do: "dissolve", breaker } : { do: "wait", seconds: 3600, doubtLess: 1, breaker };
  }
  if (status === 429) {
    return isCertain && now - batch.frozenAt > STALE_REFUSAL
      ? { do: "dissolve" }
      : { do: "wait", seconds: answer.retryAfter ?? Math.min(8, 2 ** Math.min(3, batch.attempts - 1)), doubtLess: 1 };
  }
  if (status === 401 || status === 403) {
    const breaker = { until: "staff", reason: name } as const;
    return isCertain ? { do: "dissolve", breaker } : { do: "wait", seconds: 3600, doubtLess: 1, breaker };
  }
  if (!isCertain) {
    return { do: "unknown", why: name };
  }
  return batch.size > 1 ? { do: "split" } : { do: "fail", message: `${name}: ${answer.message}` };
}
