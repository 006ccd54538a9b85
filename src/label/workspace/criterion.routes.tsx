import { Hono } from "hono";

import { tooLong } from "../../kernel/text.ts";
import { PROBLEMS } from "../../kernel/problem.ts";
import type { Said } from "../../kernel/said.ts";
import type { FormFields } from "../../platform/form.ts";
import { type Edge, type SiteContext, answerProblem } from "../../platform/http.ts";
import { saidOf } from "../../platform/said.ts";
import { EMPTY_FORM, type FormState } from "../../ui/form.tsx";
import { withMail } from "../../ui/mail-left.ts";
import type { LabelSite } from "../application/edge.tsx";
import type { CriterionSpec } from "../scoring/formats.ts";
import { dimensionsOf } from "../referential/words.ts";
import { CriterionPage } from "./criterion.pages.tsx";
import type { CriterionProps } from "./criterion.parts.tsx";
import { MOVED } from "./worklist.routes.tsx";
import {
  type AtFile,
  WORKLIST,
  HEAD,
  deny,
  mustHold,
  problem,
  readCriteria,
  readCriterionForm,
  readGrade,
  readRefused,
  tooLongIn,
} from "./edge.tsx";
import { areGradesOpen, taskOf } from "../assessment/file.ts";
import { PARIS, dayOf } from "../../kernel/time.ts";
import { reply, sideOf } from "../assessment/thread.ts";
import { criteriaOf } from "../assessment/findings.ts";
import { adjudicate, causeOf, exchange, noteFinding, saveReview } from "../assessment/grade-file.ts";
import { type Grade, type Refused, longOf, quarrelOf } from "../assessment/grades.ts";

/** What stands of somebody on a criterion: a grade of theirs here or on the one before, a finding, the last word to the mutuelle. */
export type CriterionStanding = "graded" | "found" | "replied";
export const CRITERION_SAID: Said<CriterionStanding> = {
  note: { graded: "La note est enregistrée." },
  constat: { found: "Le constat est noté." },
  replique: { replied: withMail("La réplique est envoyée. La mutuelle en est prévenue.") },
};
const CLOSED = problem(
  "Cette note ne peut plus changer",
  "La phase est finie, ou vous avez déjà rendu vos notes. Rien n’a été enregistré.",
);
const PICK = "Choisissez une note de la liste.";
const WHY = "Dites en une phrase ce que les pièces montrent : la mutuelle le lira.";
const WHY_CHANGED =
  "Cette note n’est plus la première que vous aviez donnée : dites pourquoi, en une phrase. La première reste au dossier.";
const WHY_PIECE =
  "Dites pourquoi vous ne retenez pas une pièce, par exemple « données personnelles » ou « trop ancienne ».";

/** `/espace/evaluation/:dossier/criteres/:critere`: one criterion, its form for whoever may give a grade now. */
export function criterionRoutes(site: LabelSite): Hono<Edge> {
  const app = new Hono<Edge>();
  const path = `${WORKLIST}/:dossier/criteres/:critere`;
  app.get(
    path,
    mustHold(site, (c, at) => show(c, site, at, EMPTY_FORM)),
  );
  app.post(
    path,
    mustHold(site, (c, at) => review(c, site, at)),
  );
  app.post(
    `${path}/echange`,
    mustHold(site, (c, at) => judge(c, site, at, "exchange")),
  );
  app.post(
    `${path}/arbitrer`,
    mustHold(site, (c, at) => judge(c, site, at, "adjudicate")),
  );
  app.post(
    `${path}/repliquer`,
    mustHold(site, (c, at) => answerBack(c, site, at)),
  );
  app.post(
    `${path}/constats`,
    mustHold(site, (c, at) => find(c, site, at)),
  );
  return app;
}

/** Which word this person may give on a criterion now. */
function mayOf({ whole: { file }, me }: AtFile, criterion: CriterionProps["criterion"]): CriterionProps["may"] {
  const mine = taskOf(file, me);
  if (causeOf(file, criterion, me) !== null) {
    return "adjudicate";
  }
  if (mine?.task !== "assessor" || file.application.state !== "in_review") {
    return null;
  }
  if (mine.doneAt === null) {
    return "review";
  }
  const [a, b] = file.reviews.filter((one) => one.criterionId === criterion.id);
  const isClose = a !== undefined && b !== undefined && a.grade !== b.grade && quarrelOf(criterion, a, b) === null;
  return areGradesOpen(file) && isClose ? "exchange" : null;
}

