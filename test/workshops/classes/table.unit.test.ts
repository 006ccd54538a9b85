import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

import { actTable } from "../../../src/workshops/classes/act-table.ts";

test("docs/class-requests.md holds the table of states, people and acts as the code makes it", () => {
  const doc = readFileSync("docs/class-requests.md", "utf8");
  const printed = doc.slice(doc.indexOf("| State |")).trim();
  expect(printed).toBe(actTable());
});
