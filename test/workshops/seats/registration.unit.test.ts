import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { byDay } from "../../../src/kernel/deadline.ts";
import { DAY, HOUR } from "../../../src/kernel/time.ts";
import type { Outcome } from "../../../src/workshops/seats/consent.ts";
import {
  HOLDS_SEATS,
  type RegistrationAct,
  type RegistrationState,
  STATES,
  TRANSITIONS,
  clickUntil,
  decide,
  eraseAt,
  holdUntil,
  isListOpen,
  joinUntil,
  mayMark,
  shrinkUntil,
} from "../../../src/workshops/seats/registration.ts";

const NOW = 1_796_115_600;
const SESSION = { startsAt: NOW + 10 * DAY, endsAt: NOW + 10 * DAY + 2 * HOUR };
const ACTS = Object.keys(TRANSITIONS) as RegistrationAct[];
const facts = (
  state: RegistrationState,
  expiresAt: number | null = null,
  session = SESSION,
  consent: Outcome | null = null,
) => ({
  state,
  consent,
  seats: 3,
  expiresAt,
  session,
});

/** Written by hand from the specification, so that the table of the code is compared with something else. */
const ALLOWED: [RegistrationState, RegistrationAct, RegistrationState, number, number][] = [
  ["held", "confirm", "confirmed", 0, 0],
  ["held", "ask_consent", "awaiting_consent", 0, 0],
  ["awaiting_consent", "consent", "confirmed", 0, 0],
  ["awaiting_consent", "refuse", "refused", -3, 0],
  ["held", "expire", "expired", -3, 0],
  ["awaiting_consent", "expire", "expired", -3, 0],
  ["offered", "expire", "expired", -3, 0],
  ["joining", "expire", "expired", 0, 0],
  ["held", "cancel", "cancelled", -3, 0],
  ["awaiting_consent", "cancel", "cancelled", -3, 0],
  ["confirmed", "cancel", "cancelled", -3, 0],
  ["joining", "cancel", "cancelled", 0, 0],
  ["waitlisted", "cancel", "cancelled", 0, -1],
  ["joining", "prove_address", "waitlisted", 0, 1],
  ["waitlisted", "offer", "offered", 3, -1],
  ["offered", "accept", "confirmed", 0, 0],
  ["offered", "decline", "declined", -3, 0],
  ["confirmed", "mark_present", "attended", 0, 0],
  ["confirmed", "mark_absent", "absent", 0, 0],
  ["attended", "mark_absent", "absent", 0, 0],
  ["absent", "mark_present", "attended", 0, 0],
  ["waitlisted", "close_list", "expired", 0, -1],
];
const isMark = (act: string): boolean => act.startsWith("mark_");
/** A parent is waited for where the act is about that. */
const consentFor = (act: string): Outcome | null => (act === "ask_consent" ? "asked" : null);
const timeFor = (act: string): number => (isMark(act) ? SESSION.endsAt + HOUR : NOW);

