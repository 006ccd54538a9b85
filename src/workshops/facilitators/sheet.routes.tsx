import { Hono } from "hono";

import { asId } from "../../kernel/ids.ts";
import { PROBLEMS } from "../../kernel/problem.ts";
import { errorAt } from "../../kernel/typed-error.ts";
import { readForm } from "../../platform/form.ts";
import { type Edge, type SiteContext, answerProblem, idParam } from "../../platform/http.ts";
import { saidOf } from "../../platform/said.ts";
import { EMPTY_FORM, type FormState } from "../../ui/form.tsx";
import { findRequest } from "../classes/requests.store.ts";
import { threadOf } from "../classes/write-word.ts";
import { Notes } from "../letters/session-message.ts";
import { toArrange } from "../presence/prepare.ts";
import { presenceOf } from "../presence/presence.store.ts";
import type { Site } from "../sessions/edge.ts";
import { inScope, othersAhead, readScope } from "../sessions/scope.ts";
import { isVisit } from "../sessions/session.ts";
import { adultsNeeded } from "./facilitator.ts";
import { countLeads } from "./facilitators.store.ts";
import { SHEET_SAID, SheetPage } from "./sheet.pages.tsx";
import { setTeamNotes, teamNotesOf } from "./sheet.store.ts";

const PATH = "/espace/structures/:structure/seances/:seance/fiche";

/** `…/fiche`: one page for whoever animates. The guard has let the association's team come here, and coordinators alone write. */
export function sheetRoutes(site: Site): Hono<Edge> {
  const app = new Hono<Edge>();
  app.get(PATH, (c) => show(c, site, EMPTY_FORM));
  app.post(PATH, (c) => write(c, site));
  return app;
}

const found = (c: SiteContext) =>
  presenceOf(c.get("deps").db, {
    sessionId: idParam(c, "ses", "seance"),
    associationId: idParam(c, "org", "structure"),
  });
const baseOf = (c: SiteContext): string =>
  `/espace/structures/${c.req.param("structure") ?? ""}/seances/${c.req.param("seance") ?? ""}`;

async function show(c: SiteContext, site: Site, state: FormState): Promise<Response> {
  const deps = c.get("deps");
  const list = await found(c);
  const programme = site.programmes.bySlug.get(list?.session.slug ?? "");
  if (list === null || programme === undefined) {
    return answerProblem(c, PROBLEMS[404], site.show);
  }
  const { session, lines } = list;
  const association = idParam(c, "org", "structure");
  const asked = lines.find(({ request }) => request !== null)?.request;
  const request = asked === undefined ? null : await findRequest(deps.db, asId("wrq", asked));
  const thread = request === null ? [] : await threadOf(deps, { id: request.id, reader: association });
  const page = {
    base: baseOf(c),
    session,
    title: programme.title,
    lines,
    arranged: toArrange(
      lines.filter(({ person }) => person !== null),
      session,
      deps.now,
    ),
    leads: await countLeads(deps.db, session.id),
    needed: adultsNeeded(programme.audience, isVisit(session)),
    notes: await teamNotesOf(deps.db, session.id),
    visit: request === null ? null : { request, thread },
    isCoordinator: c.get("who").memberships.some((m) => m.organisationId === association && m.role === "coordinator"),
    others: await othersAhead(deps.db, { session, now: deps.now }),
    state,
    done: saidOf(c, SHEET_SAID, ["sheet"]),
  };
  return c.render(<SheetPage {...page} />, { title: "Mon espace" });
}

async function write(c: SiteContext, site: Site): Promise<Response> {
  const { db, now } = c.get("deps");
  const fields = await readForm(c);
  const list = await found(c);
  if (fields === null || list === null) {
    return answerProblem(c, PROBLEMS[fields === null ? 400 : 404], site.show);
  }
  const notes = Notes.safeParse(fields.get("equipe"));
  if (!notes.success) {
    c.status(422);
    return show(c, site, { values: fields.shown, errors: errorAt("equipe", notes) });
  }
  const others = await othersAhead(db, { session: list.session, now });
  const dates = [list.session, ...inScope(readScope(fields), list.session, others)];
  await db.batch([
    setTeamNotes(
      dates.map(({ id }) => id),
      notes.data,
    ),
  ]);
  return c.redirect(`${baseOf(c)}/fiche?fait=notes`, 303);
}
