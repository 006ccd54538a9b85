import { readFileSync, readdirSync } from "node:fs";

import { describe, expect, test } from "vitest";

import { parseKit, readingOf, wrongKit } from "../../src/help/kit.ts";
import { facts, helpLines, programmes } from "../../workers/content.ts";

const asked = programmes.all
  .filter(({ audience }) => audience === "class" || audience === "youth")
  .map(({ slug, title }) => ({ slug, title, duration: "1 h 50" }));
const files = Object.fromEntries(
  readdirSync("content/kit")
    .filter((name) => name.endsWith(".md"))
    .map((name) => [name.replace(".md", ""), readFileSync(`content/kit/${name}`, "utf8")]),
);
const perProgramme: unknown = JSON.parse(readFileSync("content/kit/par-atelier.json", "utf8"));
const kit = parseKit(files, perProgramme, asked);

describe("the kit", () => {
  test("every programme that a school may ask for has its sheet for the week before and its sheet for the day after", () => {
    expect(asked.length).toBeGreaterThan(4);
    for (const { slug } of asked) {
      for (const sheet of [`une-semaine-avant-${slug}`, `le-lendemain-${slug}`]) {
        expect(kit.map((one) => one.slug)).toContain(sheet);
      }
    }
  });

  test("each sheet reads as its readers do, says the records it names and no other, and each record exists", () => {
    expect(wrongKit(kit)).toEqual([]);
    const lines = new Set<string>(helpLines.map(({ id }) => id));
    for (const sheet of kit) {
      expect(
        sheet.facts.filter((id) => !facts.has(id)),
        sheet.slug,
      ).toEqual([]);
      expect(
        sheet.lines.filter((id) => !lines.has(id)),
        sheet.slug,
      ).toEqual([]);
    }
  });

  test("a help number, a brand, a call to follow us are never typed in a sheet, and no word waits to be filled in by us", () => {
    for (const { slug, pages } of kit) {
      const text = pages.join("\n").replace(/\{(?:fact|line):\w+\}/g, "");
      expect(text, slug).not.toMatch(/\b(?:3018|3020|3114|119|114|116 ?006)\b/);
      expect(text, slug).not.toMatch(/Ligne Sûre|suivez-nous|abonnez/i);
      expect(text, slug).not.toMatch(/[{}]|undefined/);
    }
  });

  test("what is too hard is told: sentences of children have twelve words at most, on average", () => {
    const sheet = kit.find(({ reading }) => reading === "cm2");
    const long =
      "Voici une phrase bien trop longue que personne à dix ans ne lit jusqu’au bout sans perdre le fil. ".repeat(20);
    expect(readingOf({ pages: ["Une phrase courte. Une autre."] })).toEqual({ sentences: 2, mean: 2.5, longest: 3 });
    expect(sheet === undefined ? [] : wrongKit([{ ...sheet, pages: [long], facts: [], lines: [] }])).toEqual([
      expect.stringMatching(/words a sentence, for cm2/) as string,
    ]);
  });

  test("a sheet with more pages than it says, or of a programme that does not exist, stops the build", () => {
    const bad = { pacte: (files["pacte"] ?? "").replace("pages: 2", "pages: 3") };
    expect(() => parseKit(bad, {}, asked)).toThrow(/pacte.md: says 3 pages, has 2/);
    expect(() => parseKit(files, perProgramme, [])).toThrow(/no programme/);
  });
});
