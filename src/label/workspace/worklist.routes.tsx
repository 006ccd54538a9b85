import { Hono } from "hono";

import { asId } from "../../kernel/ids.ts";
import { pick } from "../../kernel/pick.ts";
import { tooLong } from "../../kernel/text.ts";
import { PROBLEMS } from "../../kernel/problem.ts";
import { readForm } from "../../platform/form.ts";
import { type Edge, type SiteContext, answerProblem } from "../../platform/http.ts";
import { actIn, saidOf } from "../../platform/said.ts";
import { EMPTY_FORM, type FormState } from "../../ui/form.tsx";
import { type LabelSite, modelsOf, nameOf } from "../application/edge.tsx";
import { findSubmission } from "../application/application.store.ts";
import { changesBetween } from "../application/changes.ts";
import { ChangesPage } from "../application/changes.pages.tsx";
import { filingBefore, readFiling } from "../application/changes.store.ts";
import { findFile } from "../application/evidence.store.ts";
import { extensionOf } from "../application/sniff.ts";
import { type Case, groundsOf, lastOf } from "../decision/case.ts";
import { isFollowed } from "../decision/decision.ts";
import { openMeasure, secondMeasure } from "../decision/hear.ts";
import { ENVISAGED, GROUNDS, type Ground, type MeasureRefusal } from "../decision/measure.ts";
import { type AboutLabel, complaintsAbout } from "../registry/complaints.store.ts";
import { openTo, present, sign } from "../decision/decide.ts";
import { WORKLIST_SAID, WorklistPage } from "./worklist.pages.tsx";
import { type Queued, declareInterest, filesOf, openPairs, readInterests } from "../assessment/worklist.store.ts";
import { calibrationsOf } from "../assessment/calibration.store.ts";
import {
  type AtFile,
  WORKLIST,
  HEAD,
  deny,
  loadCase,
  mustHold,
  problem,
  readCriteria,
  tooLongIn,
  shownIn,
  typedIn,
} from "./edge.tsx";
import { FILE_SAID, FilePage, fileStanding } from "./file.pages.tsx";
import { areGradesOpen, isDeclaredShown, taskOf } from "../assessment/file.ts";
import { rolesOf } from "../../access/roles.ts";
import { agreeToName, dropName, nameOfMember } from "../registry/accounts.store.ts";
import { openAuditOf } from "../registry/audits.store.ts";
import { handIn, noteFinding, ungraded } from "../assessment/grade-file.ts";
import { INTERESTS, PANELS } from "../assessment/process.ts";
import { PARIS, dayOf } from "../../kernel/time.ts";
import { readDay } from "../../kernel/typed-moment.ts";
import { withQuarrels } from "../assessment/queue.ts";
import { moveFile, tiesSince } from "../assessment/run-file.ts";
import { isTold } from "../application/application.ts";

const baseOf = (c: SiteContext): string => `${WORKLIST}/${c.req.param("dossier") ?? ""}`;
export const MOVED = problem(
  "Quelqu’un a changé cela en même temps",
  "Rien n’a été enregistré. Rechargez le dossier, relisez, puis recommencez s’il le faut encore.",
);
const CLOSED = problem(
  "Ce n’est plus le moment",
  "La phase est finie, ou vous avez déjà rendu. Rien n’a été enregistré : rechargez le dossier.",
);

