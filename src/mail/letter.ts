import { type Token, type Tokens, lexer } from "marked";
import * as z from "zod";

import { readContent } from "../kernel/front-matter.ts";
import { typo } from "../kernel/text.ts";

/** A run of text inside a paragraph. `isTyped`: somebody typed it. */
export type Span = { text: string; isStrong: boolean; href: string | null; isTyped?: true };
/** What a mail is made of; HTML and plain text are both written from these. */
export type Block =
  | { kind: "paragraph"; spans: Span[] }
  | { kind: "list"; items: Span[][] }
  /** `isEqual`: one of several that ask for the same kind of answer, none before the others. */
  | { kind: "button"; label: string; href: string; isEqual?: boolean };
/** A page, and what its button says. */
export type Tool = { label: string; href: string };
/** A mail in words, before it becomes HTML and text. */
export type Letter = {
  subject: string;
  preheader: string;
  why: string;
  title: string | null;
  /** The one thing to do today, and what stands over it, by the hour at which it is read. */
  today: string | null;
  asks: string;
  /** The page of ours that this one thing needs. */
  tool: Tool | null;
  /** Which step this is, of how many. */
  progress: { at: number; of: number } | null;
  /** Where one reads the sources and the dates of its facts; null when it tells none. */
  sources: string | null;
  isInformal: boolean;
  blocks: Block[];
};

/** The words of a mail, from `content/mails/<key>.md`. `tool` is a path and the
 *  words of its button. `facts` names records of `content/facts.json`. Who reads over a shoulder sees
 *  the subject and the preheader: a step of a sequence leaves both to its template. */
const Head = z
  .object({
    subject: z.string().optional(),
    preheader: z.string().optional(),
    why: z.string().optional(),
    title: z.string().optional(),
    today: z.string().optional(),
    facts: z.string().optional(),
    tool: z.string().optional(),
  })
  .strict();

/** What a template puts into the words: values by name (shown as text, whatever they hold) and links by name. */
export type Filling = {
  isInformal: boolean;
  values: Record<string, string>;
  /** Values that somebody typed: they stay out of a mail to an address that nobody proved, or to somebody who did not ask. */
  typed?: Record<string, string>;
  links: Record<string, string>;
  /** The id of what somebody wrote to the reader: its words, and where answers to it go, are read as the mail leaves. */
  toldBy?: string | undefined;
  /** What a screen shows of the mail before it is opened, when the words leave it to the template. */
  outside?: { subject: string; preheader: string };
  /** Why one gets this mail, when the words leave it to the template. */
  why?: string;
  sources?: string | null;
  /** What follows the words of the file. */
  after?: Block[];
  /** What stands where a paragraph is nothing but a name in braces. */
  blocks?: Record<string, Block[]>;
  progress?: { at: number; of: number };
  tool?: Tool | null;
};

/** The same filling without a word that somebody typed. */
export const withoutTyped = ({ typed = {}, blocks = {}, ...filling }: Filling): Filling => ({
  ...filling,
  typed: Object.fromEntries(Object.keys(typed).map((name) => [name, ""])),
  blocks: Object.fromEntries(Object.entries(blocks).map(([name, list]) => [name, list.map(untyped)])),
});
const untyped = (block: Block): Block =>
  block.kind === "list"
    ? { ...block, items: block.items.map((spans) => spans.filter(({ isTyped }) => isTyped !== true)) }
    : block;

/**
 * Writes a letter from its content file. `[[vous|tu]]` picks the register, `{name}` is replaced at the leaves of the
 * parsed text, so that a value is never read as Markdown or HTML; a paragraph or item whose value is empty is left out.
 * Throws when a value is missing: a template and its words must agree.
 */
