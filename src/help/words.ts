import { Marked } from "marked";

import { proseTable } from "../about/prose-table.ts";
import { type Fact, type Facts, sentenceOf } from "./facts.ts";
import type { HelpLine } from "./help-lines.ts";
import { IN_FRENCH, type Tongue, type Words } from "./tongue.ts";

/** What words may name: facts, help lines, and the rule that goes with every advice to keep evidence. */
export type Sources = {
  facts: Facts;
  helpLines: readonly HelpLine[];
  imageRule: { vous: string; tu: string };
  /** The day the pages are written (`YYYY-MM-DD`): what was checked too long before counts as unchecked. */
  todayOn: string;
  /** In which words; French without it. */
  tongue?: Tongue | undefined;
};
export type Register = "vous" | "tu";

/** In which words a page speaks. */
export const tongueOf = ({ tongue }: Pick<Sources, "tongue">): Tongue => tongue ?? IN_FRENCH;
/** The words around what a page says, in its language. */
export const wordsOf = (sources: Pick<Sources, "tongue">): Words => tongueOf(sources).words;

/** `## Title {#anchor}`: a heading that can be linked to. */
const marked = new Marked({
  renderer: {
    heading({ tokens, depth }) {
      const [, title = "", anchor] = /^(.*?)(?: \{#([a-z0-9-]+)\})?$/.exec(this.parser.parseInline(tokens)) ?? [];
      return `<h${depth}${anchor === undefined ? "" : ` id="${anchor}"`}>${title}</h${depth}>\n`;
    },
  },
});
marked.use({ renderer: proseTable });

/**
 * Markdown of ours to HTML. `{fact:id}` is the sentence of a record, with its mark that leads to `/sources`, `{french:id}` the same in French
 * whatever the page speaks, to be shown to somebody, `{line:id}` a help line one can dial, `{imageRule}` the exception for images of minors, `[[vous|tu]]` the register. `inline` leaves out the
 * paragraph around. Throws, with the place, when a record does not exist, waits for somebody to agree, or was not written in the
 * language of the page: no record, no sentence.
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
    if (kind === "fact" || kind === "french") {
      const fact = found(place, token, sources.facts.get(id));
      if (fact.awaits !== null) {
        throw new Error(`${place}: ${token} waits for a ${fact.awaits}`);
      }
      const { id: language } = kind === "french" ? IN_FRENCH : tongueOf(sources);
      const sentence = sentenceOf(fact, register, language);
      if (sentence === null) {
        throw new Error(`${place}: ${token} is not written in "${language}"`);
      }
      return kind === "french" ? `<span lang="fr">${factHtml(fact, sentence)}</span>` : factHtml(fact, sentence);
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

/** The sentence of a fact, the way to its service, and its mark. */
const factHtml = (fact: Fact, sentence: string): string =>
  `<span data-fact="${fact.id}">${escape(sentence)}${siteHtml(fact.service?.url ?? null)}</span> ${sourceMark(fact.id, fact.official)}`;

/** Where the sentences and numbers of a page are told to be checked or not: what every mark is described by. */
export const SOURCES_NOTE = "a-verifier";

/** The mark of a record: one word that leads to where it was read, when, and who checked it. */
export const sourceMark = (id: string, official: string): string =>
  `<a class="src" href="/sources#${id}" aria-label="source : ${escape(official)}" aria-describedby="${SOURCES_NOTE}">source</a>`;
/** The mark of a help line; its anchor is distinguished from those of facts. */
export const lineMark = ({ id, label }: HelpLine): string => sourceMark(`ligne-${id}`, label);

/** The facts that HTML of ours tells, in its order. */
export const factsIn = (html: string): string[] => [...html.matchAll(/ data-fact="(\w+)"/g)].map(([, id = ""]) => id);

/** The help lines of which HTML of ours tells more than the number: those whose mark it bears. */
export const linesIn = (html: string): string[] => [
  ...new Set([...html.matchAll(/ href="\/sources#ligne-(\w+)"/g)].map(([, id = ""]) => id)),
];

/** The way to a site, when there is one: « stopncii.org ». */
export const siteHtml = (url: string | null): string =>
  url === null
    ? ""
    : ` <a href="${url}" rel="noreferrer">${escape(url.replace("https://", "").replace(/\/$/, ""))}</a>`;

/** A help line as a link that a phone can dial. */
export const lineHtml = (line: HelpLine): string =>
  `<a data-line="${line.id}" href="${line.href}">${escape(line.label)}</a>`;

/** Text as it stands in HTML. */
export const escape = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
