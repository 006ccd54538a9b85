import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";

import type { Database, Statement } from "../../../src/platform/d1.ts";
import { newId } from "../../../src/platform/ids.ts";
import { importDirectory } from "../../../src/workshops/schools/import-directory.ts";
import { findSchool, searchSchools } from "../../../src/workshops/schools/schools.store.ts";
import { stopInWords } from "../../../src/workshops/schools/verdict-words.ts";
import { type Cells, cellsOf, csvOf, schoolsOf, serviceCells, uaiOf } from "../../support/directory.ts";
import { type Content, localDirectory, opening } from "../../support/local-directory.ts";

const { importing, verdictOf, look, all, db, run, folder, again } = localDirectory();
const words = () => look("SELECT * FROM school_words");
/** The schools that have every word. */
const found = async (typed: string): Promise<string[]> => {
  const { schools, leftOut } = await searchSchools(db(), typed);
  return leftOut === null ? schools.map((school) => school.uai).toSorted() : [];
};
const TWO_HUNDRED = schoolsOf(200);
const FILE = csvOf(TWO_HUNDRED);
/** The same rows, some of them changed. */
const changing = (cells: readonly Cells[], which: (i: number) => boolean, change: Cells): Cells[] =>
  cells.map((row, i) => (which(i) ? { ...row, ...change } : row));

describe("what an import keeps", () => {
  test("what the product needs of each line, coordinates and flags too, and no telephone number", async () => {
    await importing(FILE);
    expect(await findSchool(db(), uaiOf(1080))).toMatchObject({
      name: "Collège Jean Jaurès",
      kind: "college",
      sector: "public",
      commune: "Vitry-sur-Seine",
      departement: "94",
      postcode: "94400",
      hasUlis: true,
      hasSegpa: true,
      hasSport: true,
      latitude: 48.79,
      longitude: 2.39,
      status: "open",
      officialEmail: `ce.${uaiOf(1080).toLowerCase()}@ac-fictive.fr`,
    });
    expect(JSON.stringify(all())).not.toContain("0100000000");
    expect(look("SELECT DISTINCT departement_code AS d FROM schools ORDER BY d").map(({ d }) => d)).toEqual([
      "01",
      "2B",
      "51",
      "69",
      "75",
      "94",
      "974",
    ]);
  });

  test("a point that is not where its département is is no point", async () => {
    const points = [
      ["48.79", "2.39"],
      ["48,79", "2,39"],
      ["2.39", "48.79"],
      ["", ""],
      ["0", "0"],
      ["-21.1", "55.5"],
    ];
    await importing(
      csvOf(points.map(([latitude = "", longitude = ""], i) => ({ ...cellsOf(i * 40), latitude, longitude }))),
    );
    expect(look("SELECT latitude FROM schools ORDER BY uai").map((row) => row["latitude"])).toEqual([
      48.79,
      48.79,
      null,
      null,
      null,
      null,
    ]);
  });

  test("the same file twice in a row is left alone; saved again without a change it writes nothing; after another one it is read", async () => {
    const opened = await opening(FILE);
    const deps = { db: db(), now: 1_900_000_000, newId };
    const importAgain = () => (opened.ok ? importDirectory(deps, { file: opened.file }) : Promise.reject(new Error()));
    await importAgain();
    const before = [all(), words()];
    expect(await importAgain()).toEqual({ ok: true, since: 1_900_000_000 });
    expect(await verdictOf(`${FILE}\r\n`)).toMatchObject({ added: 0, changed: 0, gone: 0, schools: 200 });
    expect([all(), words()]).toEqual(before);
    deps.now += 1_000_000;
    await importing(csvOf(changing(TWO_HUNDRED, (i) => i === 0, { Nom_etablissement: "Ecole élémentaire Autre" })));
    expect(look("SELECT count(*) AS n FROM school_imports")).toEqual([{ n: 3 }]);
  });

  test("a file of one département leaves the others alone; a school that is gone stays, absent, and is no longer found", async () => {
    await importing(FILE);
    const others = look("SELECT * FROM schools WHERE departement_code <> '94'");
    const [lost, ...less] = TWO_HUNDRED.filter((row) => row["Code_departement"] === "094");
    expect(await verdictOf(csvOf(less))).toMatchObject({ isDone: true, gone: 1, changed: 0 });
    expect(look("SELECT * FROM schools WHERE departement_code <> '94'")).toEqual(others);
    const uai = lost?.["Identifiant_de_l_etablissement"] ?? "";
    expect(await findSchool(db(), uai)).toMatchObject({ status: "absent" });
    expect(await found(`${lost?.["Nom_etablissement"]} vitry`)).not.toContain(uai);
  });

  test("a school that changes its name is found by the new one alone; demo schools are never touched", async () => {
    await importing(csvOf(schoolsOf(100)));
    run(`UPDATE schools SET source = 'demo' WHERE uai = '${uaiOf(1000)}'`);
    const renamed = changing(schoolsOf(100).slice(1), (i) => i === 79, { Nom_etablissement: "Collège des Ormes" });
    expect(await verdictOf(csvOf(renamed))).toMatchObject({ isDone: true, added: 0, changed: 1, gone: 0 });
    expect(await found("ormes")).toEqual([uaiOf(1080)]);
    expect(await found("college jaures vitry")).toEqual([]);
    expect(await findSchool(db(), uaiOf(1000))).toMatchObject({ status: "open", source: "demo" });
  });
});

