import { Hono } from "hono";

import { PROBLEMS, type Problem } from "../../kernel/problem.ts";
import { Uai, uaiMeant } from "../../kernel/uai.ts";
import { antibotProblem, checkAntibot } from "../../platform/antibot-form.ts";
import { DAY } from "../../kernel/time.ts";
import { type FormFields, readForm } from "../../platform/form.ts";
import { fromBase64Url, toBase64Url, utf8 } from "../../platform/keys.ts";
import { type Edge, type SiteContext, answerProblem } from "../../platform/http.ts";
import { isLed, leadTo } from "../../platform/said.ts";
import { EmailAddress } from "../../privacy/contact.ts";
import { unreachedAt } from "../../privacy/contacts.store.ts";
import { type MailNews, Mailbox } from "../../ui/parts.tsx";
import { EMPTY_FORM, type FormState } from "../../ui/form.tsx";
import { DEPARTEMENTS, zoneOf } from "../sessions/departements.ts";
import { errorAt } from "../../kernel/typed-error.ts";
import type { Site } from "../sessions/edge.ts";
import type { Programme, Programmes } from "../sessions/programme.ts";
import { type School, isBookable } from "../schools/school.ts";
import { NOTHING, findSchool, searchSchools } from "../schools/schools.store.ts";
import { comesTo } from "../schools/showcase.store.ts";
import { associationsPer } from "./areas.store.ts";
import { AskClassPage, AskedPage, SharedPage } from "./ask.pages.tsx";
import { type AskRefusal, type Where, askForClass } from "./ask-for-class.ts";
import { DRAFT_DAYS, draftOf, readDraft, writeDraft } from "./draft.ts";
import { openRequest } from "./follow.routes.tsx";
import { FoundSchoolsPage, SchoolsPage, forWhom } from "./find.pages.tsx";
import type { PlannedClass } from "./plan.ts";
import { LEVELS, type Level, isTaughtAt, yearAfter } from "../schools/school-class.ts";
import { schoolYearOf } from "./school-days.ts";
import { PlaceForm, levelsTyped, readClassForm, readFormPlans } from "./request.schema.ts";

const HEAD = { title: "Établissements", current: "ateliers" } as const;
const SEARCH = { ...HEAD, script: "school" } as const;
const ABSENT = "/etablissements/demande/absent";

/** The programmes that a class or a group can ask for: those made for classes first. */
const classProgrammes = ({ all }: Programmes): Programme[] =>
  (["class", "youth"] as const).flatMap((audience) => all.filter((programme) => programme.audience === audience));
/** The same, those for the years that a kind of school teaches before all others. */
const programmesFor = (programmes: Programmes, kind: string | null): Programme[] =>
  classProgrammes(programmes).toSorted(
    (a, b) => Number(isTaughtAt(kind, b.levels)) - Number(isTaughtAt(kind, a.levels)),
  );
/** Their length in minutes, by slug. */
const minutesOf = (programmes: Programmes): ReadonlyMap<string, number> =>
  new Map(classProgrammes(programmes).map(({ slug, durationMinutes }) => [slug, durationMinutes]));

/** `/etablissements`: find the school, ask for a class workshop. */
export function askRoutes(site: Site): Hono<Edge> {
  const app = new Hono<Edge>();
  app.get("/etablissements", async (c) => {
    const comes = await associationsPer(c.get("deps").db, Object.keys(DEPARTEMENTS).toSorted());
    return c.render(<SchoolsPage programmes={classProgrammes(site.programmes)} comes={comes} />, {
      ...HEAD,
      description:
        "Demander la venue d’une association dans une classe : moins de dix minutes, sans compte, sans nom d’élève.",
      canonical: "/etablissements",
    });
  });
  app.get("/etablissements/demande", (c) => find(c));
  app.get("/etablissements/envoye", async (c) =>
    c.render((await isLed(c)) ? <AskedPage waiting={null} /> : <Mailbox form="/etablissements" />, HEAD),
  );
  app.get(ABSENT, async (c) => showForm(c, site, null, (await asShared(c)) ?? EMPTY_FORM));
  app.post(ABSENT, (c) => take(c, site, null));
  app.get("/etablissements/demande/:uai", async (c) => {
    const school = await schoolOf(c);
    const begun = school === null ? EMPTY_FORM : ((await asShared(c)) ?? (await asBefore(c, school)));
    return school === null ? unknown(c) : showForm(c, site, school, askedFor(c, begun));
  });
  app.post("/etablissements/demande/:uai", async (c) => {
    const school = await schoolOf(c);
    return school === null ? unknown(c) : take(c, site, school);
  });
  return app;
}

