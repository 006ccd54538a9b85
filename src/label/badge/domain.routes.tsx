import { Hono } from "hono";

import type { Said } from "../../kernel/said.ts";
import { PROBLEMS } from "../../kernel/problem.ts";
import { isWithin } from "../../platform/counters.ts";
import { readForm } from "../../platform/form.ts";
import { type Edge, type SiteContext, answerProblem, idParam } from "../../platform/http.ts";
import { actIn, goneOf, leadTo, saidOf } from "../../platform/said.ts";
import { newCode } from "../../platform/ids.ts";
import { ConfirmPage } from "../../ui/confirm.tsx";
import { EMPTY_FORM, type FormState } from "../../ui/form.tsx";
import { HEAD, SPACE, baseOf, isOwner } from "../application/edge.tsx";
import { readApplication } from "../application/application.store.ts";
import type { Label } from "../decision/label.ts";
import { labelOfApplication } from "../registry/labels.store.ts";
import { PACES, type Pace, paceOf, setPace } from "../transparency-log/journal.store.ts";
import { DomainsPage } from "./domains.pages.tsx";
import type { BadgeSite } from "./badge.routes.tsx";
import { READS, TOO_MANY_READS, checkBinding, domainOf } from "./domains.ts";
import { type Binding, MOST_DOMAINS, addBinding, bindingsOf, dropBinding } from "./domains.store.ts";

/** Where the site that an act was about stands: its proof not looked for, not found, found, the site not there; and the label. */
export type SiteStanding = "added" | "missing" | "proven" | "gone" | "label";
const ADDED = "Le site est ajouté. Posez la preuve, puis vérifiez.";
export const DOMAINS_SAID: Said<SiteStanding> = {
  ajoute: {
    added: ADDED,
    missing: ADDED,
  },
  reconnu: { proven: "La preuve est là : le site est reconnu. Elle est relue chaque semaine." },
  absent: { missing: "La preuve n’est pas encore visible. Un enregistrement DNS peut mettre quelques heures." },
  retire: { gone: "Le site est retiré." },
  rythme: { label: "C’est noté : le prochain point de contrôle suit ce rythme." },
};
const standingOf = ({ state, failures }: Binding): SiteStanding =>
  failures > 0 ? "missing" : state === "bound" ? "proven" : "added";

/** The sites of a mutuelle that holds a label. */
export function domainRoutes(site: BadgeSite): Hono<Edge> {
  const app = new Hono<Edge>();
  const path = `${SPACE}/:dossier/domaines`;
  app.get(path, (c) => of(c, site, (label) => show(c, label, EMPTY_FORM)));
  app.post(path, (c) =>
    of(c, site, async (label) => {
      const fields = await readForm(c);
      const domain = domainOf(fields?.get("domaine") ?? "");
      if (domain === null || label === null) {
        c.status(422);
        return show(c, label, {
          values: fields?.shown ?? {},
          errors: { domaine: "Donnez le nom d’un site public, comme www.mutuelle.fr." },
        });
      }
      const { db, now, random } = c.get("deps");
      await db.batch([addBinding(label.id, domain, newCode(random, 20), now)]);
      if (!(await bindingsOf(db, label.id)).some((one) => one.domain === domain)) {
        c.status(422);
        const errors = { domaine: `${MOST_DOMAINS} sites au plus : retirez-en un d’abord.` };
        return show(c, label, { values: fields?.shown ?? {}, errors });
      }
      return c.redirect(`${baseOf(c)}/domaines?de=${domain}&fait=ajoute`, 303);
    }),
  );
  app.post(`${path}/:domaine/verifier`, (c) =>
    of(c, site, async (label) => {
      const deps = c.get("deps");
      const { db, now } = deps;
      if (!(await isWithin(deps, { limit: READS, who: deps.client }))) {
        return answerProblem(c, TOO_MANY_READS, site.show);
      }
      const binding =
        label === null
          ? undefined
          : (await bindingsOf(db, label.id)).find((one) => one.domain === c.req.param("domaine"));
      if (binding === undefined) {
        return answerProblem(c, PROBLEMS[404], site.show);
      }
      const found = await checkBinding(db, { outside: site.outside(c), binding, now });
      return c.redirect(`${baseOf(c)}/domaines?de=${binding.domain}&fait=${found ? "reconnu" : "absent"}`, 303);
    }),
  );
  app.post(`${path}/:domaine/retirer`, (c) =>
    of(c, site, async (label) => {
      if ((await readForm(c))?.get("confirme") !== "oui") {
        const consequence = `Le badge affiché sur ${c.req.param("domaine") ?? ""} ne sera plus reconnu comme celui de votre label. Pour revenir en arrière, il faudra ajouter ce site et le prouver de nouveau.`;
        const words = { title: "Retirer ce site ?", consequence, button: "Retirer le site" };
        const back = `${baseOf(c)}/domaines`;
        return c.render(<ConfirmPage {...words} action={c.req.path} fields={{}} back={back} />, HEAD);
      }
      await c.get("deps").db.batch(label === null ? [] : [dropBinding(label.id, c.req.param("domaine") ?? "")]);
      return leadTo(c, `${baseOf(c)}/domaines?de=${encodeURIComponent(c.req.param("domaine") ?? "")}&fait=retire`);
    }),
  );
  app.post(`${SPACE}/:dossier/points`, (c) =>
    of(c, site, async (label) => {
      const pace = (await readForm(c))?.get("rythme") ?? "";
      if (!isPace(pace)) {
        return answerProblem(c, PROBLEMS[400], site.show);
      }
      // Without a label yet, the page that it leads to says so.
      await c.get("deps").db.batch(label === null ? [] : [setPace(label.id, pace)]);
      return c.redirect(`${baseOf(c)}/domaines${label === null ? "" : "?fait=rythme"}`, 303);
    }),
  );
  return app;
}
const isPace = (text: string): text is Pace => Object.hasOwn(PACES, text);

async function of(
  c: SiteContext,
  site: BadgeSite,
  act: (label: Label | null) => Response | Promise<Response>,
): Promise<Response> {
  const { db } = c.get("deps");
  const found = await readApplication(db, {
    id: idParam(c, "app", "dossier"),
    organisationId: idParam(c, "org", "structure"),
  });
  return found === null
    ? answerProblem(c, PROBLEMS[404], site.show)
    : act(await labelOfApplication(db, found.application.id));
}

async function show(c: SiteContext, label: Label | null, state: FormState): Promise<Response> {
  const { db, origin } = c.get("deps");
  const bindings = label === null ? [] : await bindingsOf(db, label.id);
  const { about } = actIn(c);
  const standing = bindings.filter(({ domain }) => domain === about).map(standingOf);
  const gone = await goneOf(
    c,
    bindings.map(({ domain }) => domain),
  );
  const props = {
    base: baseOf(c),
    label,
    bindings,
    pace: label === null ? ("weekly" as const) : await paceOf(db, label.id),
    isOwner: isOwner(c),
    origin,
    state,
    done: label === null ? null : saidOf(c, DOMAINS_SAID, [...standing, ...gone, "label"]),
  };
  return c.render(<DomainsPage {...props} />, HEAD);
}
