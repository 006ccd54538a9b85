import { Hono } from "hono";

import { HOUR, MINUTE } from "../kernel/time.ts";
import { antibotProblem, checkAntibot } from "../platform/antibot-form.ts";
import { readForm } from "../platform/form.ts";
import { type Edge, type SiteContext, answerProblem } from "../platform/http.ts";
import { EMPTY_FORM, type FormState } from "../ui/form.tsx";
import { type SessionFound, type Site, problem, readPerson, refuseSeat, sessionOf } from "./edge.tsx";
import { joinList } from "./join-list.ts";
import { ListFormPage, SeatFormPage } from "./registration.pages.tsx";
import { findRegistration } from "./registration.store.ts";
import { register } from "./register.ts";
import { reserve } from "./reserve.ts";
import { doorOf, isInformalFor } from "./session.ts";

/** Reserving a seat, its form, and joining the waiting list. GET shows; only POST holds, sends or joins. */
export function registrationRoutes(site: Site): Hono<Edge> {
  const app = new Hono<Edge>();
  app.post("/ateliers/seances/:id/reserver", (c) => holdSeat(c, site));
  app.get("/ateliers/seances/:id/inscription", (c) => showSeatForm(c, site));
  app.post("/ateliers/seances/:id/inscription", (c) => takeSeatForm(c, site));
  app.get("/ateliers/seances/:id/liste", (c) => showListForm(c, site));
  app.post("/ateliers/seances/:id/liste", (c) => takeListForm(c, site));
  return app;
}

const idOf = (c: SiteContext): string => c.req.param("id") ?? "";

/** The link of the browser that made a hold lives a little longer than the longest hold. */
export const holdLink = (c: SiteContext, registrationId: string): Promise<string> => {
  const { links, now } = c.get("deps");
  return links.sign("hold", registrationId, now + 26 * HOUR);
};

async function holdSeat(c: SiteContext, site: Site): Promise<Response> {
  const deps = c.get("deps");
  const form = await readForm(c);
  if (form === null) {
    return problem(c, site, 400);
  }
  const verdict = await checkAntibot(c, form);
  if (!verdict.passed) {
    return answerProblem(c, antibotProblem(verdict.why, `/ateliers/seances/${idOf(c)}`), site.show);
  }
  const held = await reserve(deps, idOf(c), { key: verdict.ticketId, client: deps.client, lane: verdict.lane });
  if (!held.ok) {
    return refuseSeat(c, site, held, idOf(c), null);
  }
  deps.ring(held.value.eventId);
  return c.redirect(
    `/ateliers/seances/${idOf(c)}/inscription?place=${await holdLink(c, held.value.registrationId)}`,
    303,
  );
}

async function showSeatForm(c: SiteContext, site: Site): Promise<Response> {
  const { links, now, db } = c.get("deps");
  const token = c.req.query("place") ?? "";
  const registrationId = await links.verify("hold", token, now);
  if (registrationId === null) {
    return c.redirect(`/ateliers/seances/${idOf(c)}`, 303);
  }
  const found = await findRegistration(db, registrationId);
  const programme = site.programmes.bySlug.get(found?.session.slug ?? "");
  if (found === null || programme === undefined || found.session.id !== idOf(c)) {
    return problem(c, site, 404);
  }
  const { registration, session } = found;
  if (registration.contactId !== null || registration.state !== "held") {
    return c.redirect(`/i/${token}`, 303);
  }
  const isInformal = isInformalFor(programme.audience);
  // A calendar is often shared: offered to adults, left to choose to the young.
  const state = { ...EMPTY_FORM, values: isInformal ? {} : { isCalendarWanted: ["on"] } };
  return seatForm(c, { session, programme }, state, registration.expiresAt ?? now, token);
}

function seatForm(c: SiteContext, found: SessionFound, state: FormState, until: number, token: string) {
  const { now } = c.get("deps");
  const title = Object.keys(state.errors).length > 0 ? "À corriger" : "Votre inscription";
  return c.render(<SeatFormPage {...found} state={state} until={until} now={now} token={token} />, { title });
}

async function takeSeatForm(c: SiteContext, site: Site): Promise<Response> {
  const deps = c.get("deps");
  const token = c.req.query("place") ?? "";
  const registrationId = await deps.links.verify("hold", token, deps.now);
  const form = await readForm(c);
  if (registrationId === null || form === null) {
    return problem(c, site, registrationId === null ? 410 : 400);
  }
  const found = await sessionOf(c, site);
  if (found === null) {
    return problem(c, site, 404);
  }
  const read = readPerson(form, found.programme);
  if (!read.ok) {
    c.status(422);
    const held = await findRegistration(deps.db, registrationId);
    return seatForm(c, found, read.state, held?.registration.expiresAt ?? deps.now + 15 * MINUTE, token);
  }
  const done = await register(deps, registrationId, read.person, { client: deps.client, lane: "worked" });
  if (!done.ok) {
    return refuseSeat(c, site, done, found.session.id, { values: form.shown, errors: {} });
  }
  deps.ring(done.value.eventId);
  return c.redirect(`/i/${await holdLink(c, done.value.registrationId)}`, 303);
}

async function showListForm(c: SiteContext, site: Site): Promise<Response> {
  const found = await sessionOf(c, site);
  if (found === null) {
    return problem(c, site, 404);
  }
  return doorOf(found.session, c.get("deps").now) === "queue"
    ? listForm(c, found, EMPTY_FORM)
    : c.redirect(`/ateliers/seances/${found.session.id}`, 303);
}

async function listForm(c: SiteContext, found: SessionFound, state: FormState): Promise<Response> {
  const { now, antibot } = c.get("deps");
  const title = Object.keys(state.errors).length > 0 ? "À corriger" : "Liste d’attente";
  const page = <ListFormPage {...found} state={state} now={now} ticket={await antibot.issue(now)} />;
  return c.render(page, { title, script: "antibot" });
}

async function takeListForm(c: SiteContext, site: Site): Promise<Response> {
  const deps = c.get("deps");
  const form = await readForm(c);
  const found = await sessionOf(c, site);
  if (form === null || found === null) {
    return problem(c, site, form === null ? 400 : 404);
  }
  const verdict = await checkAntibot(c, form);
  const read = readPerson(form, found.programme);
  if (!verdict.passed || !read.ok) {
    c.status(422);
    const errors = read.ok ? {} : read.state.errors;
    const billet = verdict.passed ? {} : { billet: antibotProblem(verdict.why, "").detail };
    return listForm(c, found, { values: form.shown, errors: { ...errors, ...billet } });
  }
  const ask = { key: verdict.ticketId, client: deps.client, lane: verdict.lane };
  const joined = await joinList(deps, found.session, read.person, ask);
  if (!joined.ok) {
    return refuseSeat(c, site, joined, found.session.id, { values: form.shown, errors: {} });
  }
  deps.ring(joined.value.eventId);
  return c.redirect(`/i/${await holdLink(c, joined.value.registrationId)}`, 303);
}
