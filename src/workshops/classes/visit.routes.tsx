import { Hono } from "hono";

import { asId } from "../../kernel/ids.ts";
import { PROBLEMS } from "../../kernel/problem.ts";
import { readForm } from "../../platform/form.ts";
import { type Edge, type SiteContext, answerProblem } from "../../platform/http.ts";
import { GONE, openRequest, programmeOf } from "./follow.routes.tsx";
import type { ClassRequest } from "./requests.store.ts";
import type { Site } from "../sessions/edge.ts";
import { findAnySession } from "../sessions/session.store.ts";
import { attestClass } from "../presence/attest.ts";
import { ClassPaper } from "../presence/attestation.pages.tsx";
import { confirmCount, unconfirmedOf } from "../presence/mark.ts";

/** What the requester's link opens after a visit: confirming the counts, and the paper. */
export function visitRoutes(site: Site): Hono<Edge> {
  const app = new Hono<Edge>();
  const opened =
    (run: (c: SiteContext, request: ClassRequest) => Promise<Response>) =>
    async (c: SiteContext): Promise<Response> => {
      const request = await openRequest(c);
      return request === null ? answerProblem(c, GONE, site.show) : run(c, request);
    };
  app.post(
    "/demandes/:token/presence",
    opened(async (c, request) => {
      const deps = c.get("deps");
      const waiting = await unconfirmedOf(deps, request.id);
      await confirmCount(deps, { registrationIds: waiting, signer: { role: request.requesterRole, via: "link" } });
      return c.redirect(
        `/demandes/${c.req.param("token") ?? ""}?fait=${waiting.length > 0 ? "presence" : "change"}`,
        303,
      );
    }),
  );
  app.post(
    "/demandes/:token/attestation",
    opened(async (c, request) => {
      const deps = c.get("deps");
      const typed = (await readForm(c))?.get("classe") ?? "";
      const sessionId = typed === "" ? null : asId("ses", typed);
      if (request.notHeld !== null) {
        return answerProblem(c, PROBLEMS[409], site.show);
      }
      const issued = await attestClass(deps, { requestId: request.id, sessionId });
      const session = issued.ok ? await findAnySession(deps.db, asId("ses", issued.value.sheets[0]?.session_id)) : null;
      if (!issued.ok || session === null) {
        return answerProblem(c, PROBLEMS[409], site.show);
      }
      deps.ring(issued.value.eventId);
      const { code, sheets } = issued.value;
      const of = sessionId === null ? issued.value.of : null;
      const title = programmeOf(site, request).title;
      const props = { code, sheets, of, session, title, origin: deps.origin, now: deps.now };
      return c.render(<ClassPaper {...props} host={`${request.host}, ${request.commune}`} />, { title: "Attestation" });
    }),
  );
  return app;
}
