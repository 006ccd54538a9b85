import { Hono } from "hono";

import { type EventId, asId } from "../kernel/ids.ts";
import { PROBLEMS } from "../kernel/problem.ts";
import type { Said } from "../kernel/said.ts";
import { DAY, dayOf } from "../kernel/time.ts";
import { readForm } from "../platform/form.ts";
import { type Edge, type ShowProblem, type SiteContext, answerProblem, idParam } from "../platform/http.ts";
import { freshOf, saidOf } from "../platform/said.ts";
import { ConfirmPage } from "../ui/confirm.tsx";
import { withMail } from "../ui/mail-left.ts";
import {
  absentOf,
  ask,
  askAll,
  askMove,
  askTest,
  settleRefused,
  switchBreaker,
  switchClass,
  switchSending,
} from "./operations.ts";
import type { OperationEventType } from "./operations.events.ts";
import { OperationsPage } from "./operations.pages.tsx";
import { UnknownPage } from "./operations.parts.tsx";
import { readOperations, unknownMessages } from "./operations.store.ts";
import { RefusedPage } from "./refused.parts.tsx";
import { refusedGroups, refusedLines } from "./refused.store.ts";
import { choiceOf } from "./refused.ts";
import type { MailNames } from "./words.ts";
import { type SequenceWords, SequencesPage } from "./sequences.pages.tsx";

/** What the operators' pages are given. */
export type OperationsSite = { sequences: readonly SequenceWords[]; mailNames: MailNames; show: ShowProblem };

const DAYS = 28;
const NOTED = "C’est enregistré, avec votre nom et l’heure.";
/** What is said of what this operator just asked for. */
export const OPERATIONS_SAID: Said<OperationEventType> = {
  fait: {
    "mail.switched": NOTED,
    "sequence.paused": NOTED,
    "sequence.resumed": NOTED,
    "sequence.moved": NOTED,
    "parked.replay_requested": NOTED,
    "message.resend_requested": NOTED,
    "mail.refused_closed": NOTED,
  },
  essai: { "mail.test_requested": "L’essai part vers votre adresse." },
  renvoye: {
    "mail.refused_resent": withMail("C’est noté, avec votre nom : les messages repartent dans la minute."),
  },
  cherche: { "batch.reconcile_requested": "La recherche est lancée : rechargez la page dans un instant." },
};
const doneOf = async (c: SiteContext): Promise<string | null> =>
  saidOf(c, OPERATIONS_SAID, await freshOf(c, c.get("who").personId));
type Fields = { get: (name: string) => string };
/** The page that an act leads to, and what it says there; not said: that it is noted. */
type Doing = (c: SiteContext, fields: Fields) => Promise<{ eventId: EventId | EventId[]; to: string; done?: string }>;

const [MAIL, GUIDANCE] = ["/console/courrier", "/console/parcours"];

/** What cannot be taken back is asked twice: which act, with which fields, and what follows from it. */
const ASKED_TWICE: Readonly<
  Record<string, (f: Fields) => { title: string; consequence: string; button: string } | null>
> = {
  envoi: (f) =>
    f.get("valeur") === "1"
      ? null
      : {
          title: "Couper tout l’envoi",
          consequence:
            "Plus rien ne part : ni confirmation, ni rappel, ni lien de connexion, pas même le vôtre. Ce qui expire d’ici là ne partira jamais.",
          button: "Couper l’envoi",
        },
  renvoyer: () => ({
    title: "Renvoyer exprès",
    consequence:
      "La liste du fournisseur ne contient pas ces messages. S’ils étaient partis quand même, ils arriveront deux fois.",
    button: "Renvoyer",
  }),
  deplacer: () => ({
    title: "Changer de version",
    consequence:
      "Toutes les personnes qui suivent l’ancienne version passent à la nouvelle, chacune à son étape. On ne revient pas en arrière.",
    button: "Changer de version",
  }),
};
const DOINGS: Readonly<Record<string, Doing>> = {
  envoi: async (c, f) => ({
    eventId: await switchSending(c.get("deps"), { by: c.get("who"), isOn: f.get("valeur") === "1" }),
    to: MAIL,
  }),
  classe: async (c, f) => {
    const bit = Math.min(2, Math.max(0, Number(f.get("classe")) || 0));
    const change = { by: c.get("who"), bit, isPaused: f.get("valeur") === "1" };
    return { eventId: await switchClass(c.get("deps"), change), to: MAIL };
  },
  disjoncteur: async (c) => ({ eventId: await switchBreaker(c.get("deps"), c.get("who")), to: MAIL }),
  pause: async (c, f) => ({
    eventId: await ask(c.get("deps"), { by: c.get("who"), type: "sequence.paused", subject: f.get("parcours") }),
    to: GUIDANCE,
  }),
  reprendre: async (c, f) => ({
    eventId: await ask(c.get("deps"), { by: c.get("who"), type: "sequence.resumed", subject: f.get("parcours") }),
    to: GUIDANCE,
  }),
  deplacer: async (c, f) => {
    const [from, to] = [Number(f.get("de")) || 0, Number(f.get("vers")) || 0];
    const move = { by: c.get("who"), sequence: f.get("parcours"), from, to };
    return { eventId: await askMove(c.get("deps"), move), to: GUIDANCE };
  },
  essai: async (c, f) => ({
    eventId: await askTest(c.get("deps"), { by: c.get("who"), sequence: f.get("parcours"), step: f.get("etape") }),
    to: GUIDANCE,
    done: "essai",
  }),
  rejouer: async (c, f) => ({
    eventId: await ask(c.get("deps"), { by: c.get("who"), type: "parked.replay_requested", subject: f.get("message") }),
    to: MAIL,
  }),
  "renvoyer-refuses": async (c, f) => {
    const act = { by: c.get("who"), type: "mail.refused_resent", choice: refusal(f) } as const;
    return { eventId: await settleRefused(c.get("deps"), act), to: MAIL, done: "renvoye" };
  },
  classer: async (c, f) => {
    const act = { by: c.get("who"), type: "mail.refused_closed", choice: refusal(f) } as const;
    return { eventId: await settleRefused(c.get("deps"), act), to: MAIL };
  },
  renvoyer: async (c, f) => {
    const deps = c.get("deps");
    const one = f.get("message");
    const all = one === "*" ? await absentOf(deps, asId("bat", f.get("envoi"))) : [asId("msg", one)];
    const eventId = await askAll(deps, { by: c.get("who"), type: "message.resend_requested", subjects: all });
    return { eventId, to: `/console/courrier/envois/${f.get("envoi")}` };
  },
};

