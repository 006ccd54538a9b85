import { addMonths } from "../../kernel/time.ts";

/** Months to mend, by how serious a finding is. */
export const MONTHS_TO_MEND = { major: 3, minor: 6 } as const;
export type Severity = keyof typeof MONTHS_TO_MEND;

/** Something that must be mended: a minor finding within six months, a major one within three. */
export type Finding = {
  id: string;
  criterionId: string;
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
