import { Hono } from "hono";

import { type OrganisationId, asId } from "../../kernel/ids.ts";
import { errorAt } from "../../kernel/typed-error.ts";
import { PARIS, zoned } from "../../kernel/time.ts";
import { paragraph } from "../letters/session-message.ts";
import { PROBLEMS, type Problem } from "../../kernel/problem.ts";
import type { Said } from "../../kernel/said.ts";
import type { Deps } from "../../platform/deps.ts";
import { type FormFields, readForm } from "../../platform/form.ts";
import { type Edge, type SiteContext, answerProblem, idParam } from "../../platform/http.ts";
import { actIn, saidOf } from "../../platform/said.ts";
import { readAddress } from "../../privacy/contacts.store.ts";
import { ConfirmPage } from "../../ui/confirm.tsx";
import { EMPTY_FORM, type FormState } from "../../ui/form.tsx";
import { withMail } from "../../ui/mail-left.ts";
import { DEPARTEMENTS } from "../sessions/departements.ts";
import type { Site } from "../sessions/edge.ts";
import * as act from "./answer-request.ts";
import { keepAssociation } from "../sessions/session.store.ts";
import { programmeOf } from "./follow.routes.tsx";
import { CancelReasons } from "./act.parts.tsx";
import { ADAPTED, AreasPage, InboxPage, RequestPage } from "./inbox.pages.tsx";
import { REQUEST_STATES, type RequestState, stillOpen } from "./request.ts";
import { DECLINE_REASONS } from "./request-codes.ts";
import { ANSWER_DAYS, LEVELS, type Level, MONTHS, SETTINGS } from "../schools/school-class.ts";
import { sheetsOf } from "../presence/presence.store.ts";
import { planAt } from "./move-request.ts";
import { reportWord, threadOf } from "./write-word.ts";
import { type Answer, SHARED_ACTS, cancelReason, keptOf, readMore, withWord } from "./shared-acts.ts";
import { areasOf, nameOf, setArea, setSpot, spotOf } from "./areas.store.ts";
import { SPOT_FIELDS, chosen, readElsewhere } from "./request.schema.ts";
import { offerOf, setOffer } from "../schools/showcase.store.ts";
import { type ClassRequest, associationsFor, findRequest, inboxOf, isOffered } from "./requests.store.ts";

const HEAD = { title: "Mon espace" } as const;
const TAKEN: Problem = {
  ...PROBLEMS[409],
  title: "Une autre association vient de répondre",
  detail: "Cette demande est prise. D’autres attendent peut-être.",
};
/** Where the request that an act was about stands for an association: its state where it holds it, else whether it may answer it. */
export type InboxStanding = RequestState | "offered" | "gone";
export const INBOX_STATES = [...REQUEST_STATES, "offered", "gone"] as const satisfies readonly InboxStanding[];
const inAny = (words: string): Said<InboxStanding>[string] =>
  Object.fromEntries(INBOX_STATES.map((state) => [state, words]));
const PROPOSED = "Vos dates sont proposées.";
const WRITTEN = withMail("Votre mot est envoyé. L’établissement en est prévenu.");
export const INBOX_SAID: Said<InboxStanding> = {
  accepter: {
    awaiting_head: "C’est noté. Vous recevrez un message dès que la séance est fixée.",
    scheduled: withMail("C’est noté : la séance est fixée. L’établissement en est prévenu."),
  },
  proposer: { awaiting_head: PROPOSED, proposed: PROPOSED },
  passer: { gone: "Cette demande a quitté votre liste." },
  transmettre: { gone: withMail("L’autre association est prévenue.") },
  annuler: { cancelled: withMail("La séance est annulée. L’établissement en est prévenu.") },
  deplacer: { scheduled: "L’autre date est demandée. La date fixée tient en attendant." },
  "accepter-date": { scheduled: withMail("La date est changée. L’établissement et la direction sont prévenus.") },
  "garder-date": { scheduled: "La date fixée ne change pas." },
  ecrire: { awaiting_head: WRITTEN, proposed: WRITTEN, scheduled: WRITTEN },
  signaler: inAny("C’est signalé : notre équipe lit ce mot."),
  vu: { cancelled: "C’est noté." },
  "pas-tenue": { done: "C’est noté : la séance compte à part." },
  change: {
    ...inAny("Relisez cette demande : la liste dit où elle en est."),
    gone: "Cette demande n’est pas, ou plus, dans votre liste.",
  },
};
/** Where an association works, receives and offers: the page shows what is kept. */
export const AREAS_SAID: Said<"kept"> = { territoire: { kept: "C’est enregistré." } };
type Acting = { request: ClassRequest; by: act.Coming; fields: FormFields; base: string };

