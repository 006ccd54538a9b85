import type { Hono } from "hono";

import type { SiteMap } from "../../src/about/machines.routes.ts";
import { dayOf, startOfDay } from "../../src/kernel/time.ts";
import { readDay } from "../../src/kernel/typed-moment.ts";
import { badgeStore } from "../../src/platform/badges-r2.ts";
import { sizeOf } from "../../src/platform/d1.ts";
import { siteVars } from "../../src/platform/env.ts";
import { readHealth } from "../../src/platform/health.ts";
import type { Edge, SiteContext } from "../../src/platform/http.ts";
import { outsideThrough } from "../../src/platform/outside.ts";
import { associationsWithSessions } from "../../src/workshops/catalogue/associations.store.ts";
import { daysOfSessions, sessionsOfDay } from "../../src/workshops/sessions/session.store.ts";
import { takesPieces } from "../../src/label/application/edge.tsx";
import { takesDirectory } from "../../src/workshops/schools/annuaire.routes.tsx";
import type { Told } from "../../src/mail/news.ts";
import { reportedSince } from "../../src/mail/complaint.store.ts";
import { liftComplaint } from "../../src/mail/lift-complaint.ts";
import { historyOf } from "../../src/mail/operations.store.ts";
import { requestsWaiting } from "../../src/workshops/classes/inbox.routes.tsx";
import { calendarOf } from "../../src/workshops/planning/oversight.routes.tsx";
import type { Forgetting } from "../../src/platform/forgetting.ts";
import type { Custodian } from "../../src/privacy/custodian.ts";
import { auditWords } from "../event-words.ts";
import { sites } from "../features.ts";
import { pageEdge, showProblem } from "./page-edge.tsx";
import { words } from "./words.built.ts";

const programmes = { all: words.programmes, bySlug: new Map(words.programmes.map((one) => [one.slug, one])) };

/** What people can choose to receive, in words. */
const topics = [
  ...words.paths.map((path) => ({
    id: path.sequence.id,
    label: path.title,
    way: {
      list: path.sequence.list,
      steps: path.steps.length,
      hasChild: path.audience === "parent",
      mayStop: path.mayStop,
    },
  })),
  { id: "atelier", label: "Rappels des ateliers auxquels je suis inscrit" },
  { id: "visite", label: "Rappels des venues dans mon établissement" },
];

const custodians: readonly Custodian[] = sites.flatMap((one) => ("custody" in one ? [one.custody] : []));
const forgettings = sites.flatMap((one): readonly Forgetting[] => ("forgettings" in one ? one.forgettings() : []));

/** The site: its edge, its frame, its routes. `versions`: where those of the label's referential are, the oldest first. */
export function buildSite(versions: readonly string[] = words.referentials): Hono<Edge> {
  const app = pageEdge({ band: words.band, takesFiles: (path) => takesPieces(path) + takesDirectory(path) });
  app.get("/sante", async (c) => {
    const { db, now } = c.get("deps");
    const health = await readHealth(db, { rules: forgettings, now });
    return c.json(health, health.ok ? 200 : 503);
  });
  const estates = sites.flatMap((one) => ("estate" in one ? [one.estate({ programmes })] : []));
  const given = {
    ...words,
    estates,
    programmes,
    topics,
    custodians,
    forgettings,
    auditWords,
    versions,
    siteMap,
    historyOf,
    reportedSince,
    liftComplaint,
    calendarOf: calendarOf(programmes),
    requestsWaiting,
    news: {
      secretsOf: (env: object) => siteVars(env).RESEND_WEBHOOK_SECRET,
      tell: async (c: SiteContext, told: Told) => {
        await (c.env as SiteEnv).NEWS.send(told);
      },
    },
    badges: (c: SiteContext) => badgeStore((c.env as SiteEnv).BADGES),
    databaseSize: (c: SiteContext) => sizeOf((c.env as SiteEnv).DB),
    outside: (c: SiteContext) => outsideThrough((c.env as SiteEnv).OUTSIDE),
    show: showProblem,
  };
  for (const feature of sites) {
    for (const routes of "routes" in feature ? feature.routes(given) : []) {
      app.route("/", routes);
    }
  }
  return app;
}

/** Pages worth finding that stay where they are. */
const prerenderedPaths = (): string[] =>
  [
    "/",
    "/ateliers",
    "/ateliers/regles",
    "/etablissements",
    "/attestations/verifier",
    "/observatoire",
    "/label/registre",
    "/label/comparateur",
    "/label/verifier",
    "/label/journal",
    "/integrer",
    "/parents",
    ...words.prerenderedPaths,
    "/structures/demander",
  ].concat(programmes.all.map((p) => `/ateliers/${p.slug}`));

/** Every page worth finding: those that stay, associations, and the sessions that are open, day by day: a file holds what one look reads. */
const siteMap: SiteMap = {
  parts: async ({ db, now }) =>
    ["pages", "associations"].concat((await daysOfSessions(db, now)).map((day) => dayOf(day, "UTC"))),
  pages: async ({ db, now }, part) => {
    if (part === "pages") {
      return prerenderedPaths().map((path) => ({ path }));
    }
    if (part === "associations") {
      return (await associationsWithSessions(db, now)).map((slug) => ({ path: `/associations/${slug}` }));
    }
    const day = readDay(part);
    return day === null
      ? null
      : (await sessionsOfDay(db, startOfDay(day, "UTC"))).map(({ id, changedAt }) => ({
          path: `/ateliers/seances/${id}`,
          changedAt,
        }));
  },
};
