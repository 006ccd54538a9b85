import { describe, expect, test } from "vitest";

import { bandLines, parseHelpLines } from "../../src/help/help-lines.ts";
import { NumbersPage } from "../../src/help/numbers.pages.tsx";
import { readWhere } from "../../src/help/provenance.ts";
import { helpLines } from "../../workers/content.ts";

describe("the help lines", () => {
  test("the band is the one list of the specification, in its order", () => {
    expect(bandLines(helpLines).map((line) => line.label)).toEqual(["17", "114", "3114", "3018"]);
  });

  test("the page shows each line with where it was read, and that nobody checked it yet", () => {
    const page = String(NumbersPage({ lines: helpLines }));
    for (const line of helpLines) {
      expect(page).toContain(line.label);
      expect(page).toContain(line.read_at_url);
    }
    expect(page.match(/pas encore vérifié sur la page officielle/g)).toHaveLength(helpLines.length);
  });

  test("lines on which sources disagree say so, with their hours", () => {
    for (const line of helpLines.filter((l) => l.status === "V!")) {
      expect(line.hours, line.id).toMatch(/d’après|source/);
    }
  });

  test("a line somebody opened on its official page says when", () => {
    const line = helpLines[0];
    expect(line && readWhere({ ...line, checked_on: "2026-11-30" })).toBe(
      "vérifié sur la page officielle le 30 novembre 2026",
    );
  });

  test("numbers are links that a phone can dial; 114 writes a message", () => {
    expect(helpLines.find((l) => l.id === "114")?.href).toBe("sms:114");
    expect(
      helpLines.filter((l) => /^\d+$/.test(l.id) && l.href?.startsWith("tel:") === true).length,
    ).toBeGreaterThanOrEqual(5);
  });

  test("an unverified record is refused", () => {
    expect(() => parseHelpLines([{ ...helpLines[0], status: "U" }])).toThrow();
    expect(() => parseHelpLines([{ ...helpLines[0], read_on: undefined }])).toThrow();
  });
});
