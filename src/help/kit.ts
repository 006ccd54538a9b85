import * as z from "zod";

import { readContent } from "../kernel/front-matter.ts";
import { type SchoolYear, holidayTable } from "./school-year.ts";

const list = z
  .string()
  .optional()
  .transform((text) => (text === undefined ? [] : text.split(", ")));
/** The head of `content/kit/<slug>.md`. Records are named, so that a sheet is found again when one of them changes. */
const Front = z
  .object({
    title: z.string(),
    lead: z.string(),
    /** Whom it is for, in words. */
    audience: z.string(),
    register: z.enum(["vous", "tu"]),
    format: z.enum(["A4", "A3"]),
    /** Pages of paper: what a sheet is printed on. */
    pages: z.coerce.number().int().positive(),
    /** Cards to cut on a page, where its words are cards. */
    cards: z.coerce
      .number()
      .pipe(z.union([z.literal(2), z.literal(4), z.literal(8), z.literal(10)]))
      .default(8),
    /** What the screen does more than paper: a thread is read line by line, a quiz opens its answers one by one. */
    screen: z.enum(["thread", "quiz", "calendar"]).optional(),
    /** Whose reading the sentences fit. */
    reading: z.enum(["cm2", "jeunes", "adult"]),
    /** One sheet for each programme that schools may ask for, with words of its own. */
    per: z.literal("programme").optional(),
    programmes: list,
    facts: list,
    lines: list,
    version: z.coerce.number().int().positive(),
    order: z.coerce.number().int(),
  })
  .strict();
/** What a sheet says of one programme, from `content/kit/par-atelier.json`. */
const ProgrammeWords = z
  .object({
    pour: z.string(),
    objet: z.string(),
    sujet: z.string(),
    salle: z.string(),
    non_dit: z.string(),
    entendre: z.string(),
    suivi: z.string(),
  })
  .strict();

/** A sheet of the kit: its head, and the words of each page of paper. */
export type KitSheet = Omit<z.output<typeof Front>, "pages" | "per"> & { slug: string; pages: string[] };
type Programme = { slug: string; title: string; duration: string };

/** What separates two pages of paper; a page that begins with « ### » is cards to cut. */
const PAGE = "\n===\n";

/** Every sheet, in its order. Throws with the file and what is wrong: a page too many, a word that no programme gives. */
export function parseKit(
  files: Readonly<Record<string, string>>,
  perProgramme: unknown,
  programmes: readonly Programme[],
  year: SchoolYear,
): KitSheet[] {
  const dated: Record<string, string> = { annee: year.year, vacances: holidayTable(year) };
  const words = z.record(z.string(), ProgrammeWords).parse(perProgramme);
  return Object.entries(files)
    .flatMap(([slug, text]) => sheetsOf(slug, fillIn(text, dated), { words, programmes }))
    .toSorted((a, b) => a.order - b.order || a.slug.localeCompare(b.slug));
}

type Known = { words: Record<string, z.output<typeof ProgrammeWords>>; programmes: readonly Programme[] };
function sheetsOf(slug: string, text: string, { words, programmes }: Known): KitSheet[] {
  const { head, body } = readContent(text);
  const { pages, per, ...front } = Front.parse(head);
  const bodies = body.split(PAGE);
  if (bodies.length !== pages) {
    throw new Error(`content/kit/${slug}.md: says ${pages} pages, has ${bodies.length}`);
  }
  if (per === undefined) {
    return [{ ...front, slug, pages: bodies }];
  }
  return Object.entries(words).map(([programme, own]) => {
    const found = programmes.find((one) => one.slug === programme);
    if (found === undefined) {
      throw new Error(`content/kit/par-atelier.json: no programme ${programme}`);
    }
    const values: Record<string, string> = { ...own, titre: found.title, duree: found.duration };
    const sheet = {
      slug: `${slug}-${programme}`,
      title: `${front.title} : ${found.title}`,
      programmes: [programme],
      pages: bodies.map((page) => fillIn(page, values)),
    };
    return Object.assign({}, front, sheet);
  });
}

const fillIn = (text: string, values: Readonly<Record<string, string>>): string =>
  text.replace(/\{(\w+)\}/g, (token, name: string) => values[name] ?? token);

/** The sheets of a programme, in their order. */
export const kitOf = (kit: readonly KitSheet[], programme: string): KitSheet[] =>
  kit.filter((sheet) => sheet.programmes.includes(programme));

