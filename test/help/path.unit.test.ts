import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, test } from "vitest";

import {
  type Advice,
  type Path,
  type Result,
  type Walk,
  everyResult,
  resultOf,
  wrongPath,
} from "../../src/help/path.ts";
import { parsePath } from "../../src/help/path.ts";
import { wordings } from "../../src/help/result.pages.tsx";
import { visibleWords, wrongLength } from "../../src/help/visible.parts.tsx";
import { type Sources } from "../../src/help/words.ts";
import { facts, helpLines } from "../../workers/content.ts";

const read = (file: string): unknown => JSON.parse(readFileSync(`content/${file}`, "utf8"));
const order = helpLines.map((line) => line.id);
const night = new Set(helpLines.filter((line) => line.at_night === "answers").map((line) => line.id));
const walk = parsePath(read("aide/chemin.json"), read("aide/conseils.json"));
const sources: Sources = { facts, helpLines, imageRule: walk.path.imageRule, todayOn: "2026-12-01" };
const results = everyResult(walk, order);
const wrong = (path: Path, advice: Advice[]): string[] =>
  wrongPath({ path, advice }, everyResult({ path, advice }, order), night);
const without = (...ids: string[]): Advice[] => walk.advice.filter((one) => !ids.includes(one.id));
const at = (whom: string, ...ticked: string[]): Result => resultOf(walk, ticked, whom, order);
const idsOf = ({ advice }: Result): string[] => advice.map((one) => one.id);
const VISE = ["moi_moins_15", "moi_15_17", "moi_adulte", "mon_enfant", "ami", "eleve"];

/** The words of an advice as one person reads them, without tags. */
const told = new Map<string, string>();
const key = (id: string, whom: string): string => `${id} ${whom}`;
beforeAll(() => {
  for (const one of walk.advice) {
    for (const { html, rule } of wordings(one, walk.path, sources)) {
      const groups = (rule.whom ?? walk.path.whom.options.map(({ id }) => id)).flatMap(
        (id) => walk.path.groups[id] ?? [id],
      );
      groups.forEach((whom) =>
        told.set(key(one.id, whom), html.replace(/<a class="src".*?<\/a>/g, "").replace(/<[^>]+>/g, "")),
      );
    }
  }
});
const wordsOf = (one: Advice, whom: string): string => told.get(key(one.id, whom)) ?? "";
const countWords = (text: string): number => (text.match(/[\p{L}\d]+/gu) ?? []).length;

describe("the path of /aide", () => {
  test("every set of boxes and every person has a result, and each holds what it promises: 127 × 9", () => {
    expect(results).toHaveLength(127 * 9);
    expect(wrongPath(walk, results, night)).toEqual([]);
  });

  test("ticking one more takes away only what names it in `unless`, and adds nothing twice", () => {
    for (const { ticked, whom, advice } of results) {
      for (const more of walk.path.what.options.map(({ id }) => id).filter((id) => !ticked.includes(id))) {
        const after = new Set(idsOf(at(whom.id, ...ticked, more)));
        const lost = advice.filter((one) => !after.has(one.id));
        const named = (one: Advice): string[] => (one.unless ?? []).flatMap((id) => walk.path.groups[id] ?? [id]);
        expect(lost.filter((one) => !named(one).includes(more))).toEqual([]);
      }
    }
  });

  test("the gesture is that of the gravest thing ticked, in twenty-five words at most", () => {
    for (const result of results.filter(({ whom }) => whom.id === "moi_adulte")) {
      const gesture = result.advice.find((one) => one.step === "geste");
      expect(gesture?.id).toBe(`geste_${walk.path.gravity.find((id) => result.ticked.includes(id))}`);
    }
    for (const { advice, whom } of results) {
      const gesture = advice.find((one) => one.step === "geste");
      expect(gesture && countWords(wordsOf(gesture, whom.id)), gesture?.id).toBeLessThanOrEqual(25);
    }
  });

  test("before anything is unfolded, a hundred and twenty words at most; a longer one is named", () => {
    expect(wrongLength(walk, sources)).toEqual([]);
    expect(Math.max(...visibleWords(walk, sources).map(({ words }) => words))).toBeGreaterThan(80);
    const long = walk.advice.map((one) =>
      one.id === "geste_ami" ? Object.assign({}, one, { say: `${one.say} ${"encore ".repeat(40)}` }) : one,
    );
    expect(wrongLength({ path: walk.path, advice: long }, sources)[0]).toMatch(
      /^result "appels, ami", fr: 1\d\d words before anything is unfolded$/,
    );
  });

  test("every part that may be unfolded holds something, for everybody who sees it", () => {
    const parts = [["maintenant"], ["bloquer", "retrait"], ["parler"], ["plainte", "suite"], ["loi"], ["appel"]];
    const empty = results.flatMap(({ ticked, whom, advice }) =>
      parts
        .concat(VISE.includes(whom.id) ? [["preuves"]] : [])
        .filter((steps) => !advice.some((one) => steps.includes(one.step) && one.kind !== "warn"))
        .map((steps) => `${ticked.join("+")}, ${whom.id}: ${steps.join()}`),
    );
    expect(empty).toEqual([]);
  });

  test("lines come in the order of the specification", () => {
    expect(at("moi_15_17", "menaces").lines).toEqual(["17", "112", "114", "3114", "119", "3018", "17cyber"]);
    expect(at("moi_adulte", "appels").lines).toEqual(["3114", "116006", "17cyber", "33700"]);
    expect(at("moi_adulte", "appels", "menaces").lines).toEqual(["17", "112", "114", "3114", "116006", "17cyber"]);
    expect(at("participe", "images").lines).toEqual(["3114", "3018"]);
    for (const { lines } of results) {
      expect(lines).toEqual(order.filter((id) => lines.includes(id)));
    }
  });

  test("where minors are concerned 119 stands beside the lines for the young; adults get the lines for adults", () => {
    for (const whom of ["moi_moins_15", "moi_15_17", "mon_enfant", "eleve", "enfant_auteur", "participe_mineur"]) {
      expect(at(whom, "messages").lines).toEqual(expect.arrayContaining(["119", "3018"]));
    }
    expect(at("moi_adulte", "messages").lines).not.toContain("3018");
  });

  test("what is for advertising goes as soon as anything but calls is ticked", () => {
    expect(idsOf(at("moi_adulte", "appels"))).toContain("spam");
    for (const result of results.filter(({ ticked }) => ticked.some((id) => id !== "appels"))) {
      expect(idsOf(result)).not.toContain("spam");
      expect(result.lines).not.toContain("33700");
    }
  });
});

