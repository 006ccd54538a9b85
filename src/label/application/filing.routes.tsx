import { Hono } from "hono";

import { PROBLEMS, type Problem } from "../../kernel/problem.ts";
import { readForm } from "../../platform/form.ts";
import { type Edge, type SiteContext, answerProblem } from "../../platform/http.ts";
import { ConfirmPage } from "../../ui/confirm.tsx";
import { EMPTY_FORM, type FormState } from "../../ui/form.tsx";
import { rebase } from "../referential/rebase.ts";
import { isAnswered, isEditable, missingOf, preview, unitOf } from "./application.ts";
import * as store from "./application.store.ts";
import { HEAD, type LabelSite, type Loaded, SPACE, baseOf, download, isOwner, mustLoad, nameOf } from "./edge.tsx";
import { plural } from "../../kernel/text.ts";
import { PARIS, dayOf } from "../../kernel/time.ts";
import { canonical } from "../scoring/canonical.ts";
import { changesBetween } from "./changes.ts";
import { ChangesPage } from "./changes.pages.tsx";
import { filingBefore, readFiling } from "./changes.store.ts";
import { type FileRefusal, documentOf, fileApplication, withdrawApplication } from "./file-application.ts";
import { FiledPage, RebasedPage, RecapPage } from "./recap.pages.tsx";
import { changeVersion } from "./work-on.ts";

const REFUSED: Readonly<Record<FileRefusal, Problem>> = {
  not_open: {
    ...PROBLEMS[409],
    title: "Cette candidature n’est plus ouverte",
    detail: "Rechargez-la pour voir où elle en est.",
  },
  nothing: {
    ...PROBLEMS[409],
    title: "Il n’y a encore aucune réponse",
    detail: "Répondez à au moins un critère, puis déposez.",
  },
  superseded: {
    ...PROBLEMS[409],
    title: "Le référentiel a changé",
    detail: "Ouvrez la candidature et passez à la version en vigueur : ce qui demande plus vous sera montré.",
  },
  moved: {
    ...PROBLEMS[409],
    title: "Quelqu’un a enregistré ou déposé en même temps",
    detail: "Rien n’a été déposé deux fois. Rechargez la candidature, relisez, puis déposez s’il le faut encore.",
  },
};

/** From the working copy to a filing: the recap, filing, what was filed, another version, withdrawing. */
export function filingRoutes(site: LabelSite): Hono<Edge> {
  const app = new Hono<Edge>();
  app.post(
    `${SPACE}/:dossier/changer-de-version`,
    mustLoad(site, (c, loaded) => moveOn(c, site, loaded)),
  );
  app.get(
    `${SPACE}/:dossier/recapitulatif`,
    mustLoad(site, (c, loaded) => showRecap(c, site, loaded, EMPTY_FORM)),
  );
  app.post(
    `${SPACE}/:dossier/deposer`,
    mustLoad(site, (c, loaded) => submit(c, site, loaded)),
  );
  app.post(
    `${SPACE}/:dossier/retirer`,
    mustLoad(site, async (c, { application, answers, pieces }) => {
      const deps = c.get("deps");
      if ((await readForm(c))?.get("confirme") !== "oui") {
        const held = `${plural(answers.filter(isAnswered).length, "réponse")}, ${plural(pieces.length, "pièce")}`;
        const consequence = `La candidature de « ${application.offerName} » ne sera pas évaluée. Sans retour : ${held} restent lisibles un an, et servent à en ouvrir une autre.`;
        const words = { title: "Retirer la candidature ?", consequence, button: "Retirer la candidature" };
        return c.render(<ConfirmPage {...words} action={c.req.path} fields={{}} back={baseOf(c)} />, HEAD);
      }
      const done = await withdrawApplication(deps, { application, by: c.get("who").personId });
      if (!done.ok) {
        return answerProblem(c, REFUSED[done.refusal], site.show);
      }
      deps.ring(done.value);
      return c.redirect(`${baseOf(c)}?fait=retrait`, 303);
    }),
  );
  app.get(
    `${SPACE}/:dossier/depots/:numero`,
    mustLoad(site, (c, loaded) => showFiled(c, site, loaded)),
  );
  app.get(
    `${SPACE}/:dossier/changements`,
    mustLoad(site, (c, loaded) => showChanges(c, loaded)),
  );
  return app;
}

