import { globSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";

import { sqlSet } from "../../src/platform/d1.ts";
import { EXPIRABLE, LIVE, MARKABLE, PROVEN, PROVEN_LIVE, UNPROVEN } from "../../src/workshops/seats/registration.ts";

/** Lists of words that a text of SQL spells out itself: after IN, or kept as a text of their own. */
const spelled = (text: string): string[] =>
  [...text.matchAll(/\bIN\s*\(\s*'[^)]*\)|"'\w+'(?:,\s*'\w+')*"/gi)].map(([found]) => found);

describe("a state is typed in one language alone", () => {
  test("no store spells out a list of words: it comes from a constant of the core, through `sqlSet`", () => {
    const stores = globSync("src/**/*.store.ts");
    expect(stores.length).toBeGreaterThan(40);
    expect(stores.flatMap((file) => spelled(readFileSync(file, "utf8")).map((list) => `${file}: ${list}`))).toEqual([]);
  });

  test("the test above sees a list after IN, over several lines, and one that waits in a constant", () => {
    expect(spelled("`SELECT 1 FROM r WHERE state IN ('held', 'joining')`")).toHaveLength(1);
    expect(spelled("`… state in (\n  'held')`")).toHaveLength(1);
    expect(spelled(`const LIVE = "'held', 'offered'";`)).toHaveLength(1);
    expect(spelled("`state IN ${sqlSet(LIVE)} AND id IN (SELECT value FROM json_each(:ids))`")).toEqual([]);
  });
});

describe("a list of words for SQL", () => {
  test("is written in its own order, whatever it is kept in", () => {
    expect(sqlSet(["held", "under_11", "REP+"])).toBe("('held', 'under_11', 'REP+')");
    expect(sqlSet(new Set(["open"]))).toBe("('open')");
  });

  test("takes plain words alone, and at least one", () => {
    for (const list of [["it's"], ["a b"], ["held", "x'); DROP TABLE events; --"], ["é"], [""], []]) {
      expect(() => sqlSet(list), JSON.stringify(list)).toThrow("not a list of words");
    }
  });
});

/* A group follows the table of transitions; what it comes to is written here, so that a change of the table is seen. */
test("groups of states are worked out of the table of transitions", () => {
  expect(EXPIRABLE).toEqual(["held", "awaiting_consent", "joining", "offered"]);
  expect(LIVE).toEqual(["held", "awaiting_consent", "confirmed", "joining", "waitlisted", "offered"]);
  expect(UNPROVEN).toEqual(["held", "joining"]);
  expect(PROVEN).toEqual(["awaiting_consent", "confirmed", "waitlisted", "offered", "attended", "absent"]);
  expect(PROVEN_LIVE).toEqual(["awaiting_consent", "confirmed", "waitlisted", "offered"]);
  expect(MARKABLE).toEqual(["confirmed", "attended", "absent"]);
});
