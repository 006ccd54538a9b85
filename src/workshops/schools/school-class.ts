import * as z from "zod";

import { pick } from "../../kernel/pick.ts";
import { wordOf } from "../../kernel/rows.ts";

/** Bands of school years and the youth organisations' one (domain codes): what associations say they work with. */
export const LEVELS = {
  maternelle: "Maternelle",
  cycle2: "CP, CE1, CE2",
  cm: "CM1, CM2",
  "6e_5e": "6e, 5e",
  "4e_3e": "4e, 3e",
  lycee_gt: "Lycée général ou technologique",
  lycee_pro: "Lycée professionnel",
  cap: "CAP",
  youth_org: "Groupe d’une structure jeunesse",
} as const;
export type Level = keyof typeof LEVELS;

type InYear = { words: string; level: Level };
/** Each year of school: what it is called, and its band. In their order: a class goes on to the next one of its band, or of its school. */
const YEARS = {
  mat: { words: "Maternelle", level: "maternelle" },
  cp: { words: "CP", level: "cycle2" },
  ce1: { words: "CE1", level: "cycle2" },
  ce2: { words: "CE2", level: "cycle2" },
  cm1: { words: "CM1", level: "cm" },
  cm2: { words: "CM2", level: "cm" },
  "6e": { words: "6e", level: "6e_5e" },
  "5e": { words: "5e", level: "6e_5e" },
  "4e": { words: "4e", level: "4e_3e" },
  "3e": { words: "3e", level: "4e_3e" },
  "2de_gt": { words: "2de générale et technologique", level: "lycee_gt" },
  "1re_gt": { words: "1re générale ou technologique", level: "lycee_gt" },
  term_gt: { words: "Terminale générale ou technologique", level: "lycee_gt" },
  "2de_pro": { words: "2de professionnelle", level: "lycee_pro" },
  "1re_pro": { words: "1re professionnelle", level: "lycee_pro" },
  term_pro: { words: "Terminale professionnelle", level: "lycee_pro" },
  cap_1: { words: "CAP, 1re année", level: "cap" },
  cap_2: { words: "CAP, 2e année", level: "cap" },
} as const satisfies Record<string, InYear>;
export type Year = keyof typeof YEARS;

/** A year further in the same school; the last year stays what it is: its pupils leave. */
const NEXT: Partial<Record<Year, Year>> = {
  cp: "ce1",
  ce1: "ce2",
  ce2: "cm1",
  cm1: "cm2",
  "6e": "5e",
  "5e": "4e",
  "4e": "3e",
  "2de_gt": "1re_gt",
  "1re_gt": "term_gt",
  "2de_pro": "1re_pro",
  "1re_pro": "term_pro",
  cap_1: "cap_2",
};
export const yearAfter = (year: Year, years: number): Year =>
  years <= 0 ? year : yearAfter(NEXT[year] ?? year, years - 1);

/** In which setting a class is taught. */
export const SETTINGS = {
  ordinary: "Classe ordinaire",
  ulis: "ULIS",
  segpa: "SEGPA",
  upe2a: "UPE2A (élèves qui arrivent en France)",
  ime: "IME, ITEP",
  hospital: "École à l’hôpital",
  micro_lycee: "Micro-lycée",
  cfa: "CFA",
} as const;
type Setting = keyof typeof SETTINGS;

/** A letter and a number, or one of both: « B », « 2 », « A12 ». Too short and too stiff for a name. */
export const CLASS_LABEL = /^(?:[A-Z]\d{0,2}|\d{1,2}[A-Z]?)$/;

const TOGETHER: Partial<Record<Level, string>> = {
  cycle2: "CP, CE1, CE2 ensemble",
  cm: "CM1 et CM2 ensemble",
  "6e_5e": "6e et 5e ensemble",
  "4e_3e": "4e et 3e ensemble",
  lycee_gt: "Lycée général ou technologique, plusieurs années",
  lycee_pro: "Lycée professionnel, plusieurs années",
  cap: "CAP, les deux années",
  youth_org: LEVELS.youth_org,
};
/** What a form says of a class's level: one year, or a band of years that sit together. */
export const LEVEL_CHOICES: readonly (readonly [code: string, words: string])[] = Object.entries(YEARS)
  .map(([code, { words }]): [string, string] => [code, words])
  .concat(Object.entries(TOGETHER));
/** The bands that a kind of school teaches; of another kind, all. */
const TAUGHT: Readonly<Record<string, readonly Level[]>> = {
  ecole: ["maternelle", "cycle2", "cm"],
  college: ["6e_5e", "4e_3e"],
  lycee: ["lycee_gt", "lycee_pro", "cap"],
};
/** Whether a kind of school teaches one of these bands; of another kind, nobody says. */
export const isTaughtAt = (kind: string | null, levels: readonly string[]): boolean =>
  (TAUGHT[kind ?? ""] ?? []).some((level) => levels.includes(level));
/** The same choices, those of a kind of school first: nobody in a collège looks for 5e among the years of primary school. */
export const levelChoicesFor = (kind: string | null): typeof LEVEL_CHOICES => {
  const taught = TAUGHT[kind ?? ""] ?? [];
  const isTaught = (code: string): boolean => taught.some((level) => level === levelChosen(code)?.level);
  return LEVEL_CHOICES.toSorted(([a], [b]) => Number(isTaught(b)) - Number(isTaught(a)));
};
/** The year and the band that such a choice says; null: it is none. */
export function levelChosen(code: string): { level: Level; year: Year | null } | null {
  const year = pick(YEARS, code);
  if (year !== null) {
    return { level: year.level, year: code as Year };
  }
  return pick(TOGETHER, code) === null ? null : { level: code as Level, year: null };
}

/** The fields that say which class it is; what was kept before they were known lacks them. */
export const CLASS_SHAPE = {
  level: wordOf(LEVELS),
  year: wordOf(YEARS).nullable().default(null),
  label: z.string().nullable().default(null),
  setting: wordOf(SETTINGS).default("ordinary"),
};
/** A class as people call it. */
export type SchoolClass = { level: Level; year: Year | null; label: string | null; setting: Setting };
/** « 4e B », « CM1, CM2 », « 5e A, ULIS ». */
export function classNamed({ level, year, label, setting }: SchoolClass): string {
  const name = year === null ? LEVELS[level] : YEARS[year].words;
  const called = label === null ? name : `${name}\u00a0${label}`;
  return setting === "ordinary" ? called : `${called}, ${SETTINGS[setting].replace(/ \(.*$/, "")}`;
}

/** Who of the school stays in the room: a role, never a name. */
export const ADULT_ROLES = {
  teacher: "Enseignante, enseignant",
  cpe: "CPE",
  nurse: "Infirmière, infirmier",
  aed: "Assistant d’éducation",
  youth_worker: "Éducatrice, animateur",
} as const;

/** Months of classes, in the order of the school year. */
export const MONTHS = {
  sep: "septembre",
  oct: "octobre",
  nov: "novembre",
  dec: "décembre",
  jan: "janvier",
  feb: "février",
  mar: "mars",
  apr: "avril",
  may: "mai",
  jun: "juin",
  jul: "juillet",
} as const;
export type Month = keyof typeof MONTHS;

/** Working days to an answer, as an association may say them. */
export const ANSWER_DAYS: readonly number[] = [2, 3, 5, 10, 15];
