import type { putBack } from "../../src/platform/export.ts";

/* Rows as statements of a file: each below what D1 takes (100,000 bytes), whatever a row weighs. */

type Written = ReturnType<typeof putBack>;
type Value = Written["params"][number];

/** Below D1's bound, with room for what stands around a piece. */
const MOST_BYTES = 95_000;
/** Characters of one piece: four bytes each, and a NUL, as it is written, thirteen. */
const PIECE = 7000;
/** Where the pieces of a long text wait for each other: conditions on a row see it whole. */
export const BESIDE = {
  make: "CREATE TABLE restored_pieces (n INTEGER NOT NULL, at INTEGER NOT NULL, piece TEXT NOT NULL)",
  drop: "DROP TABLE restored_pieces",
} as const;

const bytesOf = (sql: string): number => Buffer.byteLength(sql);
/** A NUL ends a file of SQL without a word: it is written as what it is. */
const quoted = (text: string): string => `'${text.replaceAll("'", "''").replaceAll("\0", "'||char(0)||'")}'`;
const literal = (value: Value): string =>
  value === null ? "NULL" : typeof value === "number" ? String(value) : quoted(value);
const filled = (sql: string, values: readonly string[]): string =>
  sql.replaceAll(/\?(\d+)/g, (_, n: string) => values[Number(n) - 1] ?? "NULL");

/** The statements that write a row: one, or the pieces of its long texts before it. */
export function statementsOf({ sql, params }: Written): string[] {
  const whole = filled(sql, params.map(literal));
  if (bytesOf(whole) <= MOST_BYTES) {
    return [whole];
  }
  const pieces = params.map((value) =>
    typeof value === "string" && value.length > 1000 ? (value.match(new RegExp(`[^]{1,${PIECE}}`, "gu")) ?? []) : [],
  );
  const values = params.map((value, i) =>
    pieces[i]?.length === 0
      ? literal(value)
      : `(SELECT group_concat(piece, '' ORDER BY at) FROM restored_pieces WHERE n = ${i})`,
  );
  return [
    ...pieces.flatMap((list, i) =>
      list.map((piece, at) => `INSERT INTO restored_pieces (n, at, piece) VALUES (${i}, ${at}, ${quoted(piece)})`),
    ),
    filled(sql, values),
    "DELETE FROM restored_pieces",
  ];
}
