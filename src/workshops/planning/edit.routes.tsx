import { Hono } from "hono";

import { PROBLEMS } from "../../kernel/problem.ts";
import { readMoment } from "../../kernel/typed-moment.ts";
import { type FormFields, readForm } from "../../platform/form.ts";
import { type Edge, type SiteContext, answerProblem, idParam } from "../../platform/http.ts";
import type { FormState } from "../../ui/form.tsx";
import { countReached } from "../letters/session-message.store.ts";
import type { Site } from "../sessions/edge.ts";
import type { Session } from "../sessions/session.ts";
import { ownSession } from "../sessions/session.store.ts";
import { type Edit, editSession } from "./edit-session.ts";
import { EditPage, presentValues } from "./edit.pages.tsx";
import { placesOf } from "./planning.store.ts";
import { reachOf } from "./send-message.ts";
import { readWhere, startProblem } from "./session.schema.ts";

const HEAD = { title: "Mon espace" } as const;
const PATH = "/espace/structures/:structure/seances/:seance/modifier";

/** `…/modifier`: place, hours and link of a session. The guard has let coordinators alone come here. */
export function editRoutes(site: Site): Hono<Edge> {
  const app = new Hono<Edge>();
  app.get(PATH, async (c) => {
    const session = await sessionIn(c);
    return session === null ? answerProblem(c, PROBLEMS[404], site.show) : show(c, site, { session });
  });
  app.post(PATH, (c) => save(c, site));
  return app;
}

const baseOf = (c: SiteContext): string =>
  `/espace/structures/${c.req.param("structure") ?? ""}/seances/${c.req.param("seance") ?? ""}`;
const sessionIn = (c: SiteContext): Promise<Session | null> =>
  ownSession(c.get("deps").db, { id: idParam(c, "ses", "seance"), associationId: idParam(c, "org", "structure") });

type Shown = { session: Session; typed?: FormState; isMeanwhile?: boolean };
async function show(c: SiteContext, site: Site, { session, typed, isMeanwhile = false }: Shown): Promise<Response> {
  const { db } = c.get("deps");
  const { places } = await placesOf(db, idParam(c, "org", "structure"));
  const present = presentValues(session);
  const values = { ...present, ...typed?.values, version: present["version"] ?? [] };
  const state: FormState = { values, errors: typed?.errors ?? {} };
  const told = reachOf(await countReached(db, session.id), "all");
  const title = site.programmes.bySlug.get(session.slug)?.title ?? session.slug;
  const page = { base: baseOf(c), session, title, places, state, told, isMeanwhile };
  return c.render(<EditPage {...page} />, HEAD);
}

async function save(c: SiteContext, site: Site): Promise<Response> {
  const fields = await readForm(c);
  const session = await sessionIn(c);
  if (fields === null || session === null) {
    return answerProblem(c, PROBLEMS[fields === null ? 400 : 404], site.show);
  }
  const typed = { values: fields.shown, errors: {} };
  if (fields.get("version") !== String(session.revision)) {
    c.status(409);
    return show(c, site, { session, typed, isMeanwhile: true });
  }
  const read = await readEdit(c, { fields, session });
  if (!read.ok) {
    c.status(422);
    return show(c, site, { session, typed: { ...typed, errors: read.errors } });
  }
  return write(c, site, { session, edit: read.edit, typed });
}

async function write(
  c: SiteContext,
  site: Site,
  { session, edit, typed }: { session: Session; edit: Edit; typed: FormState },
): Promise<Response> {
  const deps = c.get("deps");
  const saved = await editSession(deps, { session, edit, person: c.get("who").personId });
  if (!saved.ok && saved.refusal === "changed_meanwhile") {
    c.status(409);
    return show(c, site, { session: (await sessionIn(c)) ?? session, typed, isMeanwhile: true });
  }
  if (!saved.ok) {
    return answerProblem(c, PROBLEMS[409], site.show);
  }
  deps.ring(saved.value.eventId);
  return c.redirect(`${baseOf(c)}?fait=${saved.value.eventId === null ? "pareil" : "modifier"}`, 303);
}

type EditRead = { ok: true; edit: Edit } | { ok: false; errors: Record<string, string> };
/** What the form says, on the clock of the place that it names; what was not touched is read as it stands. */
async function readEdit(
  c: SiteContext,
  { fields, session }: { fields: FormFields; session: Session },
): Promise<EditRead> {
  const { db, now } = c.get("deps");
  const { places } = await placesOf(db, idParam(c, "org", "structure"));
  const zones = new Map(places.map(({ id, tz }) => [id, tz]));
  const { errors: placeErrors, ...where } = readWhere(fields, zones);
  const startsAt = readMoment(fields.get("debut"), where.tz);
  const endsAt = readMoment(fields.get("fin"), where.tz);
  const errors: Record<string, string> = { ...placeErrors };
  const problem = startsAt === session.startsAt ? null : startProblem(startsAt, now, where.tz);
  if (problem !== null) {
    errors["debut"] = problem;
  }
  if (endsAt === null || (startsAt !== null && endsAt <= startsAt)) {
    errors["fin"] = "La fin vient après le début : écrivez un jour et une heure, comme 14/01/2027 20:00.";
  }
  return startsAt === null || endsAt === null || Object.keys(errors).length > 0
    ? { ok: false, errors }
    : { ok: true, edit: { ...where, startsAt, endsAt } };
}
