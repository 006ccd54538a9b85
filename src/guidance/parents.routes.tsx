import { Hono } from "hono";

import { PROBLEMS, type Problem } from "../kernel/problem.ts";
import { PARIS, DAY } from "../kernel/time.ts";
import { settingsSubject } from "../mail/template.ts";
import { antibotProblem, checkAntibot } from "../platform/antibot-form.ts";
import { type FormFields, readForm } from "../platform/form.ts";
import { type Edge, type ShowProblem, type SiteContext, answerProblem } from "../platform/http.ts";
import { isLed, leadTo } from "../platform/said.ts";
import { unreachedAt, waitingMailTo } from "../privacy/contacts.store.ts";
import type { FormState } from "../ui/form.tsx";
import { Mailbox } from "../ui/parts.tsx";
import { ConfirmPage, ConfirmedPage, OpinionPage, SentPage } from "./confirm.pages.tsx";
import { ParentsPage } from "./parents.pages.tsx";
import type { PathCard } from "./paths.ts";
import { CHOOSE_AGE, SubscriptionForm, errorsOf } from "./subscription.schema.ts";
import { confirmSubscription, subscribe } from "./subscribe.ts";
import { STATUS, findRequest } from "./subscriptions.store.ts";
import { countOpinion } from "./useful.ts";

/** What the pages of guidance are given. */
export type Guidance = { paths: readonly PathCard[]; show: ShowProblem };

const HEAD = { title: "Accompagnement des parents", current: "parents" } as const;
const GONE: Problem = {
  ...PROBLEMS[410],
  title: "Ce lien n’est plus valable",
  detail:
    "Il a expiré, n’est pas complet, ou le parcours a été arrêté depuis. Refaites la demande : vous en recevrez un autre.",
  next: { label: "Refaire la demande", href: "/parents#formulaire" },
};

/** `/parents`: choose, ask, confirm. GET shows; only POST asks or confirms. What can be read is static: `workers/prerender/pages.tsx`. */
export function parentsRoutes(guidance: Guidance): Hono<Edge> {
  const app = new Hono<Edge>();
  const { paths, show } = guidance;
  app.get("/parents", (c) => {
    const asked = c.req.query("parcours");
    return form(c, guidance, { values: asked === undefined ? {} : { parcours: [asked] }, errors: {} });
  });
  app.post("/parents", (c) => takeForm(c, guidance));
  app.get("/parents/envoye", async (c) => {
    const path = paths.find((p) => p.sequence.list === c.req.query("p")) ?? paths[0];
    const isNews = await isLed(c);
    return c.render(
      isNews ? <SentPage first={firstOf(path)} waiting={null} /> : <Mailbox form="/parents#formulaire" />,
      HEAD,
    );
  });
  app.get("/parents/confirmer/:token", async (c) => {
    const path = await pathAsked(c, guidance);
    return path === null
      ? answerProblem(c, GONE, show)
      : c.render(<ConfirmPage action={c.req.path} path={path} />, HEAD);
  });
  app.post("/parents/confirmer/:token", (c) => confirm(c, guidance));
  app.post("/parents/:list/:step/utile", (c) => takeOpinion(c, guidance));
  return app;
}

/** One of two buttons under a step; the answer is the same for the person who pressed already. */
async function takeOpinion(c: SiteContext, { paths, show }: Guidance): Promise<Response> {
  const path = paths.find((one) => one.sequence.list === c.req.param("list"));
  const at = path?.steps.findIndex(({ step }) => step.key === c.req.param("step")) ?? -1;
  const step = path?.steps[at]?.step.key;
  if (path === undefined || step === undefined) {
    return answerProblem(c, PROBLEMS[404], show);
  }
  const said = (await readForm(c))?.get("avis") ?? "";
  if (said !== "oui" && said !== "non") {
    return answerProblem(c, PROBLEMS[400], show);
  }
  await countOpinion(c.get("deps"), { sequence: path.sequence.id, step, opinion: said });
  const next = path.steps[at + 1]?.step.key;
  return c.render(<OpinionPage list={path.sequence.list} step={step} next={next} isUseful={said === "oui"} />, HEAD);
}

/** The page of a way's first step. */
const firstOf = (path: PathCard | undefined): string =>
  path === undefined ? "/parents" : `/parents/${path.sequence.list}/${path.steps[0]?.step.key ?? ""}`;

