import { Hono } from "hono";

import { PROBLEMS } from "../kernel/problem.ts";
import { DAY, dayOf } from "../kernel/time.ts";
import { readForm } from "../platform/form.ts";
import { type Edge, type ShowProblem, type SiteContext, answerProblem } from "../platform/http.ts";
import { contactOfAddress } from "../privacy/contacts.store.ts";
import { EmailAddress } from "../privacy/contact.ts";
import { absentOf, ask, askAll, askMove, askTest, switchBreaker, switchClass, switchSending } from "./desk.ts";
import { DeskPage, type DeskSequence } from "./desk.pages.tsx";
import { HistoryPage, UnknownPage } from "./desk.parts.tsx";
import { historyOf, readDesk, unknownMessages } from "./desk.store.ts";

/** What the operators' pages are given. Personal pages exist only where operators may see people: `seesPeople`. */
export type DeskSite = { sequences: readonly DeskSequence[]; seesPeople: (env: object) => boolean; show: ShowProblem };

const DAYS = 28;
const DONE: Readonly<Record<string, string>> = {
  fait: "C’est enregistré, avec votre nom et l’heure.",
  essai: "L’essai part vers votre adresse.",
  cherche: "La recherche est lancée : rechargez la page dans un instant.",
};
type Fields = { get: (name: string) => string };
type Doing = (c: SiteContext, fields: Fields) => Promise<{ eventId: string | string[]; to: string }>;

const desk = (what: string): string => `/console/courrier?fait=${what}`;
const DOINGS: Readonly<Record<string, Doing>> = {
  envoi: async (c, f) => ({
    eventId: await switchSending(c.get("deps"), c.get("who"), f.get("valeur") === "1"),
    to: desk("fait"),
  }),
  classe: async (c, f) => {
    const deps = c.get("deps");
    const bit = Math.min(2, Math.max(0, Number(f.get("classe")) || 0));
    return { eventId: await switchClass(deps, c.get("who"), bit, f.get("valeur") === "1", deps.now), to: desk("fait") };
  },
  disjoncteur: async (c) => ({ eventId: await switchBreaker(c.get("deps"), c.get("who")), to: desk("fait") }),
  pause: async (c, f) => ({
    eventId: await ask(c.get("deps"), c.get("who"), "sequence.paused", f.get("parcours")),
    to: desk("fait"),
  }),
  reprendre: async (c, f) => ({
    eventId: await ask(c.get("deps"), c.get("who"), "sequence.resumed", f.get("parcours")),
    to: desk("fait"),
  }),
  deplacer: async (c, f) => {
    const [from, to] = [Number(f.get("de")) || 0, Number(f.get("vers")) || 0];
    return { eventId: await askMove(c.get("deps"), c.get("who"), f.get("parcours"), from, to), to: desk("fait") };
  },
  essai: async (c, f) => ({
    eventId: await askTest(c.get("deps"), c.get("who"), f.get("parcours"), f.get("etape")),
    to: desk("essai"),
  }),
  rejouer: async (c, f) => ({
    eventId: await ask(c.get("deps"), c.get("who"), "parked.replay_requested", f.get("message")),
    to: desk("fait"),
  }),
  renvoyer: async (c, f) => {
    const deps = c.get("deps");
    const all = f.get("message") === "*" ? await absentOf(deps, f.get("envoi")) : [f.get("message")];
    const eventId = await askAll(deps, c.get("who"), "message.resend_requested", all);
    return { eventId, to: `/console/courrier/envois/${f.get("envoi")}?fait=fait` };
  },
};

/** `/console/courrier`: operators only (the guard sees to it). Every act is an event with its author. */
export function deskRoutes(site: DeskSite): Hono<Edge> {
  const app = new Hono<Edge>();
  app.get("/console", (c) => c.redirect("/console/courrier", 303));
  app.get("/console/courrier", async (c) => {
    const { db, now } = c.get("deps");
    const found = await readDesk(db, now, dayOf(now - DAYS * DAY, "UTC"));
    const done = DONE[c.req.query("fait") ?? ""] ?? null;
    const page = <DeskPage desk={found} sequences={site.sequences} now={now} days={DAYS} done={done} />;
    return c.render(page, { title: "Courrier" });
  });
  for (const [name, doing] of Object.entries(DOINGS)) {
    app.post(`/console/courrier/${name}`, async (c) => {
      const fields = await readForm(c);
      if (fields === null) {
        return answerProblem(c, PROBLEMS[400], site.show);
      }
      const { eventId, to } = await doing(c, fields);
      c.get("deps").ring(...[eventId].flat());
      return c.redirect(to, 303);
    });
  }
  app.get("/console/courrier/envois/:id", async (c) => {
    const id = c.req.param("id");
    const lost = await unknownMessages(c.get("deps").db, id);
    const done = DONE[c.req.query("fait") ?? ""] ?? null;
    return c.render(<UnknownPage batchId={id} lost={lost} done={done} />, { title: "Courrier" });
  });
  app.post("/console/courrier/envois/:id/chercher", async (c) => {
    const deps = c.get("deps");
    deps.ring(await ask(deps, c.get("who"), "batch.reconcile_requested", c.req.param("id")));
    return c.redirect(`/console/courrier/envois/${c.req.param("id")}?fait=cherche`, 303);
  });
  app.get("/console/personnes", (c) => history(c, site, null, null));
  app.post("/console/personnes", async (c) => {
    const email = EmailAddress.safeParse((await readForm(c))?.get("email") ?? "");
    if (!email.success) {
      c.status(422);
      return history(c, site, null, email.error.issues[0]?.message ?? "");
    }
    const deps = c.get("deps");
    const contactId = await contactOfAddress(deps, email.data);
    return history(c, site, contactId === null ? [] : await historyOf(deps.db, contactId), null);
  });
  return app;
}

/** Where operators may not see people yet, the page does not exist. */
function history(
  c: SiteContext,
  site: DeskSite,
  lines: Parameters<typeof HistoryPage>[0]["lines"],
  error: string | null,
) {
  return site.seesPeople(c.env as object)
    ? c.render(<HistoryPage lines={lines} error={error} />, { title: "Console" })
    : answerProblem(c, PROBLEMS[404], site.show);
}