describe("an import judges its result, not the first detail", () => {
  test("services without a status are no schools: counted apart, whatever they hold, and never a refused line", async () => {
    const services = Array.from({ length: 40 }, (_, i) => serviceCells(i));
    const odd = [
      { ...serviceCells(90), Identifiant_de_l_etablissement: "?" },
      { ...serviceCells(91), etat: "\ufffd" },
    ];
    expect(await verdictOf(csvOf([...services, ...TWO_HUNDRED, ...odd]))).toMatchObject({
      isDone: true,
      schools: 200,
      services: 42,
      refused: 0,
    });
    expect(look("SELECT services, rejected FROM school_imports")).toEqual([{ services: 42, rejected: 0 }]);
  });

  test("a refused line is told by its number, and leaves its school as it was, be they ever so many", async () => {
    await importing(FILE);
    const before = all();
    const bad = changing(TWO_HUNDRED, (i) => i % 2 === 0, { Statut_public_prive: "?" });
    const verdict = await verdictOf(csvOf(bad));
    expect(verdict).toMatchObject({ isDone: true, refused: 100, gone: 0, changed: 0, stops: [] });
    expect(verdict.samples.refused[0]).toBe(`ligne 2 : ${uaiOf(1000)} : état « OUVERT » ou statut « ? » inconnu`);
    expect(all()).toEqual(before);
  });

  test.each<[string, (lines: string[]) => string, string]>([
    [
      "cells are missing",
      (lines) => lines.map((line, i) => (i === 7 ? line.slice(0, 60) : line)).join("\r\n"),
      "colonnes au lieu de",
    ],
    [
      "the UAI has a wrong key",
      (lines) => lines.map((line, i) => (i === 7 ? line.replace(/^(.{7})./, "$1I") : line)).join("\r\n"),
      "n’est pas un UAI",
    ],
    [
      "a quote is never closed",
      (lines) => lines.map((line, i) => (i === 7 ? line.replace(";", ';"') : line)).join("\r\n"),
      "guillemet ouvert",
    ],
    [
      "a quote is closed by that of another line",
      (lines) =>
        lines
          .map((line, i) => (i === 7 ? line.replace(";", ';"') : i === 12 ? line.replace(/;([^;]*);/, ';"$1";') : line))
          .join("\r\n"),
      "guillemet ouvert",
    ],
    [
      "the school is there twice",
      (lines) => [...lines.slice(0, 7), lines[1], ...lines.slice(8)].join("\r\n"),
      "est déjà plus haut",
    ],
  ])("one line alone pays when %s", async (_, change, why) => {
    await importing(FILE);
    const verdict = await verdictOf(change(FILE.split("\r\n")));
    expect(verdict).toMatchObject({ isDone: true, schools: 199, refused: 1, changed: 0 });
    expect(verdict.samples.refused[0]).toContain("ligne 8 : ");
    expect(verdict.samples.refused[0]).toContain(why);
  });

  test("a stray byte in a file of UTF-8 costs its own line, and the others are as before", async () => {
    await importing(FILE);
    const before = all();
    const bytes = Buffer.from(FILE);
    const at = bytes.indexOf("élémentaire");
    const stray = Buffer.concat([bytes.subarray(0, at), Buffer.from([0xe9]), bytes.subarray(at + 2)]);
    const verdict = await verdictOf(stray);
    expect(verdict).toMatchObject({ isDone: true, encoding: "UTF-8", schools: 199, refused: 1, changed: 0, gone: 0 });
    expect(verdict.samples.refused).toEqual([
      "ligne 2 : un caractère ne se lit pas : « Ecole \ufffdlémentaire Jean Jaurès »",
    ]);
    expect(all()).toEqual(before);
  });

  test("a cell may hold line breaks and quotes", async () => {
    const text = csvOf(schoolsOf(3)).replace("1 rue de l’Exemple", '"1 rue\nde l’""Exemple"""');
    expect(await verdictOf(text)).toMatchObject({ schools: 3, refused: 0 });
    expect(await findSchool(db(), uaiOf(1001))).toMatchObject({ address: '1 rue\nde l’"Exemple"' });
  });
});

