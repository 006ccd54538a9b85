import { Hono } from "hono";

import { type ContactId, type PersonId, asId } from "../../kernel/ids.ts";
import { tooLong } from "../../kernel/text.ts";
import { PROBLEMS } from "../../kernel/problem.ts";
import type { Said } from "../../kernel/said.ts";
import { type FormFields, readForm } from "../../platform/form.ts";
import { type Edge, type SiteContext, answerProblem, idParam } from "../../platform/http.ts";
import { actIn, goneOf, leadTo, saidOf } from "../../platform/said.ts";
import { readAddress } from "../../privacy/contacts.store.ts";
import { ConfirmPage } from "../../ui/confirm.tsx";
import { pageOf } from "../../ui/console.tsx";
import { EMPTY_FORM, type FormState } from "../../ui/form.tsx";
import { withMail } from "../../ui/mail-left.ts";
import type { ApplicationState } from "../application/application.ts";
import { type LabelSite, modelsOf, nameOf } from "../application/edge.tsx";
import type { Case } from "../decision/case.ts";
import { openComplaints, treatComplaint } from "../registry/complaints.store.ts";
import { agreementBy } from "../assessment/agreement.ts";
import { AgreementPage, ComplaintsPage, FilesPage } from "./console.pages.tsx";
import { calibratedOf } from "../assessment/calibration.store.ts";
import { assignable, filesIn, gradedPairs, openPairs } from "../assessment/worklist.store.ts";
import { deny, loadCase, problem, shownIn, typedIn } from "./edge.tsx";
import { type AssessedFile, areGradesOpen, taskOf } from "../assessment/file.ts";
import { quarrels } from "../assessment/grades.ts";
import { isSettled } from "../assessment/outcome.ts";
import { TASKS, TASK_WORDS, type Task } from "../assessment/process.ts";
import { DAY, PARIS, dayOf } from "../../kernel/time.ts";
import { readDay } from "../../kernel/typed-moment.ts";
import { QUEUES, type Queue, isQueue, withQuarrels } from "../assessment/queue.ts";
import { RunPage } from "./run.pages.tsx";
import { doneInWords } from "./run.parts.tsx";
import {
  type NewContact,
  type RunRefusal,
  assignTask,
  moveFile,
  noteContact,
  tiesSince,
} from "../assessment/run-file.ts";
import { releaseTask, restoreTask } from "../assessment/release-task.ts";
import { releasedOf } from "../assessment/released.store.ts";

const HEAD = { title: "Console" } as const;
/** What stands of a file for operators, beside its state: who has it, a task that somebody has or has no more, a contact. */
export type RunStanding = ApplicationState | "yours" | "given" | "released" | "noted";
export const RUN_SAID: Said<RunStanding> = {
  prendre: { yours: "Vous instruisez ce dossier." },
  confier: { given: withMail("La tâche est confiée. La personne en est prévenue.") },
  liberer: { released: "La tâche est retirée. Ce qui avait été noté est gardé 30 jours." },
  redonner: { given: withMail("La tâche est redonnée, avec tout ce qui avait été noté. La personne en est prévenue.") },
  contact: { noted: "Le contact est noté." },
  recevable: { admissible: withMail("Le dossier est recevable. La mutuelle en est prévenue.") },
  irrecevable: { inadmissible: "Le dossier n’est pas recevable. La mutuelle sait pourquoi." },
  commencer: { in_review: "L’évaluation commence." },
  reprendre: { in_review: "L’évaluation reprend." },
  contradictoire: { contradictory: "La mutuelle voit ses notes, et peut répondre." },
};
/** Of a signalled inaccuracy: it is looked at again, or it waits no more. */
export const COMPLAINTS_SAID: Said<"review" | "gone"> = {
  traiter: { review: "La suite est notée : une revue ciblée est ouverte.", gone: "La suite est notée." },
};
const REFUSED: Readonly<Record<RunRefusal, [string, string]>> = {
  not_open: ["Le dossier n’en est plus là", "Rechargez-le pour voir où il en est."],
  not_ready: ["Il manque encore quelque chose", "Le dossier dit ce qui reste à confier, à rendre ou à arbitrer."],
  moved: ["Quelqu’un a changé ce dossier en même temps", "Rechargez-le, puis recommencez s’il le faut encore."],
  not_yours: ["Ce dossier n’est pas le vôtre", "Seule la personne qui l’instruit peut le faire avancer."],
  tied: ["Cette personne a un lien avec la mutuelle", "Elle l’a déclaré : choisissez quelqu’un d’autre."],
  no_role: [
    "Cette personne n’a pas ce rôle",
    "Elle ne l’a plus, ou elle agit pour cette mutuelle : choisissez quelqu’un d’autre.",
  ],
  taken: [
    "Cette place est prise",
    "La tâche est déjà confiée, ou cette personne en a déjà une sur ce dossier : une seule chacun.",
  ],
  not_calibrated: [
    "Cette personne n’a pas fait son calibrage",
    "Avant de noter, chacun juge dix réponses fictives dans l’année, depuis « Mes dossiers ». Demandez-le-lui, ou choisissez quelqu’un d’autre.",
  ],
  too_soon: ["Le délai de la mutuelle n’est pas passé", "Elle peut encore répondre : le dossier dit jusqu’à quand."],
};
const GONE: [string, string] = [
  "Cette tâche ne peut plus être redonnée",
  "Elle l’a déjà été, ou plus de 30 jours ont passé. Confiez-la de nouveau.",
];
const STEPS = {
  recevable: "admit",
  irrecevable: "reject",
  commencer: "begin",
  reprendre: "resume",
  contradictoire: "open_contradictory",
} as const;

