import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import * as z from "zod";

import { kilometres } from "../../src/kernel/distance.ts";
import { PROVENANCE, parseRecords, wrongDates } from "../../src/help/provenance.ts";

/* Public holidays and départements: each names the text that it was read from, and when. */

const read = (file: string): unknown => JSON.parse(readFileSync(`content/${file}`, "utf8"));
const TODAY = new Date().toISOString().slice(0, 10);

const CODE = z.string().regex(/^(?:\d{2}|2[AB]|9[78]\d)$/);
const Departements = z
  .object({
    official: z.string().min(1),
    ...PROVENANCE,
    departements: z.array(
      z
        .object({ code: CODE, name: z.string(), zone: z.string(), near: z.array(CODE).min(1).max(6).optional() })
        .strict(),
    ),
  })
  .strict();
const Holiday = z
  .object({
    id: z.string().regex(/^[a-z0-9_]+$/),
    name: z.string().min(1),
    /** Month and day, or days since Easter Sunday. */
    day: z.union([z.string().regex(/^\d{2}-\d{2}$/), z.int().min(-7).max(60)]),
    /** Codes of départements; the whole country without. */
    where: z.array(z.string()).min(1).nullable(),
    official: z.string().min(1),
    ...PROVENANCE,
  })
  .strict();

const { departements, ...source } = Departements.parse(read("departements.json"));
const codes = departements.map(({ code }) => code);

test("every département of the country is there once, overseas ones too, on clocks that exist", () => {
  expect(new Set(codes).size).toBe(codes.length);
  const hexagon = Array.from({ length: 95 }, (_, i) => String(i + 1).padStart(2, "0")).filter((code) => code !== "20");
  const overseas = ["971", "972", "973", "974", "975", "976", "977", "978", "986", "987", "988"];
  expect(codes.toSorted()).toEqual([...hexagon, "2A", "2B", ...overseas].toSorted());
  expect(() => departements.map(({ zone }) => new Intl.DateTimeFormat("fr", { timeZone: zone }))).not.toThrow();
  expect(wrongDates([{ id: "departements", ...source }], TODAY)).toEqual([]);
});

test("the neighbours of a département are those nearest to the middle of where its people live, within 150 km, none across the sea", () => {
  const middles = z
    .record(z.string(), z.object({ lat: z.number(), lon: z.number() }))
    .parse(JSON.parse(readFileSync("public/geo/middles.json", "utf8")));
  const here = Object.entries(middles).filter(([code]) => !/^9[78]/.test(code));
  for (const { code, near } of departements) {
    const own = here.find(([one]) => one === code)?.[1];
    const nearest = here
      .flatMap(([one, at]) => (own === undefined || one === code ? [] : [{ one, km: kilometres(own, at) }]))
      .filter(({ km }) => km <= 150)
      .toSorted((a, b) => a.km - b.km)
      .map(({ one }) => one);
    expect(near ?? [], code).toEqual(nearest.slice(0, 6));
  }
});

test("every holiday names its text, and départements that exist", () => {
  const holidays = parseRecords("holidays.json", Holiday, read("holidays.json"));
  expect(holidays.filter(({ where }) => where === null)).toHaveLength(11);
  expect(holidays.flatMap(({ where }) => where ?? []).filter((code) => !codes.includes(code))).toEqual([]);
  expect(wrongDates(holidays, TODAY)).toEqual([]);
});
