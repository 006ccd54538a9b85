import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";

import { parseFacts } from "../../src/help/facts.ts";
import { parseHelpLines } from "../../src/help/help-lines.ts";
import { type Advice, type Path, type Result, parsePath, resultsOf, wrongPath } from "../../src/help/path.ts";

const read = (file: string): unknown => JSON.parse(readFileSync(`content/${file}`, "utf8"));
const helpLines = parseHelpLines(read("help-lines.json"));
const facts = parseFacts({
  "law.json": read("law.json"),
  "services.json": read("services.json"),
  "facts.json": read("facts.json"),
});
const isAuthor = (whom: string): boolean => (given.path.groups["auteurs"] ?? []).includes(whom);
const order = helpLines.map((line) => line.id);
const night = new Set(helpLines.filter((line) => line.at_night === "answers").map((line) => line.id));
const given = parsePath(read("aide/chemin.json"), read("aide/conseils.json"));
const results = resultsOf(given.path, given.advice, order);
const wrong = (path: Path, advice: Advice[]): string[] =>
  wrongPath({ path, advice }, resultsOf(path, advice, order), night);
const without = (id: string): Advice[] => given.advice.filter((one) => one.id !== id);
const at = (what: string, whom: string): Result => {
  const found = results.find((result) => result.what.id === what && result.whom.id === whom);
  if (found === undefined) {
    throw new Error(`${what}, ${whom}`);
  }
  return found;
};

describe("the path of /aide", () => {
  test("every pair of answers has a result, and each holds what it promises", () => {
    expect(results).toHaveLength(7 * 8);
    expect(wrong(given.path, given.advice)).toEqual([]);
  });

  test("lines come in the order of the specification", () => {
    expect(at("menaces", "moi_15_17").lines).toEqual(["17", "112", "114", "3114", "119", "3018", "17cyber"]);
    expect(at("appels", "moi_adulte").lines).toEqual(["3114", "116006", "17cyber", "33700"]);
    expect(at("images", "participe").lines).toEqual(["3114", "3018"]);
    for (const { lines } of results) {
      expect(lines).toEqual(order.filter((id) => lines.includes(id)));
    }
  });

  test("where minors are concerned 119 stands beside the lines for the young; adults get the lines for adults", () => {
    for (const whom of ["moi_moins_15", "moi_15_17", "mon_enfant", "eleve", "enfant_auteur"]) {
      expect(at("messages", whom).lines).toEqual(expect.arrayContaining(["119", "3018"]));
    }
    expect(at("messages", "moi_adulte").lines).not.toContain("3018");
  });

  test("a partner or an ex: the warning stands before any advice to block or to change number", () => {
    for (const what of ["ex", "menaces"]) {
      for (const whom of ["moi_moins_15", "moi_15_17", "moi_adulte", "mon_enfant", "ami", "eleve"]) {
        const ids = at(what, whom).advice.map((one) => one.id);
        expect(ids[0]).toBe("avant_de_bloquer");
        expect(ids).not.toContain("bloquer");
      }
    }
  });

  test("no figure for a minor author", () => {
    for (const { whom, advice } of results.filter((result) => isAuthor(result.whom.id))) {
      const named = advice.flatMap((one) => [...one.say.matchAll(/\{fact:(\w+)\}/g)].map(([, id = ""]) => id));
      const told = named
        .map((id) => facts.get(id))
        .filter((fact) => /€|emprisonnement|\bpeines?\b/.test(fact?.text ?? ""));
      expect(
        told.map((fact) => fact?.id),
        whom.id,
      ).toEqual([]);
    }
  });

  test("the young are told « tu », everybody else « vous »", () => {
    for (const { whom, advice } of results) {
      for (const { id, say } of advice) {
        const words = say
          .replace(/\[\[([^|]*)\|([^\]]*)\]\]/g, (_, vous: string, tu: string) => (whom.isInformal ? tu : vous))
          .replace(/«[^»]*»/g, "");
        expect(words, id).not.toMatch(
          whom.isInformal
            ? /(?<!\p{L})(?:vous|votre|vos|(?!assez)\p{L}{3,}ez)(?!\p{L})/iu
            : /(?<!\p{L})(?:tu|ton|ta|tes|toi)(?!\p{L})/iu,
        );
      }
    }
  });
});

describe("what is wrong is named", () => {
  const { path, advice } = given;
  test("no line that answers at night", () => {
    const lines = path.lines.filter((line) => !["3114", "17cyber"].includes(line.id));
    expect(wrong({ ...path, lines }, advice)).toContain('result "appels, moi_adulte": no line answers at night');
  });

  test("advice to keep evidence without the rule for images of minors", () => {
    expect(wrong(path, without("regle_images"))).toContain(
      'result "messages, mon_enfant": advice to keep evidence without the rule for images of minors',
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
    expect(wrong(path, [...advice, capture])).toContain(
      'result "images, moi_moins_15": images of a minor beside advice to capture',
    );
  });

  test.each([
    ["arreter", 'result "appels, participe": nothing to do now'],
    ["loi_auteurs", 'result "appels, enfant_auteur": nothing of what the law says'],
    ["appel_ami", 'result "images, ami": nothing of what happens when one calls'],
    ["suite_auteur", 'result "ex, participe": nothing to do this week'],
  ])("a result that lost %s", (id, says) => {
    const also = id === "arreter" ? ["arreter", "pas_de_contact", "arreter_menaces"] : [id];
    expect(
      wrong(
        path,
        advice.filter((one) => !also.includes(one.id)),
      ),
    ).toContain(says);
  });

  test("a rule that no path reaches, an answer that does not exist, a group of nobody", () => {
    const lost: Advice = { id: "perdu", step: "loi", what: ["fax"], say: "…" };
    expect(wrong(path, [...advice, lost])).toEqual([
      'advice "perdu": no answer "fax"',
      'advice "perdu": no path reaches it',
    ]);
    expect(wrong({ ...path, groups: { ...path.groups, tous: ["personne"] } }, advice)).toEqual([
      'group "tous": no answer "personne"',
    ]);
    expect(wrong({ ...path, lines: [...path.lines, { id: "3919", whom: ["grand_mere"] }] }, advice)).toContain(
      'line "3919": no answer "grand_mere"',
    );
  });
});
