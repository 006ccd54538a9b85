import { addMonths } from "../../kernel/time.ts";

/** Months to mend, by how serious a finding is. */
export const MONTHS_TO_MEND = { major: 3, minor: 6 } as const;
export type Severity = keyof typeof MONTHS_TO_MEND;

/** Something that must be mended: a minor finding within six months, a major one within three. */
export type Finding = {
  id: string;
  criterionId: string;
  /** Further criteria that it is about. */
  also: readonly string[];
  severity: Severity;
  text: string;
  foundOn: string;
  dueOn: string;
  liftedOn: string | null;
};
/** This many open minor findings weigh as a major one. */
const MINORS_IN_MAJOR = 5;

/** Open major findings on a day: those found so, minor ones not mended in time, and one for each five minor ones that stay. */
export function openMajors(findings: readonly Finding[], todayOn: string): number {
  const open = findings.filter((one) => one.liftedOn === null);
  const isMajor = (one: Finding): boolean =>
    one.severity === "major" || addMonths(one.foundOn, MONTHS_TO_MEND.minor) < todayOn;
  const majors = open.filter(isMajor).length;
  return majors + Math.floor((open.length - majors) / MINORS_IN_MAJOR);
}

/** What is said of a finding once its mutuelle has read it: it says that it is mended, who judges keeps it or lifts it. */
export const FINDING_STEPS = ["mended", "kept", "lifted"] as const;
export type FindingStep = {
  findingId: string;
  turn: number;
  kind: (typeof FINDING_STEPS)[number];
  text: string;
  saidOn: string;
};

/** Where a finding stands: to be mended, past its day, said to be mended and not looked at yet, lifted. */
export type FindingState = "open" | "late" | "to_check" | "lifted";
export const FINDING_WORDS: Readonly<Record<FindingState, string>> = {
  open: "à corriger",
  late: "en retard",
  to_check: "dit corrigé, à vérifier",
  lifted: "levé",
};
export const FINDING_KINDS = {
  open: "wait",
  late: "bad",
  to_check: "wait",
  lifted: "good",
} as const satisfies Readonly<Record<FindingState, string>>;

export const stepsOf = (steps: readonly FindingStep[], findingId: string): FindingStep[] =>
  steps.filter((one) => one.findingId === findingId);

export function findingState(finding: Finding, steps: readonly FindingStep[], todayOn: string): FindingState {
  if (finding.liftedOn !== null) {
    return "lifted";
  }
  if (stepsOf(steps, finding.id).at(-1)?.kind === "mended") {
    return "to_check";
  }
  return finding.dueOn < todayOn ? "late" : "open";
}

/** All the criteria that a finding is about. */
export const criteriaOf = ({ criterionId, also }: Pick<Finding, "criterionId" | "also">): string[] => [
  criterionId,
  ...also,
];
