import { Hono } from "hono";

import { PROBLEMS, type Problem } from "../../kernel/problem.ts";
import { Uai, uaiMeant } from "../../kernel/uai.ts";
import { antibotProblem, checkAntibot } from "../../platform/antibot-form.ts";
import { type FormFields, readForm } from "../../platform/form.ts";
import { type Edge, type SiteContext, answerProblem } from "../../platform/http.ts";
import { EmailAddress } from "../../privacy/contact.ts";
import { unreachedAt } from "../../privacy/contacts.store.ts";
import type { MailNews } from "../../ui/parts.tsx";
import { EMPTY_FORM, type FormState } from "../../ui/form.tsx";
import { zoneOf } from "../sessions/departements.ts";
import { errorAt } from "../../kernel/typed-error.ts";
import type { Site } from "../sessions/edge.ts";
import type { Programme, Programmes } from "../sessions/programme.ts";
import { type School, isBookable } from "../schools/school.ts";
import { NOTHING, findSchool, searchSchools } from "../schools/schools.store.ts";
import { AskClassPage, AskedPage } from "./ask.pages.tsx";
import { type AskRefusal, type Where, askForClass } from "./ask-for-class.ts";
import { FoundSchoolsPage, SchoolsPage } from "./find.pages.tsx";
import { PlaceForm, readClassForm } from "./request.schema.ts";

const HEAD = { title: "Établissements", current: "ateliers" } as const;
const SEARCH = { ...HEAD, script: "school" } as const;
const ABSENT = "/etablissements/demande/absent";

/** The programmes that a class or a group can ask for: those made for classes first. */
const classProgrammes = ({ all }: Programmes): Programme[] =>
  (["class", "youth"] as const).flatMap((audience) => all.filter((programme) => programme.audience === audience));
/** Their length in minutes, by slug. */
export const minutesOf = (programmes: Programmes): ReadonlyMap<string, number> =>
  new Map(classProgrammes(programmes).map(({ slug, durationMinutes }) => [slug, durationMinutes]));

/** `/etablissements`: find the school, ask for a class workshop. */
export function askRoutes(site: Site): Hono<Edge> {
  const app = new Hono<Edge>();
  app.get("/etablissements", (c) =>
    c.render(<SchoolsPage programmes={classProgrammes(site.programmes)} />, {
      ...HEAD,
      description: "Demander la venue d’une association dans une classe : cinq minutes, sans compte, sans nom d’élève.",
      canonical: "/etablissements",
    }),
  );
  app.get("/etablissements/demande", (c) => find(c));
  app.get("/etablissements/envoye", (c) => c.render(<AskedPage waiting={null} />, HEAD));
  app.get(ABSENT, (c) => showForm(c, site, null, EMPTY_FORM));
  app.post(ABSENT, (c) => take(c, site, null));
  app.get("/etablissements/demande/:uai", async (c) => {
    const school = await schoolOf(c);
    return school === null ? unknown(c) : showForm(c, site, school, EMPTY_FORM);
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
  const found = typed.trim() === "" ? NOTHING : await searchSchools(c.get("deps").db, typed);
  const uai = uaiMeant(typed);
  const [school] = found.schools;
  if (uai !== null && school !== undefined && /[a-z]/i.test(typed)) {
    return c.redirect(`/etablissements/demande/${school.uai}`, 303);
  }
  const problem = uai === null || school !== undefined ? null : uaiProblem(uai);
  return c.render(<FoundSchoolsPage typed={typed} found={found} problem={problem} />, SEARCH);
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

async function showForm(c: SiteContext, site: Site, school: School | null, state: FormState): Promise<Response> {
  const { antibot, now } = c.get("deps");
  const page = (
    <AskClassPage
      action={school === null ? ABSENT : `/etablissements/demande/${school.uai}`}
      school={school}
      programmes={classProgrammes(site.programmes)}
      state={state}
      ticket={await antibot.issue(now)}
    />
  );
  return c.render(page, { ...HEAD, script: "antibot" });
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
  return { where: null, departement: "", errors };
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

async function take(c: SiteContext, site: Site, school: School | null): Promise<Response> {
  const deps = c.get("deps");
  const form = await readForm(c);
  if (form === null) {
    return answerProblem(c, PROBLEMS[400], site.show);
  }
  const verdict = await checkAntibot(c, form);
  const email = EmailAddress.safeParse(form.get("email"));
  const { where, departement, errors } = readPlace(form, school);
  const place = { tz: zoneOf(departement), departement };
  const read = readClassForm(form, { minutes: minutesOf(site.programmes), place, now: deps.now });
  const again = (more: Record<string, string>): Promise<Response> => {
    c.status(422);
    return showForm(c, site, school, {
      values: form.shown,
      errors: { ...(read.ok ? {} : read.errors), ...errors, ...more },
    });
  };
  if (!verdict.passed || !email.success || where === null || !read.ok) {
    return again({
      ...errorAt("email", email),
      ...(verdict.passed ? {} : { billet: antibotProblem(verdict.why, "").detail }),
    });
  }
  // Read before anything is written: a read that fails afterwards would have it written twice.
  const unreached = await unreachedAt(deps, email.data);
  const asked = await askForClass(deps, {
    where,
    form: read.value,
    who: { email: email.data, key: verdict.ticketId, client: deps.client },
  });
  if (!asked.ok && asked.refusal === "no_official_address") {
    return again({
      headVia: "Aucune adresse officielle n’est publiée pour cet établissement : choisissez le lien à remettre.",
    });
  }
  if (!asked.ok) {
    return answerProblem(c, REFUSALS[asked.refusal], site.show);
  }
  deps.ring(asked.value.eventId);
  return sent(c, unreached ?? asked.value.waiting, place.tz);
}

/** Where to look now: for the mail that just left, for one that waits in the mailbox already, or at the address, which takes none. */
const sent = (c: SiteContext, mail: MailNews | null, tz: string): Response | Promise<Response> =>
  mail === null
    ? c.redirect("/etablissements/envoye", 303)
    : c.render(<AskedPage waiting={{ mail, tz, now: c.get("deps").now, fix: c.req.path }} />, HEAD);
