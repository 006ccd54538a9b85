import { pick } from "../../kernel/pick.ts";
import { LEAD_DAYS, NEEDS, type Need, isTooLateFor } from "../seats/needs.ts";
import { AGE_BANDS, type AgeBand } from "../sessions/age.ts";
import type { Session } from "../sessions/session.ts";

/** Somebody who comes, without a name. */
type Coming = { ageBand: AgeBand | null; needs: readonly string[]; answers: Readonly<Record<string, string>> };
/** What has to be arranged: for how many, how long before, and whether there is still that long. */
export type Arranged = { need: Need; people: number; answers: string[]; days: number | null; isLate: boolean };

/** Who comes, in numbers: by age, in the order of ages; children whose age is not asked come last. */
export function agesOf(people: readonly Coming[]): [label: string, n: number][] {
  const bands = Object.entries(AGE_BANDS).map(([band, label]): [string, number] => [
    label,
    people.filter(({ ageBand }) => ageBand === band).length,
  ]);
  const unasked: [string, number] = [
    "Enfants, âge non demandé",
    people.filter(({ ageBand }) => ageBand === null).length,
  ];
  return bands.concat([unasked]).filter(([, n]) => n > 0);
}

/** What whoever receives somebody has to know of their age: that a minor comes, and whether under 15; nothing of an adult. */
export const minorInWords = (band: AgeBand | null): string | null => MINORS[band ?? "unasked"];
const MINORS: Readonly<Record<AgeBand | "unasked", string | null>> = {
  under_11: "moins de 15 ans",
  "11_14": "moins de 15 ans",
  "15_17": "mineur, 15 ans ou plus",
  "18_plus": null,
  unasked: "enfant, âge non demandé",
};

/** What to arrange before a session, what takes longest first. */
export function toArrange(people: readonly Coming[], session: Session, now: number): Arranged[] {
  const needs = (Object.keys(NEEDS) as Need[]).map((need) => {
    const days = LEAD_DAYS[need] ?? null;
    const isLate = isTooLateFor(need, session, now);
    const having = people.filter((one) => one.needs.includes(need));
    const answers = having.flatMap((one) => pick(one.answers, need) ?? []);
    return { need, people: having.length, answers, days, isLate };
  });
  return needs.filter((one) => one.people > 0).toSorted((a, b) => (b.days ?? 0) - (a.days ?? 0));
}
