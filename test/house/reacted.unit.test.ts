import { globSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

/** The types of events that the files of a name speak of, each as a key. */
const typesIn = (pattern: string): Set<string> =>
  new Set(
    globSync(pattern).flatMap((file) =>
      [...readFileSync(file, "utf8").matchAll(/"([a-z_]+\.[a-z_]+)": [{(a-z]/g)].map(([, type = ""]) => type),
    ),
  );

test("every event that is recorded has its reaction, if only « nothing »: one without would be set aside for an operator", () => {
  const recorded = typesIn("src/**/*.events.ts");
  expect(recorded.size).toBeGreaterThan(100);
  const reacted = new Set([
    ...typesIn("{src/**/*.reactions,workers/reactor/*}.ts"),
    ...typesIn("src/workshops/schools/directory.events.ts"), // reacted to by the list of their words
  ]);
  expect([...recorded].filter((type) => !reacted.has(type))).toEqual([]);
});
