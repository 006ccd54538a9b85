import { longDay } from "../kernel/day-words.ts";
import type { LetterBlock } from "./prosecutor-letter.ts";

/** One fact of the journal: when, what, and what proves it. It lives in the page and in files that people export. */
export type Entry = {
  /** `YYYY-MM-DD`. */
  on: string;
  /** `HH:MM`, or empty when it is not known. */
  at: string;
  what: string;
  witnesses: string;
  proof: string;
};

const JOURNAL_VERSION = 1;
/** As long as a box of the page takes. Of the whole there is no bound: what the page lets somebody write, it reads again. */
const MAX_TEXT = 5000;
const KIND = "ligne-sure/journal";

/** Why a file cannot be read, in words for the person who chose it. */
export const IMPORT_REFUSALS = {
  broken:
    "Ce fichier ne peut pas être lu : il est peut-être incomplet. Choisissez celui que vous avez exporté ici. Rien n’a changé dans votre journal.",
  other: "Ce fichier n’est pas un journal exporté ici. Rien n’a changé dans votre journal.",
  version:
    "Ce journal vient d’une version plus récente du site. Rechargez la page, puis recommencez. Rien n’a changé dans votre journal.",
  entries: "Ce fichier contient des lignes sans date, ou trop longues. Rien n’a changé dans votre journal.",
} as const;
type Refusal = keyof typeof IMPORT_REFUSALS;

/** How old a fact may be: beyond, the year was mistyped. */
const MAX_YEARS = 100;

/** What keeps a fact out of the journal, and which box to look at; null: nothing does. `nowMs`: a clock may be some hours wrong, so a day is given. */
export function wrongIn(
  { on, what }: Pick<Entry, "on" | "what">,
  nowMs: number,
): { box: "on" | "what"; words: string } | null {
  const day = Date.parse(`${on}T00:00:00Z`);
  if (Number.isNaN(day)) {
    return { box: "on", words: "Choisissez une date, même approximative." };
  }
  if (day > nowMs + DAY_MS) {
    return { box: "on", words: "Cette date n’est pas encore venue : vérifiez le jour et l’année." };
  }
  if (day < nowMs - MAX_YEARS * 366 * DAY_MS) {
    return { box: "on", words: "Cette date est trop ancienne : vérifiez l’année." };
  }
  return what.trim() === "" ? { box: "what", words: "Écrivez ce qui s’est passé." } : null;
}
const DAY_MS = 86_400_000;

/** The journal as the text of a file. */
export const toFile = (entries: readonly Entry[]): string =>
  `${JSON.stringify({ kind: KIND, version: JOURNAL_VERSION, entries: sorted(entries) }, null, 2)}\n`;

/** Reads a file that was exported here. Nothing of a bad file is kept. */
export function fromFile(text: string): { entries: Entry[] } | { refusal: Refusal } {
  const file = parse(text);
  if (file === undefined) {
    return { refusal: "broken" };
  }
  if (!isRecord(file) || file["kind"] !== KIND || typeof file["version"] !== "number") {
    return { refusal: "other" };
  }
  if (file["version"] > JOURNAL_VERSION) {
    return { refusal: "version" };
  }
  const raw = Array.isArray(file["entries"]) ? (file["entries"] as unknown[]) : [null];
  const entries = raw.map(toEntry);
  const good = entries.filter((entry) => entry !== null);
  return good.length === entries.length ? { entries: good } : { refusal: "entries" };
}

/** Both journals in one, each fact once, the oldest first. */
export function merged(mine: readonly Entry[], theirs: readonly Entry[]): Entry[] {
  const byText = new Map([...mine, ...theirs].map((entry) => [JSON.stringify(entry), entry]));
  return sorted([...byText.values()]);
}

/** The oldest first; on one day, those without an hour come first. */
export const sorted = (entries: readonly Entry[]): Entry[] =>
  entries.toSorted((a, b) => (a.on + a.at < b.on + b.at ? -1 : a.on + a.at > b.on + b.at ? 1 : 0));

