import { addMonths } from "../../kernel/time.ts";

/** Something that must be mended: a minor finding within six months, a major one within three. */
export type Finding = {
  id: string;
  criterionId: string;
  severity: "minor" | "major";
  text: string;
  foundOn: string;
  dueOn: string;
  liftedOn: string | null;
};

/** Months to mend. */
export const MONTHS_TO_MEND = { major: 3, minor: 6 } as const;
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
