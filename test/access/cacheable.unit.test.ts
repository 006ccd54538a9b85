import { describe, expect, test } from "vitest";

import { CACHEABLE, askedByAll, keptFor } from "../../src/access/cacheable.ts";
import { ROUTES } from "../../src/access/routes.ts";

const about = (path: string, init: RequestInit = {}): string | null => {
  const asked = askedByAll(new Request(`https://site.test${path}`, init));
  return asked === null ? null : asked.url.replace("https://site.test", "");
};

describe("what a cache is asked", () => {
  test("every page that may be kept is a page that anybody may visit, and has no token in its address", () => {
    const wrong = [...CACHEABLE.keys()].filter(
      (path) => ROUTES.get(`GET ${path}`) !== "visit" || path.includes("token"),
    );
    expect(wrong).toEqual([]);
  });

  test.each([
    ["/ateliers?utm_source=tv&departement=94&fbclid=x", "/ateliers?departement=94"],
    ["/ateliers?departement=94&public=parent", "/ateliers?public=parent&departement=94"],
    ["/ateliers?public=&departement=94&lieu=", "/ateliers?departement=94"],
    ["/ateliers?utm_campaign=soir", "/ateliers"],
    ["/ateliers/seances/ses_x?ref=mairie", "/ateliers/seances/ses_x"],
    ["/label/badge/lbl_x.svg", "/label/badge/lbl_x.svg"],
  ])("%s is the page %s for everybody", (path, key) => {
    expect(about(path)).toBe(key);
  });

  test.each([
    "/ateliers?ou=Créteil",
    "/ateliers?ordre=nom",
    `/ateliers?public=${"x".repeat(65)}`,
    "/ateliers/seances/ses_x/liste",
    "/i/token",
    "/espace",
    "/connexion",
    "/label/journal",
    "/label/registre.json",
    "/ateliers/",
  ])("%s is answered by the site itself", (path) => {
    expect(about(path)).toBeNull();
  });

  test("only what is read is asked of the cache, and nothing of whoever asks", () => {
    expect(about("/ateliers", { method: "POST" })).toBeNull();
    expect(about("/ateliers", { method: "HEAD" })).toBeNull();
    const headers = { cookie: "a=b", authorization: "x", "cf-connecting-ip": "192.0.2.1", "accept-language": "de" };
    const asked = askedByAll(new Request("https://site.test/ateliers", { headers }));
    expect([...(asked?.headers ?? [])]).toEqual([["accept", "application/json"]]);
  });
});

describe("how long an answer is kept", () => {
  const page = { route: "/ateliers/seances/:id", status: 200, isOnes: false, changesIn: Infinity };

  test.each([
    [{}, "public, max-age=10, stale-while-revalidate=20, stale-if-error=3600"],
    [{ changesIn: 25 }, "public, max-age=10, stale-while-revalidate=15, stale-if-error=3600"],
    [{ changesIn: 4 }, "public, max-age=4, stale-while-revalidate=0, stale-if-error=3600"],
    [{ route: "/" }, "public, max-age=60, stale-while-revalidate=240, stale-if-error=86400"],
    [{ isOnes: true }, null],
    [{ status: 404 }, null],
    [{ status: 301 }, null],
    [{ status: 503 }, null],
    [{ route: "/connexion" }, null],
    [{ route: "/ateliers/seances/:id/liste" }, null],
    [{ route: "" }, null],
  ])("%o: %s", (over, rule) => {
    expect(keptFor({ ...page, ...over })).toBe(rule);
  });

  test("whatever is shown, no page is kept past the moment at which it says something else", () => {
    for (const route of CACHEABLE.keys()) {
      for (let changesIn = 1; changesIn <= 400; changesIn++) {
        const rule = keptFor({ ...page, route, changesIn }) ?? "";
        const [fresh = 0, stale = 0] = [...rule.matchAll(/=(\d+)/g)].map(([, n]) => Number(n));
        expect(fresh + stale).toBeLessThanOrEqual(changesIn);
      }
    }
  });
});
