import { PARIS } from "../kernel/time.ts";
import { GUIDANCE, type LoadedMessage } from "./message.ts";
import { afterQuiet, answersClick } from "./quiet.ts";

/** What the gate says of a message, just before its batch is frozen. A skip is final and keeps its reason; a defer waits. */
export type Verdict = { keep: true } | { keep: false; reason: string } | { keep: false; until: number };

/** Who may be written to in this place: everyone in production; elsewhere those the allow-list matches. */
export type AllowList = (address: string) => boolean;

/** Reads `MAIL_ALLOW`: `*`, or addresses and `@domains` separated by commas. In production everyone is allowed. */
export function allowList(mailEnv: string, list: string, baseUrl: string): AllowList {
  const isLocal = ["localhost", "127.0.0.1"].includes(new URL(baseUrl).hostname);
  const entries = list
    .split(",")
    .map((entry) => entry.trim().toLowerCase())
    .filter((entry) => entry !== "");
  if (mailEnv === "production" || (isLocal && (entries.length === 0 || entries.includes("*")))) {
    return () => true;
  }
  return (address) => entries.some((entry) => (entry.startsWith("@") ? address.endsWith(entry) : address === entry));
}

/**
 * Decides one message. Total: every row gets an answer. Erased, expired, suppressed or at rest blocks every class; subscription
 * and quiet hours rule reminders and guidance, a pause rules guidance alone. `held` is what its sequence says of it.
 */
export function gate(
  message: LoadedMessage,
  address: string | null,
  { allowed, now, held }: { allowed: AllowList; now: number; held?: Verdict | undefined },
): Verdict {
  if (message.contact_id === null || message.erased_at !== null || address === null) {
    return { keep: false, reason: "erased" };
  }
  if (message.expires_at <= now) {
    return { keep: false, reason: "expired" };
  }
  if (message.is_suppressed === 1) {
    return { keep: false, reason: "suppressed" };
  }
  if ((message.held_until_at ?? 0) > now) {
    return { keep: false, reason: "held" };
  }
  if (!allowed(address)) {
    return { keep: false, reason: "not_allowed_here" };
  }
  const refused = message.class === 0 || message.test === 1 ? null : refusedBySequence(message, now, held);
  return refused ?? byDay(message, now);
}

function refusedBySequence(message: LoadedMessage, now: number, held: Verdict | undefined): Verdict | null {
  if (message.sub_status !== 1) {
    return { keep: false, reason: "unsubscribed" };
  }
  if (message.class === GUIDANCE && (message.paused_until_at ?? 0) > now) {
    return { keep: false, reason: "paused" };
  }
  return held ?? null;
}

/** Until when a mail lets its reader sleep, where they live; now when it need not. */
export function restsUntil(message: LoadedMessage, now: number): number {
  const { class: klass, test, waits_for_day: waits, confirmed_at: confirmedAt, zone } = message;
  const isAwaited = klass === GUIDANCE && answersClick(confirmedAt, now);
  return (klass === 0 && waits === 0) || test === 1 || isAwaited ? now : afterQuiet(now, zone ?? PARIS);
}

function byDay(message: LoadedMessage, now: number): Verdict {
  const until = restsUntil(message, now);
  if (until === now) {
    return { keep: true };
  }
  return until >= message.expires_at ? { keep: false, reason: "expired" } : { keep: false, until };
}
