import { Hono } from "hono";

import { PROBLEMS } from "../../kernel/problem.ts";
import type { Said } from "../../kernel/said.ts";
import { plural } from "../../kernel/text.ts";
import { PARIS, dayOf } from "../../kernel/time.ts";
import { readForm } from "../../platform/form.ts";
import { type Edge, type SiteContext, answerProblem } from "../../platform/http.ts";
import { actIn, goneOf, leadTo, saidOf } from "../../platform/said.ts";
import { ConfirmPage } from "../../ui/confirm.tsx";
import { EMPTY_FORM, type FormState } from "../../ui/form.tsx";
import { isEditable } from "./application.ts";
import { readRange } from "./application.schema.ts";
import { HEAD, type LabelSite, type Loaded, SPACE, baseOf, mustLoad } from "./edge.tsx";
import { RangesPage } from "./ranges.pages.tsx";
import { type RangeRefusal, keepRange, removeRange } from "./work-on.ts";

/** Whether the range that an act was about is there. */
export const RANGES_SAID: Said<"there" | "gone"> = {
  gamme: {
    there:
      "La gamme est enregistrée. Les critères qui diffèrent d’une gamme à l’autre attendent une note pour chacune.",
  },
  retiree: { gone: "La gamme est retirée." },
};
const MOVED = "Quelqu’un a changé la candidature entre-temps : relisez, puis enregistrez.";
const refusals = ({ members }: Loaded["application"]): Record<RangeRefusal, Record<string, string>> => ({
  moved: { name: MOVED },
  name: { name: "Une autre gamme porte déjà ce nom." },
  most: { name: "Vingt gammes au plus : réunissez celles qui donnent les mêmes droits." },
  too_many: { members: `Vos gammes auraient plus d’adhérents que la mutuelle (${members}) : corrigez l’un des deux.` },
});
/** The form that adds one. */
const NEW = "nouvelle";

/** The ranges of an offer: their page, adding one, changing one, taking one out. */
export function rangesRoutes(site: LabelSite): Hono<Edge> {
  const app = new Hono<Edge>();
  const path = `${SPACE}/:dossier/gammes`;
  app.get(
    path,
    mustLoad(site, (c, loaded) => show(c, loaded, EMPTY_FORM)),
  );
  app.post(
    path,
    mustLoad(site, (c, loaded) => keep(c, site, loaded)),
  );
  app.post(
    `${path}/:gamme`,
    mustLoad(site, (c, loaded) => keep(c, site, loaded)),
  );
  app.post(
    `${path}/:gamme/retirer`,
    mustLoad(site, (c, loaded) => remove(c, site, loaded)),
  );
  return app;
}

async function show(c: SiteContext, { application, ranges }: Loaded, state: FormState): Promise<Response> {
  const ids = ranges.map(({ id }) => id);
  const done = saidOf(c, RANGES_SAID, ids.includes(actIn(c).about) ? ["there"] : await goneOf(c, ids));
  return c.render(
    <RangesPage base={baseOf(c)} application={application} ranges={ranges} state={state} done={done} />,
    HEAD,
  );
}

async function keep(c: SiteContext, site: LabelSite, loaded: Loaded): Promise<Response> {
  const { application, ranges } = loaded;
  const deps = c.get("deps");
  const asked = c.req.param("gamme") ?? NEW;
  const fields = await readForm(c);
  if (fields === null || !isEditable(application.state)) {
    return answerProblem(c, PROBLEMS[fields === null ? 400 : 409], site.show);
  }
  const row = asked === NEW ? NEW : ranges.find((one) => one.id === asked)?.id;
  if (row === undefined) {
    return answerProblem(c, PROBLEMS[404], site.show);
  }
  const read = readRange(fields, dayOf(deps.now, PARIS));
  if (!read.ok) {
    c.status(422);
    return show(c, loaded, { values: fields.shown, errors: read.errors, row });
  }
  const range = { ...read.value, id: row === NEW ? deps.newId("rng") : row };
  const done = await keepRange(deps, { application, by: c.get("who").personId, ranges, range });
  if (!done.ok) {
    c.status(409);
    return show(c, loaded, { values: fields.shown, errors: refusals(application)[done.refusal], row });
  }
  return c.redirect(`${baseOf(c)}/gammes?de=${range.id}&fait=gamme`, 303);
}

async function remove(c: SiteContext, site: LabelSite, loaded: Loaded): Promise<Response> {
  const { application, ranges, answers } = loaded;
  const range = ranges.find((one) => one.id === c.req.param("gamme"));
  if (range === undefined || !isEditable(application.state)) {
    return answerProblem(c, PROBLEMS[range === undefined ? 404 : 409], site.show);
  }
  if ((await readForm(c))?.get("confirme") !== "oui") {
    const graded = answers.filter(({ byRange }) => byRange?.[range.id] !== undefined).length;
    const consequence = `« ${range.name} » et ses ${plural(range.members, "adhérent")} quittent l’offre, avec les notes données pour elle à ${plural(graded, "critère")}. Moins d’adhérents couverts peut baisser la note d’« ouvert à tous les contrats ». Sans retour : il faudrait la décrire et la noter de nouveau.`;
    const words = { title: "Retirer cette gamme ?", consequence, button: "Retirer la gamme" };
    return c.render(<ConfirmPage {...words} action={c.req.path} fields={{}} back={`${baseOf(c)}/gammes`} />, HEAD);
  }
  const done = await removeRange(c.get("deps"), { application, by: c.get("who").personId, id: range.id });
  if (!done.ok) {
    c.status(409);
    return show(c, loaded, { values: {}, errors: { name: MOVED }, row: NEW });
  }
  return leadTo(c, `${baseOf(c)}/gammes?de=${range.id}&fait=retiree`);
}
