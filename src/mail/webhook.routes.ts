import { Hono } from "hono";

import { guidanceEvent } from "../guidance/guidance.events.ts";
import { idFromKey } from "../kernel/ids.ts";
import { dayOf } from "../kernel/time.ts";
import type { Statement } from "../platform/d1.ts";
import type { SiteDeps } from "../platform/deps.ts";
import type { Edge } from "../platform/http.ts";
import { log } from "../platform/log.ts";
import { recordEventOnce } from "../platform/outbox.ts";
import { isSigned } from "../platform/webhook.ts";
import { type News, readNews } from "./news.ts";
import { suppressByMessage, suppressHash, takeNews } from "./news.store.ts";

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

async function take(deps: SiteDeps, { svixId, news }: { svixId: string; news: News }): Promise<string | null> {
  const statements: Statement[] = [];
  let eventId: string | null = null;
  if (news.suppress !== null && news.messageId !== null) {
    eventId = await idFromKey("evt", `svix:${svixId}`);
    statements.push(
      suppressByMessage(news.messageId, news.suppress, deps.now),
      recordEventOnce(
        guidanceEvent(
          "address.suppressed",
          { id: eventId, subject: news.messageId, at: deps.now, actor: "provider" },
          { reason: news.suppress },
        ),
      ),
    );
  } else if (news.suppress !== null && news.address !== null) {
    const hash = await deps.vault.fingerprint(news.address.trim().toLowerCase());
    statements.push(suppressHash(hash, news.suppress, "webhook", deps.now));
  }
  await deps.db.batch([...takeNews(svixId, news, dayOf(deps.now, "UTC"), deps.now), ...statements]);
  return eventId;
}
