import { readFileSync, readdirSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

import {
  type Answer,
  type Figures,
  LEAST_ANSWERS,
  countOf,
  publish,
  tally,
  total,
} from "../../../src/workshops/impact/figures.ts";
import { QuestionSet } from "../../../src/workshops/impact/survey.ts";
import { WAVES, type Wave, waveWindow } from "../../../src/workshops/sessions/waves.ts";

const sets = readdirSync("content/enquetes").map((file) =>
  QuestionSet.parse(JSON.parse(readFileSync(`content/enquetes/${file}`, "utf8"))),
);
const set = sets.find((one) => one.id === "jeunes.v1");
if (set === undefined) {
  throw new Error("no questionnaire for young people");
}
const question = set.questions[0] ?? { id: "", options: [] };
const answer = (wave: Wave, code: string | null, option: string): Answer => ({
  wave,
  code,
  answers: { [question.id]: option },
});
const waves = Object.keys(WAVES) as Wave[];

describe("the questionnaires", () => {
  test("ten closed questions at most, each with an answer nearer than the others, ids once", () => {
    expect(sets.length).toBeGreaterThanOrEqual(3);
    for (const one of sets) {
      expect(new Set(one.questions.map((q) => q.id)).size).toBe(one.questions.length);
      for (const { options } of one.questions) {
        expect(new Set(options.map((o) => o.id)).size).toBe(options.length);
        expect(Math.max(...options.map((o) => o.score))).toBeGreaterThan(Math.min(...options.map((o) => o.score)));
      }
    }
  });

  test("before ends with the session's first half hour, after begins with its last, three months is three months", () => {
    const session = { startsAt: 1_796_115_600, endsAt: 1_796_122_800 };
    expect(waveWindow("pre", session).closesAt).toBeLessThan(waveWindow("post", session).opensAt);
    expect((waveWindow("m3", session).opensAt - session.endsAt) / 86_400).toBe(83);
  });
});

describe("what is counted", () => {
  test("options in order, and who moved, by their code alone", () => {
    const figures = tally(set, [
      answer("pre", "A", "repondre"),
      answer("pre", "B", "garder"),
      answer("pre", null, "garder"),
      answer("post", "A", "garder"),
      answer("post", "B", "bloquer"),
      answer("post", "Z", "garder"),
    ]);
    expect(figures).toEqual({
      "inconnu|pre": [1, 0, 2, 0],
      "inconnu|post": [0, 1, 2, 0],
      "inconnu|post|change": [1, 0, 1],
    });
  });

  test("an unknown option counts for nothing", () => {
    expect(tally(set, [answer("pre", "A", "autre")])).toEqual({});
  });
});

describe("what is published", () => {
  test("nothing before five, then nothing until five more", () => {
    const at = (n: number): Figures => ({ "q|pre": [n, 0] });
    expect(publish(null, at(4))).toEqual({});
    expect(publish(null, at(5))).toEqual(at(5));
    expect(publish(at(5), at(9))).toEqual(at(5));
    expect(publish(at(5), at(10))).toEqual(at(10));
  });

  test("a total is the sum of what is shown, cell by cell, whichever parts have it", () => {
    expect(total([{ a: [1, 2] }, { a: [3, 0], b: [5] }, {}])).toEqual({ a: [4, 2], b: [5] });
    expect(total([])).toEqual({});
  });

  /** Weeks of answers that come in any number, in any of four sessions of two programmes and two départements. */
  const weeks = fc.array(
    fc.array(
      fc.record({
        session: fc.nat(3),
        wave: fc.constantFrom(...waves),
        option: fc.constantFrom(...question.options.map((o) => o.id)),
        code: fc.option(fc.constantFrom("A", "B", "C", "D", "E", "F", "G"), { nil: null }),
      }),
      { maxLength: 25 },
    ),
    { minLength: 2, maxLength: 6 },
  );

  test("whatever comes: two publications differ by nothing or by five; totals are what is shown and nothing else", () => {
    fc.assert(
      fc.property(weeks, (list) => {
        const answers: Answer[][] = [[], [], [], []];
        let before: Figures[] = [{}, {}, {}, {}];
        let wholes: Figures[] = [];
        for (const week of list) {
          week.forEach(({ session, wave, option, code }) => answers[session]?.push(answer(wave, code, option)));
          const now = answers.map((all, i) => publish(before[i] ?? null, tally(set, all)));
          const groups = [
            [0, 1],
            [2, 3],
            [0, 2],
            [1, 3],
            [0, 1, 2, 3],
          ].map((ids) => total(ids.map((i) => now[i] ?? {})));
          now.forEach((shown, i) => checkStep(before[i] ?? {}, shown));
          groups.forEach((whole, i) => checkStep(wholes[i] ?? {}, whole));
          const [, , , , all = {}] = groups;
          for (const [cell, counts] of Object.entries(all)) {
            const rest = counts.map((n, k) => n - now.reduce((sum, part) => sum + (part[cell]?.[k] ?? 0), 0));
            expect(countOf(rest), "the whole less its parts").toBe(0);
          }
          before = now;
          wholes = groups;
        }
      }),
      { numRuns: 300 },
    );
  });
});

/** No cell shows fewer than five, none disappears, and none moves by fewer than five. */
function checkStep(before: Figures, now: Figures): void {
  for (const [cell, counts] of Object.entries(now)) {
    const step = countOf(counts) - countOf(before[cell]);
    expect(countOf(counts)).toBeGreaterThanOrEqual(LEAST_ANSWERS);
    expect(step === 0 || step >= LEAST_ANSWERS, `${cell} moved by ${step}`).toBe(true);
  }
  expect(Object.keys(now)).toEqual(expect.arrayContaining(Object.keys(before)));
}
