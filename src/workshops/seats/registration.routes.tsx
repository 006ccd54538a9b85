import { Hono } from "hono";

import { type RegistrationId, type SessionId, asId } from "../../kernel/ids.ts";
import { MINUTE } from "../../kernel/time.ts";
import type { AntibotVerdict } from "../../platform/antibot.ts";
import { antibotProblem, checkAntibot } from "../../platform/antibot-form.ts";
import { type FormFields, readForm } from "../../platform/form.ts";
import { type Edge, type SiteContext, answerProblem, idParam } from "../../platform/http.ts";
import { EMPTY_FORM, type FormState } from "../../ui/form.tsx";
import { type SessionFound, type Site, problem, sessionOf } from "../sessions/edge.ts";
import type { Session } from "../sessions/session.ts";
import { readPeople, refuseSeat } from "./refusal.tsx";
import { type Party, partyAsked, shapeOf } from "./party.ts";
import { holdUntil, manageSubject, manageUntil } from "./manage-link.ts";
import { type Again, ChildNoticePage, ReserveAgainPage, SeatFormPage } from "./registration.pages.tsx";
import { type RegistrationWithSession, findRegistration } from "./registration.store.ts";
import { register } from "./register.ts";
import { reserve, tooLateToAsk } from "./reserve.ts";

/** Reserving seats, and their form. GET shows; only POST holds or sends. */
export function registrationRoutes(site: Site): Hono<Edge> {
  const app = new Hono<Edge>();
  app.get("/billet", async (c) => {
    const { antibot, now } = c.get("deps");
    return c.text(await antibot.issue(now));
  });
  app.post("/ateliers/seances/:id/reserver", (c) => holdSeat(c, site));
  app.get("/ateliers/seances/:id/inscription", (c) => showSeatForm(c, site));
  app.post("/ateliers/seances/:id/inscription", (c) => takeSeatForm(c, site));
  return app;
}

const idOf = (c: SiteContext): SessionId => idParam(c, "ses", "id");

/** Asks for seats once more, with everything that was chosen. `ticket`: one that goes on; empty gives another. */
async function askAgain(
  c: SiteContext,
  site: Site,
  { why, form, ticket }: { why: Again; form: FormFields; ticket: string },
): Promise<Response> {
  const { antibot, now } = c.get("deps");
  const found = await sessionOf(c, site);
  if (found === null) {
    return problem(c, site, 404);
  }
  const errors: Record<string, string> = why === "who" ? { pour: "Dites d’abord pour qui est la place." } : {};
  const given = { ticket: ticket === "" ? await antibot.issue(now) : ticket, state: { values: form.shown, errors } };
  c.status(422);
  return c.render(<ReserveAgainPage {...found} {...given} why={why} />, { title: "Réserver", script: "antibot" });
}

async function holdSeat(c: SiteContext, site: Site): Promise<Response> {
  const form = await readForm(c);
  if (form === null) {
    return problem(c, site, 400);
  }
  const verdict = await checkAntibot(c, form);
  const ticket = form.get("billet");
  if (verdict.passed) {
    return holdFor(c, site, form, verdict);
  }
  if (verdict.why === "trap") {
    return answerProblem(c, antibotProblem(verdict.why, `/ateliers/seances/${idOf(c)}`), site.show);
  }
  return verdict.why === "too_fast"
    ? askAgain(c, site, { why: "too_fast", form, ticket })
    : askAgain(c, site, { why: "unproven", form, ticket: "" });
}

type Proven = AntibotVerdict & { passed: true };

async function holdFor(c: SiteContext, site: Site, form: FormFields, proven: Proven): Promise<Response> {
  const deps = c.get("deps");
  const found = form.get("jeunes") === "" ? null : await sessionOf(c, site);
  if (found !== null && form.get("pour") === "") {
    return askAgain(c, site, { why: "who", form, ticket: form.get("billet") });
  }
  const party = partyAsked(form.get("pour"), form.get("places"), found?.programme.ages ?? []);
  if (party === null) {
    return c.redirect("/jeunes/moins-de-15-ans", 303);
  }
  const again = { sessionId: idOf(c), seats: party.bands.length, typed: null };
  const ask = { key: proven.ticketId, client: deps.client, lane: proven.lane };
  const held = tooLateToAsk(found, party, deps.now) ?? (await reserve(deps, { sessionId: idOf(c), ask, party }));
  if (!held.ok) {
    return refuseSeat(c, site, held, again);
  }
  return c.redirect(
    `/ateliers/seances/${idOf(c)}/inscription?place=${await holdLink(c, held.value.registrationId)}`,
    303,
  );
}

