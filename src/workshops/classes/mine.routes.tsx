import { Hono } from "hono";
import type { Child } from "hono/jsx";

import { asId } from "../../kernel/ids.ts";
import { type Edge, answerProblem } from "../../platform/http.ts";
import { Rows } from "../../ui/work.tsx";
import { Empty, Head } from "../../ui/parts.tsx";
import type { Site } from "../sessions/edge.ts";
import { GONE, programmeOf } from "./follow.routes.tsx";
import { classesInWords, standingInWords } from "./request-words.ts";
import { followSubject } from "./request.mails.ts";
import { type ClassRequest, requestsAskedBy } from "./requests.store.ts";
import { endOfNextSchoolYear } from "./school-days.ts";

type Mine = { request: ClassRequest; title: string; href: string };
const MinePage = ({ rows }: { rows: readonly Mine[] }): Child => (
  <div class="narrow">
    <Head eyebrow="Établissements" title="Mes demandes" lead="En cours, ou finies depuis moins d’un an." />
    {rows.length === 0 ? (
      <Empty scene="toits" title="Aucune demande avec cette adresse" />
    ) : (
      <Rows
        rows={rows.map(({ request, title, href }) => ({
          title: <a href={href}>{title}</a>,
          why: (
            <>
              {request.host} · {classesInWords(request)}
            </>
          ),
          due: { kind: request.state === "scheduled" ? "good" : "wait", words: standingInWords(request) },
          act: (
            <a class="button quiet small" href={href}>
              Voir <span class="seen-by-readers">{title}</span>
            </a>
          ),
        }))}
      />
    )}
    <p>
      <a href="/etablissements">Faire une autre demande</a>
    </p>
  </div>
);

/** `/mes-demandes/:token`: everything that an address asked for, for 24 hours after its link was sent. */
export function mineRoutes(site: Site): Hono<Edge> {
  const app = new Hono<Edge>();
  app.get("/mes-demandes/:token", async (c) => {
    const { links, db, now } = c.get("deps");
    const subject = await links.verify("my-requests", c.req.param("token"), now);
    if (subject === null) {
      return answerProblem(c, GONE, site.show);
    }
    const contactId = asId("ctc", subject);
    const rows = await Promise.all(
      (await requestsAskedBy(db, { contactId, now })).map(async (request): Promise<Mine> => {
        const until = endOfNextSchoolYear(now, request.tz);
        const token = await links.sign("class-request", followSubject(request.id, contactId), until);
        return { request, title: programmeOf(site, request).title, href: `/demandes/${token}` };
      }),
    );
    return c.render(<MinePage rows={rows} />, { title: "Mes demandes", current: "ateliers" });
  });
  return app;
}
