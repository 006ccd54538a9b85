import { Hono } from "hono";

import { type SessionId, asId } from "../../kernel/ids.ts";
import { PROBLEMS } from "../../kernel/problem.ts";
import { DAY, PARIS, dayInWords, onClocks, zoned } from "../../kernel/time.ts";
import { errorAt } from "../../kernel/typed-error.ts";
import { typedNumber } from "../../kernel/typed-number.ts";
import { isPublicHoliday } from "../../kernel/working-days.ts";
import type { Deps } from "../../platform/deps.ts";
import { readAddress } from "../../privacy/contacts.store.ts";
import { type FormFields, readForm } from "../../platform/form.ts";
import { type Edge, type SiteContext, answerProblem, idParam } from "../../platform/http.ts";
import { saidOf } from "../../platform/said.ts";
import { EMPTY_FORM, type FormState } from "../../ui/form.tsx";
import { nameOf } from "../classes/areas.store.ts";
import type { Site } from "../sessions/edge.ts";
import { MOST_LETTERS, paragraph } from "../letters/session-message.ts";
import { showDay } from "../presence/presence.routes.tsx";
import { adultsNeeded } from "../facilitators/facilitator.ts";
import { type CalendarSpan, monthCodeOf, monthOf, weekOf } from "../sessions/month.ts";
import { type Session, TAKING_PLACE, isVisit, momentOf } from "../sessions/session.ts";
import { MOST_DATES, SHOWN_SINCE, cancelSessions, publishSessions, resizeSessions } from "./plan-session.ts";
import {
  PLANNING_SAID,
  BeforePage,
  CancelPage,
  MonthListPage,
  NewSessionPage,
  type StaffedRow,
  type Taken,
  WeekListPage,
} from "./planning.pages.tsx";
import { SessionListPage } from "./session-list.pages.tsx";
import { inSameWay, inScope, othersAhead, readScope } from "../sessions/scope.ts";
import { clashesWith, placesOf, sessionsSince, staffedIn } from "./planning.store.ts";
import { clashInWords } from "./rooms.ts";
import { ownSession, startsOf } from "../sessions/session.store.ts";
import { Capacity, readSession, type SessionPlan } from "./session.schema.ts";

const HEAD = { title: "Mon espace" } as const;
const LIST = "/espace/structures/:structure/seances";
const baseOf = (c: SiteContext): string => `/espace/structures/${c.req.param("structure") ?? ""}/seances`;

/** `/espace/structures/:structure/seances`: an association's sessions. The guard has let coordinators alone come here. */
export function planningRoutes(site: Site): Hono<Edge> {
  const app = new Hono<Edge>();
  app.get(LIST, async (c) => {
    const { db, now } = c.get("deps");
    const view = c.req.query("vue");
    if (view === "mois" || view === "semaine") {
      return view === "mois" ? showMonth(c, site) : showWeek(c, site);
    }
    const sessions = await sessionsSince(db, {
      associationId: idParam(c, "org", "structure"),
      from: now - SHOWN_SINCE,
    });
    const rows = sessions.map((session) => ({
      session,
      title: site.programmes.bySlug.get(session.slug)?.title ?? session.slug,
    }));
    const states = rows.map(({ session }) => session.state);
    const done = saidOf(c, PLANNING_SAID, states);
    const next = sessions.find(({ startsAt }) => startsAt > now);
    const month = next === undefined ? monthOf("", now).code : monthCodeOf(next);
    const asked = (name: string): string => (c.req.query(name) ?? "").slice(0, 80);
    const narrowed = { atelier: asked("atelier"), commune: asked("commune"), etat: asked("etat") };
    const page = { base: baseOf(c), rows, narrowed, done, month, now };
    return c.render(<SessionListPage {...page} />, HEAD);
  });
  app.get(`${LIST}/nouvelle`, async (c) => showForm(c, site, await likeAnother(c)));
  app.post(`${LIST}/nouvelle`, (c) => publish(c, site));
  for (const [name, run] of Object.entries(ACTS)) {
    app.post(`${LIST}/:seance/${name}`, async (c) => {
      const fields = await readForm(c);
      const session = await ownSession(c.get("deps").db, {
        id: idParam(c, "ses", "seance"),
        associationId: idParam(c, "org", "structure"),
      });
      return fields === null || session === null
        ? answerProblem(c, PROBLEMS[fields === null ? 400 : 404], site.show)
        : run(c, site, session, fields);
    });
  }
  return app;
}