describe("two things stop an import, unless a person says why not", () => {
  test("more than 2 % of the known open schools would vanish", async () => {
    await importing(FILE);
    const before = all();
    const less = csvOf(TWO_HUNDRED.slice(0, 195));
    const verdict = await verdictOf(less);
    expect(verdict).toMatchObject({ isDone: false, stops: ["gone"], gone: 5, known: 200 });
    expect(stopInWords("gone", verdict as never)).toContain("5\u00a0établissements sur 200");
    expect(await verdictOf(less, { gone: " " })).toMatchObject({ isDone: false });
    expect(all()).toEqual(before);
    expect(await verdictOf(less, { gone: "regroupements à la rentrée" })).toMatchObject({ isDone: true });
    expect(look("SELECT count(*) AS n FROM schools WHERE status = 'absent'")).toEqual([{ n: 5 }]);
    const [event] = look("SELECT data FROM events WHERE type = 'directory.imported' ORDER BY at DESC LIMIT 1");
    expect(JSON.parse(String(event?.["data"]))).toMatchObject({
      absent: 5,
      accepted: { gone: "regroupements à la rentrée" },
    });
  });

  test("exactly 2 % may vanish", async () => {
    await importing(FILE);
    expect(await verdictOf(csvOf(TWO_HUNDRED.slice(0, 196)))).toMatchObject({ isDone: true, gone: 4 });
  });

  test.each<[string, Cells, object]>([
    ["lines of a kind that nobody knows", { Type_etablissement: "Pôle" }, { unknownKinds: 2, turned: 0 }],
    [
      "schools that would turn from one kind into another",
      { Type_etablissement: "EREA" },
      { unknownKinds: 0, turned: 2 },
    ],
    [
      "schools that would turn into services",
      { Type_etablissement: "Service Administratif" },
      { services: 2, turned: 2 },
    ],
  ])("more than 0.5 %% of %s", async (_, change, counts) => {
    await importing(FILE);
    const file = csvOf(changing(TWO_HUNDRED, (i) => i < 2, change));
    expect(await verdictOf(file)).toMatchObject({ isDone: false, stops: ["kinds"], ...counts });
    expect(await verdictOf(file, { gone: "une raison pour autre chose" })).toMatchObject({ isDone: false });
    expect(await verdictOf(file, { kinds: "nouvelle nomenclature" })).toMatchObject({ isDone: true });
    const one = changing(TWO_HUNDRED, (i) => i === 0, change);
    expect(await verdictOf(csvOf(one))).toMatchObject({ isDone: true });
  });

  test("a file without any school is no directory", async () => {
    expect(await verdictOf(csvOf([]))).toMatchObject({ isDone: false, stops: ["nothing"] });
    expect(await verdictOf(csvOf([serviceCells(1)]))).toMatchObject({ isDone: false, stops: ["nothing"] });
  });
});

