import { type Readings, readAll } from "./answers.ts";
import { type Outcome, good } from "./codes.ts";
import type { AnswerSpec, Child, UnitSpec } from "./formats.ts";
import { type ConditionResult, type LevelResult, isMet, nodeBp, totalBp, tryLevel } from "./levels.ts";
import { type Model, fullWeight, nodesBelow } from "./model.ts";
import { type Choice, type Goal, effortOf, gradeNow, isAdditive, isOut, searchAll, searchSums } from "./plan-search.ts";
import { type Options, type Reached, reach, readUnit } from "./reach.ts";
import { applyRules } from "./rules.ts";

type PlanStep = {
  criterion: string;
  from: number;
  to: number;
  /** Effort of the step: effort per grade × grades. */
  effort: number;
  deltaBp: number;
  newBp: number;
  newLevel: string | null;
  reason: "gate" | "floor" | "total";
};
/** What grades cannot mend: pieces that are too old, mystery tests, an interview, too much « sans objet ». */
export type Prerequisite =
  | { kind: "freshness"; criterion: string; months: number }
  | Pick<ConditionResult, "kind" | "level" | "required" | "obtained">;
export type Plan = {
  target: string;
  /** `false`: no grades reach the level; `null`: too many ways to be sure of the least one, none is proposed. */
  reachable: boolean | null;
  effort: number | null;
  steps: PlanStep[];
  prerequisites: Prerequisite[];
};

const isOfGrades = ({ kind }: ConditionResult): boolean => kind === "score";
/** What a level asks of grades alone. */
const ofGrades = ({ gates, floors, conditions }: LevelResult): LevelResult => ({
  gates,
  floors,
  conditions: conditions.filter(isOfGrades),
});
const MOST_SCORES = 200_000;
const NOTHING: Choice = { effort: 0, count: 0, grades: new Map() };

/** Answers in which « sans objet » is given up where a level asks for a grade: it never satisfies a gate. */
function withoutNa(model: Model, unit: UnitSpec, least: ReadonlyMap<string, number>): UnitSpec {
  const isNa = ([id, answer]: [string, AnswerSpec]): boolean =>
    least.has(id) && typeof answer === "object" && answer !== null && "na" in answer;
  return { ...unit, answers: Object.fromEntries(Object.entries(unit.answers).filter((one) => !isNa(one))) };
}

/** The bounds of a level and of those below it. */
function goalOf(model: Model, target: number): Goal {
  const levels = model.levels.slice(0, target + 1);
  const ids = new Set(levels.map((level) => level.id));
  const least = new Map<string, number>();
  for (const { id, gates = [] } of model.file.criteria) {
    for (const gate of gates.filter(({ level }) => ids.has(level))) {
      least.set(id, Math.max(least.get(id) ?? 0, gate.minGrade));
    }
  }
  const floors = new Map<string, number>();
  const raise = (node: string, bp: number): unknown => floors.set(node, Math.max(floors.get(node) ?? 0, bp));
  for (const level of levels) {
    raise(model.file.tree.id, level.minBp);
    (level.floors ?? []).forEach(({ node, minBp }) => raise(node, minBp));
  }
  return { least, floors };
}

/** Weights with what is « sans objet » left out, as the tree computes "auto". */
const weigher =
  (model: Model, readings: Readings) =>
  (child: Child): number =>
    fullWeight(child, model.criteria, (one) => isOut(readings, one));

/** Where a unit gets with some grades raised, what grades cannot mend taken as given; `null` for a unit in error. */
function reachRaised(
  model: Model,
  unit: UnitSpec,
  options: Options,
  raised: ReadonlyMap<string, number>,
): Reached | null {
  const read = readUnit(model, unit, { ...options, raised, isGiven: true });
  const reached = read.ok ? reach(model, read.value, { facts: unit.facts, isGiven: true }) : read;
  return reached.ok ? reached.value : null;
}

/** What is planned: for which unit, and towards what. */
type Search = { model: Model; unit: UnitSpec; options: Options; goal: Goal };
type Standing = { bp: number; level: string | null; isUnderFloor: ReadonlySet<string> };

/** The score, the level and the floors still missed with some grades raised. */
function standing({ model, unit, options, goal }: Search, raised: ReadonlyMap<string, number>): Standing {
  const reached = reachRaised(model, unit, options, raised);
  if (reached === null) {
    return { bp: 0, level: null, isUnderFloor: new Set() };
  }
  const { verified, level } = reached;
  const { ruled } = verified;
  const short = [...goal.floors].filter(
    ([node, bp]) => node !== model.file.tree.id && (nodeBp(model, ruled, node) ?? 0) < bp,
  );
  return { bp: totalBp(model, ruled), level: level?.id ?? null, isUnderFloor: new Set(short.map(([id]) => id)) };
}

