import type { CriterionSpec, EVIDENCE_KINDS, EvidenceRule } from "./formats.ts";

/* Whether pieces hold up a grade: any one of them, or every kind that a criterion asks, in number. */

type Kind = (typeof EVIDENCE_KINDS)[number];
export type Lack = { kind: Kind; count: number };

const WORDS: Readonly<Record<Kind, readonly [one: string, many: string]>> = {
  url: ["page", "pages"],
  document: ["document", "documents"],
  dataset: ["jeu de données", "jeux de données"],
  interview: ["entretien", "entretiens"],
  mystery: ["contact mystère", "contacts mystère"],
  automatic: ["contrôle automatique", "contrôles automatiques"],
};

/** What `askedOf` has worked out. */
const asked = new WeakMap<CriterionSpec, readonly Lack[]>();

/** How many pieces of each kind a criterion asks: worked out once, since every reading asks for it. */
function askedOf(criterion: CriterionSpec): readonly Lack[] {
  const before = asked.get(criterion);
  if (before !== undefined) {
    return before;
  }
  const counts = new Map<Kind, number>();
  for (const { kind, min } of (criterion.evidence ?? []).filter((one) => one.min > 0)) {
    counts.set(kind, (counts.get(kind) ?? 0) + min);
  }
  const list = Array.from(counts, ([kind, count]) => ({ kind, count }));
  asked.set(criterion, list);
  return list;
}

/** What is missing to hold up a grade above 0, among pieces of these kinds; under `any`, one piece of the first kind when there is none. */
export function lackOf(criterion: CriterionSpec, held: readonly { kind: Kind }[], rule: EvidenceRule): Lack[] {
  const pieces = askedOf(criterion);
  if (rule === "any") {
    return held.length > 0 ? [] : pieces.slice(0, 1).map(({ kind }) => ({ kind, count: 1 }));
  }
  return pieces
    .map(({ kind, count }) => ({ kind, count: count - held.filter((one) => one.kind === kind).length }))
    .filter(({ count }) => count > 0);
}

/** « 1 jeu de données et 2 documents ». */
export const lackInWords = (lack: readonly Lack[]): string =>
  lack.map(({ kind, count }) => `${count} ${WORDS[kind][count === 1 ? 0 : 1]}`).join(" et ");
