import { parse } from "csv-parse";
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";

import { type ReadLine, readHeader } from "../../src/workshops/schools/directory.ts";
import type { DirectoryFile, Line } from "../../src/workshops/schools/import-directory.ts";

/** What is wrong with a file as a whole, in French, with what to do. */
export class BadFile extends Error {}

const WHERE = "Prenez l’export CSV de « fr-en-annuaire-education » sur data.education.gouv.fr.";

/**
 * Opens the directory's CSV as published or as a spreadsheet saved it: UTF-8 with or without BOM, else Windows-1252 (Latin-1);
 * `;`, `,`, tab or `|`. The file is streamed: memory does not grow with it. Throws `BadFile`.
 */
export async function openDirectory(path: string): Promise<DirectoryFile> {
  const { sha256, encoding } = await readBytes(path);
  const header = await firstLine(path, encoding);
  const delimiter = [";", ",", "\t", "|"].toSorted((a, b) => header.split(b).length - header.split(a).length)[0] ?? ";";
  return { sha256, lines: () => linesOf(path, encoding, delimiter) };
}

/** The first two bytes of a PDF, an archive or workbook, an old workbook, and UTF-16. */
const NOT_CSV = new Set(["2550", "504b", "d0cf", "fffe", "feff"]);

/** One pass over the bytes: what they are, their hash, and whether they are UTF-8. */
async function readBytes(path: string): Promise<{ sha256: string; encoding: string }> {
  const hash = createHash("sha256");
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let encoding = "utf-8";
  let isFirst = true;
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
    if (isFirst && NOT_CSV.has(chunk.toString("hex", 0, 2))) {
      throw new BadFile(
        `Ce fichier n’est pas un CSV : c’est un PDF, un classeur, une archive ou de l’UTF-16. ${WHERE}`,
      );
    }
    isFirst = false;
    hash.update(chunk);
    try {
      decoder.decode(chunk, { stream: true });
    } catch {
      encoding = "windows-1252";
    }
  }
  if (isFirst) {
    throw new BadFile(`Ce fichier est vide. ${WHERE}`);
  }
  return { sha256: hash.digest("hex"), encoding };
}

async function firstLine(path: string, encoding: string): Promise<string> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(16_384), 0, 16_384, 0);
    return new TextDecoder(encoding).decode(buffer.subarray(0, bytesRead)).split(/\r?\n/)[0] ?? "";
  } finally {
    await file.close();
  }
}

async function* linesOf(path: string, encoding: string, delimiter: string): AsyncIterable<Line> {
  const decoder = new TextDecoder(encoding);
  const parser = createReadStream(path)
    .map((chunk: Buffer) => decoder.decode(chunk, { stream: true }))
    .pipe(
      parse({
        delimiter,
        relax_column_count: true,
        relax_quotes: true,
        skip_empty_lines: true,
        info: true,
        max_record_size: 65_536,
      }),
    );
  let read: ReadLine | null = null;
  try {
    for await (const { record, info } of parser as AsyncIterable<{ record: string[]; info: { lines: number } }>) {
      if (read === null) {
        const header = readHeader(record);
        if (!header.ok) {
          throw new BadFile(`Il manque dans la première ligne : ${header.missing.join(", ")}. ${WHERE}`);
        }
        read = header.read;
      } else {
        yield { line: info.lines, ...read(record) };
      }
    }
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "";
    throw code.startsWith("CSV_")
      ? new BadFile(
          `Un guillemet ouvert n’est jamais fermé : ${(error as Error).message}. Corrigez cette ligne, ou reprenez le fichier officiel.`,
        )
      : error;
  }
}