/** What stands on a criterion of what this person did; a grade that is saved leads to the next one. */
function standingOf({ seen, me }: AtFile, criterionId: string, previous: string | undefined): CriterionStanding[] {
  const { reviews, exchanges, adjudications, findings, replies } = seen;
  const isHere = (one: { criterionId: string }): boolean => [criterionId, previous].includes(one.criterionId);
  const isJudge = taskOf(seen, me)?.task === "adjudicator";
  const standing: [CriterionStanding, boolean][] = [
    [
      "graded",
      [...reviews, ...exchanges].some((one) => one.personId === me && isHere(one)) ||
        (isJudge && adjudications.some(isHere)),
    ],
    ["found", findings.some((one) => one.personId === me && criteriaOf(one).includes(criterionId))],
    ["replied", isJudge && sideOf(replies.filter((one) => one.criterionId === criterionId).length) === "judge"],
  ];
  return standing.flatMap(([state, stands]) => (stands ? [state] : []));
}

function show(c: SiteContext, site: LabelSite, at: AtFile, state: FormState): Response | Promise<Response> {
  const { whole, seen, me } = at;
  const ids = dimensionsOf(whole.model.file).flatMap((one) => one.criteria);
  const asked = c.req.param("critere") ?? "";
  const place = ids.indexOf(asked);
  const criterion = whole.model.criteria.get(ids[place] ?? "");
  if (criterion === undefined) {
    return answerProblem(c, PROBLEMS[404], site.show);
  }
  const props = {
    base: `${WORKLIST}/${whole.file.application.id}`,
    file: seen,
    model: whole.model,
    criterion,
    me,
    state,
    todayOn: dayOf(c.get("deps").now, PARIS),
    may: mayOf(at, criterion),
    previous: ids[place - 1] ?? null,
    next: ids[place + 1] ?? null,
    done: saidOf(c, CRITERION_SAID, standingOf(at, criterion.id, ids[place - 1])),
  };
  return c.render(<CriterionPage {...props} />, { ...HEAD, script: "assess" });
}

type Judgement = { criterion: CriterionSpec; fields: FormFields; grade: Grade; words: string; refused: Refused[] };
/** What a form says of a criterion: its grade, why, the pieces not taken; or the page again, with what to correct. */
async function readJudgement(c: SiteContext, site: LabelSite, at: AtFile): Promise<Judgement | Response> {
  const read = await readCriterionForm(c, at);
  if (read === null) {
    return answerProblem(c, PROBLEMS[400], site.show);
  }
  const { criterion, fields } = read;
  const { answers, pieces } = at.whole.file.filed;
  const grade = readGrade(fields, criterion, longOf(answers[criterion.id]).na !== undefined);
  const words = fields.get("motif").trim();
  const { refused, missing, long } = readRefused(
    fields,
    pieces.filter((one) => one.criterion === criterion.id),
  );
  const errors = {
    ...(grade === undefined ? { note: PICK } : {}),
    ...(words.length < 5 ? { motif: WHY } : {}),
    ...(missing === null ? {} : { pieces: WHY_PIECE }),
    ...(long === null ? {} : { pieces: long }),
    ...tooLongIn(fields, { motif: 2000, changement: 500 }),
  };
  if (grade === undefined || Object.keys(errors).length > 0) {
    c.status(422);
    return show(c, site, at, { values: fields.shown, errors });
  }
  return { criterion, fields, grade, words, refused };
}

