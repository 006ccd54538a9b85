import { daysOf, isSeconded } from "../../../src/label/decision/measure.ts";
import { describe, expect, test } from "vitest";

import { STATES } from "../../../src/label/application/application.ts";
import { type Finding, type FindingStep, findingState, openMajors } from "../../../src/label/assessment/findings.ts";
import { type Exchange, type Review, quarrelOf, settle, verifiedUnit } from "../../../src/label/assessment/grades.ts";
import {
  type Act,
  DURATIONS,
  appealUntil,
  isPhaseOver,
  moved,
  workingDaysLeft,
} from "../../../src/label/assessment/process.ts";
import { afterAppeal, kindsOpen, stateAfter } from "../../../src/label/decision/decision.ts";
import { shownState } from "../../../src/label/registry/label-words.ts";
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
    const adjudications = [{ criterionId: "PSY-6", grade: 0, reason: "", refused: [], cause: "answer" as const }];
    expect(settle(criterion("PSY-6"), { ...work, adjudications })).toMatchObject({ grade: 0, how: "adjudication" });
    expect(settle(criterion("PSY-6"), { ...work, reviews: [review("a", 2)] })).toBeNull();
    expect(settle(criterion("PSY-6"), { ...work, reviews: [review("a", 0), review("b", 4)] })).toBeNull();
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
    isLate: true,
  };
  const filed = { answers: { "PSY-1": { declared: 3 } }, pieces: [late] };
  const acceptedWith = (isReread: boolean) => {
    const settled = { grade: 3, refused: [], how: "adjudication" as const, isReread };
    const { answers } = verifiedUnit(model, {
      id: "lbl_x",
      filed,
      settledOf: () => settled,
      facts: { mysteryTests: 0, interview: false },
    });
    return (answers["PSY-1"] as { evidence: { accepted: boolean }[] }).evidence[0]?.accepted;
  };
  test("count only where somebody judged the criterion again after the mutuelle's answer", () => {
    expect([acceptedWith(false), acceptedWith(true)]).toEqual([false, true]);
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
    expect([isPhaseOver("2026-12-29", "2026-12-29"), isPhaseOver("2026-12-29", "2026-12-30")]).toEqual([false, true]);
  });

  test("thirty days to appeal run from the day the mutuelle read the decision, at the latest from the fifteenth after it", () => {
    expect(appealUntil("2026-12-30", "2026-12-31")).toBe("2027-01-30");
    expect(appealUntil("2026-12-30", null)).toBe("2027-02-13");
    expect(appealUntil("2026-12-30", "2027-01-31")).toBe("2027-02-13");
  });
});

