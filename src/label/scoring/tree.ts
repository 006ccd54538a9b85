import type { Reading, Readings } from "./answers.ts";
import { type Outcome, bad, good } from "./codes.ts";
import { type Quantity, compare, exactOf, fraction } from "./exact.ts";
import type { Child, NodeSpec } from "./formats.ts";
import { type Part, combine } from "./means.ts";
import type { Model } from "./model.ts";

/** What rules changed so far: components that are not counted, and what became of the values of nodes. */
export type Effects = {
  excluded: ReadonlySet<string>;
  /** By node: each takes the value and gives the one to keep. */
  changes: ReadonlyMap<string, readonly ((value: Quantity) => Quantity)[]>;
};
export const NO_EFFECTS: Effects = { excluded: new Set(), changes: new Map() };
/** By id of criterion or node: what its weight is multiplied by. Empty but for robustness. */
export type Multipliers = ReadonlyMap<string, number>;

/** The value of each node; what each criterion weighs, and adds to the total where that is a plain share of it. */
export type Evaluation = {
  total: Outcome<Quantity>;
  nodes: ReadonlyMap<string, Outcome<Quantity>>;
  /** Children of each node that were counted, with the factor that takes their value into it; `null`: not additive. */
  parts: ReadonlyMap<string, readonly { id: string; weight: number; factor: number | null }[]>;
};

const idOf = (child: Child): string => ("criterion" in child ? child.criterion : child.node.id);
const clamped = (value: Quantity, { min, max }: NodeSpec): Quantity =>
  min !== undefined && compare(value, min) < 0
    ? exactOf(min)
    : max !== undefined && compare(value, max) > 0
      ? exactOf(max)
      : value;

type Counted = { child: Child; weight: number; value: Quantity | null; hasData: boolean };

/** One walk over a tree, children before parents. */
class Walk {
  readonly nodes = new Map<string, Outcome<Quantity>>();
  readonly parts = new Map<string, { id: string; weight: number; factor: number | null }[]>();
  readonly model: Model;
  readonly readings: Readings;
  readonly effects: Effects;
  readonly multipliers: Multipliers;

  constructor(model: Model, readings: Readings, effects: Effects, multipliers: Multipliers) {
    this.model = model;
    this.readings = readings;
    this.effects = effects;
    this.multipliers = multipliers;
  }

  /** Whether a child weighs anything at all: not « sans objet », not left out by a rule or by the policy on missing answers. */
  isApplicable(child: Child): boolean {
    if (this.effects.excluded.has(idOf(child))) {
      return false;
    }
    if ("node" in child) {
      return true;
    }
    const { state } = this.readings.get(child.criterion) ?? ({ state: "missing" } as Reading);
    return state === "value" || (state === "missing" && this.model.file.missing !== "drop");
  }

  /** The weight of a child; "auto" is the sum of the applicable weights below. */
  base(child: Child): number {
    if (typeof child.weight === "number") {
      return child.weight;
    }
    return "criterion" in child
      ? (this.model.criteria.get(child.criterion)?.weight ?? 0)
      : child.node.children.reduce((sum, one) => sum + (this.isApplicable(one) ? this.base(one) : 0), 0);
  }

  weight(child: Child): number {
    return this.base(child) * (this.multipliers.get(idOf(child)) ?? 1);
  }

  /** A child that stands in its node; `null` when it leaves numerator and denominator. */
  count(child: Child): Outcome<Counted | null> {
    if (this.effects.excluded.has(idOf(child))) {
      return good(null);
    }
    if ("criterion" in child) {
      const reading = this.readings.get(child.criterion);
      if (reading === undefined || reading.state === "missing") {
        return this.absent(child, bad("MISSING", child.criterion));
      }
      return good(
        reading.state === "value" ? { child, weight: this.weight(child), value: reading.value, hasData: true } : null,
      );
    }
    const below = this.node(child.node);
    if (below.ok) {
      return good({ child, weight: this.weight(child), value: below.value, hasData: true });
    }
    return below.trouble.code === "INSUFFICIENT_DATA" ? this.absent(child, below) : below;
  }

  /** The policy of the file on what is missing: counts as 0 after normalisation, leaves, or stops. */
  absent(child: Child, failure: Outcome<never>): Outcome<Counted> {
    const { missing } = this.model.file;
    return missing === "fail"
      ? failure
      : good({ child, weight: this.weight(child), value: missing === "zero" ? fraction(0) : null, hasData: false });
  }

  node(node: NodeSpec): Outcome<Quantity> {
    const value = this.compute(node);
    const changed = value.ok
      ? good((this.effects.changes.get(node.id) ?? []).reduce((now, change) => change(now), value.value))
      : value;
    this.nodes.set(node.id, changed);
    return changed;
  }

  compute(node: NodeSpec): Outcome<Quantity> {
    const counted: Counted[] = [];
    for (const child of node.children) {
      const one = this.count(child);
      if (!one.ok) {
        return one;
      }
      if (one.value !== null) {
        counted.push(one.value);
      }
    }
    const parts = counted.filter((one): one is Counted & Part => one.value !== null);
    const isShort = hasTooLittle(node, counted) || (parts.length === 0 && counted.length > 0 && node.method !== "sum");
    if (isShort) {
      return bad("INSUFFICIENT_DATA", node.id);
    }
    const combined = combine(node.method, parts, node.p);
    if (!combined.ok) {
      return bad(combined.code, node.id);
    }
    const value = clamped(combined.value, node);
    this.keep(node, parts, compare(value, combined.value) === 0 && !this.effects.changes.has(node.id));
    return good(value);
  }

  keep(node: NodeSpec, parts: readonly (Counted & Part)[], isWhole: boolean): void {
    const weights = parts.reduce((sum, { weight }) => sum + weight, 0);
    const factor = (weight: number): number | null =>
      !isWhole ? null : node.method === "sum" ? weight : node.method === "arithmetic" ? weight / weights : null;
    const kept = parts.map(({ child, weight }) => ({ id: idOf(child), weight, factor: factor(weight) }));
    this.parts.set(node.id, kept);
  }
}

/** Whether the share of children with data is below what the node asks; « sans objet » ones are out before. */
function hasTooLittle({ dataThreshold = 0, thresholdBy = "count" }: NodeSpec, counted: readonly Counted[]): boolean {
  const size = (some: readonly Counted[]): number =>
    thresholdBy === "count" ? some.length : some.reduce((sum, { weight }) => sum + weight, 0);
  const all = size(counted);
  return all > 0 && size(counted.filter((one) => one.hasData)) / all < dataThreshold;
}

/** The values of the whole tree, from its leaves. Nothing is rounded between nodes. */
export function evaluate(
  model: Model,
  readings: Readings,
  effects: Effects = NO_EFFECTS,
  multipliers: Multipliers = new Map(),
): Evaluation {
  const walk = new Walk(model, readings, effects, multipliers);
  const total = walk.node(model.file.tree);
  return { total, nodes: walk.nodes, parts: walk.parts };
}

/** By criterion: its weight and the factor that takes its value into the total, `null` where the way up is not additive. */
export function factors(model: Model, { parts }: Evaluation): Map<string, { weight: number; factor: number | null }> {
  const found = new Map<string, { weight: number; factor: number | null }>();
  const walk = (nodeId: string, above: number | null): void => {
    for (const { id, weight, factor } of parts.get(nodeId) ?? []) {
      const whole = above === null || factor === null ? null : above * factor;
      if (model.nodes.has(id)) {
        walk(id, whole);
      } else {
        found.set(id, { weight, factor: whole });
      }
    }
  };
  walk(model.file.tree.id, 1);
  return found;
}
