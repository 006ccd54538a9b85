import { Temporal } from "temporal-polyfill";
import { describe, expect, test } from "vitest";

import { DAY, HOUR, instantOf } from "../../../src/kernel/time.ts";
import {
  type RequestAct,
  type RequestFacts,
  REQUEST_STATES,
  type RequestState,
  TRANSITIONS,
  decideRequest,
  silenceUntil,
  startsOf,
  visitMinutes,
} from "../../../src/workshops/classes/request.ts";
import { readSlots } from "../../../src/workshops/classes/request.schema.ts";
import { afterWorkingDays, isPublicHoliday } from "../../../src/kernel/working-days.ts";
import { endOfNextSchoolYear, slotProblem } from "../../../src/workshops/classes/school-days.ts";

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
  ...VAL_DE_MARNE,
  ...over,
});
const acts = Object.keys(TRANSITIONS) as RequestAct[];

/** The table of states, written a second time: from, act, to. */
const TABLE: [RequestState, RequestAct, RequestState][] = [
  ["unproven", "prove", "awaiting_head"],
  ["unproven", "prove_unknown", "unvetted"],
  ["unproven", "withdraw", "withdrawn"],
  ["unproven", "time", "lapsed"],
  ["unvetted", "vet", "awaiting_head"],
  ["unvetted", "dismiss", "declined"],
  ["unvetted", "withdraw", "withdrawn"],
  ["awaiting_head", "authorise", "open"],
  ["awaiting_head", "refuse", "refused"],
  ["awaiting_head", "accept", "awaiting_head"],
  ["awaiting_head", "propose", "awaiting_head"],
  ["awaiting_head", "decline", "awaiting_head"],
  ["awaiting_head", "hand_over", "awaiting_head"],
  ["awaiting_head", "withdraw", "withdrawn"],
  ["unvetted", "time", "declined"],
  ["awaiting_head", "time", "lapsed"],
  ["open", "accept", "scheduled"],
  ["open", "propose", "proposed"],
  ["open", "decline", "open"],
  ["open", "hand_over", "open"],
  ["open", "dismiss", "declined"],
  ["open", "withdraw", "withdrawn"],
  ["open", "time", "open"],
  ["proposed", "accept_proposal", "scheduled"],
  ["proposed", "decline_proposal", "open"],
  ["proposed", "withdraw", "withdrawn"],
  ["proposed", "time", "open"],
  ["scheduled", "cancel", "cancelled"],
  ["scheduled", "time", "done"],
];

