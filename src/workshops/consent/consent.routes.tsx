import { Hono } from "hono";

import { type ContactId, asId, isId } from "../../kernel/ids.ts";
import { readForm } from "../../platform/form.ts";
import type { Edge, SiteContext } from "../../platform/http.ts";
import { actIn } from "../../platform/said.ts";
import { readName } from "../../privacy/contacts.store.ts";
import { type Site, problem } from "../sessions/edge.ts";
import { findRegistration } from "../seats/registration.store.ts";
import { type Answer, answerConsent, disown } from "./answer-consent.ts";
import { CONSENT_LINK } from "./consent.mails.ts";
import { ConsentPage, OwnAddressPage, type Question } from "./consent.pages.tsx";
import { mayMove } from "../seats/change-date.ts";
import { datesFor } from "../seats/dates.ts";
import { moveTo } from "../seats/date-choice.tsx";
import { type Consent, askedOf, guardianOf, guardianStanding } from "../seats/consent.store.ts";

const ACTS: Readonly<Record<string, Answer>> = { oui: "given", non: "refused", retirer: "withdrawn" };

/** `/accord-parent/:token`: what a parent is asked. GET shows, so that scanners of mail decide nothing; POST answers. */
export function consentRoutes(site: Site): Hono<Edge> {
  const app = new Hono<Edge>();
  app.get("/accord-parent/:token", (c) => show(c, site));
  for (const [act, answer] of Object.entries(ACTS)) {
    app.post(`/accord-parent/:token/${act}`, (c) => take(c, site, act, answer));
  }
  app.post("/accord-parent/:token/date", (c) => moveChild(c, site));
  app.post("/accord-parent/:token/pas-moi", async (c) => {
    const guardianId = await guardianIn(c);
    if (guardianId === null) {
      return problem(c, site, 410);
    }
    c.get("deps").ring(...(await disown(c.get("deps"), guardianId)));
    return back(c, "pas-moi");
  });
  return app;
}

/** The address whose link this is; null when it is not ours or too old. */
const guardianIn = async (c: SiteContext): Promise<ContactId | null> => {
  const { links, now } = c.get("deps");
  const subject = await links.verify(CONSENT_LINK.purpose, c.req.param("token") ?? "", now);
  return isId("ctc", subject) ? subject : null;
};
const back = (c: SiteContext, done: string, about = ""): Response =>
  c.redirect(`${CONSENT_LINK.path}/${c.req.param("token")}?fait=${done}${about === "" ? "" : `&de=${about}`}`, 303);

async function show(c: SiteContext, site: Site): Promise<Response> {
  const deps = c.get("deps");
  const guardianId = await guardianIn(c);
  const asked = guardianId === null ? [] : await askedOf(deps.db, guardianId);
  const questions: Question[] = [];
  for (const consent of asked) {
    const question = await questionOf(c, site, consent);
    if (question !== null) {
      questions.push(question);
    }
  }
  if (questions.length === 0) {
    return problem(c, site, 410);
  }
  const props = { questions, token: c.req.param("token") ?? "", ...actIn(c), now: deps.now };
  return c.render(<ConsentPage {...props} />, { title: "Votre accord" });
}

async function questionOf(c: SiteContext, { programmes }: Site, consent: Consent): Promise<Question | null> {
  const deps = c.get("deps");
  const found = await findRegistration(deps.db, consent.registrationId);
  const programme = programmes.bySlug.get(found?.session.slug ?? "");
  if (found === null || programme === undefined) {
    return null;
  }
  const dates = consent.outcome === "given" && mayMove(found, deps.now) ? await datesFor(deps, found) : null;
  return { ...found, consent, programme, dates, name: await readName(deps, found.registration.name) };
}

/** The parent who agreed to one date chooses another; the child is told. */
async function moveChild(c: SiteContext, site: Site): Promise<Response> {
  const deps = c.get("deps");
  const form = await readForm(c);
  const guardianId = await guardianIn(c);
  const id = asId("reg", form?.get("inscription"));
  const consent = guardianId === null ? null : await guardianOf(deps.db, id);
  const question = consent?.contactId === guardianId && consent !== null ? await questionOf(c, site, consent) : null;
  if (question === null || consent?.outcome !== "given") {
    return problem(c, site, 410);
  }
  const token = c.req.param("token") ?? "";
  const field = `seance-${id}`;
  return moveTo(c, question, { by: "guardian", home: `${CONSENT_LINK.path}/${token}`, field });
}

async function take(c: SiteContext, site: Site, act: string, answer: Answer): Promise<Response> {
  const deps = c.get("deps");
  const form = await readForm(c);
  const guardianId = await guardianIn(c);
  if (form === null || guardianId === null) {
    return problem(c, site, form === null ? 400 : 410);
  }
  const registrationId = asId("reg", form.get("inscription"));
  const standing = await guardianStanding(deps.db, { registrationId, contactId: guardianId, since: deps.now });
  if (standing.isOwnAddress) {
    c.status(409);
    return c.render(<OwnAddressPage />, { title: "Votre accord" });
  }
  const answered = await answerConsent(deps, { guardianId, registrationId, answer });
  if (!answered.ok && answered.refusal === "not_found") {
    return problem(c, site, 410);
  }
  deps.ring(answered.ok ? answered.value.eventId : null);
  return back(c, answered.ok || answered.refusal === "already_done" ? act : "trop-tard", registrationId);
}