describe("how an import writes", () => {
  test("no parameter is above a megabyte, be the names ever so long", async () => {
    const sizes: number[] = [];
    const note = (statements: readonly Statement[]): void => {
      sizes.push(...statements.flatMap(({ params }) => params.map((one) => Buffer.byteLength(String(one)))));
    };
    const real = db();
    const watched: Database = {
      ...real,
      all: (row, query) => (note([query]), real.all(row, query)),
      batch: (statements) => (note(statements), real.batch(statements)),
    };
    const long = TWO_HUNDRED.map((row, i) => ({
      ...row,
      Code_departement: "094",
      Nom_etablissement: Array.from({ length: 120 }, (_, w) => `école${i}x${w}`).join(" "),
      Adresse_1: "é".repeat(3000),
    }));
    await importing(csvOf(long), {}, watched);
    expect(Math.max(...sizes)).toBeGreaterThan(250_000);
    expect(Math.max(...sizes)).toBeLessThan(1_000_000);
    expect(all()).toHaveLength(200);
  });

  test("stopped anywhere, it is run again and all is as if it had never stopped", async () => {
    await importing(FILE);
    const less = csvOf(changing(TWO_HUNDRED, (i) => i % 9 === 0, { Nom_etablissement: "Collège des Ormes" }).slice(3));
    const states: unknown[] = [];
    for (let stop = 0; ; stop++) {
      again();
      await importing(FILE);
      let left = stop;
      const real = db();
      const breaking: Database = {
        ...real,
        batch: (statements) => (left-- === 0 ? Promise.reject(new Error("stopped")) : real.batch(statements)),
      };
      const isDone = await importing(less, {}, breaking).then(
        () => true,
        () => false,
      );
      await importing(less);
      states.push([look("SELECT uai, name, status FROM schools ORDER BY uai"), words()]);
      if (isDone) {
        break;
      }
    }
    expect(states.length).toBeGreaterThan(5);
    expect(new Set(states.map((state) => JSON.stringify(state))).size).toBe(1);
  });
});

describe("npm run import:schools", () => {
  const command = (content: Content, ...flags: string[]) => {
    const path = join(folder(), "fichier.csv");
    writeFileSync(path, content);
    const ended = spawnSync(process.execPath, ["scripts/import-schools.ts", "--dir", folder(), path, ...flags], {
      encoding: "utf8",
    });
    return { code: ended.status, said: `${ended.stdout}${ended.stderr}`.replaceAll("\u00a0", " ") };
  };

  test("says what it read and wrote, why it stops, and takes a reason", () => {
    expect(command(FILE)).toEqual({
      code: 0,
      said: "200 lignes : 200 établissements, 0 service qui n’est pas un établissement, 0 ligne refusée ; 200 nouveaux, 0 changé, 0 disparu. Lu en UTF-8.\nÉcrit : 200 nouveaux, 0 modifiés, 0 absents.\n",
    });
    expect(command(FILE).said).toMatch(/^Rien à changer : ce fichier est le dernier importé/);
    const less = csvOf(TWO_HUNDRED.slice(0, 100));
    expect(command(less)).toMatchObject({ code: 2, said: expect.stringContaining("--accept-gone") as string });
    expect(command(less, "--accept-gone", "fermetures").said).toContain("100 absents");
    expect(command("")).toMatchObject({
      code: 2,
      said: expect.stringContaining("Rien n’a été écrit. Ce fichier est vide") as string,
    });
  });
});
