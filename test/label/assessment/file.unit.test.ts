import { describe, expect, test } from "vitest";

import { STATES } from "../../../src/label/application/application.ts";
import {
  type AssessedFile,
  type Assignment,
  areGradesOpen,
  isDeclaredShown,
  seenBy,
  taskOf,
} from "../../../src/label/assessment/file.ts";
import { isSettled, seenHash, unitOfFile } from "../../../src/label/assessment/outcome.ts";
import { quarrels } from "../../../src/label/assessment/grades.ts";
import type { Task } from "../../../src/label/assessment/process.ts";
import type { ReferentialFile } from "../../../src/label/scoring/formats.ts";
import { modelOf } from "../../../src/label/scoring/model.ts";
import { REFERENTIAL_FILE } from "../../support/referential.ts";

const task = (personId: `per_${string}`, over: Partial<Assignment> & { task: Task }): Assignment => ({
  slot: 1,
  personId,
  contactId: null,
  doneAt: null,
  isTied: false,
  ...over,
});
const grade = (personId: `per_${string}`, criterionId: string, given: number | null = 2) => ({
  criterionId,
  personId,
  grade: given,
  comment: `mots de ${personId}`,
  refused: [],
  seen: "",
  revision: 1,
  savedAt: 1,
  firstGrade: given,
  changedBecause: "",
});
const finding = (personId: `per_${string}`) => ({
  id: `fnd_${personId}`,
  criterionId: "PSY-1",
  also: [],
  severity: "minor" as const,
  text: "",
  foundOn: "2026-12-01",
  dueOn: "2027-06-01",
  liftedOn: null,
  personId,
});
const piece = {
  id: "evi_1",
  criterion: "PSY-1",
  kind: "document" as const,
  url: null,
  mime: null,
  issuedOn: "2026-10-01",
  expiresOn: null,
  visibility: "private" as const,
};

/** A file under review, with one of each thing that somebody may write in it. */
const file = (over: Partial<AssessedFile> = {}, state: AssessedFile["application"]["state"] = "in_review") =>
  ({
    application: { id: "app_1", state, referential: "label@0.9.0" },
    filed: {
      number: 1,
      answers: {
        "PSY-1": { declared: 3, justification: "mots", publishable: true },
        "PSY-2": { na: { justification: "sans objet ici" } },
        "PSY-6": { declared: 1 },
      },
      pieces: [piece],
      ranges: [],
    },
    assignments: [
      task("per_op", { task: "operator" }),
      task("per_a", { task: "assessor", doneAt: 1 }),
      task("per_b", { task: "assessor", slot: 2 }),
      task("per_third", { task: "adjudicator" }),
      task("per_panel", { task: "panel" }),
      task("per_appeal", { task: "appeal" }),
      task("per_tied", { task: "panel", isTied: true }),
    ],
    reviews: [grade("per_a", "PSY-1"), grade("per_b", "PSY-6")],
    exchanges: [{ criterionId: "PSY-1", personId: "per_b", grade: 2, reason: "" }],
    adjudications: [{ criterionId: "PSY-2", grade: 2, reason: "", refused: [], cause: "answer" }],
    findings: [finding("per_a"), finding("per_b")],
    steps: [{ findingId: "fnd_per_b", turn: 1, kind: "mended", text: "", saidOn: "2026-12-02" }],
    responses: [{ criterionId: "PSY-1", kind: "corrected", text: "" }],
    replies: [{ criterionId: "PSY-1", turn: 1, text: "" }],
    contacts: [{ id: "cnt_1", kind: "mystery", channel: "phone", madeOn: "2026-12-01", note: "" }],
    ...over,
  }) as AssessedFile;
const bothDone = (one: AssessedFile): AssessedFile => ({
  ...one,
  assignments: one.assignments.map((given) => Object.assign({}, given, { doneAt: 1 })),
});

describe("what one person sees of a file", () => {
  test("an assessor, before both have handed in: what is theirs, and the grade that the mutuelle gave itself where theirs is saved", () => {
    const seen = seenBy(file(), "per_a");
    expect(seen).toMatchObject({
      reviews: [{ personId: "per_a" }],
      findings: [{ personId: "per_a" }],
      exchanges: [],
      adjudications: [],
      responses: [],
      replies: [],
      contacts: [],
      steps: [],
    });
    expect(seen?.filed.answers).toStrictEqual({
      "PSY-1": { declared: 3, justification: "mots", publishable: true },
      "PSY-2": { na: { justification: "sans objet ici" } },
      "PSY-6": {},
    });
    expect(seen?.filed.pieces).toEqual([piece]);
    const shown = ["PSY-1", "PSY-2", "PSY-6", "PSY-9"].map((id) => seen !== null && isDeclaredShown(seen, id));
    expect(shown).toEqual([true, true, false, false]);
    expect(JSON.stringify(seen)).not.toContain("mots de per_b");
    expect(seenBy(file(), "per_b")?.filed.answers).toMatchObject({
      "PSY-1": { justification: "mots", publishable: true },
      "PSY-6": { declared: 1 },
    });
    expect(JSON.stringify(seenBy(file(), "per_b")?.filed.answers["PSY-1"])).not.toContain("declared");
  });

  test("who grades or runs it, once both have handed in: everything; a panel, once the mutuelle was told, and never before", () => {
    const open = bothDone(file());
    for (const person of ["per_op", "per_a", "per_b", "per_third"] as const) {
      expect(seenBy(open, person), person).toBe(open);
      expect(seenBy(file(), person)?.exchanges, person).toEqual([]);
    }
    for (const person of ["per_panel", "per_appeal"] as const) {
      expect(seenBy(open, person)?.reviews, person).toEqual([]);
      const told = STATES.filter((state) => {
        const one = bothDone(file({}, state));
        return seenBy(one, person) === one;
      });
      expect(told, person).toEqual(["contradictory", "decided", "appealed", "appeal_decided"]);
    }
  });

  test("whoever has a tie, or no task: nothing", () => {
    expect([seenBy(bothDone(file()), "per_tied"), seenBy(bothDone(file()), "per_nobody")]).toEqual([null, null]);
    expect([taskOf(file(), "per_third")?.task, taskOf(file(), "per_nobody")]).toEqual(["adjudicator", null]);
  });

  test("grades are open when two assessors have handed in, not one, not a third person for one of them", () => {
    const assessor = (doneAt: number | null) => task("per_a", { task: "assessor", doneAt });
    const open = (...assignments: Assignment[]) => areGradesOpen({ assignments });
    expect(open(assessor(1), assessor(1))).toBe(true);
    expect(open(assessor(1), assessor(null))).toBe(false);
    expect(open(assessor(1))).toBe(false);
    expect(open(assessor(1), task("per_third", { task: "adjudicator", doneAt: 1 }))).toBe(false);
  });
});

