import { Hono } from "hono";

import { PROBLEMS } from "../../kernel/problem.ts";
import type { Said } from "../../kernel/said.ts";
import { PARIS, dayOf } from "../../kernel/time.ts";
import { readForm } from "../../platform/form.ts";
import { type Edge, type SiteContext, answerProblem } from "../../platform/http.ts";
import { saidOf } from "../../platform/said.ts";
import { EMPTY_FORM, type FormState } from "../../ui/form.tsx";
import { withMail } from "../../ui/mail-left.ts";
import { type LabelSite, SPACE, baseOf } from "../application/edge.tsx";
import { isTold } from "../application/application.ts";
import type { AssessedFile } from "../assessment/file.ts";
import { type FindingState, findingState, stepsOf } from "../assessment/findings.ts";
import { keepFinding, liftFinding, mayJudge, sayMended } from "../assessment/follow-finding.ts";
import type { Model } from "../scoring/model.ts";
import { HEAD, WORKLIST, deny, mustBeTheirs, mustHold, problem, tooLongIn } from "./edge.tsx";
import { FindingPage, type FindingSide } from "./finding.pages.tsx";

/** Where a finding stands for its mutuelle: lifted before it was read, nobody is told; kept: it was said to be mended, and is not. */
export type FindingStanding = FindingState | "unread" | "kept";
export const FINDING_SAID: Said<FindingStanding> = {
  corrige: { to_check: withMail("C’est noté. La personne qui a fait ce constat en est prévenue.") },
  leve: { lifted: withMail("Le constat est levé. La mutuelle en est prévenue."), unread: "Le constat est levé." },
  maintenu: { kept: withMail("Le constat reste. La mutuelle en est prévenue.") },
};
const SHORT = "Dites-le en une phrase au moins.";
const NOT_NOW = problem(
  "Ce constat a changé entre-temps",
  "Il est levé, ou quelqu’un vient d’en dire quelque chose. Rien n’a été enregistré : rechargez la page.",
);

/** A finding, wherever it is read from: the file as this reader may see it, and where their pages of it are. */
type At = { file: AssessedFile; seen: AssessedFile; model: Model; side: FindingSide; base: string };

/** One finding has one address on each side: those who judge the file, and its mutuelle once it is told. */
export function findingRoutes(site: LabelSite): Hono<Edge> {
  const app = new Hono<Edge>();
  const judging = (act: (c: SiteContext, at: At) => Response | Promise<Response>) =>
    mustHold(site, (c, { whole, seen }) =>
      act(c, {
        file: whole.file,
        seen,
        model: whole.model,
        side: "judge",
        base: `${WORKLIST}/${whole.file.application.id}`,
      }),
    );
  const theirs = (act: (c: SiteContext, at: At) => Response | Promise<Response>) =>
    mustBeTheirs(site, (c, { file, model }) =>
      isTold(file.application.state)
        ? act(c, { file, seen: file, model, side: "mutuelle", base: baseOf(c) })
        : answerProblem(c, PROBLEMS[404], site.show),
    );
  const [judged, own] = [`${WORKLIST}/:dossier/constats/:constat`, `${SPACE}/:dossier/constats/:constat`];
  app.get(
    judged,
    judging((c, at) => show(c, site, at, EMPTY_FORM)),
  );
  app.get(
    own,
    theirs((c, at) => show(c, site, at, EMPTY_FORM)),
  );
  app.post(
    `${own}/corrige`,
    theirs((c, at) => say(c, site, at, { act: sayMended, done: "corrige" })),
  );
  app.post(
    `${judged}/lever`,
    judging((c, at) => say(c, site, at, { act: liftFinding, done: "leve" })),
  );
  app.post(
    `${judged}/maintenir`,
    judging((c, at) => say(c, site, at, { act: keepFinding, done: "maintenu" })),
  );
  return app;
}

function show(c: SiteContext, site: LabelSite, at: At, state: FormState): Response | Promise<Response> {
  const { seen, model, side, base } = at;
  const finding = seen.findings.find(({ id }) => id === c.req.param("constat"));
  if (finding === undefined) {
    return answerProblem(c, PROBLEMS[404], site.show);
  }
  const todayOn = dayOf(c.get("deps").now, PARIS);
  const standing = findingState(finding, seen.steps, todayOn);
  const last = stepsOf(seen.steps, finding.id).at(-1)?.kind;
  const stands = standing === "lifted" && last !== "lifted" ? "unread" : last === "kept" ? "kept" : standing;
  const page = {
    base,
    side,
    file: seen,
    finding,
    model,
    todayOn,
    may: {
      mend: side === "mutuelle" && (standing === "open" || standing === "late"),
      judge: side === "judge" && standing !== "lifted" && mayJudge(seen, finding.id, c.get("who").personId),
    },
    state,
    done: saidOf(c, FINDING_SAID, [stands]),
  };
  return c.render(<FindingPage {...page} />, HEAD);
}

type Saying = {
  act: typeof sayMended | typeof keepFinding | typeof liftFinding;
  done: "corrige" | "leve" | "maintenu";
};
async function say(c: SiteContext, site: LabelSite, at: At, { act, done }: Saying): Promise<Response> {
  const deps = c.get("deps");
  const fields = await readForm(c);
  const findingId = c.req.param("constat") ?? "";
  if (fields === null || !at.seen.findings.some(({ id }) => id === findingId)) {
    return answerProblem(c, PROBLEMS[fields === null ? 400 : 404], site.show);
  }
  const text = fields.get("suite");
  const long = tooLongIn(fields, { suite: 2000 });
  if (Object.keys(long).length > 0) {
    c.status(422);
    return show(c, site, at, { values: fields.shown, errors: long });
  }
  const said = await act(deps, { file: at.file, findingId, by: c.get("who").personId, text });
  if (!said.ok && said.refusal === "too_short") {
    c.status(422);
    return show(c, site, at, { values: fields.shown, errors: { suite: SHORT } });
  }
  if (!said.ok) {
    return said.refusal === "not_yours" ? answerProblem(c, PROBLEMS[404], site.show) : deny(c, site.show, NOT_NOW);
  }
  if (said.value !== null) {
    deps.ring(said.value);
  }
  return c.redirect(`${at.base}/constats/${findingId}?fait=${done}`, 303);
}