/** `/console/label`: files of the label, for operators. */
export function labelConsoleRoutes(site: LabelSite): Hono<Edge> {
  const app = new Hono<Edge>();
  const base = "/console/label";
  app.get(base, (c) => list(c, site));
  app.get(`${base}/signalements`, async (c) => {
    const lines = await openComplaints(c.get("deps").db);
    const isReview = lines.some(({ id, state }) => id === actIn(c).about && state === "review");
    const gone = await goneOf(
      c,
      lines.map(({ id }) => id),
    );
    const done = saidOf(c, COMPLAINTS_SAID, isReview ? ["review"] : gone);
    return c.render(<ComplaintsPage lines={lines} done={done} />, HEAD);
  });
  app.post(`${base}/signalements/:signalement/traiter`, async (c) => {
    const who = { ...c.get("deps"), by: c.get("who").personId };
    const fields = await readForm(c);
    const state = (["review", "closed"] as const).find((one) => one === fields?.get("etat"));
    const outcome = fields?.get("suite") ?? "";
    if (state === undefined || outcome.length > 500) {
      return answerProblem(c, PROBLEMS[400], site.show); // the field of the page takes no more
    }
    const id = c.req.param("signalement");
    await who.db.batch(treatComplaint(who, { id, state, outcome }));
    return leadTo(c, `${base}/signalements?de=${id}&fait=traiter`);
  });
  app.get(`${base}/accords`, async (c) => {
    const { db, now } = c.get("deps");
    const pairs = await gradedPairs(db, now - 365 * DAY);
    const criteria = agreementBy(pairs, (one) => one.criterionId);
    const names = new Map(
      [...new Set(pairs.flatMap((one) => [one.first, one.second]))].map((id, i) => [id, `évaluation ${i + 1}`]),
    );
    const couples = agreementBy(pairs, (one) => `${names.get(one.first) ?? ""} et ${names.get(one.second) ?? ""}`);
    return c.render(<AgreementPage criteria={criteria} pairs={couples} />, HEAD);
  });
  app.get(`${base}/:dossier`, (c) => act(c, site, (whole) => show(c, whole, EMPTY_FORM)));
  for (const [name, step] of Object.entries(STEPS)) {
    app.post(`${base}/:dossier/${name}`, (c) =>
      act(c, site, (whole, fields) => move(c, site, { whole, fields, name, step })),
    );
  }
  app.post(`${base}/:dossier/prendre`, (c) =>
    act(c, site, (whole) =>
      give(c, site, { whole, task: "operator", personId: c.get("who").personId, name: "prendre" }),
    ),
  );
  app.post(`${base}/:dossier/confier`, (c) =>
    act(c, site, (whole, fields) => {
      const task = TASKS.find((one) => one === fields?.get("tache") && one !== "operator");
      return task === undefined
        ? answerProblem(c, PROBLEMS[400], site.show)
        : give(c, site, { whole, task, personId: asId("per", fields?.get("personne")), name: "confier" });
    }),
  );
  app.post(`${base}/:dossier/liberer`, (c) => act(c, site, (whole, fields) => release(c, site, whole, fields)));
  app.post(`${base}/:dossier/redonner`, (c) => act(c, site, (whole, fields) => restore(c, site, whole, fields)));
  app.post(`${base}/:dossier/contact`, (c) => act(c, site, (whole, fields) => contact(c, site, whole, fields)));
  return app;
}

const back = (c: SiteContext, done: string, about?: string): Response =>
  c.redirect(
    `/console/label/${c.req.param("dossier") ?? ""}?${about === undefined ? "" : `de=${about}&`}fait=${done}`,
    303,
  );

