import * as z from "zod";

import { type Database, type Statement, statement } from "./d1.ts";
import type { Deps } from "./deps.ts";
import { log } from "./log.ts";

/** What the night works with: on top, how a file of evidence is dropped, and the time that goes on meanwhile. */
export type NightDeps = Deps & { drop: (key: string) => Promise<void>; clock: () => number };

/** How much of something is due now. */
export type Counted = {
  key: string;
  /** In French, for the console. */
  label: string;
  /** One row, one column `n`: what would be forgotten now, up to `MOST_COUNTED`. */
  count: (now: number) => Statement;
};

/** What goes first: people and files, then old rows, then addresses that nothing needs any more. */
const PHASES = ["erase", "forget", "addresses"] as const;

/** Something that is forgotten in time: how it is counted, and how it goes. */
export type Forgetting = Counted & {
  phase: (typeof PHASES)[number];
  /** How many go at once. */
  most: number;
  /** Forgets at most `most` of what is due, all or nothing; how many they were. The night asks again until it is none. */
  run: (deps: NightDeps) => Promise<number>;
};

/** A count stops here: the console says « 5 000 ou plus ». */
export const MOST_COUNTED = 5000;
/** Rows of one table that go at once. */
const MOST_DELETED = 500;

/** Counts the rows of a query, up to the bound; `:now` is now. */
export const counting = (key: string, label: string, query: string): Counted => ({
  key,
  label,
  count: (now) => statement(`SELECT count(*) AS n FROM (${query} LIMIT ${MOST_COUNTED})`, { now }),
});

/** A rule over one table: the same condition counts and deletes, so that the dry run cannot lie. `of.id` is its primary key. */
export const deleting = (
  key: string,
  label: string,
  of: { table: string; id: string; phase?: Forgetting["phase"] },
  where: string,
): Forgetting => ({
  ...counting(key, label, `SELECT 1 FROM ${of.table} WHERE ${where}`),
  phase: of.phase ?? "forget",
  most: MOST_DELETED,
  run: ({ db, now }) =>
    db.changed(
      statement(
        `DELETE FROM ${of.table} WHERE (${of.id}) IN (SELECT ${of.id} FROM ${of.table} WHERE ${where} LIMIT ${MOST_DELETED})`,
        { now },
      ),
    ),
});

/** How much of each thing would be forgotten now: the dry run, in one round trip. */
export async function countDue(
  db: Database,
  { rules, now }: { rules: readonly Counted[]; now: number },
): Promise<Record<string, number>> {
  const results = await db.readAll(rules.map((rule) => rule.count(now)));
  return Object.fromEntries(rules.map((rule, i) => [rule.key, z.object({ n: z.int() }).parse(results[i]?.[0]).n]));
}

/** What one night did about one thing: how much was due before, and after. */
export type NightLine = { key: string; due: number; left: number };
/** How long one delivery of the queue forgets, in seconds, and how often it asks one rule. */
type Bound = { seconds: number; rounds: number };
const ONE_DELIVERY: Bound = { seconds: 60, rounds: 400 };

/**
 * Forgets all that is due, phase by phase, rule by rule, a bounded number at once. `isCutShort`: it took too long, and the next
 * tick goes on. What is left otherwise is an error: a rule that counts what it does not forget.
 */
export async function forgetDue(
  deps: NightDeps,
  { rules, bound = ONE_DELIVERY }: { rules: readonly Forgetting[]; bound?: Bound },
): Promise<{ lines: NightLine[]; forgotten: Record<string, number>; isCutShort: boolean }> {
  const due = await countDue(deps.db, { rules, now: deps.now });
  const until = deps.clock() + bound.seconds;
  const forgotten: Record<string, number> = {};
  let isCutShort = false;
  for (const rule of PHASES.flatMap((phase) => rules.filter((one) => one.phase === phase))) {
    const { count, isDone } = await runOut(deps, { rule, bound: { until, rounds: bound.rounds } });
    forgotten[rule.key] = count;
    isCutShort ||= !isDone;
  }
  const left = await countDue(deps.db, { rules, now: deps.now });
  const lines = rules.map(({ key }) => ({ key, due: due[key] ?? 0, left: left[key] ?? 0 }));
  const late = lines.filter((line) => line.left > 0);
  if (late.length > 0) {
    log.error("forgetting.left", new Error(), {
      isCutShort,
      rules: late.map((line) => `${line.key} ${line.left}`).join(", "),
    });
  }
  return { lines, forgotten, isCutShort };
}

/** Asks one rule until nothing is due, or the bound is reached. */
async function runOut(
  deps: NightDeps,
  { rule, bound }: { rule: Forgetting; bound: { until: number; rounds: number } },
): Promise<{ count: number; isDone: boolean }> {
  let count = 0;
  for (let round = 0; round < bound.rounds && deps.clock() < bound.until; round++) {
    const taken = await rule.run(deps);
    if (taken === 0) {
      return { count, isDone: true };
    }
    count += taken;
  }
  return { count, isDone: false };
}
