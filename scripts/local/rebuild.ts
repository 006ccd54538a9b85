/* How a table is made anew (docs/migrations.md): plain text in, plain text out, so that a test runs it in workerd. */

/** A line of `sqlite_master`. */
export type Made = { type: string; name: string; tbl_name: string; sql: string };

/** Tables that grow without end: made anew, they take their words from small tables, and are never copied for a word again. */
const ENDLESS = new Set(["events", "messages", "registrations", "participants", "contacts", "subscriptions"]);

/** `state TEXT NOT NULL CHECK (state IN ('open', 'closed'))`, whatever stands between. */
const LISTED = /^(\s*(\w+) TEXT[^,()]*?)CHECK \(\2 IN \(('[^)]*)\)\)/gm;

/** Tables of words for a table that grows without end: their making, and the table that refers to them. */
function withWords(table: string, sql: string): { words: string[]; sql: string } {
  const words: string[] = [];
  const referring = sql.replace(LISTED, (_, column: string, name: string, list: string) => {
    const home = `${table.replace(/s$/, "")}_${name}s`;
    const rows = [...list.matchAll(/'[^']+'/g)].map(([word]) => `(${word})`);
    words.push(`CREATE TABLE ${home} (word TEXT PRIMARY KEY) STRICT, WITHOUT ROWID`);
    words.push(`INSERT INTO ${home} (word) VALUES ${rows.join(", ")}`);
    return `${column}REFERENCES ${home} (word)`;
  });
  return { words, sql: referring };
}

/** Columns of other tables that refer to the table: without an index each row that goes or comes would read all of theirs. */
const referring = (schema: readonly Made[], table: string): { from: string; column: string }[] =>
  schema
    .filter((made) => made.type === "table" && made.name !== table)
    .flatMap(({ name, sql }) =>
      [...sql.matchAll(new RegExp(`^\\s*(\\w+) [^\\n]*REFERENCES "?${table}"? \\(`, "gm"))].map(([, column = ""]) => ({
        from: name,
        column,
      })),
    );

/**
 * The statements that make a table anew, in order. Rows wait in a copy, the table goes and comes back
 * under its own name: each reference that this leaves open is counted, and closed by the row that comes back, so the transaction
 * ends only if none is missing. (Making the new table first and renaming it never closes them: tried, it cannot end.)
 */
export function rebuild(schema: readonly Made[], columns: readonly string[], table: string): string[] {
  const own = schema.find((made) => made.type === "table" && made.name === table);
  if (own === undefined || /AUTOINCREMENT/i.test(own.sql)) {
    throw new Error(`${table} is no table that can be made anew`);
  }
  const { words, sql } = ENDLESS.has(table) ? withWords(table, own.sql) : { words: [], sql: own.sql };
  const list = columns.join(", ");
  const copy = `rebuild__${table}`;
  const check = "rebuild__check";
  const helpers = referring(schema, table).map(({ from, column }) => ({
    name: `rebuild__${from}__${column}`,
    on: `${from} (${column})`,
  }));
  const others = schema.filter((made) => made.tbl_name === table && (made.type === "index" || made.type === "trigger"));
  return [
    "PRAGMA defer_foreign_keys = on",
    ...words,
    ...helpers.map(({ name, on }) => `CREATE INDEX ${name} ON ${on}`),
    `CREATE TABLE ${copy} AS SELECT * FROM ${table}`,
    `DROP TABLE ${table}`,
    sql,
    `INSERT INTO ${table} (${list})\n  SELECT ${list} FROM ${copy}`,
    `CREATE TABLE ${check} (lost INTEGER CONSTRAINT no_row_is_lost CHECK (lost = 0))`,
    `INSERT INTO ${check} SELECT (SELECT count(*) FROM ${copy}) - (SELECT count(*) FROM ${table})`,
    `DROP TABLE ${check}`,
    `DROP TABLE ${copy}`,
    ...helpers.map(({ name }) => `DROP INDEX ${name}`),
    ...others.map((made) => made.sql),
    "PRAGMA foreign_key_check",
  ];
}