async function review(c: SiteContext, site: LabelSite, at: AtFile): Promise<Response> {
  const read = await readJudgement(c, site, at);
  if (read instanceof Response) {
    return read;
  }
  const { criterion, fields, grade, words, refused } = read;
  const changedBecause = fields.get("changement").trim();
  const given = { grade, comment: words, refused, changedBecause, revision: Number(fields.get("revision")) };
  const done = await saveReview(c.get("deps"), { file: at.whole.file, criterion, by: at.me, ...given });
  if (!done.ok && done.refusal === "unexplained") {
    c.status(422);
    return show(c, site, at, { values: fields.shown, errors: { changement: WHY_CHANGED } });
  }
  if (!done.ok) {
    return deny(c, site.show, done.refusal === "moved" ? MOVED : CLOSED);
  }
  const ids = dimensionsOf(at.whole.model.file).flatMap((one) => one.criteria);
  const next = ids[ids.indexOf(criterion.id) + 1] ?? criterion.id;
  return c.redirect(`${WORKLIST}/${at.whole.file.application.id}/criteres/${next}?fait=note`, 303);
}

async function judge(c: SiteContext, site: LabelSite, at: AtFile, how: "exchange" | "adjudicate"): Promise<Response> {
  const read = await readJudgement(c, site, at);
  if (read instanceof Response) {
    return read;
  }
  const { criterion, grade, words, refused } = read;
  const deps = c.get("deps");
  const given = { file: at.whole.file, criterion, by: at.me, grade, reason: words };
  const done = how === "exchange" ? await exchange(deps, given) : await adjudicate(deps, { ...given, refused });
  return done.ok
    ? c.redirect(`${WORKLIST}/${at.whole.file.application.id}/criteres/${criterion.id}?fait=note`, 303)
    : deny(c, site.show, CLOSED);
}

/** The third person replies to what the mutuelle answered. */
async function answerBack(c: SiteContext, site: LabelSite, at: AtFile): Promise<Response> {
  const read = await readCriterionForm(c, at);
  if (read === null) {
    return answerProblem(c, PROBLEMS[400], site.show);
  }
  if (taskOf(at.seen, at.me)?.task !== "adjudicator") {
    return deny(c, site.show, problem("Ce n’est pas à vous de répliquer", "Seule la personne qui arbitre répond ici."));
  }
  const deps = c.get("deps");
  const { criterion, fields } = read;
  const text = fields.get("reponse");
  const again = (errors: Record<string, string>): Response | Promise<Response> => {
    c.status(422);
    return show(c, site, at, { values: { ...fields.shown, critere: [criterion.id] }, errors });
  };
  const long = tooLong(text.trim(), 2000);
  if (long !== null) {
    return again({ reponse: long });
  }
  const done = await reply(deps, { file: at.whole.file, criterionId: criterion.id, side: "judge", text, actor: at.me });
  if (!done.ok && done.refusal === "too_short") {
    return again({ reponse: "Répondez en une phrase au moins." });
  }
  if (!done.ok) {
    return deny(c, site.show, MOVED);
  }
  deps.ring(done.value);
  return c.redirect(`${WORKLIST}/${at.whole.file.application.id}/criteres/${criterion.id}?fait=replique`, 303);
}

async function find(c: SiteContext, site: LabelSite, at: AtFile): Promise<Response> {
  const read = await readCriterionForm(c, at);
  if (read === null) {
    return answerProblem(c, PROBLEMS[400], site.show);
  }
  const { criterion, fields } = read;
  const text = fields.get("constat").trim();
  const { criteria, unknown } = readCriteria(fields.get("aussi"), at.whole.model);
  const also = criteria.filter(({ id }) => id !== criterion.id);
  const errors = {
    ...(text.length < 10 ? { constat: "Dites ce qui manque, en une phrase." } : {}),
    ...(unknown === null ? {} : { aussi: unknown }),
    ...tooLongIn(fields, { constat: 1000 }),
  };
  if (Object.keys(errors).length > 0) {
    c.status(422);
    return show(c, site, at, { values: fields.shown, errors });
  }
  const severity = fields.get("gravite") === "major" ? "major" : "minor";
  const done = await noteFinding(c.get("deps"), {
    file: at.whole.file,
    criterion,
    also,
    by: at.me,
    severity,
    text,
    auditId: null,
  });
  return done.ok
    ? c.redirect(`${WORKLIST}/${at.whole.file.application.id}/criteres/${criterion.id}?fait=constat`, 303)
    : deny(c, site.show, CLOSED);
}
