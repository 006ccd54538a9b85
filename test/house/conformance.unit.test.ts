import { existsSync, readFileSync } from "node:fs";

import { describe, expect, test } from "vitest";

const PAGE = readFileSync("docs/conformance.md", "utf8");
const CLAIMS = [...PAGE.matchAll(/^\| (?!clause|---)([^|]+) \| ([^|]+) \| ([^|]+) \|$/gm)].map(
  ([, clause = "", , shown = ""]) => {
    const [, file = "", title = ""] = /^`([^`]+)` « (.+) »$/.exec(shown) ?? [];
    return { clause, file, title };
  },
);

/** The titles of the tests and groups of a file, as they stand in its text. */
const titlesIn = (file: string): string[] =>
  Array.from(
    readFileSync(file, "utf8").matchAll(/\b(?:test|describe)\b[^"`]*?["`]((?:[^"`\\]|\\.)+)["`]/g),
    ([, title = ""]) => title,
  );

describe("docs/conformance.md", () => {
  test("claims something of every standard that has a heading", () => {
    const parts = PAGE.split("\n## ").slice(1);
    expect(parts.filter((part) => !part.includes("`test/")).map((part) => part.split("\n")[0])).toEqual([]);
    expect(CLAIMS.length).toBeGreaterThan(20);
  });

  test("names tests that exist", () => {
    const missing = CLAIMS.filter(
      ({ file, title }) => !existsSync(file) || !titlesIn(file).some((one) => one.includes(title)),
    );
    expect(missing).toEqual([]);
  });
});
