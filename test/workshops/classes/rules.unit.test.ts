import { Temporal } from "temporal-polyfill";
import { describe, expect, test } from "vitest";

import { refuse } from "../../../src/kernel/result.ts";
import { DAY, HOUR, instantOf, zoned } from "../../../src/kernel/time.ts";
import {
  ENDS,
  MOST_REOPENED,
  REQUEST_ACTS,
  REQUEST_STATES,
  type RequestAct,
  type RequestFacts,
  type RequestState,
  SIDES,
  type Side,
  decideRequest,
  firstUntil,
  headRemindAt,
  isLastReminder,
  moveUntil,
  proposerOf,
  reopenUntil,
  silenceUntil,
  stillOpen,
} from "../../../src/workshops/classes/request.ts";
import { readPlans } from "../../../src/workshops/classes/request.schema.ts";
import { afterWorkingDays, isPublicHoliday } from "../../../src/kernel/working-days.ts";
import { dayProblem, endOfNextSchoolYear } from "../../../src/workshops/classes/school-days.ts";

const PARIS = "Europe/Paris";
const VAL_DE_MARNE = { tz: PARIS, departement: "94" };
const NOW = instantOf("2026-12-01T10:00", PARIS);
const facts = (over: Partial<RequestFacts> = {}): RequestFacts => ({
  state: "open",
  associationId: null,
  pencil: null,
  startsAt: null,
  expiresAt: null,
  remindedAt: null,
  widenedAt: null,
  firstUntil: null,
  isKnown: true,
  endsAt: null,
  slots: [NOW + 30 * DAY],
  proposals: [NOW + 31 * DAY],
  headReminders: 0,
  headRemindAt: null,
  headDecidedAt: null,
  reopened: 0,
  reopenUntil: null,
  moveBy: null,
  moveUntil: null,
  cancelledBy: null,
  isLate: false,
  acknowledgedAt: null,
  notHeld: null,
  colleagues: [],
  groups: [1, 2],
  ...VAL_DE_MARNE,
  ...over,
});
/** « 2027-01-14 18:00 », in Paris. */
const minuteOf = (at: number): string =>
  zoned(at, PARIS).toPlainDateTime().toString({ smallestUnit: "minute" }).replace("T", " ");
const acts = REQUEST_ACTS;
const ASSOCIATION = "org_1";

