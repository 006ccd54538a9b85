import { Hono } from "hono";

import { typoHtml } from "../../kernel/text.ts";
import type { Edge, SiteContext } from "../../platform/http.ts";
import { filterOf, readQuery, unknownFilter } from "./catalogue.routes.tsx";
import { type Site, shows } from "../sessions/edge.ts";
import { PAGE_SIZE, listSessions } from "../sessions/session.store.ts";
import { EmbedHelpPage, EmbeddedList } from "./open.pages.tsx";
import { publicSession } from "./public-session.ts";

/** What others build on: the open sessions as JSON with an ETag, their description, and a list to put on another site. */
export function openRoutes(site: Site): Hono<Edge> {
  const app = new Hono<Edge>();
  app.get("/api/v1/ateliers", (c) => sessionsAsJson(c, site));
  app.get("/integrer", (c) =>
    c.render(<EmbedHelpPage origin={c.get("deps").origin} />, { title: "Intégrer la liste", canonical: "/integrer" }),
  );
  app.get("/integrer/ateliers", (c) => embeddedList(c, site));
  return app;
}

async function sessionsAsJson(c: SiteContext, site: Site): Promise<Response> {
  const { db, now, origin } = c.get("deps");
  const query = readQuery(c);
  const page = pageIn(c);
  const field = page === null ? "page" : unknownFilter(c, query);
  if (field !== undefined) {
    const problem = { type: "about:blank", status: 422, title: "Ce filtre n’existe pas", field };
    const detail = `La valeur de « ${field} » n’est pas de celles que décrit ${origin}/api/openapi.json.`;
    return c.json({ ...problem, detail }, 422, { "content-type": "application/problem+json; charset=utf-8" });
  }
  const filter = { ...filterOf(site.programmes, query, now), skipped: (page ?? 0) * PAGE_SIZE };
  const { sessions, next: after } = await listSessions(db, filter);
  shows(c, sessions);
  const list = sessions.flatMap((session) => {
    const programme = site.programmes.bySlug.get(session.slug);
    return programme === undefined ? [] : [publicSession(session, programme, origin, now)];
  });
  const next = after === null ? null : `${origin}/api/v1/ateliers?${goingOn(c, after)}`;
  return c.json({ licence: "Licence Ouverte 2.0", sessions: list, next }, 200, {
    "cache-control": "public, max-age=60",
  });
}

/** Pages that still have a number; `next` goes on by itself. */
const MOST_PAGES = 20;
/** The number of the page that is asked for; null when it has none any more. */
function pageIn(c: SiteContext): number | null {
  const asked = c.req.query("page") ?? "0";
  return /^\d{1,2}$/.test(asked) && Number(asked) <= MOST_PAGES ? Number(asked) : null;
}

/** The same question from a session on. */
function goingOn(c: SiteContext, after: string): string {
  const asked = new URLSearchParams({ ...c.req.query(), apres: after });
  asked.delete("page");
  return asked.toString();
}

/** A list that schools and town halls put on their pages: no script, no cookie, every link opens here. */
async function embeddedList(c: SiteContext, site: Site): Promise<Response> {
  const { db, now, origin } = c.get("deps");
  const query = readQuery(c);
  const { sessions } = await listSessions(db, filterOf(site.programmes, query, now));
  shows(c, sessions);
  c.set("mayBeFramed", true);
  const page = (
    <EmbeddedList
      now={now}
      sessions={sessions}
      titleOf={(slug) => site.programmes.bySlug.get(slug)?.title ?? ""}
      origin={origin}
    />
  );
  return c.html(`<!doctype html>${typoHtml(String(page))}`, 200, { "cache-control": "public, max-age=300" });
}
