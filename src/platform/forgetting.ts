import * as z from "zod";

import { DAY } from "../kernel/time.ts";
import { type Database, statement } from "./d1.ts";
import type { Deps } from "./deps.ts";
import { log } from "./log.ts";

/** What the night works with: on top, how a file of evidence is dropped, and the time that goes on meanwhile. */
export type NightDeps = Deps & { drop: (key: string) => Promise<void>; clock: () => number };

/** Something that falls due. */
export type Counted = {
  key: string;
  /** In French, for the console. */
  label: string;
  /**
   * What is due at `:now`, however late, and since when: a query over `due_at`. `by` is what to sort it by, so that an index tells
   * the oldest.
   */
  due: string;
  by: string;
};

/** What goes first: what is over ends, then people and files, then old rows, then addresses that nothing needs any more. */
const PHASES = ["end", "erase", "forget", "addresses"] as const;

/** Something that is forgotten in time: how it is counted, and how it goes. */
export type Forgetting = Counted & {
  phase: (typeof PHASES)[number];
  /** How many go at once. */
  most: number;
  /** Forgets at most `most` of what is due, all or nothing; how many it looked at. The night asks again until it is none. */
  run: (deps: NightDeps) => Promise<number>;
};

/** A count stops here: the console says « 5 000 ou plus ». */
export const MOST_COUNTED = 5000;
/** Rows of one table that go at once. */
const MOST_DELETED = 500;
/** What is due for longer than this has missed two nights. */
const TOO_LATE = 2 * DAY;

/** When a row falls due: the condition at `:now`, the moment, and the column to sort by. */
type Due = { where: string; at: string; by: string };
/** A row is due some seconds after a moment that it holds. */
export const after = (column: string, seconds: number): Due => ({
  where: `${column} <= :now - ${seconds}`,
  at: `${column} + ${seconds}`,
  by: column,
});

/** A rule over one table: the same condition counts and deletes, so that the dry run cannot lie. `of.id` is its primary key. */
export const deleting = (
  key: string,
  label: string,
  of: { table: string; id: string; phase?: Forgetting["phase"] },
  { where, at, by }: Due,
): Forgetting => ({
  key,
  label,
  due: `SELECT ${at} AS due_at FROM ${of.table} WHERE ${where}`,
  by,
  phase: of.phase ?? "forget",
  most: MOST_DELETED,
  run: ({ db, now }) =>
    db.changed(
      statement(
        `DELETE FROM ${of.table} WHERE (${of.id}) IN (SELECT ${of.id} FROM ${of.table} WHERE ${where} ORDER BY ${by} LIMIT :most)`,
        { now, most: MOST_DELETED },
      ),
    ),
});

/** How much is due, up to `MOST_COUNTED`, and since when the oldest is; null when nothing is. */
export type DueNow = { n: number; oldest: number | null };
const DueRow = z.object({ n: z.int(), oldest: z.int().nullable() });

/** How much of each thing would be forgotten now: the dry run, in one round trip. */
export async function countDue(
  db: Database,
  { rules, now }: { rules: readonly Counted[]; now: number },
): Promise<Record<string, DueNow>> {
  const results = await db.readAll(
    rules.map(({ due, by }) =>
      statement(`SELECT count(*) AS n, min(due_at) AS oldest FROM (${due} ORDER BY ${by} LIMIT ${MOST_COUNTED})`, {
        now,
      }),
    ),
  );
  return Object.fromEntries(rules.map((rule, i) => [rule.key, DueRow.parse(results[i]?.[0])]));
}

/** The things that two nights did not forget, by key, in one round trip. */
export async function lateForgettings(
  db: Database,
  { rules, now }: { rules: readonly Counted[]; now: number },
): Promise<string[]> {
  const late = rules.map(({ due, by }) =>
    statement(`SELECT 1 FROM (${due} ORDER BY ${by} LIMIT 1)`, { now: now - TOO_LATE }),
  );
  const results = await db.readAll(late);
  return rules.flatMap(({ key }, i) => (results[i]?.length === 0 ? [] : [key]));
}

/** What one night did about one thing: how much was due before, and after. */
export type NightLine = { key: string; due: number; left: number };
/** What one delivery did, rule by rule, and how it ended. */
type Forgot = { lines: NightLine[]; forgotten: Record<string, number>; isCutShort: boolean; hasFailed: boolean };
/** How long one delivery of the queue forgets, in seconds, and how often it asks one rule. */
type Bound = { seconds: number; rounds: number };
const ONE_DELIVERY: Bound = { seconds: 60, rounds: 400 };

/**
 * Forgets all that is due, phase by phase, rule by rule, a bounded number at once. Each rule has an equal share of the time that is
 * left, so that a long one starves no other; one that fails stops no other. `isCutShort`: the time was over first; `hasFailed`: a rule
 * threw. What is left otherwise is an error: a rule that counts what it does not forget.
 */
export async function forgetDue(
  deps: NightDeps,
  { rules, bound = ONE_DELIVERY }: { rules: readonly Forgetting[]; bound?: Bound },
): Promise<Forgot> {
  const due = await countDue(deps.db, { rules, now: deps.now });
  const end = deps.clock() + bound.seconds;
  const forgotten: Record<string, number> = {};
  const ends = new Set<End>();
  for (const [i, rule] of PHASES.flatMap((phase) => rules.filter((one) => one.phase === phase)).entries()) {
    const now = deps.clock();
    const until = now + (end - now) / (rules.length - i);
    const { count, end: how } = await runOut(deps, { rule, bound: { until, rounds: bound.rounds } });
    forgotten[rule.key] = count;
    ends.add(how);
  }
  const left = await countDue(deps.db, { rules, now: deps.now });
  const lines = rules.map(({ key }) => ({ key, due: due[key]?.n ?? 0, left: left[key]?.n ?? 0 }));
  const [isCutShort, hasFailed] = [ends.has("cut"), ends.has("failed")];
  const late = lines.filter((line) => line.left > 0);
  if (late.length > 0) {
    log.error("forgetting.left", new Error(), {
      isCutShort,
      rules: late.map((line) => `${line.key} ${line.left}`).join(", "),
    });
  }
  return { lines, forgotten, isCutShort, hasFailed };
}

type End = "done" | "cut" | "failed";

/** Asks one rule until nothing is due, or the bound is reached, or it fails. */
async function runOut(
  deps: NightDeps,
  { rule, bound }: { rule: Forgetting; bound: { until: number; rounds: number } },
): Promise<{ count: number; end: End }> {
  let count = 0;
  try {
    for (let round = 0; round < bound.rounds && deps.clock() < bound.until; round++) {
      const taken = await rule.run(deps);
      if (taken === 0) {
        return { count, end: "done" };
      }
      count += taken;
    }
  } catch (error) {
    log.error("forgetting.failed", error, { rule: rule.key });
    return { count, end: "failed" };
  }
  return { count, end: "cut" };
}
