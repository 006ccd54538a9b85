import { Hono } from "hono";

import type { SiteDeps } from "../platform/deps.ts";
import type { Edge } from "../platform/http.ts";

/** Until when security.txt says it holds, a year at most; a test says in time when it has to be renewed. */
export const SECURITY_EXPIRES = "2027-11-01T00:00:00Z";

/** A page of the site map; since when it says what it says, where that is known. */
type Mapped = { path: string; changedAt?: number };
/** The parts of the site map, and the pages of one; null: no such part. */
export type SiteMap = {
  parts: (deps: SiteDeps) => Promise<string[]>;
  pages: (deps: SiteDeps, part: string) => Promise<Mapped[] | null>;
};

/** A file of the site map: of other files, or of pages. */
const mapOf = (of: "sitemap" | "url", pages: readonly Mapped[], origin: string): string => {
  const list = of === "url" ? "urlset" : "sitemapindex";
  const changed = (at: number | undefined): string =>
    at === undefined ? "" : `<lastmod>${new Date(at * 1000).toISOString()}</lastmod>`;
  const entries = pages
    .map(({ path, changedAt }) => `<${of}><loc>${origin}${path}</loc>${changed(changedAt)}</${of}>`)
    .join("");
  return `<?xml version="1.0" encoding="UTF-8"?><${list} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">${entries}</${list}>`;
};

/** What machines read: robots.txt, sitemap.xml, security.txt. */
export function machineRoutes(siteMap: SiteMap): Hono<Edge> {
  const app = new Hono<Edge>();

  app.get("/robots.txt", (c) => {
    const rules = ["Disallow: /i/", "Disallow: /quitter", "Allow: /"];
    return c.text(["User-agent: *", ...rules, `Sitemap: ${c.get("deps").origin}/sitemap.xml`, ""].join("\n"));
  });

  app.get("/sitemap.xml", async (c) => {
    const deps = c.get("deps");
    const part = c.req.query("partie");
    const pages = part === undefined ? null : await siteMap.pages(deps, part);
    if (part !== undefined && pages === null) {
      return c.notFound();
    }
    const xml =
      pages === null
        ? mapOf(
            "sitemap",
            (await siteMap.parts(deps)).map((one) => ({ path: `/sitemap.xml?partie=${one}` })),
            deps.origin,
          )
        : mapOf("url", pages, deps.origin);
    return c.body(xml, 200, { "content-type": "application/xml; charset=utf-8" });
  });

  app.get("/.well-known/security.txt", (c) => {
    const { origin } = c.get("deps");
    const lines = [
      `Contact: ${origin}/contact#securite`,
      `Expires: ${SECURITY_EXPIRES}`,
      "Preferred-Languages: fr, en",
    ];
    return c.text([...lines, `Canonical: ${origin}/.well-known/security.txt`, ""].join("\n"));
  });
  return app;
}