/** How many refused mails one page shows, one by one. */
const MOST_LINES = 100;
const refusal = (f: Fields) =>
  choiceOf({ status: Number(f.get("etat")), code: f.get("raison") }, f.get("message") || "*");

/** `/console/courrier`: operators only (the guard sees to it). Every act is an event with its author. */
export function operationRoutes(site: OperationsSite): Hono<Edge> {
  const app = new Hono<Edge>();
  app.get("/console/courrier", async (c) => {
    const { db, now } = c.get("deps");
    const done = await doneOf(c);
    const [found, refused] = [await readOperations(db, { now, since: "9999" }), await refusedGroups(db, now)];
    const page = <OperationsPage operations={found} refused={refused} names={site.mailNames} now={now} done={done} />;
    return c.render(page, { title: "Courrier" });
  });
  app.get("/console/courrier/refuses", async (c) => {
    const { db, now } = c.get("deps");
    const { status, code } = choiceOf({ status: Number(c.req.query("etat")), code: c.req.query("raison") ?? "" }, "*");
    const lines = await refusedLines(db, { status, code, most: MOST_LINES });
    const all = (await refusedGroups(db, now)).filter((group) => group.status === status && group.code === code);
    const more = all.reduce((sum, group) => sum + group.n, 0) - lines.length;
    const page = <RefusedPage status={status} code={code} lines={lines} more={more} now={now} names={site.mailNames} />;
    return c.render(page, { title: "Messages refusés" });
  });
  app.get("/console/parcours", async (c) => {
    const { db, now } = c.get("deps");
    const found = await readOperations(db, { now, since: dayOf(now - DAYS * DAY, "UTC") });
    const done = await doneOf(c);
    const page = <SequencesPage operations={found} sequences={site.sequences} days={DAYS} done={done} />;
    return c.render(page, { title: "Parcours" });
  });
  for (const [name, doing] of Object.entries(DOINGS)) {
    app.post(`/console/courrier/${name}`, async (c) => {
      const fields = await readForm(c);
      if (fields === null) {
        return answerProblem(c, PROBLEMS[400], site.show);
      }
      const question = ASKED_TWICE[name]?.(fields) ?? null;
      if (question !== null && fields.get("confirme") !== "oui") {
        const kept = Object.fromEntries(
          Object.entries(fields.shown).map(([field, values]) => [field, values[0] ?? ""]),
        );
        const page = <ConfirmPage {...question} action={c.req.path} fields={kept} back="/console/courrier" />;
        return c.render(page, { title: "Courrier" });
      }
      const { eventId, to, done = "fait" } = await doing(c, fields);
      const asked = Array.isArray(eventId) ? eventId : [eventId];
      c.get("deps").ring(...asked);
      return c.redirect(`${to}?de=${asked[0] ?? ""}&fait=${done}`, 303);
    });
  }
  app.get("/console/courrier/envois/:id", async (c) => {
    const id = idParam(c, "bat", "id");
    const lost = await unknownMessages(c.get("deps").db, id);
    const done = await doneOf(c);
    return c.render(<UnknownPage batchId={id} lost={lost} names={site.mailNames} done={done} />, { title: "Courrier" });
  });
  app.post("/console/courrier/envois/:id/chercher", async (c) => {
    const deps = c.get("deps");
    const id = idParam(c, "bat", "id");
    const search = { by: c.get("who"), type: "batch.reconcile_requested", subject: id } as const;
    const asked = await ask(deps, search);
    deps.ring(...asked);
    return c.redirect(`/console/courrier/envois/${id}?de=${asked[0] ?? ""}&fait=cherche`, 303);
  });
  return app;
}
