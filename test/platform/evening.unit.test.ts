import { describe, expect, test } from "vitest";

import { type Costs, holds, jobsOf, play, serve, throughCache } from "../../scripts/local/evening.ts";
import { seeded } from "../../src/workshops/schools/probes.ts";

/** Milliseconds near those that `npm run sim:evening` measures, so that a slow machine changes nothing here. */
const COSTS: Costs = { list: 1, session: 0.1, programme: 0.5, hold: 1.3, form: 1.3, newsOne: 1.2, newsHundred: 8 };
const ALL = { hasCache: true, hasQueue: true };

describe("npm run sim:evening", () => {
  test("one server waits as theory says it does (Pollaczek and Khinchine), for three loads", () => {
    for (const load of [0.3, 0.6, 0.8]) {
      const chance = seeded(7);
      let at = 0;
      const jobs = Array.from({ length: 100_000 }, () => {
        at += -Math.log(1 - chance()) / load;
        return { at, ms: 1, kind: "hold" as const };
      });
      let [free, sum] = [0, 0];
      for (const job of jobs) {
        sum += Math.max(0, free - job.at);
        free = Math.max(free, job.at) + job.ms;
      }
      const theory = load / (2 * (1 - load));
      expect(Math.abs(sum / jobs.length / theory - 1)).toBeLessThan(0.08);
      expect(serve(jobs, "hold").worst).toBeGreaterThan(theory);
      expect(Math.abs(serve(jobs, "hold").busy - load)).toBeLessThan(0.01);
    }
  });

  test("the cache lets one view a key and ten seconds through, whatever the crowd", () => {
    const views = Array.from({ length: 60_000 }, (_, i) => ({ at: i, key: "one" }));
    expect(throughCache(views).map(({ at }) => at)).toEqual([0, 10_000, 20_000, 30_000, 40_000, 50_000]);
  });

  test("the opening minute, the evening and the wave hold", () => {
    for (const moment of ["opening", "evening", "wave"] as const) {
      expect([moment, holds(play(moment, COSTS, ALL))]).toEqual([moment, true]);
    }
  });

  test("what was there before falls: lists that walk every session, without a cache; news that come one by one; ten times the crowd without a cache", () => {
    expect(holds(play("opening", { ...COSTS, list: 25 }, { ...ALL, hasCache: false }))).toBe(false);
    expect(holds(play("wave", COSTS, { ...ALL, hasQueue: false }))).toBe(false);
    expect(holds(play("opening", COSTS, { ...ALL, hasCache: false, times: 10 }))).toBe(false);
  });

  test("the same seed is the same evening", () => {
    expect(play("opening", COSTS, ALL)).toEqual(play("opening", COSTS, ALL));
    expect(jobsOf("wave", COSTS, ALL, 26)[0]).not.toEqual(jobsOf("wave", COSTS, ALL)[0]);
  });
});
