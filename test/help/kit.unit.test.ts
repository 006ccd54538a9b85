import { readFileSync, readdirSync } from "node:fs";

import { describe, expect, test } from "vitest";

import { frequentOf, parseKit, quizOf, readingOf, threadOf, wrongKit } from "../../src/help/kit.ts";
import { SchoolYear, ZONES, calendarPath, wrongYear, zoneCalendar } from "../../src/help/school-year.ts";
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
const year = SchoolYear.parse(JSON.parse(readFileSync("content/calendrier/2026-2027.json", "utf8")));
const kit = parseKit(files, perProgramme, asked, year);

/** Words of a programme that promise paper, and the sheet that keeps the promise. */
const PROMISES: readonly (readonly [RegExp, string])[] = [
  [/carte pliée/, "carte-pliee"],
  [/[Mm]ain de confiance/, "main-de-confiance"],
  [/deux prolongements/, "deux-prolongements"],
  [/la charte|une charte/, "charte-de-classe"],
  [/fil de messages inventé/, "fil-invente"],
  [/affichette/, "affiche-cabinet"],
  [/carte de repérage/, "carte-tiroir"],
  [/pacte/, "pacte"],
  [/réglages sont imprimés|réglages utiles sur iPhone/, "reglages-iphone"],
  [/sur Android/, "reglages-android"],
  [/situations sur des cartes/, "cartes-11-14"],
  [/jeu de cartes/, "cartes-15-plus"],
];

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

  test("what a programme promises on paper is a sheet of the kit", () => {
    const promised: string[] = [];
    for (const name of readdirSync("content/programmes")) {
      const text = readFileSync(`content/programmes/${name}`, "utf8");
      promised.push(...PROMISES.filter(([words]) => words.test(text)).map(([, sheet]) => sheet));
    }
    expect(promised.length).toBeGreaterThan(8);
    expect(promised.filter((sheet) => !kit.some(({ slug }) => slug === sheet))).toEqual([]);
  });

  test("children are given words that are frequent: at most one in four is not of the list", () => {
    const { words } = JSON.parse(readFileSync("content/mots-frequents.json", "utf8")) as { words: string };
    const frequent = frequentOf(words);
    const rare = (sheet: (typeof kit)[number]): number => readingOf(sheet, frequent).rare;
    expect(kit.filter((sheet) => sheet.reading === "cm2" && rare(sheet) > 25).map(({ slug }) => slug)).toEqual([]);
    const hard = { pages: ["Cette épistémologie interroge la transcendance du dispositif. ".repeat(3)] };
    expect(readingOf(hard, frequent).rare).toBeGreaterThan(50);
  });

  test("a thread is read line by line and a quiz answer by answer, each question with its own", () => {
    const [thread, quiz] = [kit.find(({ slug }) => slug === "fil-invente"), kit.find(({ slug }) => slug === "quiz")];
    expect(thread === undefined ? [] : threadOf(thread)).toHaveLength(24);
    const questions = quiz === undefined ? [] : quizOf(quiz);
    expect([questions.length, questions.filter(({ question, answer }) => question === "" || answer === "")]).toEqual([
      12,
      [],
    ]);
  });

  test("what is too hard is told: sentences of children have twelve words at most, on average", () => {
    const sheet = kit.find(({ reading }) => reading === "cm2");
    const long =
      "Voici une phrase bien trop longue que personne à dix ans ne lit jusqu’au bout sans perdre le fil. ".repeat(20);
    expect(readingOf({ pages: ["Une phrase courte. Une autre."] })).toMatchObject({
      sentences: 2,
      mean: 2.5,
      longest: 3,
    });
    expect(sheet === undefined ? [] : wrongKit([{ ...sheet, pages: [long], facts: [], lines: [] }])).toEqual([
      expect.stringMatching(/words a sentence, for cm2/) as string,
    ]);
  });

  test("a sheet with more pages than it says, or of a programme that does not exist, stops the build", () => {
    const bad = { pacte: (files["pacte"] ?? "").replace("pages: 2", "pages: 3") };
    expect(() => parseKit(bad, {}, asked, year)).toThrow(/pacte.md: says 3 pages, has 2/);
    expect(() => parseKit(files, perProgramme, [], year)).toThrow(/no programme/);
  });
});

describe("the calendar of the year", () => {
  const days = (text: string): string[] => Array.from(text.matchAll(/DTSTART;VALUE=DATE:(\d+)/g), ([, on]) => on ?? "");

  test("holidays stand on the sheet with the text that fixes them, each zone with its own, none that overlaps", () => {
    expect(wrongYear(year)).toEqual([]);
    expect(year.official_url).toMatch(/^https:\/\/www\.legifrance\.gouv\.fr\//);
    const paper = kit.find(({ slug }) => slug === "calendrier-annee")?.pages.join("\n") ?? "";
    expect(paper).toContain("| Hiver | B | 20/02/2027 | 08/03/2027 |");
    expect(paper).toContain("| Toussaint | toutes | 17/10/2026 | 02/11/2026 |");
    const [first] = year.days;
    const twice = { ...year, days: year.days.concat(first === undefined ? [] : { ...first, name: "Deux fois" }) };
    expect(wrongYear(twice)).toHaveLength(3);
    expect(
      wrongYear({ ...year, ours: [{ name: "Hors de l’année", zones: ["A"], from: "2028-01-01", back: null }] }),
    ).toEqual(["content/calendrier/2026-2027.json: Hors de l’année, 2028-01-01"]);
  });

  test("each zone has a calendar that one follows: its own days, whole, free, on lines that every reader takes, and nobody in it", () => {
    const calendars = ZONES.map((zone) => zoneCalendar([year], zone, "lignesure.fr"));
    expect(calendars.map((text) => days(text).length)).toEqual([7, 7, 7]);
    expect(days(calendars[1] ?? "")).toContain("20270220");
    expect(days(calendars[0] ?? "")).not.toContain("20270220");
    for (const text of calendars) {
      const lines = text.split("\r\n");
      expect(lines.every((line) => new TextEncoder().encode(line).length <= 75 && !line.includes("\n"))).toBe(true);
      expect(new Set(lines.filter((line) => line.startsWith("UID:"))).size).toBe(7);
      expect(text).toContain("DTEND;VALUE=DATE:20270104");
      expect(text).not.toMatch(/harcèlement|@(?!lignesure\.fr)/);
    }
    expect(ZONES.map(calendarPath)).toEqual([
      "/kit/annee-zone-a.ics",
      "/kit/annee-zone-b.ics",
      "/kit/annee-zone-c.ics",
    ]);
  });
});
