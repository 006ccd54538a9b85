import { type Context, Hono, type MiddlewareHandler } from "hono";
import { bodyLimit } from "hono/body-limit";
import { cors } from "hono/cors";
import { RETAINED_304_HEADERS, etag } from "hono/etag";
import { HTTPException } from "hono/http-exception";
import { requestId } from "hono/request-id";
import { secureHeaders } from "hono/secure-headers";

import { type Id, asId } from "../kernel/ids.ts";
import { type Problem, PROBLEMS, lostAt } from "../kernel/problem.ts";
import { isPassing } from "./d1.ts";
import { between } from "./ids.ts";
import type { SiteDeps } from "./deps.ts";
import { readForm } from "./form.ts";
import { log } from "./log.ts";
import { comesFromElsewhere } from "./same-origin.ts";

/** What every route of the site finds in its context. */
export type Edge = {
  Variables: {
    deps: SiteDeps;
    requestId: string;
    mayBeFramed?: boolean;
    mayLocate?: boolean;
    isOpenData?: boolean;
    /** When something that the page shows opens, closes or begins, and the page says something else. */
    changesAt?: number;
  };
};
export type SiteContext = Context<Edge>;

/** What the path names under `name`, as an id of such things; what is none is as unknown as an id that nothing has. */
export const idParam = <Prefix extends string>(c: SiteContext, prefix: Prefix, name: string): Id<Prefix> =>
  asId(prefix, c.req.param(name));

/** A form to be sent again as it was: every field that came, in order. */
type SentForm = readonly [name: string, value: string][];

/** Shows a problem to a person, with the form that came if it may be sent again; the site gives it, so that platform knows no page. */
export type ShowProblem = (c: SiteContext, problem: Problem, again?: SentForm) => Response | Promise<Response>;

/** Methods that change nothing: anybody may ask so from anywhere. */
const READS: ReadonlySet<string> = new Set(["GET", "HEAD", "OPTIONS"]);
const MAX_BODY = 64 * 1024;
const MEGABYTE = 1024 * 1024;
const tooBig = (megabytes: number): Problem => ({
  ...PROBLEMS[413],
  title: "Ce fichier est trop lourd",
  detail: `Un fichier pèse ${megabytes} Mo au plus ici. Réduisez-le ou découpez-le, puis recommencez : rien n’a été gardé.`,
});

/** Answers a refusal: a page for people, `application/problem+json` for machines and for whoever asks for open data. */
export async function answerProblem(c: SiteContext, problem: Problem, show: ShowProblem): Promise<Response> {
  const accept = c.req.header("accept") ?? "";
  if (!accept.includes("text/html") && (accept.includes("json") || c.get("isOpenData") === true)) {
    const body = { type: "about:blank", ...problem, next: problem.next?.href, requestId: c.get("requestId") };
    return c.body(JSON.stringify(body), problem.status, { "content-type": "application/problem+json; charset=utf-8" });
  }
  c.status(problem.status);
  return show(c, problem);
}

const headers = (): MiddlewareHandler =>
  secureHeaders({
    contentSecurityPolicy: {
      defaultSrc: ["'self'"],
      baseUri: ["'none'"],
      formAction: ["'self'"],
      frameAncestors: ["'none'"],
      objectSrc: ["'none'"],
    },
    // With `no-referrer` browsers post `Origin: null` and the CSRF check refuses every form.
    referrerPolicy: "same-origin",
    strictTransportSecurity: "max-age=31536000",
    xFrameOptions: "DENY",
    permissionsPolicy: { camera: [], microphone: [], geolocation: [], browsingTopics: [] },
  });

/** What a route may ask of the strict headers: to be framed, to ask where one is, or to be read from other sites. */
const exceptions: MiddlewareHandler<Edge> = async (c, next) => {
  await next();
  if (c.get("mayBeFramed") === true) {
    // A public list that other sites show: it holds no form, no cookie and nothing of a person.
    c.res.headers.delete("x-frame-options");
    c.res.headers.set(
      "content-security-policy",
      "default-src 'none'; style-src 'self'; font-src 'self'; base-uri 'self'; form-action 'none'; frame-ancestors *",
    );
  }
  if (c.get("mayLocate") === true) {
    const policy = c.res.headers.get("permissions-policy") ?? "";
    c.res.headers.set("permissions-policy", policy.replace("geolocation=()", "geolocation=(self)"));
  }
  if (c.get("isOpenData") === true) {
    c.res.headers.set("cross-origin-resource-policy", "cross-origin");
  }
};

/**
 * Open data: pages of other sites read it from where it is, without cookies, and ask again only what has changed; it is kept for five
 * minutes, unless its route says otherwise. A page of ours at such an address is kept by nobody.
 */
