import { Hono } from "hono";

import { PROBLEMS } from "../../kernel/problem.ts";
import type { Said } from "../../kernel/said.ts";
import { PARIS, dayOf } from "../../kernel/time.ts";
import { readForm } from "../../platform/form.ts";
import { type Edge, type SiteContext, answerProblem } from "../../platform/http.ts";
import { saidOf } from "../../platform/said.ts";
import { EMPTY_FORM, type FormState } from "../../ui/form.tsx";
import { readTonight } from "./application.schema.ts";
import { HEAD, type LabelSite, type Loaded, SPACE, baseOf, mustLoad } from "./edge.tsx";
import { TonightPage, tonightValues } from "./tonight.parts.tsx";
import { sayTonight } from "./work-on.ts";

/** Whether an offer says how its help is reached. */
export const TONIGHT_SAID: Said<"told" | "silent"> = {
  joindre: {
    told: "C’est enregistré : la fiche de votre label le dit, dès qu’il y en a une.",
    silent: "C’est enregistré : la fiche n’en dit plus rien.",
  },
};

/** `…/joindre`: how the help of an offer is reached this evening. */
export function tonightRoutes(site: LabelSite): Hono<Edge> {
  const app = new Hono<Edge>();
  const path = `${SPACE}/:dossier/joindre`;
  app.get(
    path,
    mustLoad(site, (c, loaded) => show(c, loaded, EMPTY_FORM)),
  );
  app.post(
    path,
    mustLoad(site, (c, loaded) => save(c, site, loaded)),
  );
  return app;
}

function show(c: SiteContext, { application }: Loaded, state: FormState): Response | Promise<Response> {
  const isTyped = Object.keys(state.values).length > 0;
  const values = isTyped ? state.values : tonightValues(application.tonight);
  const done = saidOf(c, TONIGHT_SAID, [application.tonight === null ? "silent" : "told"]);
  const page = { base: baseOf(c), offer: application.offerName, state: { ...state, values }, done };
  return c.render(<TonightPage {...page} />, HEAD);
}

async function save(c: SiteContext, site: LabelSite, loaded: Loaded): Promise<Response> {
  const deps = c.get("deps");
  const fields = await readForm(c);
  if (fields === null) {
    return answerProblem(c, PROBLEMS[400], site.show);
  }
  const read = readTonight(fields, dayOf(deps.now, PARIS));
  if (!read.ok) {
    c.status(422);
    return show(c, loaded, { values: fields.shown, errors: read.errors });
  }
  await sayTonight(deps, { id: loaded.application.id, tonight: read.value, by: c.get("who").personId });
  return c.redirect(`${baseOf(c)}/joindre?fait=joindre`, 303);
}
