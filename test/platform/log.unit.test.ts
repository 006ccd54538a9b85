import { expect, test, vi } from "vitest";

import { log } from "../../src/platform/log.ts";

test("a line of an error says where it came from, and nothing of what somebody typed", () => {
  const lines: string[] = [];
  vi.spyOn(console, "error").mockImplementation((line: string) => void lines.push(line));
  const typed = ["Mat dupont@example.org", "rendez-vous at 12 rue des Lilas\n    at home.lea@example.org", ""];
  for (const text of typed) {
    log.error("x.failed", new SyntaxError(text));
  }
  log.error("x.failed", "thrown as text");
  vi.restoreAllMocks();
  const said = lines.map((line) => JSON.parse(line) as { error: string; at: string });
  expect(said.map(({ error }) => error)).toEqual(["SyntaxError", "SyntaxError", "SyntaxError", "unknown"]);
  expect(said.slice(0, 3).every(({ at }) => at.includes("log.unit.test"))).toBe(true);
  expect(lines.join("")).not.toMatch(/dupont|lea@|Lilas/);
});
