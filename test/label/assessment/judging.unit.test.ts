import { describe, expect, test } from "vitest";

import { STATES } from "../../../src/label/application/application.ts";
import { type Finding, type FindingStep, findingState, openMajors } from "../../../src/label/assessment/findings.ts";
import {
  type Exchange,
  type Review,
  type Settled,
  quarrelOf,
  settle,
  verifiedUnit,
} from "../../../src/label/assessment/grades.ts";
import {
  type Act,
  DURATIONS,
  appealUntil,
  isPhaseOver,
  moved,
  noonOf,
  workingDaysLeft,
} from "../../../src/label/assessment/process.ts";
import { instantOf } from "../../../src/kernel/time.ts";
import type { CriterionSpec, ReferentialFile } from "../../../src/label/scoring/formats.ts";
import { modelOf } from "../../../src/label/scoring/model.ts";
import { REFERENTIAL_FILE } from "../../support/referential.ts";

const model = modelOf(REFERENTIAL_FILE as ReferentialFile);
const criterion = (id: string): CriterionSpec => model.criteria.get(id) as CriterionSpec;
const at = (day: string): number => instantOf(`${day}T10:00`, "Europe/Paris");
const review = (personId: string, grade: number | null, refused: string[] = [], criterionId = "PSY-6"): Review => ({
  criterionId,
  personId: `per_${personId}`,
  grade,
  comment: "",
  seen: "",
  refused: refused.map((piece) => ({ piece, why: "trop ancienne" })),
});

