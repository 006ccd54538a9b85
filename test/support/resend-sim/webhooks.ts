import { createHmac, randomUUID } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";

import type { FaultRule, LedgerEntry, Options } from "./types.ts";

/** Seconds between tries, as documented by the provider. */
const RETRIES = [0, 5, 300, 1800, 7200, 18_000, 36_000, 36_000];

/** What becomes of a mail, by its address: `bounced@resend.dev`, or any `name+bounced@…`. */
function outcomesOf(to: string): string[] {
  const special =
    /^(delivered|bounced|complained|suppressed)(?:\+[^@]*)?@resend\.dev$/.exec(to)?.[1] ??
    /\+(bounced|complained|suppressed)/.exec(to)?.[1];
  return special === "bounced"
    ? ["email.sent", "email.bounced"]
    : special === "complained"
      ? ["email.sent", "email.delivered", "email.complained"]
      : special === "suppressed"
        ? ["email.suppressed"]
        : ["email.sent", "email.delivered"];
}

/** Signs like Svix: HMAC-SHA-256 of `id.timestamp.body`, key = base64 after `whsec_`. */
export function sign(secret: string, id: string, timestamp: number, body: string): string {
  const key = Buffer.from(secret.replace(/^whsec_/, ""), "base64");
  return `v1,${createHmac("sha256", key).update(`${id}.${timestamp}.${body}`).digest("base64")}`;
}

/** Tells the receiver what became of a mail, signed, with retries scaled by `timeScale` (0 = one try). */
export async function deliver(
  webhook: NonNullable<Options["webhook"]>,
  entry: LedgerEntry,
  { now, isSuppressed, fault }: Outside,
): Promise<void> {
  const told = isSuppressed(entry.to[0] ?? "") ? ["email.suppressed"] : outcomesOf(entry.to[0] ?? "");
  for (const type of fault()?.fault === "webhook_reorder" ? told.toReversed() : told) {
    const body = JSON.stringify({
      type,
      created_at: new Date(now() * 1000).toISOString(),
      data: {
        email_id: entry.id,
        from: entry.from,
        to: entry.to,
        subject: entry.subject,
        tags: Object.fromEntries(entry.tags.map((tag) => [tag.name, tag.value])),
        ...(type === "email.bounced"
          ? { bounce: { type: "Permanent", subType: "General", message: "simulated" } }
          : {}),
      },
    });
    await push(webhook, body, now, fault());
  }
}

/** What a delivery needs of the simulator: its clock, its suppression list, the fault that acts on this delivery. */
type Outside = { now: () => number; isSuppressed: (to: string) => boolean; fault: () => FaultRule | null };

async function push(
  { url, secret, timeScale = 0 }: NonNullable<Options["webhook"]>,
  body: string,
  now: () => number,
  fault: FaultRule | null,
): Promise<void> {
  const id = `msg_${randomUUID()}`;
  if (fault?.fault === "webhook_lost") {
    return;
  }
  if (fault?.fault === "webhook_delay") {
    await wait(fault.ms ?? 1000);
  }
  const signedWith = fault?.fault === "webhook_bad_signature" ? "whsec_d3Jvbmc=" : secret;
  const deliveries = fault?.fault === "webhook_duplicate" ? 2 : 1;
  for (const [n, seconds] of RETRIES.entries()) {
    if (n > 0 && timeScale === 0) {
      return;
    }
    await wait(seconds * timeScale * 1000);
    const timestamp = now();
    const headers = {
      "content-type": "application/json",
      "svix-id": id,
      "svix-timestamp": String(timestamp),
      "svix-signature": sign(signedWith, id, timestamp, body),
    };
    for (let again = 1; again < deliveries; again++) {
      await fetch(url, { method: "POST", headers, body }).catch(() => undefined);
    }
    const ok = await fetch(url, { method: "POST", headers, body, signal: AbortSignal.timeout(15_000) }).then(
      (response) => response.ok,
      () => false,
    );
    if (ok) {
      return;
    }
  }
}
