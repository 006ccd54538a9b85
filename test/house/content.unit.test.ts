import { cpSync, globSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";

import { contentIndex, moduleOf } from "../../scripts/build-content.ts";
import { temporaryFolder } from "../../scripts/local/temporary.ts";

let root = "";
beforeEach(() => {
  root = temporaryFolder("content");
  cpSync("content", join(root, "content"), { recursive: true });
  symlinkSync(resolve("src"), join(root, "src"));
  symlinkSync(resolve("workers"), join(root, "workers"));
});

const at = (file: string): string => join(root, "content", file);
const edit = (file: string, from: string | RegExp, to: string): void =>
  writeFileSync(at(file), readFileSync(at(file), "utf8").replace(from, to));

test("every mail is sent by somebody: its key stands in a reaction, a form or a sequence, not only beside its words", () => {
  const senders = globSync(["src/**/*.{ts,tsx}", "workers/**/*.ts", "content/sequences/*.json"])
    .filter((file) => !file.endsWith(".mails.ts") && !file.endsWith(".built.ts"))
    .map((file) => readFileSync(file, "utf8"))
    .join("\n");
  const keys = readdirSync("content/mails").map((file) => basename(file, ".md"));
  expect(keys.filter((key) => !new RegExp(`["'\`]${key}["'\`]`).test(senders))).toEqual([]);
});

test("words for « vous » and for « tu » end where a word ends: « [[vous|t’]]attend » would say « vousattend »", () => {
  const glued = globSync("content/**/*.{md,json}").flatMap((file) =>
    (readFileSync(file, "utf8").match(/\S*(?:\]\]\p{L}|\p{L}\[\[)\S*/gu) ?? []).map((found) => `${file}: ${found}`),
  );
  expect(glued).toEqual([]);
});

describe("the index of the content", () => {
  test("is what the Workers were built with", () => {
    for (const built of contentIndex(".")) {
      expect(readFileSync(built.path, "utf8")).toBe(moduleOf(built));
    }
  });

  test("one more programme is one file", () => {
    const next = readdirSync(at("programmes")).length + 1;
    const text = readFileSync(at("programmes/agir-en-temoin.md"), "utf8").replace(/^order: \d+$/m, `order: ${next}`);
    writeFileSync(at("programmes/essai.md"), text);
    const [index] = contentIndex(root);
    expect(index?.exports["programmeWords"]?.entries.at(-1)).toEqual(["essai", "programmes/essai.md"]);
  });

  test.each<[string, () => void, string]>([
    [
      "a gap",
      () => edit("programmes/premier-telephone.md", /^order: 4$/m, "order: 40"),
      "programmes/premier-telephone.md",
    ],
    ["a double", () => edit("pages/contact.md", /^order: 2$/m, "order: 1"), "pages/contact.md"],
    ["no order", () => edit("pages/contact.md", /^order: 2\n/m, ""), "pages/contact.md"],
    ["a page without an address", () => edit("pages/contact.md", /^path: .*\n/m, ""), "pages/contact.md"],
    ["a name that does not belong", () => writeFileSync(at("mails/Essai.txt"), ""), "mails/Essai.txt"],
    [
      "words of no sequence",
      () => writeFileSync(at("parcours/essai.md"), ""),
      "parcours/essai.md: there is no sequence",
    ],
    ["a stray file", () => writeFileSync(at("aide/essai.json"), "{}"), "aide/essai.json: nothing imports it"],
    ["a stray file at the root", () => writeFileSync(at("essai.md"), ""), "essai.md: nothing imports it"],
    [
      "a published sequence that changed",
      () => edit("sequences/atelier.v1.json", "{", "{ "),
      "sequences/atelier.v1.json: its hash",
    ],
    [
      "a sequence that is not published",
      () => writeFileSync(at("sequences/essai.v1.json"), "{}"),
      "sequences/essai.v1.json",
    ],
    [
      "a published sequence that is gone",
      () => rmSync(at("sequences/en-parler.v1.json")),
      "there is no en-parler.v1.json",
    ],
    [
      "a referential of no version",
      () => writeFileSync(at("referentials/label@1.json"), "{}"),
      "referentials/label@1.json",
    ],
  ])("%s stops the build, with the name of the file", (_, spoil, named) => {
    spoil();
    expect(() => contentIndex(root)).toThrow(named);
  });

  test("versions of the referential come oldest first, as numbers", () => {
    for (const version of ["0.10.0", "0.9.1"]) {
      writeFileSync(at(`referentials/label@${version}.json`), "{}");
    }
    const keys = contentIndex(root)[1]?.exports["referentialFiles"]?.entries.map(([key]) => key);
    expect(keys).toEqual(["0.9.0", "0.9.1", "0.10.0"]);
  });
});