/** Searches; a whole UAI leads to its school, a wrong one says what is wrong with it. */
async function find(c: SiteContext): Promise<Response> {
  const typed = (c.req.query("nom") ?? "").slice(0, 100);
  const first = (c.req.query("pour") ?? "").slice(0, 80);
  const found = typed.trim() === "" ? NOTHING : await searchSchools(c.get("deps").db, typed);
  const uai = uaiMeant(typed);
  const [school] = found.schools;
  if (uai !== null && school !== undefined && /[a-z]/i.test(typed)) {
    return c.redirect(`/etablissements/demande/${school.uai}${forWhom(first)}`, 303);
  }
  const problem = uai === null || school !== undefined ? null : uaiProblem(uai);
  return c.render(<FoundSchoolsPage typed={typed} first={first} found={found} problem={problem} />, SEARCH);
}

function uaiProblem(typed: string): string {
  const uai = Uai.safeParse(typed);
  return uai.success
    ? "Cet UAI est bien écrit, mais il n’est pas dans l’annuaire des établissements ouverts. Cherchez par le nom, ou passez par le lien du bas."
    : (uai.error.issues[0]?.message ?? "");
}

async function schoolOf(c: SiteContext): Promise<School | null> {
  const school = await findSchool(c.get("deps").db, c.req.param("uai") ?? "");
  return school !== null && isBookable(school) ? school : null;
}
const unknown = (c: SiteContext): Response =>
  c.redirect(`/etablissements/demande?nom=${encodeURIComponent(c.req.param("uai") ?? "")}`, 303);

type Hours = { plans: readonly (readonly PlannedClass[])[]; tz: string };
async function showForm(
  c: SiteContext,
  site: Site,
  school: School | null,
  { hours = null, ...state }: FormState & { hours?: Hours | null },
): Promise<Response> {
  const { antibot, db, now } = c.get("deps");
  const coming = school === null ? [] : await comesTo(db, school.departement);
  const page = (
    <AskClassPage
      action={school === null ? ABSENT : `/etablissements/demande/${school.uai}`}
      school={school}
      programmes={programmesFor(site.programmes, school?.kind ?? null)}
      state={state}
      ticket={await antibot.issue(now)}
      hours={hours}
      coming={Object.fromEntries(coming.map(({ slug, name }) => [slug, name]))}
    />
  );
  return c.render(page, { ...HEAD, script: "antibot" });
}

/** Whom one would ask first, as the page one comes from says it. */
function askedFor(c: SiteContext, { values, errors }: FormState): FormState {
  const first = c.req.query("pour") ?? "";
  return { errors, values: first === "" ? values : { ...values, dabord: [first] } };
}

/** The form as it was filled in before, without its dates, classes a year further for each school year since: whoever holds the link of a request asks for the same again. */
async function asBefore(c: SiteContext, school: School): Promise<FormState> {
  const token = c.req.query("comme");
  const request = token === undefined ? null : await openRequest(c, token);
  if (request === null || request.uai !== school.uai) {
    return EMPTY_FORM;
  }
  const on = (is: boolean): string => (is ? "on" : "");
  const years = schoolYearOf(c.get("deps").now, request.tz) - schoolYearOf(request.createdAt, request.tz);
  const values: Record<string, string> = {
    programme: request.slug,
    place: request.place === "other" ? "school" : request.place,
    adults: String(request.adults),
    adultRole: request.adultRole,
    requesterRole: request.requesterRole,
    headVia: request.headVia,
    lunch: request.lunch,
    hasRoom: on(request.hasRoom),
    hasProjector: on(request.hasProjector),
    hasStepFree: on(request.hasStepFree),
  };
  for (const { position, level, year, label, setting, pupils } of request.groups) {
    values[`niveau${position}`] = year === null ? level : yearAfter(year, years);
    values[`lettre${position}`] = label ?? "";
    values[`cadre${position}`] = setting;
    values[`eleves${position}`] = String(pupils);
  }
  return { values: Object.fromEntries(Object.entries(values).map(([name, value]) => [name, [value]])), errors: {} };
}

/** The form that somebody began and handed on; null when no link says so, or it is too old. */
async function asShared(c: SiteContext): Promise<FormState | null> {
  const { links, now } = c.get("deps");
  const subject = await links.verify("class-draft", c.req.query("reprise") ?? "", now);
  return subject === null ? null : { values: readDraft(textOf(subject)), errors: {} };
}
const textOf = (subject: string): string => new TextDecoder().decode(fromBase64Url(subject));

/** A link to the form as it stands, for a colleague: numbers and dates, nobody. */
async function share(c: SiteContext, shown: FormState["values"]): Promise<Response> {
  const { links, now, origin } = c.get("deps");
  const until = now + DRAFT_DAYS * DAY;
  const token = await links.sign("class-draft", toBase64Url(utf8(writeDraft(draftOf(shown)))), until);
  return c.render(<SharedPage href={`${origin}${c.req.path}?reprise=${token}`} until={until} />, HEAD);
}

type PlaceRead = { where: Where | null; departement: string; errors: Record<string, string> };
function readPlace(form: FormFields, school: School | null): PlaceRead {
  if (school !== null) {
    return { where: { uai: school.uai }, departement: school.departement, errors: {} };
  }
  const names = ["kind", "name", "commune", "departement"];
  const place = PlaceForm.safeParse(Object.fromEntries(names.map((name) => [name, form.get(name)])));
  if (place.success) {
    return { where: { place: place.data }, departement: place.data.departement, errors: {} };
  }
  const errors = Object.fromEntries(place.error.issues.map((issue) => [String(issue.path[0]), issue.message]));
  // Its holidays are told at once, whatever else has to be mended.
  const departement = form.get("departement");
  return { where: null, departement: Object.hasOwn(DEPARTEMENTS, departement) ? departement : "", errors };
}

