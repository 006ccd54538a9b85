import type { Place } from "../../kernel/working-days.ts";
import { DAY } from "../../kernel/time.ts";
import type { Level } from "../schools/school-class.ts";
import { type Lunch, type PlannedClass, layOut, planProblem } from "./plan.ts";
import type { Proposer } from "./request.ts";
import { fromLocal, localOf } from "./request.schema.ts";
import { dayProblem } from "./school-days.ts";

type Hours = readonly PlannedClass[];
type Shaped = Place & {
  state: string;
  lunch: Lunch;
  startsAt: number | null;
  groups: readonly { startsAt: number | null; endsAt: number | null }[];
  plans: readonly { by: Proposer; classes: Hours }[];
};
/** A class that joins: its level, its own start if it was given one, how long the programme is. */
type Joining = { level: Level | null; own: number | null; minutes: number; now: number };
type Wider = { plans: Hours[]; hours: PlannedClass | null };

/** When each class of a visit that is fixed is seen; empty while none is. */
const fixedHours = ({ state, groups }: Shaped): PlannedClass[] =>
  state === "scheduled"
    ? groups.flatMap(({ startsAt, endsAt }) => (startsAt === null || endsAt === null ? [] : [{ startsAt, endsAt }]))
    : [];

/** A plan with one class more, at its own start or after the last; or why it does not fit, in French. */
function oneMore(
  plan: Hours,
  { lunch, ...place }: Place & { lunch: Lunch },
  { level, own, minutes, now }: Joining,
): { plan: PlannedClass[] } | { words: string } {
  const starts = plan.map(({ startsAt }) => localOf(startsAt, place.tz));
  const laid = layOut([...starts, own === null ? null : localOf(own, place.tz)], { minutes, lunch });
  const last = laid.at(-1);
  if (last === undefined) {
    return { words: "Écrivez le jour et l’heure de cette classe." };
  }
  const one = fromLocal(last, place.tz);
  const words = dayProblem(one, { now, place, level }) ?? planProblem(laid, lunch)?.words ?? null;
  return words === null ? { plan: [...plan, one] } : { words };
}

/**
 * What a request comes to with one class more: the school's plans into which it fits, and its hours in a visit that is fixed; or why it
 * fits nowhere. A visit that is fixed may be near: the seven days that a new request needs do not count.
 */
export function wider(request: Shaped, joining: Joining): Wider | { words: string } {
  const fixed = fixedHours(request);
  const first = fixed[0]?.startsAt ?? null;
  const near = first === null ? joining : { ...joining, now: Math.min(joining.now, first - 8 * DAY) };
  const visit = first === null ? null : oneMore(fixed, request, near);
  if (visit !== null && "words" in visit) {
    return visit;
  }
  const school = request.plans.filter(({ by }) => by === "school");
  const tried = school.map(({ classes }) =>
    visit !== null && classes[0]?.startsAt === first
      ? visit
      : oneMore(classes, request, first === null ? joining : { ...joining, own: null }),
  );
  const plans = tried.flatMap((one) => ("words" in one ? [] : [one.plan]));
  const [why] = tried.flatMap((one) => ("words" in one ? [one] : []));
  return visit === null && plans.length === 0 && why !== undefined ? why : { plans, hours: visit?.plan.at(-1) ?? null };
}

/** What a request comes to without the class of that place: both sides' plans, and the hours that are held, if any. */
export function narrower(request: Shaped, at: number): { school: Hours[]; association: Hours[]; held: Hours } {
  const without = (hours: Hours): Hours => hours.filter((_, i) => i !== at);
  const of = (side: Proposer): Hours[] =>
    request.plans.flatMap(({ by, classes }) => (by === side ? [without(classes)] : []));
  const pencilled = request.plans.find(
    ({ by, classes }) => by === "school" && request.startsAt !== null && classes[0]?.startsAt === request.startsAt,
  );
  const fixed = fixedHours(request);
  return {
    school: of("school"),
    association: of("association"),
    held: without(fixed.length > 0 ? fixed : (pencilled?.classes ?? [])),
  };
}
