import { Hono } from "hono";

import { pick } from "../../kernel/pick.ts";
import { PARIS, endOfDay, startOfDay } from "../../kernel/time.ts";
import { readDay } from "../../kernel/typed-moment.ts";
import type { SessionId } from "../../kernel/ids.ts";
import { joined } from "../../platform/d1.ts";
import type { Deps } from "../../platform/deps.ts";
import type { Edge, SiteContext } from "../../platform/http.ts";
import { RADII, usualRadius } from "../sessions/gazetteer.ts";
import { type Place, findPlace, searchAround } from "./nearby.ts";
import { type Around, CataloguePage, MonthPage, ProgrammesPage, type Query, isAround } from "./catalogue.pages.tsx";
import { MapPage } from "./map.pages.tsx";
import { eventData } from "./structured-data.ts";
import { type Site, problem, sessionOf, shows } from "../sessions/edge.ts";
import { DEPARTEMENTS } from "../sessions/departements.ts";
import { BODIES, type ProgrammeBodies, type Programmes, isFor, isPublic, saysWords } from "../sessions/programme.ts";
import { QueueRulesPage } from "../list/queue.pages.tsx";
import { ProgrammePage, SessionPage } from "./session.pages.tsx";
import type { ShownName } from "./shown-name.ts";
import { TAKING_PLACE, doorOf } from "../sessions/session.ts";
import { monthOf } from "../sessions/month.ts";
import {
  type CatalogueFilter,
  countByDepartement,
  findSession,
  listSessions,
  readAfter,
  sessionsInMonth,
  sessionsOfWorkshop,
} from "../sessions/session.store.ts";

/** Reads the filters of an address; what is unknown counts as not chosen, so that an old link still shows a list. */
export function readQuery(c: SiteContext): Query {
  const read = (name: string): string => c.req.query(name) ?? "";
  return {
    public: isPublic(read("public")) ? read("public") : "",
    departement: Object.hasOwn(DEPARTEMENTS, read("departement")) ? read("departement") : "",
    lieu: read("lieu") === "onsite" ? "onsite" : read("lieu") === "online" ? "online" : "",
    a_partir_du: readDay(read("a_partir_du")) ?? "",
    jusqu_au: lastDay(read("a_partir_du"), read("jusqu_au")),
    quoi: read("quoi").trim().length > LONGEST ? "" : read("quoi").trim(),
    sans_marche: read("sans_marche") === "1" ? "1" : "",
    soir: read("soir") === "1" ? "1" : "",
    mercredi: read("mercredi") === "1" ? "1" : "",
    apres: readAfter(read("apres")) === null ? "" : read("apres"),
  };
}

/** Words that are longer are no search. */
const LONGEST = 60;
/** The last day that is asked for, unless it comes before the first. */
function lastDay(from: string, to: string): string {
  const [first, last] = [readDay(from), readDay(to)];
  return last === null || (first !== null && last < first) ? "" : last;
}

/** The filter whose value is none of those there are: whoever counts on it must be told, not given everything. */
export const unknownFilter = (c: SiteContext, query: Query): string | undefined =>
  Object.entries(query).find(([name, value]) => ![undefined, "", value].includes(c.req.query(name)?.trim()))?.[0];

const NEVER = 9_999_999_999;
/** The filters as the store takes them. */
export const filterOf = (programmes: Programmes, query: Query, now: number): CatalogueFilter => ({
  slugs: programmes.all
    .filter((p) => (!isPublic(query.public) || isFor(p, query.public)) && saysWords(p, query.quoi))
    .map((p) => p.slug),
  departement: query.departement,
  mode: query.lieu,
  from: query.a_partir_du === "" ? now : startOfDay(query.a_partir_du, PARIS),
  to: query.jusqu_au === "" ? NEVER : endOfDay(query.jusqu_au, PARIS),
  isStepFree: query.sans_marche === "1",
  isEvening: query.soir === "1",
  isWednesday: query.mercredi === "1",
  now,
  after: readAfter(query.apres),
  skipped: 0,
});

/** Every programme, for whom one chose. */
function showProgrammes(c: SiteContext, { programmes }: Site): Response | Promise<Response> {
  const query = readQuery(c);
  return c.render(<ProgrammesPage programmes={programmes} query={query} unknown={unknownFilter(c, query) ?? null} />, {
    title: "Les programmes",
    description: "Ce qui se passe dans chaque atelier gratuit, et pour qui.",
    canonical: "/ateliers",
    current: "ateliers",
  });
}

