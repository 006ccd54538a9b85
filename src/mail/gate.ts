import type { LoadedMessage } from "./message.ts";

/** What the gate says of a message, just before its batch is frozen. A skip is final and keeps its reason. */
export type Verdict = { keep: true } | { keep: false; reason: SkipReason };
type SkipReason = "erased" | "expired" | "suppressed" | "unsubscribed" | "paused" | "not_allowed_here";

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
 * Decides one message. Total: every row gets an answer. Erased, expired or suppressed blocks every class;
 * subscription and pause rule classes 1 and 2 only.
 */
export function gate(message: LoadedMessage, address: string | null, allowed: AllowList, now: number): Verdict {
  if (message.contact_id === null || message.erased_at !== null || address === null) {
    return { keep: false, reason: "erased" };
  }
  if (message.expires_at <= now) {
    return { keep: false, reason: "expired" };
  }
  if (message.is_suppressed === 1) {
    return { keep: false, reason: "suppressed" };
  }
  if (message.class > 0 && message.sub_status !== 1) {
    return { keep: false, reason: "unsubscribed" };
  }
  if (message.class > 0 && (message.paused_until_at ?? 0) > now) {
    return { keep: false, reason: "paused" };
  }
  return allowed(address) ? { keep: true } : { keep: false, reason: "not_allowed_here" };
}
