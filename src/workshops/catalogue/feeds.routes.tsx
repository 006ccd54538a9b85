import { Hono } from "hono";

import { DAY } from "../../kernel/time.ts";
import type { Database } from "../../platform/d1.ts";
import type { Edge, SiteContext } from "../../platform/http.ts";
import { type Site, problem } from "../sessions/edge.ts";
import { type Session, TAKING_PLACE } from "../sessions/session.ts";
import { type CatalogueFilter, listSessions, readAfter } from "../sessions/session.store.ts";
import { pageOf } from "../../ui/console.tsx";
import { MOST_LISTED, associationsListed, findAssociation } from "./associations.store.ts";
import { AssociationsPage } from "./associations.pages.tsx";
import { filterOf, readQuery, unknownFilter } from "./catalogue.routes.tsx";
import { type Feed, jsonFeedOf, rssOf } from "./feeds.ts";

/** Pages of the list that a feed holds. */
const PAGES = 4;
const AHEAD = 180 * DAY;

/** Feeds of any list of sessions, of an association's among them; and the associations that have some. */
export function feedRoutes(site: Site): Hono<Edge> {
  const app = new Hono<Edge>();
  app.get("/ateliers/flux.xml", async (c) => {
    const feed = await feedIn(c, site);
    return feed === null
      ? problem(c, site, 404)
      : c.body(rssOf(feed, c.get("deps")), 200, {
          "content-type": "application/rss+xml; charset=utf-8",
          "cache-control": CACHED,
        });
  });
  app.get("/ateliers/flux.json", async (c) => {
    const feed = await feedIn(c, site);
    return feed === null
      ? problem(c, site, 404)
      : c.body(JSON.stringify(jsonFeedOf(feed, c.get("deps"))), 200, {
          "content-type": "application/feed+json; charset=utf-8",
          "cache-control": CACHED,
        });
  });
  app.get("/associations", async (c) => {
    const { db, now } = c.get("deps");
    const asked = c.req.query("apres") ?? "";
    const found = await associationsListed(db, { after: asked, now });
    if (found.length === 0 && asked !== "") {
      return c.redirect("/associations", 302); // what came after is over: an old address never says that there is nothing
    }
    const { rows, after } = pageOf(found, MOST_LISTED, ({ slug }) => slug);
    return c.render(<AssociationsPage associations={rows} after={after} />, {
      title: "Les associations",
      description: "Les associations qui animent des ateliers gratuits, et leurs prochaines séances.",
      canonical: "/associations",
      current: "ateliers",
    });
  });
  return app;
}
const CACHED = "public, max-age=900";

/** The feed of the list that the address asks for; null: it asks for what there is not. */
async function feedIn(c: SiteContext, { programmes }: Site): Promise<Feed | null> {
  const { db, now } = c.get("deps");
  const slug = c.req.query("association") ?? "";
  const asked = new URLSearchParams(c.req.query()).toString();
  const search = asked === "" ? "" : `?${asked}`;
  const own = { self: `${c.req.path}${search}`, programmes };
  if (slug !== "") {
    const found = await findAssociation(db, { slug, from: now, until: now + AHEAD });
    const sessions = found?.sessions.filter(({ state }) => TAKING_PLACE.some((one) => one === state)) ?? [];
    const title = `Ligne Sûre · ${found?.association.name ?? ""}`;
    return found === null ? null : { title, page: `/associations/${slug}`, sessions, ...own };
  }
  const query = readQuery(c);
  if (unknownFilter(c, query) !== undefined) {
    return null;
  }
  const sessions = await pagesOf(db, filterOf(programmes, query, now));
  return { title: "Ligne Sûre · Ateliers", page: `/ateliers${search}`, sessions, ...own };
}

/** The first pages of a list. */
async function pagesOf(db: Database, filter: CatalogueFilter): Promise<Session[]> {
  const sessions: Session[] = [];
  for (let page = 0, { after } = filter; page < PAGES; page += 1) {
    const found = await listSessions(db, { ...filter, after });
    sessions.push(...found.sessions);
    after = found.next === null ? null : readAfter(found.next);
    if (after === null) {
      break;
    }
  }
  return sessions;
}
