import { Hono } from "hono";

import { typoHtml } from "../../kernel/text.ts";
import { PROBLEMS } from "../../kernel/problem.ts";
import type { BadgeStore } from "../../platform/badges.ts";
import { isWithin } from "../../platform/counters.ts";
import { readForm } from "../../platform/form.ts";
import { type Edge, type SiteContext, answerProblem } from "../../platform/http.ts";
import type { Outside } from "../../platform/outside.ts";
import { EMPTY_FORM } from "../../ui/form.tsx";
import type { LabelSite } from "../application/edge.tsx";
import { PARIS, dayOf } from "../../kernel/time.ts";
import { Badge, DID_KEY, badgeKey, credentialKey, oembedOf, shieldsOf, shown, svgOf } from "./badge.ts";
import { FramedBadge } from "./frame.pages.tsx";
import { READS, TOO_MANY_READS } from "./domains.ts";
import { VerifyPage } from "./badge.pages.tsx";
import { isGenuine } from "./credential.ts";
import { LISTS, listKey } from "./status-list.ts";
import { labelAt, labelIn, verifyAddress } from "./verify.ts";

/** The label with its way outside and its public objects. */
export type BadgeSite = LabelSite & { badges: (c: SiteContext) => BadgeStore; outside: (c: SiteContext) => Outside };

const HEAD = { title: "Vérifier", current: "label", script: "registry" } as const;
const today = (c: SiteContext): string => dayOf(c.get("deps").now, PARIS);

/** Badges, keys, and « ce badge est-il vrai ? ». Badge and keys come from their objects, without the database. */
export function badgeRoutes(site: BadgeSite): Hono<Edge> {
  const app = new Hono<Edge>();
  app.get("/label/badge/:fichier", (c) => badge(c, site));
  app.get("/label/badge/:fiche/encart", (c) => frame(c, site));
  app.get("/oembed", (c) => oembed(c, site));
  app.get("/.well-known/did.json", async (c) => {
    const text = await site.badges(c).get(DID_KEY);
    return text === null ? answerProblem(c, PROBLEMS[404], site.show) : open(c, { text });
  });
  app.get("/label/statuts/:liste", async (c) => {
    const name = LISTS.find((one) => one === c.req.param("liste"));
    const text = name === undefined ? null : await site.badges(c).get(listKey(name));
    return text === null ? answerProblem(c, PROBLEMS[404], site.show) : open(c, { text, type: "application/vc+json" });
  });
  app.get("/label/verifier", (c) => verify(c, site));
  app.post("/label/verifier", (c) => verifyPasted(c, site));
  return app;
}

type Open = { text: string; type?: string };
/** What other sites may embed: never stored longer than five minutes, so that an ended label is grey by then. */
const open = (c: SiteContext, { text, type = "application/json" }: Open): Response =>
  c.body(text, 200, { "content-type": `${type}; charset=utf-8`, "cache-control": "public, max-age=300" });

async function badge(c: SiteContext, site: BadgeSite): Promise<Response> {
  const [, id = "", kind = ""] = /^([\w-]{1,60})(\.svg|\.vc\.json|\.json)$/.exec(c.req.param("fichier") ?? "") ?? [];
  if (kind === "") {
    return answerProblem(c, PROBLEMS[404], site.show);
  }
  const badges = site.badges(c);
  if (kind === ".vc.json") {
    const text = await badges.get(credentialKey(id));
    return text === null ? answerProblem(c, PROBLEMS[404], site.show) : open(c, { text, type: "application/vc+json" });
  }
  const text = await badges.get(badgeKey(id));
  const found = shown(text === null ? null : Badge.parse(JSON.parse(text)), today(c));
  if (kind === ".svg") {
    return open(c, { text: svgOf(found), type: "image/svg+xml" });
  }
  return text === null
    ? answerProblem(c, PROBLEMS[404], site.show)
    : open(c, { text: JSON.stringify(shieldsOf(found)) });
}

/** The badge of a label; null where a path names none: credentials stand beside badges, and `lbl_x.vc` would lead to one. */
const badgeOf = async (c: SiteContext, site: BadgeSite, id: string): Promise<Badge | null> => {
  const text = /^[\w-]{1,60}$/.test(id) ? await site.badges(c).get(badgeKey(id)) : null;
  return text === null ? null : Badge.parse(JSON.parse(text));
};

/** What a mutuelle puts on its pages: the state of its label in words, without script or cookie, as it is read. */
async function frame(c: SiteContext, site: BadgeSite): Promise<Response> {
  const found = await badgeOf(c, site, c.req.param("fiche") ?? "");
  if (found === null) {
    return answerProblem(c, PROBLEMS[404], site.show);
  }
  c.set("mayBeFramed", true);
  const page = <FramedBadge badge={found} shown={shown(found, today(c))} origin={c.get("deps").origin} />;
  return c.html(`<!doctype html>${typoHtml(String(page))}`, 200, { "cache-control": "public, max-age=300" });
}

/** oEmbed 1.0: sites that turn an address of the registry into what can be shown ask here. */
async function oembed(c: SiteContext, site: BadgeSite): Promise<Response> {
  const { origin } = c.get("deps");
  const isJson = (c.req.query("format") ?? "json") === "json";
  const id = isJson ? labelAt(c.req.query("url") ?? "", origin) : null;
  const found = id === null ? null : await badgeOf(c, site, id);
  return found === null ? answerProblem(c, PROBLEMS[404], site.show) : c.json(oembedOf(found, origin));
}

async function verify(c: SiteContext, site: BadgeSite): Promise<Response> {
  const deps = c.get("deps");
  const typed = c.req.query("url") ?? "";
  if (typed !== "" && !(await isWithin(deps, { limit: READS, who: deps.client }))) {
    return answerProblem(c, TOO_MANY_READS, site.show);
  }
  const given = { db: deps.db, outside: site.outside(c), origin: deps.origin, todayOn: today(c) };
  const answer = typed === "" ? null : await verifyAddress(given, typed.slice(0, 2000));
  return c.render(<VerifyPage answer={answer} typed={typed} credential={null} state={EMPTY_FORM} />, HEAD);
}

/** A credential as text: its signature under our keys, then its label in the registry. */
async function verifyPasted(c: SiteContext, site: BadgeSite): Promise<Response> {
  const deps = c.get("deps");
  if (!(await isWithin(deps, { limit: READS, who: deps.client }))) {
    return answerProblem(c, TOO_MANY_READS, site.show);
  }
  const fields = await readForm(c);
  const text = fields?.get("attestation") ?? "";
  const credential = read(text);
  if (credential === null) {
    c.status(422);
    const state = {
      values: fields?.shown ?? {},
      errors: {
        attestation:
          "Ce texte n’est pas un badge numérique : collez tout le fichier, de la première à la dernière accolade.",
      },
    };
    return c.render(<VerifyPage answer={null} typed="" credential={null} state={state} />, HEAD);
  }
  const keys = await site.badges(c).get(DID_KEY);
  const genuine = keys !== null && (await isGenuine(credential, JSON.parse(keys)));
  const id = genuine ? labelIn(credential, deps.origin) : null;
  const given = { db: deps.db, outside: site.outside(c), origin: deps.origin, todayOn: today(c) };
  const answer = id === null ? null : await verifyAddress(given, `${deps.origin}/label/registre/${id}`);
  const state = { values: { attestation: [text] }, errors: {} };
  return c.render(<VerifyPage answer={answer} typed="" credential={{ isGenuine: genuine }} state={state} />, HEAD);
}

function read(text: string): object | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? value : null;
  } catch {
    return null;
  }
}
