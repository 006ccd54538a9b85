import { readFileSync } from "node:fs";

import type { TownLine } from "../../src/workshops/sessions/gazetteer.ts";

/** Every town of `scripts/communes.csv`, as the record has it. */
export const readTowns = (): TownLine[] =>
  readFileSync("scripts/communes.csv", "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => {
      const [code = "", name = "", postcodes = "", population = "", lat = "", lon = "", precision = ""] =
        line.split(";");
      return [code, name, postcodes, Number(population), Number(lat), Number(lon), precision];
    });
