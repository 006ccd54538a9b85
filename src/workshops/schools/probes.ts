import { fold } from "../../kernel/text.ts";
import type { School } from "./school.ts";

/** A way to look for a school: what somebody types. Null when this school cannot be looked for like that. */
type Way = (school: Parts, chance: () => number) => string | null;
/** One search, and whether what it gives is right. */
export type Probe = { kind: ProbeKind; typed: string; school: School };

/** What probes are made of: the words of the name without what every school is called, and those of the town. */
type Parts = { school: School; core: string[]; town: string[]; sort: string | null };

const SORTS: Readonly<Record<string, readonly string[]>> = {
  maternelle: ["mat", "mat.", "maternelle"],
  elementaire: ["élém.", "elem", "élémentaire", "EEPU"],
  primaire: ["prim.", "prim", "GS"],
  college: ["coll.", "clg", "collège"],
  professionnel: ["LP", "lyc. pro", "lycée pro"],
  lycee: ["lyc.", "lycée"],
};
/** Words that say what a school is, not what it is called; and small ones. */
const COMMON = new Set(
  "ecole college lycee maternelle elementaire primaire publique public privee prive general technologique professionnel polyvalent application fictif fictive".split(
    " ",
  ),
);
const SMALL = new Set("a au aux d de des du en et l la le les sur sous lez arrondissement".split(" "));

const partsIn = (text: string): string[] => text.split(/[^\p{L}\p{N}]+/u).filter((part) => part !== "");
function partsOf(school: School): Parts {
  const named = new Set(partsIn(school.name).map(fold));
  const sort = Object.keys(SORTS).find((one) => named.has(one)) ?? null;
  const core = partsIn(school.name).filter(
    (part) => !COMMON.has(fold(part)) && !(SMALL.has(fold(part)) && part.length > 1),
  );
  return { school, core, town: partsIn(school.commune).filter((part) => !SMALL.has(fold(part))), sort };
}

const pickOf = <T>(list: readonly T[], chance: () => number): T | undefined => list[Math.floor(chance() * list.length)];
const bare = (text: string): string =>
  fold(text)
    .replace(/[^a-z0-9]+/g, " ")
    .trim();
const isSaint = (word: string): boolean => /^sainte?s?$/.test(fold(word));
const longest = (words: readonly string[]): string =>
  words.filter((word) => !isSaint(word)).toSorted((a, b) => b.length - a.length)[0] ?? words[0] ?? "";
/** What a name is known by: its last word, « Jaurès » of « Jean Jaurès A ». */
const known = (core: readonly string[]): string => core.findLast((word) => word.length > 1) ?? "";

function saints({ core, town }: Parts, chance: () => number): string | null {
  const said = [...core, ...town].join(" ");
  if (!/\b(?:sainte?s?|notre dame)\b/.test(fold(said))) {
    return null;
  }
  const [saint, sainte] = pickOf(
    [
      ["st", "ste"],
      ["St.", "Ste"],
      ["saint", "sainte"],
      ["ST", "STE"],
    ],
    chance,
  ) ?? ["st", "ste"];
  const short = [...core, ...town].map((word) =>
    isSaint(word) ? (fold(word).startsWith("sainte") ? sainte : saint) : word,
  );
  return short.join(" ").replace(/notre dame/gi, () => pickOf(["ND", "Notre-Dame"], chance) ?? "ND");
}

function initials({ core, town }: Parts): string | null {
  const [first, ...rest] = core;
  return first === undefined || first.length < 2 || !rest.some((word) => word.length > 2)
    ? null
    : `${first.charAt(0)} ${rest.join(" ")} ${longest(town)}`.toLowerCase();
}

function misspelt({ core, town }: Parts, chance: () => number): string | null {
  const word = longest(core);
  const at = 1 + Math.floor(chance() * (word.length - 2));
  return word.length < 5
    ? null
    : `${core.join(" ").replace(word, word.slice(0, at) + word.slice(at + 1))} ${town.join(" ")}`;
}

