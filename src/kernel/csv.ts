/**
 * A CSV file as spreadsheets in France open it: UTF-8 with a byte order mark, `;`, CRLF, every cell quoted. A cell that a spreadsheet
 * would run as a formula (`=`, `+`, `-`, `@`, tab, carriage return first) gets an apostrophe before it (OWASP, CSV injection).
 */
export const csvFile = (rows: readonly (readonly (string | number | null)[])[]): string =>
  `\ufeff${rows.map(csvLine).join("")}`;

/** One line of such a file. */
export const csvLine = (cells: readonly (string | number | null)[]): string => `${cells.map(csvCell).join(";")}\r\n`;

function csvCell(value: string | number | null): string {
  const text = value === null ? "" : String(value);
  const safe = typeof value === "string" && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return `"${safe.replaceAll('"', '""')}"`;
}
