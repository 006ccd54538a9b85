import { createExecutionContext, waitOnExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";

import bodies from "../../../public/words/programmes.json";
import { BODIES } from "../../../src/workshops/sessions/programme.ts";
import { buildSite } from "../../../workers/site/site.tsx";
import { findPath, sound, solveTicket } from "../visitor.ts";
import { run } from "./world.ts";
import { DRAFT_ADDRESS, DRAFT_FILE, REFERENTIAL_ADDRESS, REFERENTIAL_FILE } from "../referential.ts";

const site = buildSite();
export const ORIGIN = "https://site.test";

/** The files of the site that it reads while it runs. */
const FILES: Readonly<Record<string, unknown>> = {
  [BODIES]: bodies,
  [REFERENTIAL_ADDRESS]: REFERENTIAL_FILE,
  [DRAFT_ADDRESS]: DRAFT_FILE,
};
export const assets = (more: Readonly<Record<string, unknown>> = {}) => ({
  fetch: (url: string) => {
    const file = { ...FILES, ...more }[new URL(url).pathname];
    return Promise.resolve(file === undefined ? new Response(null, { status: 404 }) : Response.json(file));
  },
});

/** What the site answered, its text, the doorbells it rang, and how many of them at once at most. */
export type Answer = {
  status: number;
  location: string;
  html: string;
  bytes: Uint8Array;
  headers: Headers;
  bells: string[];
  mostBells: number;
};

/** A request; `ip` is the connection, `bindings` replace those of the site. */
type Ask = RequestInit & { ip?: string; bindings?: object };

/** Sets the clock of the site, in unix seconds. */
export const setClock = (now: number) =>
  run("UPDATE mail_control SET clock_offset = ?1 WHERE id = 1", now - Math.floor(Date.now() / 1000));

/** Asks the site for real, through its HTTP edge; redirects are not followed. */
export async function ask(path: string, init: Ask = {}): Promise<Answer> {
  const bells: string[] = [];
  let mostBells = 0;
  const queue = {
    sendBatch: (messages: { body: { id: string } }[]) => {
      mostBells = Math.max(mostBells, messages.length);
      return Promise.resolve(bells.push(...messages.map((m) => m.body.id)));
    },
  };
  const ctx = createExecutionContext();
  const headers = new Headers(init.headers);
  headers.set("cf-connecting-ip", init.ip ?? "192.0.2.1");
  if (!headers.has("accept")) {
    headers.set("accept", "text/html");
  }
  const request = new Request(new URL(path, ORIGIN), { ...init, headers, redirect: "manual" });
  const response = await site.fetch(request, { ...env, EVENTS: queue, ASSETS: assets(), ...init.bindings }, ctx);
  await waitOnExecutionContext(ctx);
  const location = response.headers.get("location") ?? "";
  const bytes = new Uint8Array(await response.arrayBuffer());
  return {
    status: response.status,
    location,
    html: sound(path, new TextDecoder().decode(bytes)),
    bytes,
    headers: response.headers,
    bells,
    mostBells,
  };
}

export type Fields = Record<string, string | string[]>;

/** Sends a form the way a browser does. */
export function send(path: string, fields: Fields, init: Ask = {}): Promise<Answer> {
  const pairs = Object.entries(fields).flatMap(([name, v]) => [v].flat().map((one): [string, string] => [name, one]));
  return ask(path, {
    method: "POST",
    body: new URLSearchParams(pairs),
    ...init,
    headers: { origin: ORIGIN, ...(init.headers as Record<string, string> | undefined) },
  });
}

/** The hidden fields of a public form, solved. */
export async function solved(path: string): Promise<{ billet: string; solution: string }> {
  const page = await ask(path);
  const given = / name="billet" value="([^"]*)"/.exec(page.html)?.[1] ?? "";
  const billet = given === "" ? (await ask("/billet")).html : given;
  return { billet, solution: await solveTicket(billet) };
}

/** Holds seats through the page, for whom it says (one adult by default); the address of their form. */
export async function hold(sessionId: string, ip?: string, who: Fields = {}): Promise<string> {
  const path = `/ateliers/seances/${sessionId}`;
  const answer = await send(`${path}/reserver`, { ...(await solved(path)), ...who }, ip === undefined ? {} : { ip });
  if (answer.status !== 303) {
    throw new Error(`not held: ${answer.status} ${answer.html.slice(0, 300)}`);
  }
  return answer.location;
}

export { findPath };
