import { describe, expect, test } from "vitest";

import { kilometres } from "../../../src/kernel/distance.ts";
import { distanceInWords, nameKey, readPlace, shelfOf, townsMeant } from "../../../src/workshops/sessions/gazetteer.ts";
import { readTowns } from "../../../scripts/local/towns.ts";

const lines = readTowns();
const meant = (typed: string): string[] => {
  const asked = readPlace(typed);
  const shelf = asked.kind === "name" ? lines.filter(([, name]) => shelfOf(nameKey(name)) === asked.shelf) : lines;
  return asked.kind === "departement" ? [`dép. ${asked.code}`] : townsMeant(asked, shelf).map(({ code }) => code);
};

test("the record holds every commune, every arrondissement, and names of communes that were merged; each has a point in its country", () => {
  const own = new Set(lines.map(([code]) => code));
  // All but six that nobody lives in, in the southern and Antarctic lands.
  expect(own.size).toBe(34_969 + 45 - 6);
  expect(lines.filter(([, name]) => / \d+er? Arrondissement$/.test(name)).length).toBe(45);
  expect(lines.length).toBeGreaterThan(37_000);
  expect(lines.filter(([, , , , , , precision]) => precision === "c").length).toBeGreaterThan(8000);
  const far = lines.filter(
    ([code, , , , lat, lon]) => !/^9[78]/.test(code) && (lat < 41 || lat > 51.5 || lon < -5.5 || lon > 10),
  );
  expect(far).toEqual([]);
});

describe("a place as people write it", () => {
  test.each([
    ["Ivry-sur-Seine", "94041"],
    ["ivry sur seine", "94041"],
    ["IVRY-SUR-SEINE", "94041"],
    ["  Ivry sur Seine ", "94041"],
    ["94200", "94041"],
    ["Créteil", "94028"],
    ["creteil", "94028"],
    ["Crétéil", "94028"],
    ["Saint-Étienne", "42218"],
    ["st etienne", "42218"],
    ["St. Étienne", "42218"],
    ["L’Haÿ-les-Roses", "94038"],
    ["l'hay les roses", "94038"],
    ["Paris 11", "75111"],
    ["paris 11e", "75111"],
    ["Paris 11ème arrondissement", "75111"],
    ["75011", "75111"],
    ["Lyon 3", "69383"],
    ["69003", "69383"],
    ["Marseille 8", "13208"],
    ["marseille 1er", "13201"],
    ["Paris", "75056"],
    ["Lyon", "69123"],
    ["Marseille", "13055"],
    ["Lille", "59350"],
    ["Saint-Denis (Réunion)", ""],
    ["97400", "97411"],
    ["Ajaccio", "2A004"],
    ["20000", "2A004"],
    ["bastia", "2B033"],
    ["Œuilly", ""],
    ["Besançon", "25056"],
    ["besancon", "25056"],
    ["Le Mans", "72181"],
    ["94", "dép. 94"],
    ["2a", "dép. 2A"],
    ["974", "dép. 974"],
    ["Val-de-Marne", "dép. 94"],
    ["val de marne", "dép. 94"],
    ["1", "dép. 01"],
    ["La Réunion", "dép. 974"],
  ])("« %s »", (typed, code) => {
    const found = meant(typed);
    // Several of one name: the one that most mean is the first.
    expect(code === "" ? found.length !== 1 : found[0] === code).toBe(true);
  });

  test("a town that does not exist is none; one of six names leaves the choice; a beginning finds what begins so", () => {
    expect(meant("Trifouillis-les-Oies")).toEqual([]);
    expect(meant("Sainte-Colombe").length).toBeGreaterThanOrEqual(6);
    expect(meant("Ivry-s")).toContain("94041");
    expect(meant("")).toEqual([]);
  });
});

test("distances are from commune to commune, rounded as nobody could be found by them", () => {
  const at = (code: string) => {
    const [, , , , lat = 0, lon = 0] = lines.find((line) => line[0] === code) ?? [];
    return { lat, lon };
  };
  expect(Math.round(kilometres(at("94041"), at("94028")))).toBeGreaterThan(3);
  expect(kilometres(at("75056"), at("13055"))).toBeGreaterThan(600);
  expect([0.2, 4.4, 12.4, 13].map(distanceInWords)).toEqual([
    "dans la commune",
    "à 4 km environ",
    "à 10 km environ",
    "à 15 km environ",
  ]);
});
