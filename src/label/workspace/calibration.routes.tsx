import { Hono } from "hono";

import { PROBLEMS } from "../../kernel/problem.ts";
import type { Said } from "../../kernel/said.ts";
import { readForm } from "../../platform/form.ts";
import { type Edge, type SiteContext, answerProblem } from "../../platform/http.ts";
import { saidOf } from "../../platform/said.ts";
import { EMPTY_FORM, type FormState } from "../../ui/form.tsx";
import { type LabelSite, modelsOf } from "../application/edge.tsx";
import { calibrate } from "../assessment/calibrate.ts";
import { CALIBRATION } from "../assessment/calibration.ts";
import { calibrationsOf } from "../assessment/calibration.store.ts";
import { CALIBRATION_PATH, CalibrationCasePage, CalibrationPage } from "./calibration.pages.tsx";
import { HEAD, deny, problem, readGrade, tooLongIn } from "./edge.tsx";

export const CALIBRATION_SAID: Said<"graded"> = { note: { graded: "Votre note est enregistrée." } };

/** `/espace/evaluation/calibrage`: fictitious answers whose grade is known, which assessors grade before real ones. */
export function calibrationRoutes(site: LabelSite): Hono<Edge> {
  const app = new Hono<Edge>();
  app.get(CALIBRATION_PATH, async (c) => {
    const { model, done } = await given(c, site);
    return c.render(<CalibrationPage model={model} done={done} />, HEAD);
  });
  app.get(`${CALIBRATION_PATH}/:cas`, (c) => show(c, site, EMPTY_FORM));
  app.post(`${CALIBRATION_PATH}/:cas`, (c) => take(c, site));
  return app;
}

/** What this person graded in the last year, and the criteria as they are written now. */
async function given(c: SiteContext, site: LabelSite) {
  const { db, now } = c.get("deps");
  const [models, done] = await Promise.all([
    modelsOf(c, site),
    calibrationsOf(db, { personId: c.get("who").personId, now }),
  ]);
  const model = models.at(-1);
  if (model === undefined) {
    throw new Error("no referential is published");
  }
  return { model, done };
}

const askedOf = (c: SiteContext) => CALIBRATION.cases.find(({ id }) => id === c.req.param("cas"));

async function show(c: SiteContext, site: LabelSite, state: FormState): Promise<Response> {
  const one = askedOf(c);
  const { model, done } = await given(c, site);
  const criterion = model.criteria.get(one?.criterion ?? "");
  if (one === undefined || criterion === undefined) {
    return answerProblem(c, PROBLEMS[404], site.show);
  }
  const graded = new Set(done.map(({ caseId }) => caseId));
  const mine = done.find(({ caseId }) => caseId === one.id) ?? null;
  const page = {
    one,
    criterion,
    mine,
    next: CALIBRATION.cases.find(({ id }) => !graded.has(id))?.id ?? null,
    state,
    said: saidOf(c, CALIBRATION_SAID, mine === null ? [] : ["graded"]),
  };
  return c.render(<CalibrationCasePage {...page} />, HEAD);
}

async function take(c: SiteContext, site: LabelSite): Promise<Response> {
  const [one, fields, { model }] = [askedOf(c), await readForm(c), await given(c, site)];
  const criterion = model.criteria.get(one?.criterion ?? "");
  if (one === undefined || criterion === undefined || fields === null) {
    return answerProblem(c, PROBLEMS[fields === null ? 400 : 404], site.show);
  }
  const grade = readGrade(fields, criterion, false);
  const why = fields.get("motif").trim();
  const errors = {
    ...(typeof grade === "number" ? {} : { note: "Choisissez une note de la liste." }),
    ...(why.length < 5 ? { motif: "Dites en une phrase ce que les pièces montrent." } : {}),
    ...tooLongIn(fields, { motif: 2000 }),
  };
  if (typeof grade !== "number" || Object.keys(errors).length > 0) {
    c.status(422);
    return show(c, site, { values: fields.shown, errors });
  }
  const done = await calibrate(c.get("deps"), { one, by: c.get("who").personId, grade, why });
  return done.ok
    ? c.redirect(`${CALIBRATION_PATH}/${one.id}?fait=note`, 303)
    : deny(
        c,
        site.show,
        problem(
          "Vous avez déjà jugé cette réponse",
          "La référence vous a été montrée : elle se juge de nouveau dans un an.",
        ),
      );
}