/** Other ways to see the sessions than as a list. */
const VIEWS: Readonly<Record<string, (c: SiteContext, site: Site) => Response | Promise<Response>>> = {
  programmes: (c, site) => showProgrammes(c, site),
  mois: (c, site) => showMonth(c, site),
  carte: async (c) => {
    const { db, now } = c.get("deps");
    return c.render(<MapPage counts={await countByDepartement(db, now)} />, {
      title: "La carte des ateliers",
      description: "Où des ateliers gratuits sont ouverts, département par département.",
      canonical: "/ateliers",
      current: "ateliers",
    });
  },
};

/** The catalogue, its programmes and its sessions. */
export function catalogueRoutes(site: Site, namesAt: NamesAt): Hono<Edge> {
  const app = new Hono<Edge>();
  app.get("/ateliers", (c) => (pick(VIEWS, c.req.query("vue")) ?? showCatalogue)(c, site));
  app.get("/ateliers/regles", (c) =>
    c.render(<QueueRulesPage />, {
      title: "Comment les places sont données",
      description: "La règle des places et de la liste d’attente, mot pour mot.",
      canonical: "/ateliers/regles",
      current: "ateliers",
    }),
  );
  app.get("/ateliers/seances/:id", (c) => showSession(c, site, namesAt));
  app.get("/ateliers/:slug", (c) => showProgramme(c, site));
  return app;
}

async function showCatalogue(c: SiteContext, { programmes }: Site): Promise<Response> {
  const { db, now, origin } = c.get("deps");
  const asked = readQuery(c);
  if (c.req.query("page") !== undefined) {
    return c.redirect(fromItsBeginning(c.req.url), 301); // pages had numbers once; the list goes on after a session now
  }
  const { chosen, around } = await lookAround(c, programmes, asked);
  const query = around?.place.kind === "departement" ? { ...chosen, departement: around.place.code } : chosen;
  const isPlaced = isAround(query, around);
  const found = isPlaced
    ? { sessions: [], next: null, departements: Object.keys(DEPARTEMENTS).toSorted() }
    : await listSessions(db, filterOf(programmes, query, now));
  const near = around === null ? [] : around.within.concat(around.beyond);
  if (asked.apres !== "" && found.sessions.length + near.length === 0 && (around?.next ?? null) === null) {
    return c.redirect(fromItsBeginning(c.req.url), 302); // what came after has begun: an old address never says that there is nothing
  }
  shows(c, found.sessions.concat(near.map(({ session }) => session)));
  const unknown = unknownFilter(c, asked) ?? null;
  const page = { programmes, query, origin, now, around, unknown };
  c.set("mayLocate", true);
  return c.render(<CataloguePage {...page} {...found} />, {
    title: "Ateliers",
    description: "Ateliers gratuits sur l’usage du téléphone, pour jeunes, parents et professionnels.",
    canonical: "/ateliers",
    feed: feedHref(query),
    script: "around",
    current: "ateliers",
  });
}

/** The feed of the same list. */
function feedHref(query: Query): string {
  const chosen = Object.entries(query).filter(([name, value]) => name !== "apres" && value !== "");
  return `/ateliers/flux.xml${chosen.length === 0 ? "" : `?${new URLSearchParams(chosen).toString()}`}`;
}

/** The address of the same list from its beginning. */
function fromItsBeginning(address: string): string {
  const url = new URL(address);
  url.searchParams.delete("page");
  url.searchParams.delete("apres");
  return `${url.pathname}${url.search}`;
}

/** The same list as a month. */
async function showMonth(c: SiteContext, { programmes }: Site): Promise<Response> {
  const { db, now } = c.get("deps");
  const query = readQuery(c);
  const asked = c.req.query("mois") ?? "";
  const month = monthOf(asked < monthOf("", now).code ? "" : asked, now); // what is over is listed nowhere
  const unknown = unknownFilter(c, query) ?? (asked === "" || /^20\d\d-(?:0[1-9]|1[0-2])$/.test(asked) ? null : "mois");
  const sessions = await sessionsInMonth(db, { filter: filterOf(programmes, query, now), month });
  shows(c, sessions);
  return c.render(
    <MonthPage programmes={programmes} query={query} month={month} sessions={sessions} now={now} unknown={unknown} />,
    {
      title: `Ateliers, ${month.words}`,
      description: "Ateliers gratuits sur l’usage du téléphone, jour par jour.",
      canonical: "/ateliers",
      current: "ateliers",
    },
  );
}

