import type { Hono } from "hono";

import { accessRoutes } from "../../src/access/access.routes.tsx";
import { accessCustody } from "../../src/access/custody.ts";
import { organisationDeskRoutes } from "../../src/access/organisations/approval.routes.tsx";
import { spaceRoutes } from "../../src/access/organisations/space.routes.tsx";
import { teamRoutes } from "../../src/access/organisations/team.routes.tsx";
import { passkeyRoutes } from "../../src/access/passkey.routes.tsx";
import { consoleRoutes } from "../../src/console/console.routes.tsx";
import { peopleRoutes } from "../../src/console/people.routes.tsx";
import { aboutRoutes } from "../../src/about/about.routes.tsx";
import { machineRoutes } from "../../src/about/machines.routes.ts";
import { helpRoutes } from "../../src/help/help.routes.tsx";
import { badgeStore } from "../../src/platform/badges-r2.ts";
import type { SiteDeps } from "../../src/platform/deps.ts";
import { siteVars } from "../../src/platform/env.ts";
import { readHealth } from "../../src/platform/health.ts";
import type { Edge } from "../../src/platform/http.ts";
import { outsideThrough } from "../../src/platform/outside.ts";
import { associationRoutes } from "../../src/workshops/catalogue/associations.routes.tsx";
import { associationsWithSessions } from "../../src/workshops/catalogue/associations.store.ts";
import { catalogueRoutes } from "../../src/workshops/catalogue/catalogue.routes.tsx";
import { askRoutes } from "../../src/workshops/classes/ask.routes.tsx";
import { classDeskRoutes } from "../../src/workshops/classes/vetting.routes.tsx";
import { followRoutes } from "../../src/workshops/classes/follow.routes.tsx";
import { inboxRoutes } from "../../src/workshops/classes/inbox.routes.tsx";
import { facilitatorRoutes } from "../../src/workshops/facilitators/facilitators.routes.tsx";
import { exportRoutes } from "../../src/workshops/planning/export.routes.tsx";
import { openRoutes } from "../../src/workshops/catalogue/open.routes.tsx";
import { listRoutes } from "../../src/workshops/list/list.routes.tsx";
import { manageRoutes } from "../../src/workshops/manage.routes.tsx";
import { attestationRoutes } from "../../src/workshops/presence/attestation.routes.tsx";
import { planningRoutes } from "../../src/workshops/planning/planning.routes.tsx";
import { presenceRoutes } from "../../src/workshops/presence/presence.routes.tsx";
import { visitRoutes } from "../../src/workshops/classes/visit.routes.tsx";
import { consentRoutes } from "../../src/workshops/consent/consent.routes.tsx";
import { resultsRoutes } from "../../src/workshops/impact/results.routes.tsx";
import { surveyRoutes } from "../../src/workshops/impact/survey.routes.tsx";
import { recallRoutes } from "../../src/workshops/seats/recall.routes.tsx";
import { registrationRoutes } from "../../src/workshops/seats/registration.routes.tsx";
import { openSessionIds } from "../../src/workshops/sessions/session.store.ts";
import { guidanceCustody } from "../../src/guidance/custody.ts";
import { answerRoutes } from "../../src/label/application/answer.routes.tsx";
import { applicationRoutes } from "../../src/label/application/application.routes.tsx";
import { takesFiles } from "../../src/label/application/edge.tsx";
import { filingRoutes } from "../../src/label/application/filing.routes.tsx";
import { labelConsoleRoutes } from "../../src/label/workspace/console.routes.tsx";
import { criterionRoutes } from "../../src/label/workspace/criterion.routes.tsx";
import { assessmentDeskRoutes } from "../../src/label/workspace/worklist.routes.tsx";
import { type BadgeSite, badgeRoutes } from "../../src/label/badge/badge.routes.tsx";
import { domainRoutes } from "../../src/label/badge/domain.routes.tsx";
import { reportRoutes } from "../../src/label/badge/report.routes.tsx";
import { labelCustody } from "../../src/label/custody.ts";
import { followRoutes as labelFollowRoutes } from "../../src/label/workspace/follow.routes.tsx";
import { registryRoutes } from "../../src/label/registry/registry.routes.tsx";
import { journalRoutes } from "../../src/label/transparency-log/journal.routes.tsx";
import { leaveRoutes } from "../../src/guidance/leave.routes.tsx";
import { parentsRoutes } from "../../src/guidance/parents.routes.tsx";
import { settingsRoutes } from "../../src/guidance/settings.routes.tsx";
import { deskRoutes } from "../../src/mail/operations.routes.tsx";
import { historyOf } from "../../src/mail/operations.store.ts";
import { webhookRoutes } from "../../src/mail/webhook.routes.ts";
import { workshopsCustody } from "../../src/workshops/custody.ts";
import { calendarOf, workshopDeskRoutes } from "../../src/workshops/planning/oversight.routes.tsx";
import { auditWords } from "../event-words.ts";
import { forgettings } from "../forgettings.ts";
import { pageEdge, showProblem } from "./page-edge.tsx";
import { words } from "./words.built.ts";

