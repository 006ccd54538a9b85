import { solveChallenge } from "altcha-lib";
import { deriveKey } from "altcha-lib/algorithms/web/sha";

/** A page as a visitor without a browser sees it. */
export type Page = { status: number; url: string; html: string; headers: Headers };

/** Somebody at an address of their own, who reads pages and sends forms over HTTP. */
export type Visitor = {
  get(path: string): Promise<Page>;
  post(path: string, fields: [string, string][]): Promise<Page>;
  /** Reads a page, solves its challenge, and gives the hidden fields of its public form. */
  antibotFields(page: Page): Promise<[string, string][]>;
};

/** Solves the work of a public form, as the page's worker does. */
export async function solveTicket(ticket: string): Promise<string> {
  const challenge = JSON.parse(atob(ticket)) as Parameters<typeof solveChallenge>[0]["challenge"];
  return JSON.stringify(await solveChallenge({ challenge, deriveKey }));
}

/**
 * The page, if it is sound; every page that a test asks for is looked at. No id stands twice (a label would point at somebody else's
 * field), and no heading skips a level (who listens to headings would look for what is missing).
 */
export function sound(path: string, html: string): string {
  const ids = [...html.matchAll(/<[a-z][^>]*? id="([^"]*)"/g)].map(([, id = ""]) => id);
  const twice = new Set(ids.filter((id, at) => ids.indexOf(id) !== at));
  const levels = [...html.matchAll(/<h([1-6])[ >]/g)].map(([, level]) => Number(level));
  const skips = levels.flatMap((level, at) =>
    level > (levels[at - 1] ?? 1) + 1 ? [`h${levels[at - 1]} to h${level}`] : [],
  );
  if (twice.size > 0 || skips.length > 0) {
    throw new Error(`${path}: ids that stand twice: ${[...twice].join(", ")}; headings that skip: ${skips.join(", ")}`);
  }
  return html;
}

const BLOCKS =
  "address article aside blockquote br dd details div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr legend li main nav ol option p section select summary table td th tr ul".split(
    " ",
  );
/** The words of a page as a text browser shows them, without any style: a block begins a line, what stands inside a line is not parted. */
export const textOf = (html: string): string =>
  html
    .replaceAll(/<(script|style|svg)\b.*?<\/\1>/gs, "")
    .replaceAll(/\s+/g, " ")
    .replaceAll(new RegExp(`</?(?:${BLOCKS.join("|")})\\b[^>]*>`, "g"), "\n")
    .replaceAll(/<[^>]*>/g, "")
    .replaceAll("&amp;", "&")
    .replaceAll("&#39;", "'")
    .replaceAll("&quot;", '"')
    .replaceAll("&lt;", "<")
    .replaceAll(/ *\n[ \n]*/g, "\n")
    .trim();

/** The value of an attribute, unescaped. */
const attribute = (tag: string, name: string): string =>
  (new RegExp(` ${name}="([^"]*)"`).exec(tag)?.[1] ?? "")
    .replaceAll("&quot;", '"')
    .replaceAll("&amp;", "&")
    .replaceAll("&#39;", "'");

/** A form of a page: where it leads, and the fields that it carries already. */
export type FormOf = { action: string; method: string; fields: [string, string][]; html: string };

/** The forms of a page, in order. */
export const formsOf = (page: Page): FormOf[] =>
  [...page.html.matchAll(/<form[^>]*>[\s\S]*?<\/form>/g)].map(([html]) => ({
    action: attribute(html, "action"),
    method: attribute(html, "method"),
    fields: [...html.matchAll(/<input[^>]*type="hidden"[^>]*>/g)].map(([tag]) => [
      attribute(tag, "name"),
      attribute(tag, "value"),
    ]),
    html,
  }));

type Sent = { method?: string; headers?: Record<string, string>; body?: URLSearchParams };

/** A new visitor, who keeps cookies as a browser does. `ip` stands for their connection: a proxy in front of the Workers would set it. */
export function visitor(origin: string, ip: string): Visitor {
  const jar = new Map<string, string>();
  const ask = async (path: string, init: Sent = {}): Promise<Page> => {
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join("; ");
    const headers = {
      "cf-connecting-ip": ip,
      accept: "text/html",
      ...init.headers,
      ...(cookie === "" ? {} : { cookie }),
    };
    const answer = await fetch(new URL(path, origin), { ...init, headers, redirect: "manual" });
    for (const [, name = "", value = ""] of answer.headers
      .getSetCookie()
      .map((one) => /^([^=]+)=([^;]*)/.exec(one) ?? [])) {
      jar.set(name, value);
    }
    const [html, to] = [await answer.text(), answer.headers.get("location")];
    return to !== null && answer.status < 400
      ? ask(new URL(to, answer.url).href)
      : { status: answer.status, url: answer.url, html: sound(path, html), headers: answer.headers };
  };
  return {
    get: (path) => ask(path),
    post: (path, fields) =>
      ask(path, {
        method: "POST",
        headers: { origin, "content-type": "application/x-www-form-urlencoded" },
        body: new URLSearchParams(fields),
      }),
    antibotFields: async (page) => {
      const tag = /<input[^>]*name="billet"[^>]*>/.exec(page.html)?.[0] ?? "";
      const given = attribute(tag, "value");
      const ticket = given === "" ? (await ask("/billet")).html : given;
      return [
        ["billet", ticket],
        ["solution", await solveTicket(ticket)],
        ["site-web", ""],
      ];
    },
  };
}

/** The first path in a text that starts with `prefix`. */
export function findPath(text: string, prefix: string): string {
  const escaped = prefix.replace(/[/.]/g, "\\$&");
  const found = new RegExp(`${escaped}[^"\\s)<]*`).exec(text)?.[0];
  if (found === undefined) {
    throw new Error(`no ${prefix}… in: ${text.slice(0, 400)}`);
  }
  return found.replaceAll("&amp;", "&");
}
