import { describe, expect, test } from "vitest";

import { instantOf } from "../../../src/kernel/time.ts";
import {
  type Kind,
  KIND_WORDS,
  type LabelState,
  afterAppeal,
  canWin,
  isFollowed,
  isKind,
  isScoredAnew,
  keptKind,
  kindsOpen,
  panelIn,
  scoreNow,
  stateAfter,
  validityFrom,
} from "../../../src/label/decision/decision.ts";
import type { AssessedFile } from "../../../src/label/assessment/file.ts";
import { daysOf, isSeconded } from "../../../src/label/decision/measure.ts";
import { shownState } from "../../../src/label/registry/label-words.ts";
import type { ReferentialFile } from "../../../src/label/scoring/formats.ts";
import { modelOf } from "../../../src/label/scoring/model.ts";
import { REFERENTIAL, REFERENTIAL_FILE } from "../../support/referential.ts";

const at = (day: string): number => instantOf(`${day}T10:00`, "Europe/Paris");
const open = { level: "N1", majors: 0 };

describe("what a panel may propose", () => {
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

describe("what a decision leaves, and what it rests on", () => {
  const last = (state: LabelState, over: { labelId?: "lbl_x" | null; level?: string | null } = {}) => ({
    labelId: "lbl_x" as const,
    level: "N1" as string | null,
    state,
    ...over,
  });

  test("each kind leaves its state; confirming leaves what was, or no label where there was none", () => {
    const kinds = Object.keys(KIND_WORDS).filter((kind): kind is Exclude<Kind, "close"> => kind !== "close");
    expect(kinds.map((kind) => [kind, stateAfter(kind, null), keptKind(kind)])).toEqual([
      ["grant", "active", "grant"],
      ["reserve", "reserved", "reserve"],
      ["refuse", "refused", "refuse"],
      ["maintain", "active", "maintain"],
      ["suspend", "suspended", "suspend"],
      ["withdraw", "withdrawn", "withdraw"],
      ["uphold", "refused", "appeal"],
      ["reverse", "active", "appeal"],
    ]);
    expect(["grant", "close", "toString", ""].map(isKind)).toEqual([true, true, false, false]);
  });

  test("a label is looked after once it is decided, while somebody holds it", () => {
    expect(isFollowed("decided", last("active"))).toBe(true);
    expect(isFollowed("appeal_decided", last("suspended"))).toBe(true);
    expect(isFollowed("contradictory", last("active"))).toBe(false);
    expect(isFollowed("decided", last("withdrawn"))).toBe(false);
    expect(isFollowed("decided", last("refused", { labelId: null }))).toBe(false);
    expect(isFollowed("decided", null)).toBe(false);
    expect(kindsOpen({ state: "in_review", dueOn: null, measure: null }, last("active"), open, "2027-01-01")).toEqual(
      [],
    );
    expect(kindsOpen({ state: "appealed", dueOn: null, measure: null }, null, open, "2027-01-01")).toEqual(["uphold"]);
  });

  test("only a label in force at the highest level has nothing to win", () => {
    const { levels } = REFERENTIAL_FILE as ReferentialFile;
    expect(canWin({ levels }, last("active", { level: "N3" }))).toBe(false);
    expect(canWin({ levels }, last("active", { level: "N2" }))).toBe(true);
    expect(canWin({ levels }, last("reserved", { level: "N3" }))).toBe(true);
    expect(canWin({}, last("active"))).toBe(true);
  });

  test("grades are read anew before the first decision and where an appeal wins; otherwise the result before stands", () => {
    expect(isScoredAnew("contradictory", null)).toBe(true);
    expect(isScoredAnew("appealed", "reverse")).toBe(true);
    expect(isScoredAnew("appealed", "uphold")).toBe(false);
    expect(isScoredAnew("decided", "maintain")).toBe(false);
    expect([panelIn("appealed"), panelIn("contradictory"), panelIn("decided")]).toEqual(["appeal", "panel", "panel"]);
  });

  test("what is scored is what is published, on the day of the decision: pieces that are too old then hold up nothing; an answer out of its scale gives no score", async () => {
    const model = modelOf(REFERENTIAL_FILE as ReferentialFile);
    const piece = { id: "evi_1", criterion: "PSY-1", kind: "document", issuedOn: "2025-01-10", expiresOn: null };
    const review = { criterionId: "PSY-1", grade: 2, refused: [] };
    const minor = { severity: "minor", foundOn: "2026-07-01", liftedOn: null };
    const scored = (declared: number, onDay: string) => {
      const file = {
        application: { referential: REFERENTIAL },
        filed: { answers: { "PSY-1": { declared } }, pieces: [piece] },
        reviews: [review, review],
        exchanges: [],
        adjudications: [],
        findings: [minor],
        contacts: [],
      };
      return scoreNow(model, file as unknown as AssessedFile, "lbl_x", onDay);
    };
    const [young, old] = [await scored(3, "2027-01-01"), await scored(3, "2027-01-11")];
    expect(young?.answers).toMatchObject({
      format: "answers/1",
      referential: REFERENTIAL,
      at: "2027-01-01",
      units: [{ id: "lbl_x", answers: { "PSY-1": { declared: 3, verified: 2 } } }],
    });
    expect(young?.result).toMatchObject({ id: "lbl_x", status: "ok", level: null });
    expect(young?.result.simulated).toBeUndefined();
    const points = [young, old].map((one) => one?.result.verified.basisPoints);
    expect(points).toEqual([expect.any(Number), 0]);
    expect(points[0]).toBeGreaterThan(0);
    expect([young?.majors, old?.majors]).toEqual([0, 1]);
    expect(await scored(9, "2027-01-01")).toBeNull();
  });

  test("a label lasts three years from its first decision, to the day", () => {
    expect(validityFrom("2027-01-31")).toEqual({ from: "2027-01-31", until: "2030-01-31" });
    expect(validityFrom("2028-02-29").until).toBe("2031-02-28");
  });
});
