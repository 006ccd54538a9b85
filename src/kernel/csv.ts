/**
 * A CSV file as spreadsheets in France open it: UTF-8 with a byte order mark, `;`, CRLF, every cell quoted. A cell that a spreadsheet
 * would run as a formula gets an apostrophe before it (OWASP, CSV injection): `=`, `+`, `-`, `@`, also full-width, tab, carriage return or
 * line feed first; or one of these signs after a line break or a separator, where some programs begin a cell whatever the quotes say.
 */
export const csvFile = (rows: readonly (readonly (string | number | null)[])[]): string =>
  `\ufeff${rows.map(csvLine).join("")}`;

/**
 * One line of such a file.
 * @example csvLine(["=1+1", 2, null]) => "\"'=1+1\";\"2\";\"\"\r\n"
 */
export const csvLine = (cells: readonly (string | number | null)[]): string => `${cells.map(csvCell).join(";")}\r\n`;

const FORMULA = /^[\t\r\n]|(?:^|[\r\n;,\t])\s*[=+\-@＝＋－＠]/u;

function csvCell(value: string | number | null): string {
  const text = value === null ? "" : String(value);
  const safe = typeof value === "string" && FORMULA.test(text) ? `'${text}` : text;
  return `"${safe.replaceAll('"', '""')}"`;
}
