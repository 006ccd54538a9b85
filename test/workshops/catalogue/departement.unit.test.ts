import { globSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

/** Statements that give a session its place. */
const placing = globSync("src/**/*.store.ts").flatMap((file) =>
  [...readFileSync(file, "utf8").matchAll(/`\s*(?:INSERT INTO|UPDATE) sessions\b[^`]*\bvenue_id\b[^`]*`/g)].map(
    ([sql]) => ({ file, sql }),
  ),
);

test("wherever a session gets its place, it gets the département by which lists find it", () => {
  expect(placing.length).toBeGreaterThan(1);
  expect(placing.filter(({ sql }) => !sql.includes("departement_code")).map(({ file }) => file)).toEqual([]);
});
