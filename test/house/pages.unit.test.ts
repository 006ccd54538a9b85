import { globSync, readFileSync } from "node:fs";

import { describe, expect, test } from "vitest";

import { onceEach } from "../support/visitor.ts";

describe("no id stands twice on a page", () => {
  test("every page that a test asks for is refused with one, whoever is signed in", () => {
    expect(() => onceEach("/x", '<p id="vu"></p><label for="vu">Vu le</label><input type="date" id="vu">')).toThrow(
      "vu",
    );
    expect(onceEach("/x", '<p id="vu-1"></p><p id="vu-2"></p>')).toContain("vu-2");
  });

  test("nor on any page that is a file", () => {
    const files = globSync("public/**/*.html");
    expect(files.length).toBeGreaterThan(40);
    files.forEach((file) => onceEach(file, readFileSync(file, "utf8")));
  });
});
