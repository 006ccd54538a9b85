import { csvRecords, delimiterOf, splitCells } from "./csv-records.ts";
import { type Line, readHeader } from "./directory.ts";
import { type Bytes, type Encoding, linesOf, lookAt } from "./encoding.ts";

/** A file of the directory that can be read again and again, line by line: memory does not grow with it. */
export type DirectoryFile = { sha256: string; encoding: Encoding; lines: () => AsyncIterable<Line> };
/** The file, or what is wrong with it as a whole, in French, with what to do. */
export type Opened = { ok: true; file: DirectoryFile } | { ok: false; problem: string };

const WHERE = "Prenez l’export CSV de « fr-en-annuaire-education » sur data.education.gouv.fr.";

/** How a PDF, an archive or workbook and an old workbook begin. */
const NOT_CSV = ["%PDF", "PK", "\u00d0\u00cf\u0011\u00e0"];

/** True for what begins like a document that is no table of text. */
const isOther = (head: Uint8Array): boolean => {
  const start = String.fromCharCode(...head.subarray(0, 4));
  return NOT_CSV.some((one) => start.startsWith(one));
};

/**
 * Opens the directory's CSV as published or as a spreadsheet saved it: UTF-8 with or without a byte order mark, Windows-1252, UTF-16 with
 * a mark; `;`, `,`, tab or `|`.
 */
export async function openDirectory(sha256: string, bytes: Bytes): Promise<Opened> {
  const { encoding, start } = await lookAt(bytes);
  if (isOther(start)) {
    return { ok: false, problem: `Ce fichier n’est pas un CSV : c’est un PDF, un classeur ou une archive. ${WHERE}` };
  }
  const top =
    new TextDecoder(encoding)
      .decode(start)
      .split(/\r?\n/)
      .find((line) => line.trim() !== "") ?? "";
  if (top === "") {
    return { ok: false, problem: `Ce fichier est vide. ${WHERE}` };
  }
  const delimiter = delimiterOf(top);
  const names = splitCells(top, delimiter) ?? [];
  const header = readHeader(names);
  if (!header.ok) {
    return { ok: false, problem: `Il manque dans la première ligne : ${header.missing.join(", ")}. ${WHERE}` };
  }
  const shape = { delimiter, width: names.length };
  return { ok: true, file: { sha256, encoding, lines: () => schoolLines() } };

  async function* schoolLines(): AsyncIterable<Line> {
    let isHeader = true;
    for await (const record of csvRecords(linesOf(bytes, encoding), shape)) {
      if (!isHeader && header.ok) {
        yield header.read(record);
      }
      isHeader = false;
    }
  }
}