/** Gates first, then floors, then the total; within each by id. */
function stepsOf(search: Search, choice: Choice, readings: Readings): PlanStep[] {
  const { model, goal } = search;
  const raises = [...choice.grades].toSorted(([a], [b]) => (a < b ? -1 : 1));
  const isGate = ([id]: [string, number]): boolean => (goal.least.get(id) ?? 0) > gradeNow(readings, id);
  const gated = standing(search, new Map(raises.filter(isGate)));
  const below = new Set(
    nodesBelow(model.file.tree)
      .filter((node) => gated.isUnderFloor.has(node.id))
      .flatMap((node) =>
        nodesBelow(node).flatMap((one) => one.children.map((c) => ("criterion" in c ? c.criterion : ""))),
      ),
  );
  const reasonOf = (raise: [string, number]): PlanStep["reason"] =>
    isGate(raise) ? "gate" : below.has(raise[0]) ? "floor" : "total";
  const ORDER = ["gate", "floor", "total"];
  const ordered = raises.toSorted((a, b) => ORDER.indexOf(reasonOf(a)) - ORDER.indexOf(reasonOf(b)));
  const raised = new Map<string, number>();
  let { bp } = standing(search, raised);
  return ordered.map(([criterion, to]) => {
    const from = gradeNow(readings, criterion);
    raised.set(criterion, to);
    const now = standing(search, raised);
    const deltaBp = now.bp - bp;
    bp = now.bp;
    const effort = effortOf(model.criteria.get(criterion)) * (to - from);
    return {
      criterion,
      from,
      to,
      effort,
      deltaBp,
      newBp: now.bp,
      newLevel: now.level,
      reason: reasonOf([criterion, to]),
    };
  });
}

/** What the levels up to the target ask that no grade gives. */
function prerequisitesOf(model: Model, unit: UnitSpec, options: Options, target: number): Prerequisite[] {
  const found: Prerequisite[] = [];
  for (const level of model.levels.slice(0, target + 1)) {
    const months = level.evidenceMaxMonths ?? null;
    const readings = readAll(model, unit.answers, {
      number: "verified",
      at: options.at,
      months,
      isAssumed: options.isAssumed,
      rule: model.file.evidenceRule ?? "any",
    });
    if (readings.ok) {
      const one = { readings: readings.value, ruled: applyRules(model, readings.value) };
      const { conditions } = tryLevel(model, level, one, { facts: unit.facts, isGiven: options.isAssumed });
      const stale = [...readings.value].filter(([, reading]) => "isStale" in reading);
      const isKnown = (id: string): boolean => found.some((p) => p.kind === "freshness" && p.criterion === id);
      stale
        .filter(([id]) => !isKnown(id))
        .forEach(([id]) => found.push({ kind: "freshness", criterion: id, months: months ?? 0 }));
      conditions
        .filter((condition) => !isOfGrades(condition) && !condition.met)
        .forEach(({ kind, level: id, required, obtained }) => found.push({ kind, level: id, required, obtained }));
    }
  }
  return found;
}

/**
 * The cheapest way to a level: which grades to raise, in which order, and what each brings; the true least of
 * Σ effort × (to − from). Each step is scored anew, never added up. Unknown levels have no plan.
 */
export function whatIf(model: Model, unit: UnitSpec, targetId: string, options: Options): Outcome<Plan> {
  const target = model.levels.findIndex((level) => level.id === targetId);
  const goal = goalOf(model, target);
  const free = withoutNa(model, unit, goal.least);
  const view = {
    number: "verified" as const,
    at: options.at,
    months: null,
    isAssumed: options.isAssumed,
    rule: model.file.evidenceRule ?? "any",
  };
  const read = readAll(model, free.answers, view);
  if (!read.ok) {
    return read;
  }
  const readings = read.value;
  const isReachedWith = (grades: ReadonlyMap<string, number>): boolean => {
    const reached = reachRaised(model, free, options, grades);
    return reached !== null && reached.byLevel.slice(0, target + 1).every(({ result }) => isMet(ofGrades(result)));
  };
  const choice = isReachedWith(NOTHING.grades)
    ? NOTHING
    : isAdditive(model)
      ? searchSums(model, readings, weigher(model, readings), goal)
      : searchAll(model, readings, goal, { reaches: isReachedWith, most: MOST_SCORES });
  return good({
    target: targetId,
    reachable: choice === undefined ? null : choice !== null,
    effort: choice?.effort ?? null,
    steps: choice ? stepsOf({ model, unit: free, options, goal }, choice, readings) : [],
    prerequisites: prerequisitesOf(model, unit, options, target),
  });
}
