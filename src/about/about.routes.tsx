import { Hono } from "hono";

import { readContent } from "../kernel/front-matter.ts";
import type { Edge } from "../platform/http.ts";
import { Prose } from "../ui/parts.tsx";
import { HomePage } from "./home.pages.tsx";

/** A page of words: its path and its content file. */
export type WordPage = { path: string; content: string };

/** The home page and the pages made of words alone. */
export function aboutRoutes(pages: readonly WordPage[]): Hono<Edge> {
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
  for (const { path, content } of pages) {
    const { head, body } = readContent(content);
    const title = head["title"] ?? "";
    app.get(path, (c) =>
      c.render(
        <div class="narrow">
          <h1>{title}</h1>
          <Prose markdown={body} />
        </div>,
        { title, canonical: path },
      ),
    );
  }
  return app;
}
