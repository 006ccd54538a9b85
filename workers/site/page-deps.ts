import type { Context, MiddlewareHandler } from "hono";
import { matchedRoutes } from "hono/route";

import { MAY_LAG } from "../../src/access/routes.ts";
import type { EventId } from "../../src/kernel/ids.ts";
import { antibot } from "../../src/platform/antibot.ts";
import { assetReader } from "../../src/platform/assets.ts";
import { clientOf } from "../../src/platform/client.ts";
import { readClock } from "../../src/platform/clock.ts";
import { type Database, type Statement, database, nearest } from "../../src/platform/d1.ts";
import type { SiteDeps } from "../../src/platform/deps.ts";
import { evidenceStore } from "../../src/platform/evidence-r2.ts";
import { type SiteVars, siteVars } from "../../src/platform/env.ts";
import type { Edge } from "../../src/platform/http.ts";
import { newId, random } from "../../src/platform/ids.ts";
import { parseRing } from "../../src/platform/keys.ts";
import { signedLinks } from "../../src/platform/links.ts";
import { log } from "../../src/platform/log.ts";
import { openVault } from "../../src/platform/vault.ts";

/** Gives each request what its use cases need, built from the settings. */
export const provideDeps: MiddlewareHandler<Edge> = async (c, next) => {
  const env = c.env as SiteEnv;
  const { mailEnv, ...fixed } = fixedDeps(siteVars(env), env);
  const mayLag = matchedRoutes(c).some(({ method, path }) => method === "GET" && MAY_LAG.has(path));
  const db = database(mayLag ? nearest(env.DB) : env.DB);
  const rings = (ids: readonly EventId[]): void => ring(c, env.EVENTS, ids);
  c.set("deps", {
    ...fixed,
    db,
    evidence: evidenceStore(env.EVIDENCE),
    now: await readClock(db, mailEnv),
    client: clientOf(c.req.header("cf-connecting-ip")),
    ring: (...eventIds) => rings(eventIds.filter((id) => id !== null)),
    afterwards: (count) => countLater(c, db, count),
  });
  await next();
  rings(db.takeRecorded());
};

type Fixed = Pick<SiteDeps, "newId" | "random" | "vault" | "links" | "antibot" | "origin" | "asset"> & {
  mailEnv: string;
};
const known = new WeakMap<SiteVars, Fixed>();

/** What does not change from one request to the next: built once per isolate and settings. */
function fixedDeps(vars: SiteVars, env: SiteEnv): Fixed {
  let fixed = known.get(vars);
  if (fixed === undefined) {
    fixed = {
      mailEnv: vars.MAIL_ENV,
      newId,
      random,
      vault: openVault(parseRing(vars.SEAL_KEYS), vars.ADDR_HASH_KEY),
      links: signedLinks(parseRing(vars.LINK_KEYS)),
      antibot: antibot(vars.ALTCHA_KEY, vars.ALTCHA_COST),
      origin: vars.SITE_ORIGIN,
      asset: assetReader(env.ASSETS),
    };
    known.set(vars, fixed);
  }
  return fixed;
}

/** A queue takes so many messages at once. */
const MOST_BELLS = 100;

/** Rings the reactor after the answer. Best effort: the clock rings again for what is lost. */
function ring(c: Context, queue: Queue, eventIds: readonly EventId[]): void {
  for (let i = 0; i < eventIds.length; i += MOST_BELLS) {
    const bells = eventIds.slice(i, i + MOST_BELLS).map((id) => ({ body: { k: "event", id } }));
    c.executionCtx.waitUntil(queue.sendBatch(bells).catch((error: unknown) => log.error("site.ring_failed", error)));
  }
}

/** A count that fails is lost: nobody waits for it, and nothing is decided by it. */
function countLater(c: Context, db: Database, count: Statement): void {
  c.executionCtx.waitUntil(db.changed(count).catch((error: unknown) => log.error("site.count_failed", error)));
}