/** Who does what, in which state, and where it leads: the table of states, written a second time. */
const TABLE: Record<RequestState, readonly (readonly [RequestAct, RequestState, ...Side[]])[]> = {
  unproven: [
    ["prove", "awaiting_head", "requester"],
    ["withdraw", "withdrawn", "requester"],
  ],
  unvetted: [
    ["vet", "awaiting_head", "operator"],
    ["dismiss", "declined", "operator"],
    ["withdraw", "withdrawn", "requester"],
    ["resize", "unvetted", "requester", "colleague"],
    ["add_class", "unvetted", "requester", "colleague"],
    ["drop_class", "unvetted", "requester", "colleague"],
  ],
  awaiting_head: [
    ["authorise", "open", "head"],
    ["refuse", "refused", "head"],
    ["accept", "awaiting_head", "holder", "taker"],
    ["propose", "awaiting_head", "holder", "taker"],
    ["decline", "awaiting_head", "holder", "taker"],
    ["hand_over", "awaiting_head", "holder", "taker"],
    ["withdraw", "withdrawn", "requester"],
    ["resize", "awaiting_head", "requester", "colleague"],
    ["add_class", "awaiting_head", "requester", "colleague"],
    ["drop_class", "awaiting_head", "requester", "colleague"],
    ["write", "awaiting_head", "requester", "colleague", "holder"],
    ["invite", "awaiting_head", "requester"],
  ],
  open: [
    ["dismiss", "declined", "operator"],
    ["head_withdraw", "refused", "head"],
    ["accept", "scheduled", "holder", "taker"],
    ["propose", "proposed", "holder", "taker"],
    ["decline", "open", "holder", "taker"],
    ["hand_over", "open", "holder", "taker"],
    ["withdraw", "withdrawn", "requester"],
    ["resize", "open", "requester", "colleague"],
    ["add_class", "open", "requester", "colleague"],
    ["drop_class", "open", "requester", "colleague"],
    ["invite", "open", "requester"],
  ],
  proposed: [
    ["head_withdraw", "refused", "head"],
    ["accept_proposal", "scheduled", "requester", "colleague"],
    ["decline_proposal", "open", "requester", "colleague"],
    ["withdraw", "withdrawn", "requester"],
    ["resize", "proposed", "requester", "colleague"],
    ["drop_class", "proposed", "requester", "colleague"],
    ["write", "proposed", "requester", "colleague", "holder"],
    ["invite", "proposed", "requester"],
  ],
  scheduled: [
    ["head_withdraw", "cancelled", "head"],
    ["resize", "scheduled", "requester", "colleague"],
    ["add_class", "scheduled", "requester", "colleague"],
    ["drop_class", "scheduled", "requester", "colleague"],
    ["ask_move", "scheduled", "requester", "colleague", "holder"],
    ["accept_move", "scheduled", "requester", "colleague", "holder"],
    ["decline_move", "scheduled", "requester", "colleague", "holder"],
    ["cancel", "cancelled", "requester", "holder"],
    ["write", "scheduled", "requester", "colleague", "holder"],
    ["invite", "scheduled", "requester"],
  ],
  refused: [],
  lapsed: [["reopen", "awaiting_head", "requester"]],
  declined: [["reopen", "open", "requester"]],
  withdrawn: [],
  cancelled: [
    ["reopen", "open", "requester"],
    ["acknowledge", "cancelled", "requester", "colleague", "holder"],
  ],
  done: [["not_held", "done", "requester", "holder"]],
};
/** What is possible only while nobody asks for other hours. */
const WHILE_SETTLED: ReadonlySet<RequestAct> = new Set(["ask_move", "add_class"]);
/** What must stand beside the state so that an act of a side is possible; every other fact forbids nothing. */
const inFavour = (state: RequestState, act: RequestAct, side: Side): RequestFacts => {
  const isAssociation = side === "holder";
  const other = isAssociation ? "school" : "association";
  return facts({
    state,
    associationId: side === "taker" ? null : ASSOCIATION,
    startsAt: NOW + 30 * DAY,
    endsAt: NOW + 30 * DAY + HOUR,
    expiresAt: NOW + 9 * DAY,
    moveBy: WHILE_SETTLED.has(act) ? null : other,
    moveUntil: NOW + 3 * DAY,
    reopenUntil: NOW + 40 * DAY,
    isLate: true,
    cancelledBy: other,
  });
};

