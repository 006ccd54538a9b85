import { Hono } from "hono";

import { PROBLEMS, type Problem } from "../kernel/problem.ts";
import type { Said } from "../kernel/said.ts";
import { sinceInWords } from "../kernel/time.ts";
import { readAddressForm } from "../platform/antibot-form.ts";
import { isWithin } from "../platform/counters.ts";
import { readForm } from "../platform/form.ts";
import { type Edge, type ShowProblem, type SiteContext, answerProblem } from "../platform/http.ts";
import { freshOf, saidOf } from "../platform/said.ts";
import { EmailAddress } from "../privacy/contact.ts";
import { EMPTY_FORM, type FormState } from "../ui/form.tsx";
import { CodePage, EnterPage, SecurityPage, SignInPage } from "./access.pages.tsx";
import { loginsOf, revokeLogin, revokeOthers } from "./access.store.ts";
import { current, dropLogin, setLogin } from "./guard.ts";
import { passkeysOf } from "./passkeys.store.ts";
import { ownPath } from "./roles.ts";
import { SIGN_IN_LIVES, WRONG, isCode, openLogin, requestSignIn } from "./sign-in.ts";
import { MAIL_LEFT } from "../ui/mail-left.ts";

const HEAD = { title: "Connexion" } as const;
const GONE: Problem = {
  ...PROBLEMS[410],
  title: "Ce lien ou ce code n’est plus valable",
  detail: "Il a servi, il a expiré, ou il n’est pas complet. Demandez-en un autre : c’est immédiat.",
  next: { label: "Recevoir un autre lien", href: "/connexion" },
};

/** What somebody just asked for their own address. */
export const SECURITY_SAID: Said<string> = {
  adresse: { "address.correction_asked": `${MAIL_LEFT} à la nouvelle adresse. Rien ne change avant son clic.` },
};

/** `/connexion` and `/espace/securite`. GET shows; only POST signs in or out. */
export function accessRoutes(show: ShowProblem): Hono<Edge> {
  const app = new Hono<Edge>();
  app.get("/connexion", async (c) => {
    const next = c.req.query("suite") ?? "";
    return (await current(c)) === null ? askAddress(c, EMPTY_FORM, next) : c.redirect(ownPath(next), 303);
  });
  app.post("/connexion", (c) => takeAddress(c, show));
  app.post("/connexion/code", (c) => takeCode(c, show));
  app.get("/connexion/lien/:token", async (c) => {
    const id = await requestOf(c);
    return id === null ? wrong(c, GONE, show) : c.render(<EnterPage action={c.req.path} />, HEAD);
  });
  app.post("/connexion/lien/:token", async (c) => {
    const id = await requestOf(c);
    return id === null ? wrong(c, GONE, show) : enter(c, id, show);
  });
  app.get("/espace/securite", async (c) => {
    const { db, now } = c.get("deps");
    const who = c.get("who");
    const keys = await passkeysOf(db, who.personId);
    const logins = await loginsOf(db, { personId: who.personId, now });
    const done = saidOf(c, SECURITY_SAID, await freshOf(c, who.personId));
    return c.render(<SecurityPage logins={logins} keys={keys} who={who} done={done} />, { title: "Mes connexions" });
  });
  app.post("/espace/securite/fermer", async (c) => {
    const { db, now } = c.get("deps");
    const who = c.get("who");
    const id = (await readForm(c))?.get("connexion") ?? "";
    await db.batch([revokeLogin(who.personId, id, now)]);
    if (id !== who.loginId) {
      return c.redirect("/espace/securite", 303);
    }
    dropLogin(c);
    return c.redirect("/", 303);
  });
  app.post("/espace/securite/fermer-les-autres", async (c) => {
    const { db, now } = c.get("deps");
    const who = c.get("who");
    await db.batch([revokeOthers(who.personId, who.loginId, now)]);
    return c.redirect("/espace/securite", 303);
  });
  return app;
}

/** The request that a mailed link names; null for one that is altered, foreign or over. */
function requestOf(c: SiteContext): Promise<string | null> {
  const { links, now } = c.get("deps");
  return links.verify("sign-in", c.req.param("token") ?? "", now);
}

/** A wrong link is told so; a connection that brings many of them is told to wait. */
async function wrong(c: SiteContext, problem: Problem, show: ShowProblem): Promise<Response> {
  const deps = c.get("deps");
  return answerProblem(c, (await isWithin(deps, { limit: WRONG, who: deps.client })) ? problem : PROBLEMS[429], show);
}

async function askAddress(c: SiteContext, state: FormState, next: string): Promise<Response> {
  const { antibot, now } = c.get("deps");
  const page = <SignInPage state={state} ticket={await antibot.issue(now)} next={ownPath(next)} />;
  return c.render(page, { ...HEAD, script: "antibot" });
}

async function takeAddress(c: SiteContext, show: ShowProblem): Promise<Response> {
  const deps = c.get("deps");
  const read = await readAddressForm(c, EmailAddress);
  if (read === null) {
    return answerProblem(c, PROBLEMS[400], show);
  }
  const { fields } = read;
  if (!read.ok) {
    c.status(422);
    return askAddress(c, read.state, fields.get("suite"));
  }
  const asked = await requestSignIn(deps, { email: read.email, next: fields.get("suite"), client: deps.client });
  if (!asked.ok) {
    return answerProblem(c, PROBLEMS[429], show);
  }
  deps.ring(asked.value.eventId);
  const form = await deps.links.sign("sign-in-form", asked.value.id, deps.now + SIGN_IN_LIVES);
  const { lastAt } = asked.value;
  const sent = lastAt === null ? null : sinceInWords(lastAt, deps.now);
  return c.render(<CodePage form={form} state={EMPTY_FORM} sent={sent} />, HEAD);
}

/** The code is good in the form that asked for it alone: the form carries its own signed request. */
async function takeCode(c: SiteContext, show: ShowProblem): Promise<Response> {
  const deps = c.get("deps");
  const fields = await readForm(c);
  const form = fields?.get("demande") ?? "";
  const id = await deps.links.verify("sign-in-form", form, deps.now);
  if (fields === null || id === null) {
    return answerProblem(c, fields === null ? PROBLEMS[400] : GONE, show);
  }
  if (await isCode(deps, { signInId: id, typed: fields.get("code") })) {
    return enter(c, id, show);
  }
  if (!(await isWithin(deps, { limit: WRONG, who: deps.client }))) {
    return answerProblem(c, PROBLEMS[429], show);
  }
  c.status(422);
  const errors = {
    code: "Ce n’est pas le bon code. Après cinq essais, il ne sert plus : ouvrez plutôt le lien du message le plus récent.",
  };
  return c.render(<CodePage form={form} state={{ values: {}, errors }} sent={null} />, HEAD);
}

async function enter(c: SiteContext, signInId: string, show: ShowProblem): Promise<Response> {
  const login = await openLogin(c.get("deps"), { signInId, before: await current(c) });
  if (login === null) {
    return answerProblem(c, GONE, show);
  }
  setLogin(c, login);
  return c.redirect(login.next, 303);
}
