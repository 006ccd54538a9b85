import type { ScoredResult } from "./decision.ts";

/** What people filter the registry by, and the criterion whose verified grade says it. */
const FACETS = {
  sessions: "PSY-1",
  delay: "PSY-4",
  contracts_open: "ACC-1",
  costs: "ACC-2",
  no_complaint: "ACC-3",
  minors: "ACC-4",
  number_costs: "TEC-2",
} as const;
export type Facet = keyof typeof FACETS;
export const FACET_NAMES = Object.keys(FACETS) as Facet[];

/** The verified grade of a criterion in a result, 0 to 4; what has no fresh proof is 0. */
function gradeIn(result: ScoredResult, criterionId: string): number {
  const found = result.criteria.find((one) => one.id === criterionId);
  return Math.round((found?.normalised ?? 0) * 4);
}

export const facetsOf = (result: ScoredResult): Record<Facet, number> =>
  Object.fromEntries(FACET_NAMES.map((name) => [name, gradeIn(result, FACETS[name])])) as Record<Facet, number>;
