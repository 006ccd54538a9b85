import type * as z from "zod";

/** A prepared question or change: plain SQL with numbered parameters. Stores make them, the database runs them. */
export type Statement = { sql: string; params: readonly Value[] };
type Value = string | number | null;

/** Writes a statement. Lists go in as one JSON parameter, unpacked by `json_each`. */
export function statement(sql: string, ...params: Value[]): Statement {
  return { sql, params };
}

/** D1 as the features see it. Every row that comes out is parsed by a Zod schema. */
export type Database = {
  one<T>(row: z.ZodType<T>, query: Statement): Promise<T | null>;
  all<T>(row: z.ZodType<T>, query: Statement): Promise<T[]>;
  /** Runs one write; the number of rows it changed. */
  changed(query: Statement): Promise<number>;
  /** Runs statements as one transaction: all or nothing. The raw rows of each, in order. */
  batch(statements: readonly Statement[]): Promise<unknown[][]>;
  /** Runs several reads in one round trip. */
  readAll(queries: readonly Statement[]): Promise<unknown[][]>;
};

/** What is used of the binding, spelled out so that commands of Node can read this file too. */
type Binding = {
  prepare(sql: string): { bind(...values: Value[]): Prepared };
  batch(statements: Prepared[]): Promise<{ results: unknown[] }[]>;
};
type Prepared = {
  first(): Promise<unknown>;
  all(): Promise<{ results: unknown[] }>;
  run(): Promise<{ meta: { changes: number } }>;
};

/** Wraps the binding. One call of a method is one round trip. */
export function database(d1: Binding): Database {
  const prepare = (s: Statement): Prepared => d1.prepare(s.sql).bind(...s.params);
  const batch = async (statements: readonly Statement[]): Promise<unknown[][]> => {
    if (statements.length === 0) {
      return [];
    }
    const results = await d1.batch(statements.map(prepare));
    return results.map((result) => result.results);
  };
  return {
    one: async (row, query) => {
      const found = await prepare(query).first();
      return found === null ? null : row.parse(found);
    },
    all: async (row, query) => {
      const { results } = await prepare(query).all();
      return results.map((found) => row.parse(found));
    },
    changed: async (query) => (await prepare(query).run()).meta.changes,
    batch,
    readAll: batch,
  };
}

/**
 * The name of the constraint that refused a write (`seats_within_capacity`, `events.subject, events.subject_rev`…),
 * or null when the error is something else: a lost connection is not a refusal.
 */
export function refusedBy(error: unknown): string | null {
  const text = error instanceof Error ? error.message : "";
  if (text.includes("FOREIGN KEY constraint failed")) {
    return "foreign key";
  }
  return /(?:CHECK|UNIQUE|NOT NULL) constraint failed: ([^:]+)/.exec(text)?.[1]?.trim() ?? null;
}

/** The constraint behind "somebody else moved this first": the unique revision of an event's subject. */
export const MOVED_FIRST = "events.subject, events.subject_rev";
