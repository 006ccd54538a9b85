import { readFileSync, readdirSync } from "node:fs";
import { expect, test } from "vitest";

/* C. conso. L433-3, L433-4: "certification" is reserved to accredited bodies. Nothing public says it of the label. */
const files = ["content/label", "content/referentials", "src/label", "public/label"].flatMap((root) =>
  readdirSync(root, { recursive: true, encoding: "utf8" })
    .filter((file) => /\.(?:md|json|tsx|html|csv)$/.test(file))
    .map((file) => `${root}/${file}`),
);
const BANNED = /certifi|agréé|(?<!\p{L})normes?(?!\p{L})|(?<!\p{L})officiel/iu;

test("no text of the label says it certifies, is approved, is a standard or is official", () => {
  expect(files.length).toBeGreaterThan(15);
  // The band of help names official sources beside its numbers, under every page.
  const textOf = (file: string): string => readFileSync(file, "utf8").replace(/<aside class="band"[^]*?<\/footer>/, "");
  expect(files.filter((file) => BANNED.test(textOf(file)))).toEqual([]);
  expect(["certifié par", "un label officiel", "la norme"].every((words) => BANNED.test(words))).toBe(true);
});
