import { fold } from "../../kernel/text.ts";
import { DEPARTEMENTS } from "./departements.ts";

/** A name of the record of communes: code, name, postcodes, population, latitude, longitude, how precise the point is. */
export type TownLine = [
  code: string,
  name: string,
  postcodes: string,
  population: number,
  lat: number,
  lon: number,
  precision: string,
];
/** A commune, or an arrondissement of Paris, Lyon or Marseille. */
export type Town = { code: string; name: string; departement: string; population: number; lat: number; lon: number };

/** The département of a commune's code. */
export const departementOf = (code: string): string => (/^9[78]/.test(code) ? code.slice(0, 3) : code.slice(0, 2));
/** The départements in which a postcode may be. */
const ofPostcode = (postcode: string): string[] =>
  postcode.startsWith("20") ? ["2A", "2B"] : [departementOf(postcode)];

/** A name as it is compared: without accents, hyphens and apostrophes, « St » as « Saint ». */
export const nameKey = (name: string): string =>
  fold(name)
    .replace(/[^a-z0-9]+/g, " ")
    .trim()
    .replace(/\bst\b/g, "saint")
    .replace(/\bste\b/g, "sainte");
/** On which shelf a name stands: its first two letters. */
export const shelfOf = (key: string): string => key.replace(/ /g, "").slice(0, 2).padEnd(2, "_");

/** What somebody wrote as a place: one of these has to be looked up. */
export type Asked =
  | { kind: "postcode"; postcode: string; shelves: string[] }
  | { kind: "departement"; code: string }
  | { kind: "name"; key: string; shelf: string }
  | { kind: "nothing" };

/** A name that is a town's too, that of Paris, is read as the town. */
const DEPARTEMENT_KEYS = new Map(
  Object.entries(DEPARTEMENTS).flatMap(([code, name]): [string, string][] =>
    code === "75" ? [] : [[nameKey(name), code]],
  ),
);
const FIRST_POSTCODES: Readonly<Record<string, number>> = { paris: 75000, lyon: 69000, marseille: 13000 };

/** Reads what somebody wrote as a place: a postcode, a département by number or name, « Paris 11 », a town. Pure. */
export function readPlace(typed: string): Asked {
  const key = nameKey(typed);
  if (key === "") {
    return { kind: "nothing" };
  }
  const arrondissement = /^(paris|lyon|marseille) (\d{1,2})(?: ?(?:e|er|eme|ieme))?(?: arrondissement)?$/.exec(key);
  const first = FIRST_POSTCODES[arrondissement?.[1] ?? ""];
  const postcode = first === undefined ? key : String(first + Number(arrondissement?.[2]));
  if (/^\d{5}$/.test(postcode)) {
    return { kind: "postcode", postcode, shelves: ofPostcode(postcode) };
  }
  const number = key.toUpperCase().padStart(2, "0");
  const code = Object.hasOwn(DEPARTEMENTS, number) ? number : DEPARTEMENT_KEYS.get(key);
  return code === undefined ? { kind: "name", key, shelf: shelfOf(key) } : { kind: "departement", code };
}

export const townOf = ([code, name, , population, lat, lon]: TownLine): Town => ({
  code,
  name,
  departement: departementOf(code),
  population,
  lat,
  lon,
});

/** At most so many towns to choose from. */
export const MOST_TOWNS = 12;
/** The towns that were meant, the largest first: those of that very name or postcode; none of that name: those that begin so. Pure. */
export function townsMeant(asked: Asked, lines: readonly TownLine[]): Town[] {
  const wanted = ([, name, postcodes]: TownLine, isWhole: boolean): boolean =>
    asked.kind === "postcode"
      ? postcodes.split(" ").includes(asked.postcode)
      : asked.kind === "name" && (isWhole ? nameKey(name) === asked.key : nameKey(name).startsWith(asked.key));
  const whole = lines.filter((line) => wanted(line, true));
  const found = (whole.length > 0 ? whole : lines.filter((line) => wanted(line, false))).map(townOf);
  const arrondissements = found.filter(({ name }) => name.includes("Arrondissement"));
  const kept = asked.kind === "postcode" && arrondissements.length > 0 ? arrondissements : found;
  const once = new Map(kept.map((town) => [`${town.code} ${town.name}`, town]));
  return [...once.values()].toSorted((a, b) => b.population - a.population || (a.name < b.name ? -1 : 1));
}

/** « à 12 km environ »: from commune to commune, by the kilometre under ten, by five above. */
export function distanceInWords(km: number): string {
  const round = km < 10 ? Math.round(km) : Math.round(km / 5) * 5;
  return round === 0 ? "dans la commune" : `à ${round} km environ`;
}

/** How far one looks, in kilometres. */
export const RADII = [5, 10, 30, 60, 100] as const;
/** In a large town one looks near, elsewhere farther. */
export const usualRadius = ({ population }: Pick<Town, "population">): number => (population > 100_000 ? 10 : 30);
