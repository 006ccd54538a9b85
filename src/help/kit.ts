import * as z from "zod";

import { readContent } from "../kernel/front-matter.ts";

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
    format: z.literal("A4"),
    /** Pages of paper: what a sheet is printed on. */
    pages: z.coerce.number().int().positive(),
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
): KitSheet[] {
  const words = z.record(z.string(), ProgrammeWords).parse(perProgramme);
  return Object.entries(files)
    .flatMap(([slug, text]) => sheetsOf(slug, text, { words, programmes }))
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
    const fill = (page: string): string => page.replace(/\{(\w+)\}/g, (token, name: string) => values[name] ?? token);
    const sheet = {
      slug: `${slug}-${programme}`,
      title: `${front.title} : ${found.title}`,
      programmes: [programme],
      pages: bodies.map(fill),
    };
    return Object.assign({}, front, sheet);
  });
}

/** The sheets of a programme, in their order. */
export const kitOf = (kit: readonly KitSheet[], programme: string): KitSheet[] =>
  kit.filter((sheet) => sheet.programmes.includes(programme));

/** Words that a reader reads of a sheet: no Markdown, no line to fill, no record. */
const readable = (page: string): string =>
  page
    .replace(/^#+ .*$|^\|.*$/gm, "")
    .replace(/\{\w+:\w+\}/g, "")
    .replace(/…{2,}/g, "")
    .replace(/[*_>#-]/g, " ");
/** How hard a sheet reads: sentences, mean words in one, and the longest. */
export function readingOf({ pages }: Pick<KitSheet, "pages">): { sentences: number; mean: number; longest: number } {
  const lengths = pages
    .flatMap((page) => readable(page).split(/[.?!;:]\s|\n+/))
    .map((sentence) => sentence.split(/[\s  ]+/).filter((word) => /\p{L}/u.test(word)).length)
    .filter((words) => words > 0);
  const sum = lengths.reduce((total, words) => total + words, 0);
  return {
    sentences: lengths.length,
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