/** `/espace/evaluation`: the worklist of assessors and of the panel. The guard lets these roles alone come here. */
export function worklistRoutes(site: LabelSite): Hono<Edge> {
  const app = new Hono<Edge>();
  app.get(WORKLIST, (c) => queue(c, site, EMPTY_FORM));
  app.post(`${WORKLIST}/nom`, (c) => publishName(c, site));
  app.post(`${WORKLIST}/nom/retirer`, async (c) => {
    await c.get("deps").db.batch([dropName(c.get("who").personId)]);
    return c.redirect(`${WORKLIST}?fait=sans-nom`, 303);
  });
  app.post(`${WORKLIST}/liens`, (c) => declare(c, site));
  app.get(
    `${WORKLIST}/:dossier`,
    mustHold(site, (c, at) => showFile(c, at, EMPTY_FORM)),
  );
  app.get(
    `${WORKLIST}/:dossier/preuves/:preuve`,
    mustHold(site, (c, at) => fetchPiece(c, site, at)),
  );
  app.post(
    `${WORKLIST}/:dossier/rendre`,
    mustHold(site, async (c, { whole, me }) => {
      const done = await handIn(c.get("deps"), { file: whole.file, model: whole.model, by: me });
      if (!done.ok) {
        return deny(
          c,
          site.show,
          done.refusal === "missing"
            ? problem("Il reste des critères à noter", "Ouvrez le dossier : il dit par lequel commencer.")
            : CLOSED,
        );
      }
      return c.redirect(`${baseOf(c)}?fait=rendu`, 303);
    }),
  );
  app.get(
    `${WORKLIST}/:dossier/changements`,
    mustHold(site, (c, at) => showChanges(c, site, at)),
  );
  app.post(
    `${WORKLIST}/:dossier/precisions`,
    mustHold(site, (c, at) => clarify(c, site, at)),
  );
  app.post(
    `${WORKLIST}/:dossier/constats`,
    mustHold(site, (c, at) => noteInAudit(c, site, at)),
  );
  app.post(
    `${WORKLIST}/:dossier/proposer`,
    mustHold(site, (c, at) => propose(c, site, at)),
  );
  app.post(
    `${WORKLIST}/:dossier/mesure`,
    mustHold(site, (c, at) => openHearing(c, site, at)),
  );
  app.post(
    `${WORKLIST}/:dossier/appuyer`,
    mustHold(site, (c, at) => second(c, site, at)),
  );
  app.post(
    `${WORKLIST}/:dossier/signer`,
    mustHold(site, (c, at) => signIt(c, site, at)),
  );
  return app;
}

/** What changed in the filing under assessment. A grade of the mutuelle stays hidden here too until the reader's own is saved. */
async function showChanges(c: SiteContext, site: LabelSite, { whole, seen }: AtFile): Promise<Response> {
  const { db } = c.get("deps");
  const { id: applicationId, organisationId, offerName } = seen.application;
  const { number } = seen.filed;
  const [filed, before] = await Promise.all([
    findSubmission(db, { applicationId, number }),
    filingBefore(db, { applicationId, organisationId, offerName, number }),
  ]);
  if (filed === null) {
    return answerProblem(c, PROBLEMS[404], site.show);
  }
  const after = readFiling(filed.document);
  const criteria = [...whole.model.criteria.keys()];
  const hidden = new Set(criteria.filter((id) => after.answers[id] !== undefined && !isDeclaredShown(seen, id)));
  const changes = changesBetween(before?.filing ?? after, after, { criteria, hidden });
  const page = { base: baseOf(c), offer: offerName, model: whole.model, before, changes, hidden };
  return c.render(<ChangesPage {...page} what={`le dépôt n° ${number}, que vous évaluez`} />, HEAD);
}

async function publishName(c: SiteContext, site: LabelSite): Promise<Response> {
  const { db, now } = c.get("deps");
  const fields = await readForm(c);
  const name = fields?.get("nom").trim() ?? "";
  if (fields === null || !isOnPanel(c)) {
    return answerProblem(c, PROBLEMS[fields === null ? 400 : 404], site.show);
  }
  const wrong = tooLong(name, 120) ?? (name.length < 3 ? "Écrivez votre nom comme il doit paraître." : null);
  if (wrong !== null) {
    c.status(422);
    return queue(c, site, { values: fields.shown, errors: { nom: wrong } });
  }
  await db.batch([agreeToName({ personId: c.get("who").personId, name, now })]);
  return c.redirect(`${WORKLIST}?fait=nom`, 303);
}

