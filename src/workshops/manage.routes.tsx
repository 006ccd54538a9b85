import { Hono } from "hono";

import { PROBLEMS } from "../kernel/problem.ts";
import { readForm } from "../platform/form.ts";
import { type Edge, type ShowProblem, type SiteContext, answerProblem } from "../platform/http.ts";
import { readAddress, readName } from "../privacy/contacts.store.ts";
import { EMPTY_FORM, type FormState } from "../ui/form.tsx";
import { renderCalendar } from "./calendar.ts";
import { confirm } from "./confirm.ts";
import { correctAddress } from "./correct-address.ts";
import { eraseNow } from "./erase.ts";
import { type Holder, ManagePage } from "./manage.pages.tsx";
import { move } from "./move.ts";
import type { Programme, Programmes } from "./programme.ts";
import { manageSubject } from "./registration.mails.ts";
import { AddressForm, fieldErrors } from "./registration.schema.ts";
import { type RegistrationWithSession, findRegistration } from "./registration.store.ts";
import { placeInWords } from "./session.ts";

type Held = RegistrationWithSession & { programme: Programme; holder: Holder; token: string };

/** `/i/:token`: see, confirm, cancel, answer an offer, correct the address, erase, calendar. */
export function manageRoutes(programmes: Programmes, show: ShowProblem): Hono<Edge> {
  const app = new Hono<Edge>();
  const badLink = (c: SiteContext) => answerProblem(c, PROBLEMS[410], show);

  /** Who holds this link, and what it opens. Wrong, old and replaced links look the same. */
  async function open(c: SiteContext): Promise<Held | null> {
    const { db, links, now } = c.get("deps");
    const token = c.req.param("token") ?? "";
    const managed = await links.verify("manage", token, now);
    const subject = managed ?? (await links.verify("hold", token, now));
    const found = subject === null ? null : await findRegistration(db, subject.split("~")[0] ?? "");
    const programme = programmes.bySlug.get(found?.session.slug ?? "");
    if (found === null || programme === undefined) {
      return null;
    }
    const { contactId, erasedAt } = found.registration;
    if (managed !== null && erasedAt === null && managed !== manageSubject(found.registration.id, contactId ?? "")) {
      return null;
    }
    return { ...found, programme, holder: managed === null ? "hold" : "manage", token };
  }

  async function page(c: SiteContext, held: Held, state: FormState): Promise<Response> {
    const deps = c.get("deps");
    const { registration, holder } = held;
    const isShown = holder === "manage" || registration.verifiedAt === null;
    const contactId = registration.contactId;
    const address = contactId === null || !isShown ? null : await readAddress(deps, contactId);
    const name = isShown ? await readName(deps, registration.name) : null;
    const done = c.req.query("fait") ?? "";
    return c.render(<ManagePage {...held} name={name} address={address} state={state} done={done} now={deps.now} />, {
      title: "Votre inscription",
      current: "retrouver",
    });
  }

  const back = (c: SiteContext, token: string, done: string) => c.redirect(`/i/${token}?fait=${done}`, 303);
  const isProven = (held: Held): boolean => held.holder === "manage";
  /** The browser of the hold may only give back what nobody proved yet. */
  const mayCancel = (held: Held): boolean => isProven(held) || ["held", "joining"].includes(held.registration.state);

  app.get("/i/:token", async (c) => {
    const held = await open(c);
    return held === null ? badLink(c) : page(c, held, EMPTY_FORM);
  });

  app.post("/i/:token/confirmer", async (c) => {
    const deps = c.get("deps");
    const held = await open(c);
    if (held === null || !isProven(held)) {
      return badLink(c);
    }
    const result = await confirm(deps, held.registration.id);
    deps.ring(result.eventIds);
    const isList = held.registration.state === "joining";
    const isDone = result.ok || result.refusal === "already_done";
    const refused = !result.ok && result.refusal === "already_registered" ? "deja" : "trop-tard";
    return back(c, held.token, isDone ? (isList ? "rang" : "confirme") : refused);
  });

  const act = (verb: "annuler" | "laisser", what: "cancel" | "decline", done: string): void => {
    app.post(`/i/:token/${verb}`, async (c) => {
      const deps = c.get("deps");
      const held = await open(c);
      if (held === null || !(what === "cancel" ? mayCancel(held) : isProven(held))) {
        return badLink(c);
      }
      const result = await move(deps, held.registration.id, what);
      deps.ring(result.ok ? [result.value.eventId] : []);
      return back(c, held.token, result.ok || result.refusal === "already_done" ? done : "trop-tard");
    });
  };
  act("annuler", "cancel", "annule");
  act("laisser", "decline", "laisse");

  app.post("/i/:token/adresse", async (c) => {
    const deps = c.get("deps");
    const held = await open(c);
    const form = await readForm(c);
    if (held === null || form === null) {
      return held === null ? badLink(c) : answerProblem(c, PROBLEMS[400], show);
    }
    const parsed = AddressForm.safeParse({ email: form.get("email") });
    if (!parsed.success) {
      c.status(422);
      return page(c, held, { values: form.shown, errors: fieldErrors(parsed.error) });
    }
    const result = await correctAddress(deps, held.registration.id, parsed.data.email);
    deps.ring(result.ok ? [result.value.eventId] : []);
    const token = await deps.links.sign("hold", held.registration.id, deps.now + 26 * 3600);
    return back(c, result.ok ? token : held.token, result.ok ? "envoye" : "trop-tard");
  });

  app.post("/i/:token/effacer", async (c) => {
    const deps = c.get("deps");
    const held = await open(c);
    if (held === null || !isProven(held)) {
      return badLink(c);
    }
    deps.ring(await eraseNow(deps, held.registration.id));
    return c.redirect(`/i/${held.token}`, 303);
  });

  app.get("/i/:token/agenda.ics", async (c) => {
    const held = await open(c);
    if (held === null || !isProven(held)) {
      return badLink(c);
    }
    const { registration, session, programme } = held;
    const body = renderCalendar({
      uid: `${registration.id}@${new URL(c.get("deps").origin).host}`,
      sequence: session.icsSequence + registration.icsSequence,
      isCancelled: ["cancelled", "declined", "expired"].includes(registration.state) || session.state === "cancelled",
      startsAt: session.startsAt,
      endsAt: session.endsAt,
      tz: session.tz,
      title: programme.neutralTitle,
      place: placeInWords(session),
      stamp: Math.max(session.updatedAt, registration.updatedAt),
    });
    return c.body(body, 200, {
      "content-type": "text/calendar; charset=utf-8",
      "content-disposition": 'attachment; filename="atelier.ics"',
    });
  });
  return app;
}
