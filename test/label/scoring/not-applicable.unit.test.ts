import { describe, expect, test } from "vitest";

import type { AnswerSpec } from "../../../src/label/scoring/formats.ts";
import { scoreUnit } from "../../../src/label/scoring/score.ts";
import { OPTIONS, answersOf, failure, modelFrom, scored } from "../../support/label.ts";

describe("« sans objet »", () => {
  const small = (gate: boolean) =>
    modelFrom({
      format: "referential/1",
      id: "na",
      version: "1.0.0",
      title: { fr: "N/A" },
      status: "draft",
      missing: "zero",
      scale: { min: 0, max: 1 },
      display: { decimals: 0, rounding: "floor" },
      criteria: ["A", "B", "C"].map((id) => ({
        id,
        weight: 1,
        normalise: { kind: "anchored", max: 4, allowed: [0, 1, 2, 3, 4] },
        na: { allowed: true },
        gates: gate && id === "A" ? [{ level: "N1", minGrade: 1 }] : [],
      })),
      tree: {
        id: "T",
        method: "arithmetic",
        children: [
          {
            weight: "auto",
            node: { id: "X", method: "arithmetic", children: [{ criterion: "A" }, { criterion: "B" }] },
          },
          { weight: "auto", node: { id: "Y", method: "arithmetic", children: [{ criterion: "C" }] } },
        ],
      },
      levels: [{ id: "N1", minBp: 0, floors: [], naMaxBp: 3300 }],
    });
  const na = (accepted?: boolean): AnswerSpec => ({
    na: { justification: "sans adhérents mineurs", ...(accepted === undefined ? {} : { accepted }) },
  });

  test("a whole dimension without object is an error, not 100", () => {
    const unit = answersOf([4, 4, na(true)]);
    expect(failure(small(false), unit)).toMatchObject({ status: "error", error: { code: "NODE_EMPTY", place: "Y" } });
    // Not accepted yet, it counts for 0 in what is verified; what is declared has no number.
    expect(failure(small(false), answersOf([4, 4, na()]))).toMatchObject({ error: { code: "NODE_EMPTY", place: "Y" } });
  });

  test("leaves numerator and denominator once accepted; asked for and not accepted, it is 0", () => {
    expect(scored(small(false), answersOf([na(true), 4, 2])).verified.basisPoints).toBe(7500);
    expect(scored(small(false), answersOf([na(), 4, 2])).verified.basisPoints).toBe(5000);
    expect(scored(small(false), answersOf([na(), 4, 2])).declared.basisPoints).toBe(7500);
  });

  test("never satisfies a gate, and is capped by weight", () => {
    const gated = scored(small(true), answersOf([na(true), 4, 4]));
    expect(gated.level).toBeNull();
    expect(gated.gates).toEqual([{ criterion: "A", level: "N1", required: 1, obtained: null, met: false }]);
    const capped = scored(small(false), answersOf([na(true), 4, 4]));
    expect([capped.level, capped.conditions.find((one) => one.kind === "naMaxBp")]).toEqual([
      null,
      { kind: "naMaxBp", level: "N1", required: 3300, obtained: 3334, met: false },
    ]);
    expect(scored(small(false), answersOf([4, 4, 4])).level).toBe("N1");
  });

  test("scoring touches nothing it is given", () => {
    const unit = answersOf([4, 3, 2]);
    const before = structuredClone(unit);
    scoreUnit(small(false), unit, OPTIONS);
    expect(unit).toEqual(before);
  });
});
