import { Hono } from "hono";

import type { SiteDeps } from "../platform/deps.ts";
import type { Edge } from "../platform/http.ts";

/** Until when security.txt says it holds, a year at most; a test says in time when it has to be renewed. */
export const SECURITY_EXPIRES = "2027-11-01T00:00:00Z";

/** The parts of the site map, and the paths of one; null: no such part. */
export type SiteMap = {
  parts: (deps: SiteDeps) => Promise<string[]>;
  paths: (deps: SiteDeps, part: string) => Promise<string[] | null>;
};

/** A file of the site map: of other files, or of pages. */
const mapOf = (of: "sitemap" | "url", addresses: readonly string[]): string => {
  const [list, name] = [of === "url" ? "urlset" : "sitemapindex", `<${of}><loc>`];
  const entries = addresses.map((address) => `${name}${address}</loc></${of}>`).join("");
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
    const paths = part === undefined ? null : await siteMap.paths(deps, part);
    if (part !== undefined && paths === null) {
      return c.notFound();
    }
    const at = (path: string): string => `${deps.origin}${path}`;
    const xml =
      paths === null
        ? mapOf(
            "sitemap",
            (await siteMap.parts(deps)).map((one) => at(`/sitemap.xml?partie=${one}`)),
          )
        : mapOf("url", paths.map(at));
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
