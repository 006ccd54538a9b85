import * as z from "zod";

import { readingOf } from "./kit.ts";
import type { Path, Walk } from "./path.ts";
import { type Sources, wordsOf } from "./words.ts";

/** Words in a sentence that is easy to read, at most. */
const MOST = 12;

/** The words of pages that are easy to read: those that everybody knows, and those that are explained where they stand, by each of their forms. */
export type EasyWords = {
  known: ReadonlySet<string>;
  explained: ReadonlyMap<string, { term: string; meaning: string }>;
};

/** Reads `content/mots-faciles.json`: the words that need none, and the others with their explanation. */
export function parseEasyWords(data: unknown): EasyWords {
  const { known, explained } = z
    .object({ known: z.array(z.string()), explained: z.record(z.string(), z.string().min(1)) })
    .strict()
    .parse(data);
  const forms = Object.entries(explained).flatMap(([term, meaning]) =>
    term.split(", ").map((form) => [form, { term, meaning }] as const),
  );
  return { known: new Set(known), explained: new Map(forms) };
}

const pathTexts = ({ danger, what, whom, imageRule, checks }: Path): string[] =>
  [
    [danger.ask, danger.yes, danger.no, danger.say, what.ask, what.hint, whom.ask, imageRule.vous, imageRule.tu],
    what.options.flatMap(({ label, short }) => [label, short]),
    whom.options.flatMap(({ label, short, title, lead }) => [label, short, title, lead]),
    [checks.hint],
    checks.places,
  ].flat();

/** Everything that the easy pages say of their own, as plain text, in each register. */
export function easyTexts({ path, advice }: Walk, sources: Sources): string[] {
  const spoken = [advice.map((one) => one.say), pathTexts(path), Object.values(wordsOf(sources))].flat();
  const lines = sources.helpLines.flatMap(({ what, for_whom, more, band, channels }) =>
    [what, for_whom, more, band].concat(channels.flatMap(({ when, ages, asks }) => [when, ages, asks])),
  );
  const facts = [...sources.facts.values()].map((fact) => fact.text_facile);
  const texts = spoken.concat(
    lines.filter((text) => text !== null),
    facts.filter((text) => text !== null),
  );
  const registers = [1, 2].flatMap((which) =>
    texts.map((text) =>
      text.replace(/\[\[([^\]|]*)\|([^\]]*)\]\]/g, (_, vous: string, tu: string) => (which === 1 ? vous : tu)),
    ),
  );
  return [...new Set(registers.map((text) => text.replace(/\]\([^)]*\)/g, "").replace(/[[*]/g, "")))].filter(Boolean);
}

/** The words of a text, small, without what follows an apostrophe's elision: « l’adresse » is « adresse ». */
export const plainWords = (text: string): string[] =>
  text
    .replace(/\{[^}]*\}/g, " ")
    .toLowerCase()
    .replace(/(?<!\p{L})(?:\p{L}|qu|jusqu|aujourd)’/gu, (elided) => (elided === "aujourd’" ? elided : " "))
    .split(/[^\p{L}’-]+/u)
    .filter((word) => /\p{L}/u.test(word));

/** How the easy pages read, for the person who writes them. */
export const easyReading = (texts: readonly string[]): ReturnType<typeof readingOf> => readingOf({ pages: [...texts] });

/** What is too hard in easy texts: a long sentence, brackets, a word that nobody listed as easy and nobody explains. */
export function wrongEasy(texts: readonly string[], { known, explained }: EasyWords): string[] {
  return texts.flatMap((text) => {
    const { longest } = readingOf({ pages: [text] });
    const unknown = plainWords(text).filter((word) => !known.has(word) && !explained.has(word));
    return [
      longest > MOST ? [`facile: ${longest} words in a sentence of "${text}"`] : [],
      /\(|\)/.test(text) ? [`facile: brackets in "${text}"`] : [],
      [...new Set(unknown)].map((word) => `facile: "${word}" is neither easy nor explained, in "${text}"`),
    ].flat();
  });
}