describe("a partner or an ex", () => {
  const watched = results.filter(({ ticked, whom }) => ticked.includes("ex") && VISE.includes(whom.id));

  test("before any advice: another device, and no setting changed yet", () => {
    expect(watched.length).toBeGreaterThan(300);
    for (const { advice, whom } of watched) {
      const [first] = advice;
      expect(first?.id).toMatch(/^appareil/);
      expect(first && wordsOf(first, whom.id)).toMatch(/appareil que cette personne ne voit pas\. Ne change/);
    }
  });

  test("3919 first for adults, for the person who helps one and for professionals; 3018 and 119 for minors", () => {
    for (const whom of ["moi_adulte", "ami", "eleve"]) {
      expect(at(whom, "ex").call).toEqual(["3919"]);
    }
    for (const whom of ["moi_moins_15", "moi_15_17", "mon_enfant"]) {
      expect([at(whom, "ex").call, at(whom, "ex").next]).toEqual([["3018"], ["119", "17cyber"]]);
    }
    expect(at("moi_adulte", "ex").next).toEqual(["116006", "17"]);
  });

  test("the warning stands before any advice to block or to change number; no message by mail is offered", () => {
    for (const result of watched) {
      const ids = idsOf(result);
      expect(ids).toContain("avant_de_bloquer");
      expect(
        ids.filter((id) =>
          ["bloquer", "bloquer_proche", "bloquer_prudent", "changer_numero", "suite_parent"].includes(id),
        ),
      ).toEqual([]);
      expect(ids).toContain("suite_ex");
    }
  });
});

describe("images of minors, and who took part", () => {
  test("whom to ask comes in one order: 3018, Take It Down, Disrupt, PHAROS, the platform", () => {
    for (const whom of ["moi_moins_15", "moi_15_17", "mon_enfant", "eleve"]) {
      const asked = idsOf(at(whom, "images")).filter((id) => /^retrait_|^pharos$/.test(id));
      expect(asked).toEqual(["retrait_3018", "retrait_mineur", "retrait_tous", "pharos", "retrait_plateforme"]);
    }
    expect(idsOf(at("moi_adulte", "images")).find((id) => id.startsWith("retrait_"))).toBe("retrait_18");
  });

  test("the copy: not sent, not shown, not erased before asking 3018; « tu » for the young", () => {
    for (const [whom, says] of [
      ["participe_mineur", /ne l’envoie pas, ne la montre pas, ne l’efface pas avant d’avoir demandé au 3018/],
      ["participe", /ne l’envoyez pas, ne la montrez pas, ne l’effacez pas avant d’avoir demandé au 3018/],
    ] as const) {
      const gesture = at(whom, "images", "messages").advice.find((one) => one.step === "geste");
      expect(gesture && wordsOf(gesture, whom)).toMatch(says);
    }
  });

  test("no figure for a minor author", () => {
    for (const { whom, advice } of results.filter((result) => walk.path.groups["auteurs"]?.includes(result.whom.id))) {
      const figures = advice.filter((one) => /€|emprisonnement|encour|\bpeines?\b/.test(wordsOf(one, whom.id)));
      expect(
        figures.map((one) => one.id),
        whom.id,
      ).toEqual([]);
    }
  });

  test("the law on an identity used by a partner or an ex is told to adults, once", () => {
    const law = (whom: string, ...ticked: string[]): string[] =>
      idsOf(at(whom, ...ticked)).filter((id) => id.startsWith("loi_usurpation"));
    for (const whom of ["moi_adulte", "ami", "eleve"]) {
      expect(law(whom, "ex")).toEqual(["loi_usurpation_ex"]);
      expect(law(whom, "ex", "usurpe")).toEqual(["loi_usurpation"]);
    }
  });
});

