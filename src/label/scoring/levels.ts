import type { Readings } from "./answers.ts";
import { basisPoints } from "./exact.ts";
import type { LevelSpec } from "./formats.ts";
import type { Model } from "./model.ts";
import type { Ruled } from "./rules.ts";

type GateResult = { criterion: string; level: string; required: number; obtained: number | null; met: boolean };
type FloorResult = { node: string; level: string; requiredBp: number; obtainedBp: number | null; met: boolean };
/** What a level asks beside gates and floors. `naMaxBp` is a greatest value, the others are least values. */
export type ConditionResult = {
  kind: "score" | "naMaxBp" | "mysteryTests" | "interview";
  level: string;
  required: number;
  obtained: number;
  met: boolean;
};
export type LevelResult = { gates: GateResult[]; floors: FloorResult[]; conditions: ConditionResult[] };
/** A unit as it is read for one level: with the evidence that is fresh enough for it. */
export type Try = { readings: Readings; ruled: Ruled };
/** What is known beside grades. `isGiven`: mystery tests and interview are taken as held. */
export type Known = {
  facts: { mysteryTests?: number | undefined; interview?: boolean | undefined } | undefined;
  isGiven: boolean;
};

/** Basis points of a node in the scale of the file; `null` when it has no value. */
export function nodeBp(model: Model, { evaluation }: Ruled, node: string): number | null {
  const value = evaluation.nodes.get(node);
  return value?.ok === true && model.file.scale !== undefined ? basisPoints(value.value, model.file.scale) : null;
}

/** Basis points of the total; 0 without a value or a scale. */
export function totalBp({ file }: Model, { total }: Ruled): number {
  return total.ok && file.scale !== undefined ? basisPoints(total.value, file.scale) : 0;
}

/** The share of weight that « sans objet » answers take out, in basis points rounded up: a greatest share is not passed unseen. */
function naShareBp(model: Model, readings: Readings): number {
  let [total, out] = [0, 0];
  for (const [id, weight] of model.weights) {
    total += weight;
    out += readings.get(id)?.state === "na" ? weight : 0;
  }
  return total === 0 ? 0 : Math.ceil((out * 10_000) / total);
}

/** Everything that one level asks, met or not. */
export function tryLevel(
  model: Model,
  level: LevelSpec,
  { readings, ruled }: Try,
  { facts = {}, isGiven }: Known,
): LevelResult {
  const gates = (model.gates.get(level.id) ?? []).map(({ criterion, minGrade }): GateResult => {
    const reading = readings.get(criterion);
    const obtained = reading?.state === "value" ? reading.grade : reading?.state === "missing" ? 0 : null;
    const met = obtained !== null && obtained >= minGrade;
    return { criterion, level: level.id, required: minGrade, obtained, met };
  });
  const floors = (level.floors ?? []).map(({ node, minBp }): FloorResult => {
    const obtainedBp = nodeBp(model, ruled, node);
    return { node, level: level.id, requiredBp: minBp, obtainedBp, met: obtainedBp !== null && obtainedBp >= minBp };
  });
  const at = { level: level.id };
  const least = (kind: ConditionResult["kind"], required: number, obtained: number, given = false): ConditionResult => {
    const shown = given ? Math.max(required, obtained) : obtained;
    return { kind, ...at, required, obtained: shown, met: shown >= required };
  };
  const naMax = level.naMaxBp ?? 10_000;
  const na = naShareBp(model, readings);
  const conditions = [
    least("score", level.minBp, totalBp(model, ruled)),
    { kind: "naMaxBp" as const, ...at, required: naMax, obtained: na, met: na <= naMax },
    least("mysteryTests", level.mysteryTests ?? 0, facts.mysteryTests ?? 0, isGiven),
    least("interview", level.interview === true ? 1 : 0, facts.interview === true ? 1 : 0, isGiven),
  ];
  return { gates, floors, conditions };
}

/** Whether a level is reached: every condition, gate and floor of it. */
export const isMet = ({ gates, floors, conditions }: LevelResult): boolean =>
  [...gates, ...floors, ...conditions].every(({ met }) => met);
