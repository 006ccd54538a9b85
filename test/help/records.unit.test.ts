import { execFileSync } from "node:child_process";
import { readFileSync, readdirSync } from "node:fs";
import { describe, expect, test } from "vitest";

import { deadLinks } from "../../src/help/dead-links.ts";
import { parseFacts } from "../../src/help/facts.ts";
import { parseHelpLines } from "../../src/help/help-lines.ts";
import { howSure, wrongDates } from "../../src/help/provenance.ts";
import { toHtml } from "../../src/help/words.ts";
import { words } from "../../workers/site/words.built.ts";

const read = (file: string): Record<string, unknown>[] => JSON.parse(readFileSync(`content/${file}`, "utf8"));
const files = {
  "law.json": read("law.json"),
  "services.json": read("services.json"),
  "facts.json": read("facts.json"),
};
const facts = parseFacts(files);
const helpLines = parseHelpLines(read("help-lines.json"));
const TODAY = new Date().toISOString().slice(0, 10);

/** The records of the law with one of them changed. */
const lawWith = (change: Record<string, unknown>): Record<string, unknown> => ({
  "law.json": [{ ...files["law.json"][0], ...change }, ...files["law.json"].slice(1)],
});

describe("a record", () => {
  test("names its source and its date, and who checked it if somebody did", () => {
    expect(facts.size).toBeGreaterThan(45);
    expect(wrongDates([...facts.values(), ...helpLines], TODAY)).toEqual([]);
  });

  test("says how sure several numbers are", () => {
    const [due, done] = [{ checked_on: null }, { checked_on: "2026-11-30" }];
    expect(howSure([due, done, due], "2026-12-01")).toBe("2 informations sur 3 restent à vérifier");
    expect(howSure([due, done], "2026-12-01")).toBe("1 information sur 2 reste à vérifier");
    expect(howSure([done], "2026-12-01")).toBeNull();
  });

  test.each([
    ["without a source", { read_at_url: undefined }, /law\.json: "harcelement", read_at_url/],
    ["with an unverified status", { status: "U" }, /"harcelement", status/],
    ["with a date that is none", { effect_date: "23 mars" }, /"harcelement", effect_date/],
    ["with a field of nobody", { note: "x" }, /"harcelement"/],
    ["without its sentence", { text: "" }, /"harcelement", text/],
  ])("%s is refused, by name", (_, change, says) => {
    expect(() => parseFacts(lawWith(change))).toThrow(says);
  });

  test("of a name already taken is refused", () => {
    expect(() => parseFacts({ "a.json": read("law.json"), "b.json": read("law.json") })).toThrow(
      "one name in two files",
    );
    expect(() => parseHelpLines([...read("help-lines.json"), read("help-lines.json")[0]])).toThrow('"17" twice');
  });

  test.each([
    ["read_on", "2031-01", "a date in the future"],
    ["effect_date", "2031-01-01", "a date in the future"],
    ["checked_on", "2031-01-01", "a date in the future"],
    ["checked_on", "2026-03-01", "checked by nobody"],
  ])("with %s %s is refused, by name", (key, value, says) => {
    const [wrong] = wrongDates([...parseFacts(lawWith({ [key]: value })).values()], TODAY);
    expect(wrong).toBe(`"harcelement": ${says}`);
  });

  test("that does not exist stops the words that name it, with their place", () => {
    const sources = { facts, helpLines, imageRule: { vous: "", tu: "" }, todayOn: TODAY };
    expect(() => toHtml("content/x.md", "{fact:nope}", sources)).toThrow("content/x.md: no record for {fact:nope}");
    expect(() => toHtml("content/x.md", "{line:3020}", sources)).toThrow("content/x.md: no record for {line:3020}");
  });
});