/** The sessions of a month, with those that lack somebody. */
async function showMonth(c: SiteContext, site: Site): Promise<Response> {
  const { now } = c.get("deps");
  const month = monthOf(c.req.query("mois") ?? "", now);
  const rows = await staffedRows(c, site, month);
  return c.render(<MonthListPage base={baseOf(c)} month={month} rows={rows} now={now} />, HEAD);
}

/** The same for a week. */
async function showWeek(c: SiteContext, site: Site): Promise<Response> {
  const { now } = c.get("deps");
  const week = weekOf(c.req.query("jour") ?? "", now);
  const rows = await staffedRows(c, site, week);
  return c.render(<WeekListPage base={baseOf(c)} week={week} rows={rows} now={now} />, HEAD);
}

/** Somebody of the team as a calendar has room for: what stands before the @ of their address. */
const shortOf = (address: string | null): string => address?.replace(/@.*$/, "") ?? "adresse effacée";

/** The sessions of some days, who gives each and how many adults it still lacks. */
async function staffedRows(c: SiteContext, site: Site, span: CalendarSpan): Promise<StaffedRow[]> {
  const deps = c.get("deps");
  const staffed = await staffedIn(deps.db, { associationId: idParam(c, "org", "structure"), span });
  const contacts = [...new Set(staffed.flatMap(({ staff }) => staff))];
  const names = new Map(
    await Promise.all(contacts.map(async (id) => [id, shortOf(await readAddress(deps, id))] as const)),
  );
  return staffed.map(({ session, staff }) => {
    const programme = site.programmes.bySlug.get(session.slug);
    const lacks = adultsNeeded(programme?.audience ?? "youth", isVisit(session)) - staff.length;
    const isAhead = session.startsAt > deps.now && TAKING_PLACE.some((state) => state === session.state);
    return {
      session,
      title: programme?.title ?? session.slug,
      staff: staff.map((id) => names.get(id) ?? ""),
      lacks: isAhead ? Math.max(0, lacks) : 0,
    };
  });
}

/** The form, filled like another session of the association when the address names one. */
async function likeAnother(c: SiteContext): Promise<FormState> {
  const deps = c.get("deps");
  const model = await ownSession(c.get("deps").db, {
    id: asId("ses", c.req.query("modele")),
    associationId: idParam(c, "org", "structure"),
  });
  if (model === null) {
    return EMPTY_FORM;
  }
  const { places } = await placesOf(c.get("deps").db, idParam(c, "org", "structure"));
  const place = places.find(
    (one) => model.venue !== null && one.label === `${model.venue.name}, ${model.venue.commune}`,
  );
  const values = {
    programme: [model.slug],
    capacity: [String(model.capacity)],
    joinUrl: [model.joinUrl ?? ""],
    fuseau: [model.tz],
    accord: [String(model.consentUnderAge)],
    visibilite: [model.visibility],
    langue: [model.language],
    placesDistance: [model.mode === "online" ? "" : String(model.other?.capacity ?? "")],
    ...(await nextTerm(deps, model)),
  };
  return { values: { ...values, lieu: [model.mode === "online" ? "online" : (place?.id ?? "")] }, errors: {} };
}

/** When a series goes on: as many dates, at the rhythm it had, from the first that is still to come; nothing for one that stands alone. */
async function nextTerm({ db, now }: Deps, { seriesId, tz }: Session): Promise<Record<string, string[]>> {
  const dates = await startsOf(db, seriesId);
  const [last, before] = [dates.at(-1), dates.at(-2)];
  if (last === undefined || before === undefined) {
    return {};
  }
  const weeks = last - before > 10 * DAY ? 2 : 1;
  let first = zoned(last, tz).add({ weeks });
  while (first.epochMilliseconds / 1000 < now + DAY) {
    first = first.add({ weeks });
  }
  return {
    debut: [first.toPlainDateTime().toString({ smallestUnit: "minute" })],
    semaines: [String(dates.length)],
    rythme: [weeks === 2 ? "quinzaine" : "semaine"],
  };
}

