import { Hono } from "hono";
import * as z from "zod";

import { PROBLEMS } from "../../kernel/problem.ts";
import { type FormFields, readForm } from "../../platform/form.ts";
import { type Edge, type SiteContext, answerProblem } from "../../platform/http.ts";
import { recordEvent } from "../../platform/outbox.ts";
import { EmailAddress, FirstName } from "../../privacy/contact.ts";
import { EMPTY_FORM, type FormState } from "../../ui/form.tsx";
import { type Comer, addByHand } from "../seats/add-by-hand.ts";
import { Need, NeedAnswer } from "../seats/needs.ts";
import { MOST_SEATS } from "../seats/party.ts";
import { PARENT_WORDS } from "../seats/registration.ts";
import { fieldErrors } from "../seats/registration.schema.ts";
import { AgeBand } from "../sessions/age.ts";
import type { Site } from "../sessions/edge.ts";
import { sessionEvent } from "../sessions/session.events.ts";
import { answerNeed } from "./answer-need.ts";
import { AddPage, SheetPage, refusedAt } from "./by-hand.pages.tsx";
import { type Opened, namesOf, openList, showList } from "./presence.routes.tsx";

const HEAD = { title: "Mon espace" } as const;
const PATH = "/espace/structures/:structure/seances/:seance";
type Act = (c: SiteContext, site: Site, list: Opened) => Promise<Response>;

/** What a team does with its list beside marking it: names before the day, a sheet of paper, somebody more, an answer to a need. */
export function byHandRoutes(site: Site): Hono<Edge> {
  const app = new Hono<Edge>();
  const opened =
    (may: (list: Opened) => boolean, act: Act) =>
    async (c: SiteContext): Promise<Response> => {
      const list = await openList(c);
      if (list === null) {
        return answerProblem(c, PROBLEMS[404], site.show);
      }
      const next = { label: "Voir la séance", href: list.base };
      return may(list) ? act(c, site, list) : answerProblem(c, { ...PROBLEMS[409], next }, site.show);
    };
  app.post(
    `${PATH}/prenoms`,
    opened(({ mayName }) => mayName, showNames),
  );
  app.post(
    `${PATH}/feuille`,
    opened(({ mayName }) => mayName, printSheet),
  );
  app.get(
    `${PATH}/ajouter`,
    opened(mayAdd, (c, _, list) => showForm(c, site, { list, state: START })),
  );
  app.post(`${PATH}/ajouter`, opened(mayAdd, add));
  app.post(
    `${PATH}/besoin`,
    opened(({ isCoordinator }) => isCoordinator, answer),
  );
  return app;
}

/** A coordinator, until the end; who animates, while the list is open. */
const mayAdd = ({ isCoordinator, isOpen }: Opened): boolean => isCoordinator || isOpen;
const START: FormState = { values: { places: ["1"], parole: [""] }, errors: {} };
const titleOf = ({ programmes }: Site, { session }: Opened): string =>
  programmes.bySlug.get(session.slug)?.title ?? session.slug;

/** First names were shown to somebody: that stands in the trail, before they are. */
async function noteOpened(c: SiteContext, { session }: Opened, what: "screen" | "sheet"): Promise<void> {
  const deps = c.get("deps");
  const about = { id: deps.newId("evt"), subject: session.id, at: deps.now, actor: c.get("who").personId };
  await deps.db.batch([recordEvent(sessionEvent("list.opened", about, { what }))]);
  deps.ring(about.id);
}

async function showNames(c: SiteContext, site: Site, list: Opened): Promise<Response> {
  await noteOpened(c, list, "screen");
  return showList(c, site, { list, state: EMPTY_FORM, isNamed: true });
}

async function printSheet(c: SiteContext, site: Site, list: Opened): Promise<Response> {
  const fields = await readForm(c);
  await noteOpened(c, list, "sheet");
  const called = await namesOf(c.get("deps"), list.lines);
  const lines = list.lines.map((line, i) => Object.assign({ called: called[i] ?? null }, line));
  const hasNeeds = fields?.get("besoins") === "on";
  const page = { base: list.base, session: list.session, title: titleOf(site, list), lines, hasNeeds };
  return c.render(<SheetPage {...page} />, HEAD);
}

async function showForm(
  c: SiteContext,
  site: Site,
  { list, state }: { list: Opened; state: FormState },
): Promise<Response> {
  const sheetKey = state.values["cle"]?.[0] ?? c.get("deps").newId("reg");
  const page = { base: list.base, sheetKey, session: list.session, title: titleOf(site, list), state };
  return c.render(<AddPage {...page} />, HEAD);
}

const Typed = z.object({
  prenom: FirstName,
  age: z.enum(AgeBand.options, { error: "Choisissez une tranche d’âge." }),
  places: z.coerce.number().int().min(1).max(MOST_SEATS),
  besoins: z.array(Need),
  parole: z.enum(["", ...PARENT_WORDS]).transform((word) => (word === "" ? null : word)),
  email: z
    .string()
    .trim()
    .transform((text) => (text === "" ? null : text))
    .pipe(z.union([z.null(), EmailAddress])),
});
function readComer(fields: FormFields): { ok: true; comer: Comer } | { ok: false; errors: Record<string, string> } {
  const one = (name: string): string => fields.get(name);
  const read = Typed.safeParse({
    prenom: one("prenom"),
    age: one("age"),
    places: one("places"),
    besoins: fields.all("besoins"),
    parole: one("parole"),
    email: one("email"),
  });
  if (!read.success) {
    return { ok: false, errors: fieldErrors(read.error) };
  }
  const { prenom, age, places, besoins, parole, email } = read.data;
  return { ok: true, comer: { name: prenom, ageBand: age, seats: places, needs: besoins, email, parentWord: parole } };
}

async function add(c: SiteContext, site: Site, list: Opened): Promise<Response> {
  const fields = await readForm(c);
  const key = fields?.get("cle") ?? "";
  if (fields === null || !/^reg_[0-9a-f-]{36}$/.test(key)) {
    return answerProblem(c, PROBLEMS[400], site.show);
  }
  const read = readComer(fields);
  if (!read.ok) {
    c.status(422);
    return showForm(c, site, { list, state: { values: fields.shown, errors: read.errors } });
  }
  const deps = c.get("deps");
  const by = { session: list.session, comer: read.comer, key, person: c.get("who").personId };
  const added = await addByHand(deps, by);
  if (!added.ok) {
    c.status(422);
    return showForm(c, site, { list, state: { values: fields.shown, errors: refusedAt(added.refusal) } });
  }
  deps.ring(added.value.eventId);
  return c.redirect(`${list.base}?fait=${read.comer.email === null ? "ajoute" : "ajoute-mail"}`, 303);
}

const Answer = z.object({ besoin: Need, reponse: NeedAnswer });
async function answer(c: SiteContext, site: Site, list: Opened): Promise<Response> {
  const fields = await readForm(c);
  const read = Answer.safeParse({ besoin: fields?.get("besoin"), reponse: fields?.get("reponse") });
  if (!read.success) {
    return answerProblem(c, PROBLEMS[400], site.show);
  }
  const deps = c.get("deps");
  const { besoin: need, reponse } = read.data;
  const answered = await answerNeed(deps, {
    session: list.session,
    need,
    answer: reponse,
    person: c.get("who").personId,
  });
  if (!answered.ok) {
    return answerProblem(c, PROBLEMS[409], site.show);
  }
  deps.ring(answered.value);
  return c.redirect(`${list.base}?fait=besoin`, 303);
}
