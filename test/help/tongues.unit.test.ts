import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";

import { wrongEasy } from "../../src/help/easy.ts";
import { type Fact, wrongSentences } from "../../src/help/facts.ts";
import { linesInTongue } from "../../src/help/help-lines.ts";
import { hoursInWords, nowInWords } from "../../src/help/opening.ts";
import { FIRST_STEPS, type Result, type Walk, everyResult, parsePath, walkIn } from "../../src/help/path.ts";
import { wordings } from "../../src/help/result.pages.tsx";
import { WorsePage } from "../../src/help/worse.pages.tsx";
import { type Language, type Tongue, parseTongues } from "../../src/help/tongue.ts";
import { wrongLength } from "../../src/help/visible.parts.tsx";
import { type Sources, factsIn, toHtml } from "../../src/help/words.ts";
import { facts, helpLines } from "../../workers/content.ts";
import { easySaid, easyWords } from "../../workers/prerender/tongues.tsx";

type Json = Record<string, unknown>;
const read = (file: string): unknown => JSON.parse(readFileSync(`content/${file}`, "utf8"));
const record = (file: string): Json => read(file) as Json;
const walk = parsePath(read("aide/chemin.json"), read("aide/conseils.json"));
const french: Sources = { facts, helpLines, imageRule: walk.path.imageRule, todayOn: "2026-12-01" };
const words = { facile: read("aide/mots.facile.json"), en: read("aide/mots.en.json") };
const tongues = parseTongues(read("languages.json"), words);
const OTHERS = ["facile", "en"] as const;
const tongueOf = (id: Language): Tongue => {
  const found = tongues.find((one) => one.id === id);
  if (found === undefined) {
    throw new Error(id);
  }
  return found;
};
const other = (id: (typeof OTHERS)[number], advice = read(`aide/conseils.${id}.json`)): Walk =>
  walkIn(walk, {
    language: id,
    questions: read(`aide/chemin.${id}.json`),
    advice,
    steps: id === "facile" ? FIRST_STEPS : undefined,
  });
const sourcesIn = (id: (typeof OTHERS)[number]): Sources => {
  const tongue = tongueOf(id);
  return { ...french, helpLines: linesInTongue(helpLines, tongue), imageRule: other(id).path.imageRule, tongue };
};
const order = helpLines.map((line) => line.id);
const french1143 = everyResult(walk, order);
const told = (walked: Walk, sources: Sources): Map<string, string> =>
  new Map(
    walked.advice.flatMap((one) =>
      wordings(one, walked.path, sources).flatMap(({ html, rule }) => {
        const people = (rule.whom ?? walked.path.whom.options.map(({ id }) => id)).flatMap(
          (id) => walked.path.groups[id] ?? [id],
        );
        const text = html.replace(/<a class="src".*?<\/a>/g, "").replace(/<[^>]+>/g, "");
        return people.map((whom) => [`${one.id} ${whom}`, text] as const);
      }),
    ),
  );
const countWords = (text: string): number => (text.match(/\S*[\p{L}\d]\S*/gu) ?? []).length;

describe.each(OTHERS)("the same in other words: %s", (id) => {
  const walked = other(id);
  const results = everyResult(walked, order);
  const said = told(walked, sourcesIn(id));
  const isTold = (step: string): boolean => id === "en" || FIRST_STEPS.some((first) => first === step);

  test("all 1,143 results name the lines of the French, and every advice of it that the language tells", () => {
    expect(results).toHaveLength(127 * 9);
    const short = ({ call, write, next, lines, advice }: Result): unknown => [
      [call, write, next, lines],
      advice.filter((one) => isTold(one.step)).map((one) => one.id),
    ];
    expect(results.map(short)).toEqual(french1143.map(short));
  });

  test("each advice has words for everybody who reads it; the gesture, twenty-five at most", () => {
    const wrong = results.flatMap(({ advice, whom }) =>
      advice.flatMap((one) => {
        const text = said.get(`${one.id} ${whom.id}`) ?? "";
        const isLong = one.step === "geste" && countWords(text) > 25;
        return text === "" || /[{}[\]|]/.test(text) || isLong ? [`${one.id}, ${whom.id}: ${text}`] : [];
      }),
    );
    expect([...new Set(wrong)]).toEqual([]);
  });

  test("before anything is unfolded, a hundred and twenty words at most", () => {
    expect(wrongLength(walked, sourcesIn(id))).toEqual([]);
  });
});

describe("what nobody wrote is never made up: the build stops, and names it", () => {
  const without = (all: Json, key: string): Json =>
    Object.fromEntries(Object.entries(all).filter(([id]) => id !== key));

  test("an English text of a record", () => {
    const [fact] = facts.values();
    const lost = new Map(facts).set("harcelement", { ...(fact as Fact), id: "harcelement", text_en: null });
    expect(() => toHtml("content/x", "{fact:harcelement}", { ...sourcesIn("en"), facts: lost })).toThrow(
      'content/x: {fact:harcelement} is not written in "en"',
    );
  });

  test.each(OTHERS)("an advice, an answer, a word of the page, a line: %s", (id) => {
    const advice = record(`aide/conseils.${id}.json`);
    expect(() => other(id, without(advice, "geste_ex"))).toThrow(`content/aide, ${id}: geste_ex is not written`);
    expect(() => other(id, { ...advice, inconnu: "…" })).toThrow('"inconnu" is nowhere in the French');
    const lost = { ...words, [id]: without(words[id] as Json, "nobody") };
    expect(() => parseTongues(read("languages.json"), lost)).toThrow(`mots.${id}.json: "nobody" is missing`);
    const lines = helpLines.map((line) => ({ ...line, [id]: line.id === "119" ? null : line[id] }));
    expect(() => linesInTongue(lines, tongueOf(id))).toThrow(`"119" is not written in "${id}"`);
    const halved = helpLines.map((line) => ({
      ...line,
      [id]:
        line[id] === null ? null : { ...line[id], channels: line[id].channels.map((one) => ({ ...one, when: null })) },
    }));
    expect(() => linesInTongue(halved, tongueOf(id))).toThrow(`"119" is not written in "${id}"`);
  });

  test("a condition that got lost on the way into English, a couple without an ex, a date of another kind", () => {
    const wrong = (id: string, text_en: string): string[] => {
      const fact = facts.get(id);
      return fact === undefined ? [id] : wrongSentences([{ ...fact, text_en }]);
    };
    expect(wrong("usurpation_couple", "By an ex: two years.")).toEqual([
      '"usurpation_couple": a wording lost a condition',
    ]);
    expect(wrong("images_montage", "Punished since May 2022.")).toEqual([
      '"images_montage": « depuis » with another date than the one it applies from',
    ]);
    expect(wrong("menaces_simples", "Punished more for a spouse.")).toEqual([
      '"menaces_simples": a couple without an ex',
    ]);
  });
});

