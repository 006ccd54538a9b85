import * as z from "zod";

import { type EventId, idOf } from "../kernel/ids.ts";
import { between } from "./ids.ts";

/** A prepared question or change: plain SQL with numbered parameters. Stores make them, the database runs them. */
export type Statement = {
  sql: string;
  params: readonly Value[];
  /** Its rows are the ids of events that it wrote. */
  recordsEvents?: true;
  /** The event that it writes, by an id of its own: a batch that holds one can be tried twice and is written once. */
  event?: { id: EventId; at: number };
};
type Value = string | number | null;
/** What a named parameter takes: a truth becomes 0 or 1, a list one JSON text, to be unpacked by `json_each(:ids)`. */
export type Given = Value | boolean | readonly unknown[];

/** SQL with its names turned into numbers, and the names in that order. Every text of SQL is read once per isolate. */
type Numbered = { sql: string; names: readonly string[] };
const read = new Map<string, Numbered>();

/** What stands between quotes, a comment up to the end of its line, or a name. */
const PIECES = /'(?:[^']|'')*'|"[^"]*"|--[^\n]*|:([a-z]\w*)/gi;

function numbered(sql: string): Numbered {
  const known = read.get(sql);
  if (known !== undefined) {
    return known;
  }
  const names: string[] = [];
  const text = sql.replace(PIECES, (piece: string, name: string | undefined) => {
    if (name === undefined) {
      return piece;
    }
    const at = names.indexOf(name);
    return `?${at === -1 ? names.push(name) : at + 1}`;
  });
  const made = { sql: text, names };
  read.set(sql, made);
  return made;
}

/**
 * Writes a statement: `statement("… WHERE id = :id", { id })`. Throws when a name has no value or a value no name,
 * so that a slip shows the first time the statement is made.
 */
export function statement(sql: string, given: Readonly<Record<string, Given>> = {}): Statement {
  const { sql: text, names } = numbered(sql);
  const unused = Object.keys(given).find((name) => !names.includes(name));
  if (unused !== undefined) {
    throw new Error(`no :${unused} in ${text.slice(0, 60)}`);
  }
  const params = names.map((name) => {
    const value = given[name];
    if (value === undefined) {
      throw new Error(`no value for :${name} in ${text.slice(0, 60)}`);
    }
    return encoded(value);
  });
  return { sql: text, params };
}

const encoded = (value: Given): Value => {
  if (typeof value === "boolean") {
    return value ? 1 : 0;
  }
  return typeof value === "object" && value !== null ? JSON.stringify(value) : value;
};

/** Characters of JSON in one parameter: three bytes each at most, so below a megabyte, where D1 takes two. */
const MOST_CHARACTERS = 300_000;

/** A list in parts, each small enough to be one parameter; none for an empty list. */
export function inChunks<T>(list: readonly T[]): T[][] {
  const chunks: T[][] = [];
  let left = 0;
  for (const one of list) {
    const size = JSON.stringify(one).length + 1;
    if (size > left) {
      chunks.push([]);
      left = MOST_CHARACTERS;
    }
    chunks.at(-1)?.push(one);
    left -= size;
  }
  return chunks;
}

/**
 * A list of words for SQL, `('held', 'joining')`, from a constant of the core: a state is typed in one language alone. What is not a
 * plain word throws, and so does an empty list.
 */
export function sqlSet(list: Iterable<string>): string {
  const words = [...list];
  const odd = words.find((word) => !/^[a-z0-9_+]+$/i.test(word));
  if (odd !== undefined || words.length === 0) {
    throw new Error(`not a list of words for SQL: ${JSON.stringify(words)}`);
  }
  return `(${words.map((word) => `'${word}'`).join(", ")})`;
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
  /** The events that SQL wrote since the last call, for many rows at once: whoever holds the doorbell rings for them. */
  takeRecorded(): EventId[];
};

/** What is used of the binding, spelled out so that commands of Node can read this file too. */
type Binding = {
  prepare(sql: string): { bind(...values: Value[]): Prepared };
  batch(statements: Prepared[]): Promise<{ results: unknown[] }[]>;
};
/** A binding whose copies can be read, where there are some. */
type Copied = Binding & { withSession?: (from: "first-unconstrained") => Binding };
type Prepared = {
  first(): Promise<unknown>;
  all(): Promise<{ results: unknown[] }>;
  run(): Promise<{ meta: { changes: number } }>;
};

/** The nearest copy of the database: what is read there may be old, without a bound. For open data that a machine reads again (`MAY_LAG`), and nothing else. */
export const nearest = (d1: Copied): Binding => d1.withSession?.("first-unconstrained") ?? d1;

/** Bytes of the database: it holds ten thousand million and cannot grow. */
export const sizeOf = async (d1: {
  prepare(sql: string): { run(): Promise<{ meta: { size_after: number } }> };
}): Promise<number> => (await d1.prepare("SELECT 1").run()).meta.size_after;

const Recorded = z.array(z.object({ id: idOf("evt") }).transform(({ id }) => id));

