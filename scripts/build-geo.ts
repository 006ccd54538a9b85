/* Cuts `scripts/communes.csv` for the person who reads it: by département, and by the first letters of a name. Part of the setup. */
import { mkdirSync, rmSync, writeFileSync } from "node:fs";

import { type TownLine, departementOf, nameKey, shelfOf } from "../src/workshops/sessions/gazetteer.ts";
import { readTowns } from "./local/towns.ts";

const lines = readTowns();
rmSync("public/geo", { recursive: true, force: true });
const write = (folder: string, shelves: Map<string, TownLine[]>): void => {
  mkdirSync(`public/geo/${folder}`, { recursive: true });
  shelves.forEach((towns, shelf) => writeFileSync(`public/geo/${folder}/${shelf}.json`, JSON.stringify(towns)));
};
const byDepartement = Map.groupBy(lines, ([code]) => departementOf(code));
const byName = Map.groupBy(lines, ([, name]) => shelfOf(nameKey(name)));
write("d", byDepartement);
write("n", byName);
const shelves = [...byDepartement.keys()]
  .map((shelf) => `d/${shelf}`)
  .concat([...byName.keys()].map((shelf) => `n/${shelf}`));
writeFileSync("public/geo/index.json", JSON.stringify(shelves.toSorted()));
/** The middle of each département, weighed by who lives there. */
const middles = [...byDepartement].map(([code, towns]) => {
  const people = towns.reduce((sum, [, , , population]) => sum + population, 1);
  const mean = (at: 4 | 5): number =>
    towns.reduce((sum, town) => sum + town[at] * town[3], towns[0]?.[at] ?? 0) / people;
  return [code, { lat: mean(4), lon: mean(5) }];
});
writeFileSync("public/geo/middles.json", JSON.stringify(Object.fromEntries(middles)));
