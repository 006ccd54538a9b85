import { Hono } from "hono";

import { PROBLEMS } from "../../kernel/problem.ts";
import { type Edge, answerProblem, idParam } from "../../platform/http.ts";
import type { Site } from "./edge.ts";
import { ownSession } from "./session.store.ts";

const SEANCE = /^(.*\/seances\/[^/]+)\/(.+)$/;
/** What a cancelled session keeps beside its own page: what was written to its people, its file, and its cancelling, which says so again. */
const KEPT = new Set(["GET message", "POST reponses", "POST exporter", "POST annuler"]);

/** Stands before every page and act of a session in its association's space: of a cancelled one nothing is offered that would be refused. */
export function cancelledGuard({ show }: Pick<Site, "show">): Hono<Edge> {
  const app = new Hono<Edge>();
  app.use("/espace/structures/:structure/seances/:seance/*", async (c, next) => {
    const [, href = "", rest] = SEANCE.exec(c.req.path) ?? [];
    if (rest === undefined || KEPT.has(`${c.req.method} ${rest}`)) {
      return next();
    }
    const own = { id: idParam(c, "ses", "seance"), associationId: idParam(c, "org", "structure") };
    const session = await ownSession(c.get("deps").db, own);
    const told = {
      title: "Cette séance est annulée",
      detail: "Elle n’aura pas lieu : il n’y a plus rien à y changer.",
      next: { label: "Voir la séance", href },
    };
    return session?.state === "cancelled" ? answerProblem(c, { ...PROBLEMS[409], ...told }, show) : next();
  });
  return app;
}
