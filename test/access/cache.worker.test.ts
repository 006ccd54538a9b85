import { createExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, test } from "vitest";

import { buildSite } from "../../workers/site/site.tsx";
import { TELLS_CACHE, behindCache, front } from "../../workers/site/front.ts";
import { edgeCache } from "../support/edge-cache.ts";
import { watchD1 } from "../support/worker/watch-d1.ts";
import { ORIGIN, assets, setClock } from "../support/worker/web.ts";
import { NOW, openSession, run } from "../support/worker/world.ts";

/* The site behind a cache that keeps to RFC 9111: what a crowd reads, and how old it may be. */

const site = buildSite();
let now = NOW;
const at = async (moment: number): Promise<void> => {
  now = moment;
  await setClock(moment);
};

/** The site as visitors reach it, its cache, and what the database was asked. `DB` may be away. */
function edge() {
  const db = { watched: watchD1(env.DB), isAway: false };
  const away = new Proxy(env.DB, {
    get: () => () => {
      throw new Error("D1_ERROR: Network connection lost.");
    },
  });
  const answer = async (request: Request): Promise<Response> => {
    const DB = db.isAway ? away : db.watched.d1;
    return site.fetch(request, { ...env, DB, ASSETS: assets() }, createExecutionContext());
  };
  const cache = edgeCache(behindCache(answer), () => now);
  const ask = front({ site: answer, pages: cache.ask });
  const read = async (
    path: string,
    headers: Record<string, string> = {},
  ): Promise<{ status: number; text: string }> => {
    const got = await ask(new Request(new URL(path, ORIGIN), { headers: { accept: "text/html", ...headers } }));
    return { status: got.status, text: await got.text() };
  };
  return { ask, read, cache, db };
}

let session = "";
let page = "";
beforeEach(async () => {
  await at(NOW);
  session = await openSession();
  page = `/ateliers/seances/${session}`;
});

describe("a crowd", () => {
  test("a thousand who come at once, from wherever they were sent, are one page made, and the database reads for one", async () => {
    const { read, cache, db } = edge();
    const all = await Promise.all(
      Array.from({ length: 1000 }, (_, i) => read(`/ateliers?utm_source=tv${i}&departement=94`, { cookie: `a=${i}` })),
    );
    expect(new Set(all.map(({ status, text }) => `${status}${text.length}`)).size).toBe(1);
    const { trips } = db.watched;
    expect([cache.asked.length, trips > 0]).toEqual([1, true]);
    await read("/ateliers?departement=94&fbclid=x");
    expect([cache.asked.length, db.watched.trips]).toEqual([1, trips]);
    expect(cache.asked.flatMap(({ headers }) => [...headers.keys()])).toEqual(["accept"]);
  });

  test("what only the cache is told stays there, and a browser keeps what it kept before: nothing of a page", async () => {
    const { ask } = edge();
    const seen = await ask(new Request(`${ORIGIN}/ateliers`));
    expect([seen.headers.get(TELLS_CACHE), seen.headers.get("cache-control")]).toEqual([null, "no-store"]);
    const data = await ask(new Request(`${ORIGIN}/api/v1/ateliers`));
    const headers = { "if-none-match": data.headers.get("etag") ?? "" };
    const again = await ask(new Request(`${ORIGIN}/api/v1/ateliers`, { headers }));
    expect([again.status, await again.text(), again.headers.get("access-control-allow-origin")]).toEqual([
      304,
      "",
      "*",
    ]);
  });
});

describe("how old it may be", () => {
  test("a session that is cancelled is so for everybody half a minute later", async () => {
    const { read, cache } = edge();
    await read(page);
    await run("UPDATE sessions SET state = 'cancelled'");
    await at(NOW + 9);
    expect((await read(page)).text).not.toContain("Séance annulée");
    await at(NOW + 29);
    await read(page); // stale, while the next is made
    await cache.settled();
    expect((await read(page)).text).toContain("Séance annulée");
    const late = edge();
    await late.read(page);
    await run("UPDATE sessions SET state = 'open'");
    await at(NOW + 60);
    expect((await late.read(page)).text).not.toContain("Séance annulée");
  });

  test("a door that opens is open at once, on every page that shows it", async () => {
    const opens = NOW + 7;
    await run("UPDATE sessions SET opens_at = ?1", opens);
    const { read } = edge();
    for (const path of [page, "/ateliers", "/ateliers/premier-telephone", "/associations/a", "/integrer/ateliers"]) {
      await at(NOW);
      expect([path, (await read(path)).text.includes("Ouvre bientôt")]).toEqual([path, true]);
      await at(opens - 1);
      expect([path, (await read(path)).text.includes("Ouvre bientôt")]).toEqual([path, true]);
      await at(opens);
      expect([path, (await read(path)).text.includes("Ouvre bientôt")]).toEqual([path, false]);
    }
  });

  test("what does not exist yet is not remembered as missing", async () => {
    const { read } = edge();
    await run("UPDATE sessions SET state = 'draft'");
    const before = (await read(page)).status;
    await run("UPDATE sessions SET state = 'open'");
    expect([before, (await read(page)).status]).toEqual([404, 200]);
  });

  test("while the database is away, what was read goes on, an hour long; what was not says so", async () => {
    const { read, db } = edge();
    await read(page);
    db.isAway = true;
    await at(NOW + 1800).catch(() => {});
    const [kept, unread] = [await read(page), await read("/parents/confirmer/x")];
    expect([kept.status, kept.text.includes("Réserver"), unread.status]).toEqual([200, true, 503]);
    await at(NOW + 7200);
    expect((await read(page)).status).toBe(503);
  });
});
