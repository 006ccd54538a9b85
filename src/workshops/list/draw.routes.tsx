import { Hono } from "hono";

import type { Edge, SiteContext } from "../../platform/http.ts";
import { type Site, problem, sessionOf, shows } from "../sessions/edge.ts";
import { CHAIN, type DrawFile, FORMAT } from "./draw.ts";
import { DrawPage } from "./draw.pages.tsx";
import { type Draw, findDraw } from "./draw.store.ts";

/** The draw of a session: before, the rule and what binds us; after, all that a stranger needs to compute it again. */
export function drawRoutes(site: Site): Hono<Edge> {
  const app = new Hono<Edge>();
  app.get("/ateliers/seances/:id/tirage", (c) => show(c, site));
  app.get("/ateliers/seances/:id/tirage.json", async (c) => {
    const found = await sessionOf(c, site);
    const draw = found === null ? null : await findDraw(c.get("deps").db, found.session.id);
    return draw === null ? problem(c, site, 404) : c.json(publicOf(draw));
  });
  return app;
}

/** What is published of a draw: its seed is a secret until it has taken place. */
function publicOf({ sessionId, seed, beacon, ordered, ...draw }: Draw): DrawFile {
  return {
    format: FORMAT,
    session: sessionId,
    commitment: draw.commitment,
    chain: CHAIN,
    round: draw.round,
    frozenAt: draw.frozenAt,
    root: draw.root,
    entries: draw.entries,
    seed: beacon === null ? null : seed,
    beacon,
    order: ordered,
  };
}

async function show(c: SiteContext, site: Site): Promise<Response> {
  const found = await sessionOf(c, site);
  const draw = found === null ? null : await findDraw(c.get("deps").db, found.session.id);
  if (found === null || draw === null) {
    return problem(c, site, 404);
  }
  const { session, programme } = found;
  shows(c, [session]);
  return c.render(<DrawPage session={session} programme={programme} file={publicOf(draw)} />, {
    title: "Tirage au sort",
    description: "La règle du tirage, et de quoi le refaire.",
    ...(session.visibility === "public" ? { canonical: `/ateliers/seances/${session.id}/tirage` } : {}),
    current: "ateliers",
    script: "draw",
  });
}