/** `/espace/structures/:structure/demandes`: an association answers schools. The guard has let coordinators alone come here. */
export function inboxRoutes(site: Site): Hono<Edge> {
  const app = new Hono<Edge>();
  app.get("/espace/structures/:structure/demandes", (c) => inbox(c, site));
  app.get("/espace/structures/:structure/demandes/:demande", async (c) => {
    const found = await open(c);
    return found === null
      ? c.redirect(`${listOf(c)}?de=${c.req.param("demande") ?? ""}&fait=change`, 303)
      : page(c, site, found, EMPTY_FORM);
  });
  for (const [name, run] of Object.entries(ACTS)) {
    app.post(`/espace/structures/:structure/demandes/:demande/${name}`, (c) => answer(c, site, name, run));
  }
  app.post("/espace/structures/:structure/demandes/:demande/signaler", (c) => report(c));
  app.get("/espace/structures/:structure/territoire", (c) => areas(c, site, EMPTY_FORM));
  app.post("/espace/structures/:structure/territoire", (c) => takeArea(c, site));
  app.post("/espace/structures/:structure/territoire/accueil", (c) => takeSpot(c, site));
  app.post("/espace/structures/:structure/territoire/vitrine", (c) => takeOffer(c, site));
  return app;
}

/** How many class requests wait where an association works, for the page of its team. */
export const requestsWaiting = async ({ db, now }: Deps, associationId: OrganisationId): Promise<number> =>
  (await inboxOf(db, { associationId, now })).filter((request) => request.associationId === null).length;

const structureOf = (c: SiteContext): OrganisationId => idParam(c, "org", "structure");
const listOf = (c: SiteContext): string => `/espace/structures/${structureOf(c)}/demandes`;

async function inbox(c: SiteContext, site: Site): Promise<Response> {
  const { db, now } = c.get("deps");
  const id = structureOf(c);
  const [all, areaList, association] = await Promise.all([
    inboxOf(db, { associationId: id, now }),
    areasOf(db, id),
    nameOf(db, id),
  ]);
  const rows = all.map((request) => ({ request, title: programmeOf(site, request).title }));
  const mine = rows.filter(({ request }) => request.associationId === id);
  const waiting = rows.filter(({ request }) => request.associationId === null);
  const done = saidOf(c, INBOX_SAID, await standingOf(c, all));
  return c.render(
    <InboxPage base={listOf(c)} association={association} mine={mine} waiting={waiting} areas={areaList} done={done} />,
    HEAD,
  );
}

/** Where the request of the last act stands for this association. */
async function standingOf(c: SiteContext, shown: readonly ClassRequest[]): Promise<InboxStanding[]> {
  const { about } = actIn(c);
  const request = about === "" ? null : await findRequest(c.get("deps").db, asId("wrq", about));
  if (request?.associationId === structureOf(c)) {
    return [request.state];
  }
  return about === "" ? [] : [shown.some(({ id }) => id === about) ? "offered" : "gone"];
}

/** The request of the path, when this association holds it or may answer it; null for everything else. */
async function open(c: SiteContext): Promise<ClassRequest | null> {
  const { db } = c.get("deps");
  const request = await findRequest(db, idParam(c, "wrq", "demande"));
  const isTheirs = request !== null && request.associationId === structureOf(c);
  return request !== null && (isTheirs || (await isOffered(db, { id: request.id, associationId: structureOf(c) })))
    ? request
    : null;
}

/** Somebody of the school wrote what an operator should look at. */
async function report(c: SiteContext): Promise<Response> {
  const word = (await readForm(c))?.get("mot") ?? "";
  const request = await open(c);
  const eventId =
    request === null
      ? null
      : await reportWord(c.get("deps"), { request, word, reader: structureOf(c), actor: c.get("who").personId });
  c.get("deps").ring(...(eventId === null ? [] : [eventId]));
  return c.redirect(
    `${listOf(c)}?de=${c.req.param("demande") ?? ""}&fait=${eventId === null ? "change" : "signaler"}`,
    303,
  );
}

const isTheirVisit = ({ state, associationId }: ClassRequest, association: OrganisationId): boolean =>
  associationId === association && (state === "scheduled" || state === "done");

/** `kept`: what was typed for an act that came too late. */
type Shown = FormState & { kept?: readonly string[] };
async function page(
  c: SiteContext,
  site: Site,
  request: ClassRequest,
  { kept = [], ...state }: Shown,
): Promise<Response> {
  const deps = c.get("deps");
  const association = structureOf(c);
  const others = (await associationsFor(deps.db, request.id)).filter((one) => one.id !== association);
  const isFixed = request.state === "scheduled" && request.associationId === association;
  const side = request.associationId === association ? "holder" : "taker";
  const can = stillOpen(request, side, deps.now);
  const address = isFixed && request.contactId !== null ? await readAddress(deps, request.contactId) : null;
  const props = {
    request,
    association,
    others,
    address,
    open: can,
    state,
    kept,
    base: `${listOf(c)}/${request.id}`,
    thread: await threadOf(deps, { id: request.id, reader: association }),
    sheets: isTheirVisit(request, association) ? await sheetsOf(deps.db, request.id) : [],
    now: deps.now,
    ...programmeOf(site, request),
  };
  return c.render(<RequestPage {...props} />, HEAD);
}

