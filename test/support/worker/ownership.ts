import { TABLES as access } from "../../../src/access/tables.ts";
import { TABLES as guidance } from "../../../src/guidance/tables.ts";
import { TABLES as label } from "../../../src/label/tables.ts";
import { TABLES as mail } from "../../../src/mail/tables.ts";
import { TABLES as platform } from "../../../src/platform/tables.ts";
import { TABLES as privacy } from "../../../src/privacy/tables.ts";
import { TABLES as workshops } from "../../../src/workshops/tables.ts";

/** Which feature writes which tables. */
export const OWNED: Readonly<Record<string, readonly string[]>> = {
  access,
  guidance,
  label,
  mail,
  platform,
  privacy,
  workshops,
};
const OWNER = new Map(Object.entries(OWNED).flatMap(([feature, tables]) => tables.map((table) => [table, feature])));

const plain = (sql: string): string => sql.replace(/\s+/g, " ").replace(/\?\d+|:[a-z]\w*/gi, "?");
/** Texts of a feature, white space and parameters made alike. */
type Source = { feature: string; text: string };
const SOURCES: readonly Source[] = Object.entries(
  import.meta.glob(["../../../src/**/*.ts", "!**/tables.ts"], { query: "?raw", import: "default", eager: true }),
).map(([path, text]) => ({ feature: path.replace(/^.*\/src\//, "").split("/")[0] ?? "", text: plain(text) }));

/** The table that a statement writes; null when it only reads. */
const written = (sql: string): string | null =>
  /^(?:INSERT(?: OR \w+)? INTO|UPDATE(?: OR \w+)?|DELETE FROM) (\w+)/.exec(sql)?.[1] ?? null;
const featuresWith = (part: string, sources: readonly Source[]): string[] => [
  ...new Set(sources.filter(({ text }) => text.includes(part)).map(({ feature }) => feature)),
];

/**
 * The features that write a statement: those whose sources hold the longest beginning of its text. Where the table is put in later
 * (`DELETE FROM ${table}`), those that name the table.
 */
function writersOf(sql: string, table: string, sources: readonly Source[]): string[] {
  let [known, tooLong] = [sql.indexOf(table) + table.length, sql.length + 1];
  const least = known;
  // A source that holds a beginning holds every shorter one.
  while (tooLong - known > 1) {
    const length = Math.floor((known + tooLong) / 2);
    const isHeld = sources.some(({ text }) => text.includes(sql.slice(0, length)));
    [known, tooLong] = isHeld ? [length, tooLong] : [known, length];
  }
  return featuresWith(known === least ? `"${table}"` : sql.slice(0, known), sources);
}

/** Statements that no source of the table's owner wrote: `feature writes table: statement`. */
export const foreignWrites = (seen: Iterable<string>, sources = SOURCES): string[] =>
  [...seen].flatMap((one) => {
    const sql = plain(one).trim();
    const table = written(sql);
    const writers = table === null ? [] : writersOf(sql, table, sources);
    return table === null || writers.includes(OWNER.get(table) ?? "")
      ? []
      : [`${writers.join(", ")} writes ${table}: ${sql.slice(0, 120)}`];
  });

/** Tables of other features that a feature's sources read, as `feature: owner.table, …`. */
export function foreignReads(): string[] {
  const reads = new Map<string, Set<string>>();
  for (const { feature, text } of SOURCES) {
    for (const [, table = ""] of text.matchAll(/\b(?:FROM|JOIN) ([a-z_]+)/g)) {
      const owner = OWNER.get(table);
      if (owner !== undefined && owner !== feature) {
        reads.set(feature, (reads.get(feature) ?? new Set()).add(`${owner}.${table}`));
      }
    }
  }
  return [...reads].map(([feature, tables]) => `${feature}: ${[...tables].toSorted().join(", ")}`).toSorted();
}