/** The working copy, as it would be filed today, beside the filing before. */
async function showChanges(c: SiteContext, loaded: Loaded): Promise<Response> {
  const { application, model } = loaded;
  const { id: applicationId, organisationId, offerName, submission } = application;
  const isOpen = isEditable(application.state);
  const number = isOpen ? submission + 1 : submission;
  const before = await filingBefore(c.get("deps").db, { applicationId, organisationId, offerName, number });
  const after = readFiling(canonical(documentOf(loaded, number)));
  const hidden = new Set<string>();
  const changes = changesBetween(before?.filing ?? after, after, { criteria: [...model.criteria.keys()], hidden });
  const what = isOpen ? "ce que vous déposeriez aujourd’hui" : `le dépôt n° ${submission}`;
  const page = { base: baseOf(c), offer: offerName, model, before, changes, hidden, what };
  return c.render(<ChangesPage {...page} />, HEAD);
}

/** To the current version: loosening by itself, the rest listed. */
async function moveOn(c: SiteContext, site: LabelSite, loaded: Loaded): Promise<Response> {
  const { application, answers, ranges, model, current } = loaded;
  if (!isEditable(application.state)) {
    return answerProblem(c, REFUSED.not_open, site.show);
  }
  const rebased = rebase(unitOf(application.id, answers, ranges).answers, model.file, current.file);
  const { id, version } = current.file;
  const done = await changeVersion(c.get("deps"), {
    application,
    answers,
    referential: `${id}@${version}`,
    kept: new Set(Object.keys(rebased.answers)),
    by: c.get("who").personId,
  });
  return done.ok
    ? c.render(<RebasedPage base={baseOf(c)} version={version} toConfirm={rebased.toConfirm} />, HEAD)
    : answerProblem(c, REFUSED.moved, site.show);
}

function showRecap(c: SiteContext, site: LabelSite, loaded: Loaded, state: FormState): Response | Promise<Response> {
  const { application, answers, pieces, model } = loaded;
  const props = {
    base: baseOf(c),
    application,
    model,
    isOwner: isOwner(c),
    agreement: site.agreement,
    state,
    scored: preview(model, answers, dayOf(c.get("deps").now, PARIS)),
    missing: missingOf(model, answers, pieces),
  };
  return c.render(<RecapPage {...props} />, HEAD);
}

async function submit(c: SiteContext, site: LabelSite, loaded: Loaded): Promise<Response> {
  const deps = c.get("deps");
  const fields = await readForm(c);
  if (fields?.get("convention") !== "on") {
    c.status(422);
    return showRecap(c, site, loaded, {
      values: {},
      errors: { convention: "Cochez la case pour déposer : elle dit que vous engagez la mutuelle." },
    });
  }
  const done = await fileApplication(deps, {
    work: loaded,
    current: nameOf(loaded.current),
    by: c.get("who").personId,
  });
  if (!done.ok) {
    return answerProblem(c, REFUSED[done.refusal], site.show);
  }
  deps.ring(done.value);
  return c.redirect(`${baseOf(c)}?fait=depot`, 303);
}

async function showFiled(c: SiteContext, site: LabelSite, { application }: Loaded): Promise<Response> {
  const [, number = "", isFile] = /^(\d{1,6})(\.json)?$/.exec(c.req.param("numero") ?? "") ?? [];
  const filed =
    number === ""
      ? null
      : await store.findSubmission(c.get("deps").db, { applicationId: application.id, number: Number(number) });
  if (filed === null) {
    return answerProblem(c, PROBLEMS[404], site.show);
  }
  return isFile === undefined
    ? c.render(
        <FiledPage
          base={baseOf(c)}
          number={filed.number}
          hash={filed.hash}
          at={filed.filedAt}
          version={filed.referential}
        />,
        HEAD,
      )
    : download(c, `depot-${filed.number}.json`, "application/json", `${filed.document}\n`);
}
