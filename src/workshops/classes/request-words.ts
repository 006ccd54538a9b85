import { MONTHS, type Month } from "../schools/school-class.ts";
import { plural } from "../../kernel/text.ts";
import { dayInWords, hoursIn, momentIn } from "../../kernel/time.ts";
import { type SchoolClass, classNamed } from "../schools/school-class.ts";
import { DAYS, type Day, HALVES, type Half } from "./request-codes.ts";
import { FIXED_REQUESTS, type RequestState, STATE_WORDS } from "./request.ts";
import type { PlannedClass } from "./plan.ts";

/** « 2 classes, 48 élèves, 1 adulte ». */
export function classesInWords({ groups, adults }: { groups: readonly { pupils: number }[]; adults: number }): string {
  const pupils = groups.reduce((sum, group) => sum + group.pupils, 0);
  return `${plural(groups.length, "classe")}, ${plural(pupils, "élève")}, ${plural(adults, "adulte")}`;
}

/** « jeudi 14 janvier 2027 : 8 h – 9 h 50, 10 h – 11 h 50 »: each class of a plan, with its end, day by day. */
export function planInWords(classes: readonly PlannedClass[], tz: string): string {
  const days = new Map<string, PlannedClass[]>();
  for (const one of classes) {
    const day = dayInWords(one.startsAt, tz);
    const known = days.get(day) ?? [];
    known.push(one);
    days.set(day, known);
  }
  return Array.from(days, ([day, spans]) => `${day} : ${hoursIn(spans, tz)}`).join(" ; puis ");
}

type Seen = SchoolClass & { pupils: number };
/** « 4e B, 26 élèves ». */
export const classInWords = (seen: Seen): string => `${classNamed(seen)}, ${plural(seen.pupils, "élève")}`;

/** « jeudi 14 janvier 2027, 8 h – 9 h 50 : 4e B, 26 élèves »: one class of a visit that is fixed. */
export const visitInWords = ({ startsAt, endsAt, group }: PlannedClass & { group: Seen }, tz: string): string =>
  `${dayInWords(startsAt, tz)}, ${hoursIn([{ startsAt, endsAt }], tz)} : ${classInWords(group)}`;

type Standing = { state: RequestState; startsAt: number | null; expiresAt: number | null; tz: string };
/** How a request stands, and the next day that counts: « séance fixée, le jeudi 14 janvier 2027 à 10 h ». */
export function standingInWords({ state, startsAt, expiresAt, tz }: Standing): string {
  const isFixed = FIXED_REQUESTS.some((one) => one === state);
  const next = isFixed ? startsAt : expiresAt;
  const before = isFixed ? "le" : "jusqu’au";
  return next === null ? STATE_WORDS[state] : `${STATE_WORDS[state]}, ${before} ${momentIn(next, tz)}`;
}

type Spot = { name: string; address: string; commune: string };
/** Where the classes are seen: « Collège des Deux-Rives, 8 rue X, Créteil ». */
export const spotInWords = ({ spot }: { spot: Spot }): string =>
  [spot.name, spot.address, spot.commune].filter((part) => part !== "").join(", ");

/** What would suit, where no date is given. */
export type Wishes = { months: Month[]; days: Day[]; halves: Half[] };
/** « janvier, février ; lundi, jeudi ; le matin »; empty when nothing was said. */
export function wishesInWords({ months, days, halves }: Wishes): string {
  const parts = [
    months.map((one) => MONTHS[one]).join(", "),
    days.map((one) => DAYS[one]).join(", "),
    halves.map((one) => HALVES[one]).join(" ou "),
  ];
  return parts.filter((part) => part !== "").join("\u00a0; ");
}
