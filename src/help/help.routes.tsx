import { Hono } from "hono";

import type { Edge } from "../platform/http.ts";
import type { HelpLine } from "./help-lines.ts";
import { HelpPage } from "./help.pages.tsx";

/** Where « Quitter vite » leads: the weather and the news of nobody in particular. */
const NEUTRAL_PAGE = "https://fr.wikipedia.org/wiki/Portail:Accueil";

/** The help lines, and the quick way out. */
export function helpRoutes(lines: readonly HelpLine[]): Hono<Edge> {
  const app = new Hono<Edge>();
  app.get("/aide", (c) =>
    c.render(<HelpPage lines={lines} />, {
      title: "Qui appeler",
      description: "Les numéros d’aide, pour qui et à quelles heures.",
      canonical: "/aide",
      current: "aide",
    }),
  );
  app.get("/quitter", (c) => {
    c.header("clear-site-data", '"cache", "storage"');
    return c.redirect(NEUTRAL_PAGE, 303);
  });
  return app;
}
