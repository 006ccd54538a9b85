import { globSync, readFileSync } from "node:fs";
import { basename } from "node:path";
import { describe, expect, test } from "vitest";

/* Every code by which an act may refuse is asked for by a test, beside an act that gives it. The list of exceptions is empty. */

const textsOf = (pattern: string): Map<string, string> =>
  new Map(globSync(pattern).map((file) => [file, readFileSync(file, "utf8")]));
const sources = new Map(
  [...textsOf("{src,workers}/**/*.{ts,tsx}")].filter(
    ([file]) => !file.includes(".built.") && !file.startsWith("src/browser/"),
  ),
);
const tests = new Map(
  [...textsOf("test/**/*.test.ts")].filter(([file]) => file !== "test/house/refusals.unit.test.ts"),
);

const wordsOf = (text: string): string[] => [...text.matchAll(/"([a-z_]+)"/g)].map(([, word = ""]) => word);
/** What is compared with is no code: `refuse(name === "x" ? "taken" : "full")` gives two. */
const withoutComparisons = (text: string): string => text.replace(/[!=]== ?"\w+"|\("\w+"\)|\["\w+"\]/g, "");

/** The codes that a file gives: literals handed to `refuse` or `noSeat`, and unions of literals that are named or used as refusals. */
function codesOf(text: string): string[] {
  const handed = [...text.matchAll(/\b(?:refuse|noSeat)\((?!c,)((?:[^()]|\([^()]*\))*)\)/g)].map(
    ([, inner = ""]) => inner,
  );
  const named = [...text.matchAll(/\btype \w*Refusal =([^;]+);/g)].map(([, union = ""]) => union);
  const used = [...text.matchAll(/Result<[^;={]*?, ((?:\s*\|?\s*"\w+")+)>/g)].map(([, union = ""]) => union);
  return [...handed, ...named, ...used].map(withoutComparisons).flatMap(wordsOf);
}
const exported = (text: string): string[] =>
  [...text.matchAll(/^export (?:async function|function|const) (\w+)/gm)].map(([, name = ""]) => name);

/** Code → the files that give it. */
const given = new Map<string, Set<string>>();
for (const [file, text] of sources) {
  for (const code of codesOf(text)) {
    given.set(code, new Set([...(given.get(code) ?? []), file]));
  }
}

/** Pairs of code and file of the act, that a test asks for: by a table of `refusedBecause`, by a table of refusals, by `refusal: "…"`, or by the `why` of a log. */
function askedIn(text: string): { code: string; file: string }[] {
  const imports = new Set(
    [...text.matchAll(/^import [^;]*? from "[^"]*\/([\w.-]+\.tsx?)";/gms)].map(([, name = ""]) => name),
  );
  const files = [...sources.keys()].filter((file) => imports.has(basename(file)));
  const tables = [...text.matchAll(/refusedBecause\((\w+), \[([\s\S]*?)\]\);$/gm)].flatMap(
    ([, act = "", rows = ""]) => {
      const homes = files.filter((file) => exported(sources.get(file) ?? "").includes(act));
      const codes = [...rows.matchAll(/\[\s*"(\w+)",\s*(?:async )?\(/g)].map(([, code = ""]) => code);
      return codes.flatMap((code) => homes.map((file) => ({ code, file })));
    },
  );
  const typed = [...text.matchAll(/: \[.*Refusal\]\[\] = \[\n([\s\S]*?)\n *\];/g)].flatMap(([, rows = ""]) =>
    [...rows.matchAll(/"(\w+)",?\s*\],?$/gm)].map(([, code = ""]) => code),
  );
  const plain = [...text.matchAll(/\b(?:refusal: |why: |refuse\()"(\w+)"/g)].map(([, code = ""]) => code);
  const bare = typed.concat(plain);
  return tables.concat(bare.flatMap((code) => files.map((file) => ({ code, file }))));
}

/** Codes that no test asks of an act that gives them. */
function unasked(texts: Iterable<string>): string[] {
  const asked = new Set([...texts].flatMap(askedIn).map(({ code, file }) => `${code} ${file}`));
  return [...given]
    .filter(([code, files]) => ![...files].some((file) => asked.has(`${code} ${file}`)))
    .map(([code, files]) => `${code} (${[...files].join(", ")})`)
    .toSorted();
}

describe("every refusal code", () => {
  test("is asked for by a test, beside an act that gives it", () => {
    expect(given.size).toBeGreaterThan(60);
    expect(unasked(tests.values())).toEqual([]);
  });

  test("is missed when its test is gone, when it stands in words alone, or beside an act that never gives it", () => {
    const without = (code: string): string[] =>
      [...tests.values()].map((text) => text.replaceAll(`"${code}"`, '"other"'));
    for (const code of ["queue_first", "not_due", "last_operator", "cut", "counter", "not_asked"]) {
      expect(
        unasked(without(code)).map((line) => line.split(" ")[0]),
        code,
      ).toEqual([code]);
      const elsewhere = `import { hold } from "../support/worker/web.ts";\ntest("${code}", () => expect(x).toEqual({ refusal: "${code}" }));`;
      const words = `import { reserve } from "../../src/workshops/seats/reserve.ts";\nconst a = "${code}";`;
      expect(unasked([...without(code), elsewhere, words]), code).toHaveLength(1);
    }
  });
});
