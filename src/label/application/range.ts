import type { CriterionSpec, ReferentialFile } from "../scoring/formats.ts";

/* Ranges of contracts that an offer comes with. Price and who may join are declared and shown, never scored. */

/** Who may join a range. */
export const WHO = {
  everyone: "tout le monde",
  company: "salariés, par leur entreprise",
  public: "agents publics",
  students: "étudiants",
  retired: "retraités",
  independent: "indépendants",
  trade: "un métier ou une branche",
} as const;
type Who = keyof typeof WHO;
export const PRICES = {
  under_30: "moins de 30 € par mois",
  to_50: "de 30 à 50 € par mois",
  to_80: "de 50 à 80 € par mois",
  to_120: "de 80 à 120 € par mois",
  over_120: "plus de 120 € par mois",
  employer: "prix fixé avec l’employeur",
} as const;

/** What is declared of a range, as it is filed and published. */
export type Declared = {
  name: string;
  who: readonly Who[];
  whoWords: string;
  territory: string;
  members: number;
  price: keyof typeof PRICES;
  priceAge: number;
  priceOn: string;
};
export type Range = Declared & { id: string };

/** Grades by id of a range; null where a criterion has none. */
export type ByRange = Readonly<Record<string, number>> | null;

/** As it is published: without the id of the working copy. */
export const declaredOf = ({ name, who, whoWords, territory, members, price, priceAge, priceOn }: Range): Declared => ({
  name,
  who,
  whoWords,
  territory,
  members,
  price,
  priceAge,
  priceOn,
});

/** What differs from one range to another, in versions that do not say it themselves. */
const BEFORE = new Set(["PSY-1", "PSY-2", "ACC-2", "ACC-7", "TEC-2", "JUR-3"]);
/** Whether a criterion takes a grade for each range. */
export const isPerRange = ({ criteria }: Pick<ReferentialFile, "criteria">, { id, perRange }: CriterionSpec): boolean =>
  criteria.some((one) => one.perRange === true) ? perRange === true : BEFORE.has(id);

/** The criterion that counts the members of the ranges that are named. */
export const OPENNESS = "ACC-1";
/** The share of members from which most are covered, in percent. */
const MOST = 80;
/** The best grade that the ranges named leave to « ouvert à tous les contrats ». */
export function mostOpen({ members, covered }: { members: number; covered: number }): number {
  return covered >= members ? 4 : covered * 100 >= members * MOST ? 2 : 1;
}

/** The least of the grades of all ranges of an offer; `null` while one has none. */
function leastOf(byRange: ByRange, ranges: readonly Range[]): number | null {
  const grades = ranges.flatMap(({ id }) => byRange?.[id] ?? []);
  return grades.length === ranges.length ? Math.min(...grades) : null;
}

/** Ranges that have the least grade, by name: those that the grade of the offer comes from. */
export function leastCovered(byRange: ByRange, ranges: readonly Range[]): string[] {
  const least = leastOf(byRange, ranges);
  return least === null ? [] : ranges.filter(({ id }) => byRange?.[id] === least).map(({ name }) => name);
}

type Counted = { criterionId: string; declared: number | null; byRange: ByRange };
type Offer = { members: number; covered: number };
type Given = { file: Pick<ReferentialFile, "criteria">; offer: Offer; ranges: readonly Range[] };
/**
 * Answers as they count for the ranges of an offer, whatever was saved before a range came or went: the grade of a criterion that differs
 * between ranges is that of the least covered one; no more contracts are open than those that are named.
 */
export function countedFor<A extends Counted>({ file, offer, ranges }: Given, answers: readonly A[]): A[] {
  if (ranges.length === 0) {
    return answers.map((one) => ({ ...one, byRange: null }));
  }
  const perRange = new Set(file.criteria.filter((one) => isPerRange(file, one)).map((one) => one.id));
  return answers.map((one) => {
    if (perRange.has(one.criterionId)) {
      return { ...one, declared: leastOf(one.byRange, ranges) };
    }
    const isCapped = one.criterionId === OPENNESS && one.declared !== null;
    return isCapped ? { ...one, declared: Math.min(one.declared ?? 0, mostOpen(offer)) } : one;
  });
}

/** Grades by the names of ranges, as they are published. */
export const byName = (byRange: ByRange, ranges: readonly Range[]): Record<string, number> =>
  Object.fromEntries(
    ranges.flatMap(({ id, name }) => {
      const grade = byRange?.[id];
      return grade === undefined ? [] : [[name, grade] as const];
    }),
  );
