import * as z from "zod";

import type { Answers, QuestionSet } from "./survey.ts";
import type { Wave } from "../sessions/waves.ts";

/** Nothing is shown from fewer answers than this, and nothing moves by fewer. */
export const LEAST_ANSWERS = 5;

/** What is published: counts by cell. `inconnu|pre` counts options in order; `inconnu|post|change` counts worse, same, better. */
export const Figures = z.record(z.string(), z.array(z.int().min(0)));
export type Figures = z.infer<typeof Figures>;
/** An answer as the database keeps it. */
export type Answer = { wave: Wave; code: string | null; answers: Answers };

export const countOf = (cell: readonly number[] | undefined): number => (cell ?? []).reduce((sum, n) => sum + n, 0);

/** Every cell of the answers of one session, before any threshold. Pure. */
export function tally(set: QuestionSet, answers: readonly Answer[]): Figures {
  const figures: Figures = {};
  const add = (cell: string, size: number, index: number): void => {
    const counts = (figures[cell] ??= Array.from({ length: size }, () => 0));
    counts[index] = (counts[index] ?? 0) + 1;
  };
  const before = new Map(answers.flatMap((one) => (one.wave === "pre" && one.code !== null ? [[one.code, one]] : [])));
  for (const { id, options } of set.questions) {
    const scoreOf = (one: Answer | undefined): number | null =>
      options.find((option) => option.id === one?.answers[id])?.score ?? null;
    for (const one of answers) {
      const index = options.findIndex((option) => option.id === one.answers[id]);
      if (index < 0) {
        continue;
      }
      add(`${id}|${one.wave}`, options.length, index);
      const [was, is] = [scoreOf(before.get(one.code ?? "")), scoreOf(one)];
      if (one.wave !== "pre" && was !== null && is !== null) {
        add(`${id}|${one.wave}|change`, 3, Math.sign(is - was) + 1);
      }
    }
  }
  return figures;
}

/**
 * What may be shown of a session now, given what was shown before: a cell appears with its first five answers and then only moves
 * when five more have come, so that two publications cannot be subtracted to see one person. Pure.
 */
export function publish(before: Figures | null, now: Figures): Figures {
  const shown: Figures = {};
  for (const [cell, counts] of Object.entries(now)) {
    const old = before?.[cell];
    const isMore = countOf(counts) - countOf(old) >= LEAST_ANSWERS;
    const kept = isMore ? counts : old;
    if (kept !== undefined) {
      shown[cell] = kept;
    }
  }
  return shown;
}

/**
 * The figures of a programme, a département or a questionnaire: the sum of what is shown of each session, and of nothing else. Whoever
 * subtracts the parts from the whole finds nothing. Pure.
 */
export function total(parts: readonly Figures[]): Figures {
  const sum: Figures = {};
  for (const part of parts) {
    for (const [cell, counts] of Object.entries(part)) {
      sum[cell] = counts.map((n, i) => n + (sum[cell]?.[i] ?? 0));
    }
  }
  return sum;
}
