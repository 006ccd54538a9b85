import { Hono } from "hono";

import { tooLong } from "../../kernel/text.ts";
import { PROBLEMS } from "../../kernel/problem.ts";
import type { Said } from "../../kernel/said.ts";
import { readForm } from "../../platform/form.ts";
import { type Edge, type SiteContext, answerProblem } from "../../platform/http.ts";
import { saidOf } from "../../platform/said.ts";
import { EMPTY_FORM, type FormState } from "../../ui/form.tsx";
import { HEAD, type LabelSite, SPACE, baseOf, isOwner, listOf } from "../application/edge.tsx";
import { startAgain } from "../application/start-again.ts";
import { deny, mustBeTheirs, problem, shownIn, typedIn } from "./edge.tsx";
import { RESPONSES } from "../assessment/file.ts";
import { PARIS, dayOf } from "../../kernel/time.ts";
import { reply } from "../assessment/thread.ts";
import { saveResponse } from "../assessment/write.store.ts";
import { appeal, readDecision } from "../decision/appeal.ts";
import { type Case, groundsOf } from "../decision/case.ts";
import { mayNow, rightsOf, whereOf } from "../decision/rights.ts";
import { answerMeasure } from "../decision/hear.ts";
import { type AppealWords, FollowPage } from "./follow.pages.tsx";
import { payloadsOf } from "../transparency-log/journal.store.ts";
import { isTold } from "../application/application.ts";

const NOT_NOW = problem(
  "Ce n’est plus à vous de répondre ici",
  "La phase est finie, ou quelqu’un a répondu entre-temps. Rien n’a été enregistré : rechargez la page.",
);
/** What a mutuelle did that stands: answered its grades, gave a piece since, read the decision, answered a measure, appealed. */
export type FollowStanding = "answered" | "given" | "contestable" | "read" | "heard" | "appealed";
export const FILE_FOLLOW_SAID: Said<FollowStanding> = {
  reponse: { answered: "La réponse est gardée. Une troisième personne la lira." },
  piece: { given: "La pièce est gardée. Elle compte si une réponse l’accompagne." },
  "piece-deja": { given: "La pièce est gardée. Ce même fichier avait déjà été donné." },
  lu: {
    contestable: "C’est noté. Votre délai de recours court depuis ce jour.",
    read: "C’est noté : vous avez lu la décision.",
  },
  audition: { heard: "La réponse est gardée. Le comité la lira avant de décider." },
  recours: { appealed: "Le recours est déposé. Un autre comité le lira." },
};
/** While it can still weigh: an answer until the phase is over, a piece as long as pieces are taken. */
function standingOf(whole: Case, now: number): FollowStanding[] {
  const { readOn, measure } = whole.decided;
  const { application, responses, filed } = whole.file;
  const isAnswering = application.state === "contradictory";
  const standing: [FollowStanding, boolean][] = [
    ["answered", isAnswering && responses.length > 0],
    ["given", (isAnswering || measure !== null) && filed.pieces.some(({ lateAt = null }) => lateAt !== null)],
    ["contestable", readOn !== null && (appealOf(whole, now)?.untilOn ?? null) !== null],
    ["read", readOn !== null],
    ["heard", (measure?.answers.length ?? 0) > 0],
    ["appealed", application.state === "appealed"],
  ];
  return standing.flatMap(([state, stands]) => (stands ? [state] : []));
}

/** The assessment of an application, for its mutuelle: its phases, its grades, its answers, its appeal, the next application. */
export function followRoutes(site: LabelSite): Hono<Edge> {
  const app = new Hono<Edge>();
  const theirs = (act: (c: SiteContext, whole: Case) => Response | Promise<Response>) => mustBeTheirs(site, act);
  app.get(
    `${SPACE}/:dossier/evaluation`,
    theirs((c, whole) => show(c, whole, EMPTY_FORM)),
  );
  app.post(
    `${SPACE}/:dossier/criteres/:critere/repondre`,
    theirs((c, whole) => respond(c, site, whole)),
  );
  app.post(
    `${SPACE}/:dossier/criteres/:critere/repliquer`,
    theirs((c, whole) => replyAgain(c, site, whole)),
  );
  app.post(
    `${SPACE}/:dossier/recours`,
    theirs((c, whole) => contest(c, site, whole)),
  );
  app.post(`${SPACE}/:dossier/lu`, theirs(read));
  app.post(
    `${SPACE}/:dossier/audition`,
    theirs((c, whole) => beHeard(c, site, whole)),
  );
  app.post(
    `${SPACE}/:dossier/repartir`,
    theirs(async (c, whole) => {
      if (!mayNow(whereOf(whole, c.get("deps").now), "team", "start_again")) {
        return deny(c, site.show, NOT_NOW);
      }
      const id = await startAgain(c.get("deps"), {
        from: whole.file.application.id,
        organisation: whole.file.application.organisationId,
        by: c.get("who").personId,
      });
      return c.redirect(`${listOf(c)}/${id}`, 303);
    }),
  );
  return app;
}

async function show(c: SiteContext, whole: Case, state: FormState): Promise<Response> {
  const { now, db } = c.get("deps");
  const today = dayOf(now, PARIS);
  const { decisions } = whole.decided;
  const props = {
    base: baseOf(c),
    whole,
    file: whole.file,
    model: whole.model,
    decisions,
    inscribed: await payloadsOf(
      db,
      decisions.filter(({ labelId }) => labelId === null).map(({ journalSeq }) => journalSeq),
    ),
    isOwner: isOwner(c),
    now,
    state,
    done: saidOf(c, FILE_FOLLOW_SAID, standingOf(whole, now)),
    grounds: isTold(whole.file.application.state) ? await groundsOf(whole, today) : null,
    appeal: appealOf(whole, now),
    measure: whole.decided.measure,
    readOn: whole.decided.readOn,
    todayOn: today,
  };
  return c.render(<FollowPage {...props} />, HEAD);
}

