import type { Context, MiddlewareHandler } from "hono";

import { antibot } from "../../src/platform/antibot.ts";
import { readClock } from "../../src/platform/clock.ts";
import { database } from "../../src/platform/d1.ts";
import { siteVars } from "../../src/platform/env.ts";
import type { Edge } from "../../src/platform/http.ts";
import { newId } from "../../src/platform/ids.ts";
import { parseRing } from "../../src/platform/keys.ts";
import { signedLinks } from "../../src/platform/links.ts";
import { log } from "../../src/platform/log.ts";
import { openVault } from "../../src/platform/vault.ts";

/** Gives each request what its use cases need, built from the settings. */
export const provideDeps: MiddlewareHandler<Edge> = async (c, next) => {
  const env = c.env as SiteEnv;
  const vars = siteVars(env);
  const db = database(env.DB);
  c.set("deps", {
    db,
    now: await readClock(db, vars.MAIL_ENV),
    newId,
    vault: openVault(parseRing(vars.SEAL_KEYS), vars.ADDR_HASH_KEY),
    links: signedLinks(parseRing(vars.LINK_KEYS)),
    antibot: antibot(vars.ALTCHA_KEY, vars.ALTCHA_COST),
    origin: vars.SITE_ORIGIN,
    client: c.req.header("cf-connecting-ip") ?? "unknown",
    ring: (...eventIds) =>
      ring(
        c,
        env.EVENTS,
        eventIds.filter((id) => id !== null),
      ),
  });
  await next();
};

/** Rings the reactor after the answer. Best effort: the clock rings again for what is lost. */
function ring(c: Context, queue: Queue, eventIds: readonly string[]): void {
  if (eventIds.length > 0) {
    const bells = eventIds.map((id) => ({ body: { k: "event", id } }));
    c.executionCtx.waitUntil(queue.sendBatch(bells).catch((error: unknown) => log.error("site.ring_failed", error)));
  }
}