describe("what becomes of a file", () => {
  const model = modelOf(REFERENTIAL_FILE as ReferentialFile);
  const ids = model.file.criteria.map(({ id }) => id);
  const graded = (given: (id: string, person: "per_a" | "per_b") => number | null) =>
    file({
      adjudications: [],
      reviews: (["per_a", "per_b"] as const).flatMap((person) => ids.map((id) => grade(person, id, given(id, person)))),
    });

  test("settled when each criterion has its grade and none waits for a third person; who waits is named, with why", () => {
    expect(
      isSettled(
        model,
        graded(() => 2),
      ),
    ).toBe(true);
    const apart = graded((id, person) => (id === "PSY-1" && person === "per_b" ? 4 : 2));
    expect([isSettled(model, apart), quarrels(model, apart).map(({ criterion, why }) => [criterion.id, why])]).toEqual([
      false,
      [["PSY-1", "far"]],
    ]);
    const judged = {
      criterionId: "PSY-1",
      grade: 4,
      reason: "",
      refused: [],
      cause: "disagreement" as const,
      savedAt: 1,
    };
    const after = { ...apart, adjudications: [judged] };
    expect([isSettled(model, after), quarrels(model, after)]).toEqual([true, []]);
    const other = { ...apart, adjudications: [{ ...judged, criterionId: "PSY-2" }] };
    expect(quarrels(model, other)).toHaveLength(1);
    const later = modelOf({
      ...model.file,
      criteria: model.file.criteria.map((one) => (one.id === "PSY-6" ? { ...one, lifecycle: "future" } : one)),
    });
    const missing = graded(() => 2);
    const fewer = missing.reviews.filter(({ criterionId }) => criterionId !== "PSY-6");
    expect([isSettled(model, { ...missing, reviews: fewer }), quarrels(model, { ...missing, reviews: fewer })]).toEqual(
      [false, []],
    );
    expect(isSettled(later, { ...missing, reviews: fewer })).toBe(true);
  });

  test("what is scored counts mystery contacts, and whether somebody was heard", () => {
    const contact = (kind: "mystery" | "interview") => ({
      id: "",
      kind,
      channel: "phone" as const,
      madeOn: "",
      note: "",
    });
    const facts = (...kinds: ("mystery" | "interview")[]) =>
      unitOfFile(model, { ...graded(() => 2), contacts: kinds.map(contact) }, "lbl_x").facts;
    expect(facts()).toEqual({ mysteryTests: 0, interview: false });
    expect(facts("mystery")).toEqual({ mysteryTests: 1, interview: false });
    expect(facts("mystery", "mystery", "interview")).toEqual({ mysteryTests: 2, interview: true });
    const { id, answers } = unitOfFile(
      model,
      graded(() => 2),
      "lbl_x",
    );
    expect([id, Object.keys(answers).toSorted()]).toEqual(["lbl_x", ["PSY-1", "PSY-2", "PSY-6"]]);
    expect(answers["PSY-1"]).toMatchObject({ declared: 3, verified: 2, justification: "mots", publishable: true });
    expect(answers["PSY-2"]).toMatchObject({ na: { justification: "sans objet ici", accepted: false } });
    const agreed = unitOfFile(
      model,
      graded((id_) => (id_ === "PSY-2" ? null : 2)),
      "lbl_x",
    ).answers["PSY-2"];
    expect(agreed).toMatchObject({ na: { accepted: true } });
  });

  test("a grade counts for the answer and the pieces that were read: another answer, another piece, another hash", async () => {
    const { filed } = file();
    const [first, again] = await Promise.all([seenHash({ filed }, "PSY-1"), seenHash({ filed }, "PSY-1")]);
    expect(first).toBe(again);
    const other = { ...filed, answers: { ...filed.answers, "PSY-1": { declared: 4 } } };
    expect(await seenHash({ filed: other }, "PSY-1")).not.toBe(first);
    expect(await seenHash({ filed: { ...filed, pieces: [] } }, "PSY-1")).not.toBe(first);
    const elsewhere = { ...filed, pieces: [piece, { ...piece, id: "evi_2", criterion: "PSY-6" }] };
    expect(await seenHash({ filed: elsewhere }, "PSY-1")).toBe(first);
    expect(await seenHash({ filed }, "PSY-9")).toMatch(/^[0-9a-f]{64}$/);
  });
});
