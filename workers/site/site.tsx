import type { Hono } from "hono";
import { raw } from "hono/html";
import type { Child } from "hono/jsx";

import manifest from "../../public/js/manifest.json";
import { accessRoutes, guard } from "../../src/access/access.routes.tsx";
import { aboutRoutes } from "../../src/about/about.routes.tsx";
import { machineRoutes } from "../../src/about/machines.routes.ts";
import { HelpBand } from "../../src/help/help.pages.tsx";
import { helpRoutes } from "../../src/help/help.routes.tsx";
import { typoHtml } from "../../src/kernel/text.ts";
import type { SiteDeps } from "../../src/platform/deps.ts";
import { siteVars } from "../../src/platform/env.ts";
import { readHealth } from "../../src/platform/health.ts";
import { type Edge, type ShowProblem, httpEdge } from "../../src/platform/http.ts";
import { Layout, type PageHead } from "../../src/ui/layout.tsx";
import { ProblemPage } from "../../src/ui/parts.tsx";
import { catalogueRoutes } from "../../src/workshops/catalogue.routes.tsx";
import { manageRoutes } from "../../src/workshops/manage.routes.tsx";
import { recallRoutes } from "../../src/workshops/recall.routes.tsx";
import { registrationRoutes } from "../../src/workshops/registration.routes.tsx";
import { openSessionIds } from "../../src/workshops/session.store.ts";
import { guidanceCustody } from "../../src/guidance/custody.ts";
import { leaveRoutes } from "../../src/guidance/leave.routes.tsx";
import { parentsRoutes } from "../../src/guidance/parents.routes.tsx";
import { settingsRoutes } from "../../src/guidance/settings.routes.tsx";
import { deskRoutes } from "../../src/mail/desk.routes.tsx";
import { webhookRoutes } from "../../src/mail/webhook.routes.ts";
import { workshopsCustody } from "../../src/workshops/custody.ts";
import { catalogue, facts, helpLines, paths, programmes } from "../content.ts";
import { wordPages } from "./pages.ts";
import { provideDeps } from "./deps.ts";

/** The band is the same on every page: written once. */
const band = raw(String(<HelpBand lines={helpLines} />));

const showProblem: ShowProblem = (c, problem) =>
  c.render(<ProblemPage problem={problem} requestId={c.get("requestId")} />, { title: problem.title });

/** What people can choose to receive, in words. */
const topics = [
  ...paths.map((path) => ({ id: path.sequence.id, label: path.title })),
  { id: "atelier", label: "Rappels des ateliers auxquels je suis inscrit" },
];

const REMINDER_TITLES: Record<string, string> = {
  "j-7": "Une semaine avant",
  "j-1": "La veille",
  "j+1": "Le lendemain",
  "j+90": "Trois mois après",
};
/** Every sequence, as operators see it. */
const deskSequences = catalogue.current.map(({ id, steps }) => {
  const path = paths.find((one) => one.sequence.id === id);
  return {
    id,
    title: path?.title ?? "Rappels d’atelier",
    steps: steps.map(({ key }) => ({
      key,
      title: path?.steps.find((one) => one.step.key === key)?.title ?? REMINDER_TITLES[key] ?? key,
      viewPath: path === undefined ? null : `/parents/${path.sequence.list}/${key}`,
    })),
  };
});

/** The whole site: its edge, its frame, its routes. */
export function buildSite(): Hono<Edge> {
  const app = httpEdge(
    async (c, next) => {
      const vars = siteVars(c.env as SiteEnv);
      const frame = { origin: vars.SITE_ORIGIN, isDemo: vars.MAIL_ENV !== "production", band, assets: manifest };
      c.setRenderer((content: Child, head: PageHead) =>
        c.html(`<!doctype html>${typoHtml(String(<Layout head={head} frame={frame} children={content} />))}`),
      );
      await next();
    },
    showProblem,
    provideDeps,
  );
  app.use(guard(showProblem));
  app.get("/sante", async (c) => {
    const { db, now } = c.get("deps");
    const health = await readHealth(db, now);
    return c.json(health, health.ok ? 200 : 503);
  });
  const site = { programmes, show: showProblem };
  app.route("/", catalogueRoutes(site));
  app.route("/", registrationRoutes(site));
  app.route("/", manageRoutes(site));
  app.route("/", recallRoutes(showProblem));
  app.route("/", parentsRoutes({ paths, sources: { facts, helpLines }, show: showProblem }));
  app.route("/", leaveRoutes({ topics, show: showProblem }));
  app.route("/", settingsRoutes({ topics, custodians: [workshopsCustody, guidanceCustody], show: showProblem }));
  app.route(
    "/",
    webhookRoutes((env) => siteVars(env).RESEND_WEBHOOK_SECRET),
  );
  app.route("/", accessRoutes(showProblem));
  app.route(
    "/",
    deskRoutes({ sequences: deskSequences, seesPeople: (env) => siteVars(env).PASSKEYS === "off", show: showProblem }),
  );
  app.route("/", helpRoutes(helpLines));
  app.route("/", aboutRoutes(wordPages));
  app.route("/", machineRoutes(publicPaths));
  return app;
}

/** Every page worth finding: those that stay, and the sessions that are open. */
async function publicPaths({ db, now }: SiteDeps): Promise<string[]> {
  const still = [
    "/",
    "/ateliers",
    "/ateliers/regles",
    "/parents",
    "/preferences",
    "/aide",
    ...wordPages.map((page) => page.path),
  ];
  const sessions = (await openSessionIds(db, now)).map((id) => `/ateliers/seances/${id}`);
  const steps = paths.flatMap(({ sequence: { list, steps: all } }) => [
    `/parents/${list}`,
    ...all.map((step) => `/parents/${list}/${step.key}`),
  ]);
  return [...still, ...steps, ...programmes.all.map((p) => `/ateliers/${p.slug}`), ...sessions];
}
