import type { Hono } from "hono";

import { answerRoutes } from "../../src/label/application/answer.routes.tsx";
import { applicationRoutes } from "../../src/label/application/application.routes.tsx";
import { takesFiles } from "../../src/label/application/edge.tsx";
import { criterionRoutes } from "../../src/label/workspace/criterion.routes.tsx";
import { labelConsoleRoutes } from "../../src/label/workspace/console.routes.tsx";
import { assessmentDeskRoutes } from "../../src/label/workspace/worklist.routes.tsx";
import { type BadgeSite, badgeRoutes } from "../../src/label/badge/badge.routes.tsx";
import { domainRoutes } from "../../src/label/badge/domain.routes.tsx";
import { reportRoutes } from "../../src/label/badge/report.routes.tsx";
import { followRoutes } from "../../src/label/workspace/follow.routes.tsx";
import { journalRoutes } from "../../src/label/transparency-log/journal.routes.tsx";
import { registryRoutes } from "../../src/label/registry/registry.routes.tsx";
import { badgeStore } from "../../src/platform/badges-r2.ts";
import { outsideThrough } from "../../src/platform/outside.ts";
import { filingRoutes } from "../../src/label/application/filing.routes.tsx";
import { labelVars } from "../../src/platform/env.ts";
import type { Edge } from "../../src/platform/http.ts";
import { pageEdge, showProblem } from "../page-edge.tsx";
import { words } from "./words.built.ts";

/** The label behind the site: applications, their assessment, the registry. `versions`: where those of the referential are, the oldest first. */
export function buildLabel(versions: readonly string[] = words.referentials): Hono<Edge> {
  const app = pageEdge({ vars: labelVars, band: words.band, takesFiles });
  const site: BadgeSite = {
    versions,
    agreement: words.agreement,
    show: showProblem,
    badges: (c) => badgeStore((c.env as LabelEnv).BADGES),
    outside: (c) => outsideThrough((c.env as LabelEnv).OUTSIDE),
  };
  const all = [
    applicationRoutes,
    filingRoutes,
    answerRoutes,
    followRoutes,
    domainRoutes,

    assessmentDeskRoutes,
    criterionRoutes,
    labelConsoleRoutes,
    registryRoutes,
    badgeRoutes,
    reportRoutes,
    journalRoutes,
  ];
  all.forEach((routes) => app.route("/", routes(site)));
  return app;
}