async function queue(c: SiteContext, site: LabelSite, state: FormState): Promise<Response> {
  const { db, now } = c.get("deps");
  const me = c.get("who").personId;
  const [files, interests, calibrated, published, models] = await Promise.all([
    filesOf(db, { personId: me, tiesSince: tiesSince(now) }),
    readInterests(db, me),
    calibrationsOf(db, { personId: me, now }),
    isOnPanel(c) ? nameOfMember(db, me) : null,
    modelsOf(c, site),
  ]);
  const readable = files.filter(maySeeQuarrels).map((one) => one.id);
  const pairs = readable.length === 0 ? [] : await openPairs(db, readable);
  const lines = withQuarrels(files, pairs, (name) => models.find((one) => nameOf(one) === name));
  const done = saidOf(c, WORKLIST_SAID, [
    ...interests.interests
      .filter(({ organisationId }) => organisationId === actIn(c).about)
      .map(({ endedOn }) => (endedOn === null || endedOn > tiesSince(now) ? "tied" : "past")),
    ...(published === null ? [] : [published === "" ? ("unnamed" as const) : ("named" as const)]),
  ]);
  const page = { lines, interests, calibrated, published, state, now, done };
  return c.render(<WorklistPage {...page} />, HEAD);
}

/** How far two evaluations are apart is theirs to see, and of who judges: not of somebody with a tie, nor of a panel before the mutuelle. */
const maySeeQuarrels = ({ task, isTied, state }: Queued): boolean =>
  !isTied && task !== null && (isTold(state) || !PANELS.some((panel) => panel === task));

async function declare(c: SiteContext, site: LabelSite): Promise<Response> {
  const { db, now } = c.get("deps");
  const fields = await readForm(c);
  const kind = fields?.get("lien") ?? "";
  const end = fields?.get("fin") ?? "";
  if (fields === null || !Object.hasOwn(INTERESTS, kind) || (end !== "" && readDay(end) === null)) {
    return answerProblem(c, PROBLEMS[400], site.show);
  }
  const tie = { organisationId: asId("org", fields.get("mutuelle")), kind, endedOn: readDay(end) };
  const declared = await db.changed(declareInterest({ personId: c.get("who").personId, ...tie, now }));
  return declared > 0
    ? c.redirect(`${WORKLIST}?de=${tie.organisationId}&fait=lien`, 303)
    : answerProblem(c, PROBLEMS[400], site.show);
}

async function showFile(c: SiteContext, { whole, seen, me }: AtFile, state: FormState): Promise<Response> {
  const { now } = c.get("deps");
  const task = taskOf(whole.file, me)?.task;
  const isPanel = task === "panel" || task === "appeal";
  const late = isPanel && areGradesOpen(seen) && isTold(whole.file.application.state);
  const today = dayOf(now, PARIS);
  const props = {
    base: baseOf(c),
    whole,
    seen,
    me,
    now,
    state,
    done: saidOf(c, FILE_SAID, fileStanding(whole, me)),
    left: task === "assessor" ? await ungraded(whole.file, whole.model, me) : [],
    kinds: late ? (await openTo(whole, today)).filter(() => isInCharge(whole.file.application.state, task)) : [],
    isFollowed: task === "panel" && isFollowed(whole.file.application.state, lastOf(whole)),
    audit: task === "panel" ? await openAuditOf(c.get("deps").db, whole.file.application.id) : null,
    complaints: task === "panel" ? await complaintsOf(c, whole) : [],
    grounds: late ? await groundsOf(whole, today) : null,
  };
  return c.render(<FilePage {...props} />, HEAD);
}

/** What people signalled of the label of a file. */
async function complaintsOf(c: SiteContext, whole: Case): Promise<AboutLabel[]> {
  const labelId = lastOf(whole)?.labelId ?? null;
  return labelId === null ? [] : complaintsAbout(c.get("deps").db, labelId);
}

/** What is wrong with a measure that was typed, by its field. */
const WRONG_MEASURE: Readonly<Record<MeasureRefusal, readonly [field: string, words: string]>> = {
  no_reasons: ["raisons", "Dites pourquoi, en une phrase au moins ; cent caractères pour une suspension immédiate."],
  no_ground: ["reference", "Choisissez le signalement ou le constat, ou dites où le lire, en dix caractères au moins."],
  not_urgent: ["urgence", "Seuls un danger ou une fraude permettent de suspendre tout de suite."],
  no_points: ["griefs", "Écrivez une ligne par critère : « PSY-4 : ce qui n’est plus tenu », dix caractères au moins."],
};

