import { Hono } from "hono";

import { asId } from "../../kernel/ids.ts";
import { PROBLEMS } from "../../kernel/problem.ts";
import { DAY, PARIS, dayOf } from "../../kernel/time.ts";
import { type FormFields, readForm } from "../../platform/form.ts";
import { type Edge, type SiteContext, answerProblem, idParam } from "../../platform/http.ts";
import { saidOf } from "../../platform/said.ts";
import { newRef } from "../../platform/ids.ts";
import { readAddress } from "../../privacy/contacts.store.ts";
import { EMPTY_FORM, type FormState } from "../../ui/form.tsx";
import { renderFeed } from "../sessions/calendar.ts";
import { entryOf } from "../catalogue/public-session.ts";
import { openList } from "../presence/presence.routes.tsx";
import { type Site, problem } from "../sessions/edge.ts";
import { inScope, othersAhead, readScope } from "../sessions/scope.ts";
import { type Session, isVisit, momentOf } from "../sessions/session.ts";
import { ownSession } from "../sessions/session.store.ts";
import { adultsNeeded, isCovered, mayComeAlong, readChecks } from "./facilitator.ts";
import {
  TEAM_SAID,
  type TeamStanding,
  FacilitatorsPage,
  MySessionsPage,
  type Named,
  StaffPage,
} from "./facilitators.pages.tsx";
import * as store from "./facilitators.store.ts";
import { type Lacking, callTeam } from "./call-team.ts";
import { type OwnNeed, lackedBy, readOwnNeeds } from "./own-needs.ts";
import { ShownNameForm } from "../catalogue/shown-name.ts";
import { nameOfMember, needsOfTeam, sayName, sayNeeds } from "./say-words.ts";
import { fieldErrors } from "../seats/registration.schema.ts";
import { answerCall, answerOffer, assignTo, noteChecks, reportMissing, takeOff } from "./staff-session.ts";

const HEAD = { title: "Mon espace" } as const;
const SPACE = "/espace/structures/:structure";
const REFUSED = {
  not_covered: "Sa vérification ne couvre pas ce jour, ou sa formation n’est pas notée.",
  not_free: "Cette personne anime déjà une autre séance à cette heure.",
  not_found: "Choisissez quelqu’un de l’équipe.",
  no_room: "Deux personnes accompagnent déjà cette séance : pas plus.",
  filled: "Quelqu’un a répondu avant vous : la place est prise.",
  cancelled: "Cette séance est annulée.",
  nobody_lacks: "Personne ne manque à ces dates.",
  nobody_free: "Personne d’autre de l’équipe n’est vérifié et libre à ces dates.",
} as const;
/** The same, to whom they are about. */
const REFUSED_YOU = {
  not_covered:
    "Votre vérification ne couvre pas ce jour, ou votre formation n’est pas notée : voyez avec la coordination.",
  not_free: "Vous animez déjà une autre séance à cette heure.",
  not_found: "Vous n’êtes plus dans l’équipe de cette séance : voyez avec la coordination.",
  no_room: REFUSED.no_room,
  filled: REFUSED.filled,
  cancelled: REFUSED.cancelled,
} as const;

const spaceOf = (c: SiteContext): string => `/espace/structures/${c.req.param("structure") ?? ""}`;
const doneOf = (c: SiteContext, standing: readonly TeamStanding[]): string | null => saidOf(c, TEAM_SAID, standing);