describe("easy to read", () => {
  test("sentences of twelve words at most, no brackets, no word that is neither easy nor explained", () => {
    expect(wrongEasy(easySaid(walk, french), easyWords)).toEqual([]);
  });

  test("what is too hard is named", () => {
    expect(
      wrongEasy(
        [
          "Il faut appeler le soir et le jour et la nuit et encore le soir.",
          "Appelez (maintenant).",
          "Une ordonnance.",
        ],
        easyWords,
      ),
    ).toEqual([
      expect.stringContaining("15 words in a sentence"),
      expect.stringContaining("brackets"),
      expect.stringContaining('"ordonnance" is neither easy nor explained'),
    ]);
  });

  test("a hard word is explained on the page that says it", () => {
    const page = readFileSync("public/facile/aide.html", "utf8");
    expect(page).toMatch(/<dt>chantage<\/dt><dd>quelqu’un menace/);
  });
});

describe("a page in other words", () => {
  const page = (path: string): string => readFileSync(`public${path}.html`, "utf8");

  test("says its language, leads to the same page in the others, and marks what is in French alone", () => {
    expect(page("/en/aide")).toMatch(/^<!doctype html><html lang="en">/);
    expect(page("/facile/aide")).toMatch(/^<!doctype html><html lang="fr">/);
    for (const [path, hreflang] of [
      ["/aide", "fr"],
      ["/en/aide", "en"],
    ]) {
      expect(page("/en/aide")).toContain(`<link rel="alternate" hreflang="${hreflang}" href="https://`);
      expect(page("/facile/aide")).toContain(`<a href="${path}"`);
    }
    expect(page("/en/aide")).toContain('href="/en/aide/empire"');
    const [, main = ""] = page("/en/aide").split("<main");
    const [body = ""] = main.split("<footer");
    expect(body.match(/href="\/aide\/[a-z]+/g)).toBeNull();
    expect(page("/en/aide")).toContain('href="/recours/lettre" hreflang="fr"');
  });

  test("has the boxes of the French page, by the same names: a switch keeps the answers", () => {
    const boxes = (path: string): string[] =>
      [...page(path).matchAll(/<input type="(?:checkbox|radio)" name="\w+" id="([\w-]+)"/g)].map(([, id = ""]) => id);
    expect(boxes("/aide")).toHaveLength(2 + 7 + 9);
    expect([boxes("/en/aide"), boxes("/facile/aide")]).toEqual([boxes("/aide"), boxes("/aide")]);
  });

  test("the road to a complaint has the stops of the French one and the same facts; what one shows at the desk stays French", () => {
    const main = (path: string): string => page(path).split("<main")[1]?.split("<footer")[0] ?? "";
    const stops = (path: string): string[] =>
      [...main(path).matchAll(/<details[^>]* id="([a-z-]+)"/g)].map(([, id = ""]) => id);
    const records = (path: string): string[] => [...new Set(factsIn(main(path)))].toSorted();
    expect(stops("/recours")).toContain("refus");
    expect([stops("/en/recours"), records("/en/recours")]).toEqual([stops("/recours"), records("/recours")]);
    const shown = /<blockquote>[^]*<span lang="fr"><span data-fact="plainte_obligatoire">(.*?)<\/span>/.exec(
      main("/en/recours"),
    );
    expect(main("/recours")).toContain(shown?.[1] ?? "no sentence to show");
    expect(page("/en/aide")).toContain('href="/en/recours');
  });
});

test("hours in English are those of Paris, and say so", () => {
  const line = helpLines.find(({ id }) => id === "3018");
  const hours = line?.channels[0]?.hours ?? null;
  expect(hoursInWords(hours, "en")).toBe("every day, 9 am to 11 pm, Paris time");
  expect(nowInWords(hours, { day: 1, minute: 22 * 60 + 59 }, "en")).toBe("open until 11 pm, Paris time");
  expect(nowInWords(hours, { day: 1, minute: 23 * 60 }, "en")).toBe("opens tomorrow at 9 am, Paris time");
});

test.each<[string, Sources]>([
  ["français", french],
  ["facile", sourcesIn("facile")],
  ["English", sourcesIn("en")],
])("when it gets worse, in %s, each line that a sentence names is a button under it", (_, sources) => {
  const html = String(WorsePage({ sources }));
  const buttons = [...html.matchAll(/<a class="way[^"]*" href="([^"]*)"/g)].map(([, href]) => href);
  expect(buttons).toEqual(["tel:17", "sms:114", "tel:3114", "tel:119", "tel:3919"]);
});