/** What the browser that made a hold shows again, to go on with it. */
const holdLink = (c: SiteContext, registrationId: RegistrationId): Promise<string> => {
  const { links, now } = c.get("deps");
  return links.sign("hold", registrationId, holdUntil(now));
};

/** Seats that a browser holds, and who is to have them. */
type HeldSeats = RegistrationWithSession & SessionFound & { party: Party };

/** The seats of a registration, in the session of the address; null when it is not of that session. */
async function heldSeats(c: SiteContext, site: Site, registrationId: RegistrationId): Promise<HeldSeats | null> {
  const found = await findRegistration(c.get("deps").db, registrationId);
  const programme = site.programmes.bySlug.get(found?.session.slug ?? "");
  if (found === null || programme === undefined || found.session.id !== idOf(c)) {
    return null;
  }
  const { kind, bands } = found.registration;
  return { ...found, programme, party: { kind: kind === "person" ? "person" : "family", bands } };
}

async function showSeatForm(c: SiteContext, site: Site): Promise<Response> {
  const { links, now } = c.get("deps");
  const token = c.req.query("place") ?? "";
  const registrationId = await links.verify("hold", token, now);
  if (registrationId === null) {
    return c.redirect(`/ateliers/seances/${idOf(c)}`, 303);
  }
  const held = await heldSeats(c, site, asId("reg", registrationId));
  if (held === null) {
    return problem(c, site, 404);
  }
  const { registration, session, programme, party } = held;
  if (registration.contactId !== null || registration.state !== "held") {
    return c.redirect(`/i/${token}`, 303);
  }
  const shape = shapeOf(programme.audience, party, session.consentUnderAge);
  if (shape === "child" && c.req.query("compris") === undefined) {
    const props = { session, programme, party, state: EMPTY_FORM, now };
    const next = `/ateliers/seances/${session.id}/inscription?place=${token}&compris=1`;
    return c.render(<ChildNoticePage {...props} next={next} />, { title: "Votre inscription" });
  }
  // A calendar is often shared: offered to adults, left to choose to the young.
  const isYoung = shape === "alone" || shape === "child";
  const state = { ...EMPTY_FORM, values: isYoung ? {} : { isCalendarWanted: ["on"] } };
  return seatForm(c, held, state, { until: registration.expiresAt ?? now, token });
}

function seatForm(
  c: SiteContext,
  { session, programme, party }: HeldSeats,
  state: FormState,
  hold: { until: number; token: string },
) {
  const title = Object.keys(state.errors).length > 0 ? "À corriger" : "Votre inscription";
  const props = { session, programme, party, state, now: c.get("deps").now };
  return c.render(<SeatFormPage {...props} {...hold} />, { title });
}

async function takeSeatForm(c: SiteContext, site: Site): Promise<Response> {
  const deps = c.get("deps");
  const token = c.req.query("place") ?? "";
  const registrationId = await deps.links.verify("hold", token, deps.now);
  const form = await readForm(c);
  if (registrationId === null || form === null) {
    return problem(c, site, registrationId === null ? 410 : 400);
  }
  const held = await heldSeats(c, site, asId("reg", registrationId));
  if (held === null) {
    return problem(c, site, 404);
  }
  const { registration, session, party } = held;
  const read = readPeople(form, held, party);
  if (!read.ok) {
    c.status(422);
    return seatForm(c, held, read.state, { until: registration.expiresAt ?? deps.now + 15 * MINUTE, token });
  }
  const done = await register(deps, {
    registrationId: registration.id,
    form: read.person,
    ask: { client: deps.client, lane: "worked" },
  });
  if (!done.ok) {
    const typed = { values: form.shown, errors: {} };
    return refuseSeat(c, site, done, { sessionId: session.id, seats: party.bands.length, typed });
  }
  deps.ring(done.value.eventId);
  return c.redirect(`/i/${await linkAfter(c, done.value.registrationId, session, read.person.email)}`, 303);
}

/** The link that the browser goes on with. Without an address it is all a child has: it lasts as long as there is something to manage. */
function linkAfter(c: SiteContext, id: RegistrationId, { endsAt }: Session, email: string | null): Promise<string> {
  return email === null
    ? c.get("deps").links.sign("manage", manageSubject(id, null), manageUntil(endsAt))
    : holdLink(c, id);
}
