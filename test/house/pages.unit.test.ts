import { globSync, readFileSync } from "node:fs";

import { describe, expect, test } from "vitest";

import { sound } from "../support/visitor.ts";

describe("no id stands twice on a page, no heading skips a level", () => {
  test("every page that a test asks for is refused otherwise, whoever is signed in", () => {
    expect(() => sound("/x", '<p id="vu"></p><label for="vu">Vu le</label><input type="date" id="vu">')).toThrow("vu");
    expect(() => sound("/x", "<h1>a</h1><h2>b</h2><h4>c</h4>")).toThrow("h2 to h4");
    expect(sound("/x", '<h1>a</h1><h2 id="vu-1">b</h2><h3 id="vu-2">c</h3><h2>d</h2>')).toContain("vu-2");
  });

  test("nor on any page that is a file", () => {
    const files = globSync("public/**/*.html");
    expect(files.length).toBeGreaterThan(40);
    const wrong = files.flatMap((file) => {
      try {
        sound(file, readFileSync(file, "utf8"));
        return [];
      } catch (error) {
        return [String(error)];
      }
    });
    expect(wrong).toEqual([]);
  });
});
