import { fold } from "../../kernel/text.ts";

/** What a school is, in the directory's terms; only the first five can ask for a class workshop. */
export const SCHOOL_KINDS = {
  ecole: "École",
  college: "Collège",
  lycee: "Lycée",
  erea: "EREA",
  medico_social: "Établissement médico-social",
  other: "Autre service",
} as const;
export type SchoolKind = keyof typeof SCHOOL_KINDS;

export const SECTORS = ["public", "private"] as const;
/** Priority education, as the ministry names it. */
export const PRIORITIES = ["none", "REP", "REP+"] as const;
/** Unvetted: somebody typed it. Absent: the newest directory no longer has it. */
export const SCHOOL_STATUSES = ["unvetted", "open", "closing", "absent"] as const;
/** Where its line came from. */
export const SCHOOL_SOURCES = ["directory", "form", "demo"] as const;
/** A school that still teaches. */
export const TEACHING = ["open", "closing"] as const satisfies readonly School["status"][];

/** A school of the official directory (`fr-en-annuaire-education`). */
export type School = {
  uai: string;
  name: string;
  kind: SchoolKind;
  sector: (typeof SECTORS)[number];
  address: string;
  postcode: string;
  commune: string;
  communeCode: string;
  /** `94`, `2A`, `974`. */
  departement: string;
  academie: string;
  priority: (typeof PRIORITIES)[number];
  hasNursery: boolean;
  hasPrimary: boolean;
  hasGeneral: boolean;
  hasTechnical: boolean;
  hasVocational: boolean;
  officialEmail: string | null;
  status: (typeof SCHOOL_STATUSES)[number];
  source: (typeof SCHOOL_SOURCES)[number];
  /** Calendar day of the directory's own last change, or null. */
  sourceUpdatedOn: string | null;
};

/** True when a class of this school can be booked: it is open (or closing), and it teaches. */
export const isBookable = (school: Pick<School, "kind" | "status">): boolean =>
  school.kind !== "other" && TEACHING.some((status) => status === school.status);

/** Words that name no school: too many have them. */
const EMPTY_WORDS = new Set(
  "a au aux d de des du en et l la le les ecole primaire public publique prive privee saint sainte sur sous".split(" "),
);

/** The words of a text that can find a school: without accents or capitals, small words left out. */
const wordsOf = (text: string): string[] => [
  ...new Set(
    fold(text)
      .split(/[^a-z0-9]+/)
      .filter((word) => word.length > 0 && !EMPTY_WORDS.has(word)),
  ),
];

/** Everything that finds a school: each word of its name and town, and each ordered pair of them; none when it cannot be booked. */
export function tokensOf(school: Pick<School, "name" | "commune" | "kind" | "status">): string[] {
  if (!isBookable(school)) {
    return [];
  }
  const words = wordsOf(`${school.name} ${school.commune}`);
  const pairs = words.flatMap((first) => words.filter((word) => word !== first).map((word) => `+${first} ${word}`));
  return [...words, ...pairs];
}

/** What to look for: tokens from `from`, below `to`; and the words that a school must then have, each as a beginning. */
export type SchoolQuery = { from: string; to: string; words: string[] };

/**
 * Turns what somebody types into one range of tokens: the last word may be unfinished, and is paired with the longest
 * other one. Null when no word is left to look for.
 */
export function schoolQuery(typed: string): SchoolQuery | null {
  const words = wordsOf(typed).slice(0, 8);
  const last = words.at(-1);
  if (last === undefined) {
    return null;
  }
  const [longest] = words.slice(0, -1).toSorted((a, b) => b.length - a.length);
  const from = longest === undefined ? last : `+${longest} ${last}`;
  return { from, to: `${from}~`, words };
}

/** True when each word begins a word of the school's name or town. */
export function hasWords(school: Pick<School, "name" | "commune">, words: readonly string[]): boolean {
  const own = wordsOf(`${school.name} ${school.commune}`);
  return words.every((word) => own.some((mine) => mine.startsWith(word)));
}