describe("the registration state machine", () => {
  test.each(ALLOWED)("%s, %s: %s, and the counters move by %i and %i", (state, act, to, taken, waiting) => {
    const due = act === "expire" ? NOW : null;
    expect(decide(facts(state, due, SESSION, consentFor(act)), act, timeFor(act))).toEqual({
      ok: true,
      value: { to, move: { taken, waiting } },
    });
  });

  test("every pair that is not listed is refused", () => {
    const pairs = STATES.flatMap((state) => ACTS.map((act) => [state, act] as const));
    const unlisted = pairs.filter(([state, act]) => !ALLOWED.some((row) => row[0] === state && row[1] === act));
    expect(unlisted.length + ALLOWED.length).toBe(STATES.length * ACTS.length);
    for (const [state, act] of unlisted) {
      expect(decide(facts(state, NOW, SESSION, consentFor(act)), act, timeFor(act)).ok, `${state} ${act}`).toBe(false);
    }
  });

  test("every state is where a registration begins, or an act leads to it", () => {
    const reached = new Set(["held", "joining", ...ALLOWED.map(([, , to]) => to)]);
    expect(STATES.filter((state) => !reached.has(state))).toEqual([]);
  });

  test("at its time a hold, a request and an offer can only expire; before, they cannot", () => {
    for (const [state, act] of [
      ["held", "confirm"],
      ["joining", "prove_address"],
      ["offered", "accept"],
      ["offered", "decline"],
    ] as const) {
      expect(decide(facts(state, NOW + 1), act, NOW).ok).toBe(true);
      expect(decide(facts(state, NOW), act, NOW)).toEqual({ ok: false, refusal: "expired" });
      expect(decide(facts(state, NOW), "expire", NOW).ok).toBe(true);
      expect(decide(facts(state, NOW + 1), "expire", NOW).ok).toBe(false);
    }
  });

  test("nothing is confirmed, cancelled or accepted once the session started; presence not before", () => {
    const started = { startsAt: NOW, endsAt: NOW + HOUR };
    expect(decide(facts("confirmed", null, started), "cancel", NOW)).toEqual({ ok: false, refusal: "session_started" });
    expect(decide(facts("held", NOW + 9, started), "confirm", NOW)).toEqual({ ok: false, refusal: "session_started" });
    expect(decide(facts("confirmed"), "mark_present", NOW).ok).toBe(false);
    expect(decide(facts("attended"), "mark_absent", SESSION.endsAt + 7 * DAY).ok).toBe(true);
    expect(decide(facts("attended"), "mark_absent", SESSION.endsAt + 7 * DAY + 1).ok).toBe(false);
  });

  test("while a parent is waited for nothing is confirmed, offered or taken; without a question none is put", () => {
    for (const [state, act] of [
      ["held", "confirm"],
      ["waitlisted", "offer"],
      ["offered", "accept"],
    ] as const) {
      expect(decide(facts(state, null, SESSION, "asked"), act, NOW)).toEqual({ ok: false, refusal: "not_possible" });
      expect(decide(facts(state, null, SESSION, "given"), act, NOW).ok).toBe(true);
    }
    expect(decide(facts("held"), "ask_consent", NOW)).toEqual({ ok: false, refusal: "not_possible" });
  });

  test("an act that leads nowhere says why: over, done already, or not possible", () => {
    const why = (state: RegistrationState, act: RegistrationAct, at = NOW): string => {
      const decided = decide(facts(state), act, at);
      return decided.ok ? "done" : decided.refusal;
    };
    expect(why("expired", "confirm")).toBe("expired");
    expect(why("confirmed", "confirm")).toBe("already_done");
    expect(why("cancelled", "cancel")).toBe("already_done");
    expect(why("held", "accept")).toBe("not_possible");
    expect(why("held", "expire")).toBe("not_possible");
    expect(why("held", "ask_consent")).toBe("not_possible");
  });

  test("a rank in the list has a day without ending on it: it may be given up after", () => {
    const left = decide(facts("waitlisted", NOW - 1), "cancel", NOW);
    expect(left.ok ? left.value.to : left.refusal).toBe("cancelled");
  });

  test("who came is marked from two hours before to seven days after, to the second", () => {
    const marks = [-2 * HOUR - 1, -2 * HOUR, 2 * HOUR + 7 * DAY, 2 * HOUR + 7 * DAY + 1].map(
      (s) => SESSION.startsAt + s,
    );
    for (const act of ["mark_present", "mark_absent"] as const) {
      const said = marks.map((now) => decide(facts("confirmed"), act, now));
      expect(said.map((one) => (one.ok ? one.value.to : one.refusal))).toEqual([
        "not_possible",
        act === "mark_present" ? "attended" : "absent",
        act === "mark_present" ? "attended" : "absent",
        "not_possible",
      ]);
    }
    expect(marks.map((now) => mayMark({ state: "attended", session: SESSION }, now))).toEqual([
      false,
      true,
      true,
      false,
    ]);
    expect(mayMark({ state: "held", session: SESSION }, SESSION.startsAt)).toBe(false);
  });

  test("the list of a session is open to those who call the roll, each for their time, unless it has none", () => {
    const open = (role: "coordinator" | "facilitator", now: number, state = "published"): boolean =>
      isListOpen({ startsAt: SESSION.startsAt, endsAt: SESSION.endsAt, state }, { role, now });
    const days = [
      SESSION.startsAt - 2 * HOUR - 1,
      SESSION.startsAt - 2 * HOUR,
      SESSION.endsAt + DAY,
      SESSION.endsAt + DAY + 1,
    ];
    expect(days.map((now) => open("facilitator", now))).toEqual([false, true, true, false]);
    expect([SESSION.endsAt + 7 * DAY, SESSION.endsAt + 7 * DAY + 1].map((now) => open("coordinator", now))).toEqual([
      true,
      false,
    ]);
    expect(["cancelled", "draft"].map((state) => open("coordinator", SESSION.startsAt, state))).toEqual([false, false]);
  });

  test("any walk keeps the counters equal to what the state holds", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...ACTS), { maxLength: 30 }), (acts) => {
        let state: RegistrationState = "joining";
        let [taken, waiting] = [0, 0];
        for (const act of acts) {
          const result = decide(facts(state, act === "expire" ? NOW : null), act, timeFor(act));
          if (result.ok) {
            state = result.value.to;
            taken += result.value.move.taken;
            waiting += result.value.move.waiting;
          }
          expect([taken, waiting]).toEqual([HOLDS_SEATS.has(state) ? 3 : 0, state === "waitlisted" ? 1 : 0]);
        }
      }),
    );
  });
});