/** Who may give sessions, who gives which, and a calendar for each. The guard has let in those who may. */
export function facilitatorRoutes(site: Site): Hono<Edge> {
  const app = new Hono<Edge>();
  app.get(`${SPACE}/intervenants`, (c) => showTeam(c, EMPTY_FORM));
  app.post(`${SPACE}/intervenants/noter`, (c) => note(c, site));
  app.get(`${SPACE}/seances/:seance/equipe`, (c) => showStaff(c, site, EMPTY_FORM));
  app.post(`${SPACE}/seances/:seance/equipe/assigner`, (c) => staff(c, site, "assigner"));
  app.post(`${SPACE}/seances/:seance/equipe/retirer`, (c) => staff(c, site, "retirer"));
  app.post(`${SPACE}/seances/:seance/equipe/appeler`, (c) => appeal(c, site));
  app.post(`${SPACE}/seances/:seance/equipe/accepter`, (c) => settleOffer(c, site, true));
  app.post(`${SPACE}/seances/:seance/equipe/non`, (c) => settleOffer(c, site, false));
  app.post(`${SPACE}/mes-seances/venir`, (c) => come(c, site));
  app.post(`${SPACE}/seances/:seance/manque`, (c) => missing(c, site));
  app.post(`${SPACE}/mes-seances/besoins`, async (c) => {
    const form = await readForm(c);
    const whose = { associationId: idParam(c, "org", "structure"), personId: c.get("who").personId };
    await sayNeeds(c.get("deps"), { ...whose, needs: readOwnNeeds(form?.all("besoins") ?? []) });
    return c.redirect(`${spaceOf(c)}/mes-seances?fait=besoins`, 303);
  });
  app.post(`${SPACE}/mes-seances/prenom`, (c) => takeName(c, site));
  app.get(`${SPACE}/mes-seances`, (c) => showMine(c, site, EMPTY_FORM));
  app.post(`${SPACE}/mes-seances/agenda`, async (c) => {
    const { db, random } = c.get("deps");
    const ref = newRef(random) + newRef(random);
    await db.batch([store.renewFeed(idParam(c, "org", "structure"), c.get("who").personId, ref)]);
    return c.redirect(`${spaceOf(c)}/mes-seances?fait=agenda`, 303);
  });
  app.get("/agenda/intervenant/:file", (c) => secretFeed(c, site));
  return app;
}

async function named(c: SiteContext): Promise<Named[]> {
  const deps = c.get("deps");
  const team = await store.teamOf(deps.db, idParam(c, "org", "structure"));
  const needs = await needsOfTeam(deps, idParam(c, "org", "structure"));
  const withAddress = async (one: (typeof team)[number]): Promise<Named> => ({
    ...one,
    needs: needs.get(one.personId) ?? [],
    address: (await readAddress(deps, one.contactId)) ?? "Adresse effacée",
  });
  return Promise.all(team.map(withAddress));
}

async function showTeam(c: SiteContext, state: FormState): Promise<Response> {
  const todayOn = dayOf(c.get("deps").now, PARIS);
  const props = { base: `${spaceOf(c)}/intervenants`, team: await named(c), todayOn, state, done: doneOf(c, ["team"]) };
  return c.render(<FacilitatorsPage {...props} />, HEAD);
}

async function note(c: SiteContext, site: Site): Promise<Response> {
  const deps = c.get("deps");
  const form = await readForm(c);
  const associationId = idParam(c, "org", "structure");
  const personId = asId("per", form?.get("personne"));
  const team = await store.teamOf(deps.db, associationId);
  if (form === null || !team.some((one) => one.personId === personId)) {
    return answerProblem(c, PROBLEMS[form === null ? 400 : 404], site.show);
  }
  const read = readChecks(form, dayOf(deps.now, PARIS));
  if (!read.ok) {
    c.status(422);
    return showTeam(c, { values: form.shown, errors: read.errors, row: personId });
  }
  deps.ring(
    await noteChecks(deps, { who: { associationId, personId, by: c.get("who").personId }, checks: read.checks }),
  );
  return c.redirect(`${spaceOf(c)}/intervenants?fait=noter`, 303);
}

