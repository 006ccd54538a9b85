import { Hono } from "hono";

import { DAY } from "../../kernel/time.ts";
import type { Edge, SiteContext } from "../../platform/http.ts";
import { AssociationPage } from "./associations.pages.tsx";
import { findAssociation, sessionsInDepartement } from "./associations.store.ts";
import { entryOf } from "./public-session.ts";
import { renderFeed } from "../sessions/calendar.ts";
import { DEPARTEMENTS } from "../sessions/departements.ts";
import { type Site, problem, shows } from "../sessions/edge.ts";
import type { Session } from "../sessions/session.ts";

/** How far ahead a page and a feed look, and how far back a feed, in seconds. */
const AHEAD = 180 * DAY;
const BEHIND = 30 * DAY;

/** Public pages of associations, and calendars that anybody may follow: no name of anybody, neutral titles. */
export function associationRoutes(site: Site): Hono<Edge> {
  const app = new Hono<Edge>();
  app.get("/associations/:slug", (c) => showAssociation(c, site));
  app.get("/agenda/association/:file", (c) => associationFeed(c, site));
  app.get("/agenda/departement/:file", (c) => departementFeed(c, site));
  return app;
}

async function showAssociation(c: SiteContext, site: Site): Promise<Response> {
  const { db, now, origin } = c.get("deps");
  const found = await findAssociation(db, { slug: c.req.param("slug") ?? "", from: now, until: now + AHEAD });
  if (found === null) {
    return problem(c, site, 404);
  }
  const { association, sessions } = found;
  const coming = sessions.filter((session) => session.state !== "cancelled");
  shows(c, coming);
  const address = `${origin}/agenda/association/${association.slug}.ics`;
  const page = { association, sessions: coming, programmes: site.programmes, feed: address, now };
  return c.render(<AssociationPage {...page} />, {
    title: association.name,
    description: "Ses ateliers gratuits sur l’usage du téléphone, et comment s’inscrire.",
    canonical: `/associations/${association.slug}`,
    feed: `/ateliers/flux.xml?association=${association.slug}`,
    current: "ateliers",
  });
}

async function associationFeed(c: SiteContext, site: Site): Promise<Response> {
  const { db, now } = c.get("deps");
  const slug = nameOf(c);
  const found = slug === null ? null : await findAssociation(db, { slug, from: now - BEHIND, until: now + AHEAD });
  return found === null
    ? problem(c, site, 404)
    : feed(c, site, `Ligne Sûre · ${found.association.name}`, found.sessions);
}

async function departementFeed(c: SiteContext, site: Site): Promise<Response> {
  const { db, now } = c.get("deps");
  const code = nameOf(c);
  if (code === null || !Object.hasOwn(DEPARTEMENTS, code)) {
    return problem(c, site, 404);
  }
  const sessions = await sessionsInDepartement(db, { code, from: now - BEHIND, until: now + AHEAD });
  return feed(c, site, `Ligne Sûre · ${DEPARTEMENTS[code] ?? code}`, sessions);
}

/** `demo-1` of `/agenda/association/demo-1.ics`; null for any other address. */
const nameOf = (c: SiteContext): string | null => /^([\w-]+)\.ics$/.exec(c.req.param("file") ?? "")?.[1] ?? null;

function feed(c: SiteContext, { programmes }: Site, name: string, sessions: readonly Session[]): Response {
  const deps = c.get("deps");
  shows(c, sessions);
  const entries = sessions.map((session) => entryOf(session, programmes.bySlug.get(session.slug), deps));
  return c.body(renderFeed(name, entries, deps.now), 200, {
    "content-type": "text/calendar; charset=utf-8",
    "cache-control": "public, max-age=3600",
  });
}
