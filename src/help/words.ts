import { Marked } from "marked";

import type { Fact, Facts } from "./facts.ts";
import type { HelpLine } from "./help-lines.ts";
import { readWhere } from "./provenance.ts";

/** What words may name: facts, help lines, and the rule that goes with every advice to keep evidence. */
export type Sources = {
  facts: Facts;
  helpLines: readonly HelpLine[];
  imageRule: { vous: string; tu: string };
};
export type Register = "vous" | "tu";

/** `## Title {#anchor}`: a heading that can be linked to. */
const marked = new Marked({
  renderer: {
    heading({ tokens, depth }) {
      const [, title = "", anchor] = /^(.*?)(?: \{#([a-z0-9-]+)\})?$/.exec(this.parser.parseInline(tokens)) ?? [];
      return `<h${depth}${anchor === undefined ? "" : ` id="${anchor}"`}>${title}</h${depth}>\n`;
    },
  },
});

/**
 * Markdown of ours to HTML. `{fact:id}` is the sentence of a record (`FactSources` tells where it was read), `{line:id}` a help line one
 * can dial, `{imageRule}` the exception for images of minors, `[[vous|tu]]` the register. `inline` leaves out the
 * paragraph around. Throws, with the place, when a record does not exist: no record, no sentence.
 */
export function toHtml(
  place: string,
  words: string,
  sources: Sources,
  { register = "vous", inline = false }: { register?: Register; inline?: boolean } = {},
): string {
  const said = words
    .replaceAll("{imageRule}", sources.imageRule[register])
    .replace(/\[\[([^\]|]*)\|([^\]]*)\]\]/g, (_, vous: string, tu: string) => (register === "tu" ? tu : vous));
  const html = inline ? marked.parseInline(said, { async: false }) : marked.parse(said, { async: false });
  return html.replace(/\{(\w+):?(\w*)\}/g, (token, kind: string, id: string) => {
    if (kind === "fact") {
      return factHtml(found(place, token, sources.facts.get(id)));
    }
    const line = kind === "line" ? sources.helpLines.find((one) => one.id === id) : undefined;
    return lineHtml(found(place, token, line));
  });
}

function found<T>(place: string, token: string, record: T | undefined): T {
  if (record === undefined) {
    throw new Error(`${place}: no record for ${token}`);
  }
  return record;
}

/** The sentence of a fact. */
const factHtml = (fact: Fact): string =>
  `<span data-fact="${fact.id}">${escape(fact.text)}${siteHtml(fact.service?.url ?? null)}</span>`;

/** The facts that HTML of ours tells, in its order. */
export const factsIn = (html: string): string[] => [...html.matchAll(/ data-fact="(\w+)"/g)].map(([, id = ""]) => id);

/** The way to a site, when there is one: « stopncii.org ». */
export const siteHtml = (url: string | null): string =>
  url === null ? "" : ` <a href="${url}" rel="noreferrer">${escape(url.replace("https://", ""))}</a>`;

/** « lu en … sur … ; pas encore vérifié sur la page officielle ». */
export const sourceHtml = (fact: Fact): string => `<span data-source="${fact.id}">${escape(readWhere(fact))}</span>`;

/** A help line as a link that a phone can dial. */
export const lineHtml = (line: HelpLine): string =>
  line.href === null
    ? `<strong data-line="${line.id}">${escape(line.label)}</strong>`
    : `<a data-line="${line.id}" href="${line.href}">${escape(line.label)}</a>`;

const escape = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