async function showStaff(c: SiteContext, site: Site, state: FormState & { lacked?: OwnNeed[] }): Promise<Response> {
  const { db } = c.get("deps");
  const session = await ownSession(db, {
    id: idParam(c, "ses", "seance"),
    associationId: idParam(c, "org", "structure"),
  });
  const programme = site.programmes.bySlug.get(session?.slug ?? "");
  if (session === null || programme === undefined) {
    return answerProblem(c, PROBLEMS[404], site.show);
  }
  const [team, on] = [await named(c), await store.assignedTo(db, session.id)];
  const partOf = (one: Named) => on.find((x) => x.facilitator_id === one.facilitatorId)?.part ?? null;
  const assigned = team.filter((one) => partOf(one) === "lead");
  const helpers = team.filter((one) => partOf(one) === "helper");
  const offers = await store.offersFor(db, session.id);
  const day = dayOf(session.startsAt, session.tz);
  const others = team.filter((one) => mayComeAlong(one.checks, day) && partOf(one) === null);
  const standing: TeamStanding[] = [];
  const call = await store.callFor(db, session.id);
  standing.push(assigned.length + helpers.length > 0 ? "given" : "team", others.length > 0 ? "free" : "team");
  standing.push(call === null ? "team" : "called");
  const props = {
    session,
    title: programme.title,
    state,
    lacked: state.lacked ?? [],
    done: doneOf(c, standing),
    base: `${spaceOf(c)}/seances/${session.id}`,
    needed: adultsNeeded(programme.audience, isVisit(session)),
    assigned,
    helpers,
    offered: team.filter((one) => offers.includes(one.facilitatorId ?? "")),
    others: others.map((one) => Object.assign({ isTrained: isCovered(one.checks, day) }, one)),
    call,
    free: (await store.couldCome(db, session)).length,
    dates: await othersAhead(db, { session, now: c.get("deps").now }),
  };
  return c.render(<StaffPage {...props} />, HEAD);
}

async function staff(c: SiteContext, site: Site, act: "assigner" | "retirer"): Promise<Response> {
  const deps = c.get("deps");
  const form = await readForm(c);
  const session = await ownSession(deps.db, {
    id: idParam(c, "ses", "seance"),
    associationId: idParam(c, "org", "structure"),
  });
  if (form === null || session === null) {
    return answerProblem(c, PROBLEMS[form === null ? 400 : 404], site.show);
  }
  if (act === "retirer") {
    await takeOff(deps, { session, facilitatorId: form.get("qui"), by: c.get("who").personId });
    return c.redirect(`${spaceOf(c)}/seances/${session.id}/equipe?fait=retirer`, 303);
  }
  return assignByHand(c, site, { session, form });
}

/** One date, or several at once; what a place lacks of what they need is said first. */
async function assignByHand(
  c: SiteContext,
  site: Site,
  { session, form }: { session: Session; form: FormFields },
): Promise<Response> {
  const deps = c.get("deps");
  const [by, facilitatorId] = [c.get("who").personId, form.get("qui")];
  const others = inScope(readScope(form), session, await othersAhead(deps.db, { session, now: deps.now }));
  const lacked = await lackedByAny(c, { sessions: [session].concat(others), facilitatorId });
  if (lacked.length > 0 && form.get("lieu") !== "vu") {
    c.status(409);
    return showStaff(c, site, { values: form.shown, errors: {}, lacked });
  }
  const part = form.get("part") === "helper" ? "helper" : "lead";
  const done = await assignTo(deps, { session, others, facilitatorId, by, part });
  if (!done.ok) {
    c.status(422);
    const why = REFUSED[done.refusal];
    const qui = others.length === 0 ? why : `${momentOf(done.at)} : ${why} Rien n’est enregistré.`;
    return showStaff(c, site, { values: form.shown, errors: { qui } });
  }
  return c.redirect(`${spaceOf(c)}/seances/${session.id}/equipe?fait=assigner`, 303);
}

