import { env } from "cloudflare:workers";

type Cell = string | number | null;
type Column = { name: string; type: string; notnull: number; dflt_value: unknown };

/** The columns that a row has to fill, by table: asked of the database once. */
const NEEDED = new Map<string, Column[]>();
async function neededIn(table: string): Promise<Column[]> {
  const known = NEEDED.get(table);
  if (known !== undefined) {
    return known;
  }
  const { results } = await env.DB.prepare(`PRAGMA table_info(${table})`).all<Column>();
  const needed = results.filter(({ notnull, dflt_value }) => notnull === 1 && dflt_value === null);
  NEEDED.set(table, needed);
  return needed;
}

/**
 * A row that stands there before a test begins. The test says the columns that it is about; every other one that has to hold
 * something holds 1, as a number or as a text, which is JSON too. `orStays`: a row that is there already stays as it was.
 * @example given("passkeys", { id: "key_other", person_id: other })
 */
export async function given(table: string, row: Readonly<Record<string, Cell>>, orStays = false): Promise<void> {
  const whole: Record<string, Cell> = Object.fromEntries(
    (await neededIn(table)).map(({ name, type }) => [name, type === "INTEGER" ? 1 : "1"]),
  );
  Object.assign(whole, row);
  const names = Object.keys(whole);
  await env.DB.prepare(
    `INSERT INTO ${table} (${names.join(", ")}) VALUES (${names.map(() => "?").join(", ")}) ${orStays ? "ON CONFLICT DO NOTHING" : ""}`,
  )
    .bind(...Object.values(whole))
    .run();
}
