import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";

import { findSchool, searchSchools } from "../../../src/workshops/schools/schools.store.ts";
import { databaseOf, openLocal } from "../../../scripts/local/database.ts";

const FIXTURE = readFileSync(join(import.meta.dirname, "annuaire-fictif.csv"), "utf8");
const LINES = FIXTURE.split("\r\n").filter((line) => line !== "");

/** An empty, migrated database, made once: each test has a copy. */
const made = mkdtempSync(join(tmpdir(), "annuaire-"));
const template = join(made, "d1.sqlite");
beforeAll(() => {
  const db = new DatabaseSync(template);
  for (const file of readdirSync("migrations").toSorted()) {
    db.exec(`BEGIN; ${readFileSync(join("migrations", file), "utf8")} COMMIT;`);
  }
  db.close();
});
afterAll(() => rmSync(made, { recursive: true, force: true }));

let dir = "";
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "annuaire-"));
  const folder = join(dir, ".wrangler/state/v3/d1/miniflare-D1DatabaseObject");
  mkdirSync(folder, { recursive: true });
  copyFileSync(template, join(folder, "d1.sqlite"));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

/** Runs the command as a person does; the file is written first, as given. */
function importing(content: string | Buffer, ...flags: string[]) {
  const path = join(dir, "fichier.csv");
  writeFileSync(path, content);
  const run = spawnSync(process.execPath, ["scripts/import-schools.ts", "--dir", dir, path, ...flags], {
    encoding: "utf8",
  });
  return { code: run.status, said: `${run.stdout}${run.stderr}` };
}
const look = (sql: string) => {
  const db = openLocal(dir);
  try {
    return db.prepare(sql).all() as Record<string, unknown>[];
  } finally {
    db.close();
  }
};
const names = async (typed: string): Promise<string[]> => {
  const raw = openLocal(dir);
  const { schools } = await searchSchools(databaseOf(raw), typed);
  raw.close();
  return schools.map((school) => school.uai).toSorted();
};
const all = () => look("SELECT * FROM schools ORDER BY uai");

