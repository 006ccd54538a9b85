import { Zip, ZipDeflate, strToU8 } from "fflate";

import { type Moment, zoned } from "../kernel/time.ts";

/** What a cell of a file holds: text, a number, a moment on the clock of a place, or nothing. */
export type Cell = string | number | null | Moment;
const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE = "http://schemas.openxmlformats.org/package/2006";
const SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml";

/** The parts of a workbook of one sheet that say nothing of its rows: style 1 is a moment, style 2 a heading. */
const PARTS: Readonly<Record<string, string>> = {
  "[Content_Types].xml": `<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="${SHEET}.sheet.main+xml"/><Override PartName="/xl/styles.xml" ContentType="${SHEET}.styles+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="${SHEET}.worksheet+xml"/></Types>`,
  "_rels/.rels": `<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="r1" Type="${OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
  "xl/_rels/workbook.xml.rels": `<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="r1" Type="${OFFICE}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="r2" Type="${OFFICE}/styles" Target="styles.xml"/></Relationships>`,
  "xl/workbook.xml": `<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}"><sheets><sheet name="Liste" sheetId="1" r:id="r1"/></sheets></workbook>`,
  "xl/styles.xml": `<styleSheet xmlns="${MAIN}"><numFmts count="1"><numFmt numFmtId="164" formatCode="dd/mm/yyyy\\ hh:mm"/></numFmts><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="3"><xf/><xf numFmtId="164" applyNumberFormat="1"/><xf fontId="1" applyFont="1"/></cellXfs></styleSheet>`,
};

/** Characters that XML has no place for; text stays text: a cell that looks like a formula is not one. */
const escaped = (text: string): string =>
  text
    .replaceAll(/[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu, "")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;");

/** Days since 30 December 1899, on the wall clock of the place: how a spreadsheet counts. */
function serial({ at, tz }: Moment): number {
  const wall = zoned(at, tz).toPlainDateTime().toZonedDateTime("UTC").epochMilliseconds;
  return wall / 86_400_000 + 25_569;
}

/** A cell and where it is: `place` is its column, a letter, and its row. */
function cellIn(cell: Cell, place: string, style: number): string {
  if (cell === null || cell === "") {
    return "";
  }
  if (typeof cell === "number") {
    return `<c r="${place}"><v>${cell}</v></c>`;
  }
  return typeof cell === "string"
    ? `<c r="${place}" t="inlineStr" s="${style}"><is><t xml:space="preserve">${escaped(cell)}</t></is></c>`
    : `<c r="${place}" s="1"><v>${serial(cell)}</v></c>`;
}
/** A row, the first is 1; of 26 columns at most. */
const rowIn = (cells: readonly Cell[], n: number, style = 0): string =>
  `<row r="${n}">${cells.map((cell, i) => cellIn(cell, `${String.fromCodePoint(65 + i)}${n}`, style)).join("")}</row>`;

/**
 * A workbook of one sheet, as it is read, piece by piece: no file is held whole, however many rows there are. Text cells are text, moments are
 * dates on the clock of their place, numbers are numbers.
 */
export async function* xlsxFile(
  heads: readonly string[],
  pages: AsyncIterable<readonly (readonly Cell[])[]> | Iterable<readonly (readonly Cell[])[]>,
): AsyncGenerator<Uint8Array> {
  const done: Uint8Array[] = [];
  const zip = new Zip((error, piece) => {
    if (error !== null) {
      throw error;
    }
    done.push(piece);
  });
  for (const [name, text] of Object.entries(PARTS)) {
    const part = new ZipDeflate(name);
    zip.add(part);
    part.push(strToU8(HEAD + text), true);
  }
  const sheet = new ZipDeflate("xl/worksheets/sheet1.xml");
  zip.add(sheet);
  sheet.push(strToU8(`${HEAD}<worksheet xmlns="${MAIN}"><sheetData>${rowIn(heads, 1, 2)}`));
  let written = 1;
  for await (const rows of pages) {
    const before = written;
    written += rows.length;
    sheet.push(strToU8(rows.map((cells, i) => rowIn(cells, before + i + 1)).join("")));
    yield* done.splice(0);
  }
  sheet.push(strToU8("</sheetData></worksheet>"), true);
  zip.end();
  yield* done;
}