describe("from two grades to one", () => {
  test.each([
    [2, 2, null],
    [2, 3, null],
    [1, 3, "far"],
    [0, 4, "far"],
    [null, null, null],
    [null, 0, "na"],
  ] as const)("%s and %s, where no gate stands: %s", (a, b, why) => {
    expect(quarrelOf(criterion("PSY-6"), review("a", a), review("b", b))).toBe(why);
    expect(quarrelOf(criterion("PSY-6"), review("b", b), review("a", a))).toBe(why);
  });

  test("a gate between two grades is a quarrel, one step apart or not (PSY-1: gates at 1, 2, 3)", () => {
    expect(quarrelOf(criterion("PSY-1"), review("a", 1), review("b", 2))).toBe("gate");
    expect(quarrelOf(criterion("PSY-1"), review("a", 3), review("b", 4))).toBe(null);
  });

  test("a piece that one alone refuses is a quarrel; both refusing it is none", () => {
    expect(quarrelOf(criterion("PSY-6"), review("a", 2, ["evi_1"]), review("b", 2))).toBe("piece");
    expect(quarrelOf(criterion("PSY-6"), review("a", 2, ["evi_1", "evi_2"]), review("b", 2, ["evi_2", "evi_1"]))).toBe(
      null,
    );
  });

  test("the lower of the two, unless both gave another after exchange, unless a third person judged", () => {
    const reviews = [review("a", 2), review("b", 3)];
    const exchange = (personId: string, grade: number): Exchange => ({
      criterionId: "PSY-6",
      personId: `per_${personId}`,
      grade,
      reason: "",
    });
    const work = { reviews, exchanges: [], adjudications: [] };
    expect(settle(criterion("PSY-6"), work)).toMatchObject({ grade: 2, how: "lower" });
    expect(settle(criterion("PSY-6"), { ...work, exchanges: [exchange("a", 3)] })).toMatchObject({
      grade: 2,
      how: "lower",
    });
    expect(settle(criterion("PSY-6"), { ...work, exchanges: [exchange("a", 3), exchange("b", 2)] })).toMatchObject({
      grade: 2,
      how: "lower",
    });
    expect(settle(criterion("PSY-6"), { ...work, exchanges: [exchange("a", 3), exchange("b", 3)] })).toMatchObject({
      grade: 3,
      how: "exchange",
    });
    const adjudications = [
      { criterionId: "PSY-6", grade: 0, reason: "", refused: [], cause: "answer" as const, savedAt: 1 },
    ];
    expect(settle(criterion("PSY-6"), { ...work, adjudications })).toMatchObject({ grade: 0, how: "adjudication" });
    expect(settle(criterion("PSY-6"), { ...work, reviews: [review("a", 2)] })).toBeNull();
    expect(settle(criterion("PSY-6"), { ...work, reviews: [review("a", 0), review("b", 4)] })).toBeNull();
  });

  test("how it came to a grade is told: the same, the lower, of an exchange about this very criterion, by a third person who read anew or not", () => {
    const work = { reviews: [review("a", 3, ["evi_1"]), review("b", 3, ["evi_1"])], exchanges: [], adjudications: [] };
    const settled = (over: object = {}) => settle(criterion("PSY-6"), { ...work, ...over });
    const refused = [{ piece: "evi_1", why: "trop ancienne" }];
    expect(settled()).toEqual({ grade: 3, refused, how: "same" });
    const about = (criterionId: string) =>
      (["per_a", "per_b"] as const).map((personId) => ({ criterionId, personId, grade: 1, reason: "" }));
    expect(settled({ exchanges: about("PSY-1") })).toEqual({ grade: 3, refused, how: "same" });
    expect(settled({ exchanges: about("PSY-6") })).toEqual({ grade: 1, refused, how: "exchange" });
    const judged = (cause: "disagreement" | "answer" | "appeal", criterionId = "PSY-6") =>
      settled({ adjudications: [{ criterionId, grade: 4, reason: "", refused: [], cause, savedAt: 7 }] });
    const read = { grade: 4, refused: [], how: "adjudication" };
    expect(judged("disagreement")).toEqual({ ...read, rereadAt: null });
    expect([judged("answer"), judged("appeal")]).toEqual([
      { ...read, rereadAt: 7 },
      { ...read, rereadAt: 7 },
    ]);
    expect(judged("answer", "PSY-1")).toEqual({ grade: 3, refused, how: "same" });
    expect(settled({ reviews: [] })).toBeNull();
    const none = settled({ reviews: [review("a", null), review("b", null)] });
    expect(none).toEqual({ grade: null, refused: [], how: "same" });
  });

  test("a piece is taken unless it was refused itself, whether or not the criterion has its grade; its last day is published", () => {
    const piece = { criterion: "PSY-1", kind: "document" as const, url: null, mime: null, issuedOn: "2026-10-01" };
    const filed = {
      answers: { "PSY-1": { declared: 3 } },
      pieces: ["evi_1", "evi_2"].map((id, i) =>
        Object.assign({ id, expiresOn: i === 0 ? null : "2027-10-01", visibility: "private" as const }, piece),
      ),
    };
    const published = (settled: Settled | null) =>
      verifiedUnit(model, { id: "x", filed, settledOf: () => settled, facts: { mysteryTests: 0, interview: false } })
        .answers["PSY-1"];
    const said = { kind: "document", issuedOn: "2026-10-01" };
    const last = { ...said, expiresOn: "2027-10-01" };
    expect(published({ grade: 2, refused: [{ piece: "evi_1", why: "" }], how: "same" })).toEqual({
      declared: 3,
      verified: 2,
      evidence: [
        { ...said, accepted: false },
        { ...last, accepted: true },
      ],
    });
    expect(published(null)).toEqual({
      declared: 3,
      verified: null,
      evidence: [
        { ...said, accepted: true },
        { ...last, accepted: true },
      ],
    });
  });

  test("what is scored never holds words that may not be published, nor whose pieces they are", () => {
    const filed = {
      answers: {
        "PSY-1": { declared: 3, justification: "secret", publishable: false },
        "ACC-1": { declared: 3, justification: "public", publishable: true },
      },
      pieces: [
        {
          id: "evi_1",
          criterion: "PSY-1",
          kind: "document" as const,
          url: "https://secret.example/",
          mime: null,
          issuedOn: "2026-10-01",
          expiresOn: null,
          visibility: "private" as const,
        },
      ],
    };
    const unit = verifiedUnit(model, {
      id: "lbl_x",
      filed,
      settledOf: () => ({ grade: 2, refused: [{ piece: "evi_1", why: "" }], how: "same" }),
      facts: { mysteryTests: 0, interview: false },
    });
    expect(JSON.stringify(unit)).not.toMatch(/secret|evi_1/);
    expect(unit.answers["PSY-1"]).toEqual({
      declared: 3,
      verified: 2,
      evidence: [{ kind: "document", issuedOn: "2026-10-01", accepted: false }],
    });
    expect(unit.answers["ACC-1"]).toMatchObject({ justification: "public", publishable: true });
  });
});

describe("pieces that came after the filing", () => {
  const late = {
    id: "evi_2",
    criterion: "PSY-1",
    kind: "document" as const,
    url: null,
    mime: null,
    issuedOn: "2026-11-01",
    expiresOn: null,
    visibility: "private" as const,
    lateAt: 100,
  };
  const filed = { answers: { "PSY-1": { declared: 3 } }, pieces: [late] };
  const acceptedWith = (rereadAt: number | null) => {
    const settled = { grade: 3, refused: [], how: "adjudication" as const, rereadAt };
    const { answers } = verifiedUnit(model, {
      id: "lbl_x",
      filed,
      settledOf: () => settled,
      facts: { mysteryTests: 0, interview: false },
    });
    return (answers["PSY-1"] as { evidence: { accepted: boolean }[] }).evidence[0]?.accepted;
  };
  test("count only where somebody judged the criterion again once they were there: what comes after that nobody has read", () => {
    expect([acceptedWith(null), acceptedWith(100), acceptedWith(99)]).toEqual([false, true, false]);
  });
});

