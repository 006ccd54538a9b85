import { describe, expect, test } from "vitest";

import { outsideVars } from "../../src/platform/env.ts";

describe("the one setting of `outside`", () => {
  test("the outside world is the real one, or is played on this very machine: no other address is taken for the world", () => {
    expect(outsideVars({ OUTSIDE_BASE_URL: "" }).OUTSIDE_BASE_URL).toBe("");
    expect(outsideVars({ OUTSIDE_BASE_URL: "http://127.0.0.1:8788/__outside" }).OUTSIDE_BASE_URL).not.toBe("");
    for (const url of ["https://lignesure.example/", "http://10.0.0.1/", "http://localhost.example/", "x"]) {
      expect(() => outsideVars({ OUTSIDE_BASE_URL: url }), url).toThrow("OUTSIDE_BASE_URL");
    }
    expect(() => outsideVars({})).toThrow("OUTSIDE_BASE_URL");
  });
});
