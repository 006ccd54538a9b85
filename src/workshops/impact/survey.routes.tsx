import { Hono } from "hono";

import { asId } from "../../kernel/ids.ts";
import { PROBLEMS } from "../../kernel/problem.ts";
import { errorAt } from "../../kernel/typed-error.ts";
import { antibotProblem, checkAntibot } from "../../platform/antibot-form.ts";
import { type FormFields, readForm } from "../../platform/form.ts";
import { type Edge, type SiteContext, answerProblem, idParam } from "../../platform/http.ts";
import { newCode } from "../../platform/ids.ts";
import { EMPTY_FORM, type FormState } from "../../ui/form.tsx";
import { problem } from "../sessions/edge.ts";
import { ownSession } from "../sessions/session.store.ts";
import type { Session } from "../sessions/session.ts";
import { findAnySession } from "../sessions/session.store.ts";
import { type SurveyRefusal, answerSurvey, whyClosed } from "./answer-survey.ts";
import type { SurveySite } from "./edge.ts";
import { latestOf, publishedUnder } from "./impact.store.ts";
import { resultsOf } from "./results.ts";
import { ClosedPage, SurveyKitPage, SurveyPage, type SurveyProps, ThanksPage } from "./survey.pages.tsx";
import { AnswerCode, type Answers, type QuestionSet, readAnswers, setFor } from "./survey.ts";
import { WAVES, Wave, surveySubject, waveWindow } from "../sessions/waves.ts";

const HEAD = { title: "Questionnaire" } as const;

/** `/enquetes/:token`: one link per session and wave, the same for all; and what the team prints. */
export function surveyRoutes(site: SurveySite): Hono<Edge> {
  const app = new Hono<Edge>();
  app.get("/enquetes/:token", async (c) => {
    const found = await surveyIn(c, site);
    return found === null ? problem(c, site, 410) : show(c, found, EMPTY_FORM);
  });
  app.post("/enquetes/:token", (c) => take(c, site));
  app.get("/espace/structures/:structure/seances/:seance/questionnaires", (c) => showKit(c, site));
  return app;
}

/** What a link asks about, also past its time: a questionnaire that has closed says so; null when the link is not ours. */
async function surveyIn(c: SiteContext, site: SurveySite): Promise<SurveyProps | null> {
  const { links, db } = c.get("deps");
  const subject = await links.verify("survey", c.req.param("token") ?? "", 0);
  const [sessionId, typed] = subject?.split("~") ?? [];
  const wave = Wave.safeParse(typed);
  const session = wave.success ? await findAnySession(db, asId("ses", sessionId)) : null;
  const asked = session === null ? null : setOf(site, session);
  return !wave.success || session === null || asked === null ? null : { ...asked, wave: wave.data, session };
}

/** The programme of a session, and the questionnaire of its public; null when there is none. */
function setOf({ programmes, surveys }: SurveySite, { slug }: Session) {
  const programme = programmes.bySlug.get(slug);
  const set = programme === undefined ? null : setFor(programme.audience, surveys);
  return programme === undefined || set === null ? null : { programme, set };
}

async function show(c: SiteContext, found: SurveyProps, state: FormState): Promise<Response> {
  const { now, antibot } = c.get("deps");
  const why = whyClosed(found.session, found.wave, now);
  if (why !== null) {
    return closed(c, found, why);
  }
  const token = c.req.param("token") ?? "";
  const page = <SurveyPage {...found} state={state} token={token} ticket={await antibot.issue(now)} />;
  return c.render(page, { ...HEAD, script: "antibot" });
}

/**
 * When it closed or opens, why, and which questionnaire of the same session is open now. Only « après » hands on the link of another, « trois
 * mois après »: who holds that of « avant » may never have come.
 */
async function closed(c: SiteContext, { session, wave }: SurveyProps, why: SurveyRefusal): Promise<Response> {
  const { links, now } = c.get("deps");
  const open = Object.keys(WAVES)
    .map((name) => Wave.parse(name))
    .find((name) => name !== wave && whyClosed(session, name, now) === null);
  const isHandedOn = wave === "post" && open === "m3";
  const next = isHandedOn
    ? await links.sign("survey", surveySubject(session.id, open), waveWindow(open, session).closesAt)
    : null;
  const instead = open === undefined ? null : { wave: open, href: next === null ? null : `/enquetes/${next}` };
  c.status(409);
  return c.render(<ClosedPage why={why} session={session} wave={wave} instead={instead} />, HEAD);
}

type AnswerRead = { ok: true; code: string | null; answers: Answers } | { ok: false; errors: Record<string, string> };
function readAnswer(form: FormFields, set: QuestionSet): AnswerRead {
  const code = AnswerCode.safeParse(form.get("code"));
  const answers = readAnswers(set, (name) => form.get(name));
  if (code.success && answers !== null) {
    return { ok: true, code: code.data, answers };
  }
  const questions = answers === null ? { questions: "Répondez à une question au moins, ou fermez cette page." } : {};
  return { ok: false, errors: { ...errorAt("code", code), ...questions } };
}

async function take(c: SiteContext, site: SurveySite): Promise<Response> {
  const form = await readForm(c);
  const found = await surveyIn(c, site);
  if (form === null || found === null) {
    return problem(c, site, form === null ? 400 : 410);
  }
  const verdict = await checkAntibot(c, form);
  const read = readAnswer(form, found.set);
  if (!verdict.passed || !read.ok) {
    c.status(422);
    const billet = verdict.passed ? {} : { billet: antibotProblem(verdict.why, "").detail };
    return show(c, found, { values: form.shown, errors: { ...(read.ok ? {} : read.errors), ...billet } });
  }
  const { code, answers } = read;
  // The first time the page draws a code; later ones are only typed.
  const drawn = code === null && found.wave === "pre" ? newCode(c.get("deps").random, 10) : null;
  const { wave, set } = found;
  const kept = await answerSurvey(c.get("deps"), { session: found.session, wave, set, code: code ?? drawn, answers });
  if (!kept.ok) {
    return closed(c, found, kept.refusal);
  }
  return c.render(<ThanksPage code={drawn} tu={set.register === "tu"} />, HEAD);
}

async function showKit(c: SiteContext, site: SurveySite): Promise<Response> {
  const { db, links, origin, random } = c.get("deps");
  const structure = idParam(c, "org", "structure");
  const session = await ownSession(db, { id: idParam(c, "ses", "seance"), associationId: structure });
  const asked = session === null ? null : setOf(site, session);
  if (session === null || asked === null) {
    return answerProblem(c, PROBLEMS[404], site.show);
  }
  const { set, programme } = asked;
  const linkOf = async (wave: Wave) => {
    const { opensAt, closesAt } = waveWindow(wave, session);
    const token = await links.sign("survey", surveySubject(session.id, wave), closesAt);
    return { wave, url: `${origin}/enquetes/${token}`, opensAt, closesAt };
  };
  const waves = await Promise.all((Object.keys(WAVES) as Wave[]).map(linkOf));
  const codes = Array.from({ length: Math.min(60, Math.max(session.taken, 10)) }, () => newCode(random, 10));
  const shown = await latestOf(db, `session:${await publishedUnder(db, session.id)}:${set.id}`);
  const parts = shown === null ? [] : resultsOf(set, shown.figures);
  const base = `/espace/structures/${structure}/seances/${session.id}`;
  const isCoordinator = c
    .get("who")
    .memberships.some((m) => m.organisationId === structure && m.role === "coordinator");
  const kit = { set, session, programme, links: waves, codes, parts, base, isCoordinator };
  return c.render(<SurveyKitPage {...kit} />, { title: "Mon espace" });
}
