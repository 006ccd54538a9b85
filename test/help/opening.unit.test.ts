import { gzipSync } from "node:zlib";
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";

import { type Hours, hoursAsText, hoursFromText, isOpen, momentInParis, nowInWords } from "../../src/help/opening.ts";
import { helpLines } from "../../workers/content.ts";

const hoursOf = (id: string): Hours => helpLines.find((line) => line.id === id)?.channels[0]?.hours ?? null;
const at = (iso: string) => momentInParis(Date.parse(iso));
const WEEKDAYS: Hours = [
  { days: [1, 2, 4, 5], from: "15:00", to: "19:00" },
  { days: [3], from: "13:00", to: "19:00" },
];

describe("what answers now, on the clock of Paris", () => {
  test.each([
    ["3018", "2026-11-29T22:59:00+01:00", "ouvert jusqu’à 23 h"],
    ["3018", "2026-11-29T23:00:00+01:00", "rouvre demain à 9 h"],
    ["3018", "2026-11-30T08:59:00+01:00", "ouvre à 9 h"],
    ["3018", "2026-11-30T09:00:00+01:00", "ouvert jusqu’à 23 h"],
    ["116006", "2026-11-29T20:00:00+01:00", "rouvre demain à 9 h"],
    ["3919", "2026-11-29T03:00:00+01:00", "ouvert jour et nuit"],
    // 23:30 in Paris is 2:30 the next day in La Réunion, and 9:30 in Nouméa.
    ["3018", "2026-11-30T02:30:00+04:00", "rouvre demain à 9 h"],
    ["3018", "2026-11-30T09:30:00+11:00", "rouvre demain à 9 h"],
    // Both nights on which the clocks change: 8:30 is 8:30, before and after.
    ["3018", "2026-03-29T06:30:00Z", "ouvre à 9 h"],
    ["3018", "2026-03-29T07:00:00Z", "ouvert jusqu’à 23 h"],
    ["3018", "2026-10-25T07:30:00Z", "ouvre à 9 h"],
    ["3018", "2026-10-25T08:00:00Z", "ouvert jusqu’à 23 h"],
  ])("%s at %s: %s", (id, iso, words) => {
    expect(nowInWords(hoursOf(id), at(iso))).toBe(words);
  });

  test("a line that is closed for days says on which it opens", () => {
    expect(nowInWords(WEEKDAYS, at("2026-12-02T12:00:00+01:00"))).toBe("ouvre à 13 h");
    expect(nowInWords(WEEKDAYS, at("2026-12-04T19:00:00+01:00"))).toBe("rouvre lundi à 15 h");
  });

  test("hours that nobody read are never open, and nothing is said of them", () => {
    expect([isOpen(null, at("2026-12-02T12:00:00Z")), nowInWords(null, at("2026-12-02T12:00:00Z"))]).toEqual([
      false,
      null,
    ]);
  });

  test("hours written into a page are read back", () => {
    for (const hours of [WEEKDAYS, hoursOf("3018"), "always", null] as const) {
      expect(hoursFromText(hoursAsText(hours))).toEqual(hours);
    }
  });

  test("the script is two kilobytes at most, and asks nobody", () => {
    const { "open-now": path = "" } = JSON.parse(readFileSync("public/js/manifest.json", "utf8")) as Record<
      string,
      string
    >;
    const code = readFileSync(`public${path}`);
    expect(gzipSync(code).length).toBeLessThanOrEqual(2048);
    expect(code.toString()).not.toMatch(/fetch|XMLHttp|sendBeacon|Storage|cookie/);
  });
});
