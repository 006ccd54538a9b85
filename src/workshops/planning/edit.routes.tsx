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
import { type Session, readConsentAge, readLanguage, takenInBoth } from "../sessions/session.ts";
import { ownSession } from "../sessions/session.store.ts";
import { type Edit, type EditRefusal, bookedBy, editSessions, isMove, planEdit } from "./edit-session.ts";
import { EditPage, MovePage, presentValues } from "./edit.pages.tsx";
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
  isRaised?: boolean;
};
async function show(c: SiteContext, site: Site, shown: Shown): Promise<Response> {
  const { session, typed, refused, clashes = [], isRaised = false } = shown;
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
  const programmes = isHeld(session) ? [] : site.programmes.all.filter(({ audience }) => audience !== "class");
  const page = { base: baseOf(c), session, others, title, places, state, told, taken, isRaised, programmes };
  return c.render(<EditPage {...page} refused={refused ?? null} />, HEAD);
}

/** Somebody has a seat or a rank, in either half. */
const isHeld = (session: Session): boolean =>
  takenInBoth(session) + session.waiting + (session.other?.waiting ?? 0) > 0;

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
  const typed = { values: fields.shown, errors: {} };
  if (fields.get("corriger") !== "") {
    return show(c, site, { session, typed });
  }
  const others = inScope(
    scopeOf(session, fields),
    session,
    await othersAhead(c.get("deps").db, { session, now: c.get("deps").now }),
  );
  if (!isAsOpened(fields.get("version"), [session].concat(others))) {
    c.status(409);
    return show(c, site, { session, typed, refused: { why: "changed_meanwhile", at: session } });
  }
  const read = await readEdit(c, site, { fields, session });
  if (!read.ok) {
    c.status(422);
    return show(c, site, { session, typed: { values: fields.shown, errors: read.errors } });
  }
  const asked = await askedFirst(c, { sessions: [session].concat(others), fields, edit: read.edit });
  if (asked !== null) {
    c.status(409);
    return show(c, site, { session, typed, ...asked });
  }
  return (
    (await readAgain(c, site, { session, others, fields, edit: read.edit })) ??
    write(c, site, { session, others, edit: read.edit, typed })
  );
}

type Again = { session: Session; others: readonly Session[]; fields: FormFields; edit: Edit };
/** What everybody is told at once is read again first: what becomes of which date, and how many are told. Null: nobody is, or it was read. */
async function readAgain(
  c: SiteContext,
  { programmes }: Site,
  { session, others, fields, edit }: Again,
): Promise<Response | null> {
  const { db, now } = c.get("deps");
  const planned = planEdit({ first: session, others, edit }, now);
  const moves = planned.ok ? planned.value.filter(isMove) : [];
  if (moves.length === 0 || fields.get("confirme") === "oui") {
    return null;
  }
  const moved = moves.map((move) => move.session.id);
  const counts = await countReached(db, moved);
  if (reachOf(counts, "all") === 0) {
    return null;
  }
  const { places } = await placesOf(db, idParam(c, "org", "structure"));
  const title = programmes.bySlug.get(session.slug)?.title ?? session.slug;
  const page = { base: baseOf(c), session, title, moves, counts, places, typed: fields.shown };
  return c.render(<MovePage {...page} />, HEAD);
}

type Asked = { sessions: readonly Session[]; fields: FormFields; edit: Edit };
/** What is read again before it is written: a room that is taken, an agreement asked of more of the young; null: nothing, or it was read. */
async function askedFirst(
  c: SiteContext,
  { sessions, fields, edit }: Asked,
): Promise<Pick<Shown, "clashes" | "isRaised"> | null> {
  const [first, ...others] = sessions;
  const except = sessions.map(({ id }) => id);
  const bookings = first === undefined ? [] : bookedBy(first, others, edit);
  const clashes = await clashesWith(c.get("deps").db, { bookings, except });
  const isRaised = sessions.some(({ consentUnderAge }) => edit.consentUnderAge > consentUnderAge);
  const isSeen =
    (clashes.length === 0 || fields.get("salle") === "vue") && (!isRaised || fields.get("accordVu") === "18");
  return isSeen ? null : { clashes, isRaised };
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
  { programmes }: Site,
  { fields, session }: { fields: FormFields; session: Session },
): Promise<EditRead> {
  const { now } = c.get("deps");
  const { errors: placeErrors, ...where } = await readPlace(c, { fields, session });
  const startsAt = readMoment(fields.get("debut"), where.tz);
  const endsAt = readMoment(fields.get("fin"), where.tz);
  const notes = Notes.safeParse(fields.get("savoir"));
  const errors: Errors = { ...placeErrors, ...errorAt("savoir", notes) };
  const { errors: restErrors, ...rest } = readRest(fields, { session, programmes });
  Object.assign(errors, restErrors);
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
          ...rest,
        },
      };
}

type Rest = Pick<Edit, "language" | "consentUnderAge" | "programme"> & { errors: Errors };
/** What is neither when nor where; the form shows no other programme once somebody holds a seat. */
function readRest(
  fields: FormFields,
  { session, programmes }: { session: Session; programmes: Site["programmes"] },
): Rest {
  const programme = fields.get("programme") === "" ? session.slug : fields.get("programme");
  const isOne = programme === session.slug || (programmes.bySlug.get(programme)?.audience ?? "class") !== "class";
  const accord = fields.get("accord") === "" ? String(session.consentUnderAge) : fields.get("accord");
  return {
    language: readLanguage(fields.get("langue")),
    consentUnderAge: readConsentAge(accord),
    programme,
    errors: isOne ? {} : { programme: "Choisissez un atelier." },
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