describe("the states of a class request", () => {
  test("every state, side and act: it leads where the table says, or is refused; it is listed exactly when it is possible, until its last second", () => {
    let [listed, refused] = [0, 0];
    for (const state of REQUEST_STATES) {
      for (const side of SIDES) {
        const [settled, asked] = (["ask_move", "accept_move"] as const).map((act) =>
          stillOpen(inFavour(state, act, side), side, NOW),
        );
        for (const act of acts) {
          const [what, given] = [`${state} ${side} ${act}`, inFavour(state, act, side)];
          const row = TABLE[state].find(([one, , ...sides]) => one === act && sides.includes(side));
          const by = side === "holder" || side === "taker" ? ASSOCIATION : null;
          const at = (now: number) => decideRequest(given, act, { side, now, by });
          const decided = at(NOW);
          expect(decided.ok ? decided.value.to : undefined, what).toBe(row?.[1]);
          const shown = (WHILE_SETTLED.has(act) ? settled : asked)?.find((one) => one.act === act);
          expect(shown !== undefined, what).toBe(row !== undefined);
          refused += row === undefined ? 1 : 0;
          if (shown !== undefined) {
            listed += 1;
            expect(shown.words.length, what).toBeGreaterThan(5);
            const { until } = shown;
            expect(until === null ? [true, false] : [at(until).ok, at(until + 1).ok], what).toEqual([true, false]);
            expect(until !== null || state === "open" || act === "acknowledge", what).toBe(true);
          }
        }
      }
    }
    expect(listed).toBe(
      Object.values(TABLE)
        .flat()
        .reduce((sum, [, , ...sides]) => sum + sides.length, 0),
    );
    expect(listed + refused).toBe(REQUEST_STATES.length * SIDES.length * acts.length);
  });

  test("the clock acts when its time has come, never before, and nobody else for it", () => {
    const led = (over: Partial<RequestFacts>, act: RequestAct, side: Side | "clock" = "clock") => {
      const decided = decideRequest(facts(over), act, { side, now: NOW });
      return decided.ok ? decided.value.to : decided.refusal;
    };
    const silences: [RequestState, RequestState][] = [
      ["unproven", "lapsed"],
      ["unvetted", "declined"],
      ["awaiting_head", "lapsed"],
      ["open", "open"],
      ["proposed", "open"],
      ["scheduled", "done"],
    ];
    for (const [state, to] of silences) {
      expect(led({ state, expiresAt: NOW }, "time"), state).toBe(to);
      expect(led({ state, expiresAt: NOW + 1 }, "time"), state).toBe("not_possible");
      expect(led({ state, expiresAt: NOW }, "time", "requester"), state).toBe("not_possible");
    }
    expect(led({ state: "awaiting_head", headRemindAt: NOW }, "remind")).toBe("awaiting_head");
    expect(led({ state: "awaiting_head", headRemindAt: NOW + 1 }, "remind")).toBe("not_possible");
    expect(led({ state: "scheduled", moveUntil: NOW }, "lapse_move")).toBe("scheduled");
    expect(led({ state: "scheduled", moveUntil: null }, "lapse_move")).toBe("not_possible");
    // Whoever was asked first is silent; while they hold it, nobody else is shown it.
    expect(led({ firstUntil: NOW }, "open_to_all")).toBe("open");
    expect(led({ firstUntil: NOW + 1 }, "open_to_all")).toBe("not_possible");
    expect(led({ firstUntil: NOW, associationId: ASSOCIATION }, "open_to_all")).toBe("not_possible");
  });

  test("what is not so beside the state forbids: a move that nobody asked for or that is one's own, a second opening too many, a late cancelling seen", () => {
    const can = (over: Partial<RequestFacts>, act: RequestAct, side: Side) =>
      decideRequest({ ...inFavour("scheduled", act, side), ...over }, act, { side, now: NOW, by: ASSOCIATION }).ok;
    expect(can({ moveBy: "school" }, "ask_move", "requester")).toBe(false);
    expect(can({ moveBy: null }, "accept_move", "requester")).toBe(false);
    expect(can({ moveBy: null }, "decline_move", "requester")).toBe(false);
    expect(can({ moveBy: "school" }, "decline_move", "requester")).toBe(false);
    expect(can({ moveBy: "school" }, "accept_move", "requester")).toBe(false);
    expect(can({ moveBy: "school" }, "accept_move", "holder")).toBe(true);
    expect(can({ state: "lapsed", reopened: MOST_REOPENED }, "reopen", "requester")).toBe(false);
    expect(can({ state: "lapsed", reopenUntil: null }, "reopen", "requester")).toBe(false);
    expect(can({ state: "cancelled", isLate: false }, "acknowledge", "requester")).toBe(false);
    expect(can({ state: "cancelled", acknowledgedAt: NOW }, "acknowledge", "requester")).toBe(false);
    expect(can({ state: "cancelled", cancelledBy: "school" }, "acknowledge", "requester")).toBe(false);
    expect(can({ state: "done", notHeld: "class_absent" }, "not_held", "requester")).toBe(false);
    const none = { slots: [], proposals: [] };
    expect(decideRequest(facts(none), "accept", { side: "taker", now: NOW })).toEqual(refuse("not_possible"));
    expect(
      decideRequest(facts({ ...none, state: "proposed" }), "accept_proposal", { side: "requester", now: NOW }),
    ).toEqual(refuse("not_possible"));
    expect(can({ associationId: "org_2" }, "cancel", "holder")).toBe(false);
    expect(can({ groups: [1, 2, 3, 4], state: "open" }, "add_class", "requester")).toBe(false);
    expect(can({ pencil: "accept", state: "awaiting_head" }, "add_class", "requester")).toBe(false);
    expect(can({ moveBy: "school" }, "add_class", "requester")).toBe(false);
    expect(can({ groups: [1] }, "drop_class", "requester")).toBe(false);
  });

  test("a move is answered within five working days, and never less than 48 hours before the visit", () => {
    expect(moveUntil(facts({ startsAt: NOW + 60 * DAY }), NOW)).toBe(instantOf("2026-12-08T18:00", PARIS));
    expect(moveUntil(facts({ startsAt: NOW + 4 * DAY }), NOW)).toBe(instantOf("2026-12-02T18:00", PARIS));
  });

  test("no answer about a date is due on a Sunday, on a holiday or at night: it falls on the evening of a working day, and who asks leaves one to the other", () => {
    const bounds = (start: string, departement = "94") => {
      const fixed = facts({ state: "scheduled", startsAt: instantOf(start, PARIS), departement });
      const asks = stillOpen(fixed, "requester", NOW).find(({ act }) => act === "ask_move");
      return [asks?.until, moveUntil(fixed, (asks?.until ?? 0) - 1)].map((at) => minuteOf(at ?? 0));
    };
    // Tuesday at 8: two days before is a Sunday.
    expect(bounds("2027-01-19T08:00")).toEqual(["2027-01-14 18:00", "2027-01-15 18:00"]);
    // Two days before is Monday at 20:00, Monday at 18:00, a minute before.
    expect(bounds("2027-01-20T20:00")).toEqual(["2027-01-15 18:00", "2027-01-18 18:00"]);
    expect(bounds("2027-01-20T18:00")).toEqual(["2027-01-15 18:00", "2027-01-18 18:00"]);
    expect(bounds("2027-01-20T17:59")).toEqual(["2027-01-14 18:00", "2027-01-15 18:00"]);
    // Good Friday is worked in Créteil, not in Metz; Easter Monday nowhere.
    expect(bounds("2027-03-31T08:00")).toEqual(["2027-03-25 18:00", "2027-03-26 18:00"]);
    expect(bounds("2027-03-31T08:00", "57")).toEqual(["2027-03-24 18:00", "2027-03-25 18:00"]);
  });

  test("the head is reminded a week after, two weeks after, and two days before silence decides, the last time who asked alone", () => {
    const until = instantOf("2026-12-22T18:00", PARIS);
    const asked = headRemindAt(0, { last: NOW, until });
    const again = headRemindAt(1, { last: asked ?? 0, until });
    expect([asked, again]).toEqual([NOW + 7 * DAY, NOW + 14 * DAY]);
    expect(headRemindAt(2, { last: again ?? 0, until })).toBe(instantOf("2026-12-20T18:00", PARIS));
    expect(headRemindAt(3, { last: NOW, until })).toBeNull();
    expect([0, 1, 2].map(isLastReminder)).toEqual([false, false, true]);
  });

  test("a place that nobody knows is looked at first", () => {
    const proven = decideRequest(facts({ state: "unproven", isKnown: false }), "prove", {
      side: "requester",
      now: NOW,
    });
    expect(proven.ok && proven.value.to).toBe("unvetted");
  });

  test("the head's yes carries out what was pencilled, unless its hour has passed", () => {
    const pencilled = { state: "awaiting_head" as const, associationId: "org_1" as const };
    const to = (over: Partial<RequestFacts>) => {
      const decided = decideRequest(facts({ ...pencilled, ...over }), "authorise", { side: "head", now: NOW });
      return decided.ok ? decided.value.to : decided.refusal;
    };
    expect(to({ pencil: "accept", startsAt: NOW + DAY })).toBe("scheduled");
    expect([NOW + 1, NOW, null].map((startsAt) => to({ pencil: "accept", startsAt }))).toEqual([
      "scheduled",
      "open",
      "open",
    ]);
    expect(to({ pencil: "propose" })).toBe("proposed");
    expect(to({ pencil: null })).toBe("open");
    const given = decideRequest(facts({ ...pencilled, pencil: "propose" }), "withdraw", {
      side: "requester",
      now: NOW,
    });
    expect(given).toMatchObject({ value: { to: "withdrawn" } });
  });

  test("what one association holds, another cannot take; the same one may still let go", () => {
    const held = facts({ state: "awaiting_head", associationId: "org_1", pencil: "accept" });
    for (const act of ["accept", "propose", "decline", "hand_over"] as const) {
      const by = (id: "org_1" | "org_2") => decideRequest(held, act, { side: "taker", now: NOW, by: id });
      expect(by("org_2")).toEqual({ ok: false, refusal: "taken" });
      expect(by("org_1").ok).toBe(true);
    }
    expect(stillOpen(held, "taker", NOW)).toEqual([]);
  });

  test("too late says why: a silence that is over, a visit that began", () => {
    const late = (over: Partial<RequestFacts>, act: RequestAct) =>
      decideRequest(facts(over), act, { side: "requester", now: NOW });
    expect(late({ state: "proposed", expiresAt: NOW - 1 }, "decline_proposal")).toEqual({
      ok: false,
      refusal: "expired",
    });
    expect(late({ state: "scheduled", startsAt: NOW - 1 }, "cancel")).toEqual({ ok: false, refusal: "too_late" });
  });

  test("silence: 7 days for the click, 21 for the head and never at night or on a holiday, five working days for the school", () => {
    expect(silenceUntil("unproven", NOW, VAL_DE_MARNE)).toBe(NOW + 7 * DAY);
    expect(silenceUntil("awaiting_head", NOW, VAL_DE_MARNE)).toBe(instantOf("2026-12-22T18:00", PARIS));
    // Three weeks before the first of May of 2027, at night: a holiday, then a weekend.
    const night = instantOf("2027-04-10T02:00", PARIS);
    expect(silenceUntil("awaiting_head", night, VAL_DE_MARNE)).toBe(instantOf("2027-05-03T18:00", PARIS));
    // Late in the evening of a working day: not the evening that is over.
    const late = instantOf("2026-12-02T23:30", PARIS);
    expect(silenceUntil("unvetted", late, VAL_DE_MARNE)).toBe(instantOf("2026-12-24T18:00", PARIS));
    expect(silenceUntil("proposed", NOW, VAL_DE_MARNE)).toBe(instantOf("2026-12-08T18:00", PARIS));
    expect(silenceUntil("open", NOW, VAL_DE_MARNE)).toBe(instantOf("2026-12-04T18:00", PARIS));
    expect(silenceUntil("scheduled", NOW, VAL_DE_MARNE)).toBeNull();
  });

  test("open and unanswered: told once more, shown to the neighbours, then over after twenty working days in all; late, it still may be taken", () => {
    const waits = facts({ state: "open", expiresAt: NOW });
    const next = (over: Partial<RequestFacts>) =>
      decideRequest({ ...waits, ...over }, "time", { side: "clock", now: NOW });
    const waitsFor = (days: number, place = VAL_DE_MARNE) => ({
      ok: true,
      value: { to: "open", expiresAt: afterWorkingDays(days, NOW, place) },
    });
    const over = { ok: true, value: { to: "declined", expiresAt: null } };
    expect(next({})).toEqual(waitsFor(7));
    expect(next({ remindedAt: NOW - 9 })).toEqual(waitsFor(10));
    expect(next({ remindedAt: NOW - 9, widenedAt: NOW - 5 })).toEqual(over);
    // Asked again after it was freed: the neighbours know it already. And an island has none.
    expect(next({ widenedAt: NOW - 5 })).toEqual(waitsFor(17));
    const island = { tz: "Indian/Reunion", departement: "974" };
    expect(next(island)).toEqual(waitsFor(17, island));
    expect(next({ ...island, remindedAt: NOW - 9 })).toEqual(over);
    expect(decideRequest(waits, "accept", { side: "taker", now: NOW + 60, by: "org_1" }).ok).toBe(true);
  });
});

