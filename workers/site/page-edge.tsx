import type { Hono, MiddlewareHandler } from "hono";
import { raw } from "hono/html";
import type { Child } from "hono/jsx";
import { matchedRoutes } from "hono/route";

import manifest from "../../public/js/manifest.json";
import { keptFor } from "../../src/access/cacheable.ts";
import { guard } from "../../src/access/guard.ts";
import type { Who } from "../../src/access/roles.ts";
import { ASKS_ANEW, OPEN_DATA, ROUTES } from "../../src/access/routes.ts";
import { asId } from "../../src/kernel/ids.ts";
import type { Database } from "../../src/platform/d1.ts";
import type { Deps } from "../../src/platform/deps.ts";
import { siteVars } from "../../src/platform/env.ts";
import { type Edge, type ShowProblem, type TakesFiles, httpEdge, openData } from "../../src/platform/http.ts";
import { heldMail } from "../../src/platform/mail-held.ts";
import { documentOf } from "../../src/ui/document.tsx";
import type { PageHead, Workspace } from "../../src/ui/layout.tsx";
import { AgainPage, ProblemPage } from "../../src/ui/parts.tsx";
import { type HeldMail, sayMail, speaksOfMail } from "../../src/ui/mail-left.ts";
import { requestsWaiting } from "../../src/workshops/classes/inbox.routes.tsx";
import { TELLS_CACHE } from "./front.ts";
import { workspaceOf } from "./workspaces.ts";
import { provideDeps } from "./page-deps.ts";

/** A refusal, as a page. */
export const showProblem: ShowProblem = (c, problem, again) =>
  c.render(
    again === undefined ? (
      <ProblemPage problem={problem} requestId={c.get("requestId")} />
    ) : (
      <AgainPage action={c.req.path} fields={again} />
    ),
    { title: problem.title },
  );

/** Which mails are held back. What was asked for is done by now: a failure to know changes the words of its page, and nothing else. */
const heldNow = (db: Database): Promise<HeldMail> => heldMail(db).catch(() => ({ answers: false, guidance: false }));

/** Says for how long the cache in front may keep an answer, where it may (`src/access/cacheable.ts`). */
const tellCache: MiddlewareHandler<Edge> = async (c, next) => {
  await next();
  const route = matchedRoutes(c).find(({ method }) => method === "GET")?.path ?? "";
  const isOnes = c.res.headers.has("set-cookie") || c.get("who") !== undefined;
  const changesIn = (c.get("changesAt") ?? Infinity) - c.get("deps").now;
  const rule = keptFor({ route, status: c.res.status, isOnes, changesIn });
  if (rule !== null) {
    c.res.headers.set(TELLS_CACHE, rule);
  }
};

/** How much waits behind the places of a workspace: class requests, for whoever may answer them. */
async function waitingIn(deps: Deps, { places }: Workspace): Promise<Record<string, number>> {
  const inbox = places.find(({ href }) => /^\/espace\/structures\/[^/]+\/demandes$/.test(href))?.href;
  return inbox === undefined ? {} : { [inbox]: await requestsWaiting(deps, asId("org", inbox.split("/")[3])) };
}

type Page = {
  /** The help band, as HTML: the same on every page. */
  band: string;
  takesFiles: TakesFiles;
};

/** What stands before every route of the site: the edge, the frame of its pages, the guard. */
export function pageEdge({ band, takesFiles }: Page): Hono<Edge> {
  const app = httpEdge(
    async (c, next) => {
      const { SITE_ORIGIN, MAIL_ENV } = siteVars(c.env as object);
      const frame = { origin: SITE_ORIGIN, isDemo: MAIL_ENV !== "production", band: raw(band), assets: manifest };
      c.setRenderer(async (content: Child, head: PageHead) => {
        const who = c.get("who") as Who | undefined;
        const workspace = who === undefined ? null : workspaceOf(who, c.req.path);
        const waiting = head.waiting ?? (workspace === null ? {} : await waitingIn(c.get("deps"), workspace));
        const html = documentOf({ ...head, waiting }, { ...frame, workspace }, content);
        return c.html(speaksOfMail(html) ? sayMail(html, await heldNow(c.get("deps").db)) : html);
      });
      await next();
    },
    showProblem,
    provideDeps,
    takesFiles,
  );
  app.use(tellCache);
  OPEN_DATA.forEach((path) => openData.forEach((handler) => app.use(path, handler)));
  const arePasskeysOff = (env: object): boolean => siteVars(env).PASSKEYS === "off";
  app.use(guard({ table: ROUTES, asksAnew: ASKS_ANEW, arePasskeysOff, show: showProblem }));
  return app;
}