/** The lines of a thread, one after the other; empty where the sheet is none. */
export const threadOf = ({ screen, pages }: KitSheet): string[] =>
  screen === "thread"
    ? (pages[0] ?? "").split("\n").flatMap((line) => /^\d+\. (?:☐ )?(.*)$/.exec(line)?.[1] ?? [])
    : [];
/** The questions of a quiz, each with its answer; empty where the sheet is none. */
export function quizOf({ screen, pages }: KitSheet): { question: string; answer: string }[] {
  if (screen !== "quiz") {
    return [];
  }
  const [asked = "", ...answers] = pages;
  const numbered = (text: string): string[] => text.split(/^\*\*\d+\.\*\* /m).slice(1);
  const said = numbered(answers.join("\n"));
  return numbered(asked).map((question, i) => ({ question: question.trim(), answer: (said[i] ?? "").trim() }));
}

/** Words that a reader reads of a sheet: no Markdown, no line to fill, no record. */
const readable = (page: string): string =>
  page
    .replace(/^#+ .*$|^\|.*$|&nbsp;/gm, "")
    .replace(/\{\w+:\w+\}/g, "")
    .replace(/…{2,}/g, "")
    .replace(/[*_>#-]/g, " ");
const ENDINGS =
  /(?:ements?|aient|erons|eront|erez|erai|eras|ions|iez|ait|ais|ant|ées|ent|era|ont|ons|ez|er|ir|re|és|ée|es|is|it|é|e|s|x|t)$/u;
/** What is left of a word without its ending, so that « écoutes » is « écouter ». */
const stem = (word: string): string => {
  const cut = word.replace(ENDINGS, "");
  return cut.length >= 3 ? cut : word;
};
/** A list of frequent words, as they stand in sentences: by their stems. */
export const frequentOf = (words: string): ReadonlySet<string> => new Set(words.split(" ").map(stem));

type Reading = { sentences: number; mean: number; longest: number; rare: number };
/** How hard a sheet reads: sentences, mean words in one, the longest, and how many words of a hundred are not frequent ones. */
export function readingOf({ pages }: Pick<KitSheet, "pages">, frequent: ReadonlySet<string> = new Set()): Reading {
  const sentences = pages
    .flatMap((page) => readable(page).split(/[.?!;:]\s|\n+/))
    .map((sentence) => sentence.split(/[\s  ]+/).filter((word) => /\p{L}/u.test(word)))
    .filter((words) => words.length > 0);
  const lengths = sentences.map((words) => words.length);
  // Names are no words to know: what begins with a capital inside a sentence is left out.
  const known = sentences
    .flatMap((words) => words.filter((word, i) => i === 0 || !/^\p{Lu}/u.test(word)))
    .flatMap((word) => word.toLowerCase().split(/[’']/))
    .map((word) => word.replace(/[^\p{L}-]/gu, ""))
    .filter((word) => word.length > 2);
  const rare = known.filter((word) => !frequent.has(stem(word))).length;
  const sum = lengths.reduce((total, words) => total + words, 0);
  return {
    sentences: lengths.length,
    rare: Math.round((100 * rare) / Math.max(1, known.length)),
    mean: Math.round((10 * sum) / Math.max(1, lengths.length)) / 10,
    longest: Math.max(0, ...lengths),
  };
}
/** Words in a sentence, on average, at most: a child of ten reads what children are given. */
export const MOST_WORDS: Readonly<Record<KitSheet["reading"], number>> = { cm2: 12, jeunes: 14, adult: 18 };

/** What is wrong with the kit: a sheet too hard for its readers, a record that is named and not said, or said and not named. */
export function wrongKit(kit: readonly KitSheet[]): string[] {
  return kit.flatMap((sheet) => {
    const where = `content/kit: ${sheet.slug}`;
    const { mean } = readingOf(sheet);
    const hard = mean > MOST_WORDS[sheet.reading] ? [`${where}: ${mean} words a sentence, for ${sheet.reading}`] : [];
    const said = (kind: string): string[] => [
      ...new Set(
        [...sheet.pages.join("\n").matchAll(new RegExp(`\\{${kind}:(\\w+)\\}`, "g"))].map(([, id = ""]) => id),
      ),
    ];
    const differ = (kind: string, named: readonly string[]): string[] =>
      said(kind).toSorted().join() === named.toSorted().join()
        ? []
        : [`${where}: names ${kind}s ${named.join(", ")}, says ${said(kind).join(", ")}`];
    return [hard, differ("fact", sheet.facts), differ("line", sheet.lines)].flat();
  });
}
