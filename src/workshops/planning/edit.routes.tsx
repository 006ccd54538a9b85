import { Hono } from "hono";

import { PROBLEMS } from "../../kernel/problem.ts";
import { errorAt } from "../../kernel/typed-error.ts";
import { readMoment } from "../../kernel/typed-moment.ts";
import { type FormFields, readForm } from "../../platform/form.ts";
import { type Edge, type SiteContext, answerProblem, idParam } from "../../platform/http.ts";
import type { FormState } from "../../ui/form.tsx";
import { Notes } from "../letters/session-message.ts";
import { countReached } from "../letters/session-message.store.ts";
import type { Site } from "../sessions/edge.ts";
import { type Session, readLanguage } from "../sessions/session.ts";
import { ownSession } from "../sessions/session.store.ts";
import { type Edit, type EditRefusal, bookedBy, editSessions } from "./edit-session.ts";
import { EditPage, presentValues } from "./edit.pages.tsx";
import { clashesWith, placesOf } from "./planning.store.ts";
import { type Clash, clashInWords } from "./rooms.ts";
import { type Scope, inScope, isAsOpened, othersAhead, readScope, versionOf } from "../sessions/scope.ts";
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

type Shown = {
  session: Session;
  typed?: FormState;
  refused?: { why: EditRefusal; at: Session };
  clashes?: readonly Clash[];
};
async function show(c: SiteContext, site: Site, { session, typed, refused, clashes = [] }: Shown): Promise<Response> {
  const { db, now } = c.get("deps");
  const { places } = await placesOf(db, idParam(c, "org", "structure"));
  const others = await othersAhead(db, { session, now });
  const version = [versionOf([session].concat(others))];
  const state = { values: { ...presentValues(session), ...typed?.values, version }, errors: typed?.errors ?? {} };
  const halves = session.other === null ? [session.id] : [session.id, session.other.id];
  const told = reachOf(await countReached(db, halves), "all");
  const title = site.programmes.bySlug.get(session.slug)?.title ?? session.slug;
  const own = idParam(c, "org", "structure");
  const taken = clashes.map((one) => clashInWords(one, { own, base: baseOf(c).replace(/\/[^/]+$/, "") }));
  const page = { base: baseOf(c), session, others, title, places, state, told, refused: refused ?? null, taken };
  return c.render(<EditPage {...page} />, HEAD);
}

/** Which dates an edit is for; two halves of one session have the same hours. */
function scopeOf(session: Session, fields: FormFields): Scope {
  const scope = readScope(fields);
  return session.other !== null && scope.which === "une" ? { ...scope, which: "date" } : scope;
}

async function save(c: SiteContext, site: Site): Promise<Response> {
  const fields = await readForm(c);
  const session = await sessionIn(c);
  if (fields === null || session === null) {
    return answerProblem(c, PROBLEMS[fields === null ? 400 : 404], site.show);
  }
  const { db, now } = c.get("deps");
  const typed = { values: fields.shown, errors: {} };
  const others = inScope(scopeOf(session, fields), session, await othersAhead(db, { session, now }));
  if (!isAsOpened(fields.get("version"), [session].concat(others))) {
    c.status(409);
    return show(c, site, { session, typed, refused: { why: "changed_meanwhile", at: session } });
  }
  const read = await readEdit(c, { fields, session });
  if (!read.ok) {
    c.status(422);
    return show(c, site, { session, typed: { values: fields.shown, errors: read.errors } });
  }
  const all = [session].concat(others);
  const clashes = await clashesWith(db, {
    bookings: bookedBy(session, others, read.edit),
    except: all.map(({ id }) => id),
  });
  if (clashes.length > 0 && fields.get("salle") !== "vue") {
    c.status(409);
    return show(c, site, { session, typed, clashes });
  }
  return write(c, site, { session, others, edit: read.edit, typed });
}

