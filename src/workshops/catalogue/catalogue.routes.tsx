import { Hono } from "hono";

import { PARIS, startOfDay } from "../../kernel/time.ts";
import { readDay } from "../../kernel/typed-moment.ts";
import type { Edge, SiteContext } from "../../platform/http.ts";
import { CataloguePage, type Query } from "./catalogue.pages.tsx";
import { eventData } from "./structured-data.ts";
import { type Site, problem, sessionOf } from "../sessions/edge.ts";
import { DEPARTEMENTS } from "../sessions/departements.ts";
import { BODIES, type ProgrammeBodies, type Programmes, isFor, isPublic } from "../sessions/programme.ts";
import { QueueRulesPage } from "../list/queue.pages.tsx";
import { ProgrammePage, SessionPage } from "./session.pages.tsx";
import { doorOf } from "../sessions/session.ts";
import { type CatalogueFilter, listSessions, sessionsOfWorkshop } from "../sessions/session.store.ts";

/** Reads the filters of an address; what is unknown counts as not chosen, so that an old link still shows a list. */
export function readQuery(c: SiteContext): Query {
  const read = (name: string): string => c.req.query(name) ?? "";
  return {
    public: isPublic(read("public")) ? read("public") : "",
    departement: Object.hasOwn(DEPARTEMENTS, read("departement")) ? read("departement") : "",
    lieu: read("lieu") === "onsite" ? "onsite" : read("lieu") === "online" ? "online" : "",
    a_partir_du: readDay(read("a_partir_du")) ?? "",
    sans_marche: read("sans_marche") === "1" ? "1" : "",
    page: /^\d{1,6}$/.test(read("page")) ? Number(read("page")) : 0,
  };
}

/** The filter whose value is none of those there are: whoever counts on it must be told, not given everything. */
export const unknownFilter = (c: SiteContext, query: Query): string | undefined =>
  Object.entries(query)
    .map(([name, value]) => ({ name, asked: c.req.query(name) ?? "", value: String(value) }))
    .find(
      ({ name, asked, value }) => asked !== "" && asked !== value && !(name === "page" && Number(asked) === query.page),
    )?.name;

/** The filters as the store takes them. */
export const filterOf = (programmes: Programmes, query: Query, now: number): CatalogueFilter => ({
  slugs: programmes.all.filter((p) => !isPublic(query.public) || isFor(p, query.public)).map((p) => p.slug),
  departement: query.departement,
  mode: query.lieu,
  from: query.a_partir_du === "" ? now : startOfDay(query.a_partir_du, PARIS),
  isStepFree: query.sans_marche === "1",
  now,
  page: query.page,
});

/** The catalogue, its programmes and its sessions. */
export function catalogueRoutes(site: Site): Hono<Edge> {
  const app = new Hono<Edge>();
  app.get("/ateliers", (c) => showCatalogue(c, site));
  app.get("/ateliers/regles", (c) =>
    c.render(<QueueRulesPage />, {
      title: "Comment les places sont données",
      description: "La règle des places et de la liste d’attente, mot pour mot.",
      canonical: "/ateliers/regles",
      current: "ateliers",
    }),
  );
  app.get("/ateliers/seances/:id", (c) => showSession(c, site));
  app.get("/ateliers/:slug", (c) => showProgramme(c, site));
  return app;
}

async function showCatalogue(c: SiteContext, { programmes }: Site): Promise<Response> {
  const { db, now, origin } = c.get("deps");
  const query = readQuery(c);
  const found = await listSessions(db, filterOf(programmes, query, now));
  return c.render(<CataloguePage programmes={programmes} {...found} query={query} origin={origin} now={now} />, {
    title: "Ateliers",
    description: "Ateliers gratuits sur l’usage du téléphone, pour jeunes, parents et professionnels.",
    canonical: "/ateliers",
    current: "ateliers",
  });
}

async function showSession(c: SiteContext, site: Site): Promise<Response> {
  const { now, antibot } = c.get("deps");
  const found = await sessionOf(c, site);
  if (found === null) {
    return problem(c, site, 404);
  }
  const { session, programme } = found;
  const isOpen = doorOf(session, now) === "reserve";
  const ticket = isOpen ? await antibot.issue(now) : "";
  return c.render(
    <SessionPage
      session={session}
      programme={programme}
      ticket={ticket}
      now={now}
      isWhoMissing={c.req.query("pour") === "a-dire"}
    />,
    {
      title: programme.neutralTitle,
      description: programme.summary,
      ...(session.visibility === "public"
        ? { canonical: `/ateliers/seances/${session.id}`, jsonLd: eventData(session, programme, c.get("deps")) }
        : {}),
      current: "ateliers",
      ...(isOpen ? { script: "antibot" as const } : {}),
    },
  );
}

async function showProgramme(c: SiteContext, site: Site): Promise<Response> {
  const { db, now, asset } = c.get("deps");
  const programme = site.programmes.bySlug.get(c.req.param("slug") ?? "");
  if (programme === undefined) {
    return problem(c, site, 404);
  }
  const sessions = programme.audience === "class" ? [] : await sessionsOfWorkshop(db, { slug: programme.slug, now });
  const bodies = (await asset(BODIES)) as ProgrammeBodies;
  return c.render(
    <ProgrammePage programme={programme} body={bodies[programme.slug] ?? ""} sessions={sessions} now={now} />,
    {
      title: programme.neutralTitle,
      description: programme.summary,
      canonical: `/ateliers/${programme.slug}`,
      current: "ateliers",
    },
  );
}