/** A moment for a database that is busy, from a tenth of a second to three. */
const pause = (): Promise<void> => new Promise((done) => void setTimeout(done, between(100, 300)));
/** What may be done again without harm, a second time when it failed in passing. */
async function twice<T>(run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (!isPassing(error)) {
      throw error;
    }
  }
  await pause();
  return run();
}

const OnRecord = z.object({ n: z.int() });

/**
 * Wraps the binding. One call of a method is one round trip; what is read, and what writes an event, is tried once more when the database
 * is away. The first try may have been written and its answer lost: then the second is refused, the event stands on record, and all is well.
 */
export function database(d1: Binding): Database {
  let recorded: EventId[] = [];
  const prepare = (s: Statement): Prepared => d1.prepare(s.sql).bind(...s.params);
  const areOnRecord = async (events: readonly { id: EventId; at: number }[]): Promise<boolean> => {
    const query = statement(
      `SELECT count(*) AS n FROM json_each(:events) j JOIN events e ON e.id = j.value ->> 'id' AND e.at = j.value ->> 'at'`,
      { events },
    );
    return OnRecord.parse(await twice(() => prepare(query).first())).n === events.length;
  };
  const batch = async (statements: readonly Statement[]): Promise<unknown[][]> => {
    const events = statements.flatMap(({ event }) => event ?? []);
    try {
      return await transaction(statements);
    } catch (error) {
      if (events.length === 0 || !isPassing(error)) {
        throw error; // what was refused the first time was written by nobody
      }
    }
    await pause();
    try {
      return await transaction(statements);
    } catch (error) {
      if (refusedBy(error) !== null && (await areOnRecord(events))) {
        return statements.map(() => []);
      }
      throw error;
    }
  };
  const transaction = async (statements: readonly Statement[]): Promise<unknown[][]> => {
    if (statements.length === 0) {
      return [];
    }
    const results = (await d1.batch(statements.map(prepare))).map((result) => result.results);
    recorded.push(...results.flatMap((rows, i) => (statements[i]?.recordsEvents === true ? Recorded.parse(rows) : [])));
    return results;
  };
  return {
    one: async (row, query) => {
      const found = await twice(() => prepare(query).first());
      return found === null ? null : row.parse(found);
    },
    all: async (row, query) => {
      const { results } = await twice(() => prepare(query).all());
      return results.map((found) => row.parse(found));
    },
    changed: async (query) => (await prepare(query).run()).meta.changes,
    batch,
    readAll: (queries) => twice(() => transaction(queries)),
    takeRecorded: () => {
      const taken = recorded;
      recorded = [];
      return taken;
    },
  };
}

type Waiting = { query: Statement; done: (rows: unknown[]) => void; fail: (error: unknown) => void };

/**
 * The same database, where reads that are asked at the same moment go together, in one round trip, and the same question once: many that
 * look for one thing each cost one look. One that is wrong fails alone.
 */
export function joined(db: Database): Database {
  let waiting: Waiting[] = [];
  const go = async (): Promise<void> => {
    const asked = waiting;
    waiting = [];
    const queries = new Map(asked.map(({ query }) => [keyOf(query), query]));
    try {
      const results = await db.readAll([...queries.values()]);
      const rowsOf = new Map([...queries.keys()].map((key, i) => [key, results[i] ?? []]));
      asked.forEach(({ query, done }) => done(rowsOf.get(keyOf(query)) ?? []));
    } catch (error) {
      const isAlone = queries.size === 1 || isPassing(error);
      asked.forEach(({ query, done, fail }) => {
        if (isAlone) {
          fail(error);
        } else {
          db.readAll([query]).then(([rows = []]) => done(rows), fail);
        }
      });
    }
  };
  const ask = (query: Statement): Promise<unknown[]> =>
    new Promise((done, fail) => {
      if (waiting.push({ query, done, fail }) === 1) {
        queueMicrotask(() => void go());
      }
    });
  return {
    ...db,
    one: async (row, query) => {
      const [found] = await ask(query);
      return found === undefined ? null : row.parse(found);
    },
    all: async (row, query) => (await ask(query)).map((found) => row.parse(found)),
    readAll: (queries) => Promise.all(queries.map(ask)),
  };
}

const keyOf = ({ sql, params }: Statement): string => JSON.stringify([sql, params]);

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

/** What the database answers again each time: the statement, its values or the size of something is wrong, or a rule refuses. */
const LASTING =
  /^D1_(?:TYPE|COLUMN|DUMP)|SQLITE_(?:ERROR|CONSTRAINT|MISMATCH|TOOBIG|RANGE|MISUSE|AUTH|FULL)|maximum DB size/;

/** True when the database failed in passing (a connection lost, too much at once): the same again may work. A wrong statement does not pass. */
export const isPassing = (error: unknown): boolean =>
  error instanceof Error &&
  error.message.startsWith("D1_") &&
  !LASTING.test(error.message) &&
  refusedBy(error) === null;

/** The constraint behind "somebody else moved this first": the unique revision of an event's subject. */
export const MOVED_FIRST = "events.subject, events.subject_rev";
