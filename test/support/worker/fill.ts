import { env } from "cloudflare:workers";

export type Cell = string | number | null;

/** Inserts `n` rows in one statement, from number `from`; a `#` in a text is the number of the row. */
export async function fill(table: string, n: number, row: Readonly<Record<string, Cell>>, from = 0): Promise<void> {
  const cells = Object.values(row).map((cell) =>
    typeof cell === "string" ? `replace('${cell}', '#', value)` : String(cell ?? "NULL"),
  );
  const numbers = JSON.stringify(Array.from({ length: n }, (_, i) => from + i));
  await env.DB.prepare(
    `INSERT INTO ${table} (${Object.keys(row).join(", ")}) SELECT ${cells.join(", ")} FROM json_each(?1)`,
  )
    .bind(numbers)
    .run();
}

/** What an association wrote long ago. */
export const MESSAGE = {
  id: "smg_#",
  association_id: "org_1",
  kind: "other",
  audience: "all",
  body: "Prenez des écouteurs.",
  body_sha256: "x",
  author_id: "per_1",
  planned: 1,
  erase_at: 1,
  created_at: 1,
};