async function form(c: SiteContext, { paths }: Guidance, state: FormState): Promise<Response> {
  const { antibot, now } = c.get("deps");
  const values = { zone: [PARIS], ...state.values };
  const page = <ParentsPage paths={paths} state={{ ...state, values }} ticket={await antibot.issue(now)} />;
  const isWrong = Object.keys(state.errors).length > 0;
  const description =
    "Des messages courts, une étape à la fois : premier téléphone, messages malveillants, numéro qui circule, première semaine à l’école. Gratuit, sans compte.";
  return c.render(page, {
    ...HEAD,
    ...(isWrong ? { title: "À corriger" } : { canonical: "/parents" }),
    description,
    script: "antibot",
  });
}

async function takeForm(c: SiteContext, guidance: Guidance): Promise<Response> {
  const deps = c.get("deps");
  const fields = await readForm(c);
  if (fields === null) {
    return answerProblem(c, PROBLEMS[400], guidance.show);
  }
  const read = await readSubscription(c, guidance, fields);
  if (!read.ok) {
    c.status(422);
    return form(c, guidance, { values: fields.shown, errors: read.errors });
  }
  // Read before anything is written: a read that fails afterwards would have it written twice.
  const mail =
    (await unreachedAt(deps, read.subscription.email)) ?? (await waitingMailTo(deps, read.subscription.email));
  const asked = await subscribe(deps, { form: read.subscription, client: deps.client });
  if (!asked.ok) {
    return answerProblem(c, PROBLEMS[429], guidance.show);
  }
  deps.ring(asked.value);
  return mail === null
    ? leadTo(c, `/parents/envoye?p=${read.path.sequence.list}`)
    : c.render(
        <SentPage first={firstOf(read.path)} waiting={{ mail, now: deps.now, fix: "/parents#formulaire" }} />,
        HEAD,
      );
}

type ReadSubscription =
  | { ok: true; subscription: SubscriptionForm; path: PathCard }
  | { ok: false; errors: Record<string, string> };

/** Checks the form whole, so that everything to correct is said at once. */
async function readSubscription(c: SiteContext, { paths }: Guidance, fields: FormFields): Promise<ReadSubscription> {
  const verdict = await checkAntibot(c, fields);
  const typed = Object.fromEntries(
    ["parcours", "age", "email", "zone", "accord"].map((name) => [name, fields.get(name)]),
  );
  const parsed = SubscriptionForm.safeParse(typed);
  const path = paths.find((p) => p.sequence.id === fields.get("parcours"));
  const lacksAge = path?.audience === "parent" && fields.get("age") === "";
  if (parsed.success && path !== undefined && verdict.passed && !lacksAge) {
    return { ok: true, subscription: parsed.data, path };
  }
  const errors = parsed.success ? {} : errorsOf(parsed.error);
  if (path === undefined) {
    errors["parcours"] = "Choisissez ce qui ressemble le plus à votre situation.";
  }
  if (lacksAge) {
    errors["age"] = CHOOSE_AGE;
  }
  if (!verdict.passed) {
    errors["billet"] = antibotProblem(verdict.why, "/parents").detail;
  }
  return { ok: false, errors };
}

/** The sequence that a confirmation link asks for; null when the link is not ours, is too old, or was left since. */
async function pathAsked(c: SiteContext, { paths }: Guidance): Promise<PathCard | null> {
  const { links, now, db } = c.get("deps");
  const consentId = await links.verify("subscribe", c.req.param("token") ?? "", now);
  const asked = consentId === null ? null : await findRequest(db, consentId);
  return asked === null || asked.status > STATUS.active
    ? null
    : (paths.find((p) => p.sequence.id === asked.topic) ?? null);
}

async function confirm(c: SiteContext, { paths, show }: Guidance): Promise<Response> {
  const deps = c.get("deps");
  const consentId = await deps.links.verify("subscribe", c.req.param("token") ?? "", deps.now);
  const done = consentId === null ? null : await confirmSubscription(deps, consentId);
  const path = paths.find((p) => p.sequence.id === done?.topic);
  if (done === null || path === undefined) {
    return answerProblem(c, GONE, show);
  }
  deps.ring(done.eventId);
  const subject = settingsSubject(done.recipientId, done.contactId);
  const settings = `/preferences/${await deps.links.sign("preferences", subject, deps.now + 30 * DAY)}`;
  return c.render(<ConfirmedPage path={path} settings={settings} />, HEAD);
}
