import { Hono } from "hono";

import { type ContactId, type EventId, type PersonId, asId } from "../kernel/ids.ts";
import { PROBLEMS } from "../kernel/problem.ts";
import type { Result } from "../kernel/result.ts";
import type { Said } from "../kernel/said.ts";
import { LiftReason } from "../mail/address.events.ts";
import type { MailNames } from "../mail/words.ts";
import type { Deps } from "../platform/deps.ts";
import { readForm } from "../platform/form.ts";
import { type Edge, type ShowProblem, type SiteContext, answerProblem } from "../platform/http.ts";
import { freshOf, saidOf } from "../platform/said.ts";
import { recordEvent } from "../platform/outbox.ts";
import { EmailAddress } from "../privacy/contact.ts";
import { contactOfAddress } from "../privacy/contacts.store.ts";
import type { Custodian } from "../privacy/custodian.ts";
import { askErasure, dependentsOf, showPerson } from "../privacy/erase-person.ts";
import { ConfirmPage } from "../ui/confirm.tsx";
import { consoleEvent } from "./console.events.ts";
import { type HistoryLine, LiftReasons, PersonPage } from "./people.pages.tsx";

/** What the page of one person is given: who holds what, the mails of a contact, and whether they reported one. */
export type PeopleSite = {
  custodians: readonly Custodian[];
  historyOf: (db: Deps["db"], contactId: ContactId) => Promise<HistoryLine[]>;
  reportedSince: (db: Deps["db"], contactId: ContactId) => Promise<number | null>;
  liftComplaint: (
    deps: Deps,
    given: { by: PersonId; contactId: ContactId; reason: LiftReason },
  ) => Promise<Result<EventId, string>>;
  mailNames: MailNames;
  show: ShowProblem;
};
const HEAD = { title: "Console" } as const;
/** What this operator just asked for: the page itself says nothing of anybody. */
export const PEOPLE_SAID: Said<string> = {
  efface: {
    "person.erasure_asked":
      "L’effacement est inscrit au journal et se fait maintenant, en une minute au plus. « À faire » le montre tant qu’il n’est pas fini.",
  },
  leve: {
    "address.complaint_lifted":
      "Le signalement est levé, avec votre nom et la raison. Retirez aussi l’adresse de la liste « Suppressions » du fournisseur d’envoi : sans cela, rien ne part. Ses parcours restent arrêtés ; la personne les reprend elle-même.",
  },
};
const NOBODY = { dossier: null, isUnknown: false, error: null, done: null };

/** `/console/personnes`: one person at a time, by exact address; looking leaves a trace. */
export function peopleRoutes(site: PeopleSite): Hono<Edge> {
  const { custodians, historyOf, reportedSince, liftComplaint, mailNames, show } = site;
  const app = new Hono<Edge>();
  app.get("/console/personnes", async (c) => {
    const done = saidOf(c, PEOPLE_SAID, await freshOf(c, c.get("who").personId));
    return c.render(<PersonPage {...NOBODY} done={done} />, HEAD);
  });
  app.post("/console/personnes", async (c) => {
    const deps = c.get("deps");
    const email = EmailAddress.safeParse((await readForm(c))?.get("email") ?? "");
    if (!email.success) {
      c.status(422);
      return c.render(<PersonPage {...NOBODY} error={email.error.issues[0]?.message ?? ""} />, HEAD);
    }
    const contactId = await contactOfAddress(deps, email.data);
    if (contactId === null) {
      return c.render(<PersonPage {...NOBODY} isUnknown />, HEAD);
    }
    await traceLook(c, contactId);
    const held = await showPerson(deps, { custodians, contactId });
    const reportedAt = await reportedSince(deps.db, contactId);
    const dossier = { contactId, held, mails: await historyOf(deps.db, contactId), reportedAt, mailNames };
    return c.render(<PersonPage {...NOBODY} dossier={dossier} />, HEAD);
  });
  app.post("/console/personnes/effacer", async (c) => {
    const deps = c.get("deps");
    const fields = await readForm(c);
    const contactId = asId("ctc", fields?.get("contact"));
    if (fields === null || fields.get("contact") === "") {
      return answerProblem(c, PROBLEMS[400], show);
    }
    if (fields.get("confirme") !== "oui") {
      const [held, dependents] = await Promise.all([
        showPerson(deps, { custodians, contactId }),
        dependentsOf(deps, { custodians, contactId }),
      ]);
      const count = held.map(({ label, items }) => `${label} : ${items.length}`).join(" ; ");
      const consequence = `Ses places sont rendues, ses messages s’arrêtent, ses rôles prennent fin, son adresse et son prénom disparaissent. Rien ne permet de revenir en arrière. ${[count, ...dependents].join(". ")}.`;
      const words = { title: "Effacer cette personne", consequence, button: "Tout effacer" };
      const page = (
        <ConfirmPage {...words} action={c.req.path} fields={{ contact: contactId }} back="/console/personnes" />
      );
      return c.render(page, HEAD);
    }
    const asked = await askErasure(deps, { contactId, actor: c.get("who").personId });
    deps.ring(asked);
    return c.redirect(`/console/personnes?de=${asked}&fait=efface`, 303);
  });
  app.post("/console/personnes/lever", async (c) => {
    const deps = c.get("deps");
    const fields = await readForm(c);
    if (fields === null || fields.get("contact") === "") {
      return answerProblem(c, PROBLEMS[400], show);
    }
    const contactId = asId("ctc", fields.get("contact"));
    const reason = LiftReason.safeParse(fields.get("raison"));
    const isAnswered = fields.get("confirme") === "oui";
    if (!isAnswered || !reason.success) {
      const words = {
        title: "Lui écrire de nouveau",
        consequence:
          "Nos messages repartent à cette adresse, comme avant son signalement. La raison et votre nom sont inscrits au journal.",
        button: "Lever le signalement",
      };
      const errors = isAnswered ? { raison: reason.error?.issues[0]?.message ?? "" } : {};
      c.status(isAnswered ? 422 : 200);
      const page = (
        <ConfirmPage {...words} action={c.req.path} fields={{ contact: contactId }} back="/console/personnes">
          <LiftReasons state={{ values: fields.shown, errors }} />
        </ConfirmPage>
      );
      return c.render(page, HEAD);
    }
    const lifted = await liftComplaint(deps, { by: c.get("who").personId, contactId, reason: reason.data });
    if (!lifted.ok) {
      return c.redirect("/console/personnes", 303);
    }
    deps.ring(lifted.value);
    return c.redirect(`/console/personnes?de=${lifted.value}&fait=leve`, 303);
  });
  return app;
}

async function traceLook(c: SiteContext, subject: string): Promise<void> {
  const deps = c.get("deps");
  const about = { id: deps.newId("evt"), subject, at: deps.now, actor: c.get("who").personId };
  await deps.db.batch([recordEvent(consoleEvent("person.looked_up", about, {}))]);
  deps.ring(about.id);
}