type InboxAct = (c: SiteContext, acting: Acting, site: Site) => Promise<Answer>;
const ACTS: Readonly<Record<string, InboxAct>> = {
  accepter: (c, { request, by, fields }) => {
    const startsAt = Number(fields.get("creneau"));
    return planAt(request, "school", startsAt) === null
      ? Promise.resolve({ errors: { creneau: "Choisissez un des créneaux." } })
      : withWord(fields, "Accepter", (word) => act.acceptSlot(c.get("deps"), { id: request.id, by, startsAt, word }));
  },
  proposer: (c, { request, by, fields }, site) => {
    const { minutes } = programmeOf(site, request);
    const { plans, errors } = readMore({ request, fields, minutes }, c.get("deps").now);
    const none = plans.length === 0 ? { creneau1: "Écrivez au moins une date et une heure." } : {};
    return Object.keys({ ...none, ...errors }).length > 0
      ? Promise.resolve({ errors: { ...none, ...errors } })
      : withWord(fields, "Proposer", (word) => act.proposePlans(c.get("deps"), { id: request.id, by, plans, word }));
  },
  passer: (c, { request, by, fields }) =>
    Object.hasOwn(DECLINE_REASONS, fields.get("raison"))
      ? withWord(fields, "Passer", (word) =>
          act.passRequest(c.get("deps"), { id: request.id, by, reason: fields.get("raison"), word }),
        )
      : Promise.resolve({ errors: { raison: "Choisissez une raison : elle aide à couvrir le territoire." } }),
  transmettre: (c, { request, by, fields }) =>
    act.handOver(c.get("deps"), { id: request.id, by, to: asId("org", fields.get("vers")) }),
  annuler: (c, { request, by, fields }) =>
    act.cancelVisit(c.get("deps"), {
      id: request.id,
      by: "association",
      association: by.association,
      actor: by.person,
      reason: cancelReason(fields),
    }),
  ...Object.fromEntries(
    Object.entries(SHARED_ACTS).map(([name, run]): [string, InboxAct] => [
      name,
      (c, { request, by, fields }, site) =>
        run(c.get("deps"), {
          request,
          who: { side: "holder", by: by.association, actor: by.person },
          fields,
          minutes: programmeOf(site, request).minutes,
        }),
    ]),
  ),
};

const CANCEL_WORDS = {
  title: "Annuler la séance",
  consequence: "L’établissement est prévenu par message. Les classes ne seront pas vues.",
  button: "Annuler la séance",
};
/** Another association was faster. */
const taken = (c: SiteContext, site: Site): Promise<Response> =>
  answerProblem(c, { ...TAKEN, next: { label: "Voir les demandes", href: listOf(c) } }, site.show);

async function answer(c: SiteContext, site: Site, name: string, run: (typeof ACTS)[string]): Promise<Response> {
  const fields = await readForm(c);
  const request = await open(c);
  if (fields === null) {
    return answerProblem(c, PROBLEMS[400], site.show);
  }
  if (request === null) {
    const isTaken = (await findRequest(c.get("deps").db, idParam(c, "wrq", "demande"))) !== null;
    return isTaken ? taken(c, site) : c.redirect(`${listOf(c)}?de=${c.req.param("demande") ?? ""}&fait=change`, 303);
  }
  const base = `${listOf(c)}/${request.id}`;
  if (name === "annuler" && fields.get("confirme") !== "oui") {
    return c.render(
      <ConfirmPage {...CANCEL_WORDS} action={c.req.path} fields={{}} back={base}>
        <CancelReasons />
      </ConfirmPage>,
      HEAD,
    );
  }
  const by = { association: structureOf(c), person: c.get("who").personId };
  const done = await run(c, { request, by, fields, base }, site);
  return after(c, site, { request, fields, name, done });
}

type Ran = { request: ClassRequest; fields: FormFields; name: string; done: Answer };
/** Rings for what was done and goes back to the list; what is wrong or came too late keeps what was typed. */
async function after(c: SiteContext, site: Site, { request, fields, name, done }: Ran): Promise<Response> {
  if ("errors" in done) {
    c.status(422);
    return page(c, site, request, { values: fields.shown, errors: done.errors });
  }
  if (!done.ok && done.refusal === "taken") {
    return taken(c, site);
  }
  const kept = done.ok ? [] : keptOf(fields.shown, request.tz);
  const stands = kept.length === 0 ? null : await open(c);
  if (stands !== null) {
    c.status(409);
    return page(c, site, stands, { ...EMPTY_FORM, kept });
  }
  c.get("deps").ring(...(done.ok ? done.value.eventIds : []));
  return c.redirect(`${listOf(c)}?de=${request.id}&fait=${done.ok ? name : "change"}`, 303);
}

