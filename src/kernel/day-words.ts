/**
 * A day as a letter says it, without the calendars of `time.ts`, which a page of a browser need not carry. `timeZone`: the device's, unless said.
 * @example longDay(new Date("2026-12-01T12:00:00Z"), "UTC") => "1er décembre 2026"
 */
export const longDay = (date: Date, timeZone?: string): string =>
  date.toLocaleDateString("fr-FR", { dateStyle: "long", timeZone }).replace(/^1 /, "1er ");
