import { Hono } from "hono";

import { type ContactId, asId } from "../kernel/ids.ts";
import { DAY } from "../kernel/time.ts";
import { settingsSubject } from "../mail/template.ts";
import { readForm } from "../platform/form.ts";
import { type Edge, type ShowProblem, type SiteContext, answerProblem } from "../platform/http.ts";
import { askFollowUp, confirmNewAddress } from "./settings.ts";
import { isReminder } from "./sequence.ts";
import type { TopicChoice } from "./settings.pages.tsx";
import { ButtonPage, DonePage } from "./simple.pages.tsx";
import { LINK_GONE } from "./settings.routes.tsx";
import { leave } from "./subscribe.ts";
import { STATUS, findByRef } from "./subscriptions.store.ts";

type Site = { topics: readonly TopicChoice[]; show: ShowProblem };
const HEAD = { title: "Mes messages" } as const;

const NEW_ADDRESS = {
  title: "Recevoir mes messages ici ?",
  lead: "Ils arriveront à l’adresse où vous avez trouvé ce lien. L’ancienne est effacée au même moment, si rien d’autre n’en a besoin.",
  button: "Oui, c’est ma nouvelle adresse",
};
const FOLLOW_UP = {
  title: "Un dernier message dans trois mois ?",
  lead: "Une question, rien d’autre. Votre adresse est gardée jusque-là, puis effacée.",
  button: "Oui, dans trois mois",
};

const LEFT = { title: "C’est arrêté", lead: "Plus aucun de ces messages ne partira." };
/** Said once somebody has left, with the way back to every setting. */
async function showLeft(c: SiteContext, recipientId: string, contactId: ContactId): Promise<Response> {
  const { links, now } = c.get("deps");
  const href = `/preferences/${await links.sign("preferences", settingsSubject(recipientId, contactId), now + 30 * DAY)}`;
  return c.render(<DonePage {...LEFT} next={{ label: "Revenir sur ce choix, ou régler le reste", href }} />, HEAD);
}

/** A mailed link shows a button, whoever or whatever opens it; only the button acts. */
async function showButton(c: SiteContext, { show }: Site, purpose: string, words: typeof FOLLOW_UP): Promise<Response> {
  const { links, now } = c.get("deps");
  return (await links.verify(purpose, c.req.param("token") ?? "", now)) === null
    ? answerProblem(c, LINK_GONE, show)
    : c.render(<ButtonPage {...words} action={c.req.path} />, HEAD);
}

/** What links in mails open besides settings: leaving in one click, a new address, a message in three months. GET is inert. */
export function leaveRoutes(site: Site): Hono<Edge> {
  const app = new Hono<Edge>();
  app.get("/u/:token", (c) => showLeave(c, site));
  app.post("/u/:token", (c) => doLeave(c, site));
  app.get("/preferences/adresse/:token", (c) => showButton(c, site, "address", NEW_ADDRESS));
  app.post("/preferences/adresse/:token", (c) => takeNewAddress(c, site));
  app.get("/suivi/:token", (c) => showButton(c, site, "follow", FOLLOW_UP));
  app.post("/suivi/:token", (c) => takeFollowUp(c, site));
  return app;
}

async function showLeave(c: SiteContext, { topics, show }: Site): Promise<Response> {
  const { links, db } = c.get("deps");
  const ref = await links.verifyRef(c.req.param("token") ?? "");
  const found = ref === null ? null : await findByRef(db, ref);
  if (found === null) {
    return answerProblem(c, LINK_GONE, show);
  }
  if (found.status !== STATUS.active && found.status !== STATUS.pending) {
    return c.render(<DonePage {...LEFT} />, HEAD);
  }
  const name = topics.find((topic) => topic.id === found.topic)?.label ?? "ces messages";
  return c.render(
    <ButtonPage
      title="Ne plus recevoir ces messages ?"
      lead={`${name} : plus aucun message ne partira. Vos autres choix ne changent pas.`}
      action={c.req.path}
      button="Oui, arrêter"
      fields={{ page: "oui" }}
    />,
    HEAD,
  );
}

/** RFC 8058: a bare POST is enough, answers 200 with a sentence, and doing it twice changes nothing. Our own page says more. */
async function doLeave(c: SiteContext, { show }: Site): Promise<Response> {
  const deps = c.get("deps");
  const isPage = (await readForm(c))?.get("page") === "oui";
  const ref = await deps.links.verifyRef(c.req.param("token") ?? "");
  const left = ref === null ? null : await leave(deps, ref);
  if (left === null) {
    return isPage ? answerProblem(c, LINK_GONE, show) : c.body("", 404);
  }
  deps.ring(left.eventId);
  return isPage ? showLeft(c, left.recipientId, left.contactId) : c.text(`${LEFT.title}. ${LEFT.lead}\n`);
}

async function takeNewAddress(c: SiteContext, { topics, show }: Site): Promise<Response> {
  const deps = c.get("deps");
  const subject = await deps.links.verify("address", c.req.param("token") ?? "", deps.now);
  const [recipientId = "", contact, askedAt = "1"] = (subject ?? "").split("~");
  const guidance = topics.filter((topic) => !isReminder(topic.id)).map((topic) => topic.id);
  const isDone =
    subject !== null &&
    (await confirmNewAddress(deps, {
      recipientId,
      contactId: asId("ctc", contact),
      askedAt: Number(askedAt),
      topics: guidance,
    }));
  return isDone
    ? c.render(<DonePage title="C’est fait" lead="Vos messages arrivent désormais à cette adresse." />, HEAD)
    : answerProblem(c, LINK_GONE, show);
}

async function takeFollowUp(c: SiteContext, { show }: Site): Promise<Response> {
  const deps = c.get("deps");
  const contactId = await deps.links.verify("follow", c.req.param("token") ?? "", deps.now);
  const isDone = contactId !== null && (await askFollowUp(deps, asId("ctc", contactId)));
  return isDone
    ? c.render(
        <DonePage title="C’est noté" lead="Un seul message, dans trois mois. Ensuite, l’adresse est effacée." />,
        HEAD,
      )
    : answerProblem(c, LINK_GONE, show);
}