describe("to the second, and in which words", () => {
  const START = instantOf("2027-01-14T09:00", PARIS);
  const fixed = { startsAt: START, endsAt: START + 2 * HOUR, expiresAt: START + 2 * HOUR };
  const [silence, other] = [NOW + 9 * DAY, NOW + 30 * DAY];
  const EVE = instantOf("2027-01-13T18:00", PARIS);
  /** The last second of an act, and what is said one second later. */
  test.each<[RequestState, RequestAct, Side, Partial<RequestFacts>, number, "expired" | "too_late"]>([
    ["awaiting_head", "accept", "taker", { expiresAt: silence, slots: [other, NOW + 8 * DAY] }, silence, "expired"],
    ["awaiting_head", "accept", "taker", { expiresAt: other, slots: [NOW, silence] }, silence, "too_late"],
    ["awaiting_head", "accept", "taker", { expiresAt: silence, slots: [silence] }, silence, "expired"],
    ["open", "accept", "taker", { slots: [NOW, other] }, other, "too_late"],
    ["proposed", "accept_proposal", "requester", { expiresAt: silence, proposals: [other] }, silence, "expired"],
    ["proposed", "accept_proposal", "requester", { expiresAt: other, proposals: [NOW, silence] }, silence, "too_late"],
    ["proposed", "decline_proposal", "colleague", { expiresAt: silence }, silence, "expired"],
    ["awaiting_head", "authorise", "head", { expiresAt: silence }, silence, "expired"],
    ["proposed", "resize", "requester", { expiresAt: silence }, silence, "expired"],
    ["scheduled", "cancel", "requester", fixed, START, "too_late"],
    ["scheduled", "head_withdraw", "head", fixed, START, "too_late"],
    ["scheduled", "resize", "requester", fixed, EVE, "too_late"],
    ["scheduled", "drop_class", "requester", fixed, EVE, "too_late"],
    ["scheduled", "add_class", "requester", fixed, instantOf("2027-01-11T18:00", PARIS), "too_late"],
    ["scheduled", "ask_move", "requester", fixed, instantOf("2027-01-08T18:00", PARIS), "too_late"],
    [
      "scheduled",
      "accept_move",
      "requester",
      { ...fixed, moveBy: "association", moveUntil: silence },
      silence,
      "expired",
    ],
    [
      "scheduled",
      "decline_move",
      "requester",
      { ...fixed, moveBy: "association", moveUntil: silence },
      silence,
      "expired",
    ],
    ["scheduled", "write", "requester", { ...fixed, associationId: ASSOCIATION }, START + 2 * HOUR, "too_late"],
    ["scheduled", "invite", "requester", fixed, START + 2 * HOUR, "too_late"],
    ["lapsed", "reopen", "requester", { reopenUntil: other }, other, "expired"],
    ["done", "not_held", "requester", fixed, START + 2 * HOUR + 7 * DAY, "too_late"],
  ])("%s, %s by %s: possible until its last second, then it says why not", (state, act, side, over, until, why) => {
    const at = (now: number) => decideRequest(facts({ state, ...over }), act, { side, now, by: ASSOCIATION });
    expect([at(until).ok, at(until + 1)]).toEqual([true, { ok: false, refusal: why }]);
  });

  test("what has no hour yet is too late for nothing", () => {
    const open = stillOpen(facts({ state: "scheduled", associationId: ASSOCIATION }), "requester", NOW);
    const bounded = ["resize", "add_class", "ask_move", "write", "invite", "drop_class", "cancel"];
    expect(open.map(({ act, until }) => [act, until])).toEqual(bounded.map((act) => [act, null]));
    const done = stillOpen(facts({ state: "done", associationId: ASSOCIATION }), "requester", NOW);
    expect(done.map(({ act, until }) => [act, until])).toEqual([["not_held", null]]);
  });

  test("what leads nowhere else leaves the day on which silence ends; what leads on sets the next", () => {
    const led = (over: Partial<RequestFacts>, act: RequestAct, side: Side | "clock") => {
      const decided = decideRequest(facts({ expiresAt: silence, ...over }), act, { side, now: NOW });
      return decided.ok ? decided.value : decided.refusal;
    };
    expect(led({ state: "awaiting_head" }, "resize", "requester")).toEqual({ to: "awaiting_head", expiresAt: silence });
    expect(led({ state: "awaiting_head", headRemindAt: NOW }, "remind", "clock")).toEqual({
      to: "awaiting_head",
      expiresAt: silence,
    });
    expect(led({ state: "done", headRemindAt: NOW }, "report", "clock")).toEqual({ to: "done", expiresAt: silence });
    expect(led({ state: "done", headRemindAt: null }, "report", "clock")).toBe("not_possible");
    const opened = { to: "open", expiresAt: silenceUntil("open", NOW, VAL_DE_MARNE) };
    expect(led({ state: "awaiting_head" }, "authorise", "head")).toEqual(opened);
    expect(led({ state: "proposed", expiresAt: NOW }, "time", "clock")).toEqual(opened);
    expect(led({ state: "proposed", expiresAt: null }, "time", "clock")).toBe("not_possible");
  });

  test("somebody comes already, or nobody holds it: said as it is", () => {
    const by = (over: Partial<RequestFacts>, act: RequestAct, side: Side, id: "org_1" | null) =>
      decideRequest(facts(over), act, { side, now: NOW, by: id });
    const taken = { ok: false, refusal: "taken" };
    expect(by({ state: "scheduled", associationId: ASSOCIATION }, "accept", "taker", ASSOCIATION)).toEqual(taken);
    expect(by({ state: "done", associationId: ASSOCIATION }, "accept", "taker", ASSOCIATION)).toEqual({
      ok: false,
      refusal: "not_possible",
    });
    expect(by({ state: "scheduled", associationId: null, startsAt: START }, "cancel", "holder", null).ok).toBe(false);
    expect(by({ state: "awaiting_head", associationId: null }, "write", "requester", null).ok).toBe(false);
    expect(by({ state: "open", colleagues: [1, 2] }, "invite", "requester", null).ok).toBe(false);
  });

  test("what has just ended may be opened again for sixty days, twice, where nobody said no", () => {
    const until = (state: RequestState, to: RequestState, reopened = 0) => reopenUntil({ state, reopened }, to, NOW);
    const may = [until("awaiting_head", "lapsed"), until("open", "declined"), until("scheduled", "cancelled")];
    expect(may).toEqual([NOW + 60 * DAY, NOW + 60 * DAY, NOW + 60 * DAY]);
    expect(until("open", "declined", 1)).toBe(NOW + 60 * DAY);
    expect(until("open", "declined", 2)).toBeNull();
    const never = [
      until("unproven", "lapsed"),
      until("awaiting_head", "declined"),
      until("unvetted", "declined"),
      until("open", "lapsed"),
      until("scheduled", "done"),
      until("open", "cancelled"),
    ];
    expect(never).toEqual([null, null, null, null, null, null]);
  });

  test("asked first, an association has five working days alone; without an end of silence the head has no last reminder", () => {
    expect(firstUntil(NOW, VAL_DE_MARNE)).toBe(instantOf("2026-12-08T18:00", PARIS));
    expect(headRemindAt(2, { last: NOW, until: null })).toBeNull();
    expect([proposerOf("holder"), proposerOf("taker"), proposerOf("head")]).toEqual([
      "association",
      "association",
      "school",
    ]);
    expect(moveUntil(facts({ startsAt: null }), NOW)).toBe(NOW);
  });
});

