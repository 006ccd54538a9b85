import { Hono } from "hono";

import { guidanceEvent } from "../guidance/guidance.events.ts";
import { idFromKey, type EventId, type MessageId } from "../kernel/ids.ts";
import { dayOf } from "../kernel/time.ts";
import type { Statement } from "../platform/d1.ts";
import type { SiteDeps } from "../platform/deps.ts";
import type { Edge } from "../platform/http.ts";
import { log } from "../platform/log.ts";
import { recordEventOnce } from "../platform/outbox.ts";
import { isSigned } from "../platform/webhook.ts";
import { type News, afterSoft, readNews } from "./news.ts";
import { holdAddress, liftProvider, softnessOf, suppressByMessage, suppressHash, takeNews } from "./news.store.ts";
import { liftTried } from "./trial.store.ts";

/**
 * `/webhooks/resend`: what became of mails. Signed or refused; taken once whatever the number of deliveries; in any order.
 * Nothing of an address, a subject or a body is kept. When the database is busy the provider is asked to come back.
 */
export function webhookRoutes(secretsOf: (env: object) => string): Hono<Edge> {
  const app = new Hono<Edge>();
  app.post("/webhooks/resend", async (c) => {
    const deps = c.get("deps");
    const body = await c.req.text();
    const delivery = {
      id: c.req.header("svix-id") ?? "",
      timestamp: c.req.header("svix-timestamp") ?? "",
      signature: c.req.header("svix-signature") ?? "",
    };
    if (!(await isSigned(secretsOf(c.env as object), delivery, body, deps.now))) {
      return c.json({ error: "signature" }, 401);
    }
    const news = readNews(parse(body));
    if (news === null) {
      return c.json({ error: "unreadable" }, 400);
    }
    try {
      const eventId = await take(deps, { svixId: delivery.id, news });
      deps.ring(eventId);
      return c.json({ ok: true });
    } catch (error) {
      log.error("webhook.not_taken", error, { type: news.type });
      return c.json({ error: "busy" }, 503);
    }
  });
  return app;
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return null;
  }
}

const ARRIVED = 3;

async function take(deps: SiteDeps, { svixId, news }: { svixId: string; news: News }): Promise<EventId | null> {
  const { db, now } = deps;
  const taken = takeNews(svixId, news, dayOf(now, "UTC"), now);
  if (news.suppress !== null && news.messageId !== null) {
    return suppress(deps, { svixId, messageId: news.messageId, reason: news.suppress, also: taken });
  }
  const arrived = news.rank === ARRIVED && news.messageId !== null ? liftTried(news.messageId, now) : [];
  await db.batch([...taken, ...arrived, ...(await ofAddress(deps, news))]);
  return news.isSoft && news.messageId !== null ? softly(deps, { svixId, messageId: news.messageId }) : null;
}

/** What news of an address, not of a mail, changes: only its keyed hash is used. */
async function ofAddress(deps: SiteDeps, { address, isLifted, suppress: why }: News): Promise<Statement[]> {
  if (address === null) {
    return [];
  }
  const hash = await deps.vault.fingerprint(address.trim().toLowerCase());
  return [
    ...(isLifted ? [liftProvider(hash)] : []),
    ...(why === null ? [] : [suppressHash(hash, why, "webhook", deps.now)]),
  ];
}

/** A mail came back for now: the address may have to rest, or is given up. The event to ring for. */
async function softly(
  deps: SiteDeps,
  { svixId, messageId }: { svixId: string; messageId: MessageId },
): Promise<EventId | null> {
  const known = await softnessOf(deps.db, { messageId, now: deps.now });
  const next = known === null ? null : afterSoft(known, deps.now);
  if (known === null || next === null) {
    return null;
  }
  const also = [holdAddress(known.addrHash, deps.now)];
  if (next === "suppress") {
    return suppress(deps, { svixId, messageId, reason: "soft_repeated", also });
  }
  await deps.db.batch(also);
  return null;
}

type Suppressing = { svixId: string; messageId: MessageId; reason: NonNullable<News["suppress"]>; also: Statement[] };

/** Never to be written to again, and its sequences end: the event says so, once. */
async function suppress(deps: SiteDeps, { svixId, messageId, reason, also }: Suppressing): Promise<EventId> {
  const id = await idFromKey("evt", `svix:${svixId}`);
  const event = guidanceEvent(
    "address.suppressed",
    { id, subject: messageId, at: deps.now, actor: "provider" },
    { reason },
  );
  await deps.db.batch([...also, suppressByMessage(messageId, reason, deps.now), recordEventOnce(event)]);
  return id;
}