async function openHearing(c: SiteContext, site: LabelSite, at: AtFile): Promise<Response> {
  const fields = await readForm(c);
  const [kind, ground] = [typedIn(fields, "mesure"), typedIn(fields, "motif")];
  const envisaged = ENVISAGED.find((one) => one === kind);
  if (fields === null || envisaged === undefined || !Object.hasOwn(GROUNDS, ground)) {
    return answerProblem(c, PROBLEMS[400], site.show);
  }
  const given = {
    kind: envisaged,
    ground: ground as Ground,
    groundRef: fields.get(ground === "complaint" || ground === "finding" ? "piece" : "reference"),
    held: fields.get("griefs"),
    reasons: fields.get("raisons").trim(),
    isUrgent: fields.get("urgence") === "on",
  };
  const long = tooLongIn(fields, { reference: 500, griefs: 8000, raisons: 4000 });
  if (Object.keys(long).length > 0) {
    c.status(422);
    return showFile(c, at, { values: fields.shown, errors: long });
  }
  const attached = (await complaintsOf(c, at.whole)).map(({ id }) => id);
  const done = await openMeasure(c.get("deps"), { one: at.whole, given, attached, by: at.me });
  if (done.ok) {
    return c.redirect(`${baseOf(c)}?fait=mesure`, 303);
  }
  const wrong = pick(WRONG_MEASURE, done.refusal);
  if (wrong === null) {
    return deny(c, site.show, done.refusal === "moved" ? MOVED : CLOSED);
  }
  c.status(422);
  return showFile(c, at, { values: fields.shown, errors: { [wrong[0]]: wrong[1] } });
}

async function second(c: SiteContext, site: LabelSite, at: AtFile): Promise<Response> {
  const deps = c.get("deps");
  const id = (await readForm(c))?.get("mesure") ?? "";
  const readAgain = () => loadCase(c, site, at.whole.file.application.id);
  const done = await secondMeasure(deps, { one: at.whole, id, by: at.me, readAgain });
  if (!done.ok) {
    return deny(c, site.show, done.refusal === "moved" ? MOVED : CLOSED);
  }
  deps.ring(done.value);
  return c.redirect(`${baseOf(c)}?fait=signe`, 303);
}

/** Whether this person sits on the panel. */
const isOnPanel = (c: SiteContext): boolean => rolesOf(c.get("who")).includes("panel_member");

/** A member of the panel notes what an audit found; its mutuelle is told. */
async function noteInAudit(c: SiteContext, site: LabelSite, at: AtFile): Promise<Response> {
  const deps = c.get("deps");
  const { file, model } = at.whole;
  const [fields, audit] = [await readForm(c), await openAuditOf(deps.db, file.application.id)];
  if (fields === null || audit === null) {
    return answerProblem(c, PROBLEMS[fields === null ? 400 : 404], site.show);
  }
  const { criteria, unknown } = readCriteria(fields.get("concernes"), model);
  const [criterion, ...also] = criteria;
  const text = fields.get("constat").trim();
  const errors = {
    ...(unknown === null ? {} : { concernes: unknown }),
    ...(criterion === undefined && unknown === null ? { concernes: "Dites au moins un critère, par son code." } : {}),
    ...(text.length < 10 ? { constat: "Dites ce qui manque, en une phrase." } : {}),
    ...tooLongIn(fields, { constat: 1000 }),
  };
  if (criterion === undefined || Object.keys(errors).length > 0) {
    c.status(422);
    return showFile(c, at, { values: fields.shown, errors });
  }
  const severity = fields.get("gravite") === "major" ? "major" : "minor";
  const given = { file, criterion, also, by: at.me, severity, text, auditId: audit.id } as const;
  const done = await noteFinding(deps, given);
  if (!done.ok) {
    return deny(c, site.show, CLOSED);
  }
  return c.redirect(`${baseOf(c)}?fait=constat`, 303);
}