/** The ways in which people look for a school. */
const WAYS = {
  "comme écrit": ({ school }) => `${school.name} ${school.commune}`,
  "commune d’abord": ({ school }) => `${school.commune} ${school.name}`,
  "dans le désordre": ({ school }, chance) =>
    partsIn(`${school.name} ${school.commune}`)
      .map((part) => ({ part, at: chance() }))
      .toSorted((a, b) => a.at - b.at)
      .map(({ part }) => part)
      .join(" "),
  "capitales sans accents": ({ core, town }) =>
    core.length === 0 ? null : bare(`${longest(town)} ${core.join(" ")}`).toUpperCase(),
  "saint, notre-dame": saints,
  "type abrégé": ({ core, town, sort }, chance) =>
    sort === null || core.length === 0
      ? null
      : `${pickOf(SORTS[sort] ?? [], chance)} ${known(core)} ${longest(town)}`.toLowerCase(),
  "code postal et un mot": ({ school, core }) =>
    core.length === 0 || school.postcode === "" ? null : `${core.join(" ")} ${school.postcode}`,
  "code postal seul": ({ school }) => (school.postcode === "" ? null : school.postcode),
  arrondissement: ({ school, core }, chance) => {
    const [, city, number, ordinal] = /^(\w+) (\d+)(er|e)\b/i.exec(school.commune) ?? [];
    return city === undefined || core.length === 0
      ? null
      : `${core.join(" ")} ${pickOf([`${city} ${number}`, `${city} ${number}${ordinal}`, school.postcode], chance)}`.toLowerCase();
  },
  initiales: initials,
  "lettre finale": ({ core, town }) =>
    core.length > 1 && core.at(-1)?.length === 1 ? `${core.join(" ")} ${longest(town)}`.toLowerCase() : null,
  UAI: ({ school: { uai } }, chance) =>
    pickOf([`${uai.slice(0, 3)} ${uai.slice(3)}`, uai.toLowerCase(), uai.slice(0, 7), uai.replace(/^0/, "")], chance) ??
    uai,
  "une lettre oubliée": misspelt,
} as const satisfies Record<string, Way>;
export type ProbeKind = keyof typeof WAYS;

/** How many searches of a kind found their school, and some that did not. */
export type ProbeLine = { kind: ProbeKind; asked: number; found: number; missed: string[] };
export type ProbeReport = { lines: ProbeLine[]; asked: number; found: number; isGood: boolean };

/** What must be found within the first five, of each kind. */
export const LEAST: Readonly<Record<ProbeKind, number>> = {
  ...(Object.fromEntries(Object.keys(WAYS).map((kind) => [kind, 0.95])) as Record<ProbeKind, number>),
  "une lettre oubliée": 0.85,
};

/** Chance that is the same each time for the same seed, from 0 to below 1 (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Schools that an answer shows at first sight. */
const FIRST = 5;

/** Schools that can be looked for in a way: by words that at most so many share as fit into the first answers. */
function fairOnes(parts: readonly Parts[], kind: ProbeKind): Parts[] {
  const texts = parts.map((one) => WAYS[kind](one, () => 0));
  const shared = new Map<string, number>();
  texts.forEach((text) => shared.set(text ?? "", (shared.get(text ?? "") ?? 0) + 1));
  return parts.filter((_, i) => {
    const text = texts[i] ?? null;
    return text !== null && (kind === "code postal seul" || (shared.get(text) ?? 0) <= FIRST);
  });
}

/** So many probes of these schools, the same number of each kind that they allow. */
export function makeProbes(schools: readonly School[], most: number, seed: number): Probe[] {
  const chance = seeded(seed);
  const parts = schools.map(partsOf);
  const kinds = Object.keys(WAYS) as ProbeKind[];
  return kinds.flatMap((kind) => {
    const fair = fairOnes(parts, kind);
    const wanted = fair.length === 0 ? 0 : Math.ceil(most / kinds.length);
    return Array.from({ length: wanted }, () => pickOf(fair, chance)).flatMap((one) => {
      const typed = one === undefined ? null : WAYS[kind](one, chance);
      return one === undefined || typed === null ? [] : [{ kind, typed, school: one.school }];
    });
  });
}

/** True when the first five hold the school, or one that bears the same name in the same town; a postcode alone asks for its schools. */
export function isHit({ kind, school }: Probe, found: readonly School[]): boolean {
  const first = found.slice(0, FIRST);
  const same = (one: School): boolean =>
    one.uai === school.uai || (bare(one.name) === bare(school.name) && one.commune === school.commune);
  return kind === "code postal seul"
    ? first.length > 0 && first.every(({ postcode }) => postcode === school.postcode)
    : first.some(same);
}