export const openData: readonly MiddlewareHandler<Edge>[] = [
  (c, next) => {
    c.set("isOpenData", true);
    return next();
  },
  cors({ origin: "*", allowMethods: ["GET"], allowHeaders: ["if-none-match"], exposeHeaders: ["etag"] }),
  etag({
    retainedHeaders: RETAINED_304_HEADERS.concat(["access-control-allow-origin", "access-control-expose-headers"]),
  }),
  async (c, next) => {
    await next();
    const { headers: said, status } = c.res;
    const isPage = said.get("content-type")?.startsWith("text/html") === true;
    if (status === 200 && !isPage && !said.has("cache-control")) {
      said.set("cache-control", "public, max-age=300");
    }
  },
];

/** Megabytes that a file given at this address may weigh; 0 where none is taken. */
export type TakesFiles = (path: string) => number;

/**
 * The HTTP edge of the site: request id, security headers, body limit, CSRF, and the one place that catches.
 * Pages are never stored by caches unless a route says so.
 */
export function httpEdge(
  renderer: MiddlewareHandler,
  show: ShowProblem,
  provideDeps: MiddlewareHandler<Edge>,
  takesFiles: TakesFiles,
): Hono<Edge> {
  const app = new Hono<Edge>();
  // Ours alone: what a client calls its request stands beside it in the log, cut short.
  app.use(requestId({ headerName: "" }));
  app.use(renderer);
  app.use(exceptions);
  app.use(headers());
  app.use(async (c, next) => {
    await next();
    if (!c.res.headers.has("cache-control")) {
      c.res.headers.set("cache-control", "no-store");
    }
  });
  const limit = (maxSize: number, problem: Problem): MiddlewareHandler =>
    bodyLimit({ maxSize, onError: (c) => answerProblem(c, problem, show) });
  const small = limit(MAX_BODY, PROBLEMS[413]);
  app.use((c, next) => {
    const megabytes = takesFiles(c.req.path);
    // One more: what a form weighs beside its file, whose own limit is distinguished.
    return (megabytes === 0 ? small : limit((megabytes + 1) * MEGABYTE, tooBig(megabytes)))(c, next);
  });
  // Machines post here without an origin: one-click unsubscription (RFC 8058) and the provider's signed news.
  const isForMachines = (path: string): boolean => path.startsWith("/u/") || path.startsWith("/webhooks/");
  app.use((c, next) => {
    const said = { origin: c.req.header("origin") ?? null, site: c.req.header("sec-fetch-site") ?? null };
    const isInert = READS.has(c.req.method) || isForMachines(c.req.path);
    return isInert || !comesFromElsewhere(said, new URL(c.req.url).origin)
      ? next()
      : answerProblem(c, PROBLEMS[403], show);
  });
  app.use(async (c, next) => {
    const url = new URL(c.req.url);
    if (READS.has(c.req.method) && /.\/$/.test(url.pathname)) {
      url.pathname = url.pathname.replace(/\/+$/, "");
      return c.redirect(url.href, 308);
    }
    return next();
  });
  app.use(provideDeps);
  app.notFound((c) => answerProblem(c, lostAt(c.req.path), show));
  app.onError((error, c) => {
    if (error instanceof HTTPException) {
      return answerProblem(c, PROBLEMS[400], show);
    }
    const clientId = c.req.header("x-request-id")?.slice(0, 36) ?? null;
    log.error("http.failed", error, { requestId: c.get("requestId"), clientId, route: c.req.routePath });
    return isPassing(error) ? giveBack(c, show) : answerProblem(c, PROBLEMS[500], show);
  });
  return app;
}

const FILE_AGAIN =
  "Votre fichier n’est pas encore passé. Revenez à la page précédente dans une minute, choisissez-le de nouveau et envoyez-le : rien n’a été gardé.";

/** The database failed in passing: whoever sent a form gets it back whole, with its keys, and sends it again by one press. */
async function giveBack(c: SiteContext, show: ShowProblem): Promise<Response> {
  c.header("retry-after", String(between(20, 40)));
  const fields = READS.has(c.req.method) ? null : await readForm(c);
  const again = Object.entries(fields?.shown ?? {}).flatMap(([name, values]) =>
    values.map((value): [string, string] => [name, value]),
  );
  const isFile = c.req.header("content-type")?.startsWith("multipart/form-data") === true && fields === null;
  const problem = isFile ? { ...PROBLEMS[503], detail: FILE_AGAIN } : PROBLEMS[503];
  return answerProblem(c, problem, fields === null ? show : (at, told) => show(at, told, again));
}
