import { Hono } from "hono";

import { PROBLEMS } from "../kernel/problem.ts";
import { HOUR } from "../kernel/time.ts";
import type { AntibotVerdict } from "../platform/antibot.ts";
import { type FormFields, readForm } from "../platform/form.ts";
import { type Edge, type ShowProblem, type SiteContext, answerProblem } from "../platform/http.ts";
import { EMPTY_FORM, type FormState } from "../ui/form.tsx";
import { joinList } from "./join-list.ts";
import type { Programme, Programmes } from "./programme.ts";
import { ListFormPage, RefusalPage, SeatFormPage } from "./registration.pages.tsx";
import { AdultForm, type PersonForm, YouthForm, fieldErrors } from "./registration.schema.ts";
import { findRegistration } from "./registration.store.ts";
import { register } from "./register.ts";
import { type ReserveRefusal, reserve } from "./reserve.ts";
import { type Session, doorOf, isInformalFor } from "./session.ts";
import { findSession } from "./session.store.ts";

/** The links of the browser that made a hold live as long as the longest hold. */
const HOLD_LINK = 26 * HOUR;

type Found = { session: Session; programme: Programme };

/** Reserving a seat, its form, and joining the waiting list. GET shows; only POST holds, sends or joins. */
export function registrationRoutes(programmes: Programmes, show: ShowProblem): Hono<Edge> {
  const app = new Hono<Edge>();
  const notFound = (c: SiteContext) => answerProblem(c, PROBLEMS[404], show);

  async function find(c: SiteContext): Promise<Found | null> {
    const session = await findSession(c.get("deps").db, c.req.param("id") ?? "");
    const programme = session === null ? undefined : programmes.bySlug.get(session.slug);
    return session === null || programme === undefined ? null : { session, programme };
  }

  async function refusal(c: SiteContext, why: ReserveRefusal, sessionId: string, typed: FormState | null): Promise<Response> {
    const { db, now } = c.get("deps");
    const session = await findSession(db, sessionId);
    if (why === "not_found" || session === null) {
      return notFound(c);
    }
    c.status(why === "too_often" ? 429 : 409);
    const canQueue = why !== "too_often" && doorOf(session, now) === "queue";
    return c.render(<RefusalPage refusal={why} session={session} canQueue={canQueue} typed={typed} />, { title: "Inscription" });
  }

  app.post("/ateliers/seances/:id/reserver", async (c) => {
    const deps = c.get("deps");
    const form = await readForm(c);
    if (form === null) {
      return answerProblem(c, PROBLEMS[400], show);
    }
    const verdict = await checkAntibot(c, form);
    if (!verdict.passed) {
      return answerProblem(c, antibotProblem(verdict.why, `/ateliers/seances/${c.req.param("id")}`), show);
    }
    const ask = { key: verdict.ticketId, client: deps.client, lane: verdict.lane };
    const held = await reserve(deps, c.req.param("id"), ask);
    if (!held.ok) {
      return refusal(c, held.refusal, c.req.param("id"), null);
    }
    deps.ring(held.value.eventId === null ? [] : [held.value.eventId]);
    const token = await deps.links.sign("hold", held.value.registrationId, deps.now + HOLD_LINK);
    return c.redirect(`/ateliers/seances/${c.req.param("id")}/inscription?place=${token}`, 303);
  });

  app.get("/ateliers/seances/:id/inscription", async (c) => {
    const { links, now, db } = c.get("deps");
    const token = c.req.query("place") ?? "";
    const registrationId = await links.verify("hold", token, now);
    if (registrationId === null) {
      return c.redirect(`/ateliers/seances/${c.req.param("id")}`, 303);
    }
    const found = await findRegistration(db, registrationId);
    const programme = programmes.bySlug.get(found?.session.slug ?? "");
    if (found === null || programme === undefined || found.session.id !== c.req.param("id")) {
      return notFound(c);
    }
    const { registration, session } = found;
    if (registration.contactId !== null || registration.state !== "held") {
      return c.redirect(`/i/${token}`, 303);
    }
    const state = { ...EMPTY_FORM, values: isInformalFor(programme.audience) ? {} : { isCalendarWanted: ["on"] } };
    const page = { session, programme, state, until: registration.expiresAt ?? now, now, token };
    return c.render(<SeatFormPage {...page} />, { title: "Votre inscription", isInformal: isInformalFor(programme.audience) });
  });

  app.post("/ateliers/seances/:id/inscription", async (c) => {
    const deps = c.get("deps");
    const token = c.req.query("place") ?? "";
    const registrationId = await deps.links.verify("hold", token, deps.now);
    const form = await readForm(c);
    if (registrationId === null || form === null) {
      return answerProblem(c, PROBLEMS[registrationId === null ? 410 : 400], show);
    }
    const found = await find(c);
    if (found === null) {
      return notFound(c);
    }
    const read = readPerson(form, found.programme);
    if (!read.ok) {
      c.status(422);
      const until = deps.now + 900;
      const held = await findRegistration(deps.db, registrationId);
      const page = { ...found, state: read.state, until: held?.registration.expiresAt ?? until, now: deps.now, token };
      return c.render(<SeatFormPage {...page} />, { title: "À corriger" });
    }
    const done = await register(deps, registrationId, read.person, { client: deps.client, lane: "worked" });
    if (!done.ok) {
      return refusal(c, done.refusal, found.session.id, { values: form.shown, errors: {} });
    }
    deps.ring(done.value.eventId === null ? [] : [done.value.eventId]);
    const next = await deps.links.sign("hold", done.value.registrationId, deps.now + HOLD_LINK);
    return c.redirect(`/i/${next}`, 303);
  });

  app.get("/ateliers/seances/:id/liste", async (c) => {
    const { now, antibot } = c.get("deps");
    const found = await find(c);
    if (found === null) {
      return notFound(c);
    }
    if (doorOf(found.session, now) !== "queue") {
      return c.redirect(`/ateliers/seances/${found.session.id}`, 303);
    }
    return c.render(<ListFormPage {...found} state={EMPTY_FORM} now={now} ticket={await antibot.issue(now)} />, {
      title: "Liste d’attente",
      needsAntibot: true,
      isInformal: isInformalFor(found.programme.audience),
    });
  });

  app.post("/ateliers/seances/:id/liste", async (c) => {
    const deps = c.get("deps");
    const form = await readForm(c);
    const found = await find(c);
    if (form === null || found === null) {
      return form === null ? answerProblem(c, PROBLEMS[400], show) : notFound(c);
    }
    const verdict = await checkAntibot(c, form);
    const read = readPerson(form, found.programme);
    if (!verdict.passed || !read.ok) {
      c.status(422);
      const state = read.ok ? { values: form.shown, errors: {} } : read.state;
      if (!verdict.passed) {
        state.errors["billet"] = antibotProblem(verdict.why, "").detail;
      }
      const ticket = await deps.antibot.issue(deps.now);
      return c.render(<ListFormPage {...found} state={state} now={deps.now} ticket={ticket} />, {
        title: "À corriger",
        needsAntibot: true,
      });
    }
    const ask = { key: verdict.ticketId, client: deps.client, lane: verdict.lane };
    const joined = await joinList(deps, found.session, read.person, ask);
    if (!joined.ok) {
      return refusal(c, joined.refusal, found.session.id, { values: form.shown, errors: {} });
    }
    deps.ring(joined.value.eventId === null ? [] : [joined.value.eventId]);
    const token = await deps.links.sign("hold", joined.value.registrationId, deps.now + HOLD_LINK);
    return c.redirect(`/i/${token}`, 303);
  });
  return app;
}