/** « le 3 novembre 2026 à 21:30 » */
export function whenInWords({ on, at }: Pick<Entry, "on" | "at">): string {
  const day = longDay(new Date(`${on}T12:00:00Z`), "UTC");
  return `le ${day}${at === "" ? "" : ` à ${at}`}`;
}

/** A fact, and the number of its piece as the journal and the letter both name it; null: it has none. */
type Numbered = { entry: Entry; piece: number | null };

/** The facts in order, those that name a proof numbered from 1 on. */
export function numbered(entries: readonly Entry[]): Numbered[] {
  let last = 0;
  return sorted(entries).map((entry) => ({ entry, piece: entry.proof.trim() === "" ? null : ++last }));
}

const atStart = (entry: Entry): string => whenInWords(entry).replace(/^l/, "L");

/** The facts as paragraphs of a letter. */
export const asAccount = (entries: readonly Entry[]): string =>
  numbered(entries)
    .map(({ entry, piece }) => `${atStart(entry)} : ${entry.what}${piece === null ? "" : ` (pièce ${piece})`}`)
    .join("\n");

/** The pieces, one a line, by their numbers. */
export const asPieces = (entries: readonly Entry[]): string =>
  numbered(entries)
    .flatMap(({ entry, piece }) =>
      piece === null ? [] : `Pièce ${piece} : ${entry.proof.trim().replace(/\s+/g, " ")}`,
    )
    .join("\n");

const said = (words: string): LetterBlock => ({ kind: "text", text: words });
const heading = (words: string): LetterBlock => ({ kind: "heading", text: words });

/** The journal as a document: from when to when, how many facts, the pieces by number, then each fact. */
export function asDocument(entries: readonly Entry[], todayInWords: string): LetterBlock[] {
  const pieces = asPieces(entries);
  return [
    { kind: "title", text: "Journal des faits" },
    said(spanInWords(sorted(entries))),
    said(`Document préparé le ${todayInWords}.`),
    heading("Les pièces"),
    ...(pieces === "" ? "Aucune pour l’instant." : pieces).split("\n").map(said),
    ...numbered(entries).flatMap(factBlocks),
  ];
}

function factBlocks({ entry, piece }: Numbered): LetterBlock[] {
  const seen = entry.witnesses.trim();
  const lines = entry.what.split(/\n+/);
  return [heading(atStart(entry))].concat(
    lines.map(said),
    seen === "" ? [] : said(`Vu par : ${seen}`),
    piece === null ? [] : said(`Preuve : pièce ${piece}`),
  );
}

/** « 3 faits, du 1er octobre 2026 au 3 novembre 2026. » */
function spanInWords(facts: readonly Entry[]): string {
  const [first, last] = [facts.at(0), facts.at(-1)].map((entry) =>
    entry === undefined ? "" : whenInWords({ on: entry.on, at: "" }).replace(/^le /, ""),
  );
  if (facts.length < 2) {
    return facts.length === 0 ? "Aucun fait noté." : `Un fait, le ${first}.`;
  }
  return `${facts.length} faits, du ${first} au ${last}.`;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function toEntry(value: unknown): Entry | null {
  if (!isRecord(value)) {
    return null;
  }
  const text = (key: string): string | null => {
    const found = value[key] ?? "";
    return typeof found === "string" && found.length <= MAX_TEXT ? found : null;
  };
  const [on, at, what, witnesses, proof] = [text("on"), text("at"), text("what"), text("witnesses"), text("proof")];
  if (on === null || at === null || what === null || witnesses === null || proof === null) {
    return null;
  }
  const isDay = /^\d{4}-\d{2}-\d{2}$/.test(on) && !Number.isNaN(Date.parse(on));
  const isHour = at === "" || /^([01]\d|2[0-3]):[0-5]\d$/.test(at);
  return isDay && isHour && what.trim() !== "" ? { on, at, what, witnesses, proof } : null;
}