describe("what a panel may propose", () => {
  const open = { level: "N1", majors: 0 };
  test("nothing while the mutuelle may answer; the label only with a level and without a major finding", () => {
    const phase = { measure: null, state: "contradictory" as const, dueOn: "2026-12-29" };
    expect(kindsOpen(phase, null, open, "2026-12-29")).toEqual([]);
    expect(kindsOpen(phase, null, open, "2026-12-30")).toEqual(["grant", "reserve", "refuse"]);
    expect(kindsOpen(phase, null, { level: null, majors: 0 }, "2026-12-30")).toEqual(["refuse"]);
    expect(kindsOpen(phase, null, { level: "N3", majors: 1 }, "2026-12-30")).toEqual(["refuse"]);
  });

  test("later only about a label; never about one that was withdrawn; an appeal reverses what it can", () => {
    const label = { labelId: "lbl_x" as const, state: "active" as const, level: "N1" };
    const refusal = { labelId: null, state: "refused" as const, level: null };
    expect(kindsOpen({ state: "decided", dueOn: null, measure: null }, label, open, "2027-01-01")).toEqual([
      "maintain",
    ]);
    expect(kindsOpen({ state: "decided", dueOn: null, measure: null }, refusal, open, "2027-01-01")).toEqual([]);
    expect(
      kindsOpen({ state: "decided", dueOn: null, measure: null }, { ...label, state: "withdrawn" }, open, "2027-01-01"),
    ).toEqual([]);
    expect([stateAfter("uphold", { state: "suspended" }), stateAfter("reverse", { state: "suspended" })]).toEqual([
      "suspended",
      "active",
    ]);
  });

  test("nothing goes against a label before its mutuelle was heard: not unseconded, not while it may answer", () => {
    const label = { labelId: "lbl_x" as const, state: "active" as const, level: "N1" };
    const on = (heardUntilOn: string | null, todayOn: string) =>
      kindsOpen({ state: "decided", dueOn: null, measure: { heardUntilOn } }, label, open, todayOn);
    expect(on(null, "2027-01-21")).toEqual(["maintain"]);
    expect(on("2027-01-21", "2027-01-21")).toEqual([]);
    expect(on("2027-01-21", "2027-01-22")).toEqual(["maintain", "reserve", "suspend", "withdraw", "close"]);
  });

  test("who has enough signatures, how long a hearing and an urgent suspension last, are read from the calendar", () => {
    const now = at("2026-12-07");
    expect(daysOf({ isUrgent: false }, now)).toEqual({ heardUntilOn: "2026-12-29", provisionalUntilOn: null });
    expect(daysOf({ isUrgent: true }, now)).toEqual({ heardUntilOn: "2026-12-29", provisionalUntilOn: "2027-01-06" });
    const signers = (n: number) => Array.from({ length: n }, (_, i) => `per_${i}` as const);
    expect([1, 2].map((n) => isSeconded({ isUrgent: false, signers: signers(n) }))).toEqual([false, true]);
    expect([2, 3].map((n) => isSeconded({ isUrgent: true, signers: signers(n) }))).toEqual([false, true]);
  });

  const held = (state: "active" | "reserved" | "suspended" | "withdrawn", level: string) => ({
    labelId: "lbl_x" as const,
    state,
    level,
  });
  const none = { labelId: null, state: "refused" as const, level: null };
  test.each([
    ["a holder of N1, N2 read anew", held("active", "N1"), { level: "N2", majors: 0 }, true],
    ["a holder of N1, N1 read anew", held("active", "N1"), { level: "N1", majors: 0 }, false],
    ["a holder of N3, N2 read anew", held("active", "N3"), { level: "N2", majors: 0 }, false],
    ["a holder of N1, N2 with a major finding", held("active", "N1"), { level: "N2", majors: 1 }, false],
    ["a holder of N1, no level", held("active", "N1"), { level: null, majors: 0 }, false],
    ["a label where there was none", none, { level: "N1", majors: 0 }, true],
    ["none, and none read anew", none, { level: null, majors: 0 }, false],
    ["a reserve", held("reserved", "N2"), { level: "N1", majors: 0 }, true],
    ["a suspension", held("suspended", "N1"), { level: "N1", majors: 0 }, true],
    ["a suspension with a major finding", held("suspended", "N1"), { level: "N1", majors: 1 }, false],
    ["a label that was withdrawn", held("withdrawn", "N1"), { level: "N1", majors: 0 }, true],
  ] as const)("an appeal can win what it asks for, and nothing else: %s", (_, last, anew, wins) => {
    const kinds = kindsOpen({ state: "appealed", dueOn: null, measure: null }, last, anew, "2027-01-01");
    expect(kinds).toEqual(wins ? ["uphold", "reverse"] : ["uphold"]);
  });

  test("an appeal that wins leaves the level read anew, never one below the former", () => {
    expect([
      afterAppeal("N2", "N1"),
      afterAppeal("N1", "N2"),
      afterAppeal("N1", null),
      afterAppeal(null, "N1"),
    ]).toEqual(["N2", "N2", "N1", "N1"]);
  });

  test("expiry is read from the day", () => {
    const standing = { validUntilOn: "2026-11-22", provisionalUntilOn: null };
    expect([
      shownState({ ...standing, state: "active" }, "2026-11-22"),
      shownState({ ...standing, state: "active" }, "2026-11-23"),
    ]).toEqual(["active", "expired"]);
    expect(shownState({ ...standing, state: "suspended" }, "2027-11-23")).toBe("suspended");
  });

  test("an urgent suspension lapses by itself on the day after its last", () => {
    const label = { state: "reserved" as const, validUntilOn: "2029-01-01", provisionalUntilOn: "2027-01-06" };
    expect(["2026-12-07", "2027-01-06", "2027-01-07"].map((day) => shownState(label, day))).toEqual([
      "provisional",
      "provisional",
      "reserved",
    ]);
    expect(shownState({ ...label, state: "withdrawn" }, "2026-12-07")).toBe("withdrawn");
  });
});
