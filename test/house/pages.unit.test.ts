import { globSync, readFileSync } from "node:fs";

import { describe, expect, test } from "vitest";

import { SECURITY_EXPIRES } from "../../src/about/machines.routes.ts";
import { DAY, instantOf } from "../../src/kernel/time.ts";
import { sound, textOf } from "../support/visitor.ts";

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

test("security.txt leads to words that say how to write, and holds for a month to a year", () => {
  const [, section = ""] =
    /<h2 id="securite">.*?<\/h2>(.*?)(?:<h2|<\/main)/s.exec(readFileSync("public/contact.html", "utf8")) ?? [];
  expect(textOf(section)).toMatch(/avant d’en parler en public.*Écrivez.*réponse/s);
  const left = instantOf(SECURITY_EXPIRES.replace("Z", ""), "UTC") - Math.floor(Date.now() / 1000);
  expect(left / DAY).toBeGreaterThan(30);
  expect(left / DAY).toBeLessThan(366);
});
