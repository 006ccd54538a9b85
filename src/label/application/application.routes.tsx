import { Hono } from "hono";

import { PROBLEMS } from "../../kernel/problem.ts";
import type { Said } from "../../kernel/said.ts";
import { readForm } from "../../platform/form.ts";
import { type Edge, type SiteContext, answerProblem, idParam } from "../../platform/http.ts";
import { saidOf } from "../../platform/said.ts";
import { EMPTY_FORM, type FormState } from "../../ui/form.tsx";
import { withMail } from "../../ui/mail-left.ts";
import { parseAnswers, parseJson } from "../scoring/parse.ts";
import { ApplicationsPage, OverviewPage } from "./application.pages.tsx";
import {
  type ApplicationState,
  isAnswered,
  isEditable,
  preview,
  missingOf,
  progressOf,
  unitOf,
} from "./application.ts";
import { readOffer } from "./application.schema.ts";
import * as store from "./application.store.ts";
import {
  HEAD,
  type LabelSite,
  type Loaded,
  SPACE,
  baseOf,
  download,
  isOwner,
  listOf,
  modelsOf,
  mustLoad,
  nameOf,
} from "./edge.tsx";
import { PARIS, dayOf } from "../../kernel/time.ts";
import { pieceList } from "./piece-list.ts";
import { carryOver, describeOffer, openApplication } from "./work-on.ts";

const FILED = withMail("La candidature est déposée. Vous recevez un message qui le confirme.");
/** What stands of an application beside its state: it may be worked on, and has answers. */
export type ApplicationStanding = ApplicationState | "open" | "answered";
export const APPLICATION_SAID: Said<ApplicationStanding> = {
  offre: { open: "L’offre est enregistrée." },
  reprise: {
    answered: "Les réponses du fichier sont dans la candidature. Relisez-les : elles sont à vous maintenant.",
  },
  depot: { submitted: FILED, in_review: FILED },
  retrait: { withdrawn: "La candidature est retirée." },
};
/** `/espace/structures/:structure/label`: applications of a mutuelle. The guard lets its applicants alone come here. */
export function applicationRoutes(site: LabelSite): Hono<Edge> {
  const app = new Hono<Edge>();
  app.get(SPACE, (c) => showList(c, site, EMPTY_FORM));
  app.post(SPACE, (c) => open(c, site));
  app.get(
    `${SPACE}/:dossier`,
    mustLoad(site, (c, loaded) => showOne(c, loaded, EMPTY_FORM)),
  );
  app.post(
    `${SPACE}/:dossier/offre`,
    mustLoad(site, (c, loaded) => describe(c, site, loaded)),
  );
  app.post(
    `${SPACE}/:dossier/reprendre`,
    mustLoad(site, (c, loaded) => takeFile(c, site, loaded)),
  );
  app.get(
    `${SPACE}/:dossier/pieces.csv`,
    mustLoad(site, (c, { model, answers, pieces }) =>
      Promise.resolve(download(c, "pieces.csv", "text/csv", pieceList(model, answers, pieces))),
    ),
  );
  app.get(
    `${SPACE}/:dossier/reponses.json`,
    mustLoad(site, (c, loaded) =>
      Promise.resolve(download(c, "reponses.json", "application/json", answersFile(c, loaded))),
    ),
  );
  return app;
}

/** The answers as the simulator and the command read them. */
function answersFile(c: SiteContext, { application, answers, ranges }: Loaded): string {
  const unit = unitOf(application.id, answers, ranges);
  const file = {
    format: "answers/1",
    referential: application.referential,
    at: dayOf(c.get("deps").now, PARIS),
    units: [unit],
  };
  return `${JSON.stringify(file, null, 2)}\n`;
}

async function showList(c: SiteContext, site: LabelSite, state: FormState): Promise<Response> {
  const applications = await store.applicationsOf(c.get("deps").db, idParam(c, "org", "structure"));
  const version = (await modelsOf(c, site)).at(-1)?.file.version ?? "";
  const props = { base: listOf(c), applications, version, state };
  return c.render(<ApplicationsPage {...props} />, HEAD);
}

