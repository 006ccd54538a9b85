import { describe, expect, test } from "vitest";

import { stopInWords, verdictInWords } from "../../../src/workshops/schools/verdict-words.ts";
import {
  type Cells,
  HEADER,
  cellsOf,
  csvOf,
  savedTwice,
  schoolsOf,
  uaiOf,
  western,
  wide,
} from "../../support/directory.ts";
import { type Content, localDirectory, opening } from "../../support/local-directory.ts";

const { importing, verdictOf, all } = localDirectory();
const TWO_HUNDRED = schoolsOf(200);
const FILE = csvOf(TWO_HUNDRED);

describe("encodings", () => {
  test.each<[string, Content, string]>([
    ["UTF-8", FILE, "UTF-8"],
    ["UTF-8 with a mark", `\ufeff${FILE}`, "UTF-8"],
    ["Windows-1252", western(FILE), "Windows-1252"],
    ["UTF-16 with a mark", wide(FILE), "UTF-16"],
    ["UTF-16 the other way round", wide(FILE, true), "UTF-16"],
    ["commas", csvOf(TWO_HUNDRED, { delimiter: "," }), "UTF-8"],
    ["tabs and bare line feeds", csvOf(TWO_HUNDRED, { delimiter: "\t", newline: "\n" }), "UTF-8"],
    [
      "the header of another year",
      csvOf(TWO_HUNDRED, { header: HEADER.map((name) => name.replaceAll("_", " ").toUpperCase()) }),
      "UTF-8",
    ],
    [
      "quotes around cells",
      FILE.split("\r\n")
        .map((line) =>
          line
            .split(";")
            .map((cell) => `"${cell}"`)
            .join(";"),
        )
        .join("\r\n"),
      "UTF-8",
    ],
    [
      "columns in another order",
      FILE.split("\r\n")
        .map((line) => line.split(";").toReversed().join(";"))
        .join("\r\n"),
      "UTF-8",
    ],
  ])("%s is read, said, and gives the same schools", async (_, content, encoding) => {
    await importing(FILE);
    expect(await verdictOf(content)).toMatchObject({ isDone: true, encoding, schools: 200, refused: 0, changed: 0 });
  });

  test("a file that was saved twice is refused whole, with three samples and what to do", async () => {
    const verdict = await verdictOf(savedTwice(FILE), { gone: "x", kinds: "x" });
    expect(verdict).toMatchObject({ isDone: false, how: "twice" });
    const said = stopInWords("broken_accents", verdict as never);
    expect(said).toContain("enregistré deux fois");
    expect(said).toContain("« Ecole Ã©lÃ©mentaire Jean JaurÃ¨s »");
    expect(verdict.samples.broken).toHaveLength(3);
    expect(said).toContain("Reprenez le fichier officiel");
    expect(all()).toEqual([]);
  });

  test("so is one whose accents are lost; in a single name they cost that line alone", async () => {
    expect(await verdictOf(FILE.replaceAll("é", "\ufffd"))).toMatchObject({ isDone: false, how: "lost" });
    expect(await verdictOf(FILE.replace("Jaurès", "Jaur\ufffds"))).toMatchObject({ isDone: true, refused: 1 });
  });

  test("the zeros that a spreadsheet took come back, and are counted", async () => {
    const ain = Array.from({ length: 9 }, (_, i) => ({
      ...cellsOf(7),
      Identifiant_de_l_etablissement: uaiOf(2000 + i),
      Code_departement: `0${i + 1}`,
      Code_postal: `0${i + 1}000`,
      Code_commune: `0${i + 1}053`,
    }));
    await importing(csvOf(ain));
    const before = all();
    const bare = ain.map((row) => ({
      ...row,
      ...Object.fromEntries(
        ["Identifiant_de_l_etablissement", "Code_departement", "Code_postal", "Code_commune"].map((name) => [
          name,
          (row as Cells)[name]?.replace(/^0/, "") ?? "",
        ]),
      ),
    }));
    const verdict = await verdictOf(csvOf(bare));
    expect(verdict).toMatchObject({ isDone: true, mended: 36, added: 0, changed: 0, refused: 0 });
    expect(verdictInWords(verdict as never)).toContain("36\u00a0codes complétés");
    expect(all()).toEqual(before);
  });

  test.each([
    ["a PDF", "%PDF-1.7\n…", "c’est un PDF"],
    ["a workbook", Buffer.from([0x50, 0x4b, 3, 4, 0, 0]), "un classeur"],
    ["nothing", "", "vide"],
    ["a column less", FILE.replace("Code_departement", "Departement"), "code_departement"],
    ["another file", "a;b\n1;2\n", "identifiant_de_l_etablissement, nom_etablissement"],
  ])("%s is no directory, and it says why", async (_, content, why) => {
    const opened = await opening(content);
    expect(opened.ok ? "" : opened.problem).toContain(why);
  });
});