describe("how long things are kept", () => {
  test("a hold: 15 minutes, one more for each extra seat", () => {
    expect([holdUntil(1, NOW) - NOW, holdUntil(5, NOW) - NOW]).toEqual([900, 1140]);
  });

  test("the click: 24 hours, 2 when the session is under 72 hours away, never past the start", () => {
    expect(clickUntil({ startsAt: NOW + 10 * DAY, tz: "Europe/Paris" }, NOW) - NOW).toBe(24 * HOUR);
    expect(clickUntil({ startsAt: NOW + 72 * HOUR, tz: "Europe/Paris" }, NOW) - NOW).toBe(24 * HOUR);
    expect(clickUntil({ startsAt: NOW + 72 * HOUR - 1, tz: "Europe/Paris" }, NOW) - NOW).toBe(2 * HOUR);
    expect(clickUntil({ startsAt: NOW + HOUR, tz: "Europe/Paris" }, NOW) - NOW).toBe(HOUR);
    expect(joinUntil({ queueClosesAt: NOW + HOUR, tz: "Europe/Paris" }, NOW) - NOW).toBe(HOUR);
  });

  test("a group that became too large: 72 hours, never past the closing of the list", () => {
    expect(shrinkUntil({ queueClosesAt: NOW + 10 * DAY, tz: "UTC" }, NOW)).toBe(
      byDay(NOW + 72 * HOUR, { now: NOW, tz: "UTC", latest: NOW + 10 * DAY }),
    );
    expect(shrinkUntil({ queueClosesAt: NOW + 5 * HOUR, tz: "UTC" }, NOW)).toBe(NOW + 5 * HOUR);
  });

  test("erasure: 30 days after the session once proven; otherwise 7 days, or 48 hours for a minor", () => {
    expect(eraseAt("confirmed", false, NOW, SESSION.endsAt)).toBe(SESSION.endsAt + 30 * DAY);
    expect(eraseAt("held", false, NOW, SESSION.endsAt)).toBe(NOW + 7 * DAY);
    expect(eraseAt("joining", true, NOW, SESSION.endsAt)).toBe(NOW + 2 * DAY);
  });
});
