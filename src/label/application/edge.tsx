import { PROBLEMS } from "../../kernel/problem.ts";
import { type ShowProblem, type SiteContext, answerProblem } from "../../platform/http.ts";
import type { Model } from "../scoring/model.ts";
import { readApplication } from "./application.store.ts";

export const SPACE = "/espace/structures/:structure/label";
export const PARIS = "Europe/Paris";

export const HEAD = { title: "Mon espace", style: "label" } as const;

/** Whether the reader answers for the mutuelle. */
export const isOwner = (c: SiteContext): boolean =>
  c.get("who").memberships.some((one) => one.organisationId === c.req.param("structure") && one.isOwner);

/** A file of ours to save. */
export const download = (c: SiteContext, name: string, type: string, text: string): Response =>
  c.body(text, 200, {
    "content-type": `${type}; charset=utf-8`,
    "content-disposition": `attachment; filename="${name}"`,
  });

/** The one address that takes a file of evidence: everywhere else a form is small. */
export const takesFiles = (path: string): boolean =>
  /^\/espace\/structures\/[^/]+\/label\/[^/]+\/criteres\/[^/]+\/preuves$/.test(path);

/** What the pages of the label are given: every published version, the current one, the agreement as HTML. */
export type LabelSite = { models: ReadonlyMap<string, Model>; current: Model; agreement: string; show: ShowProblem };
/** An application with its working copy and its version of the referential. */
export type Loaded = NonNullable<Awaited<ReturnType<typeof readApplication>>> & { model: Model };

export const listOf = (c: SiteContext): string => `/espace/structures/${c.req.param("structure") ?? ""}/label`;
export const baseOf = (c: SiteContext): string => `${listOf(c)}/${c.req.param("dossier") ?? ""}`;

/** The application that the path names, if it is this mutuelle's. */
async function load(c: SiteContext, { models }: LabelSite): Promise<Loaded | null> {
  const found = await readApplication(c.get("deps").db, c.req.param("dossier") ?? "", c.req.param("structure") ?? "");
  const model = models.get(found?.application.referential ?? "");
  return found === null || model === undefined ? null : { ...found, model };
}

/** A route about one application: what is not this mutuelle's does not exist. */
export const mustLoad =
  (site: LabelSite, act: (c: SiteContext, loaded: Loaded) => Response | Promise<Response>) =>
  async (c: SiteContext): Promise<Response> => {
    const loaded = await load(c, site);
    return loaded === null ? answerProblem(c, PROBLEMS[404], site.show) : act(c, loaded);
  };
