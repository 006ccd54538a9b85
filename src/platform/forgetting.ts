import * as z from "zod";

import { type Database, type Statement, statement } from "./d1.ts";

/** Something that is forgotten in time: how much of it is due now. */
export type Forgetting = {
  key: string;
  /** In French, for the console. */
  label: string;
  /** One row, one column `n`: what would be forgotten now, up to `MOST_COUNTED`. */
  count: (now: number) => Statement;
};

/** A count stops here: the console says « 5 000 ou plus ». */
export const MOST_COUNTED = 5000;

/** Counts the rows of a query, up to the bound; `:now` is now. */
export const counting = (key: string, label: string, query: string): Forgetting => ({
  key,
  label,
  count: (now) => statement(`SELECT count(*) AS n FROM (${query} LIMIT ${MOST_COUNTED})`, { now }),
});

/** A rule over one table: the same condition counts and deletes, so that the dry run cannot lie. `:now` is now. */
export const deleting = (
  key: string,
  label: string,
  table: string,
  where: string,
): Forgetting & { run: (now: number) => Statement } => ({
  ...counting(key, label, `SELECT 1 FROM ${table} WHERE ${where}`),
  run: (now) => statement(`DELETE FROM ${table} WHERE ${where}`, { now }),
});

/** How much of each thing would be forgotten now: the dry run, in one round trip. */
export async function countDue(
  db: Database,
  rules: readonly Forgetting[],
  now: number,
): Promise<Record<string, number>> {
  const results = await db.readAll(rules.map((rule) => rule.count(now)));
  return Object.fromEntries(rules.map((rule, i) => [rule.key, z.object({ n: z.int() }).parse(results[i]?.[0]).n]));
}