describe("a number that is known to strangers", () => {
  test("silence first, then where it is published, then the operator; never « bloquez le numéro »", () => {
    for (const whom of VISE) {
      const result = at(whom, "appels", "publie");
      const ids = idsOf(result);
      const steps = [
        "silence_inconnus",
        "silence_masques",
        "annonce",
        "preuves_publie",
        "plateforme_publie",
        "retrait_google",
        "retrait_site",
        "operateur",
      ];
      expect(steps.map((id) => ids.indexOf(id)).every((place, i, all) => place > (all[i - 1] ?? -1))).toBe(true);
      const words = result.advice.map((one) => wordsOf(one, whom)).join(" ");
      expect(words).not.toMatch(/bloque[zr]? (?:ensuite )?le numéro/i);
      expect(words).not.toMatch(/menu|réglages? >/i);
    }
    const gesture = at("moi_adulte", "appels", "publie").advice.find((one) => one.step === "geste");
    expect(gesture?.say).toContain("Ce soir, le silence");
  });
});

test("the young are told « tu », everybody else « vous », facts included", () => {
  for (const { whom, advice } of results.filter(({ ticked }) => ticked.length === 1)) {
    for (const one of advice) {
      const words = wordsOf(one, whom.id).replace(/«[^»]*»/g, "");
      expect(words, one.id).not.toMatch(
        whom.isInformal
          ? /(?<!\p{L})(?:vous|votre|vos|(?!assez|chez)\p{L}{3,}ez)(?!\p{L})/iu
          : /(?<!\p{L})(?:tu|ton|ta|tes|toi)(?!\p{L})/iu,
      );
    }
  }
});

describe("what is wrong is named", () => {
  const { path, advice } = walk;
  const gone = (walked: Walk["path"], id: string): Path => ({
    ...walked,
    next: walked.next.filter((line) => line.id !== id),
  });

  test("no second line for when nobody answers", () => {
    expect(wrong(gone(path, "17"), advice)).toContain(
      'result "appels, moi_adulte": not two lines for when nobody answers',
    );
  });

  test("no line that answers at night", () => {
    expect(wrongPath(walk, [at("moi_adulte", "appels")], new Set(["3114"]))).toContain(
      'result "appels, moi_adulte": no line answers at night',
    );
  });

  test("a result without the rule for images of minors", () => {
    expect(wrong(path, without("regle_images"))).toContain(
      'result "messages, mon_enfant": the rule for images of minors is missing',
    );
  });

  test("advice to capture beside images of a minor", () => {
    const capture: Advice = {
      id: "x",
      step: "preuves",
      what: ["images"],
      whom: ["mineur"],
      say: "Faites une capture.",
    };
    expect(wrong(path, advice.concat(capture))).toContain(
      'result "images, moi_moins_15": images of a minor beside advice to capture',
    );
  });

  test("two gestures where a graver one does not hide the lighter", () => {
    const lighter = advice.map((one): Advice => (one.id === "geste_appels" ? { ...one, unless: undefined } : one));
    expect(wrong(path, lighter)).toContain('result "appels+ex, moi_adulte": not exactly one gesture');
  });

  test("advice to block beside threats", () => {
    const blocked = advice.map((one): Advice => (one.id === "bloquer" ? { ...one, unless: ["ex", "publie"] } : one));
    expect(wrong(path, blocked)).toContain(
      'result "appels+menaces, moi_adulte": advice to block where it may be dangerous',
    );
  });

  test.each([
    ["loi_auteurs", 'result "appels, enfant_auteur": nothing of what the law says'],
    ["appel_ami", 'result "images, ami": nothing of what happens when one calls'],
    ["suite_auteur", 'result "ex, participe": nothing to do this week'],
  ])("a result that lost %s", (id, says) => {
    expect(wrong(path, without(id))).toContain(says);
  });

  test("a rule that no path reaches, an answer that does not exist, a group of nobody", () => {
    const lost: Advice = { id: "perdu", step: "loi", what: ["fax"], say: "…" };
    expect(wrong(path, advice.concat(lost))).toEqual([
      'advice "perdu": no answer "fax"',
      'advice "perdu": no path reaches it',
    ]);
    const groups = { ...path.groups, tous: ["personne"] };
    expect(wrong({ ...path, groups }, advice)).toEqual(['group "tous": no answer "personne"']);
    const lines = path.lines.concat({ id: "3919", whom: ["grand_mere"] });
    expect(wrong({ ...path, lines }, advice)).toContain('line "3919": no answer "grand_mere"');
  });
});
