import { globSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

/* What a browser keeps says what it was made over: one module writes, and it asks for `base`. */
const HOME = "src/browser/kept.ts";
const writes = (text: string): string[] =>
  [...text.matchAll(/\.setItem\b|\b(?:local|session)Storage\s*(?:\.(?!length\b)|\[)|\bindexedDB\b|\bcaches\./g)].map(
    ([found]) => found,
  );

test("only one module touches what a browser keeps", () => {
  const files = [...globSync("src/**/*.{ts,tsx}"), ...globSync("workers/**/*.{ts,tsx}"), "public/enhance.js"];
  expect(files).toContain(HOME);
  const others = files.filter((file) => file !== HOME && !file.includes(".built."));
  expect(others.flatMap((file) => writes(readFileSync(file, "utf8")).map((found) => `${file}: ${found}`))).toEqual([]);
  expect(readFileSync(HOME, "utf8")).toContain("{ base, at, value }: Kept");
});

test("the test above sees every way of writing", () => {
  for (const text of [
    "localStorage.setItem(a, b)",
    "sessionStorage[key] = b",
    "localStorage.key = b",
    "place.setItem(a, b)",
    "indexedDB.open(a)",
  ]) {
    expect(writes(text), text).not.toEqual([]);
  }
  expect(writes("keep(localStorage, key, made); kept(sessionStorage, key)")).toEqual([]);
});
