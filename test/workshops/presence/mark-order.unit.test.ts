import fc from "fast-check";
import { expect, test } from "vitest";

import { type Mark, against, markOf, momentOf } from "../../../src/workshops/presence/mark-order.ts";

const arrive = (marks: readonly Mark[]): Mark | null =>
  marks.reduce<Mark | null>((standing, act) => {
    const does = against(standing, act);
    return does === "changes" || does === "repeats" ? act : standing;
  }, null);

test("a set of marks ends in one state, in whatever order it arrives", () => {
  const mark = fc.record({ isPresent: fc.boolean(), madeMs: fc.integer({ min: 0, max: 6 }) });
  fc.assert(
    fc.property(fc.array(mark, { minLength: 1, maxLength: 7 }), fc.infiniteStream(fc.nat()), (marks, chance) => {
      const shuffled = marks
        .map((one) => [one, chance.next().value ?? 0] as const)
        .toSorted((a, b) => a[1] - b[1])
        .map(([one]) => one);
      expect(arrive(shuffled)).toEqual(arrive(marks));
    }),
    { numRuns: 500 },
  );
});

test.each([
  ["nobody has marked", null, { isPresent: false, madeMs: 5 }, "changes"],
  ["made later", { isPresent: true, madeMs: 5 }, { isPresent: false, madeMs: 6 }, "changes"],
  ["made earlier", { isPresent: true, madeMs: 5 }, { isPresent: false, madeMs: 4 }, "is_older"],
  ["the same, later", { isPresent: true, madeMs: 5 }, { isPresent: true, madeMs: 6 }, "repeats"],
  ["the same, sent twice", { isPresent: true, madeMs: 5 }, { isPresent: true, madeMs: 5 }, "is_there"],
  ["the same, made earlier", { isPresent: true, madeMs: 5 }, { isPresent: true, madeMs: 4 }, "is_there"],
  ["over what the night wrote", { isPresent: false, madeMs: 0 }, { isPresent: true, madeMs: 1 }, "changes"],
] as const)("a mark, %s", (_, standing, act, does) => {
  expect(against(standing, act)).toBe(does);
});

test("the moment of a mark: the device's, after the mark it saw, never ahead of the site; none by night; now without script", () => {
  const stands = { isPresent: true, madeMs: 90_000 };
  expect(momentOf({ atMs: 80_000, seenMs: 0 }, stands, 100)).toBe(80_000);
  expect(momentOf({ atMs: 80_000, seenMs: 90_000 }, stands, 100)).toBe(90_001);
  expect(momentOf({ atMs: 999_000, seenMs: 0 }, stands, 100)).toBe(100_999);
  expect(momentOf("now", null, 100)).toBe(100_000);
  expect(momentOf("now", { isPresent: true, madeMs: 100_500 }, 100)).toBe(100_501);
  expect(momentOf("by_night", stands, 100)).toBe(0);
});

test("a seat that nobody marked has no mark", () => {
  expect(markOf({ state: "confirmed", markedMs: 0 })).toBe(null);
  expect(markOf({ state: "absent", markedMs: 7 })).toEqual({ isPresent: false, madeMs: 7 });
});
