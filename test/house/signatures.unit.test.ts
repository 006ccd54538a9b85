import { globSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

/* Acts and questions to the database take what they work on as one named object: `act(deps, { file, by })`. */

/** What stands between the bracket at `from` and the one that closes it. */
function inBrackets(code: string, from: number): string {
  let depth = 0;
  for (let at = from; at < code.length; at++) {
    if ("([{".includes(code.charAt(at))) {
      depth++;
    } else if (")]}".includes(code.charAt(at)) && --depth === 0) {
      return code.slice(from + 1, at);
    }
  }
  return "";
}

/** The parameters of a function, each as it is written. */
function parametersOf(list: string): string[] {
  const parts = [""];
  let depth = 0;
  for (let at = 0; at < list.length; at++) {
    const letter = list.charAt(at);
    depth += "([{<".includes(letter) ? 1 : ")]}>".includes(letter) && !list.startsWith("=>", at - 1) ? -1 : 0;
    if (letter === "," && depth === 0) {
      parts.push("");
    } else {
      parts[parts.length - 1] += letter;
    }
  }
  return parts.map((part) => part.trim()).filter((part) => part !== "");
}

/** Named functions that are handed the outside world first, with what else they take. */
const actsOf = (code: string): { name: string; rest: string[] }[] =>
  [...code.matchAll(/(?:function (\w+)(?:<[^>(]*>)?|const (\w+) = (?:async )?)(?=\()/g)].flatMap((found) => {
    const [first = "", ...rest] = parametersOf(inBrackets(code, found.index + found[0].length));
    const isGivenTheWorld = /^(?:deps|db)\b|:\s*(?:Pick<)?\w*(?:Deps|Database)\b/.test(first);
    return isGivenTheWorld ? [{ name: found[1] ?? found[2] ?? "", rest }] : [];
  });

test("an act takes one named object after what it is handed of the world", () => {
  const files = globSync("{src,workers}/**/*.{ts,tsx}").filter((file) => !file.endsWith(".built.ts"));
  const acts = files.flatMap((file) => actsOf(readFileSync(file, "utf8")).map((act) => ({ file, ...act })));
  expect(acts.length).toBeGreaterThan(350);
  const long = acts.filter(({ rest }) => rest.length > 1).map(({ file, name }) => `${file} ${name}`);
  expect(long).toEqual([]);
});

test.each([
  ["export async function take(deps: Deps, one: Case, by: string) {", ["one: Case", "by: string"]],
  [
    "const take = async (db: Database, { a, b }: { a: (x: number, y: number) => void; b: Map<string, number> }) =>",
    ["{ a, b }: { a: (x: number, y: number) => void; b: Map<string, number> }"],
  ],
  ["function once<T>({ db, now }: Deps, duty: string) {", ["duty: string"]],
])("parameters are distinguished: %s", (code, rest) => {
  expect(actsOf(code)[0]?.rest).toEqual(rest);
});
