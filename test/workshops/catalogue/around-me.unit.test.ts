import { expect, test } from "vitest";

import { communeNear, departementsNear } from "../../../src/workshops/catalogue/around-me.ts";
import type { TownLine } from "../../../src/workshops/sessions/gazetteer.ts";

const MIDDLES = {
  "75": { lat: 48.857, lon: 2.351 },
  "94": { lat: 48.797, lon: 2.442 },
  "13": { lat: 43.53, lon: 5.09 },
  "974": { lat: -21.11, lon: 55.53 },
};

test("a position becomes the nearest commune whose own point is known; far from every département, none", () => {
  const ivry = { lat: 48.8139, lon: 2.3873 };
  const lines: TownLine[] = [
    ["94041", "Ivry-sur-Seine", "94200", 60000, 48.813, 2.388, "c"],
    ["94002", "Alfortville", "94140", 45000, 48.805, 2.42, "c"],
    ["94999", "Sans point", "94000", 1, 48.8139, 2.3873, "d"],
  ];
  expect(departementsNear(ivry, MIDDLES)).toEqual(["94", "75"]);
  expect(departementsNear({ lat: -21, lon: 55.4 }, MIDDLES)).toEqual(["974"]);
  expect(departementsNear({ lat: 40.7, lon: -74 }, MIDDLES)).toEqual([]);
  expect([communeNear(ivry, lines), communeNear(ivry, [])]).toEqual(["94041", null]);
});
