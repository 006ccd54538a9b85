import { globSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";

import { pick } from "../../src/kernel/pick.ts";

/* What people send never indexes a table: `toString`, `__proto__` and eight others stand in every object. */

const REQUEST = String.raw`(?:c\.req\.|\b(?:fields|form|f|fields\?|form\?)\??\.get\(|\bcell\(|\bparams\b)`;
/** An index: after a name, a call or a literal, never a list of its own. */
const DIRECT = new RegExp(String.raw`[\w)\]}]\[[^\][]*${REQUEST}`, "g");
/** A name that holds what somebody sent, in this file. */
const NAMED = new RegExp(String.raw`\bconst (?:(\w+)|\[([\w, ]+)\]) = \[?(?:[\w.]+\()*${REQUEST}[^;]*;`, "g");

function indexed(text: string): string[] {
  const direct = [...text.matchAll(DIRECT)].map(([found]) => found);
  const names = [...text.matchAll(NAMED)].flatMap(
    ([, one = "", several = ""]) => `${one} ${several}`.match(/\w+/g) ?? [],
  );
  const later = [...new Set(names)].flatMap((name) =>
    [...text.matchAll(new RegExp(String.raw`[\w)\]}]\[${name}\]`, "g"))].map(([found]) => found),
  );
  return [...direct, ...later];
}

describe("tables are not indexed by what people send", () => {
  test("in no file", () => {
    const files = globSync("{src,workers}/**/*.{ts,tsx}").filter((file) => !file.includes(".built."));
    expect(files.length).toBeGreaterThan(300);
    expect(files.flatMap((file) => indexed(readFileSync(file, "utf8")).map((found) => `${file}: ${found}`))).toEqual(
      [],
    );
  });

  test("the test above sees each way of doing it", () => {
    for (const text of [
      'DONE[c.req.query("fait") ?? ""] ?? null',
      '{ j30: 30 }[fields.get("pause")]',
      'WORDS[fold(cell("state"))]',
      "TABLE[params.name]",
      'const done = c.req.query("fait") ?? "";\nreturn DONE[done];',
      'const role = fields.get("role");\nreturn ROLES[role];',
      'const [id, role] = [fields.get("id"), fields.get("role")];\nreturn ROLES[role];',
    ]) {
      expect(indexed(text), text).not.toEqual([]);
    }
    for (const text of ['pick(DONE, c.req.query("fait"))', 'const [a, b] = [fields.get("a"), fields.get("b")];']) {
      expect(indexed(text), text).toEqual([]);
    }
  });

  test("a name that every object inherits is in no table", () => {
    const inherited = ["toString", "valueOf", "constructor", "__proto__", "hasOwnProperty", "isPrototypeOf"];
    expect(inherited.map((name) => pick({ a: 1 }, name))).toEqual(inherited.map(() => null));
    expect([pick({ a: 1 }, "a"), pick({ a: 1 }, "b"), pick({ a: 1 }, undefined)]).toEqual([1, null, null]);
  });
});