async function areas(c: SiteContext, site: Site, state: FormState): Promise<Response> {
  const { db } = c.get("deps");
  const id = structureOf(c);
  const [list, spot, offer] = await Promise.all([areasOf(db, id), spotOf(db, id), offerOf(db, id)]);
  const done = saidOf(c, AREAS_SAID, ["kept"]);
  return c.render(
    <AreasPage
      base={`/espace/structures/${structureOf(c)}/territoire`}
      areas={list}
      spot={spot}
      offer={offer}
      programmes={Object.fromEntries(forClasses(site).map(({ slug, title }) => [slug, title]))}
      year={zoned(c.get("deps").now, PARIS).year}
      state={state}
      done={done}
    />,
    HEAD,
  );
}

/** The programmes that a class or a group can ask for. */
const forClasses = ({ programmes }: Site) =>
  programmes.all.filter(({ audience }) => audience === "class" || audience === "youth");

/** What an association would say to a school. */
const OfferWords = paragraph(10, 600);
/** What the association offers to classes, from closed lists: what is none of them was not offered, and is left out. */
async function takeOffer(c: SiteContext, site: Site): Promise<Response> {
  const { db, now } = c.get("deps");
  const fields = await readForm(c);
  if (fields === null) {
    return answerProblem(c, PROBLEMS[400], site.show);
  }
  const days = Number(fields.get("delai"));
  const text = fields.get("mots").trim() === "" ? null : OfferWords.safeParse(fields.get("mots"));
  if (text?.success === false) {
    c.status(422);
    return areas(c, site, { values: fields.shown, errors: errorAt("mots", text) });
  }
  const year = zoned(now, PARIS).year;
  const publics = chosen(
    Object.keys(ADAPTED).filter((code) => fields.get(`adapte_${code}`) !== ""),
    SETTINGS,
  );
  const offer = {
    programmes: forClasses(site).flatMap(({ slug }) => (fields.all("programmes").includes(slug) ? [slug] : [])),
    publics,
    since: Object.fromEntries(
      publics
        .map((code): [string, number] => [code, Number(fields.get(`adapte_${code}`))])
        .filter(([, since]) => since > 1990 && since <= year),
    ),
    text: text?.data ?? null,
    months: chosen(fields.all("mois"), MONTHS),
    answerDays: ANSWER_DAYS.includes(days) ? days : null,
  };
  const name = await nameOf(db, structureOf(c));
  await db.batch([...keepAssociation(structureOf(c), name, now), setOffer(structureOf(c), offer, now)]);
  return c.redirect(`/espace/structures/${structureOf(c)}/territoire?fait=territoire`, 303);
}

/** Where the association receives classes; every field empty: it receives none. */
async function takeSpot(c: SiteContext, site: Site): Promise<Response> {
  const { db, now } = c.get("deps");
  const fields = await readForm(c);
  if (fields === null) {
    return answerProblem(c, PROBLEMS[400], site.show);
  }
  const isEmpty = SPOT_FIELDS.every((name) => fields.get(name).trim() === "");
  const errors: Record<string, string> = {};
  const spot = isEmpty ? null : readElsewhere(fields, errors);
  if (Object.keys(errors).length > 0) {
    c.status(422);
    return areas(c, site, { values: fields.shown, errors });
  }
  const name = await nameOf(db, structureOf(c));
  await db.batch([...keepAssociation(structureOf(c), name, now), setSpot(structureOf(c), spot, now)]);
  return c.redirect(`/espace/structures/${structureOf(c)}/territoire?fait=territoire`, 303);
}

async function takeArea(c: SiteContext, site: Site): Promise<Response> {
  const { db, now } = c.get("deps");
  const fields = await readForm(c);
  if (fields === null) {
    return answerProblem(c, PROBLEMS[400], site.show);
  }
  const departement = fields.get("departement");
  if (!Object.hasOwn(DEPARTEMENTS, departement)) {
    c.status(422);
    return areas(c, site, { values: fields.shown, errors: { departement: "Choisissez un département." } });
  }
  const levels = fields.all("niveaux").filter((level): level is Level => Object.hasOwn(LEVELS, level));
  const name = await nameOf(db, structureOf(c));
  await db.batch([
    ...keepAssociation(structureOf(c), name, now),
    setArea(structureOf(c), { departement, levels }, now),
  ]);
  return c.redirect(`/espace/structures/${structureOf(c)}/territoire?fait=territoire`, 303);
}