async function showForm(c: SiteContext, { programmes }: Site, state: FormState): Promise<Response> {
  const deps = c.get("deps");
  const { places, home } = await placesOf(deps.db, idParam(c, "org", "structure"));
  const open = programmes.all.filter((programme) => programme.audience !== "class");
  const typed = state.values["cle"]?.[0] ?? "";
  const sessionKey = isKey(typed) ? typed : deps.newId("ses");
  return c.render(
    <NewSessionPage
      base={baseOf(c)}
      sessionKey={sessionKey}
      programmes={open}
      places={places}
      state={{ ...state, values: { fuseau: [home], ...state.values } }}
    />,
    HEAD,
  );
}
const Times = typedNumber(1, MOST_DATES, `Écrivez un nombre de dates, de 1 à ${MOST_DATES}, ou laissez vide.`);
const isKey = (text: string): text is SessionId => /^ses_[0-9a-f-]{36}$/.test(text);

type Publication =
  | { ok: true; plan: SessionPlan; starts: readonly number[]; departement: string | null; clocks: readonly string[] }
  | { ok: false; errors: Record<string, string> };
/** What is to be published, on which days, and on which clocks people may read it: its own, the one at home, that of Paris. */
async function readPublication(c: SiteContext, { programmes }: Site, form: FormFields): Promise<Publication> {
  const { db, now } = c.get("deps");
  const { places, home } = await placesOf(db, idParam(c, "org", "structure"));
  const zones = new Map(places.map(({ id, tz }) => [id, tz]));
  const open = programmes.all.filter((programme) => programme.audience !== "class");
  const minutes = new Map(open.map(({ slug, durationMinutes }) => [slug, durationMinutes]));
  const read = readSession(form, { minutes, zones, now });
  const times = Times.safeParse(form.get("semaines").trim() === "" ? "1" : form.get("semaines"));
  if (!read.ok || !times.success) {
    return { ok: false, errors: { ...(read.ok ? {} : read.errors), ...errorAt("semaines", times) } };
  }
  const { plan } = read;
  const place = places.find(({ id }) => id === plan.venueId);
  return {
    ok: true,
    plan,
    starts: repeated(plan, times.data, form.get("rythme") === "quinzaine" ? 2 : 1),
    departement: plan.venue?.departement ?? place?.departement ?? null,
    clocks: [...new Set([plan.tz, home, PARIS])],
  };
}

/** The same local hour every so many weeks, across changes of clocks. */
function repeated({ startsAt, tz }: SessionPlan, times: number, weeks: number): number[] {
  const first = zoned(startsAt, tz);
  return Array.from({ length: times }, (_, i) => Math.floor(first.add({ weeks: i * weeks }).epochMilliseconds / 1000));
}

/** What else is in the room on these days, in words. */
async function roomTaken(
  c: SiteContext,
  { plan, starts }: Publication & { ok: true },
  key: SessionId,
): Promise<Taken[]> {
  const { venueId, venue, startsAt, endsAt } = plan;
  const bookings = starts.map((at) => ({ venueId, venue, startsAt: at, endsAt: at + endsAt - startsAt }));
  const clashes = await clashesWith(c.get("deps").db, { bookings, except: [key] });
  return clashes.map((one) => clashInWords(one, { own: idParam(c, "org", "structure"), base: baseOf(c) }));
}

async function publish(c: SiteContext, site: Site): Promise<Response> {
  const form = await readForm(c);
  const key = form?.get("cle") ?? "";
  return form === null || !isKey(key) ? answerProblem(c, PROBLEMS[400], site.show) : publishAs(c, site, { form, key });
}

async function publishAs(
  c: SiteContext,
  site: Site,
  { form, key }: { form: FormFields; key: SessionId },
): Promise<Response> {
  const deps = c.get("deps");
  const association = idParam(c, "org", "structure");
  const read = await readPublication(c, site, form);
  if (!read.ok) {
    c.status(422);
    return showForm(c, site, { values: form.shown, errors: read.errors });
  }
  if (form.get("corriger") !== "") {
    return showForm(c, site, { values: form.shown, errors: {} });
  }
  const isRepeated = read.starts.length > 1;
  const chosen = isRepeated ? read.starts.filter((at) => form.all("dates").includes(String(at))) : read.starts;
  const isConfirmed = form.get("confirme") === "oui";
  const taken = isConfirmed ? [] : await roomTaken(c, read, key);
  const isAsked = isRepeated || read.clocks.length > 1 || taken.length > 0;
  if (isAsked && (!isConfirmed || chosen.length === 0)) {
    return showBefore(c, { read, fields: form.shown, isConfirmed, taken });
  }
  const by = { association, name: await nameOf(deps.db, association), person: c.get("who").personId };
  deps.ring(...(await publishSessions(deps, { by, plan: read.plan, key, starts: chosen })));
  return c.redirect(`${baseOf(c)}?fait=publier`, 303);
}