async function open(c: SiteContext, site: LabelSite): Promise<Response> {
  const fields = await readForm(c);
  if (fields === null) {
    return answerProblem(c, PROBLEMS[400], site.show);
  }
  const read = readOffer(fields, null);
  if (!read.ok) {
    c.status(422);
    return showList(c, site, { values: fields.shown, errors: read.errors });
  }
  const current = (await modelsOf(c, site)).at(-1);
  if (current === undefined) {
    throw new Error("no referential is published");
  }
  const by = { organisation: idParam(c, "org", "structure"), by: c.get("who").personId };
  const application = await openApplication(c.get("deps"), { ...by, offer: read.value, referential: nameOf(current) });
  return c.redirect(`${listOf(c)}/${application}`, 303);
}

function showOne(c: SiteContext, loaded: Loaded, state: FormState): Response | Promise<Response> {
  const { application, answers, pieces, model } = loaded;
  const isOpen = isEditable(application.state);
  const standing: [ApplicationStanding, boolean][] = [
    [application.state, true],
    ["open", isOpen],
    ["answered", isOpen && answers.some(isAnswered)],
  ];
  const values = {
    offerName: [application.offerName],
    contracts: [application.contracts.join("\n")],
    members: [String(application.members)],
    covered: [String(application.covered)],
    revision: [String(application.revision)],
  };
  const props = {
    base: baseOf(c),
    application,
    ranges: loaded.ranges,
    model,
    isOwner: isOwner(c),
    isCurrent: model === loaded.current,
    progress: progressOf(model, answers),
    missing: missingOf(model, answers, pieces),
    scored: preview(model, answers, dayOf(c.get("deps").now, PARIS)),
    state: Object.keys(state.values).length === 0 ? { ...state, values } : state,
    done: saidOf(
      c,
      APPLICATION_SAID,
      standing.flatMap(([one, stands]) => (stands ? [one] : [])),
    ),
  };
  return c.render(<OverviewPage {...props} />, HEAD);
}

async function describe(c: SiteContext, site: LabelSite, loaded: Loaded): Promise<Response> {
  const fields = await readForm(c);
  if (fields === null || !isEditable(loaded.application.state)) {
    return answerProblem(c, PROBLEMS[fields === null ? 400 : 409], site.show);
  }
  const read = readOffer(fields, loaded.ranges.length > 0 ? loaded.application : null);
  const revision = Number(fields.get("revision"));
  if (!read.ok) {
    c.status(422);
    return showOne(c, loaded, { values: fields.shown, errors: read.errors });
  }
  const isAsRead = revision === loaded.application.revision;
  const offer = { application: loaded.application, offer: read.value, by: c.get("who").personId };
  if (!isAsRead || !(await describeOffer(c.get("deps"), offer)).ok) {
    c.status(409);
    const errors = {
      offerName: `Quelqu’un a changé la candidature entre-temps : l’offre s’appelle maintenant « ${loaded.application.offerName} ». Relisez, puis enregistrez.`,
    };
    const values = { ...fields.shown, revision: [String(loaded.application.revision)] };
    return showOne(c, loaded, { values, errors });
  }
  return c.redirect(`${baseOf(c)}?fait=offre`, 303);
}

/** A file of the simulator. Criteria that have an answer keep it. */
async function takeFile(c: SiteContext, site: LabelSite, loaded: Loaded): Promise<Response> {
  if (!isEditable(loaded.application.state)) {
    return answerProblem(c, PROBLEMS[409], site.show);
  }
  const form = await c.req.formData().catch(() => null);
  const given = form?.get("fichier");
  const text = given instanceof File ? await given.text() : "";
  const json = parseJson(text);
  const read = json.ok ? parseAnswers(json.value, loaded.model) : json;
  if (!read.ok) {
    const [first] = read.wrong;
    c.status(422);
    const errors = {
      fichier: `Ce fichier n’a pas été repris, rien n’a changé. ${first?.place ?? ""} : ${first?.why ?? ""}.`,
    };
    return showOne(c, loaded, { values: {}, errors });
  }
  const answers = read.value.units[0]?.answers ?? {};
  await carryOver(c.get("deps"), { ...loaded, given: answers, by: c.get("who").personId });
  return c.redirect(`${baseOf(c)}?fait=reprise`, 303);
}
