import { csvFile } from "../kernel/csv.ts";
import { PARIS, endOfDay, startOfDay } from "../kernel/time.ts";

/** One event, as the trail shows it. */
export type JournalLine = { id: string; type: string; at: number; actor: string; subject: string; data: string };
/** What the trail is filtered by; empty: not at all. `before` and `from` are ids: events sort by time of creation. */
export type JournalFilter = { family: string; actor: string; subject: string; before: string; from: string };

/** Every type of event in words, and every family of them: the first word of their types. */
export type AuditWords = { types: Readonly<Record<string, string>>; families: Readonly<Record<string, string>> };

/** True for a day that exists: the 31st of February does not. */
const isDay = (text: string): boolean => {
  const at = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(text);
};
/** The smallest id that an event of an instant can have: ids begin with the time, in milliseconds (UUIDv7). */
export function idAt(at: number): string {
  const hex = (at * 1000).toString(16).padStart(12, "0");
  return `evt_${hex.slice(0, 8)}-${hex.slice(8)}`;
}

/** Reads the filter from the address of the page; what is not understood is left out. */
export function journalFilter(query: (name: string) => string, families: AuditWords["families"]): JournalFilter {
  const id = (text: string): string => (/^[\w~-]{1,80}$/.test(text) ? text : "");
  const family = query("famille");
  const [from, until] = [query("du"), query("au")].map((day) => (isDay(day) ? day : ""));
  const end = until === "" || until === undefined ? "" : idAt(endOfDay(until, PARIS));
  const cursor = id(query("apres"));
  return {
    family: Object.hasOwn(families, family) ? family : "",
    actor: query("acteur").startsWith("per_") ? id(query("acteur")) : "",
    subject: id(query("sujet")),
    before: cursor || end,
    from: from === "" || from === undefined ? "" : idAt(startOfDay(from, PARIS)),
  };
}

/** The trail as CSV: UTF-8 with its mark, `;` between cells. */
export function journalCsv(lines: readonly JournalLine[]): string {
  const rows = lines.map((line) => [
    new Date(line.at * 1000).toISOString(),
    line.actor,
    line.type,
    line.subject,
    line.data,
  ]);
  return csvFile([["quand", "qui", "quoi", "sujet", "faits"], ...rows]);
}

/** True for an event that the filter wants: of the family, by the actor, about the subject. */
export const isWanted = (line: JournalLine, { family, actor, subject }: JournalFilter): boolean =>
  (family === "" || line.type.startsWith(`${family}.`)) &&
  (actor === "" || line.actor === actor) &&
  (subject === "" || line.subject === subject);