type PersonRead = { ok: true; person: PersonForm } | { ok: false; state: FormState };

function readPerson(form: FormFields, programme: Programme): PersonRead {
  const typed = {
    name: form.get("name"),
    email: form.get("email"),
    ...(isInformalFor(programme.audience) ? { ageBand: form.get("ageBand") } : {}),
    needs: form.all("needs"),
    isCalendarWanted: form.get("isCalendarWanted"),
  };
  const schema = isInformalFor(programme.audience) ? YouthForm : AdultForm;
  const parsed = schema.safeParse(typed);
  return parsed.success
    ? { ok: true, person: parsed.data }
    : { ok: false, state: { values: form.shown, errors: fieldErrors(parsed.error) } };
}

/** Checks the hidden part of a public form. */
export const checkAntibot = (c: SiteContext, form: FormFields): Promise<AntibotVerdict> => {
  const { antibot, now } = c.get("deps");
  const fields = { ticket: form.get("billet"), solution: form.get("solution"), trap: form.get("site-web") };
  return antibot.check(fields, now);
};

/** What to tell a person whose form did not pass: always what to do, never an accusation. */
export function antibotProblem(why: (AntibotVerdict & { passed: false })["why"], back: string) {
  const next = { label: "Revenir à la page", href: back };
  if (why === "too_fast") {
    const detail = "Le formulaire est revenu en moins de trois secondes. Attendez un instant, puis appuyez de nouveau.";
    return { ...PROBLEMS[422], title: "Un peu trop vite", detail, next };
  }
  const detail = "La page est restée ouverte trop longtemps, ou n’a pas pu se vérifier. Rechargez-la et appuyez de nouveau.";
  return { ...PROBLEMS[422], title: "La page doit être rechargée", detail, next };
}
