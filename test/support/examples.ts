import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { buildSync } from "esbuild";
import { REFERENTIAL_PATH } from "./referential.ts";

/** The worked examples of docs/scoring.md, with the hash of each result that is written there. */
export const EXAMPLES = [
  [REFERENTIAL_PATH, "docs/scoring/label.answers.json"],
  ["docs/scoring/development.referential.json", "docs/scoring/development.answers.json"],
  ["docs/scoring/capped.referential.json", "docs/scoring/capped.answers.json"],
].map(([referential = "", answers = ""]) => ({
  referential,
  answers,
  texts: [readFileSync(referential, "utf8"), readFileSync(answers, "utf8")] as const,
}));

const doc = readFileSync("docs/scoring.md", "utf8");
/** `| unit | … | hash |` rows of the page. */
export const PUBLISHED: ReadonlyMap<string, string> = new Map(
  [...doc.matchAll(/^\| `([^`]+)` \|.*\| `([0-9a-f]{64})` \|$/gm)].map(([, unit = "", hash = ""]) => [unit, hash]),
);

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");

/** The core in one script: `engine.answersTexts`, `engine.resultTexts`. */
export const engineScript = (): string =>
  buildSync({
    entryPoints: ["test/support/engine.ts"],
    bundle: true,
    write: false,
    format: "iife",
    globalName: "engine",
    target: "es2020",
  }).outputFiles[0]?.text ?? "";

type Call = (
  name: "answersTexts" | "resultTexts" | "sensitivityTexts",
  args: readonly unknown[],
) => string[] | Promise<string[]>;
/** The hash of every result of the examples, by unit, as an engine computes them. */
export async function hashesIn(call: Call): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for (const { texts } of EXAMPLES) {
    const answers = await call("answersTexts", texts);
    const results = await call("resultTexts", [...texts, answers.map(sha256)]);
    results.forEach((text) => found.set((JSON.parse(text) as { id: string }).id, sha256(text)));
  }
  return found;
}

export const sensitivityIn = async (call: Call): Promise<string> =>
  sha256((await call("sensitivityTexts", EXAMPLES[0]?.texts ?? [])).join("\n"));