describe("the calendar of schools", () => {
  test("the eleven public holidays, those that move with Easter too", () => {
    const days = (year: number) =>
      Array.from({ length: 366 }, (_, i) => new Temporal.PlainDate(year, 1, 1).add({ days: i }))
        .filter((day) => day.year === year && isPublicHoliday(day, null))
        .map((day) => day.toString().slice(5));
    expect(days(2027)).toEqual([
      "01-01",
      "03-29",
      "05-01",
      "05-06",
      "05-08",
      "05-17",
      "07-14",
      "08-15",
      "11-01",
      "11-11",
      "12-25",
    ]);
    expect(days(2028)).toEqual([
      "01-01",
      "04-17",
      "05-01",
      "05-08",
      "05-25",
      "06-05",
      "07-14",
      "08-15",
      "11-01",
      "11-11",
      "12-25",
    ]);
  });

  const holidays = (year: number, departement: string) =>
    Array.from({ length: 365 }, (_, i) => new Temporal.PlainDate(year, 1, 1).add({ days: i }))
      .filter((day) => isPublicHoliday(day, departement) && !isPublicHoliday(day, null))
      .map((day) => day.toString().slice(5));
  test.each([
    ["57", ["03-26", "12-26"]],
    ["67", ["03-26", "12-26"]],
    ["68", ["03-26", "12-26"]],
    ["971", ["05-27"]],
    ["972", ["05-22"]],
    ["973", ["06-10"]],
    ["974", ["12-20"]],
    ["976", ["04-27"]],
    ["977", ["10-09"]],
    ["978", ["05-28"]],
    ["94", []],
  ])("the holidays that %s has beside the others in 2027", (departement, days) => {
    expect(holidays(2027, departement)).toEqual(days);
  });

  test("a class is not visited on a holiday of its département, and the day does not count as worked there", () => {
    const [goodFriday, moselle] = [instantOf("2027-03-26T10:00", PARIS), { tz: PARIS, departement: "57" }];
    const hour = { startsAt: goodFriday, endsAt: goodFriday + HOUR };
    expect(dayProblem(hour, { now: NOW, place: moselle, level: null })).toContain("férié");
    expect(dayProblem(hour, { now: NOW, place: VAL_DE_MARNE, level: null })).toBeNull();
    const eve = instantOf("2027-03-25T09:00", PARIS);
    expect(afterWorkingDays(1, eve, moselle)).toBe(instantOf("2027-03-30T18:00", PARIS));
    expect(afterWorkingDays(1, eve, VAL_DE_MARNE)).toBe(instantOf("2027-03-26T18:00", PARIS));
  });

  test("working days skip weekends and holidays", () => {
    expect(afterWorkingDays(1, instantOf("2026-12-24T09:00", PARIS), VAL_DE_MARNE)).toBe(
      instantOf("2026-12-28T18:00", PARIS),
    );
    expect(afterWorkingDays(5, instantOf("2027-04-30T09:00", PARIS), VAL_DE_MARNE)).toBe(
      instantOf("2027-05-10T18:00", PARIS),
    );
  });

  test.each([
    ["2026-11-30T10:00", "déjà passé"],
    ["2026-12-05T10:00", "sept jours"],
    ["2028-01-10T10:00", "plus d’un an"],
    ["2027-01-10T10:00", "dimanche"],
    ["2027-05-06T10:00", "férié"],
    ["2027-05-08T10:00", "férié"],
    ["2027-01-14T22:00", "8 h à 18 h"],
    ["2027-01-14T07:30", "8 h à 18 h"],
    ["2027-01-14T16:30", "finirait à 18 h 30"],
    ["2027-01-16T11:00", "Le samedi, la journée de classe s’arrête à 12 h 30"],
    ["2027-01-14T16:00", null],
    ["2027-01-16T09:00", null],
  ])("a slot on %s: %s", (local, says) => {
    const { errors } = readPlans(
      { get: (name) => (name === "creneau1" ? local : "") },
      { classes: [1], levels: [], minutes: 120, lunch: "12:00", now: NOW, place: VAL_DE_MARNE },
    );
    const problem = errors["creneau1"]?.replaceAll("\u00a0", " ") ?? null;
    expect(problem === null ? null : problem.includes(says ?? "nothing")).toBe(says === null ? null : true);
  });

  test("a Wednesday afternoon: none in primary school, its morning is; a collège says itself", () => {
    const read = (hour: string, level: "cm" | "6e_5e" | null) =>
      readPlans(
        { get: (name) => (name === "creneau1" ? `2027-01-13T${hour}` : "") },
        { classes: [1], levels: [level], minutes: 60, lunch: "12:00", now: NOW, place: VAL_DE_MARNE },
      ).errors["creneau1"] ?? null;
    expect(read("14:00", "cm")).toContain("Le mercredi après-midi");
    expect([read("09:00", "cm"), read("14:00", "6e_5e"), read("14:00", null)]).toEqual([null, null, null]);
  });

  test("a slot is read on the clock of the place", () => {
    const read = (text: string, place = VAL_DE_MARNE) =>
      readPlans(
        { get: (name) => (name === "creneau1" ? text : "") },
        { classes: [1], levels: [], minutes: 60, lunch: "12:00", now: NOW, place },
      );
    const starts = (text: string, place = VAL_DE_MARNE) => read(text, place).plans.map((plan) => plan[0]?.startsAt);
    expect(starts("2027-01-14T10:00", { tz: "Indian/Reunion", departement: "974" })).toEqual([
      instantOf("2027-01-14T07:00", PARIS),
    ]);
    for (const text of ["14/01/2027 10:00", "14/1/2027 à 10h", "14/01/2027, 10 h 00"]) {
      expect(starts(text), text).toEqual([instantOf("2027-01-14T10:00", PARIS)]);
    }
    for (const text of ["demain", "2027-02-31T10:00", "14/01/27 10:00", "2027-01-14"]) {
      expect(read(text).errors["creneau1"], text).toContain("14/01/2027");
    }
  });

  test("a request is kept until the end of the following school year", () => {
    expect(endOfNextSchoolYear(NOW, PARIS)).toBe(instantOf("2028-08-31T00:00", PARIS));
    expect(endOfNextSchoolYear(instantOf("2027-06-01T10:00", PARIS), PARIS)).toBe(instantOf("2028-08-31T00:00", PARIS));
  });
});

test("what ends a request, or takes a class off it, is listed after everything else that one may still do", () => {
  const listed = REQUEST_STATES.flatMap((state) =>
    SIDES.map((side) => stillOpen(facts({ state, associationId: ASSOCIATION }), side, NOW).map(({ act }) => act)),
  );
  const isEnd = (act: RequestAct): boolean => ENDS.includes(act);
  const mixed = listed.filter((open) => open.some((act, i) => isEnd(act) && open.slice(i).some((one) => !isEnd(one))));
  expect(mixed).toEqual([]);
  expect(listed.filter((open) => open.some(isEnd) && !open.every(isEnd)).length).toBeGreaterThan(3);
});
