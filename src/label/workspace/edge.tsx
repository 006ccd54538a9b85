import type { PersonId, ApplicationId } from "../../kernel/ids.ts";
import { tooLong } from "../../kernel/text.ts";
import { PROBLEMS, type Problem } from "../../kernel/problem.ts";
import { type FormFields, readForm } from "../../platform/form.ts";
import { type ShowProblem, type SiteContext, answerProblem, idParam } from "../../platform/http.ts";
import type { LabelSite } from "../application/edge.tsx";
import { modelsOf, nameOf } from "../application/edge.tsx";
import type { Case } from "../decision/case.ts";
import { readDecided } from "../decision/decision.store.ts";
import type { CriterionSpec } from "../scoring/formats.ts";
import type { Model } from "../scoring/model.ts";
import { readFile } from "../assessment/assessment.store.ts";
import { seenBy } from "../assessment/file.ts";
import type { Grade, Refused } from "../assessment/grades.ts";
import { tiesSince } from "../assessment/run-file.ts";

export const WORKLIST = "/espace/evaluation";
export const HEAD = { title: "Évaluation" } as const;

/** A file with all that is known of it: what rules are applied to, never what is shown. */
export async function loadCase(c: SiteContext, site: LabelSite, id: ApplicationId): Promise<Case | null> {
  const { db, now } = c.get("deps");
  const [file, decided, models] = await Promise.all([
    readFile(db, { applicationId: id, tiesSince: tiesSince(now) }),
    readDecided(db, id),
    modelsOf(c, site),
  ]);
  const model = models.find((one) => nameOf(one) === file?.application.referential);
  return file === null || model === undefined ? null : { file, decided, model };
}

/** What a route of the worklist is given: the whole case to act on, and what this person may see of it. */
export type AtFile = { whole: Case; seen: Case["file"]; me: PersonId };

/** A route about one file: without a task on it, or with a tie to its mutuelle, it does not exist. */
export const mustHold =
  (site: LabelSite, act: (c: SiteContext, at: AtFile) => Response | Promise<Response>) =>
  async (c: SiteContext): Promise<Response> => {
    const whole = await loadCase(c, site, idParam(c, "app", "dossier"));
    const me = c.get("who").personId;
    const seen = whole === null ? null : seenBy(whole.file, me);
    return whole === null || seen === null ? answerProblem(c, PROBLEMS[404], site.show) : act(c, { whole, seen, me });
  };

/** The criterion that a path names, and the form that was sent. */
export async function readCriterionForm(
  c: SiteContext,
  { whole }: AtFile,
): Promise<{ criterion: CriterionSpec; fields: FormFields } | null> {
  const criterion = whole.model.criteria.get(c.req.param("critere") ?? "");
  const fields = await readForm(c);
  return criterion === undefined || fields === null ? null : { criterion, fields };
}

/** Criteria as typed, by their codes, each once: « psy-4, ACC-1 »; the sentence about one that is none. */
export function readCriteria(typed: string, model: Model): { criteria: CriterionSpec[]; unknown: string | null } {
  const codes = typed
    .slice(0, 500)
    .toUpperCase()
    .split(/[\s,;]+/);
  const named = [...new Set(codes)].filter((id) => id !== "");
  const unknown = named.find((id) => !model.criteria.has(id));
  return {
    criteria: named.flatMap((id) => model.criteria.get(id) ?? []),
    unknown: unknown === undefined ? null : `« ${unknown} » n’est pas un critère de ce référentiel.`,
  };
}

/** A grade as typed: one of the criterion's, or « sans objet » where the mutuelle asked for it; `undefined`: none of these. */
export function readGrade(fields: FormFields, criterion: CriterionSpec, isNaAsked: boolean): Grade | undefined {
  const typed = fields.get("note");
  const allowed = criterion.normalise.kind === "anchored" ? criterion.normalise.allowed : [];
  if (typed === "na") {
    return isNaAsked ? null : undefined;
  }
  return allowed.map(String).includes(typed) ? Number(typed) : undefined;
}

/** Pieces that were ticked as not taken, each with its reason; one without a reason is named in `missing`, `long` says of one that it is too long. */
export function readRefused(
  fields: FormFields,
  pieces: readonly { id: string }[],
): { refused: Refused[]; missing: string | null; long: string | null } {
  const refused = pieces
    .filter(({ id }) => fields.get(`refus-${id}`) === "on")
    .map(({ id }) => ({ piece: id, why: fields.get(`pourquoi-${id}`).trim() }));
  const [long = null] = refused.flatMap(({ why }) => tooLong(why, 500) ?? []);
  return { refused, missing: refused.find((one) => one.why === "")?.piece ?? null, long };
}

/** A field as typed, of a form that may be none. */
export const typedIn = (fields: FormFields | null, name: string): string => fields?.get(name) ?? "";
export const shownIn = (fields: FormFields | null): FormFields["shown"] => fields?.shown ?? {};
/** What is longer than may be kept, by its field: nothing is cut without a word. */
export const tooLongIn = (fields: FormFields, most: Readonly<Record<string, number>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(most).flatMap(([name, characters]) => {
      const long = tooLong(fields.get(name).trim(), characters);
      return long === null ? [] : [[name, long]];
    }),
  );

/** A refusal of a rule, as a page. */
export const problem = (title: string, detail: string): Problem => ({ ...PROBLEMS[409], title, detail });
export const deny = (c: SiteContext, show: ShowProblem, what: Problem): Promise<Response> =>
  answerProblem(c, what, show);

/** A route about one application, for whoever answers for its mutuelle: another's does not exist. */
export const mustBeTheirs =
  (site: LabelSite, act: (c: SiteContext, whole: Case) => Response | Promise<Response>) =>
  async (c: SiteContext): Promise<Response> => {
    const whole = await loadCase(c, site, idParam(c, "app", "dossier"));
    return whole === null || whole.file.application.organisationId !== c.req.param("structure")
      ? answerProblem(c, PROBLEMS[404], site.show)
      : act(c, whole);
  };