/** What somebody of the team needs and some of these places lack. */
async function lackedByAny(
  c: SiteContext,
  { sessions, facilitatorId }: { sessions: readonly Session[]; facilitatorId: string },
): Promise<OwnNeed[]> {
  const member = (await named(c)).find((one) => one.facilitatorId === facilitatorId);
  return Array.from(new Set(sessions.flatMap((session) => lackedBy(member?.needs ?? [], session))));
}

/** « Appeler l'équipe »: for this date, or for those of its series that lack somebody. */
async function appeal(c: SiteContext, site: Site): Promise<Response> {
  const deps = c.get("deps");
  const form = await readForm(c);
  const association = idParam(c, "org", "structure");
  const session = await ownSession(deps.db, { id: idParam(c, "ses", "seance"), associationId: association });
  if (form === null || session === null) {
    return answerProblem(c, PROBLEMS[form === null ? 400 : 404], site.show);
  }
  const others = await othersAhead(deps.db, { session, now: deps.now });
  const lacking: Lacking[] = [];
  for (const one of [session].concat(inScope(readScope(form), session, others))) {
    const audience = site.programmes.bySlug.get(one.slug)?.audience ?? "youth";
    const wanted = adultsNeeded(audience, isVisit(one)) - (await store.countLeads(deps.db, one.id));
    if (wanted > 0 && one.startsAt > deps.now) {
      lacking.push({ session: one, wanted });
    }
  }
  const asksFirst = form.get("accord") === "on";
  const done = await callTeam(deps, { lacking, association, by: c.get("who").personId, asksFirst });
  if (!done.ok) {
    c.status(422);
    return showStaff(c, site, { values: form.shown, errors: { portee: REFUSED[done.refusal] } });
  }
  deps.ring(done.value);
  return c.redirect(`${spaceOf(c)}/seances/${session.id}/equipe?fait=appeler`, 303);
}

/** Yes or no to somebody who offers to come. */
async function settleOffer(c: SiteContext, site: Site, isYes: boolean): Promise<Response> {
  const deps = c.get("deps");
  const form = await readForm(c);
  const session = await ownSession(deps.db, {
    id: idParam(c, "ses", "seance"),
    associationId: idParam(c, "org", "structure"),
  });
  if (form === null || session === null) {
    return answerProblem(c, PROBLEMS[form === null ? 400 : 404], site.show);
  }
  const by = c.get("who").personId;
  const done = await answerOffer(deps, { session, facilitatorId: form.get("qui"), by, isYes });
  if (!done.ok) {
    c.status(422);
    return showStaff(c, site, { values: form.shown, errors: { qui: REFUSED[done.refusal] } });
  }
  return c.redirect(`${spaceOf(c)}/seances/${session.id}/equipe?fait=${isYes ? "assigner" : "decliner"}`, 303);
}

/** « Je viens »: by the same constraints as being assigned, the first to answer. */
async function come(c: SiteContext, site: Site): Promise<Response> {
  const deps = c.get("deps");
  const form = await readForm(c);
  const [associationId, personId] = [idParam(c, "org", "structure"), c.get("who").personId];
  const session = await ownSession(deps.db, { id: asId("ses", form?.get("seance")), associationId });
  const own = await store.checksOf(deps.db, { associationId, personId });
  if (form === null || session === null || own === null) {
    return answerProblem(c, PROBLEMS[form === null ? 400 : 404], site.show);
  }
  const done = await answerCall(deps, { session, facilitatorId: own.id, by: personId });
  if (!done.ok) {
    const next = { label: "Mes séances", href: `${spaceOf(c)}/mes-seances` };
    return answerProblem(c, { ...PROBLEMS[409], detail: REFUSED_YOU[done.refusal], next }, site.show);
  }
  const isOffered = (await store.offersFor(deps.db, session.id)).includes(own.id);
  return c.redirect(`${spaceOf(c)}/mes-seances?fait=${isOffered ? "proposer" : "venir"}`, 303);
}

