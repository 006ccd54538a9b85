import { MESSAGES, type Outcome, type ScoringCode } from "./codes.ts";
import { type Quantity, basisPoints, displayed, round9, toNumber } from "./exact.ts";
import type { UnitSpec } from "./formats.ts";
import { type LevelResult, type Try, totalBp } from "./levels.ts";
import type { Model } from "./model.ts";
import type { Raw } from "./normalise.ts";
import { type Options, reach, readUnit } from "./reach.ts";
import { type RuleResult, applyRules, bandOf } from "./rules.ts";
import { factors } from "./tree.ts";

type Total = { value: number; basisPoints?: number; display: string };
type CriterionResult = {
  id: string;
  raw: Raw | null;
  normalised: number | null;
  weight: number;
  /** What it adds to the total, in units of the total; `null` where the way up is not a plain share. */
  contribution: number | null;
  reason: string;
};
type NodeResult = { id: string; value: number | null; basisPoints?: number };
/** One unit scored. Without hashes: `seal` adds them. */
export type ScoredUnit = {
  id: string;
  status: "ok";
  simulated?: true;
  declared: Total;
  verified: Total;
  nodes: NodeResult[];
  criteria: CriterionResult[];
  band: string | null;
  level: string | null;
  scoreByLevel?: { level: string; basisPoints: number }[];
  rules: RuleResult[];
} & LevelResult;
export type FailedUnit = {
  id: string;
  status: "error" | "insufficient-data";
  error: { code: ScoringCode; place: string; message: string };
};

function totalOf({ file }: Model, value: Quantity): Total {
  const bp = file.scale === undefined ? {} : { basisPoints: basisPoints(value, file.scale) };
  return { value: round9(value), ...bp, display: displayed(value, file.display, file.scale) };
}

function criteriaOf(model: Model, { readings, ruled }: Try): CriterionResult[] {
  const weighed = factors(model, ruled.evaluation);
  return Array.from(readings, ([id, reading]) => {
    const { weight = 0, factor = null } = weighed.get(id) ?? {};
    const { reason } = reading;
    if (reading.state !== "value") {
      return { id, raw: null, normalised: null, weight, contribution: factor === null ? null : 0, reason };
    }
    const contribution = factor === null ? null : round9(factor * toNumber(reading.value));
    return { id, raw: reading.raw, normalised: round9(reading.value), weight, contribution, reason };
  });
}

function nodeOf({ file: { scale, levels } }: Model, id: string, value: Outcome<Quantity> | undefined): NodeResult {
  if (value?.ok !== true) {
    return { id, value: null };
  }
  const node = { id, value: round9(value.value) };
  return scale === undefined || levels === undefined ? node : { ...node, basisPoints: basisPoints(value.value, scale) };
}

/** A unit without a number: why, where, and what to do. */
function failed(id: string, { code, place }: { code: ScoringCode; place: string }): FailedUnit {
  const status = code === "INSUFFICIENT_DATA" ? "insufficient-data" : "error";
  return { id, status, error: { code, place, message: MESSAGES[code] } };
}

/**
 * Scores one unit. Pure: the same referential, answers and day give the same result to the byte, in any engine. Values are on
 * 9 decimals, basis points are floored, gates and floors are those of the next level (empty once the highest is reached).
 */
export function scoreUnit(model: Model, unit: UnitSpec, options: Options): ScoredUnit | FailedUnit {
  const read = readUnit(model, unit, options);
  if (!read.ok) {
    return failed(unit.id, read.trouble);
  }
  const known = { facts: unit.facts, isGiven: options.isAssumed || options.isGiven === true };
  const reached = reach(model, read.value, known);
  if (!reached.ok) {
    return failed(unit.id, reached.trouble);
  }
  const said = applyRules(model, read.value.declared).total;
  if (!said.ok) {
    return failed(unit.id, said.trouble);
  }
  const { verified, total, byLevel, level, next } = reached.value;
  const scores = byLevel.map((one) => ({ level: one.level.id, basisPoints: totalBp(model, one.try.ruled) }));
  return {
    id: unit.id,
    status: "ok",
    ...(options.isAssumed ? { simulated: true as const } : {}),
    declared: totalOf(model, said.value),
    verified: totalOf(model, total),
    nodes: [...model.nodes.keys()].map((id) => nodeOf(model, id, verified.ruled.evaluation.nodes.get(id))),
    criteria: criteriaOf(model, verified),
    band: bandOf(model, total, verified.ruled.bandCaps),
    level: level?.id ?? null,
    ...(model.file.levels === undefined ? {} : { scoreByLevel: scores }),
    ...(next?.result ?? { gates: [], floors: [], conditions: [] }),
    rules: verified.ruled.rules,
  };
}
