import { globSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";

const text = (file: string): string => readFileSync(file, "utf8");
/** What forgets: the files named for it, and whatever else makes a rule of it. */
const NAMED = globSync("src/**/{*retention*,*forget*,*erase*}.ts");
const FORGETTING = globSync("src/**/*.ts").filter(
  (file) => NAMED.includes(file) || text(file).includes("/forgetting.ts"),
);

/** A lower edge in time: what is later than that is out of sight, for the night and for the count. */
const windows = (code: string): string[] => code.match(/BETWEEN\s+(?::now|\?\d+|\$\{)[^\n]*?\bAND\b|LOOK_BACK/g) ?? [];
/** A number of rows that stands in the query, where no loop asks for the rest. `LIMIT 1` asks whether there is one. */
const bounds = (code: string): string[] => code.match(/\bLIMIT\s+(?!1\b)\d+/g) ?? [];

describe("what is late is forgotten all the same", () => {
  test("no rule of forgetting has a lower edge in time, nor a bound that nothing asks again", () => {
    expect(FORGETTING.length).toBeGreaterThan(15);
    expect(FORGETTING.filter((file) => windows(text(file)).length > 0)).toEqual([]);
    expect(NAMED.filter((file) => bounds(text(file)).length > 0)).toEqual([]);
  });

  test.each([
    "ended_at BETWEEN :now - 2592000 AND :now - 604800",
    "expires_at BETWEEN ${from} AND :now",
    "const LOOK_BACK = 30 * DAY;",
    "SELECT id FROM contacts WHERE forget_at <= :now LIMIT 500",
  ])("the checks above see: %s", (code) => {
    expect([...windows(code), ...bounds(code)]).not.toEqual([]);
  });
});