describe("npm run import:schools", () => {
  test("keeps what the product needs of each line, and no telephone number", async () => {
    expect(importing(FIXTURE)).toEqual({
      code: 0,
      said: "10 lignes : 10 établissements lus, 10 nouveaux, 0 modifiés, 0 inchangés, 0 absents, 0 refusées.\n",
    });
    const raw = openLocal(dir);
    expect(await findSchool(databaseOf(raw), "0000102A")).toBeNull();
    expect(await findSchool(databaseOf(raw), LINES[2]?.slice(0, 8) ?? "")).toMatchObject({
      name: "École maternelle Jean Jaurès (fictive)",
      kind: "ecole",
      sector: "public",
      commune: "Vitry-sur-Seine",
      departement: "94",
      academie: "24",
      priority: "REP+",
      hasNursery: true,
      hasPrimary: false,
      status: "open",
      source: "directory",
      officialEmail: `ce.${LINES[2]?.slice(0, 8).toLowerCase()}@ecole.example`,
    });
    raw.close();
    expect(JSON.stringify(all())).not.toContain("0100000000");
    const kept = look("SELECT departement_code AS d, kind, status FROM schools ORDER BY uai");
    expect(kept.map((school) => Object.values(school).join(" "))).toEqual([
      "94 ecole open",
      "94 ecole open",
      "94 ecole open",
      "94 college open",
      "974 lycee open",
      "2A lycee closing",
      "2B ecole open",
      "35 erea open",
      "35 other open",
      "35 college absent",
    ]);
  });

  test("the same file twice, or saved again without a change, writes nothing", () => {
    importing(FIXTURE);
    const before = [all(), look("SELECT * FROM school_tokens")];
    expect(importing(FIXTURE).said).toMatch(/^Rien à changer : ce fichier est le dernier importé/);
    expect(importing(`${FIXTURE}\r\n`).said).toContain("0 nouveaux, 0 modifiés, 10 inchangés");
    expect([all(), look("SELECT * FROM school_tokens")]).toEqual(before);
    expect(look("SELECT count(*) AS n FROM school_imports")[0]?.["n"]).toBe(2);
    expect(look("SELECT count(*) AS n FROM events WHERE type = 'directory.imported'")[0]?.["n"]).toBe(2);
  });

  test.each([
    ["without BOM", Buffer.from(FIXTURE.slice(1))],
    ["Latin-1", Buffer.from(FIXTURE.slice(1).replaceAll("’", "'").replaceAll("œ", "oe"), "latin1")],
    ["commas", Buffer.from(FIXTURE.replaceAll(",", " ").replaceAll(";", ","))],
    ["tabs and bare line feeds", Buffer.from(FIXTURE.replaceAll(";", "\t").replaceAll("\r\n", "\n"))],
    [
      "the header of another year",
      Buffer.from(FIXTURE.replace("Code_postal", "Code postal").replace("Nom_commune", "NOM COMMUNE")),
    ],
    [
      "other columns in another order",
      Buffer.from(
        LINES.map((line) => line.split(";").toReversed().join(";"))
          .join("\n")
          .replace("\ufeff", ""),
      ),
    ],
    [
      "quotes around cells",
      Buffer.from(
        LINES.map((l, i) =>
          i === 0
            ? l
            : l
                .split(";")
                .map((cell) => `"${cell}"`)
                .join(";"),
        ).join("\n"),
      ),
    ],
  ])("reads %s", async (_, content) => {
    expect(importing(content).said).toContain("10 établissements lus, 10 nouveaux");
    expect(await names("jaures")).toHaveLength(1);
    expect(await names("sacre coeur cret")).toHaveLength(1);
  });

  test.each([
    ["a PDF", "%PDF-1.7\n…", "c’est un PDF"],
    ["a workbook", Buffer.from([0x50, 0x4b, 3, 4, 0, 0]), "un classeur"],
    ["nothing", "", "vide"],
    ["a header alone", `${LINES[0]}\r\n`, "n’a que sa première ligne"],
    ["a column less", FIXTURE.replace("Code_departement", "Departement"), "code_departement"],
    ["a quote never closed", `${LINES.slice(0, 3).join("\r\n")}\r\n"${LINES.slice(3).join("\r\n")}`, "guillemet"],
    ["another file", "a;b\n1;2\n", "identifiant_de_l_etablissement, nom_etablissement"],
  ])("refuses %s, says why, and writes nothing", (_, content, why) => {
    const { code, said } = importing(content);
    expect(code).toBe(2);
    expect(said).toContain("Rien n’a été écrit");
    expect(said).toContain(why);
    expect(all()).toEqual([]);
  });

  test("one bad line among many is told by its number and its reason, and the good ones are kept", () => {
    const many = Array.from({ length: 300 }, (_, i) => schoolLine(1000 + i));
    const file = [LINES[0], ...many.slice(0, 100), "0000999Z;faux", ...many.slice(100), schoolLine(1000)].join("\r\n");
    const { code, said } = importing(file);
    expect(code).toBe(0);
    expect(said).toContain("302 lignes : 300 établissements lus, 300 nouveaux");
    expect(said).toContain("ligne 102 : 2 colonnes au lieu de 25");
    expect(said).toContain("ligne 303 : 0001000");
    expect(said).toContain("est déjà plus haut dans le fichier");
  });

  test("more than 1 % of bad lines stops before anything is written, with the reasons", () => {
    const broken = LINES.slice(3).map((line) => line.replace(/^.{8}/, "0000001Z").replace("OUVERT", "?"));
    const { code, said } = importing([...LINES.slice(0, 3), ...broken].join("\r\n"));
    expect(code).toBe(2);
    expect(said).toContain("ligne 4 : « 0000001Z » n’est pas un UAI");
    expect(said).toContain("8 lignes sur 10");
    expect(all()).toEqual([]);
  });

  test("a file of one département leaves the others alone; a school that is gone stays, absent, and is no longer found", async () => {
    importing(FIXTURE);
    const others = look("SELECT * FROM schools WHERE departement_code <> '94'");
    const less = LINES.filter((line, i) => i === 0 || (line.includes(";094;") && !line.includes("Jaurès")));
    expect(importing(less.join("\r\n")).said).toContain("0 nouveaux, 0 modifiés, 3 inchangés, 1 absents");
    expect(look("SELECT * FROM schools WHERE departement_code <> '94'")).toEqual(others);
    expect(look("SELECT status FROM schools WHERE name LIKE '%Jaurès%'")).toEqual([{ status: "absent" }]);
    expect(await names("jaures")).toEqual([]);
    expect(await names("vitry")).toHaveLength(1);
  });

  test("a drop of more than 5 % of open schools asks for a person", () => {
    importing(FIXTURE);
    const less = [LINES[0], ...LINES.slice(1, 3)].join("\r\n");
    expect(importing(less)).toMatchObject({
      code: 2,
      said: expect.stringContaining("2 établissements sur 4") as string,
    });
    expect(look("SELECT count(*) AS n FROM schools WHERE status = 'absent'")[0]?.["n"]).toBe(1);
    expect(importing(less, "--accept-drop").said).toContain("2 absents");
  });

  test("a school that changes its name is found by the new one alone; demo schools are never touched", async () => {
    importing(FIXTURE);
    const db = openLocal(dir);
    db.exec("UPDATE schools SET source = 'demo' WHERE name LIKE '%Tilleuls%'");
    db.close();
    const renamed = LINES.filter((line) => !line.includes("Tilleuls"))
      .join("\r\n")
      .replace("Jean Jaurès", "Simone Veil");
    expect(importing(renamed).said).toContain("0 nouveaux, 1 modifiés, 8 inchangés, 0 absents");
    expect([await names("jaures"), (await names("simone")).length, (await names("tilleuls")).length]).toEqual([
      [],
      1,
      1,
    ]);
  });
});

/** One more fictitious school, by a number. */
function schoolLine(n: number): string {
  const digits = String(n).padStart(7, "0");
  const uai = `${digits}${"ABCDEFGHJKLMNPRSTUVWXYZ".charAt(n % 23)}`;
  return (LINES[1] ?? "").replace(/^\ufeff?.{8}/, uai);
}
