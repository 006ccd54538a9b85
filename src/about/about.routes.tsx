import { Hono } from "hono";

import type { Edge } from "../platform/http.ts";
import { HomePage } from "./home.pages.tsx";

/** The home page. The pages made of words alone are static: `workers/prerender/pages.tsx`. */
export function aboutRoutes(): Hono<Edge> {
  const app = new Hono<Edge>();
  app.get("/", (c) =>
    c.render(<HomePage />, {
      title: "Ateliers sur l’usage du téléphone",
      description: "Des ateliers gratuits pour protéger son numéro et savoir réagir : jeunes, parents, professionnels.",
      canonical: "/",
      jsonLd: {
        "@context": "https://schema.org",
        "@type": "Organization",
        name: "Ligne Sûre",
        url: c.get("deps").origin,
      },
    }),
  );
  return app;
}
