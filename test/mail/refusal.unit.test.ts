import { describe, expect, test } from "vitest";

import { aboutOf, saidBy } from "../../src/mail/refusal.ts";
import { ERROR_TABLE } from "../support/error-table.ts";

describe("what a refusal is about", () => {
  test.each(ERROR_TABLE)("$status $name, $message: $about", ({ about, ...answer }) => {
    expect(aboutOf(answer)).toBe(about);
  });

  test("a door that answers without JSON to the person who names no program is about the account", () => {
    expect(aboutOf({ status: 403, name: "no_json", message: "error code: 1010" })).toBe("account");
  });

  test("what is kept of the provider's words holds no address, and one line", () => {
    expect(saidBy({ status: 422, name: "validation_error", message: "Bad:\n<some.one@example.org>, no" })).toBe(
      "validation_error: Bad: … no",
    );
  });
});
