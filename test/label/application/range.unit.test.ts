import { readTerritory } from "../../../src/label/application/territory.ts";
import { describe, expect, test } from "vitest";

import type { Answer } from "../../../src/label/application/application.ts";
import { type Range, countedFor, isPerRange, leastCovered, mostOpen } from "../../../src/label/application/range.ts";
import { seenBy } from "../../../src/label/assessment/file.ts";
import { scoreUnit } from "../../../src/label/scoring/score.ts";
import { rangeOf } from "../../support/ranges.ts";
import { AT, label, referentialText } from "../../support/label.ts";
import draft from "../../../content/drafts/label@0.10.0.json" with { type: "json" };
import type { ReferentialFile } from "../../../src/label/scoring/formats.ts";

const range = (name: string, members: number): Range => ({ ...rangeOf(name, members), id: `rng_${name}` });
const answer = (criterionId: string, over: Partial<Answer>): Answer => ({
  criterionId,
  declared: null,
  isNa: false,
  byRange: null,
  justification: "",
  isPublishable: false,
  revision: 1,
  savedAt: 0,
  ...over,
});
const file = JSON.parse(referentialText) as ReferentialFile;
const [socle, confort] = [range("Socle", 6000), range("Confort", 2000)];

describe("one file for several ranges", () => {
  test("the grade is that of the least covered range, never the best: Socle 4 sessions, Confort 12 is 2, not 4", () => {
    const byRange = { [socle.id]: 2, [confort.id]: 4 };
    const offer = { members: 8000, covered: 8000 };
    const [counted] = countedFor({ file, offer, ranges: [socle, confort] }, [
      answer("PSY-1", { byRange, declared: 4 }),
    ]);
    expect(counted?.declared).toBe(2);
    expect(leastCovered(byRange, [socle, confort])).toEqual(["Socle"]);
  });

  test("a range that came later has no grade: the criterion waits for it, whatever was saved before", () => {
    const saved = answer("PSY-1", { byRange: { [socle.id]: 2 }, declared: 2 });
    const offer = { members: 8000, covered: 8000 };
    expect(countedFor({ file, offer, ranges: [socle, confort] }, [saved])[0]?.declared).toBeNull();
    expect(countedFor({ file, offer, ranges: [socle] }, [saved])[0]?.declared).toBe(2);
    expect(countedFor({ file, offer, ranges: [] }, [saved])[0]).toMatchObject({ declared: 2, byRange: null });
  });

  test("leaving a range out lowers « ouvert à tous les contrats »: what is counted is the members that are named", () => {
    const saved = answer("ACC-1", { declared: 4 });
    const open = (covered: number, ranges: Range[]) =>
      countedFor({ file, offer: { members: 8000, covered }, ranges }, [saved])[0]?.declared;
    expect([open(8000, [socle, confort]), open(6000, [socle]), open(2000, [confort])]).toEqual([4, 1, 1]);
    expect([6399, 6400, 7999, 8000].map((covered) => mostOpen({ members: 8000, covered }))).toEqual([1, 2, 2, 4]);
  });

  test("which criteria differ between ranges is what a version says; those of before have a list of their own", () => {
    const named = ({ criteria }: Pick<ReferentialFile, "criteria">): string[] =>
      criteria.filter((one) => isPerRange({ criteria }, one)).map((one) => one.id);
    expect(named(file)).toEqual(["PSY-1", "PSY-2", "JUR-3", "TEC-2", "ACC-2"]);
    expect(named(draft as unknown as ReferentialFile)).toEqual(["PSY-1", "PSY-2", "JUR-3", "TEC-2", "ACC-2", "ACC-7"]);
  });

  test("a file that declares more than its least covered range is refused by the calculation, for anybody who runs it", () => {
    const scored = (declared: number) =>
      scoreUnit(
        label,
        { id: "u", answers: { "PSY-1": { declared, byRange: { Socle: 2, "Confort+": 4 } } } },
        { at: AT, isAssumed: true },
      );
    expect(scored(4)).toMatchObject({ status: "error", error: { code: "RANGE_MISMATCH", place: "PSY-1" } });
    expect(scored(2)).toMatchObject({ status: "ok" });
  });

  test("grades of ranges are hidden from an assessor until theirs is saved, as the grade of the offer is", () => {
    const me = "per_me" as const;
    const given = { declared: 2, byRange: { Socle: 2, Confort: 4 }, justification: "Garanties.", publishable: false };
    const whole = {
      application: { state: "in_review" },
      filed: { number: 1, answers: { "PSY-1": given }, pieces: [], ranges: [] },
      assignments: [{ task: "assessor", slot: 1, personId: me, contactId: null, doneAt: null, isTied: false }],
      reviews: [],
      exchanges: [],
      adjudications: [],
      findings: [],
      responses: [],
      contacts: [],
    } as unknown as Parameters<typeof seenBy>[0];
    expect(JSON.stringify(seenBy(whole, me))).not.toContain("Confort");
    const graded = { ...whole, reviews: [{ personId: me, criterionId: "PSY-1" }] } as unknown as typeof whole;
    expect(JSON.stringify(seenBy(graded, me))).toContain("Confort");
  });
});

test("a territory is said by départements, by their names or codes, each once", () => {
  const said = (typed: string) => readTerritory(typed);
  expect(said("")).toEqual({ ok: true, territory: "" });
  expect(said(" 75, val de marne;2a , Paris (75)")).toEqual({
    ok: true,
    territory: "Paris (75), Val-de-Marne (94), Corse-du-Sud (2A)",
  });
  expect(said("75, Bretagne")).toEqual({ ok: false, unknown: "Bretagne" });
});
