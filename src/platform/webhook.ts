import { timingSafeEqual } from "hono/utils/buffer";

import { utf8 } from "./keys.ts";

/** Seconds by which the clock of a sender may differ from ours. */
const TOLERANCE = 300;

/** What a signed delivery says of itself. */
export type Delivery = { id: string; timestamp: string; signature: string };

/**
 * True when a webhook was signed with one of our secrets (several while one is replaced): Svix, HMAC-SHA-256 of
 * `id.timestamp.body`, key = base64 after `whsec_`, at most five minutes old. Source: docs.svix.com, "Verifying payloads".
 */
export async function isSigned(secrets: string, delivery: Delivery, body: string, now: number): Promise<boolean> {
  const { id, timestamp, signature } = delivery;
  const at = Number(timestamp);
  if (id === "" || !Number.isInteger(at) || Math.abs(now - at) > TOLERANCE) {
    return false;
  }
  const given = signature.split(" ").flatMap((part) => (part.startsWith("v1,") ? [part.slice(3)] : []));
  for (const secret of secrets.split(" ").filter((part) => part !== "")) {
    const expected = await sign(secret, `${id}.${timestamp}.${body}`);
    for (const one of given) {
      if (await timingSafeEqual(expected, one)) {
        return true;
      }
    }
  }
  return false;
}

async function sign(secret: string, text: string): Promise<string> {
  const bytes = new Uint8Array(Uint8Array.fromBase64(secret.replace(/^whsec_/, "")));
  const key = await crypto.subtle.importKey("raw", bytes, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  return new Uint8Array(await crypto.subtle.sign("HMAC", key, utf8(text))).toBase64();
}
