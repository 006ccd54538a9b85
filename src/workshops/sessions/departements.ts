import { PARIS } from "../../kernel/time.ts";
import records from "../../../content/departements.json" with { type: "json" };

/** Names of the départements and of the collectivities overseas, by code (INSEE, code officiel géographique). */
export const DEPARTEMENTS: Readonly<Record<string, string>> = Object.fromEntries(
  records.departements.map(({ code, name }) => [code, name]),
);

const ZONES = new Map(records.departements.map(({ code, zone }) => [code, zone]));
/** The IANA zone of a département's clocks. */
export const zoneOf = (departement: string): string => ZONES.get(departement) ?? PARIS;

const NEAR: ReadonlyMap<string, readonly string[]> = new Map(
  records.departements.map((record) => [record.code, "near" in record ? record.near : []]),
);
/** The nearest départements, the nearest first: at most six, none across the sea. */
export const neighboursOf = (departement: string): readonly string[] => NEAR.get(departement) ?? [];

/**
 * The départements to choose from in a list, after what stands for none; pairs, since an object would put « 10 » before « 01 »
 * and before the first of all.
 */
export const departementsAfter = (
  none: string,
  codes: readonly string[] = records.departements.map(({ code }) => code),
): [string, string][] => [
  ["", none],
  ...codes.map((code): [string, string] => [code, `${DEPARTEMENTS[code] ?? code} (${code})`]),
];