const programmes = { all: words.programmes, bySlug: new Map(words.programmes.map((one) => [one.slug, one])) };

/** What people can choose to receive, in words. */
const topics = [
  ...words.paths.map((path) => ({ id: path.sequence.id, label: path.title })),
  { id: "atelier", label: "Rappels des ateliers auxquels je suis inscrit" },
];

/** Who holds something about people. What hangs on a person goes first, then roles: what they keep alive would keep the address too. */
const custodians = [labelCustody, accessCustody, workshopsCustody, guidanceCustody];

/** Everything about workshops, which all know the programmes. */
const WORKSHOP_ROUTES = [
  catalogueRoutes,
  associationRoutes,
  registrationRoutes,
  listRoutes,
  manageRoutes,
  consentRoutes,
  surveyRoutes,
  resultsRoutes,
  facilitatorRoutes,
  exportRoutes,
  openRoutes,

  askRoutes,
  followRoutes,
  inboxRoutes,
  classDeskRoutes,
  planningRoutes,
  presenceRoutes,
  visitRoutes,
  attestationRoutes,
];

/** Everything about the label: applications, their assessment, the registry, badges. */
const LABEL_ROUTES = [
  applicationRoutes,
  filingRoutes,
  answerRoutes,
  labelFollowRoutes,
  domainRoutes,
  assessmentDeskRoutes,
  criterionRoutes,
  labelConsoleRoutes,
  registryRoutes,
  badgeRoutes,
  reportRoutes,
  journalRoutes,
];

/** The site: its edge, its frame, its routes. `versions`: where those of the label's referential are, the oldest first. */
export function buildSite(versions: readonly string[] = words.referentials): Hono<Edge> {
  const app = pageEdge({ band: words.band, takesFiles });
  app.get("/sante", async (c) => {
    const { db, now } = c.get("deps");
    const health = await readHealth(db, now);
    return c.json(health, health.ok ? 200 : 503);
  });
  const site = { programmes, surveys: words.surveys, show: showProblem };
  WORKSHOP_ROUTES.forEach((routes) => app.route("/", routes(site)));
  const label: BadgeSite = {
    versions,
    agreement: words.agreement,
    show: showProblem,
    badges: (c) => badgeStore((c.env as SiteEnv).BADGES),
    outside: (c) => outsideThrough((c.env as SiteEnv).OUTSIDE),
  };
  LABEL_ROUTES.forEach((routes) => app.route("/", routes(label)));
  const others = [
    recallRoutes(showProblem),
    parentsRoutes({ paths: words.paths, show: showProblem }),
    leaveRoutes({ topics, show: showProblem }),
    settingsRoutes({ topics, custodians, show: showProblem }),
    webhookRoutes((env) => siteVars(env).RESEND_WEBHOOK_SECRET),
    accessRoutes(showProblem),
    passkeyRoutes(showProblem),
    spaceRoutes(showProblem),
    teamRoutes({ calendarOf: calendarOf(programmes), show: showProblem }),
    consoleRoutes({ records: words.records, forgettings, auditWords }),
    organisationDeskRoutes(showProblem),
    workshopDeskRoutes(site),
    peopleRoutes({ custodians, historyOf, show: showProblem }),
    deskRoutes({ sequences: words.sequences, show: showProblem }),
    helpRoutes(),
    aboutRoutes(),
    machineRoutes(publicPaths),
  ];
  others.forEach((routes) => app.route("/", routes));
  return app;
}

/** Every page worth finding: those that stay, and the sessions that are open. */
async function publicPaths({ db, now }: SiteDeps): Promise<string[]> {
  const still = [
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
    "/preferences",
    ...words.stillPaths,
    "/structures/demander",
  ];
  const sessions = (await openSessionIds(db, now)).map((id) => `/ateliers/seances/${id}`);
  const associations = (await associationsWithSessions(db, now)).map((slug) => `/associations/${slug}`);
  return [...still, ...programmes.all.map((p) => `/ateliers/${p.slug}`), ...associations, ...sessions];
}
