import { unique } from "./people.ts";
import { type Answer, ask } from "./web.ts";
import { NOW } from "./world.ts";

export const SECRET = "whsec_c2ltdWxhdG9y";

/** Signs like Svix, written here a second time on purpose. */
async function sign(secret: string, id: string, at: number, body: string): Promise<string> {
  const raw = Uint8Array.fromBase64(secret.slice(6));
  const key = await crypto.subtle.importKey("raw", raw, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  const mac = await crypto.subtle.sign("HMAC", key, new TextEncoder().encode(`${id}.${at}.${body}`));
  return `v1,${new Uint8Array(mac).toBase64()}`;
}

export type Telling = { id?: string; at?: number; secret?: string; data?: object; body?: string; bindings?: object };

/** A delivery of the provider about one mail, signed unless said otherwise. */
export async function tellOf(mid: string, type: string, over: Telling = {}): Promise<Answer> {
  const { id = `msg_${unique()}`, at = NOW, secret = SECRET } = over;
  const data = { email_id: "re_1", to: ["x@y.fr"], subject: "s", tags: { mid, cls: "2" }, ...over.data };
  const body = over.body ?? JSON.stringify({ type, created_at: "2026-12-01T09:00:00Z", data });
  const headers = {
    "content-type": "application/json",
    "svix-id": id,
    "svix-timestamp": String(at),
    "svix-signature": await sign(secret, id, at, body),
  };
  return ask("/webhooks/resend", {
    method: "POST",
    body,
    headers,
    ...(over.bindings === undefined ? {} : { bindings: over.bindings }),
  });
}