/** Until when the last decision may be contested, or why not; nothing where there is none to contest. */
function appealOf(whole: Case, now: number): AppealWords | null {
  const where = whereOf(whole, now);
  const right = rightsOf(where, "owner").find((one) => one.right === "appeal");
  if (right !== undefined) {
    return { untilOn: right.untilOn };
  }
  const couldHave = rightsOf({ ...where, canWin: true }, "owner").some((one) => one.right === "appeal");
  return couldHave ? { untilOn: null } : null;
}

async function read(c: SiteContext, one: Case): Promise<Response> {
  const deps = c.get("deps");
  const event = await readDecision(deps, { one, by: c.get("who").personId });
  if (event !== null) {
    deps.ring(event);
  }
  return c.redirect(`${baseOf(c)}/evaluation?fait=lu`, 303);
}

const WHY = "Dites pourquoi, en une phrase.";
/** Characters of an answer to a grade, at most. */
const MOST_ANSWER = 2000;
/** The page again, with what was typed and what to correct. */
function again(c: SiteContext, whole: Case, state: FormState): Promise<Response> {
  c.status(422);
  return show(c, whole, state);
}

async function beHeard(c: SiteContext, site: LabelSite, whole: Case): Promise<Response> {
  const fields = await readForm(c);
  const answer = { criterion: typedIn(fields, "critere"), text: typedIn(fields, "reponse").trim() };
  const long = tooLong(answer.text, 4000);
  if (long !== null) {
    return again(c, whole, { values: shownIn(fields), errors: { audition: long } });
  }
  const done = await answerMeasure(c.get("deps"), { one: whole, id: typedIn(fields, "mesure"), answer });
  if (done.ok) {
    return c.redirect(`${baseOf(c)}/evaluation?fait=audition#audition`, 303);
  }
  if (done.refusal === "no_reasons") {
    return again(c, whole, { values: shownIn(fields), errors: { audition: WHY } });
  }
  return deny(
    c,
    site.show,
    problem("Le délai est passé", "Rien n’a été enregistré. Après la décision, il reste le recours."),
  );
}

async function respond(c: SiteContext, site: LabelSite, whole: Case): Promise<Response> {
  const { db, now } = c.get("deps");
  const id = c.req.param("critere") ?? "";
  const fields = await readForm(c);
  const kind = typedIn(fields, "observation");
  const text = typedIn(fields, "reponse").trim();
  if (!whole.model.criteria.has(id) || fields === null || !Object.hasOwn(RESPONSES, kind)) {
    return answerProblem(c, PROBLEMS[400], site.show);
  }
  const wrong = tooLong(text, MOST_ANSWER) ?? (text.length < 10 ? WHY : null);
  if (wrong !== null) {
    return again(c, whole, { values: { ...fields.shown, critere: [id] }, errors: { reponse: wrong } });
  }
  const todayOn = dayOf(now, PARIS);
  const response = { applicationId: whole.file.application.id, criterionId: id, kind, text, todayOn, now };
  const changed = await db.changed(saveResponse(response));
  return changed > 0
    ? c.redirect(`${baseOf(c)}/evaluation?fait=reponse#${id}`, 303)
    : deny(
        c,
        site.show,
        problem("La phase est finie", "Rien n’a été enregistré. Après la décision, il reste le recours."),
      );
}

async function replyAgain(c: SiteContext, site: LabelSite, whole: Case): Promise<Response> {
  const deps = c.get("deps");
  const id = c.req.param("critere") ?? "";
  const fields = await readForm(c);
  const text = typedIn(fields, "reponse");
  const values = { ...fields?.shown, critere: [id] };
  const long = tooLong(text, MOST_ANSWER);
  if (long !== null) {
    return again(c, whole, { values, errors: { reponse: long } });
  }
  const actor = c.get("who").personId;
  const done = await reply(deps, { file: whole.file, criterionId: id, side: "mutuelle", text, actor });
  if (!done.ok && done.refusal === "too_short") {
    return again(c, whole, { values, errors: { reponse: WHY } });
  }
  if (!done.ok) {
    return deny(c, site.show, NOT_NOW);
  }
  deps.ring(done.value);
  return c.redirect(`${baseOf(c)}/evaluation?fait=reponse#${id}`, 303);
}

async function contest(c: SiteContext, site: LabelSite, whole: Case): Promise<Response> {
  const deps = c.get("deps");
  const fields = await readForm(c);
  const values = shownIn(fields);
  const text = typedIn(fields, "texte");
  const long = tooLong(text, 6000);
  if (long !== null) {
    return again(c, whole, { values, errors: { texte: long } });
  }
  const done = await appeal(deps, { one: whole, text, by: c.get("who").personId });
  if (done.ok) {
    deps.ring(done.value);
    return c.redirect(`${baseOf(c)}/evaluation?fait=recours`, 303);
  }
  if (done.refusal === "no_reasons") {
    return again(c, whole, { values, errors: { texte: "Dites ce qui n’est pas juste, en une phrase au moins." } });
  }
  const late = done.refusal === "too_late";
  return deny(
    c,
    site.show,
    problem(
      late ? "Le délai de recours est passé" : "Cette décision ne peut pas être contestée",
      late
        ? "Un recours se dépose dans les trente jours qui suivent la lecture de la décision."
        : "Rechargez la page pour voir où en est la candidature.",
    ),
  );
}
