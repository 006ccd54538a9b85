import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";

import { bandLines, parseHelpLines } from "../../src/help/help-lines.ts";
import { NumbersPage } from "../../src/help/numbers.pages.tsx";
import { readWhere } from "../../src/help/provenance.ts";
import { helpLines } from "../../workers/content.ts";

describe("the help lines", () => {
  test("the band is the one list of the specification, in its order", () => {
    expect(bandLines(helpLines).map((line) => line.label)).toEqual(["17", "114", "3114", "3018"]);
  });

  test("the page shows each line with the mark of its record", () => {
    const page = String(NumbersPage({ lines: helpLines, sources: {} }));
    for (const line of helpLines) {
      expect(page).toContain(line.label);
      expect(page).toContain(`href="/sources#ligne-${line.id}"`);
    }
  });

  test("what the sources disagree on is told where people check, never with the number to call", () => {
    const disputed = helpLines.filter((line) => line.status === "V!");
    expect(disputed.length).toBeGreaterThan(0);
    for (const line of disputed) {
      expect(line.doubt, line.id).not.toBeNull();
      expect(line.hours, line.id).not.toMatch(/d’après|source/);
    }
  });

  test("a line somebody opened on its official page says when", () => {
    const line = helpLines[0];
    const checked = line && { ...line, checked_on: "2026-11-30" };
    expect(checked && readWhere(checked, "2026-12-01")).toBe(
      "Information vérifiée sur la page officielle le 30 novembre 2026",
    );
    expect(checked && readWhere(checked, "2027-12-01")).toContain("à vérifier de nouveau");
  });

  test("numbers are links that a phone can dial; 114 writes a message", () => {
    expect(helpLines.find((l) => l.id === "114")?.href).toBe("sms:114");
    expect(helpLines.filter((l) => /^\d+$/.test(l.id) && l.href.startsWith("tel:")).length).toBeGreaterThanOrEqual(5);
  });

  test("an unverified record is refused", () => {
    expect(() => parseHelpLines([{ ...helpLines[0], status: "U" }])).toThrow();
    expect(() => parseHelpLines([{ ...helpLines[0], read_on: undefined }])).toThrow();
  });
});

test("machines read of a number what its record says, and nothing of a line that does not answer a danger", () => {
  const html = readFileSync("public/aide/numeros.html", "utf8");
  const [, json = "{}"] = /<script type="application\/ld\+json">(.*?)<\/script>/.exec(html) ?? [];
  const graph = (JSON.parse(json) as { "@graph": Record<string, unknown>[] })["@graph"];
  const services = graph.filter((one) => one["@type"] === "EmergencyService");
  expect(services.map((one) => one["telephone"])).toEqual(["17", "112", "114", "3114", "119"]);
  expect(services.map((one) => one["openingHours"])).toEqual(services.map(() => ["Mo-Su 00:00-23:59"]));
  const faq = JSON.stringify(graph.find((one) => one["@type"] === "FAQPage")).replace(/\s/g, " ");
  for (const { label, at_night } of helpLines) {
    expect([label, faq.includes(label)]).toEqual([label, at_night !== "not_a_listener"]);
  }
});
