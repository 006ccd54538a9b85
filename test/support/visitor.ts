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

/** The value of an attribute, unescaped. */
const attribute = (tag: string, name: string): string =>
  (new RegExp(` ${name}="([^"]*)"`).exec(tag)?.[1] ?? "")
    .replaceAll("&quot;", '"')
    .replaceAll("&amp;", "&")
    .replaceAll("&#39;", "'");

/** A new visitor. `ip` stands for their connection: a proxy in front of the Workers would set it. */
export function visitor(origin: string, ip: string): Visitor {
  const headers = { "cf-connecting-ip": ip, accept: "text/html" };
  const read = async (response: Response): Promise<Page> => ({
    status: response.status,
    url: response.url,
    html: await response.text(),
    headers: response.headers,
  });
  return {
    get: async (path) => read(await fetch(new URL(path, origin), { headers })),
    post: async (path, fields) =>
      read(
        await fetch(new URL(path, origin), {
          method: "POST",
          headers: { ...headers, origin, "content-type": "application/x-www-form-urlencoded" },
          body: new URLSearchParams(fields),
        }),
      ),
    antibotFields: async (page) => {
      const tag = /<input[^>]*name="billet"[^>]*>/.exec(page.html)?.[0] ?? "";
      const ticket = attribute(tag, "value");
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