type Looked = { chosen: Query; around: Around | null };
/** The place that was asked for, and what is near it; null: none was. A town that stands where words do is a place. */
async function lookAround(c: SiteContext, programmes: Programmes, asked: Query): Promise<Looked> {
  const deps = c.get("deps");
  const typed = (c.req.query("ou") ?? "").slice(0, 80);
  const code = c.req.query("commune") ?? "";
  const isNowhere = typed.trim() === "" && code === "";
  if (isNowhere && asked.quoi !== "" && !programmes.all.some((p) => saysWords(p, asked.quoi))) {
    const place = await findPlace(deps, { typed: asked.quoi, code });
    const query = { ...asked, quoi: "" };
    return place.kind === "unknown" || place.kind === "nothing"
      ? { chosen: asked, around: null }
      : { chosen: query, around: await lookNear(c, programmes, { query, place, typed: asked.quoi }) };
  }
  const place = await findPlace(deps, { typed, code });
  return { chosen: asked, around: await lookNear(c, programmes, { query: asked, place, typed }) };
}

type Looking = { query: Query; place: Place; typed: string };
async function lookNear(
  c: SiteContext,
  programmes: Programmes,
  { query, place, typed }: Looking,
): Promise<Around | null> {
  const deps = c.get("deps");
  if (place.kind === "nothing") {
    return null;
  }
  if (place.kind !== "town" || query.lieu === "online") {
    return { typed, place, radius: 0, isNearestFirst: false, within: [], beyond: [], next: null, lookedUntil: null };
  }
  const radius = RADII.find((km) => String(km) === c.req.query("rayon")) ?? usualRadius(place.town);
  const { slugs, from, to, isStepFree, isEvening, isWednesday, departement, after } = filterOf(
    programmes,
    query,
    deps.now,
  );
  const first = { startsAt: Math.max(from, deps.now), id: "" };
  const isNearestFirst = c.req.query("tri") === "distance";
  const found = await searchAround(deps, {
    town: place.town,
    radius,
    slugs,
    departement,
    after: after !== null && after.startsAt >= first.startsAt ? after : first,
    to,
    isStepFree,
    isEvening,
    isWednesday,
    isNearestFirst,
  });
  return { isNearestFirst, typed: typed === "" ? place.town.name : typed, place, radius, ...found };
}

/** Those who give a session, as they let families call them. */
type NamesAt = (deps: Pick<Deps, "db" | "vault">, sessionId: SessionId) => Promise<ShownName[]>;

async function showSession(c: SiteContext, site: Site, namesAt: NamesAt): Promise<Response> {
  const { db, now, vault } = c.get("deps");
  const found = await sessionOf(c, site);
  if (found === null) {
    return problem(c, site, 404);
  }
  const { session, programme } = found;
  const isOpen = doorOf(session, now) === "reserve";
  const isHalf = session.pairId !== null && session.pairId !== session.id;
  const isAhead = TAKING_PLACE.some((state) => state === session.state) && session.endsAt > now;
  const together = joined(db);
  const [room, names] = await Promise.all([
    isHalf && session.pairId !== null ? findSession(together, session.pairId) : null,
    isAhead ? namesAt({ db: together, vault }, session.id) : [],
  ]);
  shows(c, [session]);
  return c.render(<SessionPage session={session} programme={programme} now={now} room={room} names={names} />, {
    title: programme.neutralTitle,
    description: programme.summary,
    picture: programme.picture,
    ...(session.visibility === "public"
      ? {
          canonical: `/ateliers/seances/${(room ?? session).id}`,
          jsonLd: eventData(room ?? session, programme, c.get("deps")),
        }
      : {}),
    current: "ateliers",
    ...(isOpen ? { script: "antibot" as const } : {}),
  });
}

async function showProgramme(c: SiteContext, site: Site): Promise<Response> {
  const { db, now, asset } = c.get("deps");
  const programme = site.programmes.bySlug.get(c.req.param("slug") ?? "");
  if (programme === undefined) {
    return problem(c, site, 404);
  }
  const sessions = programme.audience === "class" ? [] : await sessionsOfWorkshop(db, { slug: programme.slug, now });
  shows(c, sessions);
  const bodies = (await asset(BODIES)) as ProgrammeBodies;
  return c.render(
    <ProgrammePage programme={programme} body={bodies[programme.slug] ?? ""} sessions={sessions} now={now} />,
    {
      title: programme.neutralTitle,
      description: programme.summary,
      canonical: `/ateliers/${programme.slug}`,
      picture: programme.picture,
      current: "ateliers",
    },
  );
}
