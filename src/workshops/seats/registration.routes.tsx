import { Hono } from "hono";

import { MINUTE } from "../../kernel/time.ts";
import { antibotProblem, checkAntibot } from "../../platform/antibot-form.ts";
import { readForm } from "../../platform/form.ts";
import { type Edge, type SiteContext, answerProblem } from "../../platform/http.ts";
import { EMPTY_FORM, type FormState } from "../../ui/form.tsx";
import { isTooLate } from "./consent.ts";
import { type SessionFound, type Site, problem, sessionOf } from "../sessions/edge.ts";
import { readPeople, refuseSeat } from "./refusal.tsx";
import { type Party, partyAsked, shapeOf } from "./party.ts";
import { holdUntil, manageSubject, manageUntil } from "./manage-link.ts";
import { ChildNoticePage, SeatFormPage } from "./registration.pages.tsx";
import { type Registration, findRegistration } from "./registration.store.ts";
import { register } from "./register.ts";
import { noSeat, reserve } from "./reserve.ts";

/** Reserving seats, and their form. GET shows; only POST holds or sends. */
export function registrationRoutes(site: Site): Hono<Edge> {
  const app = new Hono<Edge>();
  app.post("/ateliers/seances/:id/reserver", (c) => holdSeat(c, site));
  app.get("/ateliers/seances/:id/inscription", (c) => showSeatForm(c, site));
  app.post("/ateliers/seances/:id/inscription", (c) => takeSeatForm(c, site));
  return app;
}

const idOf = (c: SiteContext): string => c.req.param("id") ?? "";

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
  const found = form.get("jeunes") === "" ? null : await sessionOf(c, site);
  if (found !== null && form.get("pour") === "") {
    return c.redirect(`/ateliers/seances/${idOf(c)}?pour=a-dire#reserver`, 303);
  }
  const party = partyAsked(form.get("pour"), form.get("places"), found?.programme.ages ?? []);
  if (party === null) {
    return c.redirect("/jeunes/moins-de-15-ans", 303);
  }
  const again = { sessionId: idOf(c), seats: party.bands.length, typed: null };
  if (found !== null && isTooLate(found.session, party, deps.now)) {
    return refuseSeat(c, site, noSeat("consent_too_late", found.session), again);
  }
  const ask = { key: verdict.ticketId, client: deps.client, lane: verdict.lane };
  const held = await reserve(deps, idOf(c), ask, party);
  if (!held.ok) {
    return refuseSeat(c, site, held, again);
  }
  deps.ring(held.value.eventId);
  const token = await deps.links.sign("hold", held.value.registrationId, holdUntil(deps.now));
  return c.redirect(`/ateliers/seances/${idOf(c)}/inscription?place=${token}`, 303);
}

/** Who a registration seats, as its form needs to know. */
const partyOf = ({ kind, bands }: Registration): Party => ({ kind: kind === "person" ? "person" : "family", bands });

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
  const party = partyOf(registration);
  const shape = shapeOf(programme.audience, party, session.consentUnderAge);
  if (shape === "child" && c.req.query("compris") === undefined) {
    const props = { session, programme, party, state: EMPTY_FORM, now };
    const next = `/ateliers/seances/${session.id}/inscription?place=${token}&compris=1`;
    return c.render(<ChildNoticePage {...props} next={next} />, { title: "Votre inscription" });
  }
  // A calendar is often shared: offered to adults, left to choose to the young.
  const isYoung = shape === "alone" || shape === "child";
  const state = { ...EMPTY_FORM, values: isYoung ? {} : { isCalendarWanted: ["on"] } };
  return seatForm(c, { session, programme }, party, state, { until: registration.expiresAt ?? now, token });
}

function seatForm(
  c: SiteContext,
  found: SessionFound,
  party: Party,
  state: FormState,
  hold: { until: number; token: string },
) {
  const { now } = c.get("deps");
  const title = Object.keys(state.errors).length > 0 ? "À corriger" : "Votre inscription";
  return c.render(<SeatFormPage {...found} {...hold} party={party} state={state} now={now} />, { title });
}

async function takeSeatForm(c: SiteContext, site: Site): Promise<Response> {
  const deps = c.get("deps");
  const token = c.req.query("place") ?? "";
  const registrationId = await deps.links.verify("hold", token, deps.now);
  const form = await readForm(c);
  if (registrationId === null || form === null) {
    return problem(c, site, registrationId === null ? 410 : 400);
  }
  const held = await findRegistration(deps.db, registrationId);
  const programme = site.programmes.bySlug.get(held?.session.slug ?? "");
  if (held === null || programme === undefined || held.session.id !== idOf(c)) {
    return problem(c, site, 404);
  }
  const { registration, session } = held;
  const found = { session, programme };
  const party = partyOf(registration);
  const read = readPeople(form, found, party);
  if (!read.ok) {
    c.status(422);
    return seatForm(c, found, party, read.state, { until: registration.expiresAt ?? deps.now + 15 * MINUTE, token });
  }
  const done = await register(deps, registrationId, read.person, { client: deps.client, lane: "worked" });
  if (!done.ok) {
    const typed = { values: form.shown, errors: {} };
    return refuseSeat(c, site, done, { sessionId: session.id, seats: party.bands.length, typed });
  }
  deps.ring(done.value.eventId);
  // Without an address, this link is all a child has: it lasts as long as there is something to manage.
  const link =
    read.person.email === null
      ? await deps.links.sign("manage", manageSubject(done.value.registrationId, ""), manageUntil(session.endsAt))
      : await deps.links.sign("hold", done.value.registrationId, holdUntil(deps.now));
  return c.redirect(`/i/${link}`, 303);
}