type Before = {
  read: Publication & { ok: true };
  fields: FormFields["shown"];
  isConfirmed: boolean;
  taken: readonly Taken[];
};
/** What could be taken for another is read again before it is published; every date struck out is nothing to publish. */
function showBefore(c: SiteContext, { read, fields, isConfirmed, taken }: Before): Response | Promise<Response> {
  const { plan, starts, clocks, departement } = read;
  const dates = starts.map((at) => {
    const isFree = isPublicHoliday(zoned(at, plan.tz).toPlainDate(), departement);
    return { at, words: dayInWords(at, plan.tz), isFree };
  });
  const error = isConfirmed && starts.length > 1 ? "Gardez au moins une date." : null;
  c.status(error === null ? 200 : 422);
  const page = {
    base: baseOf(c),
    taken,
    moment: clocks.length > 1 ? onClocks(plan.startsAt, clocks) : null,
    dates: starts.length > 1 ? dates : [],
    fields,
    error,
  };
  return c.render(<BeforePage {...page} />, HEAD);
}

/** What may be added to the mail of a cancellation, or nothing. */
const Beside = paragraph(0, MOST_LETTERS);

type Act = (c: SiteContext, site: Site, session: Session, fields: FormFields) => Promise<Response>;
const wrong = (c: SiteContext, site: Site, fields: FormFields, errors: Record<string, string>): Promise<Response> => {
  c.status(422);
  return showDay(c, site, { values: fields.shown, errors });
};
const ACTS: Readonly<Record<string, Act>> = {
  places: async (c, site, session, fields) => {
    const deps = c.get("deps");
    const capacity = Capacity.safeParse(fields.get("capacity"));
    if (!capacity.success) {
      return wrong(c, site, fields, errorAt("capacity", capacity));
    }
    const others = inSameWay(session, await othersAhead(deps.db, { session, now: deps.now }));
    const sessions = [session, ...inScope(readScope(fields), session, others)] as const;
    const done = await resizeSessions(deps, { sessions, capacity: capacity.data, person: c.get("who").personId });
    if (!done.ok && done.refusal === "too_few") {
      const taken = `${sessions.length > 1 ? `${momentOf(done.at)} : ` : ""}${done.at.taken} places sont prises : on ne peut pas descendre plus bas sans que des personnes annulent.`;
      return wrong(c, site, fields, { capacity: `${taken}${sessions.length > 1 ? " Aucune date n’a changé." : ""}` });
    }
    if (!done.ok) {
      return answerProblem(c, PROBLEMS[409], site.show);
    }
    deps.ring(...done.value);
    return c.redirect(`${baseOf(c)}/${session.id}?fait=places`, 303);
  },
  annuler: async (c, site, session, fields) => {
    const deps = c.get("deps");
    const others = await othersAhead(deps.db, { session, now: deps.now });
    const words = Beside.safeParse(fields.get("mot"));
    if (session.state !== "cancelled" && (fields.get("confirme") !== "oui" || !words.success)) {
      const isTyped = fields.get("confirme") === "oui";
      c.status(isTyped ? 422 : 200);
      const state = { values: fields.shown, errors: isTyped ? errorAt("mot", words) : {} };
      return c.render(<CancelPage base={baseOf(c)} session={session} others={others} state={state} />, HEAD);
    }
    const scope = readScope(fields);
    const sessions = [session, ...inScope(scope, session, others)] as const;
    const by = { association: idParam(c, "org", "structure"), person: c.get("who").personId };
    const done = await cancelSessions(deps, { sessions, by, words: words.data ?? "" });
    if (!done.ok) {
      const detail = `${momentOf(done.at)} : cette date ne s’annule plus, ou quelqu’un vient de la modifier. Aucune date n’a changé.`;
      return answerProblem(c, { ...PROBLEMS[409], detail }, site.show);
    }
    deps.ring(...done.value);
    return c.redirect(
      `${baseOf(c)}?fait=${session.seriesId === null || ["une", "date"].includes(scope.which) ? "annuler" : "annuler-serie"}`,
      303,
    );
  },
};
