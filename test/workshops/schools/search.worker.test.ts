import { reset } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";

import { database } from "../../../src/platform/d1.ts";
import { indexDepartement } from "../../../src/workshops/schools/import-directory.ts";
import { departementsOf, searchSchools } from "../../../src/workshops/schools/schools.store.ts";
import { UAI, school } from "../../support/worker/classes.ts";
import { watchD1 } from "../../support/worker/watch-d1.ts";
import { ask } from "../../support/worker/web.ts";
import { db, rows, run } from "../../support/worker/world.ts";

/** Fills the directory: `name` and `town` are SQL over the number `i` of a school; the four sorts in turn, over 95 départements. */
async function directory(count: number, name: string, town: string): Promise<void> {
  await run(
    `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?1),
       sorts(k, sort) AS (VALUES (0, 'Ecole élémentaire '), (1, 'Ecole maternelle '), (2, 'Ecole primaire '), (3, 'Collège '))
     INSERT INTO schools (uai, name, kind, sector, address, postcode, commune, commune_code, departement_code, academie_code, priority,
       has_nursery, has_primary, has_general, has_technical, has_vocational, status, source, created_at, updated_at)
     SELECT printf('%07dX', i), sort || (${name}), iif(k = 3, 'college', 'ecole'), 'public', '', printf('%02d%03d', i % 95 + 1, i % 300),
       (${town}), '', printf('%02d', i % 95 + 1), '', 'none', k = 1, k IN (0, 2), 0, 0, 0, 'open', 'directory', 1, 1
     FROM n JOIN sorts ON k = i % 4`,
    count,
  );
  for (const departement of await departementsOf(db)) {
    await indexDepartement({ db }, departement);
  }
}
/** What one search reads. */
async function reading(typed: string) {
  const watched = watchD1(env.DB);
  const found = await searchSchools(database(watched.d1), typed);
  return { ...found, read: watched.read, trips: watched.trips };
}

const COMMONEST = [
  "Jules Ferry",
  "Jacques Prévert",
  "Jean Moulin",
  "Jean Jaurès",
  "Saint-Joseph",
  "Antoine de Saint-Exupéry",
  "Notre-Dame",
  "Victor Hugo",
  "Sainte-Marie",
  "Pasteur",
  "Jeanne d'Arc",
  "Jean de la Fontaine",
  "Marie Curie",
  "Jean Macé",
  "Paul Bert",
  "Louise Michel",
  "Saint-Pierre",
  "Jean Rostand",
  "Anatole France",
  "Sacré-Coeur",
];

describe("a search of 65,000 schools", () => {
  test("reads at most 3,000 rows for the twenty commonest names, and one round trip finds the school of a town", async () => {
    const list = JSON.stringify(COMMONEST).replaceAll("'", "''");
    const name = `iif(i % 80 < 20, json_extract('${list}', '$[' || (i % 20) || ']'), 'des Tilleuls ' || (i % 997))`;
    await directory(65_000, name, "iif(i % 50 = 0, 'Saint-Martin', 'Bourg' || (i / 7) || 'x')");
    const most: Record<string, number> = {};
    for (const one of COMMONEST) {
      for (const typed of [one, `école élémentaire ${one}`, `ecole publique ${one} saint martin`]) {
        const { read, trips, schools, isCut } = await reading(typed);
        most[typed] = read;
        expect(trips, typed).toBeLessThanOrEqual(2);
        expect(schools.length > 0 || isCut, typed).toBe(true);
      }
    }
    expect(Math.max(...Object.values(most))).toBeGreaterThan(300);
    expect(Object.entries(most).filter(([, read]) => read > 3000)).toEqual([]);
    const { schools, trips, read } = await reading("jules ferry bourg80x");
    expect([schools[0]?.name.includes("Jules Ferry"), schools[0]?.commune, trips]).toEqual([true, "Bourg80x", 1]);
    expect(read).toBeLessThan(1500);
  }, 120_000);

  test("never says « aucun » when not all were compared, and says how to narrow", async () => {
    await directory(301, "'Tilleuls'", "'Vitry'");
    const found = await reading("tilleuls");
    expect(found).toMatchObject({ isCut: true, hasMore: true });
    expect((await ask("/etablissements/demande?nom=tilleuls")).html).toContain("Il y en a d’autres");
    for (const typed of ["tilleuls vitry lyon", "tilleuls nantes lyon"]) {
      const { html } = await ask(`/etablissements/demande?nom=${encodeURIComponent(typed)}`);
      expect(html).not.toContain("Aucun établissement à ce nom");
      expect(html).toMatch(/ajoutez (?:la commune|un mot)/);
    }
    await run("UPDATE schools SET status = 'absent' WHERE uai = '0000300X'");
    await run("UPDATE schools SET status = 'absent' WHERE uai = '0000301X'");
    await indexDepartement({ db }, "16");
    await indexDepartement({ db }, "17");
    expect(await reading("tilleuls")).toMatchObject({ isCut: false, hasMore: true });
  });
});

describe("migration 0020", () => {
  test("lets schools of before be found until the next import: by their words, and by their postcode", async () => {
    await reset();
    const before = env.MIGRATIONS.filter(({ name }) => name < "0020");
    await env.DB.batch(before.flatMap(({ queries }) => queries).map((sql) => env.DB.prepare(sql)));
    await run(
      `INSERT INTO schools VALUES ('${UAI}', 'Collège des Deux-Rives', 'college', 'public', '8 rue X', '94000', 'Créteil', '94028', '94', '24', 'none', 0, 0, 0, 0, 0, NULL, 'open', 'directory', NULL, 1, 1)`,
    );
    for (const token of ["deux", "rives", "creteil", "+rives creteil"]) {
      await run("INSERT INTO school_tokens VALUES (?1, ?2)", token, UAI);
    }
    const now = env.MIGRATIONS.filter(({ name }) => name >= "0020");
    await env.DB.batch(now.flatMap(({ queries }) => queries).map((sql) => env.DB.prepare(sql)));
    for (const typed of ["rives creteil", "rives 94000", "94000"]) {
      expect(
        (await searchSchools(db, typed)).schools.map(({ uai }) => uai),
        typed,
      ).toEqual([UAI]);
    }
    expect(await rows("SELECT word FROM school_words WHERE word LIKE '+%'")).toEqual([]);
    await school();
    expect((await searchSchools(db, "college rives")).schools).toHaveLength(1);
  });
});