describe("the states of a class request", () => {
  test("every pair of state and act leads where the table says, and every other pair is refused", () => {
    let refused = 0;
    for (const state of REQUEST_STATES) {
      for (const act of acts) {
        const expiresAt = act === "time" ? NOW - 1 : null;
        const decided = decideRequest(facts({ state, expiresAt }), act, NOW);
        const expected = TABLE.find(([from, by]) => from === state && by === act)?.[2];
        expect(decided.ok ? decided.value.to : undefined, `${state} ${act}`).toBe(expected);
        refused += decided.ok ? 0 : 1;
      }
    }
    expect(refused).toBe(REQUEST_STATES.length * acts.length - TABLE.length);
  });

  test("the head's yes carries out what was pencilled, unless its hour has passed", () => {
    const pencilled = { state: "awaiting_head" as const, associationId: "org_1" as const };
    const to = (over: Partial<RequestFacts>) => {
      const decided = decideRequest(facts({ ...pencilled, ...over }), "authorise", NOW);
      return decided.ok ? decided.value.to : decided.refusal;
    };
    expect(to({ pencil: "accept", startsAt: NOW + DAY })).toBe("scheduled");
    expect(to({ pencil: "accept", startsAt: NOW - 1 })).toBe("open");
    expect(to({ pencil: "propose" })).toBe("proposed");
    expect(to({ pencil: null })).toBe("open");
  });

  test("what one association holds, another cannot take; the same one may still let go", () => {
    const held = facts({ state: "awaiting_head", associationId: "org_1", pencil: "accept" });
    for (const act of ["accept", "propose", "decline", "hand_over"] as const) {
      expect(decideRequest(held, act, NOW, "org_2")).toEqual({ ok: false, refusal: "taken" });
      expect(decideRequest(held, act, NOW, "org_1").ok).toBe(true);
    }
  });

  test("past its time nothing but time acts, and time acts only then; a visit that began is not cancelled", () => {
    expect(decideRequest(facts({ state: "proposed", expiresAt: NOW }), "accept_proposal", NOW)).toEqual({
      ok: false,
      refusal: "expired",
    });
    expect(decideRequest(facts({ state: "proposed", expiresAt: NOW + 1 }), "accept_proposal", NOW).ok).toBe(true);
    expect(decideRequest(facts({ state: "awaiting_head", expiresAt: NOW + 1 }), "time", NOW).ok).toBe(false);
    expect(decideRequest(facts({ state: "scheduled", startsAt: NOW }), "cancel", NOW)).toEqual({
      ok: false,
      refusal: "too_late",
    });
  });

  test("silence: 7 days for the click, 21 for the head, five working days for the school", () => {
    expect(silenceUntil("unproven", NOW, VAL_DE_MARNE)).toBe(NOW + 7 * DAY);
    expect(silenceUntil("awaiting_head", NOW, VAL_DE_MARNE)).toBe(NOW + 21 * DAY);
    expect(silenceUntil("proposed", NOW, VAL_DE_MARNE)).toBe(instantOf("2026-12-08T18:00", PARIS));
    expect(silenceUntil("open", NOW, VAL_DE_MARNE)).toBe(instantOf("2026-12-04T18:00", PARIS));
    expect(silenceUntil("scheduled", NOW, VAL_DE_MARNE)).toBeNull();
  });

  test("open and unanswered: told once more, then over after twenty working days in all; late, it still may be taken", () => {
    const waits = facts({ state: "open", expiresAt: NOW });
    const more = { to: "open", expiresAt: afterWorkingDays(17, NOW, VAL_DE_MARNE) };
    expect(decideRequest(waits, "time", NOW)).toEqual({ ok: true, value: more });
    const over = { to: "declined", expiresAt: null };
    expect(decideRequest({ ...waits, remindedAt: NOW - 9 }, "time", NOW)).toEqual({ ok: true, value: over });
    expect(decideRequest(waits, "accept", NOW + 60, "org_1").ok).toBe(true);
  });

  test("classes are seen one after the other, ten minutes apart", () => {
    expect(startsOf(NOW, 3, 110)).toEqual([NOW, NOW + 2 * HOUR, NOW + 4 * HOUR]);
    expect(visitMinutes(3, 110)).toBe(350);
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
    expect(slotProblem(goodFriday, { minutes: 60, now: NOW, place: moselle })).toContain("férié");
    expect(slotProblem(goodFriday, { minutes: 60, now: NOW, place: VAL_DE_MARNE })).toBeNull();
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
    ["2027-01-14T16:30", "8 h à 18 h"],
    ["2027-01-14T16:00", null],
    ["2027-01-16T09:00", null],
  ])("a slot on %s: %s", (local, says) => {
    const problem = slotProblem(instantOf(local, PARIS), { minutes: 120, now: NOW, place: VAL_DE_MARNE });
    expect(problem === null ? null : problem.includes(says ?? "nothing")).toBe(says === null ? null : true);
  });

  test("a slot is read on the clock of the place", () => {
    const typed = (text: string) => ({ get: (name: string) => (name === "creneau1" ? text : "") });
    expect(readSlots(typed("2027-01-14T10:00"), 60, NOW, { tz: "Indian/Reunion", departement: "974" }).slots).toEqual([
      instantOf("2027-01-14T07:00", PARIS),
    ]);
    for (const text of ["14/01/2027 10:00", "14/1/2027 à 10h", "14/01/2027, 10 h 00"]) {
      expect(readSlots(typed(text), 60, NOW, VAL_DE_MARNE).slots, text).toEqual([instantOf("2027-01-14T10:00", PARIS)]);
    }
    for (const text of ["demain", "2027-02-31T10:00", "14/01/27 10:00", "2027-01-14"]) {
      expect(readSlots(typed(text), 60, NOW, VAL_DE_MARNE).errors["creneau1"], text).toContain("14/01/2027");
    }
  });

  test("a request is kept until the end of the following school year", () => {
    expect(endOfNextSchoolYear(NOW, PARIS)).toBe(instantOf("2028-08-31T00:00", PARIS));
    expect(endOfNextSchoolYear(instantOf("2027-06-01T10:00", PARIS), PARIS)).toBe(instantOf("2028-08-31T00:00", PARIS));
  });
});
