import { PROBLEMS } from "../../kernel/problem.ts";
import { type ShowProblem, type SiteContext, answerProblem, idParam } from "../../platform/http.ts";
import type { ReferentialFile } from "../scoring/formats.ts";
import { type Model, modelOf } from "../scoring/model.ts";
import { dimensionsOf } from "../referential/words.ts";
import { readApplication } from "./application.store.ts";
import { countedFor } from "./range.ts";

export const SPACE = "/espace/structures/:structure/label";

/** Where the pieces of a mutuelle are. */
export const LIBRARY = "/espace/structures/:structure/bibliotheque";

export const HEAD = { title: "Mon espace" } as const;

/** Whether the reader answers for the mutuelle. */
export const isOwner = (c: SiteContext): boolean =>
  c.get("who").memberships.some((one) => one.organisationId === c.req.param("structure") && one.isOwner);

/** A file of ours to save. */
export const download = (c: SiteContext, name: string, type: string, text: string): Response =>
  c.body(text, 200, {
    "content-type": `${type}; charset=utf-8`,
    "content-disposition": `attachment; filename="${name}"`,
  });

/** The addresses that take a file of evidence, and its megabytes: for a criterion, and as the next version of a piece. */
export const takesPieces = (path: string): number =>
  /^\/espace\/structures\/[^/]+\/(?:label\/[^/]+\/criteres\/[^/]+\/preuves|bibliotheque\/[^/]+\/version)$/.test(path)
    ? 20
    : 0;

/** What the pages of the label are given: where each published version is, the oldest first, and each draft that is discussed; the agreement as HTML. */
export type LabelSite = {
  versions: readonly string[];
  drafts: readonly string[];
  agreement: string;
  show: ShowProblem;
};
/** An application with its working copy, its version of the referential, and the version in force. */
export type Loaded = NonNullable<Awaited<ReturnType<typeof readApplication>>> & { model: Model; current: Model };

const ready = new WeakMap<object, Model>();
/** Every published version, ready to score. */
export const modelsOf = (c: SiteContext, { versions }: LabelSite): Promise<Model[]> =>
  Promise.all(
    versions.map(async (path) => {
      const file = (await c.get("deps").asset(path)) as ReferentialFile; // checked before it was published
      const model = ready.get(file) ?? modelOf(file);
      ready.set(file, model);
      return model;
    }),
  );
export const nameOf = ({ file }: Model): string => `${file.id}@${file.version}`;

export const listOf = (c: SiteContext): string => `/espace/structures/${c.req.param("structure") ?? ""}/label`;
export const baseOf = (c: SiteContext): string => `${listOf(c)}/${c.req.param("dossier") ?? ""}`;

export const dimensionAt = (model: Model, criterionId: string): string =>
  dimensionsOf(model.file).find((one) => one.criteria.includes(criterionId))?.id ?? "";
type Act = { criterionId: string; done: string; about: string };
/** The place of a criterion on its page, with what was done there and about what. */
export const placeAfter = (c: SiteContext, model: Model, { criterionId, done, about }: Act): string =>
  `${baseOf(c)}/dimensions/${dimensionAt(model, criterionId)}?de=${encodeURIComponent(about)}&fait=${done}#${criterionId}`;
/** The same, where it was about the criterion. */
export const placeOf = (c: SiteContext, model: Model, criterionId: string, done: string): string =>
  placeAfter(c, model, { criterionId, done, about: criterionId });

/** The application that the path names, if it is this mutuelle's. */
async function load(c: SiteContext, site: LabelSite): Promise<Loaded | null> {
  const [found, models] = await Promise.all([
    readApplication(c.get("deps").db, {
      id: idParam(c, "app", "dossier"),
      organisationId: idParam(c, "org", "structure"),
    }),
    modelsOf(c, site),
  ]);
  const [model, current] = [models.find((one) => nameOf(one) === found?.application.referential), models.at(-1)];
  if (found === null || model === undefined || current === undefined) {
    return null;
  }
  const { application, answers, ranges } = found;
  return { ...found, answers: countedFor({ file: model.file, offer: application, ranges }, answers), model, current };
}

/** A route about one application: what is not this mutuelle's does not exist. */
export const mustLoad =
  (site: LabelSite, act: (c: SiteContext, loaded: Loaded) => Response | Promise<Response>) =>
  async (c: SiteContext): Promise<Response> => {
    const loaded = await load(c, site);
    return loaded === null ? answerProblem(c, PROBLEMS[404], site.show) : act(c, loaded);
  };