/** What stands of a file for this operator, after an act about a person. */
function standingOf(
  { application, assignments, contacts }: AssessedFile,
  released: readonly { personId: PersonId }[],
  c: SiteContext,
): RunStanding[] {
  const { about } = actIn(c);
  const isTheirs = (one: { personId: PersonId }): boolean => one.personId === about;
  const me = c.get("who").personId;
  const standing: [RunStanding, boolean][] = [
    [application.state, true],
    ["yours", assignments.some(({ task, personId }) => task === "operator" && personId === me)],
    ["given", assignments.some(isTheirs)],
    ["released", released.some(isTheirs) && !assignments.some(isTheirs)],
    ["noted", contacts.length > 0],
  ];
  return standing.flatMap(([state, stands]) => (stands ? [state] : []));
}

async function act(
  c: SiteContext,
  site: LabelSite,
  then: (whole: Case, fields: FormFields | null) => Response | Promise<Response>,
): Promise<Response> {
  const fields = c.req.method === "POST" ? await readForm(c) : null;
  const whole = await loadCase(c, site, idParam(c, "app", "dossier"));
  return whole === null || whole.file.application.state === "draft"
    ? answerProblem(c, PROBLEMS[404], site.show)
    : then(whole, fields);
}

async function list(c: SiteContext, site: LabelSite): Promise<Response> {
  const { db, now } = c.get("deps");
  const asked = c.req.query("onglet") ?? "";
  const queue: Queue = isQueue(asked) ? asked : "a-noter";
  const [files, models] = await Promise.all([
    filesIn(db, { states: QUEUES[queue].states, tiesSince: tiesSince(now), after: c.req.query("apres") ?? "" }),
    modelsOf(c, site),
  ]);
  const page = pageOf(files, 50, (one) => one.id);
  const pairs =
    page.rows.length === 0
      ? []
      : await openPairs(
          db,
          page.rows.map((one) => one.id),
        );
  const lines = withQuarrels(page.rows, pairs, (name) => models.find((one) => nameOf(one) === name)).toSorted((a, b) =>
    (a.dueOn ?? "9999").localeCompare(b.dueOn ?? "9999"),
  );
  return c.render(<FilesPage lines={lines} queue={queue} after={page.after} now={now} />, HEAD);
}

async function show(c: SiteContext, whole: Case, state: FormState): Promise<Response> {
  const { file, model } = whole;
  const deps = c.get("deps");
  const [people, taken] = await Promise.all([
    assignable(deps.db),
    releasedOf(deps.db, { applicationId: file.application.id, now: deps.now }),
  ]);
  const addressOf = async (contactId: ContactId | null): Promise<string> =>
    (contactId === null ? null : await readAddress(deps, contactId)) ?? "adresse effacée";
  const withAddress = async <T extends { contactId: ContactId | null }>(one: T): Promise<T & { address: string }> => ({
    ...one,
    address: await addressOf(one.contactId),
  });
  const calibrated = await calibratedOf(deps.db, { people: people.map(({ personId }) => personId), now: deps.now });
  const candidates = await Promise.all(
    people.map((one) => withAddress(Object.assign(one, { isCalibrated: calibrated.has(one.personId) }))),
  );
  const holders = await Promise.all(
    file.assignments.map(async (one) => [one.personId, await addressOf(one.contactId)] as const),
  );
  const open = areGradesOpen(file);
  const props = {
    base: `/console/label/${file.application.id}`,
    whole,
    file,
    me: c.get("who").personId,
    now: deps.now,
    people: candidates,
    released: await Promise.all(taken.map((one) => withAddress(one))),
    holders: new Map(holders),
    quarrels: open ? quarrels(model, file).length : 0,
    isSettled: open && isSettled(model, file),
    state,
    done: saidOf(c, RUN_SAID, standingOf(file, taken, c)),
  };
  return c.render(<RunPage {...props} />, HEAD);
}

type Move = { whole: Case; fields: FormFields | null; name: string; step: (typeof STEPS)[keyof typeof STEPS] };
async function move(c: SiteContext, site: LabelSite, { whole, fields, name, step }: Move): Promise<Response> {
  const deps = c.get("deps");
  const words = typedIn(fields, "mots").trim();
  const isShort = step === "reject" && words.length < 20;
  const wrong = tooLong(words, 2000) ?? (isShort ? "Dites pourquoi, en une phrase au moins." : null);
  if (wrong !== null) {
    c.status(422);
    return show(c, whole, { values: shownIn(fields), errors: { mots: wrong } });
  }
  if (step === "reject" && fields?.get("confirme") !== "oui") {
    const { offerName, organisation, id } = whole.file.application;
    const consequence = `« ${offerName} », de ${organisation}, ne sera pas évaluée. Sans retour : la mutuelle lit vos mots, et peut ouvrir une autre candidature.`;
    const asked = { title: "Déclarer ce dossier non recevable ?", consequence, button: "Déclarer non recevable" };
    const fieldsAgain = { mots: words };
    return c.render(
      <ConfirmPage {...asked} action={c.req.path} fields={fieldsAgain} back={`/console/label/${id}`} />,
      HEAD,
    );
  }
  const done = await moveFile(deps, {
    file: whole.file,
    model: whole.model,
    act: step,
    by: c.get("who").personId,
    words: words === "" ? null : words,
  });
  if (!done.ok) {
    return deny(c, site.show, problem(...REFUSED[done.refusal]));
  }
  deps.ring(done.value);
  return back(c, name);
}

