import { readFileSync, readdirSync } from "node:fs";
import { describe, expect, test } from "vitest";

import { parseLexicon } from "../../src/help/lexicon.ts";
import { words } from "../../workers/site/words.built.ts";

/* What must never be written, in the words we keep and in the pages as they are served. */
const list = (root: string, kind: RegExp): string[] =>
  readdirSync(root, { recursive: true, encoding: "utf8" })
    .filter((file) => kind.test(file))
    .map((file) => `${root}/${file}`);
const files = [
  ...list("content", /\.(?:md|json)$/),
  ...list("src", /\.pages\.tsx$/),
  ...list("public", /\.html$/),
].filter((file) => file !== "content/lexique.json");
const textOf = new Map(files.map((file) => [file, readFileSync(file, "utf8")]));
const lexicon = parseLexicon(JSON.parse(readFileSync("content/lexique.json", "utf8")));

/** Where a word that is never written may stand all the same, and why. */
const ALLOWED: { file: RegExp; text: RegExp; why: string }[] = [
  {
    file: /help-lines\.json$|aide\/numeros\.html$|partenaires\.html$/,
    text: /"replaces":\s*\[\s*"3020"\s*\]|<p(?: data-answer="3020")?>Vous cherchez le 3020\u202f\? <strong>C’est le 3018\.<\/strong><\/p>/g,
    why: "who looks for the old number is told the new one",
  },
  {
    file: /en\/aide\/numeros\.html$/,
    text: /<p data-answer="3020">Looking for 3020\? <strong>It is 3018\.<\/strong><\/p>/g,
    why: "the same in English",
  },
];

/** The text of a file without addresses of sources and without what is allowed. */
const left = (file: string): string =>
  ALLOWED.filter((one) => one.file.test(file))
    .reduce((text, one) => text.replace(one.text, ""), textOf.get(file) ?? "")
    .replace(/https?:\/\/[^\s")]+/g, "");

describe("the lexicon", () => {
  test("reads every content file, every page in code and every page as served", () => {
    expect(files.filter((file) => file.startsWith("content")).length).toBeGreaterThan(60);
    expect(files.filter((file) => file.endsWith(".tsx")).length).toBeGreaterThan(20);
    expect(files.filter((file) => file.endsWith(".html"))).toHaveLength(words.prerenderedPaths.length + 1); // and the page of parts
  });

  test.each(lexicon.flatMap((word) => word.never.map((never) => [never, word.why])))("never /%s/: %s", (never) => {
    const pattern = new RegExp(`(?<![\\p{L}\\d])(?:${never})`, "iu");
    expect(files.filter((file) => pattern.test(left(file)))).toEqual([]);
  });

  test("a search for the old number is answered, once per page that lists the lines", () => {
    for (const page of ["public/aide/numeros.html", "public/partenaires.html"]) {
      expect(textOf.get(page)?.match(/C’est le 3018\./g)).toHaveLength(1);
    }
  });
});

describe("every page as served", () => {
  test.each(files.filter((file) => file.endsWith(".html")))(
    "%s: French spaces and apostrophes, a neutral title, the band, the way out, no style or script inside",
    (file) => {
      const html = textOf.get(file) ?? "";
      const text = html.replace(/<script[^]*?<\/script>/g, "");
      expect(text.match(/>[^<]*(?: [;!?»]|« )[^<]*</)).toBeNull();
      expect(text.match(/>[^<]*\p{L}(?:'|&#39;)\p{L}[^<]*</u)?.[0] ?? null).toBeNull();
      expect(text).not.toMatch(/\{\w|\[\[|undefined|\bNaN\b/);
      expect(/<title>(.*?) ·\u00a0Ligne Sûre<\/title>/.exec(html)?.[1]).not.toMatch(
        /harc|intime|image|menace|victime|plainte|procureur/i,
      );
      expect(html.match(/href="tel:3018"/g)?.length).toBeGreaterThanOrEqual(1);
      expect(html.match(/href="\/quitter"/g)).toHaveLength(1);
      expect(html).not.toMatch(/\sstyle=|<style|<script>|\son\w+="/);
    },
  );
});

describe("the seeds' wrong penalties", () => {
  test("no sentence of a page gives 5 years or 75 000 € for article 222-33-2-2, or 3 years as its base", () => {
    const sentences = files
      .filter((file) => file.endsWith(".html"))
      .flatMap((file) => (textOf.get(file) ?? "").replace(/<[^>]+>/g, " ").split(/(?<=\.)\s+/))
      .filter((sentence) => sentence.includes("222-33-2-2") && sentence.length < 600);
    expect(sentences.length).toBeGreaterThan(5);
    expect(sentences.filter((sentence) => /75.000|cinq ans|5 ans/.test(sentence))).toEqual([]);
  });
});

describe("phone numbers never reach us", () => {
  test("no control of any page asks for one by its name or type", () => {
    const controls = files.flatMap((file) =>
      [...(textOf.get(file) ?? "").matchAll(/<(?:input|textarea|select|TextField)\b[^>]*>/g)].map(
        ([tag]) => `${file}: ${tag}`,
      ),
    );
    expect(controls.length).toBeGreaterThan(40);
    expect(controls.filter((tag) => /type="tel"|name="[^"]*(?:tel|phone|portable|mobile|numero)/i.test(tag))).toEqual(
      [],
    );
  });

  test("where one may be typed, in the journal and the letter, no control has a name and no form stands around", () => {
    for (const page of ["public/recours/journal.html", "public/recours/lettre.html"]) {
      const html = textOf.get(page) ?? "";
      expect(html).not.toContain("<form");
      const controls = [...html.matchAll(/<(?:input|textarea|select)\b[^>]*>/g)].map(([tag]) => tag);
      expect(controls.length).toBeGreaterThan(5);
      expect(controls.filter((tag) => /\sname=/.test(tag) || !/autocomplete="off"|type="file"/.test(tag))).toEqual([]);
    }
  });
});