const REFUSALS: Record<AskRefusal, Problem> = {
  not_found: { ...PROBLEMS[404], next: { label: "Chercher l’établissement", href: "/etablissements/demande" } },
  no_official_address: PROBLEMS[422],
  too_many: {
    ...PROBLEMS[409],
    title: "Trois demandes sont déjà en cours",
    detail:
      "Votre établissement en a déjà trois pour cet atelier. Attendez qu’une association réponde, ou choisissez un autre atelier.",
    next: { label: "Revenir aux ateliers", href: "/etablissements" },
  },
  too_often: PROBLEMS[429],
};

type AskRead = ReturnType<typeof readAsk>;
/** What the form says, and what its hours come to, right or wrong. */
function readAsk(form: FormFields, { site, school, now }: { site: Site; school: School | null; now: number }) {
  const { where, departement, errors } = readPlace(form, school);
  const place = { tz: zoneOf(departement), departement };
  const minutes = minutesOf(site.programmes);
  const read = readClassForm(form, { minutes, place, now });
  const hours = readFormPlans(form, { minutes: minutes.get(form.get("programme")) ?? 60, place, now });
  const programme = site.programmes.bySlug.get(form.get("programme"));
  const isAsked = programme !== undefined && form.get("quandMeme") !== "on";
  const words = isAsked ? unfit(programme, levelsTyped(form)) : null;
  const said: Record<string, string> = words === null ? {} : { quandMeme: words };
  return { where, read, place, errors: { ...(read.ok ? {} : read.errors), ...said, ...errors }, hours };
}

/** What is said once of a class that the workshop was not written for: the request is sent on purpose, or not. */
function unfit({ title, levels, public: whom }: Programme, asked: readonly (Level | null)[]): string | null {
  const outside = asked.find((level) => level !== null && levels.length > 0 && !levels.includes(level)) ?? null;
  return outside === null
    ? null
    : `« ${title} » est écrit pour : ${whom}. Une de vos classes est ailleurs (${LEVELS[outside]}). Choisissez un autre atelier, ou cochez cette case.`;
}

async function take(c: SiteContext, site: Site, school: School | null): Promise<Response> {
  const form = await readForm(c);
  if (form === null) {
    return answerProblem(c, PROBLEMS[400], site.show);
  }
  const asked = readAsk(form, { site, school, now: c.get("deps").now });
  const hours = { plans: asked.hours.plans, tz: asked.place.tz };
  if (form.get("voir") === "heures") {
    return showForm(c, site, school, { values: form.shown, errors: asked.hours.errors, hours });
  }
  if (form.get("voir") === "partager") {
    return share(c, form.shown);
  }
  const again = (more: Record<string, string>): Promise<Response> => {
    c.status(422);
    return showForm(c, site, school, { values: form.shown, errors: { ...asked.errors, ...more }, hours });
  };
  return send(c, site, { form, asked, again });
}

type Sending = { form: FormFields; asked: AskRead; again: (more: Record<string, string>) => Promise<Response> };
async function send(c: SiteContext, site: Site, { form, asked, again }: Sending): Promise<Response> {
  const deps = c.get("deps");
  const verdict = await checkAntibot(c, form);
  const email = EmailAddress.safeParse(form.get("email"));
  const { where, read, place } = asked;
  const isUnfit = "quandMeme" in asked.errors;
  if (!verdict.passed || !email.success || where === null || !read.ok || isUnfit) {
    const robot = verdict.passed ? {} : { billet: antibotProblem(verdict.why, "").detail };
    return again({ ...errorAt("email", email), ...robot });
  }
  // Read before anything is written: a read that fails afterwards would have it written twice.
  const unreached = await unreachedAt(deps, email.data);
  const who = { email: email.data, key: verdict.ticketId, client: deps.client };
  const done = await askForClass(deps, { where, form: read.value, who });
  if (!done.ok && done.refusal === "no_official_address") {
    return again({
      headVia: "Aucune adresse officielle n’est publiée pour cet établissement : choisissez le lien à remettre.",
    });
  }
  if (!done.ok) {
    return answerProblem(c, REFUSALS[done.refusal], site.show);
  }
  deps.ring(done.value.eventId);
  return sent(c, unreached ?? done.value.waiting, place.tz);
}

/** Where to look now: for the mail that just left, for one that waits in the mailbox already, or at the address, which takes none. */
const sent = (c: SiteContext, mail: MailNews | null, tz: string): Response | Promise<Response> =>
  mail === null
    ? leadTo(c, "/etablissements/envoye")
    : c.render(<AskedPage waiting={{ mail, tz, now: c.get("deps").now, fix: c.req.path }} />, HEAD);