const isInCharge = (state: string, task: string | undefined): boolean =>
  task === (state === "appealed" ? "appeal" : "panel");

async function clarify(c: SiteContext, site: LabelSite, at: AtFile): Promise<Response> {
  const deps = c.get("deps");
  const fields = await readForm(c);
  const words = fields?.get("demande").trim() ?? "";
  const short = words.length < 20 ? "Dites quel critère et ce qui manque, en une phrase au moins." : null;
  const wrong = tooLong(words, 2000) ?? short;
  if (wrong !== null) {
    c.status(422);
    return showFile(c, at, { values: fields?.shown ?? {}, errors: { demande: wrong } });
  }
  const { file, model } = at.whole;
  const done = await moveFile(deps, { file, model, act: "clarify", by: at.me, words });
  if (!done.ok) {
    return deny(c, site.show, done.refusal === "moved" ? MOVED : CLOSED);
  }
  deps.ring(done.value);
  return c.redirect(`${baseOf(c)}?fait=precisions`, 303);
}

async function propose(c: SiteContext, site: LabelSite, at: AtFile): Promise<Response> {
  const fields = await readForm(c);
  const given = {
    kind: typedIn(fields, "decision"),
    reasons: typedIn(fields, "motifs"),
    revision: Number(typedIn(fields, "revision")),
  };
  const long = tooLong(given.reasons, 4000);
  if (long !== null) {
    c.status(422);
    return showFile(c, at, { values: shownIn(fields), errors: { motifs: long } });
  }
  const done = await present(c.get("deps"), { one: at.whole, ...given, by: at.me });
  if (done.ok) {
    return c.redirect(`${baseOf(c)}?fait=propose`, 303);
  }
  if (done.refusal === "no_reasons") {
    c.status(422);
    return showFile(c, at, {
      values: shownIn(fields),
      errors: { motifs: "Une décision est motivée : dites pourquoi, en une phrase au moins." },
    });
  }
  return deny(c, site.show, done.refusal === "moved" ? MOVED : CLOSED);
}

/** Why a signature was not taken, where it is not that the decision is closed. */
const WHY_UNSIGNED: Readonly<Record<string, typeof MOVED>> = {
  moved: MOVED,
  log_full: problem(
    "Signez de nouveau plus tard",
    "La dernière signature d’une décision sans label se prend entre 8 h et 22 h, tant que le journal a une place ce jour-là : c’est ce qui empêche d’y lire qu’un refus a eu lieu. Si une place vient d’être prise, signez de nouveau maintenant ; sinon demain. Les autres signatures restent.",
  ),
};

async function signIt(c: SiteContext, site: LabelSite, at: AtFile): Promise<Response> {
  const deps = c.get("deps");
  const fields = await readForm(c);
  const readAgain = () => loadCase(c, site, at.whole.file.application.id);
  const revision = Number(fields?.get("revision"));
  const done = await sign(deps, { whole: at.whole, revision, by: at.me, readAgain });
  if (!done.ok) {
    return deny(c, site.show, pick(WHY_UNSIGNED, done.refusal) ?? CLOSED);
  }
  deps.ring(done.value);
  return c.redirect(`${baseOf(c)}?fait=signe`, 303);
}

/** A piece as it was filed, as a download: nothing of it runs on this site. */
async function fetchPiece(c: SiteContext, site: LabelSite, { seen }: AtFile): Promise<Response> {
  const deps = c.get("deps");
  const piece = seen.filed.pieces.find((one) => one.id === c.req.param("preuve"));
  const file =
    piece === undefined ? null : await findFile(deps.db, { id: piece.id, applicationId: seen.application.id });
  const body = file?.r2_key ? await deps.evidence.get(file.r2_key) : null;
  if (piece === undefined || body === null) {
    return answerProblem(c, PROBLEMS[404], site.show);
  }
  const mime = file?.mime ?? "application/octet-stream";
  return c.body(body, 200, {
    "content-type": mime,
    "cache-control": "private, no-store",
    "content-disposition": `attachment; filename="${piece.criterion}-${piece.id.slice(-8)}.${extensionOf(mime)}"`,
  });
}
