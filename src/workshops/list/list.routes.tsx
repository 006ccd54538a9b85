import { Hono } from "hono";

import { antibotProblem, checkAntibot } from "../../platform/antibot-form.ts";
import { type FormFields, readForm } from "../../platform/form.ts";
import type { Edge, SiteContext } from "../../platform/http.ts";
import { EMPTY_FORM, type FormState } from "../../ui/form.tsx";
import { type SessionFound, type Site, problem, sessionOf } from "../sessions/edge.ts";
import { readPeople, refuseSeat } from "../seats/refusal.tsx";
import { joinList } from "./join-list.ts";
import { MOST_SEATS, type Party, partyAsked } from "../seats/party.ts";
import { ListFormPage } from "./list.pages.tsx";
import { holdUntil } from "../seats/manage-link.ts";
import type { PersonForm } from "../seats/registration.schema.ts";
import { type Ask, tooLateToAsk } from "../seats/reserve.ts";
import { mayQueue } from "../sessions/session.ts";

/** Joining the waiting list. GET shows; only POST joins. */
export function listRoutes(site: Site): Hono<Edge> {
  const app = new Hono<Edge>();
  app.get("/ateliers/seances/:id/liste", (c) => showListForm(c, site));
  app.post("/ateliers/seances/:id/liste", (c) => takeListForm(c, site));
  return app;
}

type Asked = { party: Party | null; who: string; places: string };

async function showListForm(c: SiteContext, site: Site): Promise<Response> {
  const found = await sessionOf(c, site);
  if (found === null) {
    return problem(c, site, 404);
  }
  const places = c.req.query("places") ?? "";
  const asked = Number(places) || Math.min(MOST_SEATS, found.session.capacity);
  if (!mayQueue(found.session, asked, c.get("deps").now)) {
    return c.redirect(`/ateliers/seances/${found.session.id}`, 303);
  }
  const who = found.programme.audience === "family" ? "famille" : "";
  const party = found.programme.audience === "youth" ? null : partyAsked(who, places, []);
  return listForm(c, found, { party, who, places }, EMPTY_FORM);
}

async function listForm(c: SiteContext, found: SessionFound, asked: Asked, state: FormState): Promise<Response> {
  const { now, antibot } = c.get("deps");
  const title = Object.keys(state.errors).length > 0 ? "À corriger" : "Liste d’attente";
  const page = <ListFormPage {...found} {...asked} state={state} now={now} ticket={await antibot.issue(now)} />;
  return c.render(page, { title, script: "antibot" });
}

/** Who the form is for; null when it does not say, or says somebody too young to come alone. */
function askedIn(form: FormFields, { programme }: SessionFound): Asked & { isTooYoung: boolean } {
  const [who, places] = [form.get("pour"), form.get("places")];
  const isUnsaid = programme.audience === "youth" && who === "";
  const party = isUnsaid ? null : partyAsked(who, places, programme.ages);
  return { party, who, places, isTooYoung: !isUnsaid && party === null };
}

type Ready = { ok: true; person: PersonForm; ask: Ask } | { ok: false; errors: Record<string, string> };

/** Everything about the people and the form, once it is said who comes. A mail tells them of a seat, so an address is needed. */
async function readEntry(c: SiteContext, form: FormFields, found: SessionFound, party: Party): Promise<Ready> {
  const verdict = await checkAntibot(c, form);
  const read = readPeople(form, found, party);
  const errors: Record<string, string> = read.ok ? {} : read.state.errors;
  if (read.ok && read.person.email === null) {
    errors["email"] =
      "Sur la liste, la réponse arrive par message : écris une adresse, ou demande à un parent de s’inscrire pour toi.";
  }
  if (!verdict.passed) {
    errors["billet"] = antibotProblem(verdict.why, "").detail;
  }
  return verdict.passed && read.ok && Object.keys(errors).length === 0
    ? {
        ok: true,
        person: read.person,
        ask: { key: verdict.ticketId, client: c.get("deps").client, lane: verdict.lane },
      }
    : { ok: false, errors };
}

async function takeListForm(c: SiteContext, site: Site): Promise<Response> {
  const form = await readForm(c);
  const found = await sessionOf(c, site);
  if (form === null || found === null) {
    return problem(c, site, form === null ? 400 : 404);
  }
  const { isTooYoung, ...asked } = askedIn(form, found);
  const { party } = asked;
  if (isTooYoung) {
    return c.redirect("/jeunes/moins-de-15-ans", 303);
  }
  if (party === null) {
    c.status(422);
    return listForm(c, found, asked, { values: form.shown, errors: { pour: "Dis d’abord pour qui est la place." } });
  }
  return form.get("etape") === "qui"
    ? listForm(c, found, asked, EMPTY_FORM)
    : takeEntry(c, site, { form, found, asked: { ...asked, party } });
}

type Entry = { form: FormFields; found: SessionFound; asked: Asked & { party: Party } };
async function takeEntry(c: SiteContext, site: Site, { form, found, asked }: Entry): Promise<Response> {
  const deps = c.get("deps");
  const { session } = found;
  const { party } = asked;
  const again = { sessionId: session.id, seats: party.bands.length, typed: { values: form.shown, errors: {} } };
  const late = tooLateToAsk(found, party, deps.now);
  if (late !== null) {
    return refuseSeat(c, site, late, again);
  }
  const read = await readEntry(c, form, found, party);
  if (!read.ok) {
    c.status(422);
    return listForm(c, found, asked, { values: form.shown, errors: read.errors });
  }
  const joined = await joinList(deps, { session, party, form: read.person, ask: read.ask });
  if (!joined.ok) {
    return refuseSeat(c, site, joined, again);
  }
  deps.ring(joined.value.eventId);
  return c.redirect(`/i/${await deps.links.sign("hold", joined.value.registrationId, holdUntil(deps.now))}`, 303);
}
