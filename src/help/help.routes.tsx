import { Hono } from "hono";

import type { Edge } from "../platform/http.ts";

/** Where « Quitter vite » leads: the weather and the news of nobody in particular. */
const NEUTRAL_PAGE = "https://fr.wikipedia.org/wiki/Portail:Accueil";

/** The quick way out. The pages of help themselves are static: `workers/prerender/pages.tsx`. */
export function helpRoutes(): Hono<Edge> {
  const app = new Hono<Edge>();
  app.get("/quitter", (c) => {
    c.header("clear-site-data", '"cache", "storage"');
    return c.redirect(NEUTRAL_PAGE, 303);
  });
  return app;
}
