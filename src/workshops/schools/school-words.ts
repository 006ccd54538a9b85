import { fold } from "../../kernel/text.ts";
import type { School } from "./school.ts";

/** What people and the directory write short, and what it stands for. */
const SHORT: Readonly<Record<string, string>> = {
  st: "saint",
  ste: "sainte",
  nd: "notre dame",
  coll: "college",
  clg: "college",
  col: "college",
  lyc: "lycee",
  lp: "lycee professionnel",
  lpo: "lycee polyvalent",
  elem: "elementaire",
  ele: "elementaire",
  mat: "maternelle",
  mater: "maternelle",
  prim: "primaire",
  eepu: "ecole elementaire publique",
  eppu: "ecole primaire publique",
  empu: "ecole maternelle publique",
  gs: "groupe scolaire",
};

/** The words of a text, whole and in order: without accents or capitals, short forms written out, « 11e » as « 11 ». */
export function wordsIn(text: string): string[] {
  const words = fold(text)
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== "");
  return words.flatMap((word) =>
    Object.hasOwn(SHORT, word)
      ? (SHORT[word] ?? "").split(" ")
      : [word.replace(/^(\d{1,2})(?:e|er|eme|ere|nd)$/, "$1")],
  );
}

/** What a school is without its name saying so: « Les Tilleuls » may be looked for as « école élémentaire publique ». */
export function impliedWords({ kind, sector, hasNursery, hasPrimary, hasVocational }: Described): string[] {
  const said: [boolean, string][] = [
    [kind === "ecole", "ecole groupe scolaire primaire"],
    [kind === "college", "college"],
    [kind === "lycee", "lycee polyvalent"],
    [hasNursery, "maternelle"],
    [hasPrimary, "elementaire"],
    [hasVocational, "professionnel"],
    [sector === "public", "publique public"],
    [sector === "private", "privee prive"],
  ];
  return said.flatMap(([isSo, words]) => (isSo ? words.split(" ") : []));
}
type Described = Pick<School, "kind" | "sector" | "hasNursery" | "hasPrimary" | "hasVocational">;

/** The words of a school's name, its town and its postcode. */
export const ownWords = ({ name, commune, postcode }: Pick<School, "name" | "commune" | "postcode">): string[] => [
  ...new Set(wordsIn(`${name} ${commune} ${postcode}`)),
];

type Words = Map<string, string[]>;
/** The index of schools, by département: each word, and the UAIs of the schools that have it, in order. */
export function wordsByDepartement(
  schools: readonly (Described & Pick<School, "uai" | "name" | "commune" | "postcode" | "departement">)[],
): Map<string, Words> {
  const index = new Map<string, Words>();
  for (const school of schools.toSorted((a, b) => (a.uai < b.uai ? -1 : 1))) {
    const words: Words = index.get(school.departement) ?? new Map<string, string[]>();
    index.set(school.departement, words);
    for (const word of new Set([...ownWords(school), ...impliedWords(school)])) {
      const uais = words.get(word) ?? [];
      uais.push(school.uai);
      words.set(word, uais);
    }
  }
  return index;
}
