import { describe, expect, test } from "vitest";

import { DAY, HOUR, PARIS, instantOf } from "../../../src/kernel/time.ts";
import type { AgeBand } from "../../../src/workshops/sessions/age.ts";
import { unsureOf } from "../../../src/workshops/seats/needs.ts";
import type { Session } from "../../../src/workshops/sessions/session.ts";
import { consentUntil, isTooLate, nudgeAt } from "../../../src/workshops/seats/consent.ts";
import {
  ALONE,
  type Party,
  hasMinor,
  isInformalTo,
  needsConsent,
  partyAsked,
  shapeOf,
} from "../../../src/workshops/seats/party.ts";

const person = (band: AgeBand | null): Party => ({ kind: "person", bands: [band] });
const family = (...bands: (AgeBand | null)[]): Party => ({ kind: "family", bands });
const BANDS = ["under_11", "11_14", "15_17", "18_plus", null] as const;

describe("who one registration seats", () => {
  test("a parent is asked for a child who comes alone: under 15, or under 18 where the session says so; never for a family", () => {
    expect(BANDS.map((band) => needsConsent(person(band), 15))).toEqual([true, true, false, false, false]);
    expect(BANDS.map((band) => needsConsent(person(band), 18))).toEqual([true, true, true, false, false]);
    expect(BANDS.map((band) => needsConsent(family(band), 18))).toEqual(BANDS.map(() => false));
  });

  test.each([
    ["a duo, whoever it is", "family", person("11_14"), "pair"],
    ["an adult, where parents come", "parent", ALONE, "adult"],
    ["a class is given by adults", "class", family("18_plus", "18_plus"), "adult"],
    ["a parent who registers children", "youth", family(null, null), "children"],
    ["a child alone", "youth", person("11_14"), "child"],
    ["a young person alone", "youth", person("15_17"), "alone"],
  ] as const)("the form: %s", (_, audience, party, shape) => {
    expect(shapeOf(audience, party, 15)).toBe(shape);
  });

  test.each<[who: string, places: string, party: Party | null]>([
    ["", "1", ALONE],
    ["", "3", family("18_plus", "18_plus", "18_plus")],
    ["", "6", ALONE],
    ["", "0", ALONE],
    ["", "x", ALONE],
    ["", "5", family("18_plus", "18_plus", "18_plus", "18_plus", "18_plus")],
    ["enfants", "1", family(null)],
    ["enfants", "2", family(null, null)],
    ["famille", "1", family("18_plus", null)],
    ["famille", "2", family("18_plus", null)],
    ["famille", "4", family("18_plus", null, null, null)],
    ["11_14", "4", person("11_14")],
    ["under_11", "1", null],
    ["constructor", "1", null],
  ])("« %s » with %s places", (who, places, party) => {
    expect(partyAsked(who, places, ["11_14", "15_17"])).toEqual(party);
  });

  test("a minor is anybody who is not known to be an adult; only the young speak for themselves as « tu »", () => {
    expect([family("18_plus", "18_plus"), family("18_plus", null), person("15_17")].map(hasMinor)).toEqual([
      false,
      true,
      true,
    ]);
    expect([
      isInformalTo("youth", "person"),
      isInformalTo("youth", "family"),
      isInformalTo("parent", "person"),
    ]).toEqual([true, false, false]);
  });
});

describe("how long a parent has", () => {
  const now = instantOf("2026-12-01T10:00", PARIS);
  const at = (startsAt: number) => ({ startsAt, tz: PARIS, consentUnderAge: 15 });

  test("72 hours, 48 when the session is within seven days, never past 12 hours before the start", () => {
    expect(consentUntil(at(now + 7 * DAY), now) - now).toBe(72 * HOUR);
    expect(consentUntil(at(now + 7 * DAY - 1), now) - now).toBe(48 * HOUR);
    expect(consentUntil(at(now + 20 * HOUR), now) - now).toBe(8 * HOUR);
  });

  test("an hour is left to them at least, and a seat that asks nobody is never too late", () => {
    const child = person("11_14");
    expect(isTooLate(at(now + 13 * HOUR), child, now)).toBe(false);
    expect(isTooLate(at(now + 13 * HOUR - 1), child, now)).toBe(true);
    expect(isTooLate(at(now + HOUR), person("15_17"), now)).toBe(false);
  });

  test("the child is told half-way", () => {
    expect(nudgeAt(100, 201)).toBe(150);
  });
});

const NOW = instantOf("2026-12-01T10:00", PARIS);
describe("what nobody can promise for a session as it stands", () => {
  const room = { isStepFree: false, hasHearingLoop: false, departement: "94" };
  const inDays = (days: number, venue: object | null) =>
    unsureOf({ startsAt: NOW + days * DAY, tz: PARIS, venue } as unknown as Session, NOW);
  test.each([
    ["a room with steps, in a month", 30, room, ["step_free"]],
    ["a room with steps, in three days", 3, room, ["step_free", "hearing_loop", "sign_language", "large_print"]],
    [
      "a room with everything, in three days",
      3,
      { ...room, isStepFree: true, hasHearingLoop: true },
      ["sign_language", "large_print"],
    ],
    ["online, in a month", 30, null, []],
    ["online, in three days", 3, null, ["sign_language", "large_print"]],
  ])("%s", (_, days, venue, unsure) => {
    expect(inDays(days, venue)).toEqual(unsure);
  });
});
