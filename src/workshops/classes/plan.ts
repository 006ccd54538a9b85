/*
 * A plan says when each class of a visit is seen. It is laid out on the clock of the school, where no day has more or fewer hours between
 * eight and six; instants are made of it afterwards.
 */

/** An hour on the school's clock: a day (`2027-01-14`), and minutes since its midnight. */
export type Local = { day: string; minute: number };
/** When one class is seen, on the school's clock. */
export type Laid = { day: string; from: number; to: number };
/** When one class is seen, in unix seconds. */
export type PlannedClass = { startsAt: number; endsAt: number };

/** Minutes between two classes. */
const PAUSE = 10;
const [DAY_STARTS, DAY_ENDS] = [8 * 60, 18 * 60];
/** Minutes of classes that one team leads in a day without strain. */
const LONG_DAY = 6 * 60;

/** The pause of midday that a school keeps free, by its start; `none`: none. */
export const LUNCHES = {
  "12:00": "12 h à 13 h 30",
  "11:30": "11 h 30 à 13 h",
  "12:30": "12 h 30 à 14 h",
  none: "Pas de pause commune",
} as const;
export type Lunch = keyof typeof LUNCHES;
const LUNCH: Readonly<Record<Lunch, { from: number; to: number } | null>> = {
  "12:00": { from: 720, to: 810 },
  "11:30": { from: 690, to: 780 },
  "12:30": { from: 750, to: 840 },
  none: null,
};

/**
 * Lays classes of `minutes` out: each at its own start when it has one (`starts[i]`), else ten minutes after the one before, past the pause
 * of midday. None when the first has no start.
 */
export function layOut(
  starts: readonly (Local | null)[],
  { minutes, lunch }: { minutes: number; lunch: Lunch },
): Laid[] {
  const laid: Laid[] = [];
  for (const own of starts) {
    const last = laid.at(-1);
    if (own === null && last === undefined) {
      return [];
    }
    const next = last === undefined ? 0 : afterLunch(last.to + PAUSE, minutes, lunch);
    const { day, minute } = own ?? { day: last?.day ?? "", minute: next };
    laid.push({ day, from: minute, to: minute + minutes });
  }
  return laid;
}

const afterLunch = (from: number, minutes: number, lunch: Lunch): number =>
  isInLunch({ from, to: from + minutes }, lunch) ? (LUNCH[lunch]?.to ?? from) : from;
function isInLunch({ from, to }: { from: number; to: number }, lunch: Lunch): boolean {
  const pause = LUNCH[lunch];
  return pause !== null && from < pause.to && to > pause.from;
}

/** « 9 h 50 ». */
const hour = (minute: number): string =>
  `${Math.floor(minute / 60) % 24}\u00a0h${minute % 60 === 0 ? "" : `\u00a0${String(minute % 60).padStart(2, "0")}`}`;
const ORDINALS = ["première", "deuxième", "troisième", "quatrième"] as const;
const classNo = (i: number, of: number): string => (of === 1 ? "La classe" : `La ${ORDINALS[i] ?? ""} classe`);

/** What is wrong with a plan on its own clock: which class, and what to do, in French; null when it can be held. */
export function planProblem(laid: readonly Laid[], lunch: Lunch): { at: number; words: string } | null {
  for (const at of laid.keys()) {
    const words = classProblem(laid, at, lunch);
    if (words !== null) {
      return { at, words };
    }
  }
  return null;
}

const SPLIT = "répartissez sur deux jours";
/** What is wrong with hours before or after the day of classes, and what to do; null: nothing is. */
function outOfDay(
  { from, to }: Laid,
  which: string,
  { isFirst, isAlone }: { isFirst: boolean; isAlone: boolean },
): string | null {
  const said = (verb: string, minute: number, mend: string): string =>
    `${which} ${verb} à ${hour(minute)}, et la journée de classe va de 8 h à 18 h : ${mend}.`;
  if (from < DAY_STARTS || from >= DAY_ENDS) {
    return said("commencerait", from, isFirst || from < DAY_STARTS ? "changez l’heure" : SPLIT);
  }
  return to > DAY_ENDS ? said("finirait", to, isAlone ? "commencez plus tôt" : SPLIT) : null;
}
function classProblem(laid: readonly Laid[], at: number, lunch: Lunch): string | null {
  const [one, before, which] = [laid[at], laid[at - 1], classNo(at, laid.length)];
  if (one === undefined) {
    return null;
  }
  if (before !== undefined && (one.day < before.day || (one.day === before.day && one.from < before.to))) {
    return `${which} commencerait avant la fin de celle qui précède : donnez-lui une heure plus tardive.`;
  }
  const out = outOfDay(one, which, { isFirst: at === 0, isAlone: laid.length === 1 });
  if (out !== null) {
    return out;
  }
  return isInLunch(one, lunch)
    ? `${which} (${hour(one.from)} à ${hour(one.to)}) tomberait sur la pause de midi, de ${LUNCHES[lunch]} : changez l’heure, ou la pause.`
    : null;
}

/** A day with more classes than one team leads without strain: said, never refused. Instants in, whatever the order. */
export function isLongVisit(classes: readonly PlannedClass[], dayOf: (at: number) => string): boolean {
  const minutes = new Map<string, number>();
  for (const { startsAt, endsAt } of classes) {
    const day = dayOf(startsAt);
    minutes.set(day, (minutes.get(day) ?? 0) + (endsAt - startsAt) / 60);
  }
  return Array.from(minutes.values()).some((sum) => sum > LONG_DAY);
}
