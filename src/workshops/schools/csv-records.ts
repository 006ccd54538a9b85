import type { TextLine } from "./encoding.ts";

/** One record of a CSV file, by its first line; `flaw` says why its cells cannot be trusted, in French. */
export type CsvRecord = { line: number; cells: string[]; flaw: string | null };
/** How the records of a file are cut: by which character, into how many cells. */
export type Shape = { delimiter: string; width: number };

/** A cell may hold line breaks, but not more than this: else a quote was never closed. */
const MOST_LINES = 20;

/** The delimiter that a first line uses most. */
export const delimiterOf = (header: string): string =>
  [";", ",", "\t", "|"].toSorted((a, b) => header.split(b).length - header.split(a).length)[0] ?? ";";

/** The cells of a text; `isStrict`: whatever follows a closing quote is the next cell. */
type Split = { cells: string[]; isStrict: boolean };

/** Splits a text; a quote in the middle of a cell is a quote. Null while a quoted cell is still open. */
function split(text: string, delimiter: string): Split | null {
  if (!text.includes('"')) {
    return { cells: text.split(delimiter), isStrict: true };
  }
  const cells: string[] = [];
  let isStrict = true;
  let at = 0;
  while (at <= text.length) {
    const quoted = text[at] === '"' ? endOfQuote(text, at + 1) : at;
    if (quoted === -1) {
      return null;
    }
    const next = text.indexOf(delimiter, quoted);
    const end = next === -1 ? text.length : next;
    const inside = quoted === at ? "" : text.slice(at + 1, quoted - 1).replaceAll('""', '"');
    cells.push(inside + text.slice(quoted, end));
    isStrict &&= quoted === at || quoted === end;
    at = end + 1;
  }
  return { cells, isStrict };
}
/** The cells of one line; null while a quoted cell is still open. */
export const splitCells = (text: string, delimiter: string): string[] | null => split(text, delimiter)?.cells ?? null;

/** Where the text goes on after the quote that closes a cell; -1 when none does. */
function endOfQuote(text: string, from: number): number {
  let at = text.indexOf('"', from);
  while (at !== -1 && text[at + 1] === '"') {
    at = text.indexOf('"', at + 2);
  }
  return at === -1 ? -1 : at + 1;
}

/**
 * The records of a file. What is wrong with one stays with it: a quote that is never closed costs its own line, and the lines after
 * it are read as if it had not been there. Written here because the parsers we know want Node's Buffer, which the Workers lack.
 */
export async function* csvRecords(lines: AsyncIterable<TextLine>, shape: Shape): AsyncIterable<CsvRecord> {
  const open: TextLine[] = [];
  for await (const line of lines) {
    if (open.length > 0 || line.text !== "") {
      yield* take(open, line, shape);
    }
  }
  while (open.length > 0) {
    yield* giveUp(open, shape);
  }
}

function* take(open: TextLine[], line: TextLine, shape: Shape): Generator<CsvRecord> {
  open.push(line);
  const text = open.map((one) => one.text).join("\n");
  const found = split(text, shape.delimiter);
  // A cell with line breaks fits in every way; otherwise the quote that ends it opened another cell.
  const isOff = open.length > 1 && found !== null && !(found.isStrict && found.cells.length === shape.width);
  if (isOff || (found === null && open.length > MOST_LINES)) {
    yield* giveUp(open, shape);
  } else if (found !== null) {
    const { cells } = found;
    const [first = line] = open;
    const isWhole = open.every((one) => one.isWhole);
    open.length = 0;
    yield { line: first.line, cells, flaw: isWhole ? flawOf(cells, shape) : strayIn(cells) };
  }
}

function* giveUp(open: TextLine[], shape: Shape): Generator<CsvRecord> {
  const [first, ...rest] = open.splice(0);
  if (first !== undefined) {
    yield {
      line: first.line,
      cells: first.text.split(shape.delimiter),
      flaw: "un guillemet ouvert n’est jamais fermé",
    };
  }
  for (const line of rest) {
    yield* take(open, line, shape);
  }
}

const flawOf = (cells: readonly string[], { width }: Shape): string | null =>
  cells.length === width ? null : `${cells.length} colonnes au lieu de ${width}`;
const strayIn = (cells: readonly string[]): string =>
  `un caractère ne se lit pas : « ${cells.find((cell) => cell.includes("\ufffd")) ?? ""} »`;
