import answers from "../../docs/scoring/label.answers.json";
import type { AnswersFile, ReferentialFile } from "../../src/label/scoring/formats.ts";
import { modelOf } from "../../src/label/scoring/model.ts";
import { robustness } from "../../src/label/scoring/robustness.ts";
import { scoreUnit } from "../../src/label/scoring/score.ts";
import { REFERENTIAL_FILE } from "../support/referential.ts";

/* Scores and draws in workerd, many per request: its clock stands still while it computes, so they are timed from outside. */

const file = answers as unknown as AnswersFile;
const model = modelOf(REFERENTIAL_FILE as unknown as ReferentialFile);
const [unit] = file.units;
const options = { at: "2026-11-22", isAssumed: false };

/** What the floor adds up: the same grades by the same weights. */
const grades = model.file.criteria.map(({ id, weight = 0 }) => {
  const answer = unit?.answers[id];
  const isLong = typeof answer === "object" && answer !== null && "verified" in answer;
  return { weight, grade: isLong ? Number(answer.verified) : 0 };
});

const WORK: Record<string, (times: number) => number> = {
  score: (times) => {
    let sum = 0;
    if (unit === undefined) {
      return sum;
    }
    for (let i = 0; i < times; i += 1) {
      const scored = scoreUnit(model, unit, options);
      sum += scored.status === "ok" ? (scored.verified.basisPoints ?? 0) : 0;
    }
    return sum;
  },
  draws: (times) =>
    unit === undefined
      ? 0
      : (robustness(model, unit, options, { seed: { text: "bench", words: [1, 2, 3, 4] }, runs: times })?.median ?? 0),
  floor: (times) => {
    let sum = 0;
    for (let i = 0; i < times; i += 1) {
      let [points, all] = [0, 0];
      for (const { weight, grade } of grades) {
        points += weight * grade;
        all += weight * 4;
      }
      sum += Math.floor((10_000 * points) / all);
    }
    return sum;
  },
};

export default {
  fetch: (request: Request): Response => {
    const { pathname, searchParams } = new URL(request.url);
    return Response.json(WORK[pathname.slice(1)]?.(Number(searchParams.get("times"))) ?? null);
  },
};
