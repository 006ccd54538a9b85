import { describe, expect, test } from "vitest";

import { STATES, type ApplicationState } from "../../../src/label/application/application.ts";
import {
  type Right,
  type Role,
  RIGHTS,
  ROLE_WORDS,
  type Where,
  mayNow,
  rightsOf,
} from "../../../src/label/decision/rights.ts";

const DAY = "2026-12-10";
const base: Where = {
  state: "draft",
  dueOn: null,
  last: null,
  readOn: null,
  canWin: true,
  measure: null,
  isGraded: false,
  todayOn: DAY,
  now: Date.parse(`${DAY}T12:00Z`) / 1000,
};
const label = { labelId: "lbl_x" as const, state: "active" as const, level: "N1", decidedOn: "2026-12-01" };
const late = { dueOn: "2026-12-09" };
const soon = { dueOn: "2026-12-10" };
type Expected = Partial<Record<Role, Right[]>>;
/** Where a file may stand, and who may then do what: written a second time. */
const TABLE: [string, Partial<Where> & { state: ApplicationState }, Expected][] = [
  ["draft", { state: "draft" }, { owner: ["file", "withdraw"] }],
  ["submitted", { state: "submitted" }, { owner: ["file", "withdraw"], operator: ["admit"] }],
  ["admissible", { state: "admissible", ...soon }, { owner: ["withdraw"], operator: ["begin"] }],
  ["inadmissible", { state: "inadmissible" }, {}],
  [
    "in review, blind",
    { state: "in_review", ...soon },
    { owner: ["withdraw"], operator: ["clarify"], assessor: ["grade", "clarify"] },
  ],
  [
    "in review, both in",
    { state: "in_review", ...soon, isGraded: true },
    { owner: ["withdraw"], operator: ["open_contradictory"], assessor: ["exchange"], adjudicator: ["judge"] },
  ],
  ["clarification", { state: "clarification", ...soon }, { owner: ["file", "withdraw"] }],
  ["clarification, late", { state: "clarification", ...late }, { owner: ["file", "withdraw"], operator: ["resume"] }],
  [
    "contradictory",
    { state: "contradictory", ...soon },
    { owner: ["withdraw", "answer", "start_again"], team: ["answer", "start_again"], adjudicator: ["judge"] },
  ],
  [
    "contradictory, over",
    { state: "contradictory", ...late },
    { owner: ["withdraw", "start_again"], team: ["start_again"], adjudicator: ["judge"], panel: ["decide"] },
  ],
  [
    "decided, not read",
    { state: "decided", last: label },
    { owner: ["read", "appeal", "start_again"], team: ["start_again"], panel: ["measure"] },
  ],
  [
    "decided, read",
    { state: "decided", last: label, readOn: "2026-12-02" },
    { owner: ["appeal", "start_again"], team: ["start_again"], panel: ["measure"] },
  ],
  [
    "decided, nothing to win",
    { state: "decided", last: label, canWin: false },
    { owner: ["start_again"], team: ["start_again"], panel: ["measure"] },
  ],
  [
    "decided, too late to appeal",
    { state: "decided", last: { ...label, decidedOn: "2026-09-01" } },
    { owner: ["start_again"], team: ["start_again"], panel: ["measure"] },
  ],
  [
    "heard",
    { state: "appeal_decided", last: label, measure: { heardUntilOn: DAY } },
    { owner: ["be_heard", "start_again"], team: ["be_heard", "start_again"] },
  ],
  [
    "heard, over",
    { state: "appeal_decided", last: label, measure: { heardUntilOn: "2026-12-09" } },
    { owner: ["start_again"], team: ["start_again"], panel: ["decide_measure"] },
  ],
  [
    "a label withdrawn",
    { state: "appeal_decided", last: { ...label, state: "withdrawn" } },
    { owner: ["start_again"], team: ["start_again"] },
  ],
  [
    "in appeal",
    { state: "appealed", last: label, ...soon },
    { appeal: ["decide_appeal"], owner: ["start_again"], team: ["start_again"] },
  ],
  ["withdrawn", { state: "withdrawn" }, {}],
];
const ROLES = Object.keys(ROLE_WORDS) as Role[];

describe("who may do what on a file, until when", () => {
  test("every role, every act, wherever a file may stand", () => {
    expect(new Set(TABLE.map(([, { state }]) => state))).toEqual(new Set(STATES));
    expect(new Set(TABLE.flatMap(([, , may]) => Object.values(may).flat()))).toEqual(new Set(Object.keys(RIGHTS)));
    for (const [name, given, may] of TABLE) {
      const where: Where = { ...base, ...given };
      const found = ROLES.flatMap((role) => {
        const rights = rightsOf(where, role).map(({ right }) => right);
        return rights.length === 0 ? [] : [[role, rights.toSorted()]];
      });
      const expected = Object.entries(may).map(([role, rights]) => [role, rights.toSorted()]);
      expect([name, Object.fromEntries(found)]).toEqual([name, Object.fromEntries(expected)]);
    }
  });

  test("each last day is the one of the phase, of the hearing, or of the appeal", () => {
    const until = (given: Partial<Where>, role: Role, right: Right) =>
      rightsOf({ ...base, ...given }, role).find((one) => one.right === right)?.untilOn;
    expect(until({ state: "contradictory", ...soon }, "team", "answer")).toBe("2026-12-10");
    expect(until({ state: "decided", last: label, readOn: "2026-12-02" }, "owner", "appeal")).toBe("2027-01-01");
    expect(until({ state: "decided", last: label }, "owner", "appeal")).toBe("2027-01-15");
    expect(until({ state: "decided", last: label, measure: { heardUntilOn: DAY } }, "team", "be_heard")).toBe(DAY);
    expect(mayNow({ ...base, state: "contradictory", ...soon }, "panel", "decide")).toBe(false);
  });
});
