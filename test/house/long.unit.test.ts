import { existsSync, globSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

import { LONG_ALONE, LONG_TESTS, STORM } from "../long.ts";

const text = (file: string): string => readFileSync(file, "utf8");
const TESTING = text("docs/testing.md");

test("what runs at full size before a release runs in short each time: one test, two sizes", () => {
  const sized = globSync("test/**/*.test.ts").filter((file) => /sized\(\{ short: \d|walked\(\{/.test(text(file)));
  expect(sized.toSorted()).toEqual(LONG_TESTS.toSorted());
  for (const file of sized) {
    for (const [, short, long] of text(file).matchAll(/sized\(\{ short: ([\d_]+), long: ([\d_]+) \}\)/g)) {
      const [least, most] = [short, long].map((digits) => Number(digits?.replaceAll("_", "")));
      expect([file, least], `${file} does as much in short as at full size`).not.toEqual([file, most]);
    }
  }
  expect(STORM.runs.some((args) => args.join(" ").startsWith("--provider book --mails 3500"))).toBe(true);
  // The storm: the same run, called by the command and by its twin.
  for (const file of [STORM.script, STORM.twin]) {
    expect(text(file)).toContain("runChaos(");
  }
});

test("docs/testing.md lists every long test, and every file that it names exists", () => {
  expect(
    [...LONG_TESTS, ...LONG_ALONE, STORM.script, STORM.twin].filter((file) => !TESTING.includes(`\`${file}\``)),
  ).toEqual([]);
  const named = [...TESTING.matchAll(/`((?:test|scripts|docs|src)\/[\w./-]+)`/g)].map((found) => found[1] ?? "");
  expect(named.length).toBeGreaterThan(4);
  expect(named.filter((file) => !existsSync(file))).toEqual([]);
});