describe("findings", () => {
  const finding = (severity: "minor" | "major", foundOn: string, liftedOn: string | null = null): Finding => ({
    id: "",
    criterionId: "",
    also: [],
    text: "",
    severity,
    foundOn,
    dueOn: "",
    liftedOn,
  });
  test("a major one counts until it is lifted; five minor ones weigh as one; a minor one turns major after six months", () => {
    expect(openMajors([finding("major", "2026-11-01")], "2026-11-02")).toBe(1);
    expect(openMajors([finding("major", "2026-11-01", "2026-11-20")], "2026-11-22")).toBe(0);
    expect(
      openMajors(
        Array.from({ length: 4 }, () => finding("minor", "2026-11-01")),
        "2026-11-02",
      ),
    ).toBe(0);
    expect(
      openMajors(
        Array.from({ length: 5 }, () => finding("minor", "2026-11-01")),
        "2026-11-02",
      ),
    ).toBe(1);
    expect(openMajors([finding("minor", "2026-05-22")], "2026-11-22")).toBe(0);
    expect(openMajors([finding("minor", "2026-05-22")], "2026-11-23")).toBe(1);
  });
  test("stands as its last word says: said mended it is to be looked at, kept it is late again, lifted it stays lifted", () => {
    const step = (turn: number, kind: FindingStep["kind"]): FindingStep => ({
      findingId: "",
      turn,
      kind,
      text: "",
      saidOn: "",
    });
    const late = { ...finding("minor", "2026-05-22"), dueOn: "2026-11-22" };
    const state = (steps: FindingStep[], over: Partial<Finding> = {}) =>
      findingState({ ...late, ...over }, steps, "2026-11-23");
    expect([state([], { dueOn: "2026-11-23" }), state([])]).toEqual(["open", "late"]);
    expect(state([step(1, "mended")])).toBe("to_check");
    expect(state([step(1, "mended"), step(2, "kept")])).toBe("late");
    expect(state([step(1, "mended")], { liftedOn: "2026-11-23" })).toBe("lifted");
  });
});

describe("phases", () => {
  /** The table of states, written a second time. */
  const TABLE: Record<Act, [string[], string, number | null]> = {
    admit: [["submitted"], "admissible", DURATIONS.admissibility],
    reject: [["submitted"], "inadmissible", null],
    begin: [["admissible"], "in_review", DURATIONS.review],
    clarify: [["in_review"], "clarification", DURATIONS.clarification],
    resume: [["clarification"], "in_review", DURATIONS.review],
    open_contradictory: [["in_review"], "contradictory", DURATIONS.contradictory],
    decide: [["contradictory"], "decided", null],
    appeal: [["decided"], "appealed", DURATIONS.appeal],
    decide_appeal: [["appealed"], "appeal_decided", null],
    decide_again: [["decided", "appeal_decided"], "decided", null],
  };
  test("every act from every state", () => {
    for (const [act, [from, to, days]] of Object.entries(TABLE) as [Act, (typeof TABLE)[Act]][]) {
      for (const state of STATES) {
        const next = moved(state, act, at("2026-11-23"));
        expect([act, state, next?.to ?? null, next === null ? null : next.dueOn !== null]).toEqual([
          act,
          state,
          from.includes(state) ? to : null,
          from.includes(state) ? days !== null : null,
        ]);
      }
    }
  });

  test("fifteen working days skip week-ends and public holidays, and the last day is the mutuelle's", () => {
    const opened = moved("in_review", "open_contradictory", at("2026-12-07"));
    expect(opened?.dueOn).toBe("2026-12-29"); // Christmas is a Friday
    expect(workingDaysLeft("2026-12-29", at("2026-12-07"))).toBe(15);
    expect(workingDaysLeft("2026-12-29", at("2026-12-28"))).toBe(1);
    expect(isPhaseOver(null, "2026-12-30")).toBe(false);
    expect(noonOf("2026-12-29")).toBe(instantOf("2026-12-29T12:00", "Europe/Paris"));
    expect([isPhaseOver("2026-12-29", "2026-12-29"), isPhaseOver("2026-12-29", "2026-12-30")]).toEqual([false, true]);
  });

  test("thirty days to appeal run from the day the mutuelle read the decision, at the latest from the fifteenth after it", () => {
    expect(appealUntil("2026-12-30", "2026-12-31")).toBe("2027-01-30");
    expect(appealUntil("2026-12-30", null)).toBe("2027-02-13");
    expect(appealUntil("2026-12-30", "2027-01-31")).toBe("2027-02-13");
  });
});
