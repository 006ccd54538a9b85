import type { MiddlewareHandler } from "hono";
import { deleteCookie, getCookie, setCookie } from "hono/cookie";
import { matchedRoutes } from "hono/route";

import { type OrganisationId, asId } from "../kernel/ids.ts";
import { PROBLEMS, type Problem } from "../kernel/problem.ts";
import { type Edge, type ShowProblem, type SiteContext, answerProblem } from "../platform/http.ts";
import { log } from "../platform/log.ts";
import { askAnew } from "./ask-anew.tsx";
import { type AsksAnew, type Permission, type Who, judge, proofDue } from "./roles.ts";
import { type Opened, readLogin } from "./sign-in.ts";

const COOKIE = "__Host-connexion";
const SIGN_IN_FIRST: Problem = {
  ...PROBLEMS[403],
  title: "Vous n’êtes plus connecté",
  detail:
    "Rien n’a été enregistré. Connectez-vous dans un autre onglet, puis revenez à cette page et envoyez de nouveau : ce que vous avez écrit y est encore.",
  next: { label: "Se connecter", href: "/connexion" },
};
const PASSKEY_FIRST: Problem = {
  ...PROBLEMS[403],
  title: "Montrez d’abord votre clé",
  detail:
    "Cette partie du site montre des données personnelles ou décide. Elle demande votre clé, une fois par connexion.",
  next: { label: "Montrer ma clé", href: "/espace/cle" },
};

declare module "hono" {
  // oxlint-disable-next-line typescript/consistent-type-definitions -- an interface is what can be merged into
  interface ContextVariableMap {
    /** Who is signed in, where a route asks for somebody; `guard` sets it. */
    who: Who;
  }
}

type Guard = {
  /** Every route of the site, as `METHOD /path/:like/this`, and what it asks for. */
  table: ReadonlyMap<string, Permission>;
  /** Those that ask anew who stands there. */
  asksAnew: ReadonlyMap<string, AsksAnew>;
  arePasskeysOff: (env: object) => boolean;
  show: ShowProblem;
};

/**
 * Stands before every route. A route without a line in the table does not exist. Without a login: to the sign-in page and
 * back; where a passkey is due: to the page that asks for it; with a login that may not: as for what does not exist. A route that
 * asks anew gets its form with a fresh proof alone.
 */
export function guard(given: Guard): MiddlewareHandler<Edge> {
  return async (c, next) => {
    const route = matchedRoutes(c).find(({ method }) => method !== "ALL");
    if (route === undefined) {
      return next();
    }
    const line = `${route.method} ${route.path}`;
    const permission = given.table.get(line);
    if (permission === undefined) {
      log.error("guard.route_without_line", new Error(), { route: line });
      return answerProblem(c, PROBLEMS[404], given.show);
    }
    if (permission === "visit") {
      return next();
    }
    const organisationId = organisationIn(route.path, c.req.path);
    return (await stop(c, { ...given, line, permission, organisationId })) ?? next();
  };
}

type Asked = Guard & { line: string; permission: Permission; organisationId: OrganisationId | undefined };

/** What stands in the way of who asks; null lets them in, under their name. */
async function stop(
  c: SiteContext,
  { line, permission, organisationId, asksAnew, arePasskeysOff, show }: Asked,
): Promise<Response | null> {
  const isOff = arePasskeysOff(c.env as object);
  const who = await current(c);
  const verdict = judge(permission, who, organisationId, isOff);
  if (who === null || verdict === "sign_in") {
    return away(c, "/connexion", SIGN_IN_FIRST, show);
  }
  if (verdict === "passkey") {
    return away(c, "/espace/cle", PASSKEY_FIRST, show);
  }
  if (verdict === "hidden") {
    return answerProblem(c, PROBLEMS[404], show);
  }
  c.set("who", who);
  const asks = asksAnew.get(line);
  return asks === undefined ? null : proveAnew(c, { asks, who, isOff, show });
}

type Proving = { asks: AsksAnew; who: Who; isOff: boolean; show: ShowProblem };

/** One question after the other until nothing is due; null then, and what was just proven belongs to the person who goes on. */
async function proveAnew(c: SiteContext, { asks, who, isOff, show }: Proving): Promise<Response | null> {
  const dueOf = (somebody: Who) => proofDue(asks, somebody, { now: c.get("deps").now, arePasskeysOff: isOff });
  const by = dueOf(who);
  const question = by === null ? null : await askAnew(c, { who, by, isFirst: true, show });
  if (by === null || question !== null) {
    return question;
  }
  const proven = (await current(c)) ?? who;
  c.set("who", proven);
  const next = dueOf(proven);
  return next === null ? null : askAnew(c, { who: proven, by: next, isFirst: false, show });
}

/** The organisation that a path names, where its route says so; a middleware does not see the parameters of the route. */
function organisationIn(route: string, path: string): OrganisationId | undefined {
  const at = route.split("/").indexOf(":structure");
  return at === -1 ? undefined : asId("org", path.split("/")[at]);
}

/** To a page and back for the person who reads; a form that was sent is answered instead: nothing is done, and it says so. */
function away(c: SiteContext, to: string, problem: Problem, show: ShowProblem): Response | Promise<Response> {
  return c.req.method === "GET"
    ? c.redirect(`${to}?suite=${encodeURIComponent(c.req.path)}`, 303)
    : answerProblem(c, problem, show);
}

/** Who the cookie of a request stands for. */
export async function current(c: SiteContext): Promise<Who | null> {
  const token = getCookie(c, COOKIE);
  return token === undefined ? null : readLogin(c.get("deps"), token);
}

/** Gives the browser a login: the only cookie of the site. */
export function setLogin(c: SiteContext, { token, maxAge }: Opened): void {
  setCookie(c, COOKIE, token, { secure: true, httpOnly: true, sameSite: "Lax", path: "/", maxAge });
}

/** Takes the cookie away. */
export function dropLogin(c: SiteContext): void {
  deleteCookie(c, COOKIE, { secure: true, path: "/" });
}
