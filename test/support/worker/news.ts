import { Told } from "../../../src/mail/news.ts";
import { takeDelivery } from "../../../src/mail/take-news.ts";
import { readClock } from "../../../src/platform/clock.ts";
import { database } from "../../../src/platform/d1.ts";
import { unique } from "./people.ts";
import { type Answer, ask } from "./web.ts";
import { NOW, db, depsAt } from "./world.ts";

export const SECRET = "whsec_c2ltdWxhdG9y";

/** Signs like Svix, written here a second time on purpose. */
async function sign(secret: string, id: string, at: number, body: string): Promise<string> {
  const raw = Uint8Array.fromBase64(secret.slice(6));
  const key = await crypto.subtle.importKey("raw", raw, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  const mac = await crypto.subtle.sign("HMAC", key, new TextEncoder().encode(`${id}.${at}.${body}`));
  return `v1,${new Uint8Array(mac).toBase64()}`;
}

export type Telling = { id?: string; at?: number; secret?: string; data?: object; body?: string; bindings?: object };

/** A piece of news of the provider about one mail, signed unless said otherwise: what the site answers, and what it tells the reactor. */
export async function newsOf(mid: string, type: string, over: Telling = {}): Promise<{ answer: Answer; told: Told[] }> {
  const { id = `msg_${unique()}`, at = NOW, secret = SECRET } = over;
  const data = { email_id: "re_1", to: ["x@y.fr"], subject: "s", tags: { mid, cls: "2" }, ...over.data };
  const body = over.body ?? JSON.stringify({ type, created_at: "2026-12-01T09:00:00Z", data });
  const headers = {
    "content-type": "application/json",
    "svix-id": id,
    "svix-timestamp": String(at),
    "svix-signature": await sign(secret, id, at, body),
  };
  const told: Told[] = [];
  const queue = { send: (one: unknown) => Promise.resolve(told.push(Told.parse(one))) };
  const bindings = { NEWS: queue, ...over.bindings };
  return { answer: await ask("/webhooks/resend", { method: "POST", body, headers, bindings }), told };
}

/** The same, and the reactor takes it at once. */
export async function tellOf(mid: string, type: string, over: Telling = {}): Promise<Answer> {
  const { answer, told } = await newsOf(mid, type, over);
  const used = (over.bindings as { DB?: D1Database } | undefined)?.DB;
  const base = used === undefined ? db : database(used);
  if (told.length > 0) {
    await takeDelivery(depsAt(await readClock(base, "test"), { db: base }), told);
  }
  return answer;
}
