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
} from "../../../src/workshops/classes/request.ts";
import { type Lunch, isLongVisit, layOut, planProblem } from "../../../src/workshops/classes/plan.ts";
import { planInWords } from "../../../src/workshops/classes/request-words.ts";
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
});

describe("the plan of a visit", () => {
  const at = (hour: string): { day: string; minute: number } => {
    const [h = 0, m = 0] = hour.split(":").map(Number);
    return { day: "2027-01-14", minute: h * 60 + m };
  };
  const words = (minute: number): string => `${Math.floor(minute / 60)}:${String(minute % 60).padStart(2, "0")}`;
  const hours = (first: string, classes: number, minutes: number, lunch: Lunch = "12:00") =>
    layOut(
      Array.from({ length: classes }, (_, i) => (i === 0 ? at(first) : null)),
      { minutes, lunch },
    ).map(({ from, to }) => `${words(from)}–${words(to)}`);

  test("classes follow each other ten minutes apart, midday stays free, and the last one's end is said when the day is too short", () => {
    expect(hours("8:00", 4, 110)).toEqual(["8:00–9:50", "10:00–11:50", "13:30–15:20", "15:30–17:20"]);
    expect(hours("8:00", 3, 60, "none")).toEqual(["8:00–9:00", "9:10–10:10", "10:20–11:20"]);
    expect(hours("10:30", 2, 60, "11:30")).toEqual(["10:30–11:30", "13:00–14:00"]);
    const late = layOut([at("10:00"), null, null, null], { minutes: 110, lunch: "12:00" });
    expect(planProblem(late, "12:00")).toEqual({
      at: 3,
      words:
        "La quatrième classe finirait à 19\u00a0h\u00a020, et la journée de classe va de 8 h à 18 h : répartissez sur deux jours.",
    });
  });

  test("a class may have its own hour and day; none begins before the one before it ends", () => {
    const tomorrow = { day: "2027-01-15", minute: 8 * 60 };
    const two = layOut([at("8:00"), null, tomorrow, null], { minutes: 110, lunch: "12:00" });
    expect(two.map(({ day, from }) => [day, words(from)])).toEqual([
      ["2027-01-14", "8:00"],
      ["2027-01-14", "10:00"],
      ["2027-01-15", "8:00"],
      ["2027-01-15", "10:00"],
    ]);
    expect(planProblem(two, "12:00")).toBeNull();
    const over = layOut([at("8:00"), at("9:00")], { minutes: 110, lunch: "12:00" });
    expect(planProblem(over, "12:00")).toMatchObject({
      at: 1,
      words: expect.stringContaining("avant la fin") as string,
    });
    const eats = layOut([at("11:00")], { minutes: 110, lunch: "12:00" });
    expect(planProblem(eats, "12:00")?.words).toContain("pause de midi");
    expect(planProblem(eats, "none")).toBeNull();
  });

  test("more than six hours of classes in one day is said", () => {
    const long = (classes: number) =>
      isLongVisit(
        Array.from({ length: classes }, (_, i) => ({ startsAt: i * 7200, endsAt: i * 7200 + 6600 })),
        () => "2027-01-14",
      );
    expect([long(3), long(4)]).toEqual([false, true]);
  });

  test("hours hold on every clock of the Republic, and over the night on which clocks change", () => {
    const read = (creneau1: string, creneau1_2: string, place: { tz: string; departement: string }) =>
      readPlans(
        { get: (name) => ({ creneau1, creneau1_2 })[name] ?? "" },
        { classes: [1, 2], minutes: 110, lunch: "12:00", now: NOW, place },
      ).plans.map((plan) => planInWords(plan, place.tz).replaceAll("\u00a0", " "));
    expect(read("2027-03-26T15:00", "2027-03-30T08:00", VAL_DE_MARNE)).toEqual([
      "vendredi 26 mars 2027 : 15 h – 16 h 50 ; puis mardi 30 mars 2027 : 8 h – 9 h 50",
    ]);
    expect(read("2027-03-26T08:00", "", { tz: "Indian/Reunion", departement: "974" })).toEqual([
      "vendredi 26 mars 2027 : 8 h – 9 h 50, 10 h – 11 h 50 (heure de La Réunion)",
    ]);
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
    expect(dayProblem(hour, { now: NOW, place: moselle })).toContain("férié");
    expect(dayProblem(hour, { now: NOW, place: VAL_DE_MARNE })).toBeNull();
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
      { classes: [1], minutes: 120, lunch: "12:00", now: NOW, place: VAL_DE_MARNE },
    );
    const problem = errors["creneau1"]?.replaceAll("\u00a0", " ") ?? null;
    expect(problem === null ? null : problem.includes(says ?? "nothing")).toBe(says === null ? null : true);
  });

  test("a slot is read on the clock of the place", () => {
    const read = (text: string, place = VAL_DE_MARNE) =>
      readPlans(
        { get: (name) => (name === "creneau1" ? text : "") },
        { classes: [1], minutes: 60, lunch: "12:00", now: NOW, place },
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