type Written = { session: Session; others: readonly Session[]; edit: Edit; typed: FormState };
async function write(c: SiteContext, site: Site, { session, others, edit, typed }: Written): Promise<Response> {
  const deps = c.get("deps");
  const saved = await editSessions(deps, { first: session, others, edit, person: c.get("who").personId });
  if (!saved.ok) {
    c.status(409);
    const now = (await sessionIn(c)) ?? session;
    return show(c, site, { session: now, typed, refused: { why: saved.refusal, at: saved.at } });
  }
  deps.ring(...saved.value.eventIds);
  return c.redirect(`${baseOf(c)}?fait=${saved.value.eventIds.length === 0 ? "pareil" : "modifier"}`, 303);
}

const STAYS_A_HALF =
  "Cette séance se tient en salle et à distance : chaque moitié garde sa façon. Pour n’en garder qu’une, annulez l’autre.";
type EditRead = { ok: true; edit: Edit } | { ok: false; errors: Record<string, string> };
type Errors = Record<string, string>;
/** Where the form says that a session is; a half of one keeps its way. */
async function readPlace(
  c: SiteContext,
  { fields, session }: { fields: FormFields; session: Session },
): Promise<ReturnType<typeof readWhere>> {
  const { places } = await placesOf(c.get("deps").db, idParam(c, "org", "structure"));
  const where = readWhere(fields, new Map(places.map(({ id, tz }) => [id, tz])));
  const isHalf = session.other !== null && where.mode !== session.mode;
  return isHalf ? { ...where, errors: Object.assign({ lieu: STAYS_A_HALF }, where.errors) } : where;
}

/** What the form says, on the clock of the place that it names; what was not touched is read as it stands. */
async function readEdit(
  c: SiteContext,
  { fields, session }: { fields: FormFields; session: Session },
): Promise<EditRead> {
  const { now } = c.get("deps");
  const { errors: placeErrors, ...where } = await readPlace(c, { fields, session });
  const startsAt = readMoment(fields.get("debut"), where.tz);
  const endsAt = readMoment(fields.get("fin"), where.tz);
  const notes = Notes.safeParse(fields.get("savoir"));
  const errors: Errors = { ...placeErrors, ...errorAt("savoir", notes) };
  const problem = startsAt === session.startsAt ? null : startProblem(startsAt, now, where.tz);
  if (problem !== null) {
    errors["debut"] = problem;
  }
  if (endsAt === null || (startsAt !== null && endsAt <= startsAt)) {
    errors["fin"] = "La fin vient après le début : écrivez un jour et une heure, comme 14/01/2027 20:00.";
  }
  if (startsAt === null || endsAt === null || !notes.success) {
    return { ok: false, errors };
  }
  const closing = readClosing(fields, { session, startsAt, tz: where.tz, now });
  if (closing.problem !== null) {
    errors["cloture"] = closing.problem;
  }
  return Object.keys(errors).length > 0
    ? { ok: false, errors }
    : {
        ok: true,
        edit: {
          ...where,
          startsAt,
          endsAt,
          closesAt: closing.closesAt,
          notes: notes.data,
          language: readLanguage(fields.get("langue")),
        },
      };
}

/** Until when one may register: as typed; left as it stood it moves along with the start. */
function readClosing(
  fields: FormFields,
  { session, startsAt, tz, now }: { session: Session; startsAt: number; tz: string; now: number },
): { closesAt: number; problem: string | null } {
  const along = session.closesAt + startsAt - session.startsAt;
  const typed = fields.get("cloture");
  if (typed === presentValues(session)["cloture"]?.[0]) {
    return { closesAt: along, problem: null };
  }
  const closesAt = readMoment(typed, tz);
  const isPossible = closesAt !== null && closesAt > now && closesAt <= startsAt;
  return isPossible
    ? { closesAt, problem: null }
    : {
        closesAt: along,
        problem: "Les inscriptions se ferment entre maintenant et le début : écrivez un jour et une heure.",
      };
}
