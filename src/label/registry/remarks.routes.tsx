import { Hono } from "hono";

import { holdsTelephone, tooLong } from "../../kernel/text.ts";
import type { Said } from "../../kernel/said.ts";
import { PROBLEMS } from "../../kernel/problem.ts";
import { antibotProblem, checkAntibot } from "../../platform/antibot-form.ts";
import { type Limit, countOne } from "../../platform/counters.ts";
import { refusedBy } from "../../platform/d1.ts";
import type { SiteDeps } from "../../platform/deps.ts";
import { readForm } from "../../platform/form.ts";
import { type Edge, type SiteContext, answerProblem } from "../../platform/http.ts";
import { actIn, saidOf } from "../../platform/said.ts";
import { AntibotFields, EMPTY_FORM, type FormState } from "../../ui/form.tsx";
import { type LabelSite, modelsOf, nameOf } from "../application/edge.tsx";
import type { ReferentialFile } from "../scoring/formats.ts";
import { RemarksConsolePage, RemarksPage } from "./remarks.pages.tsx";
import { ANSWERED, type RemarkState } from "./remark.ts";
import { addRemark, openRemarks, remarkState, shownRemarks, treatRemark } from "./remarks.store.ts";

const REMARKS: Limit = { what: "remark", most: 5, seconds: 3600 };
const PATH = "/label/projet/remarques";
const CONSOLE = "/console/label/remarques";
const MOST = 2000;
const ON_PAGE = "C’est fait : la page publique le dit.";
/** Where the remark that an act was about stands; nothing is said to its author once a person has read it. */
export const REMARKS_SAID: Said<RemarkState> = {
  envoye: {
    waiting:
      "C’est reçu. Une personne la lit avant qu’elle paraisse ici ; sans votre adresse, la réponse sera sur cette page.",
  },
  traiter: {
    published: ON_PAGE,
    kept: ON_PAGE,
    declined: ON_PAGE,
    set_aside: "C’est fait : cette remarque ne paraît pas.",
  },
};

/** What anybody says of the next version of the referential; a person reads it before it is shown, and answers. */
export function remarkRoutes(site: LabelSite): Hono<Edge> {
  const app = new Hono<Edge>();
  app.get(PATH, (c) => show(c, site, EMPTY_FORM));
  app.post(PATH, (c) => take(c, site));
  app.get(CONSOLE, (c) => list(c, EMPTY_FORM));
  app.post(`${CONSOLE}/:remarque/traiter`, (c) => treat(c, site));
  return app;
}

/** The newest draft; null: none is discussed. */
async function draftOf(c: SiteContext, { drafts }: LabelSite): Promise<ReferentialFile | null> {
  const path = drafts.at(-1);
  return path === undefined ? null : ((await c.get("deps").asset(path)) as ReferentialFile); // checked by the build
}

async function show(c: SiteContext, site: LabelSite, state: FormState): Promise<Response> {
  const { antibot, now, db } = c.get("deps");
  const draft = await draftOf(c, site);
  const current = (await modelsOf(c, site)).at(-1);
  if (draft === null || current === undefined) {
    return answerProblem(c, PROBLEMS[404], site.show);
  }
  const page = {
    draft,
    changes: `/label/referentiel/${current.file.version}...${draft.version}`,
    remarks: await shownRemarks(db, nameOf({ ...current, file: draft })),
    fields: <AntibotFields ticket={await antibot.issue(now)} />,
    state,
    done: await doneTo(c),
  };
  return c.render(<RemarksPage {...page} />, {
    current: "label",
    title: "Discuter le projet",
    script: "antibot",
    canonical: PATH,
    description: "Ce que chacun dit de la prochaine version du référentiel du label, et ce qui lui est répondu.",
  });
}

/** What is said after an act about a remark, by where it stands. */
async function doneTo(c: SiteContext): Promise<string | null> {
  const { done, about } = actIn(c);
  const standing = done === "" ? [] : await remarkState(c.get("deps").db, about);
  return saidOf(c, REMARKS_SAID, standing);
}

/** What keeps a remark from being taken, in words. */
function wrongWith(text: string): string | null {
  if (holdsTelephone(text)) {
    return "Enlevez le numéro de téléphone : aucun ne doit nous parvenir.";
  }
  return tooLong(text, MOST) ?? (text.length < 10 ? "Dites en une phrase ce qui n’est pas juste." : null);
}

const TOO_MANY = "Trop de remarques depuis cette connexion. Attendez une heure : votre texte est encore ici.";
/** Keeps a remark; false past the limit of a connection. */
async function keep(
  { db, vault, client, now }: Pick<SiteDeps, "db" | "vault" | "client" | "now">,
  remark: { id: string; draft: string; criterionId: string; text: string },
): Promise<boolean> {
  try {
    await db.batch([await countOne(vault, REMARKS, client, now), addRemark({ ...remark, now })]);
    return true;
  } catch (error) {
    if (refusedBy(error) === null) {
      throw error;
    }
    return false;
  }
}

async function take(c: SiteContext, site: LabelSite): Promise<Response> {
  const { newId } = c.get("deps");
  const [fields, draft] = await Promise.all([readForm(c), draftOf(c, site)]);
  if (fields === null || draft === null) {
    return answerProblem(c, PROBLEMS[fields === null ? 400 : 404], site.show);
  }
  const verdict = await checkAntibot(c, fields);
  const text = fields.get("texte").trim();
  const wrong = wrongWith(text);
  const errors = {
    ...(wrong === null ? {} : { texte: wrong }),
    ...(verdict.passed ? {} : { form: antibotProblem(verdict.why, "").detail }),
  };
  if (Object.keys(errors).length > 0) {
    c.status(422);
    return show(c, site, { values: fields.shown, errors });
  }
  const criterionId = draft.criteria.find(({ id }) => id === fields.get("critere"))?.id ?? "";
  const remark = { id: newId("rmk"), draft: `${draft.id}@${draft.version}`, criterionId };
  const isTaken = await keep(c.get("deps"), { ...remark, text });
  if (!isTaken) {
    c.status(429);
    return show(c, site, { values: fields.shown, errors: { texte: TOO_MANY } });
  }
  return c.redirect(`${PATH}?de=${remark.id}&fait=envoye`, 303);
}

async function list(c: SiteContext, state: FormState): Promise<Response> {
  const page = { remarks: await openRemarks(c.get("deps").db), state, done: await doneTo(c) };
  return c.render(<RemarksConsolePage {...page} />, { title: "Console" });
}

const NEXT = ["published", "kept", "declined", "set_aside"] as const satisfies readonly RemarkState[];
async function treat(c: SiteContext, site: LabelSite): Promise<Response> {
  const deps = c.get("deps");
  const fields = await readForm(c);
  const id = c.req.param("remarque") ?? "";
  const state = NEXT.find((one) => one === fields?.get("suite"));
  if (fields === null || state === undefined) {
    return answerProblem(c, PROBLEMS[400], site.show);
  }
  const answer = fields.get("reponse").trim();
  const isAnswered = ANSWERED.some((one) => one === state);
  const isShort = isAnswered && answer.length < 10;
  const wrong = tooLong(answer, MOST) ?? (isShort ? "Dites ce qui change, ou pourquoi non, en une phrase." : null);
  if (wrong !== null) {
    c.status(422);
    const errors = { reponse: wrong };
    return list(c, { values: fields.shown, errors, row: id });
  }
  const who = { ...deps, by: c.get("who").personId };
  await deps.db.batch(treatRemark(who, { id, state, answer: isAnswered ? answer : "" }));
  return c.redirect(`${CONSOLE}?de=${id}&fait=traiter`, 303);
}
