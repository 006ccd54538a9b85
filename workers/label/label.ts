import type { Hono } from "hono";

import { answerRoutes } from "../../src/label/application/answer.routes.tsx";
import { applicationRoutes } from "../../src/label/application/application.routes.tsx";
import { takesFiles } from "../../src/label/application/edge.tsx";
import { filingRoutes } from "../../src/label/application/filing.routes.tsx";
import { labelVars } from "../../src/platform/env.ts";
import type { Edge } from "../../src/platform/http.ts";
import { pageEdge, showProblem } from "../page-edge.tsx";
import { words } from "./words.built.ts";

/** The label behind the site: applications, their assessment, the registry. `versions`: where those of the referential are, the oldest first. */
export function buildLabel(versions: readonly string[] = words.referentials): Hono<Edge> {
  const app = pageEdge({ vars: labelVars, band: words.band, takesFiles });
  const site = { versions, agreement: words.agreement, show: showProblem };
  [applicationRoutes, filingRoutes, answerRoutes].forEach((routes) => app.route("/", routes(site)));
  return app;
}