type Gift = { whole: Case; task: Task; personId: PersonId; name: string };
async function give(c: SiteContext, site: LabelSite, { whole, task, personId, name }: Gift): Promise<Response> {
  const deps = c.get("deps");
  const done = await assignTask(deps, { file: whole.file, task, personId, by: c.get("who").personId });
  if (!done.ok) {
    return deny(c, site.show, problem(...REFUSED[done.refusal]));
  }
  deps.ring(done.value);
  return back(c, name, personId);
}

/** Taking a task back asks first: what its holder had done is counted, and where it goes is said. */
async function release(c: SiteContext, site: LabelSite, { file }: Case, fields: FormFields | null): Promise<Response> {
  const personId = asId("per", fields?.get("personne"));
  const held = taskOf(file, personId);
  if (held !== null && fields?.get("confirme") !== "oui") {
    const done = doneInWords({
      reviews: file.reviews.filter((one) => one.personId === personId).length,
      findings: file.findings.filter((one) => one.personId === personId).length,
      exchanges: file.exchanges.filter((one) => one.personId === personId).length,
    });
    const words = {
      title: "Retirer cette tâche ?",
      consequence: `${TASK_WORDS[held.task]} : la personne ne verra plus ce dossier. ${done} : gardés 30 jours, invisibles de qui reprend la tâche. D’ici là, toute personne de la console peut lui redonner la tâche avec tout ce qu’elle avait noté. Après, c’est sans retour.`,
      button: "Retirer la tâche",
    };
    const to = `/console/label/${file.application.id}`;
    return c.render(<ConfirmPage {...words} action={c.req.path} fields={{ personne: personId }} back={to} />, HEAD);
  }
  const done = await releaseTask(c.get("deps"), { file, personId, by: c.get("who").personId });
  return done.ok ? back(c, "liberer", personId) : deny(c, site.show, problem(...REFUSED[done.refusal]));
}

async function restore(c: SiteContext, site: LabelSite, { file }: Case, fields: FormFields | null): Promise<Response> {
  const deps = c.get("deps");
  const releasedId = fields?.get("retiree") ?? "";
  const taken = (await releasedOf(deps.db, { applicationId: file.application.id, now: deps.now })).find(
    ({ id }) => id === releasedId,
  );
  const done = await restoreTask(deps, { file, releasedId, by: c.get("who").personId });
  if (!done.ok) {
    return deny(c, site.show, problem(...(done.refusal === "gone" ? GONE : REFUSED[done.refusal])));
  }
  deps.ring(done.value);
  return back(c, "redonner", taken?.personId);
}

type ContactRead = { ok: true; value: NewContact } | { ok: false; errors: Record<string, string> };
/** A contact as typed: how, which day, what was found. `todayOn`: none comes from the future. */
function readContact(fields: FormFields | null, todayOn: string): ContactRead {
  const channel = ["phone", "form", "chat", "meeting"].find((one) => one === typedIn(fields, "canal")) ?? "phone";
  const [madeOn, note] = [readDay(typedIn(fields, "madeOn")), typedIn(fields, "note").trim()];
  const errors: Record<string, string> = {};
  if (madeOn === null || madeOn > todayOn) {
    errors["madeOn"] = "Donnez la date du contact, passée ou d’aujourd’hui.";
  }
  const wrong = tooLong(note, 500) ?? (note.length < 5 ? "Dites ce qui a été constaté." : null);
  if (wrong !== null) {
    errors["note"] = wrong;
  }
  return madeOn === null || Object.keys(errors).length > 0
    ? { ok: false, errors }
    : { ok: true, value: { kind: channel === "meeting" ? "interview" : "mystery", channel, madeOn, note } };
}

async function contact(c: SiteContext, site: LabelSite, whole: Case, fields: FormFields | null): Promise<Response> {
  const deps = c.get("deps");
  const read = readContact(fields, dayOf(deps.now, PARIS));
  if (!read.ok) {
    c.status(422);
    return show(c, whole, { values: fields?.shown ?? {}, errors: read.errors });
  }
  const done = await noteContact(deps, { file: whole.file, contact: read.value, by: c.get("who").personId });
  return done.ok ? back(c, "contact") : deny(c, site.show, problem(...REFUSED[done.refusal]));
}
