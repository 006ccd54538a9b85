import { describe, expect, test } from "vitest";

import { type Moment, type Run, whereTo } from "../../scripts/local/jump.ts";
import { DAY, HOUR } from "../../src/kernel/time.ts";

const NOW = 1_800_000_000;
const MOMENT: Moment = {
  now: NOW,
  due: NOW + HOUR,
  firstOpen: NOW + 3 * DAY,
  lastOpen: NOW + 90 * DAY,
  isBusy: false,
};
const RUN: Run = { start: NOW, idle: 0, isLifted: false };

/** Where the clock goes from this moment, with what differs. */
const from = (moment: Partial<Moment>, run: Partial<Run> = {}) => whereTo({ ...MOMENT, ...moment }, { ...RUN, ...run });

describe("the clock of the demo jumps for what somebody there waits for, and never runs away", () => {
  test("to the next due moment of an act of this run", () => expect(from({})).toBe(NOW + HOUR + 1));

  test("while something moves or is due already, it waits without a word", () => {
    expect([from({ isBusy: true }), from({ due: NOW })]).toEqual([null, null]);
  });

  test.each([
    ["nobody has acted", from({ due: null }), "nobody has begun a sequence"],
    ["nobody looks", from({}, { idle: 601 }), "open one and it goes on"],
    ["the first open session would be over", from({ due: NOW + 4 * DAY }), "press Enter"],
    ["every open session would be over", from({ due: NOW + 91 * DAY }, { isLifted: true }), "no open session"],
    ["no session is open", from({ firstOpen: null, lastOpen: null }), "no open session"],
    [
      "a hundred days are over",
      from({ due: NOW + 100 * DAY, lastOpen: NOW + 900 * DAY }, { isLifted: true }),
      "--fresh",
    ],
  ])("%s: it stands still, and says why and what to press", (_, answer, words) => {
    expect(answer).toContain(words);
  });

  test("Enter lets sessions pass, until the last open one", () => {
    expect(from({ due: NOW + 4 * DAY }, { isLifted: true })).toBe(NOW + 4 * DAY + 1);
  });
});
