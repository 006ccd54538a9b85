import { describe, expect, test } from "vitest";

import type { AssessedFile } from "../../../src/label/assessment/file.ts";
import { isStillWorking } from "../../../src/label/decision/deadlines.ts";
import { nextTurn, reply } from "../../../src/label/assessment/thread.ts";
import type { Deps } from "../../../src/platform/deps.ts";
import { refusedBecause } from "../../support/refusals.ts";

const TODAY = "2026-12-10";
/** A file in which a mutuelle answered PSY-1, and so many turns were said. */
function file(turns: number, over: Partial<AssessedFile["application"]> = {}): AssessedFile {
  const application = { id: "app_1", state: "contradictory", dueOn: TODAY, ...over } as AssessedFile["application"];
  const replies = Array.from({ length: turns }, (_, i) => ({ criterionId: "PSY-1", turn: i + 1, text: "Lu." }));
  const responses = [{ criterionId: "PSY-1", kind: "disagreement" as const, text: "La page 4 le dit." }];
  return { application, replies, responses } as unknown as AssessedFile;
}

describe("what is said about a grade", () => {
  test("goes in turns, three rounds, and ends with the phase", () => {
    const sides = Array.from({ length: 6 }, (_, said) => nextTurn(file(said), "PSY-1", TODAY)?.side ?? null);
    expect(sides).toEqual(["judge", "mutuelle", "judge", "mutuelle", "judge", null]);
    expect(nextTurn(file(0), "PSY-2", TODAY)).toBeNull(); // nothing was answered there
    expect(nextTurn(file(0, { dueOn: "2026-12-09" }), "PSY-1", TODAY)).toBeNull();
    expect(nextTurn(file(0, { state: "decided" }), "PSY-1", TODAY)).toBeNull();
  });
});

test("the third person is waited for until the mutuelle's last day, while an answer is unread", () => {
  const line = { id: "x", key: TODAY, task: "adjudicator", state: "contradictory", dueOn: TODAY } as const;
  const waited = (unread: number) => isStillWorking({ ...line, doneAt: null, graded: 0, unread, isSigned: false });
  expect([waited(1), waited(0)]).toEqual([true, false]);
});

const deps = { now: Date.parse(`${TODAY}T12:00Z`) / 1000, newId: () => "evt_1" } as unknown as Deps;
const saying = (side: "mutuelle" | "judge", text: string) =>
  reply(deps, { file: file(0), criterionId: "PSY-1", side, text, actor: "per_1" });
refusedBecause(reply, [
  ["not_your_turn", () => saying("mutuelle", "La page 4 le dit pourtant.")],
  ["too_short", () => saying("judge", "Non.")],
]);
