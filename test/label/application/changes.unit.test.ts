import { describe, expect, test } from "vitest";

import { type Filing, changesBetween } from "../../../src/label/application/changes.ts";

const filing = (over: Partial<Filing> = {}): Filing => ({ answers: {}, pieces: [], ranges: [], ...over });
const piece = (criterion: string, sha256: string, name = sha256) => ({ criterion, url: null, sha256, name });
const range = (name: string, members: number) => ({
  name,
  who: ["everyone" as const],
  whoWords: "",
  territory: "",
  members,
  price: "to_50" as const,
  priceAge: 40,
  priceOn: "2026-01-01",
});
const criteria = ["A", "B", "C", "D"];
const hidden = new Set<string>();

describe("what changed since the filing before", () => {
  test("grades, words, pieces, by criterion, in the order of the referential; what stayed is left out", () => {
    const before = filing({
      answers: { A: { declared: 2, justification: "avant" }, B: { declared: 3 }, C: { na: { justification: "x" } } },
      pieces: [piece("A", "aa"), piece("B", "bb"), piece("D", "dd", "un nom")],
    });
    const after = filing({
      answers: { C: { declared: 1 }, B: { declared: 3 }, A: { declared: 3, justification: "après" } },
      pieces: [piece("A", "ab", "garanties"), piece("B", "bb"), piece("D", "dd", "un autre nom")],
    });
    expect(changesBetween(before, after, { criteria, hidden }).criteria).toEqual([
      { id: "A", grade: ["2", "3"], words: ["avant", "après"], added: ["garanties"], removed: ["aa"] },
      { id: "C", grade: ["sans objet", "1"], words: null, added: [], removed: [] },
    ]);
    expect(changesBetween(before, before, { criteria, hidden })).toEqual({ criteria: [], ranges: [] });
  });

  test("a grade that is hidden from the reader is not told by what changed either", () => {
    const [before, after] = [2, 3].map((declared) => filing({ answers: { A: { declared }, B: { declared } } }));
    const asked = { criteria, hidden: new Set(["A"]) };
    expect(changesBetween(before ?? filing(), after ?? filing(), asked).criteria.map(({ id }) => id)).toEqual(["B"]);
  });

  test("ranges that came, went or changed; grades by range", () => {
    const before = filing({
      ranges: [range("Socle", 10), range("Plus", 5)],
      answers: { A: { declared: 1, byRange: { Socle: 1 } } },
    });
    const after = filing({
      ranges: [range("Socle", 12), range("Confort", 5)],
      answers: { A: { declared: 1, byRange: { Socle: 1, Confort: 2 } } },
    });
    const { ranges, criteria: changed } = changesBetween(before, after, { criteria, hidden });
    expect(ranges).toEqual([
      { name: "Socle", what: "changed" },
      { name: "Plus", what: "removed" },
      { name: "Confort", what: "added" },
    ]);
    expect(changed[0]?.grade).toEqual(["1, Socle 1", "1, Socle 1, Confort 2"]);
  });
});