describe("the statute, never the figures of the articles", () => {
  const penalties = (id: string): string[] => (facts.get(id)?.offence?.penalties ?? []).map(([, penalty]) => penalty);

  test("harassment: 1, 2 and 3 years, never 5 / 75 000 (article 222-33-2-2)", () => {
    expect(penalties("harcelement")).toEqual(["1 an et 15 000 €", "2 ans et 30 000 €", "3 ans et 45 000 €"]);
    const said = [...facts.values()].map((fact) => fact.text).filter((text) => text.includes("222-33-2-2"));
    expect(said.length).toBeGreaterThan(1);
    expect(said.filter((text) => /75 000|150 000|cinq ans|dix ans/.test(text))).toEqual([]);
  });

  test("the levels of the other articles are those of the specification", () => {
    expect(penalties("loi_ecole")).toEqual(["3 ans et 45 000 €", "5 ans et 75 000 €", "10 ans et 150 000 €"]);
    expect(penalties("appels_malveillants")).toEqual(["1 an et 15 000 €", "3 ans et 45 000 €"]);
    expect(penalties("conjoint")).toEqual(["3 ans et 45 000 €", "5 ans et 75 000 €", "10 ans et 150 000 €"]);
    expect(penalties("images_loi")).toEqual(["2 ans et 60 000 €"]);
    expect(penalties("images_montage")).toEqual(["2 ans et 60 000 €", "3 ans et 75 000 €"]);
    expect(penalties("chantage")).toEqual(["5 ans et 75 000 €", "7 ans et 100 000 €", "7 ans et 100 000 €"]);
    expect(penalties("usurpation")).toEqual(["1 an et 15 000 €", "2 ans et 30 000 €"]);
  });
});

describe("a dead link", () => {
  const page = (html: string): string[] =>
    deadLinks(
      [
        { path: "/a", html },
        { path: "/b", html: '<h2 id="x">' },
      ],
      (path) => path === "/ateliers",
    );

  test.each([
    ['<a href="/nope">', "/a: dead link /nope"],
    ['<a class="button" href="/b#y">', "/a: dead link /b#y"],
    ['<a href="#y">', "/a: dead link #y"],
    ['<a href="/ateliers/nope?x=1">', "/a: dead link /ateliers/nope?x=1"],
    ['<link rel="stylesheet" href="/nope.css">', "/a: dead link /nope.css"],
  ])("%s is named with its page", (html, says) => {
    expect(page(html)).toEqual([says]);
  });

  test("links that lead somewhere are left alone", () => {
    expect(
      page(
        '<i id="z"></i><a href="#z"><a href="/b"><a href="/b#x"><a href="/ateliers?public=youth"><a href="https://x.y">',
      ),
    ).toEqual([]);
  });
});

describe("the build", () => {
  const OUT = ".test-state/pages";
  const build = (env: Record<string, string>): { status: number; says: string } => {
    try {
      execFileSync(process.execPath, ["scripts/build-pages.ts", "--deploy"], {
        env: { ...process.env, PRERENDER_OUT: OUT, ...env },
        stdio: "pipe",
      });
      return { status: 0, says: "" };
    } catch (error) {
      const { status, stderr } = error as { status: number; stderr: Buffer };
      return { status, says: stderr.toString() };
    }
  };

  test("writes every page of the list", () => {
    expect(build({})).toEqual({ status: 0, says: "" });
    const written = readdirSync(OUT, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".html"));
    const paths = written.map((file) => `/${file.replace(/(?:^|\/)?(?:index)?\.html$/, "")}`);
    expect(paths.toSorted()).toEqual(words.prerenderedPaths.toSorted());
    expect(paths.length).toBeGreaterThan(130);
  });

  test("writes a feed of the facts that pages tell, the last read first, none that waits for somebody", () => {
    const feed = readFileSync("public/actualites.xml", "utf8");
    const dates = [...feed.matchAll(/<pubDate>(.*?)<\/pubDate>/g)].map(([, date = ""]) => Date.parse(date));
    expect(dates).toHaveLength(40);
    expect(dates).toEqual(dates.toSorted((x, y) => y - x));
    expect(dates.every((date) => date <= Date.now())).toBe(true);
    const waiting = [...facts.values()].filter(({ awaits }) => awaits !== null).map(({ id }) => id);
    expect(waiting.filter((id) => feed.includes(`/sources#${id}<`))).toEqual([]);
    expect(readFileSync("public/sources.html", "utf8")).toContain('type="application/rss+xml"');
  });

  test("stops and names what was read in the future of its day", () => {
    const { status, says } = build({ PRERENDER_ON: "2025-01-01" });
    expect(status).toBe(1);
    expect(says).toContain('"harcelement": a date in the future');
  });
});