/** « Il manque quelqu'un »: from the list of the day. */
async function missing(c: SiteContext, site: Site): Promise<Response> {
  const deps = c.get("deps");
  const list = await openList(c);
  if (list === null || !list.isOpen) {
    return answerProblem(c, PROBLEMS[list === null ? 404 : 409], site.show);
  }
  await reportMissing(deps, { session: list.session, by: c.get("who").personId });
  return c.redirect(`${list.base}?fait=manque`, 303);
}

/** Their own yes, and nobody else's: a name is shown once they write it, and no more once they take it back. */
async function takeName(c: SiteContext, site: Site): Promise<Response> {
  const form = await readForm(c);
  if (form === null) {
    return answerProblem(c, PROBLEMS[400], site.show);
  }
  const whose = { associationId: idParam(c, "org", "structure"), personId: c.get("who").personId };
  if (form.get("retirer") === "oui") {
    await sayName(c.get("deps"), { ...whose, name: null });
    return c.redirect(`${spaceOf(c)}/mes-seances?fait=prenom-retire`, 303);
  }
  const read = ShownNameForm.safeParse({ prenom: form.get("prenom"), ligne: form.get("ligne") });
  if (!read.success) {
    c.status(422);
    return showMine(c, site, { values: form.shown, errors: fieldErrors(read.error) });
  }
  await sayName(c.get("deps"), { ...whose, name: { first: read.data.prenom, line: read.data.ligne } });
  return c.redirect(`${spaceOf(c)}/mes-seances?fait=prenom`, 303);
}

async function showMine(c: SiteContext, site: Site, state: FormState): Promise<Response> {
  const { db, now, origin } = c.get("deps");
  const [association, person] = [idParam(c, "org", "structure"), c.get("who").personId];
  const sessions = await store.sessionsOfPerson(db, { associationId: association, personId: person, from: now - DAY });
  const own = await store.checksOf(db, { associationId: association, personId: person });
  const open = await store.callsFor(db, { associationId: association, personId: person, now });
  const offered = new Set(await store.offersOf(db, { associationId: association, personId: person, now }));
  const calls = open.filter(({ startsAt, tz }) => own !== null && isCovered(own, dayOf(startsAt, tz)));
  const titled = (session: Session) => ({
    session,
    title: site.programmes.bySlug.get(session.slug)?.title ?? session.slug,
  });
  const ref = await store.feedRefOf(db, { associationId: association, personId: person });
  const name = await nameOfMember(c.get("deps"), { associationId: association, personId: person });
  const props = {
    base: spaceOf(c),
    name,
    state,
    needs: (await needsOfTeam(c.get("deps"), association)).get(person) ?? [],
    done: doneOf(c, [
      "calendar",
      name === null ? "unnamed" : "named",
      ...(sessions.length > 0 ? ["given" as const] : []),
      ...(offered.size > 0 ? ["offered" as const] : []),
    ]),
    calls: calls.map((session) => Object.assign(titled(session), { isOffered: offered.has(session.id) })),
    feed: ref === null ? null : `${origin}/agenda/intervenant/${ref}.ics`,
    sessions: sessions.map(titled),
  };
  return c.render(<MySessionsPage {...props} />, HEAD);
}

/** A calendar that only its owner knows the address of: titles are neutral, nobody is named. */
async function secretFeed(c: SiteContext, site: Site): Promise<Response> {
  const { db, now, origin } = c.get("deps");
  const ref = /^([a-z0-9]{20})\.ics$/.exec(c.req.param("file") ?? "")?.[1];
  const sessions = ref === undefined ? null : await store.sessionsOfFeed(db, { ref, from: now - 30 * DAY });
  if (sessions === null) {
    return problem(c, site, 404);
  }
  const entries = sessions.map((session) =>
    entryOf(session, site.programmes.bySlug.get(session.slug), { origin, now }),
  );
  return c.body(renderFeed("Ligne Sûre · mes séances", entries, now), 200, {
    "content-type": "text/calendar; charset=utf-8",
    "cache-control": "private, no-store",
  });
}
