import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { beforeAll, describe, expect, test } from "vitest";

import { databaseOf } from "../../../scripts/local/database.ts";
import { uaiMeant } from "../../../src/kernel/uai.ts";
import type { Database } from "../../../src/platform/d1.ts";
import { newId } from "../../../src/platform/ids.ts";
import { importDirectory } from "../../../src/workshops/schools/import-directory.ts";
import { openDirectory } from "../../../src/workshops/schools/open-directory.ts";
import { LEAST } from "../../../src/workshops/schools/probes.ts";
import { runProbes } from "../../../src/workshops/schools/run-probes.ts";
import { kindInWords } from "../../../src/workshops/schools/school.ts";
import { isNear } from "../../../src/workshops/schools/school-search.ts";
import { searchSchools } from "../../../src/workshops/schools/schools.store.ts";
import { type Cells, cellsOf, csvOf, schoolsOf, uaiOf } from "../../support/directory.ts";

/** Schools as a directory really writes them. */
const REAL: Cells[] = (
  [
    ["Ecole élémentaire Jean Jaurès", "Villiers-sur-Marne", "94350"],
    ["Ecole maternelle Saint Exupéry", "Thiais", "94320"],
    ["Ecole élémentaire Saint Exupéry", "Thiais", "94320"],
    ["Ecole élémentaire Marcel Cachin B", "Vitry-sur-Seine", "94400"],
    ["Ecole élémentaire Marcel Cachin A", "Vitry-sur-Seine", "94400"],
    ["Ecole élémentaire Henri Wallon A", "Vitry-sur-Seine", "94400"],
    ["Ecole primaire Notre-Dame", "L'Haÿ-les-Roses", "94240"],
    ["Ecole primaire Sainte Marie", "Cachan", "94230"],
    ["Ecole maternelle d'Adamville", "Saint-Maur-des-Fossés", "94100"],
  ] as const
).map(([name, commune, postcode], i) => ({
  ...cellsOf(0),
  Identifiant_de_l_etablissement: uaiOf(8000 + i),
  Nom_etablissement: name,
  Statut_public_prive: "Public",
  Nom_commune: commune,
  Code_postal: postcode,
  Ecole_maternelle: String(Number(!name.includes("élémentaire"))),
  Ecole_elementaire: String(Number(!name.includes("maternelle"))),
}));

let db: Database;
/** A directory in memory. */
async function directoryOf(rows: readonly Cells[]): Promise<Database> {
  const raw = new DatabaseSync(":memory:");
  for (const file of readdirSync("migrations").toSorted()) {
    raw.exec(readFileSync(join("migrations", file), "utf8"));
  }
  const bytes = Buffer.from(csvOf(rows));
  const made = databaseOf(raw);
  const opened = await openDirectory("sha", async function* () {
    yield await Promise.resolve(bytes);
  });
  if (opened.ok) {
    await importDirectory({ db: made, now: 1, newId }, { file: opened.file });
  }
  return made;
}
beforeAll(async () => {
  db = await directoryOf([...schoolsOf(1950), ...REAL]);
});
const names = async (typed: string): Promise<string[]> =>
  (await searchSchools(db, typed)).schools.map(({ name, commune }) => `${name}, ${commune}`);

describe("a school is found", () => {
  test.each([1, 2, 3])(
    "as people look for it: 98 of 100 probes within the first five, 95 of each kind (seed %i)",
    async (seed) => {
      const { lines, asked, found, isGood } = await runProbes(db, { seed });
      expect(lines.map(({ kind }) => kind).toSorted()).toEqual(Object.keys(LEAST).toSorted());
      expect(Math.min(...lines.map((line) => line.asked))).toBeGreaterThanOrEqual(20);
      const missed = lines.filter((line) => line.found < line.asked).flatMap((line) => line.missed);
      expect({ isGood, share: found / asked >= 0.98, missed: isGood ? [] : missed }).toEqual({
        isGood: true,
        share: true,
        missed: [],
      });
    },
  );

  test.each([
    ["Ecole élémentaire Jean Jaurès Villiers-sur-Marne", "Ecole élémentaire Jean Jaurès, Villiers-sur-Marne"],
    ["VITRY MARCEL CACHIN B", "Ecole élémentaire Marcel Cachin B, Vitry-sur-Seine"],
    ["st exupery thiais mat", "Ecole maternelle Saint Exupéry, Thiais"],
    ["ND l hay", "Ecole primaire Notre-Dame, L'Haÿ-les-Roses"],
    ["ste marie cachan", "Ecole primaire Sainte Marie, Cachan"],
    ["h wallon a vitry", "Ecole élémentaire Henri Wallon A, Vitry-sur-Seine"],
    ["EEPU henri wallon 94400", "Ecole élémentaire Henri Wallon A, Vitry-sur-Seine"],
    ["adamville", "Ecole maternelle d'Adamville, Saint-Maur-des-Fossés"],
  ])("« %s »", async (typed, wanted) => {
    expect((await names(typed))[0]).toBe(wanted);
    expect((await searchSchools(db, typed)).leftOut).toBeNull();
  });

  test("a word that is a whole word comes before one that is a beginning: Paris 1 is not Paris 11", async () => {
    for (const typed of ["paris 1", "paris 1er", "75001"]) {
      const { schools } = await searchSchools(db, typed);
      expect(new Set(schools.map(({ commune }) => commune))).toEqual(new Set(["Paris 1er Arrondissement"]));
    }
  });

  test("the same words in any order give the same schools in the same order", async () => {
    const first = await names("jean jaures vitry maternelle");
    expect(first.length).toBeGreaterThan(0);
    expect(await names("vitry maternelle jaures jean")).toEqual(first);
  });

  test("when no school has all the words, those that lack one are shown, and it is said which", async () => {
    expect(await searchSchools(db, "cachin vitry zorglub")).toMatchObject({ leftOut: "zorglub", isCut: false });
    expect(await searchSchools(db, "zorglub")).toMatchObject({
      schools: [],
      leftOut: null,
      isCut: false,
      hasMore: false,
    });
    expect(await searchSchools(db, "  ,; ")).toMatchObject({ schools: [], isCut: false });
  });
});

describe("a UAI", () => {
  test.each([
    ["094 0176f", "0940176F"],
    ["0940176", "0940176F"],
    ["940176F", "0940176F"],
    ["0940176Z", "0940176Z"],
    ["94400", null],
    ["94 400", null],
    ["jaures 0940176F", null],
  ])("%s means %s", (typed, uai) => {
    expect(uaiMeant(typed)).toBe(uai);
  });
});

test.each([
  ["jaurs", "jaures", true],
  ["jauures", "jaures", true],
  ["jarues", "jaures", true],
  ["jaupes", "jaures", true],
  ["jores", "jaures", false],
  ["mar", "mars", false],
])("one slip makes %s of %s: %s", (typed, word, isSo) => {
  expect(isNear(typed, word)).toBe(isSo);
});

test("a school agrees with its sector: « École publique », « Collège public »", () => {
  const words = (["ecole", "college", "lycee"] as const).flatMap((kind) =>
    (["public", "private"] as const).map((sector) => kindInWords({ kind, sector })),
  );
  expect(words).toEqual([
    "École publique",
    "École privée",
    "Collège public",
    "Collège privé",
    "Lycée public",
    "Lycée privé",
  ]);
});