export function writeLetter(content: string, given: Filling): Letter {
  const filling = { ...given, values: { ...given.values, ...given.typed } };
  const { words, tokens } = parsed(content, filling.isInformal);
  const fill = (text: string): string => fillIn(typo(text), filling.values);
  const fillOr = (text: string | undefined): string | null => (text === undefined ? null : fill(text));
  const blocks = tokens.flatMap((token) => toBlock(token, fill, filling));
  return {
    subject: fill(required(words.subject ?? filling.outside?.subject, "subject")).replace(/\s+/g, " "),
    preheader: fill(required(words.preheader ?? filling.outside?.preheader, "preheader")),
    why: fill(words.why ?? filling.why ?? ""),
    title: fillOr(words.title),
    today: fillOr(words.today),
    asks: `Une chose à faire ${given.values["quand"] ?? "aujourd’hui"}`,
    tool: filling.tool ?? null,
    progress: filling.progress ?? null,
    sources: filling.sources ?? null,
    isInformal: filling.isInformal,
    blocks: blocks.concat(filling.after ?? []),
  };
}

function required(text: string | undefined, what: string): string {
  if (text === undefined) {
    throw new Error(`mail: no ${what}, in the words or by the template`);
  }
  return text;
}

type Parsed = { words: z.infer<typeof Head>; tokens: Token[] };
const known = new Map<string, Parsed>();

/** The words of a content file in one register. Read once per isolate: the same letter goes to many. */
function parsed(content: string, isInformal: boolean): Parsed {
  const key = `${isInformal ? "tu" : "vous"}\n${content}`;
  let found = known.get(key);
  if (found === undefined) {
    const { head, body } = readContent(
      content.replace(/\[\[([^\]|]*)\|([^\]]*)\]\]/g, (_, formal: string, informal: string) =>
        isInformal ? informal : formal,
      ),
    );
    found = { words: Head.parse(head), tokens: lexer(body) };
    known.set(key, found);
  }
  return found;
}

function fillIn(text: string, values: Record<string, string>): string {
  return text.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = values[name];
    if (value === undefined) {
      throw new Error(`mail: no value for {${name}}`);
    }
    return value;
  });
}

function toBlock(token: Token, fill: (text: string) => string, filling: Filling): Block[] {
  if (token.type === "paragraph") {
    const { tokens, text } = token as Tokens.Paragraph;
    const only = tokens[0];
    const given = filling.blocks?.[text.slice(1, -1)];
    if (given !== undefined || isLeftOut(text, filling)) {
      return given ?? [];
    }
    if (tokens.length === 1 && only?.type === "link") {
      const link = only as Tokens.Link;
      return [{ kind: "button", label: fill(link.text), href: linkOf(link.href, filling) }];
    }
    return [{ kind: "paragraph", spans: toSpans(tokens, fill, filling) }];
  }
  if (token.type === "list") {
    const items = (token as Tokens.List).items.filter((item) => !isLeftOut(item.text, filling));
    return items.length === 0 ? [] : [{ kind: "list", items: items.map((i) => toSpans(inline(i), fill, filling)) }];
  }
  if (token.type === "space") {
    return [];
  }
  throw new Error(`mail: ${token.type} has no place in a mail`);
}

const inline = (item: Tokens.ListItem): Token[] => (item.tokens[0] as Tokens.Text | undefined)?.tokens ?? [];

function toSpans(tokens: Token[], fill: (text: string) => string, filling: Filling): Span[] {
  return tokens.map((token) => {
    if (token.type === "link") {
      const link = token as Tokens.Link;
      return { text: fill(link.text), isStrong: false, href: linkOf(link.href, filling) };
    }
    if (token.type === "strong" || token.type === "text") {
      return { text: fill(unescape((token as Tokens.Text).text)), isStrong: token.type === "strong", href: null };
    }
    throw new Error(`mail: ${token.type} has no place in a mail`);
  });
}

/** Undoes the entities that the Markdown lexer writes for quotes and angle brackets: the renderers escape by themselves. */
const unescape = (text: string): string =>
  text.replace(/&(amp|lt|gt|quot|#39);/g, (_, n: string) => ({ amp: "&", lt: "<", gt: ">", quot: '"' })[n] ?? "'");

const isLeftOut = (text: string, { values }: Filling): boolean =>
  [...text.matchAll(/\{(\w+)\}/g)].some(([, name = ""]) => values[name] === "");

function linkOf(href: string, { links }: Filling): string {
  const name = decodeURI(href).replace(/^\{|\}$/g, "");
  const link = links[name];
  if (link === undefined) {
    throw new Error(`mail: no link {${name}}`);
  }
  return link;
}
