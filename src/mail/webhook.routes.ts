import { Hono } from "hono";

import type { SiteDeps } from "../platform/deps.ts";
import type { Edge, SiteContext } from "../platform/http.ts";
import { log } from "../platform/log.ts";
import { isSigned } from "../platform/webhook.ts";
import { type News, type Told, readNews } from "./news.ts";

type Given = {
  secretsOf: (env: object) => string;
  /** Sends a piece of news on its way; throws when the queue refuses. */
  tell: (c: SiteContext, told: Told) => Promise<void>;
};

/**
 * `/webhooks/resend`: what became of mails. Signed or refused, then told to the reactor by a queue, so that a wave of news is a few
 * transactions. Nothing of an address, a subject or a body goes on. When the queue refuses, the provider is asked to come back.
 */
export function webhookRoutes({ secretsOf, tell }: Given): Hono<Edge> {
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
      await tell(c, await toldOf(deps, { id: delivery.id, news }));
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

/** What goes on of a piece of news: of an address that it names, the keyed hash. */
async function toldOf({ vault, now }: SiteDeps, { id, news }: { id: string; news: News }): Promise<Told> {
  const { address, ...known } = news;
  const hash = address === null ? null : await vault.fingerprint(address.trim().toLowerCase());
  return { k: "news", id, ...known, hash, at: now };
}
