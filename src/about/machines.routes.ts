import { Hono } from "hono";

import type { SiteDeps } from "../platform/deps.ts";
import type { Edge } from "../platform/http.ts";

/** Until when security.txt says it holds, a year at most; a test says in time when it has to be renewed. */
export const SECURITY_EXPIRES = "2027-11-01T00:00:00Z";

/** What machines read: robots.txt, sitemap.xml, security.txt. `paths` gives the pages to list. */
export function machineRoutes(paths: (deps: SiteDeps) => Promise<string[]>): Hono<Edge> {
  const app = new Hono<Edge>();

  app.get("/robots.txt", (c) => {
    const rules = ["Disallow: /i/", "Disallow: /quitter", "Allow: /"];
    return c.text(["User-agent: *", ...rules, `Sitemap: ${c.get("deps").origin}/sitemap.xml`, ""].join("\n"));
  });

  app.get("/sitemap.xml", async (c) => {
    const { origin } = c.get("deps");
    const urls = (await paths(c.get("deps"))).map((path) => `<url><loc>${origin}${path}</loc></url>`).join("");
    const xml = `<?xml version="1.0" encoding="UTF-8"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">${urls}</urlset>`;
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
